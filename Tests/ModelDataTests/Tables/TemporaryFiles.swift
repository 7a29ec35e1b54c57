import Foundation
import ModelData

/// A folder of data files for one test, removed with it.
final class TemporaryFiles {
  let folder: String

  /// Writes files, each given by its name and text.
  init(_ texts: [String: String] = [:]) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    folder = url.path
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, text) in texts { try write(Data(text.utf8), to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ data: Data, to name: String) throws {
    try data.write(to: URL(filePath: folder).appending(path: name))
  }

  /// The file of this name; messages call it by the name alone.
  subscript(name: String) -> FileReference {
    FileReference(path: folder + "/" + name, name: name)
  }

  /// Reads a table from files of these names.
  func table(
    _ names: String..., columns: Set<String>, texts: Set<String> = []
  ) throws -> Table {
    try Table.read(files: names.map { self[$0] }, columns: columns, textColumns: texts)
  }
}

/// Opens a file `t.csv` with this text.
func openCSV(_ text: String) throws -> CSVFile {
  let files = try TemporaryFiles(["t.csv": text])
  return try withExtendedLifetime(files) { try CSVFile(files["t.csv"]) }
}

/// Reads a table from one file `t.csv` with this text.
func readTable(_ text: String, _ columns: Set<String>, texts: Set<String> = []) throws -> Table {
  try TemporaryFiles(["t.csv": text]).table("t.csv", columns: columns, texts: texts)
}

/// The error that reading one file `t.csv` with this text throws; nil when none.
func readingError(
  _ text: String, _ columns: Set<String>, texts: Set<String> = []
) -> TableError? {
  do {
    _ = try readTable(text, columns, texts: texts)
    return nil
  } catch {
    return error as? TableError
  }
}

extension Table {
  /// The numbers of a column; empty when it is not numeric.
  func numbers(_ name: String) -> [Double] {
    guard case .numeric(let values)? = self[name] else { return [] }
    return values
  }

  /// The texts of a column, nil where missing; empty when it is not categorical.
  func texts(_ name: String) -> [String?] {
    guard case .categorical(let column)? = self[name] else { return [] }
    return column.codes.indices.map(column.text)
  }

  /// The levels of a column; empty when it is not categorical.
  func levels(_ name: String) -> [String] {
    guard case .categorical(let column)? = self[name] else { return [] }
    return column.levels
  }
}
