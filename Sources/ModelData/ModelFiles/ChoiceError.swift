/// A prior or an error distribution that cannot be read from its text.
public enum ChoiceError: Error, Equatable, Sendable {
  /// The name is none of the known ones.
  case unknown(name: String, forms: [String])
  /// The parentheses, brackets and commas do not fit together.
  case malformed(text: String)
  /// There are too many or too few arguments.
  case argumentCount(form: String, seen: Int, required: Int)
  /// An argument is not what it must be.
  case argument(form: String, name: String, seen: String, required: ArgumentRequirement)

  /// What an argument must be.
  public enum ArgumentRequirement: Sendable {
    /// Any finite number.
    case number
    /// A finite number above 0.
    case numberAboveZero
    /// One such number, or a list of them.
    case numbersAboveZero
    /// A number above 0, the word `estimate`, or a grid.
    case degreesOfFreedom
    /// Different numbers above 0, of which one may be infinite.
    case gridOfDegreesOfFreedom
    /// The scale of an inverse Wishart distribution.
    case positiveDefiniteScale
    /// Degrees of freedom enough for the order of the scale.
    case degreesOfFreedomForRows
  }
}

extension ChoiceError: CustomStringConvertible {
  /// What was seen, what is required and what to try.
  public var description: String {
    switch self {
    case .unknown(let name, let forms):
      let near = nearestName(to: name, among: forms.map { ChoiceCall.name(ofForm: $0) })
      let nearForm = forms.first { ChoiceCall.name(ofForm: $0) == near }
      let hint = nearForm.map { " Did you mean '\($0)'?" } ?? ""
      return "'\(name)' is not known.\(hint)\nKnown here: \(forms.joined(separator: ", "))."
    case .malformed(let text):
      return "'\(text)' cannot be read: its parentheses, brackets and commas do not fit together."
    case .argumentCount(let form, let seen, 0):
      return "'\(form)' takes no arguments, but \(seen) \(seen == 1 ? "stands" : "stand") here."
    case .argumentCount(let form, let seen, let required):
      let noun = required == 1 ? "argument" : "arguments"
      let number = seen == 0 ? "none" : "\(seen)"
      return "\(required) \(noun) must be given, as in '\(form)', but \(number) "
        + (seen > 1 ? "stand here." : "stands here.")
    case .argument(let form, let name, let seen, let required):
      return "in '\(form)', \(name) is \(seen) but must be \(required.words)."
    }
  }
}

extension ChoiceError.ArgumentRequirement {
  var words: String {
    switch self {
    case .number: "a number"
    case .numberAboveZero: "a number above 0"
    case .numbersAboveZero: "a number above 0, or a list of them with one for each effect"
    case .degreesOfFreedom: "a number above 0, 'estimate', or a list such as [2, 4, 8, inf]"
    case .gridOfDegreesOfFreedom: "a list of different numbers above 0, such as [2, 4, 8, inf]"
    case .positiveDefiniteScale:
      "a number above 0, a list of them, or the rows of a symmetric positive definite matrix"
    case .degreesOfFreedomForRows: "above the number of rows of the scale minus 1"
    }
  }
}
