/// A question about a posterior that cannot be answered as it was put.
public enum QuestionError: Error, Equatable, Sendable {
  /// A comparison that does not read as one.
  case unreadable(String, expected: String)
  /// A name that the run does not have.
  case unknownName(String, in: String, nearest: String?, names: [String])
  /// A grouping factor that the model does not have.
  case unknownFactor(String, factors: [String])
  /// A group that the data do not have.
  case unknownGroup(String, in: String, nearest: String?)
  /// A standard error for observations of a model that estimates their variance.
  case needlessStandardError
}

extension QuestionError: CustomStringConvertible {
  /// What is wrong, and what to try.
  public var description: String {
    switch self {
    case .unreadable(let text, let expected):
      "--probability '\(text)': \(expected) is missing.\n"
        + "Write a comparison such as 'gamma[sector] > 0' or 'u[1308] > u[8367]'."
    case .unknownName(let name, let text, let nearest?, _):
      "--probability '\(text)': the run has no '\(name)'.\nDid you mean '\(nearest)'?"
    case .unknownName(let name, let text, nil, let names):
      "--probability '\(text)': the run has no '\(name)'.\n"
        + "Its names: \(names.joined(separator: ", "))."
    case .unknownFactor(let name, let factors):
      "--rank \(name): the model has no grouping factor '\(name)'.\n"
        + "It has \(factors.joined(separator: ", "))."
    case .needlessStandardError:
      "--se: this model estimates σ², the variance of an observation.\nLeave out --se."
    case .unknownGroup(let id, let text, let nearest):
      "--probability '\(text)': the data have no group '\(id)'.\n"
        + (nearest.map { "Did you mean '\($0)'?" } ?? "Give the id of one of its groups.")
    }
  }
}
