import Foundation

/// Values made by `Tests/ReferenceValues/distributions/make-reference-values.py`.
struct ReferenceValues: Decodable {
  /// One value of a function.
  struct Value: Decodable {
    let at: [Double]
    let value: Double
  }

  let values: [String: [Value]]

  /// The values of one function; none when the file does not hold it, which throws.
  static func of(_ name: String) throws -> [Value] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "ReferenceValues/distributions/special-functions.json")
    let all = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file)).values
    guard let found = all[name] else { throw CocoaError(.keyValueValidation) }
    return found
  }
}
