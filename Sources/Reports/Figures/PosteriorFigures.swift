import Diagnostics
import Plots
import RealModule
import Runs

extension RunFigures {
  /// Posterior densities, and what ML and REML say as normal distributions: the book's Figures 13.6 and 13.7.
  var density: Figure {
    let panels = variables.compactMap { variable -> Panel? in
      guard let points = densityPoints(variable), let highest = points.highest,
        let range = ClosedRange(holding: points.map(\.x))
      else { return nil }
      let row = comparisonRow(variable)
      let fits = [(row?.ml, Self.mlStyle), (row?.reml, Self.remlStyle)]
      let normals = fits.compactMap { fit, style in
        fit.flatMap { normalApproximation($0).map { ($0, style) } }
      }
      let reach = normals.flatMap { $0.0.map(\.x) } + [range.lowerBound, range.upperBound]
      let shown = ClosedRange(holding: reach) ?? range
      let peak = max(highest, normals.flatMap { $0.0.map(\.y) }.max() ?? 0)
      let inadmissible =
        variable.isVariance && shown.lowerBound < 0
        ? [Mark.band(shown.lowerBound...0, "inadmissible")] : []
      return Panel(
        title: variable.label, horizontal: .numbers(label: "", domain: shown.padded(by: 0.02)),
        vertical: .bare(domain: 0...min(peak, 3 * highest) * 1.05),
        marks: inadmissible
          + [
            .area(points, Self.bayesStyle), .line(points, Self.bayesStyle),
          ] + normals.map { .line($0.0, $0.1) })
    }
    return Figure(
      title: "Posterior densities",
      description:
        "The posterior density of \(named(variables)), with the normal approximations of ML "
        + "and REML over it; where these reach below zero for a variance they are inadmissible.",
      panels: panels, columns: 2,
      legend: [
        LegendEntry("posterior", Self.bayesStyle),
        LegendEntry("REML, normal", Self.remlStyle),
        LegendEntry("ML, normal", Self.mlStyle),
      ])
  }

  /// The posterior density of a variable: by integrals where there are some, else estimated from the draws.
  private func densityPoints(_ variable: Variables.Variable) -> [Point]? {
    if let points = exactDensities[variable.variable] { return points }
    let values = chains(variable).flatMap { $0 }.filter(\.isFinite)
    return DensityEstimate(values, lowerBound: variable.isVariance ? 0 : nil)?.points
  }

  static let bayesStyle = MarkStyle(.blue)
  static let mlStyle = MarkStyle(.orange)
  static let remlStyle = MarkStyle(.green, isDashed: true)

  /// The curve of a normal distribution over three standard errors on each side.
  private func normalApproximation(_ fit: CompareReport.Fit) -> [Point]? {
    guard let se = fit.se, se > 0 else { return nil }
    return (0...120).map { step in
      let z = -3 + 6 * Double(step) / 120
      return Point(fit.estimate + z * se, .exp(-0.5 * z * z) / (se * (2 * .pi).squareRoot()))
    }
  }

