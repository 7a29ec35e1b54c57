import Foundation
import ModelData

/// How fast the rows of a model's data are read and reduced to its groups, on one thread.
///
/// Beside it, in the same run: touching every byte of the files once, and the reader alone.
enum ReductionSpeed {
  static func print(_ paths: [String]) throws {
    for path in paths {
      let file = try ModelFile(path: path)
      let size = try file.data.reduce(0) {
        let attributes = try FileManager.default.attributesOfItem(atPath: $1.path)
        return $0 + (attributes[.size] as? Int ?? 0)
      }
      Swift.print("\(path): \(size / 1_000_000) MB")
      for _ in 1...3 {
        let bytes = try seconds { for data in file.data { try touch(data.path) } }
        let reading = try seconds { for data in file.data { try read(data) } }
        var rows = 0
        let whole = try seconds { rows = try Analysis(file).model.rows.used }
        let megabytes = Double(size) / 1e6
        Swift.print(
          String(
            format: "bytes %6.0f   reader %6.0f   reduced %6.0f MB/s   %.1f ns a row",
            megabytes / bytes, megabytes / reading, megabytes / whole, 1e9 * whole / Double(rows)))
      }
    }
  }

  /// Processor time.
  private static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let begin = processorSeconds()
    try body()
    return processorSeconds() - begin
  }

  private static func touch(_ path: String) throws {
    let bytes = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
    let sum = bytes.withUnsafeBytes { $0.reduce(UInt64(0)) { $0 &+ UInt64($1) } }
    if sum == 0 { Swift.print("nothing but zeros") }
  }

  private static func read(_ data: DataReference) throws {
    let file = try CSVFile(FileReference(path: data.path, name: data.name))
    var reader = try CSVReader(file, columns: file.columnNames.map { .init($0) })
    while try reader.next() {}
  }
}
