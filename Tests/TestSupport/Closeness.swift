/// Whether two numbers agree to so many parts of the larger, or of 1 when both are small.
public func isClose(_ a: Double?, _ b: Double?, to tolerance: Double) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}

/// Whether two numbers agree to so many parts of the larger.
public func isRelativelyClose(_ a: Double, _ b: Double, to tolerance: Double) -> Bool {
  abs(a - b) <= tolerance * max(abs(a), abs(b))
}
