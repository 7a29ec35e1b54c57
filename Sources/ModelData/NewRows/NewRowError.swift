/// A row for which nothing can be predicted.
public struct NewRowError: InputError, Equatable {
  /// What is wrong.
  public enum Problem: Sendable, Equatable {
    /// A name without a value.
    case noValue(String)
    /// A name that is given twice.
    case givenTwice(String)
    /// A name that the model does not have.
    case unknownName(String, nearest: String?, names: [String])
    /// Values that the model needs and nobody gave.
    case missing([String], groups: String)
    /// A text where a number should be.
    case notANumber(name: String, text: String)
    /// A level that the data do not have.
    case unknownLevel(name: String, text: String, levels: [String])
    /// An expression without a finite value.
    case notComputable(String)
    /// A group that the data do not have.
    case unknownGroup(String, factor: String, nearest: String?)
  }

  /// Where the row was given.
  public let place: NewRow.Place
  /// What is wrong.
  public let problem: Problem

  /// Puts a problem in its place.
  public init(_ place: NewRow.Place, _ problem: Problem) {
    self.place = place
    self.problem = problem
  }

  /// The words, one or two lines.
  public var description: String {
    if case .unknownGroup(let id, _, _) = problem { return "--group \(id): \(seen)\n\(remedy)" }
    return "\(place): \(seen)\n\(remedy)"
  }

  private var seen: String {
    switch problem {
    case .noValue(let name): "'\(name)' has no value."
    case .givenTwice(let name): "'\(name)' is given twice."
    case .unknownName(let name, _, _): "the model has no predictor '\(name)'."
    case .missing(let names, _):
      "\(names.joined(separator: ", ")) \(names.count == 1 ? "is" : "are") not given."
    case .notANumber(let name, let text): "'\(text)' is not a number, as '\(name)' must be."
    case .unknownLevel(let name, let text, _): "'\(text)' is no level of \(name) in the data."
    case .notComputable(let expression): "\(expression) has no finite value."
    case .unknownGroup(_, let factor, _): "the data have no \(factor) of this id."
    }
  }

  private var remedy: String {
    switch problem {
    case .noValue: "Write name=value, with commas between, such as ses=0.5,sector=1."
    case .givenTwice: "Give it once; for another row give --at again."
    case .unknownName(_, let nearest?, _): "Did you mean '\(nearest)'?"
    case .unknownName(_, nil, let names):
      names.isEmpty ? "It has no predictors." : "Its names: \(names.joined(separator: ", "))."
    case .missing(let names, let factor):
      "Give \(names.map { "\($0)=…" }.joined(separator: ",")) too; for a group in the data, "
        + "--group with its \(factor) takes what is constant there from the data."
    case .notANumber: "Correct it."
    case .unknownLevel(_, _, let levels): "Its levels: \(levels.joined(separator: ", "))."
    case .notComputable: "Give other values."
    case .unknownGroup(_, _, let nearest?): "Did you mean '\(nearest)'?"
    case .unknownGroup: "Give the id of one of its groups; without --group the group is a new one."
    }
  }
}