  /// The intervals of each variable by least squares, ML, REML and the posterior.
  var compare: Figure {
    let panels = variables.compactMap { variable -> Panel? in
      guard let row = comparisonRow(variable) else { return nil }
      let bayes = row.exact ?? row.bayes
      typealias Row = (String, Double?, Double?, Double?, MarkStyle)
      let plain = row.leastSquares.map {
        ("least squares", $0.estimate, $0.lower, $0.upper, MarkStyle(.purple))
      }
      let rows: [Row] =
        [plain].compactMap { $0 } + [
          ("ML", row.ml.estimate, row.ml.lower, row.ml.upper, Self.mlStyle),
          ("REML", row.reml.estimate, row.reml.lower, row.reml.upper, MarkStyle(.green)),
          ("Bayes", bayes.median, bayes.lower, bayes.upper, Self.bayesStyle),
        ]
      let values = rows.flatMap { [$0.1, $0.2, $0.3] }.compactMap { $0 }
      guard let range = ClosedRange(holding: values) else { return nil }
      let isBelowZero = variable.isVariance && range.lowerBound < 0
      let marks = rows.enumerated().map { place, row in
        Mark.interval(
          row: Double(place), interval(row.2, row.3), estimate: row.1, size: 0, row.4)
      }
      let zero: [Mark] =
        isBelowZero
        ? [.band(range.padded(by: 0.05).lowerBound...0, "inadmissible")]
        : range.contains(0) ? [.verticalRule(0, MarkStyle(.grey, isDashed: true))] : []
      return Panel(
        title: variable.label,
        horizontal: .numbers(label: "", domain: range.padded(by: 0.05)),
        vertical: .rows(rows.map(\.0)), marks: zero + marks)
    }
    let percent = percentText(level)
    return Figure(
      title: "\(percent)% intervals by method",
      description:
        "For \(named(variables)), the estimate and the \(percent)% interval by ML, by REML "
        + "and of the posterior, whose median is marked; for coefficients by least squares too.",
      panels: panels, columns: 2)
  }

  private func interval(_ lower: Double?, _ upper: Double?) -> ClosedRange<Double>? {
    guard let lower, let upper, lower <= upper else { return nil }
    return lower...upper
  }

  /// The first coefficient and the standard deviation of the first effect: the book's Figure 13.1.
  var joint: Figure {
    let across = variables.first { $0.variable.hasPrefix("gamma") }
    let up = variables.first { $0.isVariance && $0.variable != "sigma2" }
    guard let across, let up else { return Figure(title: "", description: "", panels: []) }
    let xs = chains(across).flatMap { $0 }
    let ys = chains(up).flatMap { $0 }.map { $0.squareRoot() }
    let name = up.label.replacing("T[", with: "τ[").split(separator: ",").first.map { $0 + "]" }
    let label = "standard deviation " + (name ?? "τ")
    return Figure(
      title: "Joint posterior of \(across.label) and τ",
      description:
        "Where the draws of \(across.label) and of the \(label) lie together; darker where there are more.",
      panels: [
        Panel(
          horizontal: .numbers(label: across.label, domain: domain(xs)),
          vertical: .numbers(label: label, domain: 0...domain(ys).upperBound),
          marks: cells(xs, ys, domain(xs), 0...domain(ys).upperBound))
      ])
  }

  /// The range of all draws but the most extreme.
  private func domain(_ values: [Double]) -> ClosedRange<Double> {
    let sorted = values.filter(\.isFinite).sorted()
    guard sorted.count > 1 else { return 0...1 }
    let low = quantile(ofSorted: sorted, at: 0.002)
    let high = quantile(ofSorted: sorted, at: 0.995)
    return low < high ? low...high : (low...low).padded(by: 0.1)
  }

  private func cells(
    _ xs: [Double], _ ys: [Double], _ across: ClosedRange<Double>, _ up: ClosedRange<Double>
  ) -> [Mark] {
    let bins = min(40, max(10, Int(Double(xs.count).squareRoot() / 3)))
    let (width, height) = (
      (across.upperBound - across.lowerBound) / Double(bins),
      (up.upperBound - up.lowerBound) / Double(bins)
    )
    var counts = Array(repeating: 0.0, count: bins * bins)
    for (x, y) in zip(xs, ys) where across.contains(x) && up.contains(y) {
      let column = min(bins - 1, Int((x - across.lowerBound) / width))
      let row = min(bins - 1, Int((y - up.lowerBound) / height))
      counts[row * bins + column] += 1
    }
    let most = counts.max() ?? 1
    return counts.enumerated().compactMap { place, count in
      guard count > 0 else { return nil }
      let left = across.lowerBound + Double(place % bins) * width
      let low = up.lowerBound + Double(place / bins) * height
      return .cell(left...left + width, low...low + height, share: count / most)
    }
  }
}
