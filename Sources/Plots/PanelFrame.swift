/// Where a panel's axes stand in a drawing, and how values become pixels.
struct PanelFrame {
  /// The left, right, top and bottom end of the plotting area, in pixels.
  let (left, right, top, bottom): (Double, Double, Double, Double)
  private let horizontal: ClosedRange<Double>
  private let vertical: ClosedRange<Double>
  private let isRows: Bool
  /// The ticks of the horizontal axis; nil for one without.
  let horizontalTicks: Ticks?
  /// The ticks of the vertical axis; nil for one without.
  let verticalTicks: Ticks?

  static let labelSize = 12.0

  /// Whether rows stand so close that labels and marks must be small.
  var isDense: Bool { isRows && (bottom - top) / width(vertical) < 13 }

  /// Room for the panel's title.
  static func headHeight(_ panel: Panel) -> Double { panel.title.isEmpty ? 8 : 26 }

  /// Room for ticks and a label.
  static func footHeight(_ panel: Panel) -> Double {
    if case .numbers = panel.horizontal { return 42 }
    return 10
  }

  init(_ panel: Panel, left: Double, top: Double, width: Double, height: Double) {
    horizontal = panel.horizontal.domain
    vertical = panel.vertical.domain
    var ticks: Ticks?
    var margin = 22.0
    isRows = if case .rows = panel.vertical { true } else { false }
    switch panel.vertical {
    case .rows(let labels):
      let widest = labels.map { textWidth($0, size: Self.labelSize) }.max() ?? 0
      margin = min(widest, 0.36 * width) + 18
    case .numbers(let label, let domain):
      let made = Ticks(domain, atMost: max(2, Int(height / 45)))
      ticks = made
      margin =
        (made.labels.map { textWidth($0, size: Self.labelSize) }.max() ?? 0) + 14
        + (label.isEmpty ? 0 : 18)
    case .bare: break
    }
    verticalTicks = ticks
    self.left = left + margin
    right = left + width - 22
    self.top = top + Self.headHeight(panel)
    bottom = top + height - Self.footHeight(panel)
    let room = right - self.left
    horizontalTicks =
      if case .numbers(_, let domain) = panel.horizontal {
        Self.fitting(domain, into: room)
      } else { nil }
  }

  /// As many ticks as have room for their labels.
  private static func fitting(_ domain: ClosedRange<Double>, into room: Double) -> Ticks {
    for count in stride(from: 9, through: 3, by: -1) {
      let ticks = Ticks(domain, atMost: count)
      let needed = ticks.labels.reduce(0) { $0 + textWidth($1, size: labelSize) + 14 }
      if needed <= room { return ticks }
    }
    return Ticks(domain, atMost: 2)
  }

  /// The pixel of a value of the horizontal axis.
  func x(_ value: Double) -> Double {
    left + (value - horizontal.lowerBound) / width(horizontal) * (right - left)
  }

  /// The pixel of a value of the vertical axis: rows grow downwards, numbers upwards.
  func y(_ value: Double) -> Double {
    let share = (value - vertical.lowerBound) / width(vertical)
    return isRows ? top + share * (bottom - top) : bottom - share * (bottom - top)
  }

  /// The part of a range that the horizontal axis shows; nil where it shows none of it.
  func visible(_ range: ClosedRange<Double>) -> ClosedRange<Double>? {
    range.overlaps(horizontal) ? range.clamped(to: horizontal) : nil
  }

  /// Whether the horizontal axis shows a value.
  func shows(_ value: Double) -> Bool { horizontal.contains(value) }

  private func width(_ range: ClosedRange<Double>) -> Double {
    let width = range.upperBound - range.lowerBound
    return width > 0 ? width : 1
  }
}
