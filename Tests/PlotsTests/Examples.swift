import Foundation
import Plots

/// Figures with fixed numbers.
enum Examples {
  /// Six studies, one with a long name, one with an interval beyond the axis, one with letters that mean something in XML.
  static var forest: Figure {
    let labels = [
      "Rosenthal (1974)", "Conn (1968)", "a & b", "<script>", "5",
      "Pellegrini, Hicks and everybody else who took part in this study (1972)",
    ]
    let marks = labels.indices.flatMap { row -> [Mark] in
      let center = 0.1 * Double(row)
      return [
        .interval(
          row: Double(row) - 0.2, center - 0.3...center + 0.3 * Double(row + 1), estimate: center,
          size: 0.5, MarkStyle(.grey)),
        .interval(
          row: Double(row) + 0.2, center - 0.1...center + 0.1, estimate: center,
          size: 0, MarkStyle(.blue)),
      ]
    }
    return Figure(
      title: "Effects", description: "Six effects with their intervals.",
      panels: [
        Panel(
          horizontal: .numbers(label: "effect size", domain: -0.5...1.5), vertical: .rows(labels),
          marks: [.verticalRule(0, MarkStyle(.grey, isDashed: true))] + marks)
      ],
      legend: [
        LegendEntry("observed", MarkStyle(.grey), isLine: false),
        LegendEntry("posterior", MarkStyle(.blue), isLine: false),
      ])
  }

  /// A curve over a band, bars, cells and points.
  static var panels: Figure {
    let curve = (0...20).map { Point(0.1 * Double($0) - 1, 4 - pow(0.2 * Double($0) - 2, 2)) }
    return Figure(
      title: "Panels", description: "One panel of each kind.",
      panels: [
        Panel(
          title: "curve", horizontal: .numbers(label: "τ²", domain: -1...1),
          vertical: .bare(domain: 0...5),
          marks: [
            .band(-1...0, "inadmissible"), .area(curve, MarkStyle(.blue)),
            .line(curve, MarkStyle(.blue)),
          ]),
        Panel(
          title: "bars", horizontal: .numbers(label: "rank", domain: 0...40000),
          vertical: .numbers(label: "draws", domain: 0...10),
          marks: [
            .bar(0...10000, height: 4, MarkStyle(.orange)),
            .bar(10000...20000, height: 8, MarkStyle(.green)),
            .horizontalRule(5, MarkStyle(.grey, isDashed: true)),
          ]),
        Panel(
          horizontal: .numbers(label: "x", domain: 0...4),
          vertical: .numbers(label: "y", domain: 0...4),
          marks: [
            .cell(0...2, 0...2, share: 1), .cell(2...4, 2...4, share: 0.25),
            .dots([Point(1, 3), Point(3, 1), Point(9, 9)], MarkStyle(.purple)),
          ]),
      ], columns: 2)
  }
}
