/// Reads columns of a CSV file, some thousand rows at a time.
///
/// ```swift
/// var reader = try CSVReader(file, columns: [.init("school", as: .text), .init("ses")])
/// while try reader.next() {
///   for row in 0..<reader.rowCount { ... reader.columns[1].numbers[row] ... }
/// }
/// ```
///
/// One pass, and memory for one block: the buffers are filled anew for each block, and no row
/// allocates. Columns that were not asked for are passed over. Errors come in the order of the
/// rows, the blocks before them read.
public struct CSVReader: ~Copyable {
  /// A column to read.
  public struct Request: Sendable, Equatable {
    /// Its name in the header.
    public var name: String
    /// How its cells are read.
    public var type: ColumnType

    /// Asks for a column.
    public init(_ name: String, as type: ColumnType = .detected) {
      self.name = name
      self.type = type
    }
  }

  /// The columns in the order asked for; the first `rowCount` values of each belong to this block.
  public private(set) var columns: [ColumnBlock]

  private let file: CSVFile
  private var scanner: FieldScanner
  private var cells: CellGrid
  private var plans: [CellGrid.Plan]
  /// For each column asked for its place in the file.
  private let places: [Int]
  /// Up to where the memory of the file has been given back.
  private var released = 0
  /// So many bytes are given back at a time.
  private static let releasedAtOnce = 1 << 23

  /// The number of rows in this block.
  public var rowCount: Int { cells.rowCount }

  /// The line on which each row of this block begins, for the first `rowCount` of them.
  public var lines: [UInt32] { cells.lines }

  /// Starts at the first row.
  ///
  /// - Throws: `TableError.missingColumn` when the file has no column of a name asked for.
  public init(
    _ file: CSVFile, columns requests: [Request], blockRows: Int = 2048
  ) throws(TableError) {
    var places: [Int] = []
    for request in requests {
      guard let place = file.columnNames.firstIndex(of: request.name) else {
        throw .missingColumn(request.name, files: [file.name], columns: file.columnNames)
      }
      places.append(place)
    }
    precondition(Set(places).count == places.count, "a column is asked for twice")
    self.file = file
    self.places = places
    columns = requests.map { ColumnBlock($0, file: file, rows: blockRows) }
    cells = CellGrid(
      columns: requests.count, of: file.columnNames.count, rows: blockRows)
    plans = file.columnNames.map { _ in
      CellGrid.Plan(start: requests.count * blockRows, isNumeric: false)
    }
    for (column, place) in places.enumerated() { plans[place].start = column * blockRows }
    scanner = FieldScanner(
      file.bytes.buffer, from: file.firstRow.position, line: file.firstRow.line, file: file.name)
  }

  /// Reads the next block; false when there are no more rows.
  ///
  /// - Throws: `TableError` at the first row that is not well formed or holds a wrong value.
  public mutating func next() throws(TableError) -> Bool {
    for (column, place) in zip(columns, places) {
      plans[place].isNumeric = column.type == .number
    }
    var failure: TableError?
    do { try cells.fill(&scanner, plans) } catch { failure = error }
    var firstRow = Int.max
    for place in columns.indices {
      guard let (row, error) = columns[place].read(cells, column: place), row < firstRow else {
        continue
      }
      (firstRow, failure) = (row, error)
    }
    if let failure { throw failure }
    if scanner.position - released >= Self.releasedAtOnce {
      file.bytes.release(released..<scanner.position)
      released = scanner.position
    }
    return rowCount > 0
  }
}
