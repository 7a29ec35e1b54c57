/// The weighted means and centred cross-products of some columns within each group.
///
/// Rows enter in any order and are forgotten. Centred sums keep their digits however far from zero
/// the columns lie. Source: Chan, Golub & LeVeque (1983), American Statistician 37, 242–247,
/// updating by one row, or by the moments of several.
///
/// | quantity | in each group |
/// |---|---|
/// | number of rows, Σ w | 1 each |
/// | means x̄ | columns |
/// | comoments Σ w (x − x̄)(x − x̄)ᵀ | columns (columns + 1) / 2, the lower triangle by rows |
///
/// All that a group has stands in one record: where rows come in no order, it is fetched from
/// memory for each of them.
public struct GroupMoments: Sendable {
  /// The number of columns.
  public let columnCount: Int
  /// The number of groups.
  public private(set) var groupCount: Int
  /// The groups' records, of `SIMD8` so that each begins with a line of the cache.
  private var records: [SIMD8<Double>]
  private let layout: MomentLayout
  /// Room for the deviations of one row, or of a run of rows.
  private var scratch: [Double]

  /// Makes empty moments for these groups, of one column or more.
  public init(groups: Int, columns: Int) {
    groupCount = groups
    columnCount = columns
    layout = MomentLayout(columns: columns)
    records = Array(repeating: .zero, count: groups * layout.lineCount)
    scratch = Array(repeating: 0, count: columns * (MomentStorage.longestRun + 2))
  }

  /// Makes empty moments of other columns for the same rows.
  init(rowsOf other: GroupMoments, columns: Int) {
    self.init(groups: other.groupCount, columns: columns)
    update { moments in
      for group in 0..<other.groupCount {
        let record = moments.record(of: group)
        record[MomentLayout.rowCount] = other[group, MomentLayout.rowCount]
        record[MomentLayout.weight] = other[group, MomentLayout.weight]
      }
    }
  }

  /// Adds empty groups until there are so many.
  mutating func grow(toGroups count: Int) {
    let new = count - groupCount
    guard new > 0 else { return }
    groupCount = count
    records += repeatElement(.zero, count: new * layout.lineCount)
  }

  /// Takes one row of a group into account, with its weight, which must be above zero.
  public mutating func add(_ row: UnsafeBufferPointer<Double>, weight: Double, to group: Int) {
    guard let start = row.baseAddress else { return }
    update {
      $0.addRow(start, stride: 1, weight: weight, to: group, layout: $0.layout)
    }
  }

  /// Takes the rows of a block into account: column after column, each with a value for every row.
  ///
  /// - Parameters:
  ///   - weights: the weight of each row; nil where all are 1.
  ///   - groups: the group of each row; all must be there.
  mutating func add(
    _ columns: UnsafeBufferPointer<Double>, weights: [Double]?, to groups: [Int]
  ) {
    guard !groups.isEmpty, let start = columns.baseAddress else { return }
    update { moments in
      // The loops over columns are unrolled where their number is known to the compiler.
      switch moments.layout.columns {
      case 1: moments.addRows(start, weights, groups, layout: MomentLayout(columns: 1))
      case 2: moments.addRows(start, weights, groups, layout: MomentLayout(columns: 2))
      case 3: moments.addRows(start, weights, groups, layout: MomentLayout(columns: 3))
      case 4: moments.addRows(start, weights, groups, layout: MomentLayout(columns: 4))
      case 5: moments.addRows(start, weights, groups, layout: MomentLayout(columns: 5))
      case 6: moments.addRows(start, weights, groups, layout: MomentLayout(columns: 6))
      default: moments.addRows(start, weights, groups, layout: moments.layout)
      }
    }
  }

  /// Calls `body` with the memory of the moments, to change them.
  mutating func update(_ body: (MomentStorage) -> Void) {
    records.withUnsafeMutableBytes { records in
      scratch.withUnsafeMutableBufferPointer { scratch in
        let records = records.assumingMemoryBound(to: Double.self)
        guard let first = records.baseAddress, let scratch = scratch.baseAddress else { return }
        body(MomentStorage(layout: layout, records: first, scratch: scratch))
      }
    }
  }
}

extension GroupMoments {
  /// The number of rows in each group.
  public var counts: [Int] { (0..<groupCount).map { Int(self[$0, MomentLayout.rowCount]) } }

  /// The sum of the weights of a group's rows.
  @inline(__always)
  func weight(of group: Int) -> Double { self[group, MomentLayout.weight] }

  /// A group's weighted mean of a column.
  @inline(__always)
  func mean(of column: Int, in group: Int) -> Double { self[group, MomentLayout.means + column] }

  /// A group's Σ w (x − x̄)(z − z̄) of two columns, the second not after the first.
  @inline(__always)
  func comoment(_ row: Int, _ column: Int, in group: Int) -> Double {
    self[group, layout.comoments + row * (row + 1) / 2 + column]
  }

  /// An element of a group's record.
  @inline(__always)
  private subscript(group: Int, place: Int) -> Double {
    precondition(group < groupCount && place < layout.length)
    return records.withUnsafeBytes {
      $0.load(fromByteOffset: 8 * (group * layout.length + place), as: Double.self)
    }
  }
}

/// Where the elements of a group's record stand.
struct MomentLayout {
  let columns: Int
  static let rowCount = 0
  static let weight = 1
  static let means = 2

  /// The first of the comoments.
  @inline(__always)
  var comoments: Int { Self.means &+ columns }
  /// The number of lines of the processor's cache that a record fills, eight elements each.
  @inline(__always)
  var lineCount: Int { (comoments &+ columns &* (columns &+ 1) / 2 &+ 7) / 8 }
  /// The number of elements.
  @inline(__always)
  var length: Int { 8 &* lineCount }
}
