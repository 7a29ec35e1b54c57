import TestSupport
import Testing

/// Several effects a study with known covariances, from the command line.
@Suite struct MultivariateTests {
  @Test("fit: H for all outcomes and for each, T on the edge in plain words")
  func fit() throws {
    let workplace = try Workplace()
    let json = try JSON(
      workplace.lindley("fit", "models/sat-coaching-hours.yaml", "--format", "json").output)
    #expect(json["sigma2"] == .null)
    #expect(json["boundary"] == .flag(true))
    #expect(json["groups"]["study"].number == 46)
    #expect(json["H_by_outcome"]["verbal"]["df"].number == 35)
    #expect(json["H"]["df"].number == 61)
    let text = try workplace.lindley("fit", "models/sat-coaching-hours.yaml").output
    #expect(text.contains("\nH of math = "))
    #expect(text.contains("At the edge of the parameter space"))
  }

  @Test("sample: columns of both effects, and the effects of studies that miss one")
  func sample() throws {
    let workplace = try Workplace()
    let outcome = try workplace.lindley(
      "sample", "models/sat-coaching.yaml", "--output", "o", "--draws", "200", "--chains", "2")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let lines = try workplace.lines(of: "o/draws_1.csv")
    #expect(lines.contains("lp__,accept_stat__,gamma.1,gamma.2,T.1.1,T.2.1,T.1.2,T.2.2"))
    let effects = try workplace.lines(of: "o/effects.csv")
    #expect(effects.count == 95)
    let check = try workplace.lindley("check", "models/sat-coaching.yaml")
    #expect(check.code == 0)
    #expect(check.output.contains("  e ~ N(0, V), known\n"))
    let compare = try workplace.lindley("compare", "models/sat-coaching.yaml", "o")
    #expect(compare.code == 0)
  }

  @Test("predict: columns of covariances serve like variances and a correlation")
  func predict() throws {
    let rows = (0..<8).flatMap { study in
      [("m", "0.25,0"), ("v", "0,0.5")].enumerated().map { place, row in
        let value = Double((study * 5 + place * 3) % 7) / 4
        return "\(study),\(row.0),\(value),\(place == 0 ? 0.25 : 0.5),\(row.1)\n"
      }
    }
    let model = """
      data: [rows.csv]
      formula: y ~ 0 + outcome + (0 + outcome | study)
      outcome: outcome
      priors: {T: "half-cauchy(1)"}
      sampling: {chains: 1, warmup: 50, draws: 50, seed: 1}

      """
    let workplace = try Workplace([
      "rows.csv": "study,outcome,y,variance,c1,c2\n" + rows.joined(),
      "columns.yaml": model + "known-covariance: {columns: [c1, c2]}\n",
      "correlation.yaml": model + "known-covariance: {variances: variance, correlation: 0}\n",
    ])
    let predictions = try ["columns", "correlation"].map { name in
      try workplace.lindley("sample", "\(name).yaml", "--output", name, "--quiet")
      return try workplace.lindley("predict", name, "--at", "outcome=m", "--format", "csv")
    }
    #expect(predictions[0].errors == predictions[1].errors)
    #expect(predictions.map(\.code) == [0, 0])
    #expect(predictions[0].output == predictions[1].output)
  }
}
