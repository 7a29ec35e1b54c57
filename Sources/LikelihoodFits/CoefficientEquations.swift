import GSLNumerics
import ModelData

/// Which coefficients stand in the level-2 equation of which random effect, found from the data.
///
/// Coefficient k stands in the equation of effect i when column k of X is a multiple of column i of
/// Z in every group; the multiple is the level-2 predictor, 1 for the equation's intercept.
/// Coefficients in no equation are those of level-1 predictors without a random effect.
/// Source: Raudenbush & Bryk (2002), chapter 3, the general level-1 and level-2 models.
public struct CoefficientEquations: Sendable, Equatable {
  /// For each coefficient the effect in whose equation it stands; nil when in none.
  public let effects: [Int?]
  /// For each coefficient whether rows within groups inform it beside the effects: a level-1 predictor's.
  let isLevelOne: [Bool]
  /// For each effect the coefficient that is its equation's intercept; nil when it has none.
  public let intercepts: [Int?]
  /// For each coefficient those of other equations whose predictor is the same in all groups that show both.
  private let counterparts: [[Int]]

  /// The number of coefficients in the equation of an effect.
  public func count(_ effect: Int) -> Int { effects.count { $0 == effect } }

  /// Finds the equations.
  public init(_ data: ReducedData) {
    let (q, f) = (data.effectCount, data.coefficientCount)
    var frame = GroupFrame(data)
    // Whether column k can be a multiple of Z's column i, and that multiple be 1.
    var isMultiple = Matrix(rows: f, columns: q, repeating: 1)
    var isSame = isMultiple
    var total = Array(repeating: 0.0, count: f)
    let unspanned = data.rawPooledSquares
    let rows = Double(data.rowCount)
    let effectScales = data.effectCrossProducts.diagonal.map { $0 / rows }
    let scales = data.rawMeanSquares
    for group in 0..<data.groupCount {
      frame.load(group)
      let design = frame.rawDesign
      for k in 0..<f {
        let column = design.column(k)
        total[k] += dot(column, column)
        for i in 0..<q where isMultiple[k, i] != 0 {
          let fit = MultipleFit(
            of: frame.effectColumn(i), to: column, scales: (effectScales[i], scales[k]),
            rows: Double(data.groupSizes[group]))
          if !fit.isExact { isMultiple[k, i] = 0 }
          if !fit.isOne { isSame[k, i] = 0 }
        }
      }
    }
    let isLevelOne = (0..<f).map { unspanned[$0] > 1e-12 * (total[$0] + unspanned[$0]) }
    self.isLevelOne = isLevelOne
    effects = (0..<f).map { k in
      guard !isLevelOne[k] else { return nil }
      return (0..<q).first { isMultiple[k, $0] != 0 && isSame[k, $0] != 0 }
        ?? (0..<q).first { isMultiple[k, $0] != 0 }
    }
    let found = effects
    intercepts = (0..<q).map { i in (0..<f).first { found[$0] == i && isSame[$0, i] != 0 } }
    counterparts = Self.counterparts(of: found, in: data)
  }

  /// W_j's elements for the coefficients of each effect: row i, column k holds the level-2 predictor.
  ///
  /// Where a group shows nothing of an effect, its column of Z being 0, as for an outcome that a study
  /// did not look at, the predictor is taken from another equation that has it too.
  ///
  /// - Returns: nil for a group in which a predictor cannot be seen in any equation.
  func predictors(of frame: GroupFrame) -> Matrix? {
    let (q, f) = (frame.data.effectCount, effects.count)
    let design = frame.rawDesign
    var result = Matrix(rows: q, columns: f)
    for (k, effect) in effects.enumerated() {
      guard let i = effect else { continue }
      if intercepts[i] == k {
        result[i, k] = 1
        continue
      }
      let seen = ([k] + counterparts[k]).lazy.compactMap {
        frame.multiple($0, of: effects[$0], design)
      }.first
      guard let predictor = seen else { return nil }
      result[i, k] = predictor
    }
    return result
  }

  private static func counterparts(of effects: [Int?], in data: ReducedData) -> [[Int]] {
    let f = effects.count
    guard data.groupRanks.contains(where: { $0 < data.effectCount }) else {
      return Array(repeating: [], count: f)
    }
    var shared = Matrix(rows: f, columns: f)
    var differ = shared
    var frame = GroupFrame(data)
    for group in 0..<data.groupCount {
      frame.load(group)
      let design = frame.rawDesign
      let predictors = (0..<f).map { frame.multiple($0, of: effects[$0], design) }
      for k in 0..<f {
        for l in 0..<f where effects[k] != effects[l] {
          guard let a = predictors[k], let b = predictors[l] else { continue }
          shared[k, l] += 1
          if abs(a - b) > 1e-9 * max(abs(a), abs(b)) { differ[k, l] += 1 }
        }
      }
    }
    return (0..<f).map { k in (0..<f).filter { shared[k, $0] > 1 && differ[k, $0] == 0 } }
  }
}

extension GroupFrame {
  /// What an effect's column of Z is multiplied by to give a column of X; nil where it is 0.
  fileprivate func multiple(_ column: Int, of effect: Int?, _ design: Matrix) -> Double? {
    guard let effect else { return nil }
    let z = effectColumn(effect)
    let length = dot(z, z)
    return length > 0 ? dot(z, design.column(column)) / length : nil
  }
}

/// One column as a multiple of another.
private struct MultipleFit {
  let isExact: Bool
  let isOne: Bool

  /// - Parameter scales: the mean squares of both columns over all groups.
  init(of x: [Double], to y: [Double], scales: (x: Double, y: Double), rows: Double) {
    let (xx, yy) = (dot(x, x), dot(y, y))
    // Nine digits, squared: the columns have rounding errors of their own.
    let slack = 1e-18 * rows * scales.y
    guard xx > 1e-20 * rows * scales.x else {
      // Nothing can be seen of the multiple where x is 0.
      isExact = yy <= slack
      isOne = isExact
      return
    }
    let factor = dot(x, y) / xx
    let rest = zip(x, y).reduce(0) { $0 + ($1.1 - factor * $1.0) * ($1.1 - factor * $1.0) }
    isExact = rest <= slack
    isOne = isExact && abs(factor - 1) < 1e-9
  }
}

extension ReducedData {
  /// The mean square of each column of X as given.
  fileprivate var rawMeanSquares: [Double] {
    let map = coordinates.matrix
    return (0..<coefficientCount).map { k in
      guard let constant = coordinates.constant else { return 1 / (map[k, k] * map[k, k]) }
      let mean = k == constant ? 0 : map[constant, k] / (map[k, k] * map[constant, constant])
      return 1 / (map[k, k] * map[k, k]) + mean * mean
    }
  }

  /// For each column of X as given, its sum of squares with Z projected out.
  fileprivate var rawPooledSquares: [Double] {
    let map = coordinates.matrix
    return (0..<coefficientCount).map { k in
      // X_k = (X*_k − c X*_constant) / B_kk.
      var result = pooled[k, k]
      if let constant = coordinates.constant, constant != k {
        let c = map[constant, k] / map[constant, constant]
        result += c * c * pooled[constant, constant] - 2 * c * pooled[k, constant]
      }
      return max(0, result) / (map[k, k] * map[k, k])
    }
  }
}
