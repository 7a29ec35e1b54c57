import Plots

/// One group's effect by each method, with the intervals that are drawn of it.
struct EffectInterval: Sendable {
  let group: String
  let label: String
  let effect: CompareReport.Effect
  let posterior: ClosedRange<Double>?
  let median: Double?

  /// The observed effect with its 95% interval.
  var observedInterval: ClosedRange<Double>? {
    guard let value = effect.observed, let se = effect.observedSe, se.isFinite else { return nil }
    return value - 1.96 * se...value + 1.96 * se
  }

  /// The effects of a run; intervals of the posterior are those of `effects.csv`.
  static func all(of comparison: CompareReport, folder: String) throws -> [EffectInterval] {
    let saved = try RunEffects(folder)
    return comparison.effects.map { effect in
      let row = saved[effect.group, effect.label]
      let range = row.flatMap { $0.lower <= $0.upper ? $0.lower...$0.upper : nil }
      return EffectInterval(
        group: effect.group, label: effect.label, effect: effect, posterior: range,
        median: row?.median)
    }
  }
}

extension RunFigures {
  /// Every group's effect: observed, empirical Bayes and posterior, as in the book's Figure 7.1.
  ///
  /// A few groups stand in their own order, as in a forest plot; many by their posterior medians, a caterpillar.
  var forest: Figure {
    let labels = effects.reduce(into: [String]()) {
      if !$0.contains($1.label) { $0.append($1.label) }
    }
    let panels = labels.compactMap { label -> Panel? in
      let all = effects.filter { $0.label == label }
      let isMany = all.count > 40
      let rows =
        isMany ? all.sorted { ($0.median ?? 0, $0.group) < ($1.median ?? 0, $1.group) } : all
      return panel(rows, title: labels.count > 1 || isMany ? label : "", isMany: isMany)
    }
    let observed = effects.count > 40 * labels.count ? "effect" : "effect with its 95% interval"
    return Figure(
      title: "Effects of \(factor)",
      description:
        "For each of the groups of \(factor): the observed \(observed), the "
        + "empirical Bayes estimate under REML, and the posterior median with its 95% interval.",
      panels: panels,
      legend: [
        LegendEntry("observed", MarkStyle(.grey), isLine: false),
        LegendEntry("empirical Bayes, REML", MarkStyle(.green), isLine: false),
        LegendEntry("posterior", Self.bayesStyle, isLine: false),
      ])
  }

  private func panel(_ rows: [EffectInterval], title: String, isMany: Bool) -> Panel? {
    let estimates = rows.flatMap {
      [$0.posterior?.lowerBound, $0.posterior?.upperBound, $0.effect.observed]
    }
    guard let bulk = ClosedRange(holding: estimates.compactMap { $0 }) else { return nil }
    // Intervals of imprecise groups end in arrows rather than squeeze the others.
    let room = bulk.padded(by: 0.5)
    let reach = isMany ? [] : rows.compactMap(\.observedInterval).map { $0.clamped(to: room) }
    let range =
      ClosedRange(
        holding: reach.flatMap { [$0.lowerBound, $0.upperBound] } + [
          bulk.lowerBound, bulk.upperBound,
        ]) ?? bulk
    let precise = rows.compactMap { $0.effect.observedSe }.filter { $0 > 0 }.min() ?? 1
    let marks = rows.enumerated().flatMap { place, row -> [Mark] in
      let y = Double(place)
      let shift = isMany ? 0 : 0.22
      let se = row.effect.observedSe
      let observed = row.effect.observed.map { value -> Mark in
        .interval(
          row: y - shift, isMany ? nil : row.observedInterval, estimate: value,
          size: isMany ? 0 : se.map { precise / $0 } ?? 0, MarkStyle(.grey))
      }
      let shrunken = Mark.interval(
        row: y, nil, estimate: row.effect.ebReml, size: 0, MarkStyle(.green))
      let posterior = Mark.interval(
        row: y + shift, row.posterior, estimate: row.median, size: 0, Self.bayesStyle)
      // On one line what was observed stands before the posterior's interval.
      let order = isMany ? [shrunken, posterior, observed] : [observed, shrunken, posterior]
      return order.compactMap { $0 }
    }
    let shown = range.padded(by: 0.04)
    return Panel(
      title: title, horizontal: .numbers(label: "effect", domain: shown),
      vertical: .rows(rows.map(\.group)),
      marks: (shown.contains(0) ? [.verticalRule(0, MarkStyle(.grey, isDashed: true))] : []) + marks
    )
  }
}
