/// The distribution of the errors of one level: of e, or of a grouping factor's effects u.
public enum ErrorDistribution: Sendable, Equatable {
  /// Normal.
  case normal
  /// t with fixed degrees of freedom; infinity is the normal distribution.
  case t(degreesOfFreedom: Double)
  /// t with degrees of freedom that are estimated under the prior of df.
  case tEstimated
  /// t with degrees of freedom on a grid; infinity is the normal distribution.
  case tGrid([Double])
}

extension ErrorDistribution: NamedChoice {
  /// What is chosen, for messages.
  public static let subject = "the error distribution"
  /// What holds where nothing is written.
  public static let standard = Self.normal
  /// The names with their arguments.
  public static let forms = ["normal", "t(df)"]

  /// Reads a distribution from its text.
  public init(parsing text: String) throws(ChoiceError) {
    let call = try ChoiceCall(parsing: text, forms: Self.forms)
    guard call.name == "t" else {
      self = .normal
      return
    }
    switch call.arguments[0] {
    case .word("estimate"): self = .tEstimated
    case .list: self = .tGrid(try call.grid(0))
    case let argument:
      guard let value = argument.anyNumber, value > 0 else {
        throw call.failure(0, .degreesOfFreedom)
      }
      self = .t(degreesOfFreedom: value)
    }
  }

  /// The canonical text.
  public var description: String {
    switch self {
    case .normal: "normal"
    case .t(let df): "t(\(shortText(df)))"
    case .tEstimated: "t(estimate)"
    case .tGrid(let values): "t(\(shortText(values)))"
    }
  }

  /// Whether this is the normal distribution, by whichever name.
  public var isNormal: Bool {
    [.normal, .t(degreesOfFreedom: .infinity), .tGrid([.infinity])].contains(self)
  }

  /// The distribution in words for reports.
  public var inWords: String {
    switch self {
    case .normal: "normal"
    case .t(let df): "t with \(shortText(df)) degrees of freedom"
    case .tEstimated: "t with estimated degrees of freedom"
    case .tGrid(let values): "t with degrees of freedom from \(shortText(values))"
    }
  }
}

/// The distributions of the errors at each level.
public struct ErrorDistributions: Sendable, Equatable {
  /// Of e, the errors of the rows.
  public var levelOne: ErrorDistribution
  /// Of u, the effects of each grouping factor.
  public var effects: ChoiceByName<ErrorDistribution>

  /// Makes distributions; without arguments all normal.
  public init(
    levelOne: ErrorDistribution = .standard,
    effects: ChoiceByName<ErrorDistribution> = ChoiceByName()
  ) {
    self.levelOne = levelOne
    self.effects = effects
  }
}
