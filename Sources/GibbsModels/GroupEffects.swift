import GSLNumerics
import ModelData

/// The random effects u of all groups, eight groups to a lane; lanes beyond the last group are 0.
public struct GroupEffects: Sendable, Equatable {
  /// J.
  public let groupCount: Int
  /// q.
  public let effectCount: Int
  /// Block after block, in each block one lane an effect.
  var lanes: [SIMD8<Double>]

  /// The number of blocks of eight groups.
  var blockCount: Int { lanes.count / effectCount }

  /// Makes effects of 0.
  public init(groups: Int, effects: Int) {
    groupCount = groups
    effectCount = effects
    let blocks = (groups + ReducedData.blockSize - 1) / ReducedData.blockSize
    lanes = Array(repeating: .zero, count: blocks * effects)
  }

  /// Takes up lanes that are there.
  init(groupCount: Int, effectCount: Int, lanes: [SIMD8<Double>]) {
    (self.groupCount, self.effectCount, self.lanes) = (groupCount, effectCount, lanes)
  }

  /// Lets a reader see the effects of all groups, eight to a lane, block after block.
  public func withLanes<Result>(_ body: (UnsafeBufferPointer<SIMD8<Double>>) -> Result) -> Result {
    lanes.withUnsafeBufferPointer(body)
  }

  /// One effect of one group.
  func value(_ k: Int, of group: Int) -> Double {
    lanes[group / ReducedData.blockSize * effectCount + k][group % ReducedData.blockSize]
  }

  /// The effects of one group: q.
  public subscript(group: Int) -> [Double] {
    get {
      let (block, lane) = group.quotientAndRemainder(dividingBy: ReducedData.blockSize)
      return (0..<effectCount).map { lanes[block * effectCount + $0][lane] }
    }
    set {
      let (block, lane) = group.quotientAndRemainder(dividingBy: ReducedData.blockSize)
      for (k, value) in newValue.enumerated() { lanes[block * effectCount + k][lane] = value }
    }
  }

  /// 1 in the lanes of a block that hold a group, 0 in those that do not.
  func mask(ofBlock block: Int) -> SIMD8<Double> {
    let groups = groupCount - block * ReducedData.blockSize
    guard groups < ReducedData.blockSize else { return SIMD8(repeating: 1) }
    return SIMD8((0..<ReducedData.blockSize).map { $0 < groups ? 1 : 0 })
  }

  /// Σ_j u_j u_jᵀ: q × q.
  public var sumOfSquares: Matrix { sumOfSquares(weights: nil) }

  /// Σ_j w_j u_j u_jᵀ: q × q.
  ///
  /// - Parameter weights: the w_j, a lane a group; nil where all are 1.
  public func sumOfSquares(weights: [SIMD8<Double>]?) -> Matrix {
    var result = Matrix(rows: effectCount, columns: effectCount)
    for a in 0..<effectCount {
      for b in 0...a {
        var sum = SIMD8<Double>.zero
        for block in 0..<blockCount {
          let start = block * effectCount
          var square = lanes[start + a] * lanes[start + b]
          if let weights { square *= weights[block] }
          sum += square
        }
        result[a, b] = sum.sum()
        result[b, a] = result[a, b]
      }
    }
    return result
  }

  /// Replaces every group's effects u by αu.
  mutating func transform(by alpha: Matrix) {
    let q = effectCount
    withUnsafeTemporaryAllocation(of: SIMD8<Double>.self, capacity: q) { result in
      for start in stride(from: 0, to: lanes.count, by: q) {
        for i in 0..<q {
          var value = SIMD8<Double>.zero
          for k in 0..<q { value += alpha[i, k] * lanes[start + k] }
          result[i] = value
        }
        for i in 0..<q { lanes[start + i] = result[i] }
      }
    }
  }

  /// Multiplies every group's effects by these factors, one an effect.
  mutating func scale(by factors: [Double]) {
    for place in lanes.indices { lanes[place] *= factors[place % effectCount] }
  }
}

extension ReducedData {
  /// Σ (y − Xγ − Zu)² over all rows, with known variances divided out.
  func residualSumOfSquares(gamma: [Double], effects: GroupEffects) -> Double {
    let q = effectCount
    var sum = SIMD8<Double>.zero
    BaseCoefficients.with(
      layout, leadingZeros: leadingZeros, gamma: gamma, furtherLanes: 0
    ) { coefficients, _ in
      lanes.withUnsafeBufferPointer { lanes in
        guard let start = lanes.baseAddress else { return }
        for block in 0..<blockCount {
          let groups = start + block * blockLanes
          coefficients.take(groups + rowStart(q))
          for i in 0..<q {
            let row = groups + rowStart(i)
            var residual = coefficients.residual(row + (q - i), row: i)
            for k in i..<q { residual -= row[k - i] * effects.lanes[block * q + k] }
            sum += residual * residual
          }
        }
      }
    }
    let contrast = gamma.map { -$0 } + [1]
    return sum.sum() + dot(contrast, pooled * contrast)
  }
}
