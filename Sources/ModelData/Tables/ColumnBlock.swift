/// How the cells of a column are read.
public enum ColumnType: Sendable, Equatable {
  /// Every cell is a number or missing.
  case number
  /// Every cell is a text or missing, digits or not.
  case text
  /// Numbers or texts, as the first cell that is not missing decides for all.
  case detected
}

/// A block of the cells of one column.
///
/// The cells of numeric columns are in `numbers`, those of text columns in `codes`.
public struct ColumnBlock: Sendable {
  /// The name in the header.
  public let name: String
  /// What the column is; `.detected` as long as all its cells were missing.
  public private(set) var type: ColumnType
  /// The cells of a numeric column; NaN where missing, and so while the type is not known.
  public private(set) var numbers: [Double]
  /// The cells of a text column as places in `levels`; `CategoricalColumn.missing` where missing.
  public private(set) var codes: [UInt32]

  private let file: CSVFile
  private var texts = TextInterner()
  /// The first cell of a column that was taken for texts because of it.
  private var decidingCell: TableError.Cell?

  init(_ request: CSVReader.Request, file: CSVFile, rows: Int) {
    name = request.name
    type = request.type
    self.file = file
    numbers = Array(repeating: .nan, count: type == .text ? 0 : rows)
    codes = Array(repeating: CategoricalColumn.missing, count: type == .number ? 0 : rows)
  }

  /// The distinct texts of all blocks so far, in the order of their first appearance.
  public var levels: [String] { texts.texts }

  /// The texts among them that were not there yet when there were so many.
  func levels(from count: Int) -> [String] { texts.texts(from: count) }

  /// Reads the cells of a block; the first wrong cell is returned with its row in the block.
  mutating func read(_ cells: CellGrid, column: Int) -> (row: Int, error: TableError)? {
    let range = cells.range(ofColumn: column)
    return cells.fields[range].withUnsafeBufferPointer { fields in
      var row = 0
      if type == .detected {
        row = passMissing(fields)
        if row < fields.count, let error = decideType(at: fields[row], line: cells.lines[row]) {
          return (row, error)
        }
      }
      switch type {
      case .number:
        return cells.numbers[range].withUnsafeBufferPointer { numbers in
          readNumbers(numbers, fields, lines: cells.lines)
        }
      case .text: return readTexts(fields, from: row, lines: cells.lines)
      case .detected: return nil
      }
    }
  }

  /// Marks the missing cells at the beginning of a block, whatever the type will be.
  private mutating func passMissing(_ fields: UnsafeBufferPointer<Field>) -> Int {
    var row = 0
    while row < fields.count, fields[row].isMissing(in: file.bytes.buffer) {
      numbers[row] = .nan
      codes[row] = CategoricalColumn.missing
      row += 1
    }
    return row
  }

  /// Takes the type from the first cell that is not missing.
  private mutating func decideType(at field: Field, line: UInt32) -> TableError? {
    switch field.meaning(in: file.bytes.buffer) {
    case .missing: return nil
    case .number, .infinite: type = .number
    case .text:
      let cell = cell(field, line)
      if hasDecimalComma(cell.text) { return .decimalComma(cell) }
      type = .text
      decidingCell = cell
    }
    return nil
  }

  private func cell(_ field: Field, _ line: UInt32) -> TableError.Cell {
    TableError.Cell(
      file: file.name, line: Int(line), column: name, text: field.text(in: file.bytes.buffer))
  }

  /// Takes the plain numbers, and looks at the field where there is none.
  private mutating func readNumbers(
    _ plain: UnsafeBufferPointer<Double>, _ fields: UnsafeBufferPointer<Field>, lines: [UInt32]
  ) -> (row: Int, error: TableError)? {
    numbers.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: plain) }
    // Nearly all blocks have plain numbers only.
    guard plain.hasNaN else { return nil }
    for row in 0..<plain.count where plain[row].isNaN {
      switch fields[row].meaning(in: file.bytes.buffer) {
      case .missing: numbers[row] = .nan
      case .number(let value): numbers[row] = value
      case .infinite: return (row, .infinite(cell(fields[row], lines[row])))
      case .text:
        let cell = cell(fields[row], lines[row])
        return (row, hasDecimalComma(cell.text) ? .decimalComma(cell) : .notANumber(cell))
      }
    }
    return nil
  }

  private mutating func readTexts(
    _ fields: UnsafeBufferPointer<Field>, from first: Int, lines: [UInt32]
  ) -> (row: Int, error: TableError)? {
    let bytes = file.bytes.buffer
    var row = first
    while true {
      row = codes.withUnsafeMutableBufferPointer {
        texts.find(fields, from: row, in: bytes, into: $0)
      }
      guard row < fields.count else { return nil }
      if let error = readText(fields[row], row: row, line: lines[row]) { return (row, error) }
      row += 1
    }
  }

  /// Takes a text that may be missing, new or long.
  private mutating func readText(_ field: Field, row: Int, line: UInt32) -> TableError? {
    let bytes = file.bytes.buffer
    codes[row] = CategoricalColumn.missing
    if field.isMissing(in: bytes) { return nil }
    let (code, isNew) = field.withContent(in: bytes) { texts.intern($0) }
    codes[row] = code
    guard isNew else { return nil }
    if let decidingCell, field.meaning(in: bytes) != .text { return .notANumber(decidingCell) }
    guard String(validating: field.bytes(in: bytes), as: UTF8.self) != nil else {
      return .invalidUTF8(file: file.name, line: Int(line), column: name)
    }
    return nil
  }
}
