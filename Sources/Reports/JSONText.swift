import Foundation

/// A number that JSON shows as null when it does not exist, rather than leaving its key out.
@propertyWrapper
public struct Nullable: Encodable, Sendable, Equatable {
  /// The number; nil where it does not exist.
  public var wrappedValue: Double?

  /// Wraps a number; one that is not finite counts as none.
  public init(wrappedValue: Double?) {
    self.wrappedValue = wrappedValue.flatMap { $0.isFinite ? $0 : nil }
  }

  /// Encodes the number or null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue {
      try container.encode(wrappedValue)
    } else {
      try container.encodeNil()
    }
  }
}

/// A value as indented JSON with sorted keys and a last newline.
public func jsonText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}
