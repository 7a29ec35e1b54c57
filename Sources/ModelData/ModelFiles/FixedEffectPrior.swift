/// The prior of a fixed effect, an element of γ.
public enum FixedEffectPrior: Sendable, Equatable {
  /// p(γ) ∝ 1.
  case flat
  /// γ ~ N(mean, standardDeviation²).
  case normal(mean: Double, standardDeviation: Double)
}

extension FixedEffectPrior: NamedChoice {
  /// What is chosen, for messages.
  public static let subject = "the prior of gamma"
  /// What holds where nothing is written.
  public static let standard = Self.flat
  /// The names with their arguments.
  public static let forms = ["flat", "normal(mean, sd)"]

  /// Reads a prior from its text.
  public init(parsing text: String) throws(ChoiceError) {
    let call = try ChoiceCall(parsing: text, forms: Self.forms)
    switch call.name {
    case "normal":
      self = .normal(mean: try call.number(0), standardDeviation: try call.positive(1))
    default: self = .flat
    }
  }

  /// The canonical text.
  public var description: String {
    switch self {
    case .flat: "flat"
    case .normal(let mean, let sd): "normal(\(shortText(mean)), \(shortText(sd)))"
    }
  }

  /// The prior in words for reports.
  public var inWords: String {
    switch self {
    case .flat: "flat"
    case .normal(let mean, let sd):
      "normal with mean \(shortText(mean)) and standard deviation \(shortText(sd))"
    }
  }
}
