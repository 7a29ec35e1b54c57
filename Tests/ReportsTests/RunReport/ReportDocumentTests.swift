import Foundation
import Plots
import TestSupport
import Testing

@testable import Reports

/// One small document with every kind of block and with signs that HTML and Markdown would take for
/// their own, in both forms.
@Suite struct ReportDocumentTests {
  static let document = ReportDocument(
    title: "Schools & <b>pupils</b>", source: "\"Table\" 1 | a*b",
    sections: [
      ReportDocument.Section(
        title: "The model's x < y & z",
        blocks: [
          .paragraph("γ₀₀ & <i>u</i> stand in y = \"1 < 2\"."),
          .verbatim("y ~ x + (1 | g)\n  a && b <c>\n```"),
          .list(["first & last", "<second>", "1. third, with `code` and _emphasis_"]),
        ]),
      ReportDocument.Section(
        title: "Numbers",
        blocks: [
          .table(
            ReportTable(
              header: ["name|s", "estimate", "p", "count"],
              rows: [
                [.text("a|b"), .number(1.23456, decimals: 2), .probability(0.00001), .count(3)],
                [.text("<c>"), .number(nil, decimals: 2), .probability(nil), .empty],
              ])),
          .figure(
            Figure(
              title: "Effects [all] & more", description: "Both effects, \"a|b\" above <c>.",
              panels: [
                Panel(
                  horizontal: .numbers(label: "effect & se", domain: 0...2),
                  vertical: .rows(["a|b", "<c>"]),
                  marks: [
                    .interval(row: 0, 0.5...1.5, estimate: 1, size: 0.5, MarkStyle(.blue)),
                    .interval(row: 1, nil, estimate: 0.25, size: 1, MarkStyle(.orange)),
                  ])
              ]), name: "effects"),
        ]),
    ])

  @Test("as HTML")
  func html() throws {
    #expect(try differenceFromGolden("document.html", try HTMLReport().page(Self.document)) == nil)
  }

  @Test("as Markdown with its figure")
  func markdown() throws {
    let files = try MarkdownReport().files(Self.document, name: "document.md")
    #expect(files.map(\.name) == ["document.md", "document-effects.svg"])
    for file in files { #expect(try differenceFromGolden(file.name, file.text) == nil) }
  }

  @Test("every tag is closed in its turn, no sign is loose, and links lead somewhere")
  func wellFormed() throws {
    let page = try HTMLReport().page(Self.document)
    #expect(unclosedTag(page) == nil)
    #expect(unclosedTag("<p><b>x</p></b>") == "b" && unclosedTag("<p>a<br>b") == "p")
    #expect(page.matches(of: /&(?!(amp|lt|gt|quot|#\d+|#x[0-9a-fA-F]+);)/).isEmpty)
    let ids = page.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    for link in page.matches(of: /href="#([^"]+)"/) { #expect(ids.contains(String(link.1))) }
  }

  /// The first tag that is not closed in its turn; nil where there is none.
  private func unclosedTag(_ page: String) -> String? {
    let void: Set = ["meta", "br", "hr", "img", "link"]
    var open: [String] = []
    for match in page.matches(of: /<(\/?)([A-Za-z][A-Za-z0-9]*)[^>]*?(\/?)>/) {
      let name = String(match.2)
      if match.1.isEmpty {
        if match.3.isEmpty, !void.contains(name) { open.append(name) }
      } else {
        guard let last = open.popLast() else { return name }
        guard last == name else { return last }
      }
    }
    return open.last
  }
}
