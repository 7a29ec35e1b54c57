import TestSupport
import Testing

@Suite struct EffectSizeTests {
  private static let raw = """
    study,outcome,mt,sd1i,n1i,m2i,sd2i,n2i
    a,verbal,103.2,14.1,22,98.7,15.3,25
    a,math,101.9,13.2,22,97.1,14.4,25
    b,verbal,10,2,30,NA,2,30

    """

  @Test("prints effect sizes and covariances beside the summaries")
  func text() throws {
    let workplace = try Workplace(["raw.csv": Self.raw])
    let outcome = try workplace.lindley(
      "effect-size", "raw.csv", "--measure", "smd", "--columns", "m1i=mt", "--study", "study",
      "--outcome", "outcome", "--correlation", "0.66")
    #expect(outcome.code == 0)
    #expect(outcome.errors == "Covariances with v1i: math, v2i: verbal.\n")
    #expect(try differenceFromGolden("effect-size.txt", outcome.output) == nil)
  }

  @Test("what it writes is what a model reads")
  func output() throws {
    let workplace = try Workplace([
      "raw.csv": "study,ri,ni\na,0.3,20\nb,0.1,35\nc,0.5,12\nd,NA,30\ne,0.2,50\n",
      "model.yaml": "data: [sizes.csv]\nformula: yi ~ 1 + (1 | study)\nknown-variance: vi\n",
    ])
    let outcome = try workplace.lindley(
      "effect-size", "raw.csv", "--measure", "fisher-z", "--output", "sizes.csv")
    #expect(outcome == Outcome(output: "", errors: "", code: 0))
    #expect(try workplace.lines(of: "sizes.csv")[4] == "d,NA,30,NA,NA")
    let fit = try JSON(workplace.lindley("fit", "model.yaml", "--format", "json").output)
    #expect(fit["observations"] == .number(4))
    let list = try JSON(
      workplace.lindley("effect-size", "raw.csv", "--measure", "fisher-z", "--format", "json")
        .output)
    #expect(list[3]["yi"] == .null)
    #expect(list[1]["vi"].number.isClose(to: 1.0 / 32, by: 1e-15))
    #expect(list[1]["study"] == .text("b"))
  }

  @Test(
    "covariances need all they are made of",
    arguments: [
      ["--study", "study", "--outcome", "outcome"], ["--correlation", "0.5"],
      ["--study", "study", "--correlation", "0.5"],
      ["--study", "study", "--outcome", "outcome", "--correlation", "0.5", "--shared-control"],
    ])
  func incomplete(options: [String]) throws {
    let outcome = try Workplace(["raw.csv": Self.raw]).lindley(
      ["effect-size", "raw.csv", "--measure", "md"] + options)
    #expect(outcome.code == 2)
    #expect(
      outcome.errors.hasPrefix(
        "Error: Covariances need --study, --outcome and either --correlation or --shared-control.\n"
      ))
  }
}
