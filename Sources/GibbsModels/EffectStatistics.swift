import GSLNumerics
import ModelData

/// What T, α and σ² given the rest need of (γ, u), gathered in the pass that draws u.
///
/// With ρⱼ = gⱼ − Gⱼγ, the data are a regression on α in ρⱼ = Rⱼ α uⱼ + noise, vec(α) by columns.
///
/// | quantity | in code | shape |
/// |---|---|---|
/// | Σ wⱼuⱼuⱼᵀ, wⱼ = 1 for normal effects | `squares` | q × q |
/// | Σ (uⱼuⱼᵀ) ⊗ (RⱼᵀRⱼ) | `precision` | q² × q² |
/// | Σ Rⱼᵀρⱼuⱼᵀ | `linear` | q × q |
/// | Σ ρⱼᵀρⱼ and the pooled rest | `residual` | scalar |
public struct EffectStatistics: Sendable, Equatable, Codable {
  /// Σ wⱼuⱼuⱼᵀ.
  public internal(set) var squares: Matrix
  /// Σ (uⱼuⱼᵀ) ⊗ (RⱼᵀRⱼ).
  public internal(set) var precision: Matrix
  /// Σ Rⱼᵀρⱼuⱼᵀ.
  public internal(set) var linear: Matrix
  /// Σ ρⱼᵀρⱼ with the pooled residual sum of squares, as if u were 0.
  public internal(set) var residual: Double

  /// Σ (y − Xγ − Zu)² over all rows, with known variances divided out.
  public var residualSumOfSquares: Double {
    let q = squares.rowCount
    let identity = Matrix.identity(q).elements
    return residual - 2 * dot(identity, linear.elements)
      + dot(identity, precision * identity)
  }

  /// Takes over u → αu.
  mutating func scale(by alpha: Matrix) {
    let q = squares.rowCount
    squares = alpha * squares * alpha.transposed
    linear = linear * alpha.transposed
    // u → αu turns u ⊗ into (α ⊗ I).
    var wide = Matrix(rows: q * q, columns: q * q)
    for i in 0..<q {
      for j in 0..<q { for k in 0..<q { wide[i * q + k, j * q + k] = alpha[i, j] } }
    }
    precision = wide * precision * wide.transposed
  }
}

extension EffectStatistics {
  /// Gathers the statistics of a state, eight groups at a time.
  ///
  /// - Parameter weights: wⱼ, a lane a group; nil: all 1.
  public init(
    _ data: ReducedData, gamma: [Double], effects: GroupEffects, weights: [SIMD8<Double>]? = nil
  ) {
    let q = data.effectCount
    var gatherer = StatisticsGatherer(effects: q)
    self = withUnsafeTemporaryAllocation(
      of: SIMD8<Double>.self, capacity: gatherer.laneCount + q
    ) { scratch in
      data.lanes.withUnsafeBufferPointer { lanes in
        effects.lanes.withUnsafeBufferPointer { effects in
          gamma.withUnsafeBufferPointer { gamma in
            guard let start = lanes.baseAddress, let u = effects.baseAddress,
              let residual = scratch.baseAddress
            else { return }
            gatherer.begin(residual + q)
            for block in 0..<data.blockCount {
              let groups = start + block * data.blockLanes
              for i in 0..<q {
                residual[i] = Self.residual(groups + data.rowStart(i) + q - i, gamma: gamma)
              }
              gatherer.add(
                q, groups, rowLength: gamma.count + 1, residual: residual, effects: u + block * q,
                weight: weights.map { $0[block] })
            }
          }
        }
      }
      return EffectStatistics(gatherer, data: data, gamma: gamma)
    }
  }

  /// g − Gγ in one row of a block, whose G and g begin here.
  @inline(always)
  static func residual(
    _ design: UnsafePointer<SIMD8<Double>>, gamma: UnsafeBufferPointer<Double>
  ) -> SIMD8<Double> {
    var predicted = SIMD8<Double>.zero
    for c in 0..<gamma.count { predicted += gamma[c] * design[c] }
    return design[gamma.count] - predicted
  }

