/// The name of a scalar variable: a base and its indices, from 1.
///
/// CmdStan's files write it with dots (`T.2.1`), people and R with brackets (`T[2,1]`).
public struct VariableName: Hashable, Sendable {
  /// The name without indices.
  public let base: String
  /// The indices; none for a plain scalar such as `sigma2`.
  public let indices: [Int]

  /// Makes a name from its parts.
  public init(base: String, indices: [Int] = []) {
    self.base = base
    self.indices = indices
  }

  /// Reads a dotted name: the numbers at its end are indices, everything before is the base.
  public init(dotted name: String) {
    var parts = name.split(separator: ".", omittingEmptySubsequences: false)
    var indices: [Int] = []
    while parts.count > 1, let last = parts.last, let index = Self.index(last) {
      indices.append(index)
      parts.removeLast()
    }
    self.init(base: parts.joined(separator: "."), indices: indices.reversed())
  }

  /// Reads a name with brackets; without well-formed brackets all of it is the base.
  public init(bracketed name: String) {
    guard name.last == "]", let open = name.lastIndex(of: "[") else {
      self.init(base: name)
      return
    }
    let inside = name[name.index(after: open)...].dropLast()
    let parts = inside.split(separator: ",", omittingEmptySubsequences: false)
    let indices = parts.compactMap(Self.index)
    if indices.count == parts.count {
      self.init(base: String(name[..<open]), indices: indices)
    } else {
      self.init(base: name)
    }
  }

  /// The name as CmdStan's files have it: `T_school.2.1`.
  public var dotted: String { indices.reduce(base) { "\($0).\($1)" } }

  /// The name as people write it: `T_school[2,1]`.
  public var bracketed: String {
    indices.isEmpty ? base : "\(base)[\(indices.map(String.init).joined(separator: ","))]"
  }

  /// An index: digits only, so that no sign is taken for one.
  private static func index(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
  }
}
