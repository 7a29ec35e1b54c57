/// A CSV file by RFC 4180, opened and its header read.
///
/// Besides the RFC it takes a UTF-8 byte order mark, line feeds without carriage returns, and
/// blanks around unquoted fields. Blank lines at the end are no rows. Columns are read by a
/// `CSVReader`, which touches the rows once and keeps none.
public struct CSVFile: Sendable {
  /// The file, as the user wrote it.
  public let name: String
  /// The names in the header, distinct and not empty.
  public let columnNames: [String]
  let bytes: FileBytes
  /// Where the first row begins: its place among the bytes, and its line.
  let firstRow: (position: Int, line: Int)

  /// Opens a file and reads its header.
  ///
  /// - Throws: `TableError` when the file cannot be read, is empty, has no rows, does not look
  ///   like CSV, or has a header with empty or repeated names.
  public init(_ file: FileReference) throws(TableError) {
    name = file.name
    bytes = try FileBytes(file)
    let start = bytes.buffer.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if let format = OtherFormat(of: bytes.buffer[start...]) {
      throw .otherFormat(file: name, format)
    }
    var scanner = FieldScanner(bytes.buffer, from: start, line: 1, file: name)
    guard !scanner.isAtEnd else { throw .emptyFile(file: name) }
    columnNames = try Self.header(&scanner, bytes.buffer, file: name)
    guard !scanner.isAtEnd else { throw .noRows(file: name) }
    firstRow = (scanner.position, scanner.line)
  }

  private static func header(
    _ scanner: inout FieldScanner, _ buffer: UnsafeRawBufferPointer, file: String
  ) throws(TableError) -> [String] {
    var names: [String] = []
    while true {
      let line = scanner.line
      let (field, endsRow) = try scanner.next()
      guard let name = String(validating: field.content(in: buffer), as: UTF8.self) else {
        throw .invalidUTF8(file: file, line: line, column: nil)
      }
      if name.isEmpty { throw .unnamedColumn(file: file, place: names.count + 1) }
      if let first = names.firstIndex(of: name) {
        throw .repeatedColumn(file: file, column: name, places: [first + 1, names.count + 1])
      }
      names.append(name)
      if endsRow { return names }
    }
  }
}

/// What a file that was given as CSV looks like instead.
public enum OtherFormat: Sendable, Equatable {
  /// Fields separated by semicolons, as spreadsheets write them where the comma is decimal.
  case semicolons
  /// Fields separated by tabs.
  case tabs
  /// Text in UTF-16.
  case utf16
  /// Lines that end in a carriage return alone.
  case carriageReturns
  /// A zip archive, which a workbook of Excel or LibreOffice is.
  case workbook
  /// A file compressed by gzip.
  case gzip

  /// Recognises a format by the first bytes and the first line; nil when it may be CSV.
  init?(of bytes: Slice<UnsafeRawBufferPointer>) {
    let signatures: [([UInt8], OtherFormat)] = [
      ([0xFF, 0xFE], .utf16), ([0xFE, 0xFF], .utf16),
      ([0x50, 0x4B, 0x03, 0x04], .workbook), ([0x1F, 0x8B], .gzip),
    ]
    if let known = signatures.first(where: { bytes.starts(with: $0.0) }) {
      self = known.1
      return
    }
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    if line.dropLast().contains(UInt8(ascii: "\r")) {
      self = .carriageReturns
    } else if line.contains(UInt8(ascii: ",")) {
      return nil
    } else if line.contains(UInt8(ascii: ";")) {
      self = .semicolons
    } else if line.contains(UInt8(ascii: "\t")) {
      self = .tabs
    } else {
      return nil
    }
  }
}
