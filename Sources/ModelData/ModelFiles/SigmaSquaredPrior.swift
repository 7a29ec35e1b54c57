/// The prior of σ², the level-1 variance.
public enum SigmaSquaredPrior: Sendable, Equatable {
  /// p(σ²) ∝ 1/σ².
  case logUniform
  /// Flat on σ².
  case uniform
  /// Flat on σ.
  case uniformStandardDeviation
  /// Density ∝ (σ²)^(−shape − 1) exp(−scale/σ²).
  case inverseGamma(shape: Double, scale: Double)
  /// σ is half-Cauchy.
  case halfCauchy(scale: Double)
  /// σ is half-t.
  case halfT(degreesOfFreedom: Double, scale: Double)
}

extension SigmaSquaredPrior: NamedChoice {
  /// What is chosen, for messages.
  public static let subject = "the prior of sigma2"
  /// What holds where nothing is written.
  public static let standard = Self.logUniform
  /// The names with their arguments.
  public static let forms = [
    "log-uniform", "uniform", "uniform-sd", "inverse-gamma(a, b)", "half-cauchy(scale)",
    "half-t(df, scale)",
  ]

  /// Reads a prior from its text.
  public init(parsing text: String) throws(ChoiceError) {
    let call = try ChoiceCall(parsing: text, forms: Self.forms)
    switch call.name {
    case "uniform": self = .uniform
    case "uniform-sd": self = .uniformStandardDeviation
    case "inverse-gamma":
      self = .inverseGamma(shape: try call.positive(0), scale: try call.positive(1))
    case "half-cauchy": self = .halfCauchy(scale: try call.positive(0))
    case "half-t":
      self = .halfT(degreesOfFreedom: try call.positive(0), scale: try call.positive(1))
    default: self = .logUniform
    }
  }

  /// The canonical text.
  public var description: String {
    switch self {
    case .logUniform: "log-uniform"
    case .uniform: "uniform"
    case .uniformStandardDeviation: "uniform-sd"
    case .inverseGamma(let a, let b): "inverse-gamma(\(shortText(a)), \(shortText(b)))"
    case .halfCauchy(let scale): "half-cauchy(\(shortText(scale)))"
    case .halfT(let df, let scale): "half-t(\(shortText(df)), \(shortText(scale)))"
    }
  }

  /// The prior in words for reports.
  public var inWords: String {
    switch self {
    case .logUniform: "uniform on log σ², p ∝ 1/σ²"
    case .uniform: "uniform on the variance σ²"
    case .uniformStandardDeviation: "uniform on the standard deviation σ"
    case .inverseGamma(let a, let b):
      "inverse gamma on the variance σ² with shape \(shortText(a)) and scale \(shortText(b))"
    case .halfCauchy(let scale):
      "half-Cauchy on the standard deviation σ with scale \(shortText(scale))"
    case .halfT(let df, let scale):
      "half-t on the standard deviation σ with \(shortText(df)) degrees of freedom and scale "
        + shortText(scale)
    }
  }
}
