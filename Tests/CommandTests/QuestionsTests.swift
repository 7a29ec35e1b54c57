import TestSupport
import Testing

@Suite struct QuestionsTests {
  @Test("probabilities of parameters and of groups' effects, with Monte Carlo errors")
  func probabilities() throws {
    let workplace = try Workplace()
    try workplace.lindley("sample", "models/eight-schools.yaml", "--output", "o")
    let outcome = try workplace.lindley(
      "summary", "o", "--format", "json", "--probability", "gamma[(Intercept)] < 0",
      "--probability", "gamma.1 < 0", "--probability", "sqrt(T[1,1]) > 5.2385",
      "--probability", "effect[1] > effect[3]", "--probability", "u[1] > u[3]", "--probability",
      "effect[1] - u[1] > gamma[1] + 1e-9", "--probability", "1 > 0")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let report = try JSON(outcome.output)
    #expect(report["summary"].list?.count == 2)
    let answers = try #require(report["probabilities"].list)
    let shares = answers.compactMap { $0["probability"].number }
    #expect(shares.count == 7)
    // 40,000 independent draws. P(γ < 0) and the median of τ by quadrature; a school's effect is γ + u.
    let exact = report["summary"][0]["exact"]["probability_below_zero"].number ?? .nan
    #expect(abs(shares[0] - exact) < 5 * (answers[0]["mcse"].number ?? .nan))
    #expect(shares[1] == shares[0])
    #expect(abs(shares[2] - 0.5) < 0.0125)
    #expect(shares[3] == shares[4])
    #expect(shares[3] > 0.5)
    #expect(shares[5] == 0)
    #expect(shares[6] == 1)
    #expect(answers[6]["mcse"] == .null)
    let mcse = answers[0]["mcse"].number ?? .nan
    #expect(abs(mcse - (exact * (1 - exact) / 40_000).squareRoot()) < 0.2 * mcse)
  }

  @Test("ranks: each rank is taken once, and the school with the largest estimate leads")
  func ranks() throws {
    let workplace = try Workplace()
    try workplace.lindley(
      "sample", "models/eight-schools.yaml", "--output", "o", "--draws", "2000")
    let outcome = try workplace.lindley("summary", "o", "--rank", "school", "--format", "json")
    let rows = try #require(JSON(outcome.output)["ranks"][0]["rows"].list)
    #expect(rows.count == 8)
    #expect(rows[0]["group"].text == "1")
    let means = rows.compactMap { $0["mean_rank"].number }
    #expect(abs(means.reduce(0, +) - 36) < 1e-9)
    #expect(means == means.sorted())
    #expect(abs(rows.compactMap { $0["p_first"].number }.reduce(0, +) - 1) < 1e-9)
    let text = try workplace.lindley("summary", "o", "--rank", "school", "--level", "0.8").output
    #expect(text.contains("\nRanks of school by true effect; 1 is the largest.\n"))
    #expect(text.contains("80% lower"))
  }

  @Test("without a question JSON is the list of the interface")
  func plain() throws {
    let workplace = try Workplace()
    try workplace.lindley(
      "sample", "models/eight-schools.yaml", "--output", "o", "--draws", "10")
    #expect(
      try JSON(workplace.lindley("summary", "o", "--format", "json").output).list?.count == 2)
  }

  @Test("parameters need no model file, groups say which one is not there")
  func modelFile() throws {
    let workplace = try Workplace([
      "four.csv": "study,yi,vi\na,0.1,0.2\nb,0.3,0.1\nc,0.2,0.1\nd,0.5,0.2\n",
      "four.yaml": "data: [four.csv]\nformula: yi ~ 1 + (1 | study)\nknown-variance: vi\n",
    ])
    try workplace.lindley("sample", "four.yaml", "--output", "o", "--draws", "10")
    try workplace.write(
      "data: [four.csv]\nformula: yi ~ 1 + (1 | study)\nknown-variance: vi\n", to: "moved.yaml")
    try workplace.write("", to: "four.yaml")
    #expect(try workplace.lindley("summary", "o", "--probability", "gamma[1] > 0").code == 0)
    #expect(try workplace.lindley("summary", "o", "--rank", "study").code == 3)
    #expect(
      try workplace.lindley("summary", "o", "--rank", "study", "--model", "moved.yaml").code == 0)
    try workplace.write("study,yi,vi\na,0.1,0.2\nb,0.3,0.1\n", to: "four.csv")
    let changed = try workplace.lindley(
      "summary", "o", "--rank", "study", "--model", "moved.yaml")
    #expect(changed.code == 3)
    #expect(changed.errors.contains("its SHA-256 differs"))
  }
}
