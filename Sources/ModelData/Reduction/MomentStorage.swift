import GSLNumerics

/// The memory of group moments while rows are added to them.
struct MomentStorage {
  let layout: MomentLayout
  /// The records of all groups.
  let records: UnsafeMutablePointer<Double>
  /// Room for the deviations of one row, or of a run of rows.
  let scratch: UnsafeMutablePointer<Double>

  /// Rows of one group that follow each other enter together from this number on.
  private static let shortestRun = 12
  /// And up to this number, so that their deviations stay in the cache.
  static let longestRun = 256
  /// So many lines of the cache are asked for at a time: about as many as a processor waits for.
  private static let linesAtOnce = 24

  /// Where the record of a group begins.
  @inline(__always)
  func record(of group: Int) -> UnsafeMutablePointer<Double> { records + group &* layout.length }

  /// Adds the rows of a block; in `layout` the number of columns is a constant where it is small.
  @inline(__always)
  func addRows(
    _ block: UnsafePointer<Double>, _ rowWeights: [Double]?, _ groups: [Int],
    layout: MomentLayout
  ) {
    let rows = groups.count
    var row = 0
    let rowsAtOnce = max(2, Self.linesAtOnce / layout.lineCount)
    var fetched = 0
    while row < rows {
      // The next records are on their way while the last ones are used.
      while fetched < rows, fetched <= row &+ rowsAtOnce {
        fetched = fetch(groups, from: fetched, atMost: rowsAtOnce)
      }
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
          addRow(block + i, stride: rows, weight: rowWeights?[i] ?? 1, to: group, layout: layout)
        }
      }
      row = end
    }
  }

  /// Asks for the records of the next rows' groups where these differ; how far.
  ///
  /// Groups that come in no order are far apart, and one at a time each would be waited for.
  private func fetch(_ groups: [Int], from row: Int, atMost count: Int) -> Int {
    let end = min(groups.count, row + count)
    guard groups[row] != groups[end - 1] else { return end }
    groups.withUnsafeBufferPointer { groups in
      UnsafeRawPointer(records).prefetch(
        UnsafeBufferPointer(rebasing: groups[row..<end]), size: 8 * layout.length)
    }
    return end
  }

  /// Adds one row to its group.
  @inline(__always)
  func addRow(
    _ row: UnsafePointer<Double>, stride: Int, weight: Double, to group: Int,
    layout: MomentLayout
  ) {
    let record = records + group &* layout.length
    let before = record[MomentLayout.weight]
    let after = before + weight
    record[MomentLayout.weight] = after
    record[MomentLayout.rowCount] += 1
    let step = weight / after
    let spread = before * step
    let mean = record + MomentLayout.means
    let deviation = scratch
    for a in 0..<layout.columns { deviation[a] = row[a &* stride] - mean[a] }
    var place = record + layout.comoments
    for a in 0..<layout.columns {
      let spreadDeviation = spread * deviation[a]
      for b in 0...a { place[b] += spreadDeviation * deviation[b] }
      place += a &+ 1
    }
    for a in 0..<layout.columns { mean[a] += step * deviation[a] }
  }

  /// Merges the moments of rows of weight 1 into those of their group.
  private func addRun(
    _ rows: UnsafePointer<Double>, stride: Int, count: Int, to group: Int
  ) {
    let columns = layout.columns
    let record = record(of: group)
    let (before, new) = (record[MomentLayout.weight], Double(count))
    let after = before + new
    record[MomentLayout.weight] = after
    record[MomentLayout.rowCount] += new
    let mean = record + MomentLayout.means
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
    var place = record + layout.comoments
    for a in 0..<columns {
      for b in 0...a {
        let products = columnProduct(deviations + a * count, deviations + b * count, count)
        place[b] += products - new * scratch[a] * scratch[b] + between * shift[a] * shift[b]
      }
      place += a + 1
    }
    for a in 0..<columns { mean[a] += new / after * shift[a] }
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
