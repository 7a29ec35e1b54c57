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
  /// Where each sum stands.
  private let layout: StatisticsLayout
  /// All sums, one after the other.
  private var sums: [Double]

  /// Σ wⱼuⱼuⱼᵀ.
  public internal(set) var squares: Matrix {
    get { Matrix(order: layout.q) { sums[layout.pair($0, $1)] } }
    set {
      for a in 0..<layout.q { for b in 0...a { sums[layout.pair(a, b)] = newValue[a, b] } }
    }
  }

  /// Σ Rⱼᵀρⱼuⱼᵀ.
  public var linear: Matrix { Matrix(order: layout.q) { sums[layout.linear + $1 * layout.q + $0] } }

  /// Σ (uⱼuⱼᵀ) ⊗ (RⱼᵀRⱼ).
  public var precision: Matrix {
    let q = layout.q
    return Matrix(order: q * q) { precision($0, $1) }
  }

  /// An element of the same.
  private func precision(_ row: Int, _ column: Int) -> Double {
    let (a, k) = row.quotientAndRemainder(dividingBy: layout.q)
    let (b, m) = column.quotientAndRemainder(dividingBy: layout.q)
    return sums[layout.products + layout.pair(a, b) * layout.pairs + layout.pair(k, m)]
  }

  /// Writes the regression on vec(α): the precision as a lower triangle packed by rows, and below it
  /// the linear part, all over σ².
  func takeRegression(
    sigmaSquared: Double, into triangle: UnsafeMutablePointer<Double>
  ) {
    let (size, scale) = (layout.q * layout.q, 1 / sigmaSquared)
    var row = triangle
    for i in 0..<size {
      for k in 0...i { row[k] = scale * precision(i, k) }
      row += i + 1
    }
    for i in 0..<size { row[i] = scale * sums[layout.linear + i] }
  }

  /// Σ ρⱼᵀρⱼ with the pooled residual sum of squares, as if u were 0.
  public var residual: Double { sums[layout.residual] }

  /// Σ (y − Xγ − Zu)² over all rows, with known variances divided out.
  public var residualSumOfSquares: Double {
    var (projected, fitted) = (0.0, 0.0)
    for a in 0..<layout.q {
      projected += sums[layout.linear + a * layout.q + a]
      var part = 0.0
      for b in 0..<layout.q {
        let pair = layout.pair(a, b)
        part += sums[layout.products + pair * layout.pairs + pair]
      }
      fitted += part
    }
    return residual - 2 * projected + fitted
  }

  /// Takes over u → αu.
  mutating func scale(by alpha: Matrix) {
    let layout = layout
    sums.withUnsafeMutableBufferPointer { sums in
      alpha.elements.withUnsafeBufferPointer { alpha in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: layout.q * layout.q) { room in
          // With q a literal the loops over effects unroll.
          switch layout.q {
          case 2: StatisticsLayout(q: 2).scale(sums, by: alpha, room)
          case 3: StatisticsLayout(q: 3).scale(sums, by: alpha, room)
          default: layout.scale(sums, by: alpha, room)
          }
        }
      }
    }
  }
}

extension Matrix {
  /// A square matrix of these elements.
  fileprivate init(order: Int, _ element: (_ row: Int, _ column: Int) -> Double) {
    var elements: [Double] = []
    elements.reserveCapacity(order * order)
    for column in 0..<order { for row in 0..<order { elements.append(element(row, column)) } }
    self.init(rows: order, columns: order, columnMajor: elements)
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
    var totals: [Double] = []
    BaseCoefficients.with(
      data.layout, leadingZeros: data.leadingZeros, gamma: gamma,
      furtherLanes: gatherer.laneCount + q
    ) { coefficients, residual in
      data.lanes.withUnsafeBufferPointer { lanes in
        effects.lanes.withUnsafeBufferPointer { effects in
          guard let start = lanes.baseAddress, let u = effects.baseAddress else { return }
          gatherer.begin(residual + q)
          for block in 0..<data.blockCount {
            let groups = start + block * data.blockLanes
            coefficients.take(groups + data.rowStart(q))
            for i in 0..<q {
              residual[i] = coefficients.residual(groups + data.rowStart(i) + q - i, row: i)
            }
            gatherer.add(
              q, groups, rowLength: coefficients.count + 1, residual: residual,
              effects: u + block * q, weight: weights.map { $0[block] })
          }
          totals = gatherer.totals
        }
      }
    }
    self.init(gatherer.layout, sums: totals, pooled: data.pooled, gamma: gamma)
  }

  /// Takes the sums of a finished pass.
  init(_ layout: StatisticsLayout, sums totals: [Double], pooled: Matrix, gamma: [Double]) {
    self.layout = layout
    sums = totals
    var contrast = [Double](short: gamma.count + 1, of: 1)
    for (k, value) in gamma.enumerated() { contrast[k] = -value }
    sums[layout.residual] += pooled.quadraticForm(contrast)
  }
}

/// The sums behind the statistics, in pairs of lanes.
struct StatisticsGatherer {
  typealias Lane = SIMD8<Double>
  typealias Sum = SIMD2<Double>

  /// Where each sum stands.
  let layout: StatisticsLayout
  private var sums: UnsafeMutablePointer<Sum>?
  /// Of the last eight groups R'R (lower), then R'ρ.
  private var products: UnsafeMutablePointer<Lane>?

  /// The lanes of scratch space; four sums fill the room of one.
  var laneCount: Int { layout.pairs + layout.q + (layout.count + 3) / 4 }

  init(effects q: Int) { layout = StatisticsLayout(q: q) }

  mutating func begin(_ scratch: UnsafeMutablePointer<Lane>) {
    products = scratch
    let room = UnsafeMutableRawPointer(scratch + layout.pairs + layout.q)
      .assumingMemoryBound(to: Sum.self)
    room.initialize(repeating: .zero, count: layout.count)
    sums = room
  }

  /// Adds eight groups; q is passed again so that it can be a literal.
  ///
  /// - Parameters:
  ///   - rowLength: the lanes of G and g in a row.
  ///   - residual: ρ, q lanes.
  @inline(always)
  func add(
    _ q: Int, _ lanes: UnsafePointer<Lane>, rowLength: Int, residual: UnsafePointer<Lane>,
    effects u: UnsafePointer<Lane>, weight: Lane?
  ) {
    guard let sums, let products else { return }
    let half = q &* (q &+ 1) / 2
    multiplyRoots(q, lanes, rowLength: rowLength, residual: residual, into: products)
    let projected = products + half
    let linear = sums + half
    var place = linear + q &* q
    for a in 0..<q {
      for k in 0..<q { linear[a &* q &+ k] += (projected[k] * u[a]).pairSums }
      for b in 0..<a &+ 1 {
        let product = u[a] * u[b]
        sums[a &* (a &+ 1) / 2 &+ b] += (weight.map { $0 * product } ?? product).pairSums
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
    let projected = products + q &* (q &+ 1) / 2
    var row = lanes
    for i in 0..<q {
      for k in i..<q {
        let cross = products + k &* (k &+ 1) / 2
        for m in i..<k &+ 1 {
          let value = row[k &- i] * row[m &- i]
          cross[m] = i == 0 ? value : cross[m] + value
        }
        let value = row[k &- i] * residual[i]
        projected[k] = i == 0 ? value : projected[k] + value
      }
      row += q &- i &+ rowLength
    }
  }

  /// The sums of a finished pass.
  var totals: [Double] {
    var totals = [Double](short: layout.count, of: 0)
    if let sums { for place in totals.indices { totals[place] = sums[place].sum() } }
    return totals
  }
}
