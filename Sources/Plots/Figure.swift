/// A figure: panels of marks in the units of the data.
///
/// It knows no medium; a renderer draws it.
public struct Figure: Sendable, Equatable {
  /// What stands above it.
  public var title: String
  /// What it shows, in words, for those who don't see it.
  public var description: String
  /// The panels, row by row.
  public var panels: [Panel]
  /// How many panels stand side by side.
  public var columns: Int
  /// What the tones mean; empty where there is nothing to tell apart.
  public var legend: [LegendEntry]

  /// Makes a figure.
  public init(
    title: String, description: String, panels: [Panel], columns: Int = 1,
    legend: [LegendEntry] = []
  ) {
    self.title = title
    self.description = description
    self.panels = panels
    self.columns = columns
    self.legend = legend
  }
}

/// A line of the legend.
public struct LegendEntry: Sendable, Equatable {
  /// The words.
  public var label: String
  /// The style that they explain.
  public var style: MarkStyle
  /// Whether it stands for lines rather than for estimates with intervals.
  public var isLine: Bool

  /// Makes an entry.
  public init(_ label: String, _ style: MarkStyle, isLine: Bool = true) {
    (self.label, self.style, self.isLine) = (label, style, isLine)
  }
}

/// One pair of axes and what is drawn between them.
public struct Panel: Sendable, Equatable {
  /// What stands above it; empty where the figure's title says it all.
  public var title: String
  /// The axis from left to right.
  public var horizontal: Axis
  /// The axis from bottom to top; rows go from top to bottom.
  public var vertical: Axis
  /// The marks, the first drawn first.
  public var marks: [Mark]

  /// Makes a panel.
  public init(title: String = "", horizontal: Axis, vertical: Axis, marks: [Mark]) {
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
    self.marks = marks
  }
}

/// An axis of a panel.
public enum Axis: Sendable, Equatable {
  /// Numbers with ticks at round values.
  case numbers(label: String, domain: ClosedRange<Double>)
  /// Numbers that need no ticks, such as the heights of densities.
  case bare(domain: ClosedRange<Double>)
  /// One row for each label, at 0, 1, 2, … from the top.
  case rows([String])

  /// The values from one end to the other.
  public var domain: ClosedRange<Double> {
    switch self {
    case .numbers(_, let domain), .bare(let domain): domain
    case .rows(let labels): -0.5...Double(max(labels.count, 1)) - 0.5
    }
  }
}

/// A point in the units of a panel's axes.
public struct Point: Sendable, Equatable {
  /// Along the horizontal axis.
  public var x: Double
  /// Along the vertical axis.
  public var y: Double

  /// Makes a point.
  public init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
}

/// Something drawn in a panel.
public enum Mark: Sendable, Equatable {
  /// A line through points.
  case line([Point], MarkStyle)
  /// The area between points and the bottom of the panel.
  case area([Point], MarkStyle)
  /// Points.
  case dots([Point], MarkStyle)
  /// An estimate with its interval on a row; `size` from 0 to 1 makes the estimate's mark larger.
  case interval(row: Double, ClosedRange<Double>?, estimate: Double?, size: Double, MarkStyle)
  /// A line across the panel at a value of the horizontal axis.
  case verticalRule(Double, MarkStyle)
  /// A line across the panel at a value of the vertical axis.
  case horizontalRule(Double, MarkStyle)
  /// A bar that stands on the bottom of the panel.
  case bar(ClosedRange<Double>, height: Double, MarkStyle)
  /// A shaded part of the horizontal axis, with a word on it.
  case band(ClosedRange<Double>, String)
  /// A rectangle, darker the higher its share of the most.
  case cell(ClosedRange<Double>, ClosedRange<Double>, share: Double)
}

/// How a mark looks.
public struct MarkStyle: Sendable, Equatable {
  /// Its colour and the shape of its points.
  public var tone: Tone
  /// Whether its lines are broken.
  public var isDashed: Bool
  /// Whether it stands back behind the others.
  public var isFaint: Bool

  /// Makes a style.
  public init(_ tone: Tone, isDashed: Bool = false, isFaint: Bool = false) {
    self.tone = tone
    self.isDashed = isDashed
    self.isFaint = isFaint
  }
}

/// A colour with a shape of its own, so that neither alone has to be told apart.
public enum Tone: String, Sendable, CaseIterable {
  /// Blue, circles.
  case blue
  /// Orange, squares.
  case orange
  /// Green, triangles.
  case green
  /// Purple, diamonds.
  case purple
  /// Grey, small circles: what is not an answer.
  case grey
}
