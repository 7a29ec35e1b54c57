/// The weighted means and centred cross-products of some columns within each group.
///
/// Rows enter in any order and are forgotten. Centred sums keep their digits however far from zero
/// the columns lie. Source: Chan, Golub & LeVeque (1983), American Statistician 37, 242–247,
/// updating by one row, or by the moments of several.
///
/// | quantity | shape |
/// |---|---|
/// | weights | groups |
/// | means | groups × columns |
/// | comoments | groups × columns (columns + 1) / 2, the lower triangle by rows |
public struct GroupMoments: Sendable {
  /// The number of columns.
  public let columnCount: Int
  /// The number of groups.
  public private(set) var groupCount: Int
  /// The number of rows in each group.
  public private(set) var counts: [Int]
  /// The sum of the rows' weights in each group.
  public private(set) var weights: [Double]
  /// Each group's weighted mean of each column.
  public internal(set) var means: [Double]
  /// Each group's Σ w (x − x̄)(x − x̄)ᵀ.
  public internal(set) var comoments: [Double]
  /// Room for the deviations of one row, or of a run of rows.
  private var scratch: [Double]

  /// The number of elements in the lower triangle of a group's matrix.
  public var triangleCount: Int { columnCount * (columnCount + 1) / 2 }

  /// Makes empty moments for these groups.
  public init(groups: Int, columns: Int) {
    groupCount = groups
    columnCount = columns
    counts = Array(repeating: 0, count: groups)
    weights = Array(repeating: 0, count: groups)
    means = Array(repeating: 0, count: groups * columns)
    comoments = Array(repeating: 0, count: groups * columns * (columns + 1) / 2)
    scratch = Array(repeating: 0, count: columns * (MomentStorage.longestRun + 2))
  }

  /// Makes empty moments of other columns for the same rows.
  init(rowsOf other: GroupMoments, columns: Int) {
    self.init(groups: other.groupCount, columns: columns)
    counts = other.counts
    weights = other.weights
  }

  /// Adds empty groups until there are so many.
  mutating func grow(toGroups count: Int) {
    let new = count - groupCount
    guard new > 0 else { return }
    groupCount = count
    counts += repeatElement(0, count: new)
    weights += repeatElement(0, count: new)
    means += repeatElement(0, count: new * columnCount)
    comoments += repeatElement(0, count: new * triangleCount)
  }

  /// Takes one row of a group into account, with its weight, which must be above zero.
  public mutating func add(_ row: UnsafeBufferPointer<Double>, weight: Double, to group: Int) {
    guard let start = row.baseAddress else { return }
    update { $0.addRow(start, stride: 1, weight: weight, to: group, columns: $0.columns) }
  }

  /// Takes the rows of a block into account: column after column, each with a value for every row.
  ///
  /// - Parameters:
  ///   - weights: the weight of each row; nil where all are 1.
  ///   - groups: the group of each row; all must be there.
  mutating func add(
    _ columns: UnsafeBufferPointer<Double>, weights: [Double]?, to groups: [Int]
  ) {
    guard !groups.isEmpty else { return }
    // Without columns there is nothing to read, and any address will do.
    let start = columns.baseAddress ?? UnsafePointer(bitPattern: 8)
    guard let start else { return }
    update { moments in
      // The loops over columns are unrolled where their number is known to the compiler.
      switch moments.columns {
      case 1: moments.addRows(start, weights, groups, columns: 1)
      case 2: moments.addRows(start, weights, groups, columns: 2)
      case 3: moments.addRows(start, weights, groups, columns: 3)
      case 4: moments.addRows(start, weights, groups, columns: 4)
      case 5: moments.addRows(start, weights, groups, columns: 5)
      case 6: moments.addRows(start, weights, groups, columns: 6)
      default: moments.addRows(start, weights, groups, columns: moments.columns)
      }
    }
  }

  private mutating func update(_ body: (MomentStorage) -> Void) {
    counts.withUnsafeMutableBufferPointer { counts in
      weights.withUnsafeMutableBufferPointer { weights in
        means.withUnsafeMutableBufferPointer { means in
          comoments.withUnsafeMutableBufferPointer { comoments in
            scratch.withUnsafeMutableBufferPointer { scratch in
              body(
                MomentStorage(
                  columns: columnCount, counts: counts, weights: weights, means: means,
                  comoments: comoments, scratch: scratch))
            }
          }
        }
      }
    }
  }
}
