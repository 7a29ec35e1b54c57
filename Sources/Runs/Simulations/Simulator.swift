import GSLNumerics
import GibbsModels
import ModelData
import RealModule

/// Draws data from a model: y = Xγ + Zu + e with the X, Z, groups and known variances of its data.
///
/// Effects and errors of rows are normal, or t as scale mixtures of normals.
/// Source: Raudenbush & Bryk (2002), the combined model, e.g. eq. 3.9 and 14.1.
public struct Simulator: Sendable {
  private let model: HierarchicalModel
  private let term: RandomTerm

  /// One set of simulated data.
  public struct Replicate: Sendable, Equatable {
    /// u: for each group its effects.
    public var effects: [[Double]]
    /// y, one value a row.
    public var outcome: [Double]
  }

  /// Takes the rows of a model with one random term.
  public init(_ model: HierarchicalModel) {
    self.model = model
    term = model.randomTerms[0]
  }

  /// Draws the effects of all groups, then the errors of all rows.
  public func replicate(
    at parameters: ParameterDraws.Values, using stream: inout RandomStream
  ) -> Replicate {
    let effects = term.factor.levels.map { _ in
      TwoLevelModel.newEffects(
        tau: parameters.tau, degreesOfFreedom: parameters.degreesOfFreedom, using: &stream)
    }
    var outcome = errors(parameters, using: &stream)
    for (column, coefficient) in zip(model.fixed.columns, parameters.gamma) {
      for row in outcome.indices { outcome[row] += coefficient * column[row] }
    }
    for (k, column) in term.design.columns.enumerated() {
      for row in outcome.indices {
        outcome[row] += effects[term.factor.indices[row]][k] * column[row]
      }
    }
    return Replicate(effects: effects, outcome: outcome)
  }

  /// e: N(0, σ²) or t, N(0, v_i) or t, or N(0, V_j) for the rows of a group.
  private func errors(
    _ parameters: ParameterDraws.Values, using stream: inout RandomStream
  ) -> [Double] {
    var errors = model.outcome.values.map { _ in
      stream.standardT(degreesOfFreedom: parameters.rowDegreesOfFreedom)
    }
    if let known = model.knownCovariances {
      for (rows, factor) in zip(known.rows, known.factors) {
        let normals = rows.map { errors[$0] }
        for (row, error) in zip(rows, factor.lower * normals) { errors[row] = error }
      }
    } else {
      for row in errors.indices {
        errors[row] *= (model.knownVariances?[row] ?? parameters.sigmaSquared).squareRoot()
      }
    }
    return errors
  }
}

extension RandomStream {
  /// A t number with ν degrees of freedom, z/√w with w ~ gamma(ν/2, ν/2); for infinite ν a normal one.
  mutating func standardT(degreesOfFreedom nu: Double) -> Double {
    let z = normal()
    guard nu.isFinite else { return z }
    return z * .exp(-0.5 * (logGamma(shape: 0.5 * nu) - .log(0.5 * nu)))
  }
}
