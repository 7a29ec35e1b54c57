import Foundation

/// A panel as SVG elements: grid, marks, axes.
struct PanelDrawing {
  let panel: Panel
  let frame: PanelFrame

  var element: SVGElement {
    var children = titleElements + gridElements
    children += panel.marks.flatMap(elements)
    children += axisElements
    return SVGElement("g", [:], children)
  }

  private var titleElements: [SVGElement] {
    guard !panel.title.isEmpty else { return [] }
    let room = frame.right - frame.left
    return [
      SVGRenderer.text(
        truncated(panel.title, toWidth: room, size: PanelFrame.labelSize), x: frame.left,
        y: frame.top - 9)
    ]
  }

  private var gridElements: [SVGElement] {
    (frame.horizontalTicks?.values ?? []).map {
      line("grid", frame.x($0), frame.top, frame.x($0), frame.bottom)
    }
      + (frame.verticalTicks?.values ?? []).map {
        line("grid", frame.left, frame.y($0), frame.right, frame.y($0))
      }
  }

  private var axisElements: [SVGElement] {
    var elements = [line("axis", frame.left, frame.bottom, frame.right, frame.bottom)]
    if let ticks = frame.horizontalTicks, case .numbers(let label, _) = panel.horizontal {
      for (value, text) in zip(ticks.values, ticks.labels) {
        let x = frame.x(value)
        elements.append(line("axis", x, frame.bottom, x, frame.bottom + 4))
        elements.append(SVGRenderer.text(text, x: x, y: frame.bottom + 17, anchor: "middle"))
      }
      elements.append(
        SVGRenderer.text(
          label, x: (frame.left + frame.right) / 2, y: frame.bottom + 33, anchor: "middle"))
    }
    switch panel.vertical {
    case .rows(let labels): elements += rowLabels(labels)
    case .numbers(let label, _): elements += verticalLabels(label)
    case .bare: break
    }
    return elements
  }

  /// The rows' labels.
  private func rowLabels(_ labels: [String]) -> [SVGElement] {
    labels.enumerated().map { row, label in
      let room = frame.left - 12
      let size = frame.isDense ? 9 : PanelFrame.labelSize
      return SVGRenderer.text(
        truncated(label, toWidth: room, size: size), x: frame.left - 8,
        y: frame.y(Double(row)) + size / 3, anchor: "end", kind: frame.isDense ? "small" : "label")
    }
  }

  private func verticalLabels(_ label: String) -> [SVGElement] {
    var elements: [SVGElement] = []
    for (value, text) in zip(frame.verticalTicks?.values ?? [], frame.verticalTicks?.labels ?? []) {
      elements.append(
        SVGRenderer.text(text, x: frame.left - 6, y: frame.y(value) + 4, anchor: "end"))
    }
    if !label.isEmpty {
      let middle = (frame.top + frame.bottom) / 2
      var text = SVGRenderer.text(label, x: 0, y: 0, anchor: "middle")
      let widest =
        frame.verticalTicks?.labels.map { textWidth($0, size: PanelFrame.labelSize) }.max() ?? 0
      text.attributes.append(
        (
          "transform",
          "translate(\(pixels(frame.left - widest - 14)) \(pixels(middle))) rotate(-90)"
        ))
      elements.append(text)
    }
    return elements
  }

  private func line(
    _ kind: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double
  ) -> SVGElement {
    SVGElement(
      "line",
      ["class": kind, "x1": pixels(x1), "y1": pixels(y1), "x2": pixels(x2), "y2": pixels(y2)])
  }
}

extension PanelDrawing {
  private func elements(_ mark: Mark) -> [SVGElement] {
    switch mark {
    case .line(let points, let style):
      return [SVGElement("path", ["class": style.classes("stroke"), "d": path(points)])]
    case .area(let points, let style):
      guard let first = points.first, let last = points.last else { return [] }
      let d =
        path(points) + "L\(pixels(frame.x(last.x))) \(pixels(frame.bottom))"
        + "L\(pixels(frame.x(first.x))) \(pixels(frame.bottom))Z"
      return [SVGElement("path", ["class": style.classes("area"), "d": d])]
    case .dots(let points, let style):
      return points.filter { frame.shows($0.x) }.map {
        Symbols.element(style, x: frame.x($0.x), y: frame.y($0.y), size: 0)
      }
    case .interval(let row, let range, let estimate, let size, let style):
      return interval(row: row, range, estimate: estimate, size: size, style)
    case .verticalRule(let value, let style):
      guard frame.shows(value) else { return [] }
      return [
        line(style.classes("stroke"), frame.x(value), frame.top, frame.x(value), frame.bottom)
      ]
    case .horizontalRule(let value, let style):
      return [
        line(style.classes("stroke"), frame.left, frame.y(value), frame.right, frame.y(value))
      ]
    case .bar(let range, let height, let style):
      return [rectangle(style.classes("area"), range, top: frame.y(height), bottom: frame.bottom)]
        .compactMap { $0 }
    case .band(let range, let word): return band(range, word)
    case .cell(let across, let up, let share):
      var cell = rectangle(
        "cell", across, top: frame.y(up.upperBound), bottom: frame.y(up.lowerBound))
      cell?.attributes.append(("fill-opacity", String(format: "%.2f", share.squareRoot())))
      return [cell].compactMap { $0 }
    }
  }

