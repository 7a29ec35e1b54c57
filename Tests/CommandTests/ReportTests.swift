import TestSupport
import Testing

@Suite struct ReportTests {
  @Test("one page with all sections, whose numbers are those of the verbs' tables")
  func page() throws {
    let workplace = try Workplace()
    let model = "models/teacher-expectancy.yaml"
    try workplace.lindley("sample", model, "--output", "o", "--draws", "400")
    let outcome = try workplace.lindley("report", "o", "--output", "report.html")
    #expect(outcome == Outcome(output: "", errors: "Wrote report.html.\n", code: 0))
    let page = try workplace.text(of: "report.html")
    let sections = page.matches(of: /<h2>([^<]+)<\/h2>/).map { String($0.1) }
    #expect(
      sections == [
        "The model", "The data", "Intervals by method", "The effects of study",
        "Posterior densities", "Sensitivity to the prior and to t errors",
        "Prediction for a new study", "Convergence", "How to reproduce this",
      ])
    for anchor in page.matches(of: /href="#([^"]+)"/).map({ $0.1 }) {
      #expect(page.contains("id=\"\(anchor)\""))
    }
    // Each figure for wide and for narrow screens.
    #expect(page.split(separator: "<svg ").count == 1 + 2 * 7)
    #expect(!page.contains("<script") && !page.contains("http://cdn") && !page.contains("src="))
    try workplace.lindley("report", "o", "--output", "report.md")
    let markdown = try workplace.text(of: "report.md")
    let verbs = [
      ["compare", model, "o"], ["summary", "o"], ["sensitivity", model], ["predict", "o"],
    ]
    for arguments in verbs {
      let printed = try workplace.lindley(arguments + ["--format", "markdown"]).output
      for line in printed.split(separator: "\n") where line.hasPrefix("| ") {
        #expect(markdown.contains(line), "\(arguments[0])")
      }
    }
    for name in markdown.matches(of: #/\(<(report-[a-z]+\.svg)>\)/#).map({ String($0.1) }) {
      #expect(try workplace.text(of: name).hasPrefix("<svg"))
    }
    #expect(workplace.names(in: ".")?.count { $0.hasPrefix("report-") } == 7)
  }

  @Test("chains for other priors are run on request alone; a new group has typical predictors")
  func severalEffects() throws {
    let workplace = try Workplace()
    let model = "models/sleepstudy.yaml"
    try workplace.lindley("sample", model, "--output", "o", "--draws", "200")
    try workplace.lindley("report", "o", "--output", "report.md")
    let markdown = try workplace.text(of: "report.md")
    #expect(markdown.contains("\n```\nlindley sensitivity \(model)\n```\n"))
    #expect(!markdown.contains("| tau[days] |"))
    let command = "lindley predict o --at \"days=4.5\""
    #expect(markdown.contains("\n```\n\(command)\n```\n"))
    let printed = try workplace.lindley("predict", "o", "--at", "days=4.5", "--format", "markdown")
    for line in printed.output.split(separator: "\n") where line.hasPrefix("| ") {
      #expect(markdown.contains(line))
    }
  }

  @Test("what a model file says is text, and no part of the page")
  func escaping() throws {
    let workplace = try Workplace([
      "data.csv": "study,yi,vi\n<b>x,0.1,0.02\nb&c,0.4,0.03\nd,0.2,0.01\ne,0.5,0.03\n",
      "model.yaml": """
      title: "<script>alert(1)</script> & more"
      data: [data.csv]
      formula: yi ~ 1 + (1 | study)
      known-variance: vi
      """,
    ])
    try workplace.lindley("sample", "model.yaml", "--output", "o", "--draws", "100")
    try workplace.lindley("report", "o", "--output", "report.html")
    let page = try workplace.text(of: "report.html")
    #expect(page.contains("<h1>&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</h1>"))
    #expect(!page.contains("<script>") && !page.contains("<b>x"))
    #expect(page.contains("&lt;b&gt;x"))
    try workplace.lindley("report", "o", "--output", "report.md")
    let markdown = try workplace.text(of: "report.md")
    #expect(markdown.hasPrefix("# \\<script>alert(1)\\</script> & more\n"))
    #expect(markdown.contains("| \\<b>x |"))
  }

  @Test("a page of another kind is refused before anything is read")
  func otherKind() throws {
    let outcome = try Workplace().lindley("report", "nothing", "--output", "report.pdf")
    #expect(outcome.code == 2)
    #expect(
      outcome.errors.hasPrefix(
        "Error: --output is 'report.pdf'; its name must end in .html or .md, such as report.html.\n"
      ))
  }
}
