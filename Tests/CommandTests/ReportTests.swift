import Testing

@Suite struct ReportTests {
  @Test("one page with all sections, whose numbers are those of summary and compare")
  func page() throws {
    let workplace = try Workplace()
    let model = "models/teacher-expectancy.yaml"
    try workplace.lindley("sample", model, "--output", "o", "--draws", "400")
    let outcome = try workplace.lindley("report", "o", "--output", "report.html")
    #expect(outcome == Outcome(output: "", errors: "Wrote report.html.\n", code: 0))
    let page = try workplace.text(of: "report.html")
    let sections = page.matches(of: /<h2>([^<]+)<\/h2>/).map { String($0.1) }
    #expect(
      sections.starts(with: [
        "The model", "The data", "Intervals by method", "The effects of study",
        "Posterior densities", "Convergence",
      ]))
    #expect(sections.last == "How to reproduce this")
    for anchor in page.matches(of: /href="#([^"]+)"/).map({ $0.1 }) {
      #expect(page.contains("id=\"\(anchor)\""))
    }
    #expect(page.split(separator: "<svg ").count == 8)
    #expect(!page.contains("<script") && !page.contains("http://cdn") && !page.contains("src="))
    let compare = try workplace.lindley("compare", model, "o", "--format", "markdown").output
    let summary = try workplace.lindley("summary", "o", "--format", "markdown").output
    try workplace.lindley("report", "o", "--output", "report.md")
    let markdown = try workplace.text(of: "report.md")
    for line in (compare + summary).split(separator: "\n") where line.hasPrefix("| ") {
      #expect(markdown.contains(line))
    }
    for name in markdown.matches(of: #/\(<(report-[a-z]+\.svg)>\)/#).map({ String($0.1) }) {
      #expect(try workplace.text(of: name).hasPrefix("<svg"))
    }
    #expect(workplace.names(in: ".")?.count { $0.hasPrefix("report-") } == 7)
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
