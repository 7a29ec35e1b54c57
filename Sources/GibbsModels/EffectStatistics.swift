import GSLNumerics
import ModelData

/// What T, α and σ² given the rest need of (γ, u), gathered in the pass that draws u.
///
/// With ρⱼ = gⱼ − Gⱼγ, the data are a regression on α in ρⱼ = Rⱼ α uⱼ + noise, vec(α) by columns.
///
/// | quantity | in code | shape |
/// |---|---|---|
/// | Σ uⱼuⱼᵀ | `squares` | q × q |
/// | Σ (uⱼuⱼᵀ) ⊗ (RⱼᵀRⱼ) | `precision` | q² × q² |
/// | Σ Rⱼᵀρⱼuⱼᵀ | `linear` | q × q |
/// | Σ ρⱼᵀρⱼ and the pooled rest | `residual` | scalar |
public struct EffectStatistics: Sendable, Equatable, Codable {
  /// Σ uⱼuⱼᵀ.
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
  public init(_ data: ReducedData, gamma: [Double], effects: GroupEffects) {
    let q = data.effectCount
    var gatherer = StatisticsGatherer(effects: q)
    self = withUnsafeTemporaryAllocation(
      of: SIMD8<Double>.self, capacity: gatherer.laneCount
    ) { scratch in
      if let free = scratch.baseAddress { gatherer.begin(free) }
      data.lanes.withUnsafeBufferPointer { lanes in
        effects.lanes.withUnsafeBufferPointer { effects in
          gamma.withUnsafeBufferPointer { gamma in
            guard let start = lanes.baseAddress, let u = effects.baseAddress else { return }
            for block in 0..<data.blockCount {
              gatherer.add(
                q, start + block * data.blockLanes, gamma: gamma, effects: u + block * q)
            }
          }
        }
      }
      return EffectStatistics(gatherer, data: data, gamma: gamma)
    }
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

/// The sums behind the statistics, one lane a group.
struct StatisticsGatherer {
  typealias Lane = SIMD8<Double>

  private let q: Int
  private var sums: UnsafeMutablePointer<Lane>?
  /// Σ uu' (lower), Σ R'ρu', Σ (uu' lower) × (R'R lower), Σ ρ'ρ; then q for R'ρ and q (q + 1)/2 for R'R.
  var laneCount: Int { 2 * half + q * q + half * half + 1 + q }
  private let half: Int

  init(effects q: Int) {
    self.q = q
    half = q * (q + 1) / 2
  }

  mutating func begin(_ scratch: UnsafeMutablePointer<Lane>) {
    scratch.initialize(repeating: .zero, count: laneCount)
    sums = scratch
  }

  /// Adds eight groups; q is passed again so that it can be a literal.
  @inline(__always)
  func add(
    _ q: Int, _ lanes: UnsafePointer<Lane>, gamma: UnsafeBufferPointer<Double>,
    effects u: UnsafePointer<Lane>
  ) {
    guard let sums else { return }
    let half = q * (q + 1) / 2
    let linear = sums + half
    let products = linear + q * q
    let residual = products + half * half
    let projected = residual + 1
    let cross = projected + q
    for k in 0..<q { projected[k] = .zero }
    for k in 0..<half { cross[k] = .zero }
    var row = lanes
    for i in 0..<q {
      let design = row + (q - i)
      var rho = design[gamma.count]
      for c in 0..<gamma.count { rho -= gamma[c] * design[c] }
      residual.pointee += rho * rho
      for k in i..<q {
        projected[k] += row[k - i] * rho
        for m in i...k { cross[k * (k + 1) / 2 + m] += row[k - i] * row[m - i] }
      }
      row = design + gamma.count + 1
    }
    var place = 0
    for a in 0..<q {
      for k in 0..<q { linear[a * q + k] += projected[k] * u[a] }
      for b in 0...a {
        let product = u[a] * u[b]
        sums[place] += product
        for k in 0..<half { products[place * half + k] += product * cross[k] }
        place += 1
      }
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
