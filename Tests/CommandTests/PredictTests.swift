import TestSupport
import Testing

@Suite struct PredictTests {
  @Test("a new study: draws agree with integrals, and an observation needs a standard error")
  func newStudy() throws {
    let workplace = try Workplace()
    try sample(workplace, "models/teacher-expectancy.yaml", "--draws", "2500")
    let alone = try workplace.lindley("predict", "o")
    #expect(alone.code == 0)
    #expect(
      alone.errors
        == "An observation has a sampling variance: give --se to predict one.\n")
    let outcome = try workplace.lindley(
      "predict", "o", "--se", "0.2", "--level", "0.9", "--format", "json")
    let report = try JSON(outcome.output)
    let predictions = try #require(report["predictions"].list)
    #expect(report["level"].number == 0.9)
    #expect(predictions.map { $0["quantity"].text } == ["effect", "observation"])
    for prediction in predictions {
      #expect(prediction["new_group"] == .flag(true))
      #expect(prediction["group"] == .null)
      let sd = try #require(prediction["exact"]["sd"].number)
      for key in ["mean", "sd", "median", "lower", "upper"] {
        let (draws, exact) = (prediction[key].number, prediction["exact"][key].number)
        // 10,000 independent draws: a tail quantile errs by sd/50 or so.
        #expect(abs((draws ?? .nan) - (exact ?? .nan)) < 0.1 * sd, "\(key)")
      }
    }
    // Within the interval lie nine tenths of the same draws.
    let (lower, upper) = (predictions[0]["lower"].number, predictions[0]["upper"].number)
    let inside = try workplace.lindley(
      "predict", "o", "--se", "0.2", "--probability", "effect > \(lower ?? .nan)", "--probability",
      "effect > \(upper ?? .nan)", "--format", "json")
    let shares = try JSON(inside.output)["probabilities"].list?.compactMap {
      $0["probability"].number
    }
    #expect(abs((shares?.first ?? .nan) - 0.95) < 0.001)
    #expect(abs((shares?.last ?? .nan) - 0.05) < 0.001)
  }

  @Test("t effects: a new group's effect has the tails of the t, known groups need saved effects")
  func studentEffects() throws {
    let workplace = try Workplace([
      "t.yaml": """
      data: [models/data/teacher_expectancy.csv]
      formula: yi ~ 1 + (1 | study)
      known-variance: vi
      priors: {gamma: "normal(0, 0.000001)", T: "half-normal(0.2)"}
      errors: {study: t(2)}
      """
    ])
    try sample(workplace, "t.yaml", "--draws", "4000", "--warmup", "200")
    let report = try JSON(workplace.lindley("predict", "o", "--format", "json").output)
    let prediction = try #require(report["predictions"].list?.first)
    let upper = try #require(prediction["upper"].number)
    // With γ at 0 the effect is τ times a t variate with 2 degrees of freedom, whose 97.5% quantile is 4.30;
    // a normal one's is 1.96.
    let summary = try JSON(workplace.lindley("summary", "o", "--format", "json").output)
    let variance = try #require(
      summary.list?.first { $0["variable"] == .text("T.1.1") }?["median"].number)
    #expect(upper > 3 * variance.squareRoot())
    let known = try workplace.lindley("predict", "o", "--group", "4")
    #expect(known.code == 3)
    #expect(
      known.errors.hasPrefix(
        "Error: o holds draws of a model with t errors, but not the effects of its groups.\n"
          + "Sample again with --save effects; new groups need no such draws.\n"))
    try workplace.lindley("sample", "t.yaml", "--output", "saved", "--save", "effects")
    #expect(try workplace.lindley("predict", "saved", "--group", "4").code == 0)
  }

  @Test("a known group's effects are those of effects.csv, saved or drawn anew")
  func knownGroup() throws {
    let workplace = try Workplace()
    try sample(workplace, "models/sleepstudy.yaml", "--draws", "1000")
    for _ in 0..<2 {
      let outcome = try workplace.lindley(
        "predict", "o", "--group", "308", "--at", "days=10", "--format", "json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let predictions = try #require(JSON(outcome.output)["predictions"].list)
      #expect(
        predictions.map { [$0["quantity"].text, $0["effect"].text] } == [
          ["effect", "(Intercept)"], ["effect", "days"], ["expected", nil], ["observation", nil],
        ])
      let rows = try workplace.lines(of: "o/effects.csv").map { $0.split(separator: ",") }
      for prediction in predictions.prefix(2) {
        let label = prediction["effect"].text ?? ""
        let row = try #require(rows.first { $0[0] == "308" && $0[1] == label })
        let (mean, sd) = (Double(row[7]) ?? .nan, Double(row[8]) ?? .nan)
        #expect(abs((prediction["mean"].number ?? .nan) - mean) < 0.1 * sd, "\(label)")
        #expect(abs((prediction["sd"].number ?? .nan) - sd) < 0.1 * sd, "\(label)")
      }
      let means = predictions.compactMap { $0["mean"].number }
      #expect(abs(means[0] + 10 * means[1] - means[2]) < 1e-9)
      try sample(
        workplace, "models/sleepstudy.yaml", "--draws", "1000", "--save", "effects", "--overwrite")
    }
  }

  @Test("rows of a file: known groups by id, rows of one new id share its effects")
  func file() throws {
    let workplace = try Workplace([
      "new.csv": "school,ses,meanses,sector\n1308,0.5,,\nA,0.5,0.2,1\nA,-0.5,0.2,1\n,,0.2,0\n"
    ])
    try sample(workplace, "models/hsb-table-4-5.yaml", "--draws", "200", "--warmup", "100")
    let outcome = try workplace.lindley("predict", "o", "--data", "new.csv", "--format", "json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let predictions = try #require(JSON(outcome.output)["predictions"].list)
    #expect(
      predictions.map { $0["row"].number } == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4])
    #expect(
      predictions.map { $0["group"].text }.prefix(5) == ["1308", "1308", "1308", "1308", "A"])
    // The same school, one effect of ±0.5 about its mean of 0: their expected outcomes differ by β₁.
    let slope = predictions[5]["mean"].number ?? .nan
    #expect(predictions[9]["mean"] == predictions[5]["mean"])
    #expect(
      abs(
        (predictions[6]["mean"].number ?? .nan) - (predictions[10]["mean"].number ?? .nan) - slope)
        < 1e-9)
    #expect(
      outcome.errors == "Outcomes are not predicted where mean(ses, school), ses are not given.\n")
  }

  @Test("the seed decides, the run's own unless another is given")
  func determinism() throws {
    let workplace = try Workplace()
    try sample(workplace, "models/eight-schools.yaml", "--draws", "50", "--seed", "5")
    let first = try workplace.lindley("predict", "o", "--format", "csv").output
    #expect(try workplace.lindley("predict", "o", "--format", "csv").output == first)
    #expect(
      try workplace.lindley("predict", "o", "--format", "csv", "--seed", "5").output == first)
    #expect(
      try workplace.lindley("predict", "o", "--format", "csv", "--seed", "6").output != first)
  }

  @Test("moments that do not exist are not printed, but for a study in the data")
  func noMoments() throws {
    let workplace = try Workplace([
      "three.csv": "study,yi,vi\na,0.1,0.2\nb,0.3,0.1\nc,0.2,0.1\n",
      "three.yaml": "data: [three.csv]\nformula: yi ~ 1 + (1 | study)\nknown-variance: vi\n"
        + "priors: {T: uniform-sd}\n",
    ])
    try sample(workplace, "three.yaml", "--draws", "100")
    let new = try JSON(workplace.lindley("predict", "o", "--format", "json").output)
    #expect(new["predictions"][0]["sd"] == .null)
    #expect(new["predictions"][0]["exact"]["sd"] == .null)
    #expect(new["predictions"][0]["median"] != .null)
    let known = try JSON(
      workplace.lindley("predict", "o", "--group", "b", "--format", "json").output)
    #expect(known["predictions"][0]["sd"].number != nil)
  }

  @Test("what is asked wrongly is refused with 2, a bad file with 3")
  func refusals() throws {
    let workplace = try Workplace(["bad.csv": "days\nten\n", "empty.csv": "days\n"])
    try sample(workplace, "models/sleepstudy.yaml", "--draws", "10", "--warmup", "10")
    for (arguments, words, code) in [
      (["--at", "day=1"], "--at 'day=1': the model has no predictor 'day'.", 2),
      (["--group", "1"], "--group 1: the data have no subject of this id.", 2),
      (["--se", "1"], "--se: this model estimates σ², the variance of an observation.", 2),
      (["--se", "0"], "--se is 0.0; it must be above zero.", 2),
      (["--data", "bad.csv"], "bad.csv, line 2: 'ten' is not a number, as 'days' must be.", 3),
      (["--data", "empty.csv"], "empty.csv has a header and no rows.", 3),
      (["--rank", "class"], "--rank class: the model has no grouping factor 'class'.", 2),
      (
        ["--probability", "gamma[x] > 0"],
        "--probability 'gamma[x] > 0': the run has no 'gamma[x]'.", 2
      ),
      (["--probability", "u[1] > 0"], "--probability 'u[1] > 0': the data have no group '1'.", 2),
      (
        ["--data", "bad.csv", "--at", "days=1"],
        "--data has rows and groups of its own; leave out --at and --group, or --data.", 2
      ),
    ] as [([String], String, Int32)] {
      let outcome = try workplace.lindley(["predict", "o"] + arguments)
      #expect(outcome.errors.hasPrefix("Error: \(words)\n"), "\(outcome.errors)")
      #expect(outcome.code == code, "\(arguments)")
      #expect(outcome.output == "")
    }
  }

  private func sample(_ workplace: Workplace, _ model: String, _ options: String...) throws {
    let run = try workplace.lindley(["sample", model, "--output", "o", "--quiet"] + options)
    #expect(run.code == 0, "\(run.errors)")
  }
}
