import TestSupport
import Testing

@Suite struct SimulateTests {
  /// Two files, a missing value and a quoted text that no formula reads.
  private static let files = [
    "rows.csv": """
    school,y,x,remark
    b,1.5,1,"a, b"
    a,2,NA,c
    a,3,2,
    b,2.5,4,d
    a,1,0,e
    c,0.5,1,f
    c,2,3,g

    """,
    "schools.csv": "school,w,x\na,1,9\nb,0,9\nc,1,9\n",
    "model.yaml": """
    data: [rows.csv, schools.csv]
    formula: y ~ w + (1 | school)
    sampling: {seed: 3}
    """,
  ]

  @Test("rows keep their columns, joined, with another outcome; incomplete ones are left out")
  func columns() throws {
    let workplace = try Workplace(Self.files)
    let outcome = try workplace.lindley("simulate", "model.yaml", "--at", "T.1.1=0.5")
    #expect(outcome.code == 0)
    #expect(
      outcome.errors
        == "rows.csv, schools.csv are joined: a model file for these data names one file in their "
        + "place.\n")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 8)
    #expect(lines[0] == "school,y,x,remark,w")
    #expect(lines[1].hasPrefix("b,") && lines[1].hasSuffix(",1,\"a, b\",0"))
    #expect(lines[2].hasSuffix(",NA,c,1") && lines[3].hasSuffix(",2,NA,1"))
    #expect(try workplace.lindley("simulate", "model.yaml", "--at", "T.1.1=0.5") == outcome)
    let other = try workplace.lindley("simulate", "model.yaml", "--at", "T.1.1=0.5", "--seed", "4")
    #expect(other.output != outcome.output)
  }

  @Test("rows with missing values are left out, and counted")
  func missing() throws {
    let workplace = try Workplace([
      "rows.csv": Self.files["rows.csv"] ?? "",
      "model.yaml": "data: [rows.csv]\nformula: log(y) ~ x + (1 | school)\n",
    ])
    let outcome = try workplace.lindley(
      "simulate", "model.yaml", "--at", "gamma[x]=0,gamma.1=0,T.1.1=0,sigma2=1e-12")
    #expect(
      outcome.errors
        == "Of 7 rows 1 are left out, as the model leaves them out: values are missing.\n")
    // The outcome is log(y), which is 0 here.
    let ys = outcome.output.split(separator: "\n").dropFirst().compactMap {
      Double($0.split(separator: ",")[1])
    }
    #expect(ys.count == 6 && ys.allSatisfy { abs($0 - 1) < 1e-4 })
  }

  @Test("a simulated file is data of the same model, and its fit is near what is true")
  func roundTrip() throws {
    let workplace = try Workplace()
    let values = "gamma[(Intercept)]=250,gamma[days]=-5,T.1.1=900,T.2.1=0,T.2.2=25,sigma2=100"
    let outcome = try workplace.lindley(
      "simulate", "models/sleepstudy.yaml", "--at", values, "--output", "sim.csv", "--truth",
      "truth.json")
    #expect(outcome == Outcome(output: "", errors: "", code: 0))
    let model = try workplace.text(of: "models/sleepstudy.yaml")
      .replacing("data/sleepstudy.csv", with: "sim.csv")
    try workplace.write(model, to: "sim.yaml")
    let fit = try JSON(workplace.lindley("fit", "sim.yaml", "--format", "json").output)
    for (k, truth) in [250.0, -5].enumerated() {
      let row = fit["gamma"][k]
      let error = (row["estimate"].number ?? .nan) - truth
      #expect(abs(error) < 5 * (row["se"].number ?? .nan), "\(row)")
    }
    let truth = try #require(JSON(workplace.text(of: "truth.json")).list)
    #expect(truth[0]["label"].text == "gamma[(Intercept)]" && truth[0]["value"].number == 250)
    // 2 of γ, 3 of T, σ², and for 18 subjects u and β of both effects.
    #expect(truth.count == 2 + 3 + 1 + 18 * 4)
    let slope = try #require(truth.first { $0["label"].text == "effect[308, days]" })
    let u = try #require(truth.first { $0["label"].text == "u[308, days]" })
    let sum = (u["value"].number ?? .nan) - 5
    #expect(abs((slope["value"].number ?? .nan) - sum) < 1e-12)
    #expect(slope["variable"].text == "effect.1.2")
  }

  @Test("replicates are numbered, each with a draw of its own of a run")
  func replicates() throws {
    let workplace = try Workplace()
    let model = "models/teacher-expectancy.yaml"
    try workplace.lindley("sample", model, "--output", "o", "--draws", "100")
    let outcome = try workplace.lindley(
      "simulate", model, "--from", "o", "--replicates", "3", "--truth", "truth.csv")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 1 + 3 * 19)
    #expect(lines[0].hasSuffix(",replicate") && lines[1].hasSuffix(",1"))
    #expect(lines[57].hasSuffix(",3"))
    let truth = try workplace.lines(of: "truth.csv")
    #expect(truth[0] == "replicate,variable,label,value")
    let draws =
      try workplace.lines(of: "o/draws_1.csv") + workplace.lines(of: "o/draws_2.csv")
      + workplace.lines(of: "o/draws_3.csv") + workplace.lines(of: "o/draws_4.csv")
    let means = truth.filter { $0.contains(",gamma.1,") }.compactMap {
      $0.split(separator: ",").last.flatMap { Double($0) }
    }
    let drawn = Set(
      draws.filter { !$0.hasPrefix("#") }.compactMap { line -> Double? in
        let fields = line.split(separator: ",")
        return fields.count > 2 ? Double(fields[2]) : nil
      })
    #expect(means.count == 3 && Set(means).count > 1 && means.allSatisfy(drawn.contains))
    // The first data set does not depend on how many there are.
    let alone = try workplace.lindley("simulate", model, "--from", "o").output.split(
      separator: "\n")
    #expect(lines[1...19].map { $0.dropLast(2) } == alone[1...].map { $0 })
  }

  @Test("what cannot be simulated is refused, with the way out")
  func refusals() throws {
    let workplace = try Workplace([
      "d.csv": "g,y,v,replicate\na,1,1,1\na,2,1,1\nb,4,1,1\nb,3,1,1\nc,2,1,1\nc,2.5,1,1\n",
      "root.yaml": "data: [d.csv]\nformula: sqrt(y) ~ 1 + (1 | g)\n",
      "t.yaml": "data: [d.csv]\nformula: y ~ 1 + (1 | g)\nerrors: {g: t(estimate)}\n",
      "plain.yaml": "data: [d.csv]\nformula: y ~ 1 + (1 | g)\n",
    ])
    func refusal(_ arguments: String...) throws -> Outcome {
      let outcome = try workplace.lindley(["simulate"] + arguments)
      #expect(outcome.output == "")
      return outcome
    }
    let root = try refusal("root.yaml")
    #expect(root.code == 3 && root.errors.hasPrefix("Error: root.yaml: the outcome is sqrt(y), "))
    let t = try refusal("t.yaml")
    #expect(t.code == 2 && t.errors.hasPrefix("Error: df is estimated from draws, "))
    #expect(try workplace.lindley("simulate", "t.yaml", "--at", "df=4").code == 0)
    let several = try refusal("plain.yaml", "--replicates", "2")
    #expect(several.code == 3 && several.errors.hasPrefix("Error: d.csv: the data have a column "))
    let unknown = try refusal("plain.yaml", "--at", "sigma=1")
    #expect(unknown.code == 2)
    #expect(
      unknown.errors
        == "Error: --at: the model has no parameter 'sigma'.\nDid you mean 'sigma2'?\n")
    let both = try refusal("plain.yaml", "--at", "sigma2=1", "--from", "o")
    #expect(both.code == 2 && both.errors.contains("--from draws all parameters"))
    #expect(try refusal("plain.yaml", "--replicates", "0").code == 2)
    #expect(try refusal("plain.yaml", "--truth", "t.txt").code == 2)
    #expect(try refusal("plain.yaml", "--from", "nothing").code == 3)
    #expect(workplace.names(in: ".")?.contains { $0.hasSuffix(".partial") } == false)
  }
}
