import GSLNumerics
import ModelData
import RealModule

/// The evaluator: given T, σ² and the groups' weights, all that γ's distribution and the likelihood need.
///
/// Serves EM, Fisher scoring, the blocked draw of γ, the exact samplers and the marginal likelihoods.
/// With L Lᵀ = T, B_j = R_j L and K_j = σ²I + B_j B_jᵀ / w_j,
///
///     X'V⁻¹X = S_XX/σ² + Σ_j G_j' K_j⁻¹ G_j,   log|V| = (N − qJ) log σ² + Σ_j log|K_j|,
///
/// and likewise with y; see `ReducedData` for R, G and S. T is never inverted.
public struct MarginalLikelihood: Sendable {
  /// What is kept of the rows.
  public let data: ReducedData
  private let sums: ProductSums
  /// The pooled cross-products, a lower triangle by rows.
  private let pooled: [Double]

  /// Makes the evaluator for these data.
  public init(_ data: ReducedData) { self.init(data, sums: ProductSums(data.layout)) }

  private init(_ data: ReducedData, sums: ProductSums) {
    self.data = data
    self.sums = sums
    let order = data.pooled.rowCount
    var pooled: [Double] = []
    pooled.reserveCapacity(order * (order + 1) / 2)
    for i in 0..<order { for j in 0...i { pooled.append(data.pooled[i, j]) } }
    self.pooled = pooled
  }

  /// The evaluator for the same rows with other weights, whose data have the same layout.
  public func reweighted(_ data: ReducedData) -> MarginalLikelihood {
    MarginalLikelihood(data, sums: sums)
  }

  /// Evaluates at T = L Lᵀ, σ² and the groups' weights w_j of a t distribution (nil: all 1).
  public func moments(
    tauRoot: Matrix, sigmaSquared: Double, weights: [SIMD8<Double>]? = nil
  ) -> MarginalMoments {
    var moments = MarginalMoments(coefficients: data.coefficientCount)
    tauRoot.elements.withUnsafeBufferPointer { root in
      moments.triangle.withUnsafeMutableBufferPointer { triangle in
        guard let root = root.baseAddress, let triangle = triangle.baseAddress else { return }
        moments.logDeterminant = accumulate(
          tauRoot: root, sigmaSquared: sigmaSquared, weights: weights, into: triangle)
      }
    }
    return moments
  }

  /// Evaluates into a buffer, for sweeps.
  ///
  /// - Parameters:
  ///   - tauRoot: L, q × q by columns.
  ///   - triangle: takes the lower triangle, by rows, of (X, y)' V⁻¹ (X, y): order f + 1.
  /// - Returns: log |V|, with known variances included.
  public func accumulate(
    tauRoot: UnsafePointer<Double>, sigmaSquared: Double, weights: [SIMD8<Double>]? = nil,
    into triangle: UnsafeMutablePointer<Double>
  ) -> Double {
    let q = data.effectCount
    let order = data.layout.baseCount + 1
    var logDeterminant = LogProduct()
    let blocks = data.blockCount
    // By itself: closures would take a copy of all that stands here.
    let sums = sums
    data.withBlocks { start, zeros in
      PassRoom.with(q: q, order: order, sums: sums) { room in
        @inline(always) func pass(_ q: Int, _ logDeterminant: inout LogProduct) {
          room.pass(
            over: start, blocks: blocks, q: q, order: order, zeros: zeros, tauRoot: tauRoot,
            sigmaSquared: sigmaSquared, weights: weights, into: &logDeterminant)
        }
        // With q a literal the loops over effects unroll.
        switch q {
        case 1: pass(1, &logDeterminant)
        case 2: pass(2, &logDeterminant)
        case 3: pass(3, &logDeterminant)
        default: pass(q, &logDeterminant)
        }
        sums.places.withUnsafeBufferPointer { places in
          for place in places.indices { triangle[place] = room.sums[places[place]].sum() }
        }
      }
    }
    addPooled(sigmaSquared: sigmaSquared, to: triangle)
    // Every lane, the empty ones too, brought log |K| of order q; an empty one brings q log σ².
    let groups = data.blockCount * ReducedData.blockSize
    return logDeterminant.value + Double(data.rowCount - q * groups) * Double.log(sigmaSquared)
      + (data.logKnownVariances ?? 0)
  }

  private func addPooled(sigmaSquared: Double, to triangle: UnsafeMutablePointer<Double>) {
    let inverse = 1 / sigmaSquared
    pooled.withUnsafeBufferPointer { pooled in
      for place in pooled.indices { triangle[place] += inverse * pooled[place] }
    }
  }
}

