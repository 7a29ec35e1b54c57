import TestSupport
import Testing

/// What the samplers draw, seen from outside.
@Suite struct SamplersTests {
  @Test(
    "exact draws are independent: their bulk ESS is their number",
    arguments: ["teacher-expectancy", "eight-schools-half-cauchy"])
  func exact(model: String) throws {
    // An estimate of ESS has a relative standard error of 0.8% with 160,000 independent draws.
    let summary = try SummaryTests.summary(of: model, "--draws", "40000", "--sampler", "exact")
    for row in try #require(summary.list) {
      #expect(row["ess_bulk"].number.isClose(to: 160_000, by: 8_000), "\(row["variable"])")
      #expect(row["rhat"].number ?? 2 < 1.01)
    }
  }

  @Test("the Gibbs sampler agrees with the exact posterior", arguments: CheckTests.models)
  func gibbs(model: String) throws {
    let summary = try SummaryTests.summary(of: model, "--draws", "4000", "--sampler", "gibbs")
    for row in try #require(summary.list) where row["mcse_mean"] != .null {
      let error = try #require(row["mcse_mean"].number)
      #expect(
        row["mean"].number.isClose(to: row["exact"]["mean"].number, by: 5 * error),
        "\(row["variable"]): \(row["mean"]), exact \(row["exact"]["mean"]), mcse \(error)")
      #expect(row["rhat"].number ?? 2 < 1.01)
    }
  }

  @Test("the Gibbs sampler's effects agree with the exact ones")
  func effects() throws {
    let workplace = try Workplace()
    var tables: [[[Double]]] = []
    for sampler in ["exact", "gibbs"] {
      try workplace.lindley(
        "sample", "models/teacher-expectancy.yaml", "--output", sampler, "--sampler", sampler,
        "--draws", "40000")
      tables.append(
        try workplace.lines(of: "\(sampler)/effects.csv").dropFirst()
          .map { $0.split(separator: ",").dropFirst(7).compactMap { Double($0) } })
    }
    #expect(tables[0].count == 19)
    for (exact, gibbs) in zip(tables[0], tables[1]) {
      // Mean, sd, q2.5, median, q97.5: within a twentieth of the standard deviation, which is five Monte Carlo errors
      // of the last.
      #expect(exact.count == 5)
      #expect(zip(exact, gibbs).allSatisfy { abs($0 - $1) < 0.05 * exact[1] }, "\(exact) \(gibbs)")
    }
  }
}
