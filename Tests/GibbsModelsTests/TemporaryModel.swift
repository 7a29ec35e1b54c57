import Foundation
import ModelData

/// A model file and its data in a folder that vanishes with the test.
struct TemporaryModel: ~Copyable {
  private let folder: URL

  /// Writes rows of these columns and a model file with these lines below its data.
  init(columns: String = "school,y,v,x", rows: [String], _ lines: String...) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try ([columns] + rows).joined(separator: "\n")
      .write(to: folder.appending(path: "data.csv"), atomically: true, encoding: .utf8)
    try (["title: Example", "data: [data.csv]"] + lines).joined(separator: "\n")
      .write(to: folder.appending(path: "model.yaml"), atomically: true, encoding: .utf8)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The path of the model file.
  var path: String { folder.appending(path: "model.yaml").path(percentEncoded: false) }

  func analysis() throws -> Analysis { try Analysis(path: path) }
}
