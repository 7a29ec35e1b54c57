extension GroupMoments {
  /// The moments of columns that are combinations of summed ones in each group.
  ///
  /// - Parameters:
  ///   - sums: the moments of the summed columns.
  ///   - columns: how the columns are made of them.
  ///   - firstValues: for a variable, where it was needed, each group's first value.
  init(_ sums: GroupMoments, combining columns: [DesignColumn], firstValues: [[Double]]) {
    self.init(rowsOf: sums, columns: columns.count)
    let grand = sums.grandMeans
    let pieces = columns.map { $0.pieces.count }
    var coefficients = Array(repeating: 0.0, count: pieces.reduce(0, +))
    let starts = pieces.indices.map { pieces[..<$0].reduce(0, +) }
    let products = columns.flatMap { $0.pieces.map(\.product) }
    for group in 0..<groupCount {
      for (column, start) in zip(columns, starts) {
        for place in column.pieces.indices {
          coefficients[start + place] = column.coefficient(
            ofPiece: place, group, sums, grand, firstValues)
        }
      }
      combine(sums, group, coefficients, products, starts + [products.count])
    }
  }

  private mutating func combine(
    _ sums: GroupMoments, _ group: Int, _ coefficients: [Double], _ products: [Int?],
    _ starts: [Int]
  ) {
    let (means, comoments) = (group * sums.columnCount, group * sums.triangleCount)
    var place = group * triangleCount
    for a in 0..<columnCount {
      var mean = 0.0
      for i in starts[a]..<starts[a + 1] {
        mean += coefficients[i] * (products[i].map { sums.means[means + $0] } ?? 1)
      }
      self.means[group * columnCount + a] = mean
      for b in 0...a {
        var sum = 0.0
        for i in starts[a]..<starts[a + 1] {
          guard let first = products[i] else { continue }
          for k in starts[b]..<starts[b + 1] {
            guard let second = products[k] else { continue }
            let (row, column) = (max(first, second), min(first, second))
            sum +=
              coefficients[i] * coefficients[k]
              * sums.comoments[comoments + row * (row + 1) / 2 + column]
          }
        }
        self.comoments[place] = sum
        place += 1
      }
    }
  }
}

extension DesignColumn {
  /// What a piece is multiplied by in a group.
  fileprivate func coefficient(
    ofPiece place: Int, _ group: Int, _ sums: GroupMoments, _ grandMeans: [Double],
    _ firstValues: [[Double]]
  ) -> Double {
    var result = 1.0
    for product in multipliers { result *= sums.means[group * sums.columnCount + product] }
    for centre in pieces[place].centres {
      let mean =
        centre.isGrand
        ? grandMeans[centre.product] : sums.means[group * sums.columnCount + centre.product]
      result *= (centre.shift.map { firstValues[$0][group] } ?? 0) - mean
    }
    return result
  }
}
