import GSLNumerics
import ModelData

/// How the posterior falls where T grows as s² on a subspace W of the effects and stays bounded elsewhere.
public struct TauTail: Sendable, Equatable {
  /// k, the dimension of W.
  public let dimension: Int
  /// D = Σ_j rank(Z_j restricted to W): for k = 1 the groups that inform it.
  public let rank: Int
  /// r: the flat coefficients that nothing informs as s grows.
  public let freeCount: Int
  /// The posterior falls as s^(−excess) d log s.
  public let excess: Double
  /// Whether W is spanned by some of the effects' axes.
  let isOfAxes: Bool
  /// The effects that have a part in W.
  let effects: [Int]
  /// The coefficients that move with s: those with a part in what is free.
  let coefficients: [Int]
}

extension TauTail {
  /// No moment of a higher order is ever asked for, so that tails that fall faster need not be known.
  private static let highestOrder = 16.0

  /// The tails of T that could leave a moment without a value; none where groups are many.
  ///
  /// - Parameter informed: the places of the coefficients with a normal prior.
  /// - Throws: `NumericalError` where X lacks rank.
  static func tails(
    _ data: ReducedData, prior: CovariancePrior, informed: [Int]
  ) throws(NumericalError) -> [TauTail] {
    let q = data.effectCount
    let full = data.groupRanks.count { $0 == q }
    // D − r ≥ full − f on any W, and no prior's mass grows faster.
    let enough = prior.massPower + Double(q * q) + highestOrder
    if Double(full - data.coefficientCount) >= enough { return [] }
    let information = try GroupInformation(data, informed: informed)
    var tails: [TauTail] = []
    for direction in try information.directions(prior) {
      let subspace = direction.subspace
      let power = prior.growthPower(
        dimension: subspace.dimension, family: direction.family, axes: subspace.axes)
      guard
        let growth = try information.growth(on: subspace, below: power + highestOrder)
      else { continue }
      tails.append(
        TauTail(
          dimension: subspace.dimension, rank: growth.rank, freeCount: growth.free.columnCount,
          excess: Double(growth.rank - growth.free.columnCount) - power,
          isOfAxes: subspace.axes.count == subspace.dimension, effects: subspace.effects,
          coefficients: data.coordinates.moved(by: growth.free, except: informed)))
    }
    return tails
  }
}

extension GroupInformation {
  /// The subspaces that are looked at, each with the dimension of the family that it stands for.
  fileprivate func directions(
    _ prior: CovariancePrior
  ) throws(NumericalError) -> [(subspace: Subspace, family: Int)] {
    let q = data.effectCount
    if case .deviations = prior {
      return (1..<(1 << q)).map { subset in
        (Subspace(axes: (0..<q).filter { subset >> $0 & 1 == 1 }, order: q), 0)
      }
    }
    let special =
      [Subspace(axes: [], order: q), Subspace(axes: Array(0..<q), order: q)]
      + (q > 1 ? try specialSubspaces().filter { $0.dimension < q } : [])
    var directions = special.dropFirst().map { ($0, 0) }
    for inner in special {
      for outer in special where outer.dimension > inner.dimension + 1 && outer.contains(inner) {
        for k in inner.dimension + 1..<outer.dimension {
          directions.append(
            (
              try inner.extended(to: k, within: outer),
              (k - inner.dimension) * (outer.dimension - k)
            ))
        }
      }
    }
    return directions
  }
}

extension CoefficientCoordinates {
  /// The coefficients, but for some, that these directions of γ* change.
  fileprivate func moved(by directions: Matrix, except fixed: [Int]) -> [Int] {
    (0..<matrix.rowCount).filter { k in
      let row = matrix.row(k)
      return !fixed.contains(k)
        && (0..<directions.columnCount).contains {
          let direction = directions.column($0)
          let part = dot(row, direction)
          return part * part > 1e-12 * dot(row, row) * dot(direction, direction)
        }
    }
  }
}
