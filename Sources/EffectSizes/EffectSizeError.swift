import ModelData

/// What can be wrong with a file of raw summaries, or with what is asked of it.
public enum EffectSizeError: InputError, Equatable {
  /// A cell of the file.
  public struct Place: Sendable, Equatable {
    /// The file.
    public var file: String
    /// The line.
    public var line: Int
    /// The column's name.
    public var column: String

    /// Names a cell.
    public init(file: String, line: Int, column: String) {
      (self.file, self.line, self.column) = (file, line, column)
    }
  }

  /// An input was assigned a column that this kind of effect size does not have.
  case unknownInput(name: String, kind: EffectSizeKind)
  /// The column of an input is not there.
  case missingColumn(
    file: String, column: String, input: SummaryInput, total: String?, columns: [String])
  /// A column that was named is not there.
  case noSuchColumn(file: String, column: String, columns: [String])
  /// A value is no number, or an impossible one.
  case outOfRange(Place, text: String, input: SummaryInput)
  /// More events than people.
  case moreEventsThanPeople(Place, total: String, events: Double)
  /// A study has two rows of one outcome.
  case repeatedOutcome(Place, study: String, outcome: String, line: Int)
  /// There is no formula for the covariance.
  case noCovariance(kind: EffectSizeKind, SamplingRelation)
}

extension EffectSizeError {
  /// Where, what was seen, what is required, what to try.
  public var description: String {
    switch self {
    case .unknownInput(let name, let kind):
      let known = kind.inputs.map(\.column).joined(separator: ", ")
      return "'\(name)' is no input of \(kind.rawValue): it is made of \(known).\n"
        + "Write --columns as a list such as \(kind.inputs[0].column)=NAME."
    case .missingColumn(let file, let column, let input, let total, let columns):
      let other = total.map { ", or \($0)=NAME for the total" } ?? ""
      return "\(file): there is no column '\(column)', \(input.meaning); its columns are "
        + "\(columns.joined(separator: ", ")).\n"
        + "Name the column: --columns \(input.column)=NAME\(other)."
    case .noSuchColumn(let file, let column, let columns):
      let remedy =
        nearestName(to: column, among: columns).map { "Did you mean '\($0)'?" }
        ?? "The columns are \(columns.joined(separator: ", "))."
      return "\(file): there is no column '\(column)'.\n\(remedy)"
    case .outOfRange(let place, let text, let input):
      return "\(place.words): '\(text)' is no \(input.meaning); it must be \(input.range.words).\n"
        + "Correct it, or write NA to leave the row without an effect size."
    case .moreEventsThanPeople(let place, let total, let events):
      return "\(place.words): a total of \(total) with \(events) events is impossible.\n"
        + "Correct it, or write NA to leave the row without an effect size."
    case .repeatedOutcome(let place, let study, let outcome, let line):
      return "\(place.words): study '\(study)' has outcome '\(outcome)' on line \(line) already.\n"
        + "Give each outcome of a study one row."
    case .noCovariance(let kind, .correlatedOutcomes):
      return
        "There is no formula for the covariance of two \(kind.rawValue) of correlated outcomes.\n"
        + "Leave out --correlation, or choose smd, smd-uncorrected, md or log-sd."
    case .noCovariance(let kind, .sharedControl):
      return
        "There is no formula for the covariance of two \(kind.rawValue) with one control group.\n"
        + "Leave out --shared-control."
    }
  }
}

extension EffectSizeError.Place {
  /// The place in words.
  fileprivate var words: String { "\(file), line \(line), column '\(column)'" }
}
