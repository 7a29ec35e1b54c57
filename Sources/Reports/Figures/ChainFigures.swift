import Diagnostics
import GSLNumerics
import ModelData
import Plots
import Runs

extension RunFigures {
  /// The draws of each chain over time, of long chains every k-th.
  var trace: Figure {
    let count = draws.iterationCount
    let stride = max(1, count / 500)
    let panels = variables.compactMap { variable -> Panel? in
      let chains = chains(variable).map { values in
        Swift.stride(from: 0, to: values.count, by: stride).map {
          Point(Double($0 + 1), values[$0])
        }
      }
      guard let range = ClosedRange(holding: chains.joined().map(\.y)) else { return nil }
      let marks = chains.enumerated().map { chain, points in
        Mark.line(points, Self.chainStyle(chain, isFaint: true))
      }
      return Panel(
        title: variable.label,
        horizontal: .numbers(label: "draw", domain: 1...Double(max(2, count))),
        vertical: .numbers(label: "", domain: range.padded(by: 0.03)), marks: marks)
    }
    return Figure(
      title: "Traces",
      description: "The draws of \(named(variables)) in each of "
        + "\(counted(draws.chainCount, "chain")), in the order in which they were drawn.",
      panels: panels, columns: 2, legend: chainLegend)
  }

  /// Each chain's ranks among the draws of all chains, in twenty bins; level lines mean that chains agree.
  ///
  /// Source: Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), Bayesian Analysis 16, 667–718, section 4.
  var rank: Figure {
    let bins = 20
    let panels = variables.compactMap { variable -> Panel? in
      let chains = chains(variable)
      let all = chains.flatMap { $0 }
      guard !all.isEmpty, all.allSatisfy(\.isFinite) else { return nil }
      let total = Double(all.count)
      var ranks = averageRanks(all)[...]
      let expected = Double(draws.iterationCount) / Double(bins)
      let counts = chains.map { chain in
        var counts = Array(repeating: 0.0, count: bins)
        for rank in ranks.prefix(chain.count) {
          counts[Int((rank - 1) / total * Double(bins))] += 1
        }
        ranks = ranks.dropFirst(chain.count)
        return counts
      }
      let most = max(2 * expected, counts.joined().max() ?? 0)
      let marks = counts.enumerated().map { chain, counts in
        Mark.line(steps(counts, width: total / Double(bins)), Self.chainStyle(chain))
      }
      return Panel(
        title: variable.label,
        horizontal: .numbers(label: "rank among all draws", domain: 0...total),
        vertical: .numbers(label: "draws", domain: 0...most * 1.05),
        marks: [.horizontalRule(expected, MarkStyle(.grey, isDashed: true))] + marks)
    }
    return Figure(
      title: "Ranks",
      description: "How often the draws of each chain take each twentieth of the "
        + "ranks among all draws of \(named(variables)); chains that agree lie near the level line.",
      panels: panels, columns: 2, legend: chainLegend)
  }

  /// The correlations of draws that lie so many iterations apart.
  var autocorrelation: Figure {
    let most = min(40, draws.iterationCount - 1)
    let panels = variables.compactMap { variable -> Panel? in
      let curves = chains(variable).map { autocorrelations(of: $0, upTo: most) }
      guard most > 1, curves.joined().contains(where: \.isFinite) else { return nil }
      let marks = curves.enumerated().map { chain, values in
        Mark.line(values.enumerated().map { Point(Double($0), $1) }, Self.chainStyle(chain))
      }
      return Panel(
        title: variable.label,
        horizontal: .numbers(label: "iterations apart", domain: 0...Double(most)),
        vertical: .numbers(label: "", domain: -0.2...1),
        marks: [.horizontalRule(0, MarkStyle(.grey, isDashed: true))] + marks)
    }
    return Figure(
      title: "Autocorrelation",
      description: "The correlation of draws of \(named(variables)) that lie 0 to \(most) "
        + "iterations apart, by chain; the sooner it is near zero, the more each draw tells.",
      panels: panels, columns: 2, legend: chainLegend)
  }

  /// The variables in words: all of them, or the first few.
  func named(_ variables: [Variables.Variable]) -> String {
    let labels = variables.prefix(4).map(\.label)
    return labels.joined(separator: ", ")
      + (variables.count > 4 ? " and \(variables.count - 4) more" : "")
  }

  /// A histogram's outline.
  private func steps(_ counts: [Double], width: Double) -> [Point] {
    counts.enumerated().flatMap { bin, count in
      [Point(Double(bin) * width, count), Point(Double(bin + 1) * width, count)]
    }
  }

  /// The autocorrelations of a chain at lags 0 to `most`; none of a chain that never moves.
  private func autocorrelations(of values: [Double], upTo most: Int) -> [Double] {
    guard most > 0, values.contains(where: { $0 != values[0] }) else { return [] }
    let products = autocovariance(values)
    let variance = products[0]
    return products.prefix(most + 1).map { $0 / variance }
  }
}
