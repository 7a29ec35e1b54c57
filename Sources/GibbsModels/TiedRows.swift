import GSLNumerics
import ModelData

/// The rows that t errors of level 1 can fit exactly because their outcomes are tied.
///
/// Where many outcomes of a group are equal, as ratings on a short scale are, one fit meets more rows than it has
/// parameters, and p(y | σ) grows without bound as σ → 0 where normal errors would forbid it; see `Propriety`. The
/// rows taken are those with the most frequent outcome of their group.
struct TiedRows: Sendable, Equatable {
  /// ν₁; the smallest value that its prior allows.
  let degreesOfFreedom: Double
  /// k: by how many rows the fit meets more than it has parameters.
  let excess: Int

  /// Counts the ties of a model's rows.
  ///
  /// - Throws: `NumericalError` where a rank cannot be found.
  init(
    _ model: HierarchicalModel, term: RandomTerm, degreesOfFreedom: DegreesOfFreedom
  ) throws(NumericalError) {
    self.degreesOfFreedom = degreesOfFreedom.least
    let rows = model.rowsAtCommonOutcomes(term)
    let data = ReducedData(rows.model, term: rows.term)
    let last = data.coefficientCount
    // Else the groups' own fits do not meet them.
    let squares = rows.model.outcome.values.reduce(0) { $0 + $1 * $1 }
    let isMet = data.pooled[last, last] <= 1e-24 * squares
    excess = isMet ? try data.withinDegreesOfFreedom : 0
  }
}

extension HierarchicalModel {
  /// The rows whose outcome is the most frequent one of their group, the first of several.
  fileprivate func rowsAtCommonOutcomes(
    _ term: RandomTerm
  ) -> (model: HierarchicalModel, term: RandomTerm) {
    var counts: [[Double: Int]] = Array(repeating: [:], count: term.factor.levels.count)
    for (row, group) in term.factor.indices.enumerated() {
      counts[group][outcome.values[row], default: 0] += 1
    }
    let common = counts.map { counts in
      counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 0
    }
    let kept = outcome.values.indices.filter {
      outcome.values[$0] == common[term.factor.indices[$0]]
    }
    var (model, part) = (self, term)
    model.outcome.values = kept.map { outcome.values[$0] }
    model.fixed.columns = fixed.columns.map { column in kept.map { column[$0] } }
    part.factor.indices = kept.map { term.factor.indices[$0] }
    part.design.columns = term.design.columns.map { column in kept.map { column[$0] } }
    model.randomTerms = [part]
    return (model, part)
  }
}

extension DegreesOfFreedom {
  /// The smallest ν of the prior; 1 where it is estimated between 1 and infinity.
  fileprivate var least: Double {
    switch self {
    case .fixed(let value): value
    case .grid(let values): values.min() ?? 1
    case .gamma, .uniformReciprocal: 1
    }
  }
}
