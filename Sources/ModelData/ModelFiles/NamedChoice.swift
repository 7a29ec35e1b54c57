/// A choice that a model file writes as a name, or as a name with arguments: `half-t(3, 1)`.
///
/// `description` is its canonical text, which reads back as the same choice.
public protocol NamedChoice: Equatable, Sendable, CustomStringConvertible {
  /// What is chosen, for messages: `the prior of T`.
  static var subject: String { get }
  /// The names with their arguments, the standard choice first.
  static var forms: [String] { get }
  /// What holds where nothing is written.
  static var standard: Self { get }
  /// Reads a choice from its text.
  init(parsing text: String) throws(ChoiceError)
}

/// A choice for each of several names: grouping factors, or coefficients.
public struct ChoiceByName<Choice: NamedChoice>: Equatable, Sendable {
  /// One name and its choice.
  public struct Entry: Equatable, Sendable {
    /// The grouping factor, or the label of the coefficient.
    public var name: String
    /// What was chosen for it.
    public var choice: Choice

    /// Makes an entry.
    public init(name: String, choice: Choice) {
      self.name = name
      self.choice = choice
    }
  }

  /// The choice for every name without an entry.
  public var others: Choice
  /// The names that have a choice of their own, in the order written.
  public var entries: [Entry]

  /// Makes choices by name.
  public init(others: Choice = .standard, entries: [Entry] = []) {
    self.others = others
    self.entries = entries
  }

  /// The choice for this name.
  public subscript(name: String) -> Choice {
    entries.first { $0.name == name }?.choice ?? others
  }
}

extension ChoiceByName: CustomStringConvertible {
  /// One choice, or `{school: uniform, class: half-t(3, 1)}`.
  public var description: String {
    guard !entries.isEmpty else { return others.description }
    return "{\(entries.map { "\($0.name): \($0.choice)" }.joined(separator: ", "))}"
  }
}
