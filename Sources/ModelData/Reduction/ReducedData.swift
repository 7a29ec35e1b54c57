import GSLNumerics
import RealModule

/// What a two-level model with one grouping factor keeps of its rows, however many they are.
///
/// With Z_j = Q_j R_j, the rows of group j enter the likelihood only through R_j, G_j = Q_jᵀX_j and
/// g_j = Q_jᵀy_j, q rows a group, and through what is left when the Z_j are projected out, pooled over
/// groups. The marginal covariance of (G_j, g_j) is σ²I + R_j T R_jᵀ, regular at T = 0, and no
/// difference of large sums is ever taken. Rows with known variances v are divided by √v first.
/// Source: Pinheiro & Bates (2000), section 2.2, whose decomposition this is; computed here
/// from centred cross-products.
///
/// | quantity | shape |
/// |---|---|
/// | R_j | q × q, upper triangular; a row of zeros where Z_j lacks rank |
/// | G_j, g_j | q × f, q |
/// | pooled residual cross-products of (X, y) | (f + 1) × (f + 1) |
///
/// Groups stand in blocks of eight, each number a `SIMD8` with one lane a group; the last block is
/// filled up with empty groups.
public struct ReducedData: Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// J.
  public let groupCount: Int
  /// q.
  public let effectCount: Int
  /// f.
  public let coefficientCount: Int
  /// The rows in each group.
  public let groupSizes: [Int]
  /// The rank of each group's Z.
  public let groupRanks: [Int]
  /// The cross-products of (X, y) with all Z projected out.
  public internal(set) var pooled: Matrix
  /// The groups' own parts of `pooled`.
  public let within: WithinGroupParts
  /// Σ log v over rows with known variances; nil when σ² is estimated.
  public let logKnownVariances: Double?
  /// From the computed to the reported fixed effects.
  public let coordinates: CoefficientCoordinates
  /// The lanes of all blocks.
  public internal(set) var lanes: [SIMD8<Double>]
  /// How the lanes keep G.
  public let layout: DesignLayout
  /// For each row i, how many base columns of G, from the first, are 0 in rows i to q − 1 of every group:
  /// in the rows below the intercept's, those of the intercept and of predictors of the groups.
  public internal(set) var leadingZeros: [Int] = []

  /// Eight groups.
  public static let blockSize = 8
  /// The number of blocks.
  public var blockCount: Int { (groupCount + Self.blockSize - 1) / Self.blockSize }
  /// The lanes of row i of a block: R[i, i…], the base columns of G[i, …], g[i].
  private func rowLanes(_ i: Int) -> Int { effectCount - i + layout.baseCount + 1 }
  /// The lanes of one block: its rows, then `DesignLayout.predictorLanes`.
  public var blockLanes: Int { rowStart(effectCount) + layout.predictorLanes }

  /// Whether the rows' variances are known.
  public var hasKnownVariances: Bool { logKnownVariances != nil }

  /// With one effect a group: σ⁻² times the variance of each group's own estimate of it, 1/R_j²,
  /// for the groups that have one.
  public var samplingVariances: [Double] {
    (0..<groupCount).compactMap { group in
      let root = element(group, 0, 0)
      return root == 0 ? nil : 1 / (root * root)
    }
  }

  /// What the shift of y took away from each g_j: q values.
  public func responseShift(of group: Int) -> [Double] {
    guard let direction = coordinates.constantDirection else {
      return Array(repeating: 0, count: effectCount)
    }
    return (design(of: group) * direction).map { coordinates.outcomeShift * $0 }
  }

  /// R_j: q × q.
  public func effectRoot(of group: Int) -> Matrix {
    var result = Matrix(rows: effectCount, columns: effectCount)
    for i in 0..<effectCount {
      for k in i..<effectCount { result[i, k] = element(group, i, k - i) }
    }
    return result
  }

  /// G_j: q × f.
  public func design(of group: Int) -> Matrix {
    var result = Matrix(rows: effectCount, columns: coefficientCount)
    for i in 0..<effectCount {
      var column = 0
      for (k, count) in layout.productCounts.enumerated() {
        let base = element(group, i, effectCount - i + k)
        for m in 0...count {
          let predictor = m == 0 ? 1 : element(group, effectCount, m - 1)
          result[i, column] = predictor * base
          column += 1
        }
      }
    }
    return result
  }

  /// g_j: q.
  public func response(of group: Int) -> [Double] {
    (0..<effectCount).map { element(group, $0, effectCount - $0 + layout.baseCount) }
  }

  private func element(_ group: Int, _ row: Int, _ place: Int) -> Double {
    let (block, lane) = group.quotientAndRemainder(dividingBy: Self.blockSize)
    return lanes[block * blockLanes + rowStart(row) + place][lane]
  }

  /// The first lane of row i in its block; for i = q the first behind all rows.
  public func rowStart(_ i: Int) -> Int { (0..<i).reduce(0) { $0 + rowLanes($1) } }
}

