/// Draws figures with characters, for terminals: rows as `├──●──┤`, curves as dots of Braille letters.
public struct CharacterRenderer: Sendable {
  /// The width of the drawing in characters.
  public var width: Int
  /// The height of a panel without rows, in lines.
  public var height: Int
  /// Whether tones are shown as colours of the terminal.
  public var usesColour: Bool

  /// Makes a renderer.
  public init(width: Int = 80, height: Int = 12, usesColour: Bool = false) {
    self.width = max(30, width)
    self.height = max(4, height)
    self.usesColour = usesColour
  }

  /// The figure as text, ending with a newline.
  public func text(_ figure: Figure) -> String {
    var lines = [figure.title]
    if !figure.legend.isEmpty {
      lines.append(figure.legend.map { "\(symbol($0.style)) \($0.label)" }.joined(separator: "   "))
    }
    for panel in figure.panels { lines += self.lines(of: panel) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of panel: Panel) -> [String] {
    let head = panel.title.isEmpty ? [] : ["", panel.title]
    return switch panel.vertical {
    case .rows(let labels): head + rows(labels, panel)
    case .numbers, .bare: head + canvas(panel)
    }
  }

  // MARK: - Rows

  private func rows(_ labels: [String], _ panel: Panel) -> [String] {
    let margin = min(labels.map(\.count).max() ?? 0, width / 3)
    let room = width - margin - 2
    let axis = CharacterAxis(panel.horizontal.domain, width: room)
    var lines: [String] = []
    for (row, label) in labels.enumerated() {
      var line = CharacterLine(width: room)
      for mark in panel.marks { draw(mark, onRow: row, axis, into: &line) }
      lines.append(padded(label, to: margin) + "  " + line.text(usesColour: usesColour))
    }
    return lines
      + axis.lines(panel.horizontal).map { String(repeating: " ", count: margin + 2) + $0 }
  }

  private func draw(
    _ mark: Mark, onRow row: Int, _ axis: CharacterAxis, into line: inout CharacterLine
  ) {
    switch mark {
    case .verticalRule(let value, let style):
      if let place = axis.place(value) { line.put("│", at: place, style.tone) }
    case .interval(let place, let range, let estimate, _, let style)
    where Int(place.rounded()) == row:
      if let range {
        let (from, to) = (axis.nearest(range.lowerBound), axis.nearest(range.upperBound))
        for column in from...to { line.put("─", at: column, style.tone) }
        line.put(axis.place(range.lowerBound) == nil ? "◂" : "├", at: from, style.tone)
        line.put(axis.place(range.upperBound) == nil ? "▸" : "┤", at: to, style.tone)
      }
      if let estimate, let column = axis.place(estimate) {
        line.put(symbol(style), at: column, style.tone)
      }
    default: break
    }
  }

  private func symbol(_ style: MarkStyle) -> Character {
    switch style.tone {
    case .blue: "●"
    case .orange: "■"
    case .green: "▲"
    case .purple: "◆"
    case .grey: "·"
    }
  }

  private func padded(_ text: String, to count: Int) -> String {
    text.count > count
      ? text.prefix(max(0, count - 1)) + "…"
      : text + String(repeating: " ", count: count - text.count)
  }

  // MARK: - Curves

  private func canvas(_ panel: Panel) -> [String] {
    let ticks: Ticks? =
      if case .numbers(_, let domain) = panel.vertical { Ticks(domain, atMost: 4) } else { nil }
    let margin = ticks?.labels.map(\.count).max() ?? 0
    let room = width - margin - 2
    let axis = CharacterAxis(panel.horizontal.domain, width: room)
    var canvas = BrailleCanvas(
      columns: room, rows: height, x: panel.horizontal.domain, y: panel.vertical.domain)
    for mark in panel.marks {
      switch mark {
      case .line(let points, let style): canvas.line(points, style.tone)
      case .dots(let points, let style): for point in points { canvas.dot(point, style.tone) }
      case .bar(let range, let height, let style): canvas.bar(range, height: height, style.tone)
      case .verticalRule(let x, let style):
        let domain = panel.vertical.domain
        canvas.line([Point(x, domain.lowerBound), Point(x, domain.upperBound)], style.tone)
      case .horizontalRule(let y, let style):
        let domain = panel.horizontal.domain
        canvas.line([Point(domain.lowerBound, y), Point(domain.upperBound, y)], style.tone)
      case .cell(let across, let up, let share): canvas.cell(across, up, share: share)
      case .area, .band, .interval: break
      }
    }
    var labels: [Int: String] = [:]
    for (value, label) in zip(ticks?.values ?? [], ticks?.labels ?? []) {
      labels[canvas.row(of: value)] = label
    }
    let lines = canvas.lines(usesColour: usesColour).enumerated().map { row, line in
      let label = labels[row] ?? ""
      return String(repeating: " ", count: margin - label.count) + label + " ┤" + line
    }
    return lines
      + axis.lines(panel.horizontal).map { String(repeating: " ", count: margin + 2) + $0 }
  }
}

/// Where the values of an axis stand on a line of characters.
struct CharacterAxis {
  let domain: ClosedRange<Double>
  let width: Int

  init(_ domain: ClosedRange<Double>, width: Int) {
    (self.domain, self.width) = (domain, width)
  }

  /// The column of a value; nil where the axis doesn't reach it.
  func place(_ value: Double) -> Int? { domain.contains(value) ? nearest(value) : nil }

  /// The column of a value, or that end of the axis which is nearer.
  func nearest(_ value: Double) -> Int {
    let length = domain.upperBound - domain.lowerBound
    guard length > 0, value.isFinite else { return value > domain.upperBound ? width - 1 : 0 }
    let share = (value - domain.lowerBound) / length
    return Int((min(1, max(0, share)) * Double(width - 1)).rounded())
  }

  /// The line of the axis, its numbers and its label.
  func lines(_ axis: Axis) -> [String] {
    guard case .numbers(let label, _) = axis else {
      return [String(repeating: "─", count: width)]
    }
    let ticks = Ticks(domain, atMost: max(2, width / 12))
    var rule = Array(repeating: Character("─"), count: width)
    var numbers = Array(repeating: Character(" "), count: width)
    for (value, text) in zip(ticks.values, ticks.labels) {
      let column = nearest(value)
      rule[column] = "┴"
      let start = min(max(0, column - text.count / 2), width - text.count)
      for (place, letter) in text.enumerated() where start >= 0 { numbers[start + place] = letter }
    }
    let indent = max(0, (width - label.count) / 2)
    return [String(rule), String(numbers), String(repeating: " ", count: indent) + label]
  }
}

/// A line of characters, each with a tone.
struct CharacterLine {
  private var letters: [Character]
  private var tones: [Tone?]

  init(width: Int) {
    letters = Array(repeating: " ", count: width)
    tones = Array(repeating: nil, count: width)
  }

  mutating func put(_ letter: Character, at column: Int, _ tone: Tone?) {
    guard letters.indices.contains(column) else { return }
    letters[column] = letter
    tones[column] = tone
  }

  func text(usesColour: Bool) -> String {
    guard usesColour else {
      return String(String(letters).reversed().drop { $0 == " " }.reversed())
    }
    return zip(letters, tones).map { letter, tone in
      tone.map { "\u{1B}[\($0.terminalCode)m\(letter)\u{1B}[0m" } ?? String(letter)
    }.joined()
  }
}

extension Tone {
  /// The colour of terminals that is nearest.
  var terminalCode: Int {
    switch self {
    case .blue: 34
    case .orange: 33
    case .green: 32
    case .purple: 35
    case .grey: 90
    }
  }
}
