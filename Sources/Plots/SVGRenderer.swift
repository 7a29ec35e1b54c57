/// Draws figures as SVG.
///
/// A drawing is as wide as it is told and as high as its rows need. Its colours follow the reader's light
/// or dark scheme, can be told apart by colour-blind people (Okabe & Ito 2008), and have a shape each.
public struct SVGRenderer: Sendable {
  /// The width of the whole drawing, in pixels.
  public var width = 720.0
  /// The height of a panel whose vertical axis has numbers, in pixels.
  public var panelHeight = 220.0
  /// The height of a row, in pixels.
  public var rowHeight = 18.0
  /// The number of rows above which they stand closer.
  public var denseRowCount = 40

  /// Makes a renderer.
  public init(width: Double = 720) { self.width = width }

  /// A figure as an SVG document.
  ///
  /// - Parameter hasStyle: whether it brings its colours; within a page that has `style` it need not.
  public func svg(_ figure: Figure, hasStyle: Bool = true) -> String {
    let head =
      [SVGElement("title", text: figure.title), SVGElement("desc", text: figure.description)]
      + (hasStyle ? [SVGElement("style", text: Self.style)] : [])
      + [SVGElement("rect", ["class": "paper", "width": "100%", "height": "100%"])]
    var children: [SVGElement] = []
    var top = 24.0
    let title = truncated(figure.title, toWidth: width - 16, size: 14)
    children.append(Self.text(title, x: 8, y: 16, kind: "title"))
    if !figure.legend.isEmpty {
      let legend = LegendLayout(figure.legend, width: width - 16)
      children += legend.elements(top: top)
      top += legend.height
    }
    let columns = max(1, min(figure.columns, figure.panels.count, Int(width / 240)))
    for start in stride(from: 0, to: figure.panels.count, by: columns) {
      let row = figure.panels[start..<min(start + columns, figure.panels.count)]
      let slot = width / Double(columns)
      let height = row.map(height).max() ?? 0
      for (column, panel) in row.enumerated() {
        let frame = PanelFrame(
          panel, left: Double(column) * slot, top: top, width: slot, height: height)
        children.append(PanelDrawing(panel: panel, frame: frame).element)
      }
      top += height
    }
    let document = SVGElement(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "lindley", "role": "img",
        "viewBox": "0 0 \(pixels(width)) \(pixels(top + 4))", "width": pixels(width),
        "height": pixels(top + 4),
      ], head + children)
    return document.xml()
  }

  /// The height of a panel with its title and its axis.
  private func height(_ panel: Panel) -> Double {
    let inner =
      switch panel.vertical {
      case .rows(let labels):
        (labels.count > denseRowCount ? 10 : rowHeight) * Double(max(labels.count, 1)) + 8
      case .numbers, .bare: panelHeight
      }
    return inner + PanelFrame.headHeight(panel) + PanelFrame.footHeight(panel)
  }

  /// A text in one of the sizes of the style.
  static func text(
    _ words: String, x: Double, y: Double, anchor: String = "start", kind: String = "label"
  ) -> SVGElement {
    SVGElement(
      "text",
      ["class": kind, "x": pixels(x), "y": pixels(y), "text-anchor": anchor], text: words)
  }

  /// The colours and sizes; the second half for readers who prefer a dark page.
  public static let style = """
    .lindley{font-family:system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;font-size:12px}
    .lindley text{fill:#333}
    .lindley .small{font-size:9px}
    .lindley .title{font-size:14px;font-weight:600;fill:#111}
    .lindley .paper{fill:#fff}
    .lindley .axis{stroke:#888;fill:none}
    .lindley .grid{stroke:#e4e4e4;fill:none}
    .lindley .band{fill:#888;fill-opacity:.13}
    .lindley .cell{fill:#0072b2;shape-rendering:crispEdges}
    .lindley .blue{color:#0072b2}.lindley .orange{color:#c45500}.lindley .green{color:#00805c}
    .lindley .purple{color:#a8457c}.lindley .grey{color:#6b6b6b}
    .lindley .stroke{stroke:currentColor;fill:none;stroke-width:1.6;stroke-linejoin:round}
    .lindley .fill{fill:currentColor;stroke:none}
    .lindley .area{fill:currentColor;fill-opacity:.18;stroke:none}
    .lindley .faint{opacity:.45;stroke-width:.7}
    .lindley .dashed{stroke-dasharray:5 4}
    @media (prefers-color-scheme:dark){.lindley text{fill:#ccc}.lindley .title{fill:#eee}
    .lindley .paper{fill:#16181c}.lindley .grid{stroke:#33363c}.lindley .cell{fill:#56b4e9}
    .lindley .blue{color:#56b4e9}.lindley .orange{color:#f09c52}.lindley .green{color:#45cf9f}
    .lindley .purple{color:#e79ac6}.lindley .grey{color:#a6a6a6}}
    @media print{.lindley text{fill:#000}.lindley .paper{fill:#fff}}
    """
}

/// The legend's entries, broken into lines where the width ends.
private struct LegendLayout {
  private var places: [(entry: LegendEntry, x: Double, line: Int)] = []
  private var lineCount = 1

  init(_ entries: [LegendEntry], width: Double) {
    var x = 8.0
    for entry in entries {
      let needed = 30 + textWidth(entry.label, size: 12) + 18
      if x + needed > width, x > 8 {
        x = 8
        lineCount += 1
      }
      places.append((entry, x, lineCount - 1))
      x += needed
    }
  }

  var height: Double { Double(lineCount) * 18 + 4 }

  func elements(top: Double) -> [SVGElement] {
    places.flatMap { place in
      let y = top + Double(place.line) * 18 + 8
      let style = place.entry.style
      let line = SVGElement(
        "line",
        [
          "class": style.classes("stroke"), "x1": pixels(place.x), "x2": pixels(place.x + 24),
          "y1": pixels(y), "y2": pixels(y),
        ])
      let symbol =
        place.entry.isLine ? [] : [Symbols.element(style, x: place.x + 12, y: y, size: 0.3)]
      return [line] + symbol
        + [SVGRenderer.text(place.entry.label, x: place.x + 30, y: y + 4)]
    }
  }
}

extension MarkStyle {
  /// The classes of the style for a kind of mark.
  func classes(_ kind: String) -> String {
    "\(kind) \(tone.rawValue)" + (isDashed ? " dashed" : "") + (isFaint ? " faint" : "")
  }
}