  private func interval(
    row: Double, _ range: ClosedRange<Double>?, estimate: Double?, size: Double,
    _ style: MarkStyle
  ) -> [SVGElement] {
    let y = frame.y(row)
    var elements: [SVGElement] = []
    if let range, let visible = frame.visible(range) {
      let (from, to) = (frame.x(visible.lowerBound), frame.x(visible.upperBound))
      elements.append(line(style.classes("stroke"), from, y, to, y))
      // An end that lies beyond the axis has an arrow instead of nothing.
      if visible.lowerBound > range.lowerBound { elements.append(arrow(from, y, -1, style)) }
      if visible.upperBound < range.upperBound { elements.append(arrow(to, y, 1, style)) }
    }
    if let estimate, frame.shows(estimate) {
      elements.append(
        Symbols.element(
          style, x: frame.x(estimate), y: y, size: frame.isDense ? -0.25 : size))
    }
    return elements
  }

  private func arrow(_ x: Double, _ y: Double, _ sign: Double, _ style: MarkStyle) -> SVGElement {
    let d =
      "M\(pixels(x - 5 * sign)) \(pixels(y - 4))L\(pixels(x)) \(pixels(y))"
      + "L\(pixels(x - 5 * sign)) \(pixels(y + 4))"
    return SVGElement("path", ["class": style.classes("stroke"), "d": d])
  }

  private func band(_ range: ClosedRange<Double>, _ word: String) -> [SVGElement] {
    guard let visible = frame.visible(range),
      let shade = rectangle("band", visible, top: frame.top, bottom: frame.bottom)
    else { return [] }
    // Words would stand on the rows' marks.
    if case .rows = panel.vertical { return [shade] }
    let room = frame.x(visible.upperBound) - frame.x(visible.lowerBound) - 8
    // A part of a word would be a riddle; the figure's description says what the band is.
    guard textWidth(word, size: PanelFrame.labelSize) <= room else { return [shade] }
    return [
      shade, SVGRenderer.text(word, x: frame.x(visible.lowerBound) + 4, y: frame.top + 14),
    ]
  }

  private func rectangle(
    _ kind: String, _ range: ClosedRange<Double>, top: Double, bottom: Double
  ) -> SVGElement? {
    guard let visible = frame.visible(range) else { return nil }
    let (from, to) = (frame.x(visible.lowerBound), frame.x(visible.upperBound))
    return SVGElement(
      "rect",
      [
        "class": kind, "x": pixels(from), "y": pixels(top), "width": pixels(max(0.5, to - from)),
        "height": pixels(max(0, bottom - top)),
      ])
  }

  /// The way through points; those above or below the panel stand on its edge.
  private func path(_ points: [Point]) -> String {
    points.filter { frame.shows($0.x) }.enumerated().map { place, point in
      let y = min(frame.bottom, max(frame.top, frame.y(point.y)))
      return "\(place == 0 ? "M" : "L")\(pixels(frame.x(point.x))) \(pixels(y))"
    }.joined()
  }
}

/// The shapes of points, one for each tone.
enum Symbols {
  /// A shape around a point; `size` from 0 to 1 makes it larger.
  static func element(_ style: MarkStyle, x: Double, y: Double, size: Double) -> SVGElement {
    let r = (style.tone == .grey ? 2.2 : 3.2) + 3 * size
    let kind = style.classes("fill")
    func polygon(_ corners: [(Double, Double)]) -> SVGElement {
      let points = corners.map { "\(pixels(x + $0.0 * r)),\(pixels(y + $0.1 * r))" }
      return SVGElement("polygon", ["class": kind, "points": points.joined(separator: " ")])
    }
    switch style.tone {
    case .blue, .grey:
      return SVGElement(
        "circle", ["class": kind, "cx": pixels(x), "cy": pixels(y), "r": pixels(r)])
    case .orange: return polygon([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])
    case .green: return polygon([(0, -1.15), (1.1, 0.85), (-1.1, 0.85)])
    case .purple: return polygon([(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)])
    }
  }
}
