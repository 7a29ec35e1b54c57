import GSLNumerics

/// The memory of group moments while rows are added to them.
struct MomentStorage {
  let columns: Int
  let counts: UnsafeMutableBufferPointer<Int>
  let weights: UnsafeMutableBufferPointer<Double>
  let means: UnsafeMutableBufferPointer<Double>
  let comoments: UnsafeMutableBufferPointer<Double>
  /// Room for the deviations of one row, or of a run of rows.
  let scratch: UnsafeMutableBufferPointer<Double>

  /// Rows of one group that follow each other enter together from this number on.
  private static let shortestRun = 12
  /// And up to this number, so that their deviations stay in the cache.
  static let longestRun = 256
  /// For so many rows the groups' memory is asked for at a time.
  private static let fetchedAtOnce = 16

  /// Adds the rows of a block; `columns` is the number of columns, a constant where it is small.
  @inline(__always)
  func addRows(
    _ block: UnsafePointer<Double>, _ rowWeights: [Double]?, _ groups: [Int], columns: Int
  ) {
    let rows = groups.count
    var row = 0
    var fetched = 0
    while row < rows {
      if row >= fetched { fetched = fetch(groups, from: row) }
      let group = groups[row]
      var end = row &+ 1
      if rowWeights == nil {
        let limit = min(rows, row &+ Self.longestRun)
        while end < limit, groups[end] == group { end &+= 1 }
      }
      if end &- row >= Self.shortestRun {
        addRun(block + row, stride: rows, count: end &- row, to: group)
      } else {
        for i in row..<end {
          addRow(
            block + i, stride: rows, weight: rowWeights?[i] ?? 1, to: group, columns: columns)
        }
      }
      row = end
    }
  }

  /// Asks for the memory of the next rows' groups where these differ; how far.
  ///
  /// Groups that come in no order are far apart, and one at a time each would be waited for.
  private func fetch(_ groups: [Int], from row: Int) -> Int {
    let end = min(groups.count, row + Self.fetchedAtOnce)
    guard groups[row] != groups[end - 1] else { return end }
    groups.withUnsafeBufferPointer { groups in
      let next = UnsafeBufferPointer(rebasing: groups[row..<end])
      counts.prefetch(next, length: 1)
      weights.prefetch(next, length: 1)
      means.prefetch(next, length: columns)
      comoments.prefetch(next, length: columns * (columns + 1) / 2)
    }
    return end
  }

  /// Adds one row to its group.
  @inline(__always)
  func addRow(
    _ row: UnsafePointer<Double>, stride: Int, weight: Double, to group: Int, columns: Int
  ) {
    let before = weights[group]
    let after = before + weight
    weights[group] = after
    counts[group] += 1
    let step = weight / after
    let spread = before * step
    guard let (mean, comoment, deviation) = places(of: group, columns: columns) else { return }
    for a in 0..<columns { deviation[a] = row[a &* stride] - mean[a] }
    var place = comoment
    for a in 0..<columns {
      let spreadDeviation = spread * deviation[a]
      for b in 0...a { place[b] += spreadDeviation * deviation[b] }
      place += a &+ 1
    }
    for a in 0..<columns { mean[a] += step * deviation[a] }
  }

  /// Merges the moments of rows of weight 1 into those of their group.
  private func addRun(
    _ rows: UnsafePointer<Double>, stride: Int, count: Int, to group: Int
  ) {
    let (before, new) = (weights[group], Double(count))
    let after = before + new
    weights[group] = after
    counts[group] += count
    guard let (mean, comoment, scratch) = places(of: group, columns: columns) else { return }
    // About each column's rounded mean, whose error is taken off the products.
    let deviations = scratch + 2 * columns
    for a in 0..<columns {
      let column = rows + a * stride
      let center = columnSum(column, count) / new
      let deviation = deviations + a * count
      for i in 0..<count { deviation[i] = column[i] - center }
      let error = columnSum(deviation, count) / new
      scratch[a] = error
      scratch[columns + a] = center + error - mean[a]
    }
    let shift = scratch + columns
    let between = before * new / after
    var place = comoment
    for a in 0..<columns {
      for b in 0...a {
        let products = columnProduct(deviations + a * count, deviations + b * count, count)
        place[b] += products - new * scratch[a] * scratch[b] + between * shift[a] * shift[b]
      }
      place += a + 1
    }
    for a in 0..<columns { mean[a] += new / after * shift[a] }
  }

  /// The means and comoments of a group, and the scratch; nil when nothing was allocated.
  @inline(__always)
  private func places(of group: Int, columns: Int) -> (
    UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>
  )? {
    guard let means = means.baseAddress, let comoments = comoments.baseAddress,
      let scratch = scratch.baseAddress
    else { return nil }
    let triangle = columns &* (columns &+ 1) / 2
    return (means + group &* columns, comoments + group &* triangle, scratch)
  }
}

/// Σ x.
private func columnSum(_ x: UnsafePointer<Double>, _ count: Int) -> Double {
  var sums = SIMD8<Double>.zero
  let bytes = UnsafeRawPointer(x)
  let whole = count & ~7
  for i in stride(from: 0, to: whole, by: 8) {
    sums += bytes.loadUnaligned(fromByteOffset: i &* 8, as: SIMD8<Double>.self)
  }
  return (whole..<count).reduce(sums.sum()) { $0 + x[$1] }
}

/// Σ x y.
private func columnProduct(
  _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int
) -> Double {
  var sums = SIMD8<Double>.zero
  let (first, second) = (UnsafeRawPointer(x), UnsafeRawPointer(y))
  let whole = count & ~7
  for i in stride(from: 0, to: whole, by: 8) {
    sums +=
      first.loadUnaligned(fromByteOffset: i &* 8, as: SIMD8<Double>.self)
      * second.loadUnaligned(fromByteOffset: i &* 8, as: SIMD8<Double>.self)
  }
  return (whole..<count).reduce(sums.sum()) { $0 + x[$1] * y[$1] }
}
