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
    let starts = columns.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.pieces.count) }
    let products = columns.flatMap { $0.pieces.map(\.product) }
    var coefficients = products.map { _ in 1.0 }
    let changing = zip(columns, starts).filter { $0.0.changesWithGroups }
    for group in 0..<groupCount {
      for (column, start) in changing {
        for place in column.pieces.indices {
          coefficients[start + place] = column.coefficient(
            ofPiece: place, group, sums, grand, firstValues)
        }
      }
      combine(sums, group, coefficients, products, starts)
    }
  }

  private mutating func combine(
    _ sums: GroupMoments, _ group: Int, _ coefficients: [Double], _ products: [Int?],
    _ starts: [Int]
  ) {
    let columns = columnCount
    update { moments in
      let mean = moments.record(of: group) + MomentLayout.means
      var comoment = moments.record(of: group) + moments.layout.comoments
      for a in 0..<columns {
        mean[a] = 0
        for i in starts[a]..<starts[a + 1] {
          mean[a] += coefficients[i] * (products[i].map { sums.mean(of: $0, in: group) } ?? 1)
        }
        for b in 0...a {
          var sum = 0.0
          for i in starts[a]..<starts[a + 1] {
            guard let first = products[i] else { continue }
            for k in starts[b]..<starts[b + 1] {
              guard let second = products[k] else { continue }
              let (row, column) = (max(first, second), min(first, second))
              sum += coefficients[i] * coefficients[k] * sums.comoment(row, column, in: group)
            }
          }
          comoment.pointee = sum
          comoment += 1
        }
      }
    }
  }
}

extension DesignColumn {
  /// Whether pieces are multiplied by other numbers than 1.
  fileprivate var changesWithGroups: Bool {
    !multipliers.isEmpty || pieces.contains { !$0.centres.isEmpty }
  }

  /// What a piece is multiplied by in a group.
  fileprivate func coefficient(
    ofPiece place: Int, _ group: Int, _ sums: GroupMoments, _ grandMeans: [Double],
    _ firstValues: [[Double]]
  ) -> Double {
    var result = 1.0
    for product in multipliers { result *= sums.mean(of: product, in: group) }
    for centre in pieces[place].centres {
      let mean =
        centre.isGrand
        ? grandMeans[centre.product] : sums.mean(of: centre.product, in: group)
      result *= (centre.shift.map { firstValues[$0][group] } ?? 0) - mean
    }
    return result
  }
}
