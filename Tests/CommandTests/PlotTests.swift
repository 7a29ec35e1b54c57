import TestSupport
import Testing

@Suite struct PlotTests {
  @Test(
    "draws every kind of figure as SVG, and with characters",
    arguments: ["trace", "density", "forest", "compare", "rank", "joint", "autocorrelation"])
  func kinds(kind: String) throws {
    let workplace = try Workplace()
    try workplace.lindley(
      "sample", "models/sleepstudy.yaml", "--output", "o", "--draws", "200", "--warmup", "100")
    let drawn = try workplace.lindley("plot", "o", "--kind", kind, "--output", "x.svg")
    #expect(drawn == Outcome(output: "", errors: "", code: 0))
    let svg = try workplace.text(of: "x.svg")
    #expect(svg.hasPrefix("<svg xmlns"))
    #expect(svg.hasSuffix("</svg>\n"))
    #expect(!svg.contains("nan") && !svg.contains("inf "))
    let shown = try workplace.lindley("plot", "o", "--kind", kind)
    #expect(shown.code == 0)
    #expect(shown.output.split(separator: "\n").count > 10)
    #expect(!shown.output.contains("\u{1B}"))
  }

  @Test("two studies, the fewest there can be")
  func twoStudies() throws {
    let workplace = try Workplace([
      "two.csv": "study,yi,vi\na,0.1,0.02\nb,0.4,0.03\n",
      "two.yaml": """
      data: [two.csv]
      formula: yi ~ 1 + (1 | study)
      known-variance: vi
      priors: {T: half-cauchy(0.5)}
      """,
    ])
    try workplace.lindley("sample", "two.yaml", "--output", "o", "--draws", "200")
    for kind in ["density", "forest", "compare", "joint"] {
      let outcome = try workplace.lindley("plot", "o", "--kind", kind, "--output", "x.svg")
      #expect(outcome.code == 0)
      #expect(!(try workplace.text(of: "x.svg")).contains("nan"))
    }
  }

  @Test("a variable that is not there, a kind that is not there, a folder without a run")
  func refusals() throws {
    let workplace = try Workplace()
    try workplace.lindley(
      "sample", "models/eight-schools.yaml", "--output", "o", "--draws", "50")
    let variable = try workplace.lindley("plot", "o", "--kind", "trace", "--variable", "gamm")
    #expect(variable.code == 2)
    #expect(variable.errors.hasPrefix("Error: The run has no variable 'gamm'.\n"))
    let one = try workplace.lindley(
      "plot", "o", "--kind", "trace", "--variable", "gamma[(Intercept)]")
    #expect(one.code == 0)
    #expect(!one.output.contains("T["))
    #expect(try workplace.lindley("plot", "o", "--kind", "pie").code == 2)
    #expect(try workplace.lindley("plot", "nothing", "--kind", "trace").code == 3)
  }
}
