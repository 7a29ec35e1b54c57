/// A count with its noun, for sentences: `1 study`, `19 studies`.
///
/// - Parameter plural: the noun for other counts than one; nil where an s makes it.
public func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
