import GSLNumerics
import ModelData

/// One group's R, G and g in buffers that are filled anew for each group.
struct GroupFrame {
  let data: ReducedData
  private(set) var group = 0
  /// R: q × q by rows.
  private(set) var root: [Double]
  /// G: q × f by rows, in the computed coordinates.
  private(set) var design: [Double]
  /// g: q.
  private(set) var response: [Double]
  private let starts: [Int]

  init(_ data: ReducedData) {
    let (q, f) = (data.effectCount, data.coefficientCount)
    self.data = data
    root = Array(repeating: 0, count: q * q)
    design = Array(repeating: 0, count: q * f)
    response = Array(repeating: 0, count: q)
    starts = (0..<q).map(data.rowStart)
  }

  mutating func load(_ group: Int) {
    let (q, f) = (data.effectCount, data.coefficientCount)
    let (block, lane) = group.quotientAndRemainder(dividingBy: ReducedData.blockSize)
    self.group = group
    for i in 0..<q {
      let row = block * data.blockLanes + starts[i]
      for k in i..<q { root[i * q + k] = data.lanes[row + k - i][lane] }
      for c in 0..<f { design[i * f + c] = data.lanes[row + q - i + c][lane] }
      response[i] = data.lanes[row + q - i + f][lane]
    }
  }

  /// An effect's column of R, which is 0 where the effect's column of Z is.
  func effectColumn(_ effect: Int) -> [Double] {
    let q = data.effectCount
    return (0..<q).map { root[$0 * q + effect] }
  }

  /// The effects that the group's rows show, by their columns of Z that are not 0; nil where these are
  /// dependent, so that least squares by group gives no estimates.
  var estimableEffects: [Int]? {
    let shown = (0..<data.effectCount).filter { root[$0 * data.effectCount + $0] != 0 }
    let isZero = { !effectColumn($0).contains { $0 != 0 } }
    guard (0..<data.effectCount).allSatisfy({ shown.contains($0) || isZero($0) }) else {
      return nil
    }
    return data.groupRanks[group] == shown.count && !shown.isEmpty ? shown : nil
  }

  /// g − Gγ: q.
  func residual(gamma: [Double]) -> [Double] {
    let f = gamma.count
    return response.indices.map { i in
      (0..<f).reduce(response[i]) { $0 - design[i * f + $1] * gamma[$1] }
    }
  }

  /// R⁻¹b for the estimable effects; 0 for the others.
  func solveRoot(_ b: [Double]) -> [Double] {
    let q = b.count
    var x = b
    for i in (0..<q).reversed() {
      guard root[i * q + i] != 0 else {
        x[i] = 0
        continue
      }
      for k in i + 1..<max(q, i + 1) { x[i] -= root[i * q + k] * x[k] }
      x[i] /= root[i * q + i]
    }
    return x
  }

  /// R⁻¹ for the estimable effects, 0 for the others: (Z'Z)⁻¹ = R⁻¹R⁻ᵀ.
  var rootInverse: Matrix {
    let q = data.effectCount
    return Matrix(
      rows: q, columns: q,
      columnMajor: (0..<q).flatMap { k in solveRoot((0..<q).map { $0 == k ? 1 : 0 }) })
  }

  /// G in the units of the predictors as given: q × f.
  var rawDesign: Matrix {
    let (q, f) = (data.effectCount, data.coefficientCount)
    let map = data.coordinates.matrix
    var result = Matrix(rows: q, columns: f)
    for i in 0..<q {
      let constant = data.coordinates.constant
      let unit = constant.map { design[i * f + $0] / map[$0, $0] } ?? 0
      for k in 0..<f {
        let shift = constant.map { $0 == k ? 0 : unit * map[$0, k] } ?? 0
        result[i, k] = (design[i * f + k] - shift) / map[k, k]
      }
    }
    return result
  }

  /// Qᵀy with y as given: q.
  var rawResponse: [Double] {
    guard let constant = data.coordinates.constant else { return response }
    let f = data.coefficientCount
    return response.indices.map {
      response[$0] + data.coordinates.outcomeShift * design[$0 * f + constant]
    }
  }
}