extension ReducedData {
  /// Reduces the rows of a model with one random term; rows with known covariances are made
  /// independent first.
  public init(_ original: HierarchicalModel, term originalTerm: RandomTerm) {
    let model = original.whitened
    let term =
      original.knownCovariances == nil ? originalTerm : model.randomTerms[0]
    let layout = ColumnPlan(fixed: model.fixed.labels, random: term.design.labels)
    let columns = layout.columns(
      fixed: model.fixed.columns, random: term.design.columns, outcome: model.outcome.values)
    var moments = GroupMoments(groups: term.factor.levels.count, columns: columns.count)
    columns.flatMap { $0 }.withUnsafeBufferPointer {
      moments.add($0, weights: model.knownVariances?.map { 1 / $0 }, to: term.factor.indices)
    }
    self.init(
      moments, columns: layout,
      logKnownVariances: original.knownCovariances?.logDeterminant
        ?? model.knownVariances.map { $0.reduce(0) { $0 + Double.log($1) } })
  }

  init(_ moments: GroupMoments, columns: ColumnPlan, logKnownVariances: Double?) {
    let standard = columns.coordinates(moments)
    let f = columns.fixed.count
    let q = columns.effectCount
    groupSizes = moments.counts
    rowCount = groupSizes.reduce(0, +)
    groupCount = moments.groupCount
    effectCount = q
    coefficientCount = f
    self.logKnownVariances = logKnownVariances
    coordinates = standard.coordinates
    let squares = zip(moments.grandMeans, moments.grandDeviations).map { $0 * $0 + $1 * $1 }
    var sums = ReductionSums(groups: groupCount, columns: columns, standard: standard)
    var triangle = GroupTriangle(moments)
    groupRanks = (0..<groupCount).map { group in
      triangle.factorise(moments, group: group)
      sums.add(triangle, group: group)
      // A column that is 0 but for rounding gives no estimate of its effect.
      return (0..<q).count {
        triangle[$0, $0] * triangle[$0, $0] > 1e-20 * moments.weight(of: group) * squares[$0]
      }
    }
    within = sums.dropSpanned(rowCount: rowCount)
    pooled = sums.pooled
    lanes = sums.lanes
    layout = DesignLayout(columns: f)
    leadingZeros = countLeadingZeros()
  }
}

extension ReducedData {
  /// The same data in other coordinates of the fixed effects.
  init(
    _ original: ReducedData, pooled: Matrix, coordinates: CoefficientCoordinates,
    lanes: [SIMD8<Double>], layout: DesignLayout? = nil
  ) {
    rowCount = original.rowCount
    groupCount = original.groupCount
    effectCount = original.effectCount
    coefficientCount = original.coefficientCount
    groupSizes = original.groupSizes
    groupRanks = original.groupRanks
    logKnownVariances = original.logKnownVariances
    // Of the original columns: sandwiches are made before coordinates are rotated.
    within = original.within
    self.pooled = pooled
    self.coordinates = coordinates
    self.lanes = lanes
    self.layout = layout ?? original.layout
    leadingZeros = countLeadingZeros()
  }

  /// The pooled cross-products of the columns of X M, with M f × f, and y.
  func pooled(changedBy change: Matrix) -> Matrix {
    var whole = Matrix.identity(coefficientCount + 1)
    for i in 0..<coefficientCount {
      for k in 0..<coefficientCount { whole[i, k] = change[i, k] }
    }
    return whole.transposed * pooled * whole
  }

  private func countLeadingZeros() -> [Int] {
    var counts = Array(repeating: 0, count: effectCount)
    var common = layout.baseCount
    for i in (0..<effectCount).reversed() {
      let design = rowStart(i) + effectCount - i
      common =
        (0..<common).first { c in
          (0..<blockCount).contains { lanes[$0 * blockLanes + design + c] != .zero }
        } ?? common
      counts[i] = common
    }
    return counts
  }

  /// Passes on the lanes, block after block, and `leadingZeros`.
  public func withBlocks(
    _ body: (_ lanes: UnsafePointer<SIMD8<Double>>, _ zeros: UnsafePointer<Int>) -> Void
  ) {
    lanes.withUnsafeBufferPointer { lanes in
      leadingZeros.withUnsafeBufferPointer { zeros in
        if let lanes = lanes.baseAddress, let zeros = zeros.baseAddress { body(lanes, zeros) }
      }
    }
  }
}
