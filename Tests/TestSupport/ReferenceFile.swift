import Foundation

/// A JSON file of reference numbers under `Tests/ReferenceValues`, read as a tree.
@dynamicMemberLookup
public struct Reference: @unchecked Sendable {
  private let value: Any

  /// A file or key that is not there is an error of the test, which stops it with this.
  public struct Missing: Error, CustomStringConvertible {
    /// What was looked for.
    public let description: String
  }

  /// Reads a file by its path below `Tests/ReferenceValues`.
  public init(_ path: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "ReferenceValues/\(path)")
    value = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
  }

  private init(value: Any) { self.value = value }

  /// The value of a key.
  public subscript(key: String) -> Reference {
    Reference(value: (value as? [String: Any])?[key] ?? Missing(description: "no key '\(key)'"))
  }

  /// The value of a key.
  public subscript(dynamicMember key: String) -> Reference { self[key] }

  /// An element of a list.
  public subscript(index: Int) -> Reference {
    Reference(value: (value as? [Any])?[index] ?? Missing(description: "no element \(index)"))
  }

  /// Whether the value is null: a key that is there and has no number.
  public var isNull: Bool { value is NSNull }

  /// The value as a number; nil for null.
  public var number: Double? { (value as? NSNumber)?.doubleValue }

  /// The value as a list of numbers; an empty list for anything else.
  public var numbers: [Double] {
    (value as? [Any])?.compactMap { ($0 as? NSNumber)?.doubleValue } ?? []
  }

  /// The value as a text; nil for anything else.
  public var text: String? { value as? String }

  /// The value as a list of texts; an empty list for anything else.
  public var texts: [String] { value as? [String] ?? [] }

  /// The keys, sorted.
  public var keys: [String] { (value as? [String: Any])?.keys.sorted() ?? [] }
}

/// The root of the package.
public let packageRoot = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()
