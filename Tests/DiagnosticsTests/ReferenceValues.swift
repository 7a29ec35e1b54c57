import Foundation

/// What the R package posterior says about shared draws; made by `ReferenceValues/diagnostics/make.R`.
struct ReferenceValues: Decodable {
  /// Draws of one kind and their measures by name; nil where R has NA.
  struct Case: Decodable, CustomStringConvertible, Sendable {
    let name: String
    let file: String
    let measures: [String: Double?]

    var description: String { name }

    /// The draws, chain by chain.
    func chains() throws -> [[Double]] {
      let path = ReferenceValues.folder.appending(path: "draws/\(file)")
      let text = try String(contentsOf: path, encoding: .utf8)
      let rows = text.split(separator: "\n").map { row in
        row.split(separator: ",").compactMap { Double($0.lowercased()) }
      }
      return rows[0].indices.map { chain in rows.map { $0[chain] } }
    }
  }

  let posterior: String
  let cases: [Case]

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "ReferenceValues/diagnostics")

  static func load() throws -> ReferenceValues {
    let data = try Data(contentsOf: folder.appending(path: "reference.json"))
    return try JSONDecoder().decode(ReferenceValues.self, from: data)
  }
}

/// Whether two numbers agree to 1e-8, relative or absolute; both may be missing.
///
/// Numbers of 1e12 and more stand for infinity, which rounding makes finite and JSON does not have.
func agree(_ value: Double?, _ reference: Double?) -> Bool {
  switch (value, reference) {
  case (nil, nil): true
  case (let value?, let reference?):
    abs(value - reference) <= 1e-8 * max(1, abs(reference))
      || (value >= 1e12 && reference >= 1e12)
  default: false
  }
}
