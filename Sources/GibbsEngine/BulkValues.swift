import Synchronization

/// Numbers of a state that are too many for JSON: they lie beside it, as they do in memory.
///
/// A type whose values can be long puts them here when it is encoded with a `BulkValues` in the
/// encoder's `userInfo`, and takes them out, in the same order, when it is decoded with one.
public final class BulkValues: Sendable {
  private let content: Mutex<(values: [SIMD8<Double>], taken: Int)>

  /// The place of the bulk values in `userInfo`.
  public static let key = CodingUserInfoKey(rawValue: "bulk")

  /// Makes a store that holds these values.
  public init(_ values: [SIMD8<Double>] = []) { content = Mutex((values, 0)) }

  /// All values, in the order in which they were put.
  public var values: [SIMD8<Double>] { content.withLock { $0.values } }

  /// Appends values.
  public func put(_ values: [SIMD8<Double>]) { content.withLock { $0.values += values } }

  /// Takes the next values; nil where there are fewer.
  public func take(_ count: Int) -> [SIMD8<Double>]? {
    content.withLock { content in
      guard count >= 0, content.values.count - content.taken >= count else { return nil }
      defer { content.taken += count }
      return Array(content.values[content.taken..<content.taken + count])
    }
  }
}