  /// Takes the sums of a finished pass.
  init(_ gatherer: StatisticsGatherer, data: ReducedData, gamma: [Double]) {
    let q = data.effectCount
    squares = Matrix(rows: q, columns: q)
    precision = Matrix(rows: q * q, columns: q * q)
    linear = squares
    residual = 0
    let sum = gatherer.finish(&self)
    let contrast = gamma.map { -$0 } + [1]
    residual = sum + dot(contrast, data.pooled * contrast)
  }
}

/// The sums behind the statistics, in pairs of lanes.
struct StatisticsGatherer {
  typealias Lane = SIMD8<Double>
  typealias Sum = SIMD2<Double>

  private let q: Int
  /// q (q + 1)/2.
  private let half: Int
  /// Σ wuu' (lower), Σ R'ρu', Σ (uu' lower) × (R'R lower), Σ ρ'ρ.
  private var sums: UnsafeMutablePointer<Sum>?
  /// Of the last eight groups R'R (lower), then R'ρ.
  private var products: UnsafeMutablePointer<Lane>?

  private var sumCount: Int { half + q * q + half * half + 1 }
  /// The lanes of scratch space; four sums fill the room of one.
  var laneCount: Int { half + q + (sumCount + 3) / 4 }

  init(effects q: Int) {
    self.q = q
    half = q * (q + 1) / 2
  }

  mutating func begin(_ scratch: UnsafeMutablePointer<Lane>) {
    products = scratch
    let room = UnsafeMutableRawPointer(scratch + half + q).assumingMemoryBound(to: Sum.self)
    room.initialize(repeating: .zero, count: sumCount)
    sums = room
  }

  /// Adds eight groups; q is passed again so that it can be a literal.
  ///
  /// - Parameters:
  ///   - rowLength: the lanes of G and g in a row, f + 1.
  ///   - residual: ρ, q lanes.
  @inline(always)
  func add(
    _ q: Int, _ lanes: UnsafePointer<Lane>, rowLength: Int, residual: UnsafePointer<Lane>,
    effects u: UnsafePointer<Lane>, weight: Lane?
  ) {
    guard let sums, let products else { return }
    let half = q * (q + 1) / 2
    multiplyRoots(q, lanes, rowLength: rowLength, residual: residual, into: products)
    let projected = products + half
    let linear = sums + half
    var place = linear + q * q
    for a in 0..<q {
      for k in 0..<q { linear[a * q + k] += (projected[k] * u[a]).pairSums }
      for b in 0...a {
        let product = u[a] * u[b]
        sums[a * (a + 1) / 2 + b] += (weight.map { $0 * product } ?? product).pairSums
        for k in 0..<half { place[k] += (product * products[k]).pairSums }
        place += half
      }
    }
    var squares = residual[0] * residual[0]
    for i in 1..<q { squares += residual[i] * residual[i] }
    place.pointee += squares.pairSums
  }

  /// R'R in its lower triangle, then R'ρ.
  @inline(always)
  private func multiplyRoots(
    _ q: Int, _ lanes: UnsafePointer<Lane>, rowLength: Int, residual: UnsafePointer<Lane>,
    into products: UnsafeMutablePointer<Lane>
  ) {
    let projected = products + q * (q + 1) / 2
    var row = lanes
    for i in 0..<q {
      for k in i..<q {
        let cross = products + k * (k + 1) / 2
        for m in i...k {
          let value = row[k - i] * row[m - i]
          cross[m] = i == 0 ? value : cross[m] + value
        }
        let value = row[k - i] * residual[i]
        projected[k] = i == 0 ? value : projected[k] + value
      }
      row += q - i + rowLength
    }
  }

  /// Writes the sums out, and returns Σ ρ'ρ.
  func finish(_ statistics: inout EffectStatistics) -> Double {
    guard let sums else { return 0 }
    let linear = sums + half
    let products = linear + q * q
    func packed(_ i: Int, _ j: Int) -> Int { max(i, j) * (max(i, j) + 1) / 2 + min(i, j) }
    for a in 0..<q {
      for k in 0..<q { statistics.linear[k, a] = linear[a * q + k].sum() }
      for b in 0..<q {
        statistics.squares[a, b] = sums[packed(a, b)].sum()
        for k in 0..<q {
          for m in 0..<q {
            statistics.precision[a * q + k, b * q + m] =
              products[packed(a, b) * half + packed(k, m)].sum()
          }
        }
      }
    }
    return products[half * half].sum()
  }
}