/// What a pass over the blocks works in.
private struct PassRoom {
  typealias Lane = SIMD8<Double>

  let scratch: UnsafeMutablePointer<Lane>
  /// A⁻¹(G, g) of a block.
  let whitened: UnsafeMutablePointer<Lane>
  /// What is summed over groups, in pairs of lanes.
  let sums: UnsafeMutablePointer<SIMD2<Double>>
  /// `ProductSums.runs`.
  let runs: UnsafePointer<Int>
  let predictorLanes: Int

  /// Passes on room in three parts: each is on the stack unless it is longer than a kilobyte.
  static func with(q: Int, order: Int, sums layout: ProductSums, _ body: (PassRoom) -> Void) {
    let lanes = GroupBlock.scratchLanes(q: q)
    withUnsafeTemporaryAllocation(of: Lane.self, capacity: lanes) { scratch in
      withUnsafeTemporaryAllocation(of: Lane.self, capacity: q * order) { whitened in
        withUnsafeTemporaryAllocation(of: SIMD2<Double>.self, capacity: layout.count) { sums in
          sums.initialize(repeating: .zero)
          layout.runs.withUnsafeBufferPointer { runs in
            guard let scratch = scratch.baseAddress, let whitened = whitened.baseAddress,
              let sums = sums.baseAddress, let runs = runs.baseAddress
            else { return }
            body(
              PassRoom(
                scratch: scratch, whitened: whitened, sums: sums, runs: runs,
                predictorLanes: layout.predictorLanes))
          }
        }
      }
    }
  }

  /// The pass over all blocks.
  @inline(always)
  func pass(
    over lanes: UnsafePointer<Lane>, blocks: Int, q: Int, order: Int,
    zeros: UnsafePointer<Int>, tauRoot: UnsafePointer<Double>, sigmaSquared: Double,
    weights: [Lane]?, into logDeterminant: inout LogProduct
  ) {
    let rowLanes = q * (q + 1) / 2 + q * order
    let blockLanes = rowLanes + predictorLanes
    let kernel = GroupBlock(
      q: q, order: order, zeros: zeros, root: tauRoot, sigmaSquared: sigmaSquared,
      scratch: scratch, whitened: whitened)
    for block in 0..<blocks {
      let groups = lanes + block * blockLanes
      kernel.whiten(groups, weights: weights.map { $0[block] }, into: &logDeterminant)
      kernel.accumulate(groups, products: groups + rowLanes, runs: runs, into: sums)
    }
  }
}

/// The cross-products of (X, y) under V⁻¹, in the computed coordinates, and log |V|.
public struct MarginalMoments: Sendable {
  /// The lower triangle, by rows, of (X, y)' V⁻¹ (X, y): order f + 1.
  public internal(set) var triangle: [Double]
  /// log |V|, with known variances included.
  public internal(set) var logDeterminant = 0.0
  /// f.
  public let coefficientCount: Int

  init(coefficients: Int) {
    coefficientCount = coefficients
    triangle = [Double](short: (coefficients + 1) * (coefficients + 2) / 2, of: 0)
  }

  subscript(i: Int, j: Int) -> Double {
    get { triangle[i * (i + 1) / 2 + j] }
    set { triangle[i * (i + 1) / 2 + j] = newValue }
  }
}

/// Σ log of many factors, by one logarithm at the end.
struct LogProduct {
  private var product = SIMD8<Double>(repeating: 1)
  /// Sums of exponents as doubles hold them: 1023 too large each time.
  private var exponents = SIMD8<UInt64>(repeating: 0)
  private var count = 0

  /// Multiplies by factors above zero, lane by lane.
  ///
  /// At most two factors may come between two calls of `takeExponents`, and their product must be a number.
  @inline(always)
  mutating func multiply(by factors: SIMD8<Double>) { product *= factors }

  /// Takes the exponents out of the product, which is in [1, 2) then.
  @inline(always)
  mutating func takeExponents() {
    let bits = unsafeBitCast(product, to: SIMD8<UInt64>.self)
    exponents &+= bits &>> 52
    count &+= 1
    product = unsafeBitCast(
      (bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000, to: SIMD8<Double>.self)
  }

  /// The sum of the logarithms.
  var value: Double {
    let exponent = Int(exponents.wrappedSum()) - 8 * 1023 * count
    let fraction = (0..<8).reduce(1.0) { $0 * product[$1] }
    return .log(fraction) + Double(exponent) * .log(2)
  }
}
