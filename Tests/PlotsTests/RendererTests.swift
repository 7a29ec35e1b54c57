import Foundation
import Plots
import TestSupport
import Testing

@Suite struct RendererTests {
  @Test("SVG: rows with intervals, and panels of curves, bars and cells")
  func svg() throws {
    #expect(try differenceFromGolden("forest.svg", SVGRenderer().svg(Examples.forest)) == nil)
    #expect(
      try differenceFromGolden("forest-400.svg", SVGRenderer(width: 400).svg(Examples.forest))
        == nil)
    #expect(try differenceFromGolden("panels.svg", SVGRenderer().svg(Examples.panels)) == nil)
  }

  @Test("characters, for terminals")
  func characters() throws {
    #expect(
      try differenceFromGolden("forest.txt", CharacterRenderer().text(Examples.forest)) == nil)
    #expect(
      try differenceFromGolden(
        "panels.txt", CharacterRenderer(width: 60, height: 8).text(Examples.panels)) == nil)
  }

  @Test("no line of characters is wider than it may be", arguments: [30, 60, 80, 200])
  func width(width: Int) {
    for figure in [Examples.forest, Examples.panels] {
      let lines = CharacterRenderer(width: width).text(figure).split(separator: "\n").dropFirst(2)
      #expect(lines.allSatisfy { $0.count <= width })
    }
  }

  @Test("colours only where they are asked for")
  func colour() {
    #expect(!CharacterRenderer().text(Examples.forest).contains("\u{1B}"))
    #expect(
      CharacterRenderer(usesColour: true).text(Examples.forest).contains("\u{1B}[34m●\u{1B}[0m"))
  }

  @Test("texts are escaped, and the document is XML that says what it shows")
  func escaping() throws {
    let svg = SVGRenderer().svg(Examples.forest)
    #expect(svg.contains(">a &amp; b<"))
    #expect(svg.contains(">&lt;script&gt;<"))
    #expect(!svg.contains("<script>"))
    #expect(svg.contains("<desc>Six effects with their intervals.</desc>"))
    let parser = XMLCheck()
    #expect(parser.isWellFormed(svg))
    #expect(parser.isWellFormed(SVGRenderer().svg(Examples.panels)))
    #expect(!parser.isWellFormed("<svg><text></svg>"))
  }

  @Test("one row or a hundred and sixty: labels stay within the drawing and off each other")
  func rows() throws {
    for count in [1, 2, 160] {
      let labels = (1...count).map { "school \($0)" }
      let figure = Figure(
        title: "t", description: "d",
        panels: [
          Panel(
            horizontal: .numbers(label: "x", domain: 0...1), vertical: .rows(labels),
            marks: labels.indices.map {
              .interval(row: Double($0), 0.2...0.8, estimate: 0.5, size: 0, MarkStyle(.blue))
            })
        ])
      let svg = SVGRenderer().svg(figure)
      let places = try labels.map { label -> Double in
        let line = try #require(svg.split(separator: "\n").first { $0.contains(">\(label)<") })
        let match = try #require(line.firstMatch(of: /y="([0-9.]+)"/))
        return try #require(Double(match.1))
      }
      let isSmall = svg.contains("class=\"small\"")
      #expect(isSmall == (count == 160))
      for (above, below) in zip(places, places.dropFirst()) {
        #expect(below - above >= (isSmall ? 9 : 12))
      }
    }
  }
}

/// Whether a text is well-formed XML with elements alone: each tag closed by its own name.
private struct XMLCheck {
  func isWellFormed(_ text: String) -> Bool {
    var open: [Substring] = []
    for tag in text.matches(of: /<(\/?)([a-z]+)((?:\s+[a-zA-Z0-9:-]+="[^"<]*")*)\s*(\/?)>/) {
      if !tag.1.isEmpty {
        guard open.popLast() == tag.2 else { return false }
      } else if tag.4.isEmpty {
        open.append(tag.2)
      }
    }
    let rest = text.replacing(/<\/?[a-z]+(?:\s+[a-zA-Z0-9:-]+="[^"<]*")*\s*\/?>/, with: "")
    return open.isEmpty && !rest.contains("<")
  }
}
