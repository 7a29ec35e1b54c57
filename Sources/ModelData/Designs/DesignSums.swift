/// The sums over rows from which the moments of a design's columns follow.
struct DesignSums {
  private let products: [[DesignPlan.Factor]]
  private let columns: [DesignColumn]
  private var sums: GroupMoments
  /// The sums without weights, where rows have weights: all rows as one group.
  private var unweighted: GroupMoments?
  /// For each variable that is summed as a deviation, the first value in each group.
  private var firstValues: [[Double]] = []
  /// The summed columns of the block, one after the other.
  private(set) var block: [Double] = []

  /// Makes empty sums.
  ///
  /// - Parameters:
  ///   - products: the summed columns.
  ///   - columns: the columns whose moments are wanted.
  init(_ products: [[DesignPlan.Factor]], columns: [DesignColumn], hasWeights: Bool) {
    self.products = products
    self.columns = columns
    sums = GroupMoments(groups: 0, columns: products.count)
    unweighted = hasWeights ? GroupMoments(groups: 1, columns: products.count) : nil
  }

  /// Takes the variables of a block into account.
  mutating func add(_ values: [VariableValues], weights: [Double]?, to places: [Int]) {
    takeFirstValues(values, places)
    let rows = places.count
    if block.count != rows * products.count {
      block = Array(repeating: 0, count: rows * products.count)
    }
    for (place, factors) in products.enumerated() {
      let range = place * rows..<(place + 1) * rows
      for (order, factor) in factors.enumerated() {
        multiply(range, by: factor, values, places, isFirst: order == 0)
      }
    }
    sums.grow(toGroups: (places.max() ?? -1) + 1)
    block.withUnsafeBufferPointer { block in
      sums.add(block, weights: weights, to: places)
      unweighted?.add(block, weights: nil, to: Array(repeating: 0, count: rows))
    }
  }

  private mutating func takeFirstValues(_ values: [VariableValues], _ places: [Int]) {
    for case .deviation(let variable) in products.joined() {
      guard case .numeric(let numbers) = values[variable] else { continue }
      while firstValues.count <= variable { firstValues.append([]) }
      for (row, group) in places.enumerated() where group == firstValues[variable].count {
        firstValues[variable].append(numbers[row])
      }
    }
  }

  /// Multiplies a column of the block by a factor, or sets it to it.
  private mutating func multiply(
    _ range: Range<Int>, by factor: DesignPlan.Factor, _ values: [VariableValues],
    _ places: [Int], isFirst: Bool
  ) {
    block.withUnsafeMutableBufferPointer { block in
      let column = UnsafeMutableBufferPointer(rebasing: block[range])
      switch factor {
      case .value(let variable):
        guard case .numeric(let numbers) = values[variable] else { return }
        if isFirst {
          _ = column.update(fromContentsOf: numbers)
        } else {
          for row in column.indices { column[row] *= numbers[row] }
        }
      case .level(let variable, let level):
        guard case .factor(let codes) = values[variable] else { return }
        for row in column.indices {
          column[row] = (isFirst ? 1 : column[row]) * (codes[row] == level ? 1 : 0)
        }
      case .deviation(let variable):
        guard case .numeric(let numbers) = values[variable] else { return }
        let first = firstValues[variable]
        for row in column.indices {
          column[row] = (isFirst ? 1 : column[row]) * (numbers[row] - first[places[row]])
        }
      }
    }
  }

  /// The mean of a variable that is summed by itself: in a group, or over all rows.
  func mean(ofVariable variable: Int, group: Int?) -> Double {
    guard let product = products.firstIndex(of: [.value(variable)]) else { return 0 }
    guard let group else { return sums.grandMeans[product] }
    return sums.mean(of: product, in: group)
  }

  /// The moments of the columns, by group.
  var moments: GroupMoments {
    GroupMoments(sums, combining: columns, firstValues: firstValues)
  }

  /// The moments of the columns without weights: by group, or of all rows as one group.
  var unweightedMoments: GroupMoments? {
    unweighted.map { GroupMoments($0, combining: columns, firstValues: firstValues) }
  }
}
