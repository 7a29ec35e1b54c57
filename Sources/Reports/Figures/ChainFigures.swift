import Diagnostics
import Plots
import Runs

extension RunFigures {
  /// The draws of each chain over time, of long chains every k-th.
  var trace: Figure {
    let count = draws.iterationCount
    let stride = max(1, count / 500)
    let panels = variables.compactMap { variable -> Panel? in
      let chains = chains(variable)
      guard let range = ClosedRange(holding: chains.joined()) else { return nil }
      let marks = chains.enumerated().map { chain, values in
        let points = Swift.stride(from: 0, to: values.count, by: stride).map {
          Point(Double($0 + 1), values[$0])
        }
        return Mark.line(points, Self.chainStyle(chain, isFaint: true))
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
      guard let ranks = ranks(of: chains) else { return nil }
      let total = Double(chains.joined().count)
      let expected = Double(draws.iterationCount) / Double(bins)
      let counts = ranks.map { ranks in
        var counts = Array(repeating: 0.0, count: bins)
        for rank in ranks { counts[min(bins - 1, Int(rank / total * Double(bins)))] += 1 }
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

  /// The ranks of the draws among all, ties by their mean rank; nil for draws that are not finite.
  private func ranks(of chains: [[Double]]) -> [[Double]]? {
    let all = chains.flatMap { $0 }
    guard all.allSatisfy(\.isFinite), !all.isEmpty else { return nil }
    let order = all.indices.sorted { all[$0] < all[$1] }
    var ranks = Array(repeating: 0.0, count: all.count)
    var start = 0
    while start < order.count {
      var end = start
      while end + 1 < order.count, all[order[end + 1]] == all[order[start]] { end += 1 }
      for place in start...end { ranks[order[place]] = Double(start + end) / 2 }
      start = end + 1
    }
    var rest = ranks[...]
    return chains.map { chain in
      defer { rest = rest.dropFirst(chain.count) }
      return Array(rest.prefix(chain.count))
    }
  }

  /// A histogram's outline.
  private func steps(_ counts: [Double], width: Double) -> [Point] {
    counts.enumerated().flatMap { bin, count in
      [Point(Double(bin) * width, count), Point(Double(bin + 1) * width, count)]
    }
  }

  private func autocorrelations(of values: [Double], upTo most: Int) -> [Double] {
    let mean = mean(values)
    let deviations = values.map { $0 - mean }
    let variance = deviations.reduce(0) { $0 + $1 * $1 }
    guard variance > 0, most > 0 else { return [] }
    return (0...most).map { lag in
      zip(deviations, deviations.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 } / variance
    }
  }
}
