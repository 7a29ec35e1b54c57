import GSLNumerics

/// The prior of T, the covariance matrix of a group's random effects; τ² when there is one effect.
///
/// The last seven are for one τ beside known variances; s₀² is the harmonic mean of these.
/// - Source: Röver (2020), J. Stat. Softw. 93(6), for the last seven; Huang & Wand (2013), Bayesian
///   Analysis 8, section 2, for `halfT` with several effects.
public enum VariancePrior: Sendable, Equatable {
  /// Flat on the elements of T, as in the book.
  case uniform
  /// Flat on the standard deviation τ; with several effects its limit of Huang & Wand.
  case uniformStandardDeviation
  /// T ~ inverse Wishart(df, scale), with density ∝ |T|^(−(df + q + 1)/2) exp(−½ tr(scale T⁻¹)).
  case inverseWishart(degreesOfFreedom: Double, scale: InverseWishartScale)
  /// Each standard deviation is half-t.
  case halfT(degreesOfFreedom: Double, scales: PriorScales)
  /// Each standard deviation is half-Cauchy: half-t with 1 degree of freedom.
  case halfCauchy(scales: PriorScales)
  /// Each standard deviation is half-normal.
  case halfNormal(scales: PriorScales)
  /// One variance: τ² ~ inverse gamma, with density ∝ (τ²)^(−shape − 1) exp(−scale/τ²).
  case inverseGamma(shape: Double, scale: Double)
  /// Flat on √τ.
  case squareRoot
  /// Jeffreys' prior of τ.
  case jeffreys
  /// The prior of Berger & Deely (1988).
  case bergerDeely
  /// The proper variation of `bergerDeely`.
  case conventional
  /// DuMouchel's: p(τ) = s₀/(s₀ + τ)².
  case dumouchel
  /// Flat on the average shrinkage s₀²/(s₀² + τ²).
  case uniformShrinkage
  /// Flat on I² = τ²/(τ² + s²), where s² is Higgins & Thompson's typical variance.
  case iSquared
}

/// One scale for all effects, or one for each.
public enum PriorScales: Sendable, Equatable {
  /// The scale of every effect.
  case same(Double)
  /// A scale for each effect, in the order of the random term.
  case each([Double])

  /// The scales of `count` effects; nil when there is another number of them.
  public func values(count: Int) -> [Double]? {
    switch self {
    case .same(let value): Array(repeating: value, count: count)
    case .each(let values): values.count == count ? values : nil
    }
  }
}

/// The scale matrix of an inverse Wishart prior.
public enum InverseWishartScale: Sendable, Equatable {
  /// A number times the identity.
  case multipleOfIdentity(Double)
  /// A diagonal matrix.
  case diagonal([Double])
  /// A symmetric positive definite matrix.
  case matrix(Matrix)

  /// The matrix for `order` effects; nil when it has another order.
  public func matrix(order: Int) -> Matrix? {
    switch self {
    case .multipleOfIdentity(let value):
      Matrix(diagonal: Array(repeating: value, count: order))
    case .diagonal(let values): values.count == order ? Matrix(diagonal: values) : nil
    case .matrix(let matrix): matrix.rowCount == order ? matrix : nil
    }
  }
}

// MARK: - From text

extension VariancePrior: NamedChoice {
  /// What is chosen, for messages.
  public static let subject = "the prior of T"
  /// What holds where nothing is written.
  public static let standard = Self.uniform
  /// The names with their arguments.
  public static let forms = [
    "uniform", "uniform-sd", "inverse-wishart(df, scale)", "half-t(df, scale)",
    "half-cauchy(scale)", "half-normal(scale)", "inverse-gamma(a, b)", "sqrt", "jeffreys",
    "berger-deely", "conventional", "dumouchel", "uniform-shrinkage", "i2",
  ]
  private static let plain: [String: VariancePrior] = [
    "uniform": .uniform, "uniform-sd": .uniformStandardDeviation, "sqrt": .squareRoot,
    "jeffreys": .jeffreys, "berger-deely": .bergerDeely, "conventional": .conventional,
    "dumouchel": .dumouchel, "uniform-shrinkage": .uniformShrinkage, "i2": .iSquared,
  ]

  /// Reads a prior from its text.
  public init(parsing text: String) throws(ChoiceError) {
    let call = try ChoiceCall(parsing: text, forms: Self.forms)
    switch call.name {
    case "inverse-wishart":
      self = .inverseWishart(
        degreesOfFreedom: try call.positive(0), scale: try Self.wishartScale(call))
    case "half-t":
      self = .halfT(degreesOfFreedom: try call.positive(0), scales: try call.scales(1))
    case "half-cauchy": self = .halfCauchy(scales: try call.scales(0))
    case "half-normal": self = .halfNormal(scales: try call.scales(0))
    case "inverse-gamma":
      self = .inverseGamma(shape: try call.positive(0), scale: try call.positive(1))
    default: self = Self.plain[call.name] ?? .standard
    }
  }

  /// The scale of `inverse-wishart(df, scale)`: positive definite, and df > order − 1.
  private static func wishartScale(_ call: ChoiceCall) throws(ChoiceError) -> InverseWishartScale {
    let degreesOfFreedom = try call.positive(0)
    if let value = call.arguments[1].positiveNumber { return .multipleOfIdentity(value) }
    let scale: InverseWishartScale
    let order: Int
    if let values = call.arguments[1].positiveNumbers {
      (scale, order) = (.diagonal(values), values.count)
    } else {
      guard let rows = call.arguments[1].rows else {
        throw call.failure(1, .positiveDefiniteScale)
      }
      let matrix = Matrix(rows)
      guard matrix == matrix.transposed, (try? CholeskyFactor(matrix)) != nil else {
        throw call.failure(1, .positiveDefiniteScale)
      }
      (scale, order) = (.matrix(matrix), matrix.rowCount)
    }
    guard degreesOfFreedom > Double(order - 1) else {
      throw call.failure(0, .degreesOfFreedomForRows)
    }
    return scale
  }

  /// Whether the prior is defined by known variances, and so needs a model that has them.
  public var needsKnownVariances: Bool {
    switch self {
    case .squareRoot, .jeffreys, .bergerDeely, .conventional, .dumouchel, .uniformShrinkage,
      .iSquared:
      true
    default: false
    }
  }
}

// MARK: - Its scales

extension VariancePrior {
  /// For how many effects there are scales; nil where one serves any number of them.
  var scaleCount: Int? {
    switch self {
    case .halfT(_, .each(let values)), .halfCauchy(.each(let values)),
      .halfNormal(.each(let values)), .inverseWishart(_, .diagonal(let values)):
      values.count
    case .inverseWishart(_, .matrix(let matrix)): matrix.rowCount
    default: nil
    }
  }

  /// What is counted of a scale that is no number.
  var scaleUnit: String {
    if case .inverseWishart(_, .matrix) = self { "row" } else { "value" }
  }
}

// MARK: - To text

extension VariancePrior {
  /// The canonical text.
  public var description: String {
    switch self {
    case .inverseWishart(let df, let scale): "inverse-wishart(\(shortText(df)), \(scale))"
    case .halfT(let df, let scales): "half-t(\(shortText(df)), \(scales))"
    case .halfCauchy(let scales): "half-cauchy(\(scales))"
    case .halfNormal(let scales): "half-normal(\(scales))"
    case .inverseGamma(let a, let b): "inverse-gamma(\(shortText(a)), \(shortText(b)))"
    default: Self.plain.first { $0.value == self }?.key ?? ""
    }
  }

  /// The prior in words for reports, where a group has this many random effects.
  public func inWords(
    effects count: Int = 1, covariance: RandomTerm.Covariance = .unstructured
  ) -> String {
    let deviation = count == 1 ? "the standard deviation τ" : "each standard deviation"
    switch self {
    case .uniform:
      if count == 1 { return "uniform on the variance τ²" }
      return covariance == .diagonal ? "uniform on each variance" : "uniform on the elements of T"
    case .uniformStandardDeviation: return "uniform on \(deviation)"
    case .inverseWishart(let df, let scale):
      let matrix = count == 1 ? "τ²" : "T"
      return "inverse Wishart on \(matrix) with \(shortText(df)) degrees of freedom and scale "
        + "\(scale)"
    case .halfT(let df, let scales):
      return "half-t on \(deviation) with \(shortText(df)) degrees of freedom and scale \(scales)"
    case .halfCauchy(let scales): return "half-Cauchy on \(deviation) with scale \(scales)"
    case .halfNormal(let scales): return "half-normal on \(deviation) with scale \(scales)"
    case .inverseGamma(let a, let b):
      return "inverse gamma on the variance τ² with shape \(shortText(a)) and scale "
        + shortText(b)
    case .squareRoot: return "uniform on √τ"
    case .jeffreys: return "Jeffreys' prior of τ"
    case .bergerDeely: return "Berger and Deely's prior of τ"
    case .conventional: return "the conventional prior of τ, the proper kin of Berger and Deely's"
    case .dumouchel: return "DuMouchel's prior of τ, whose median is the typical standard error"
    case .uniformShrinkage: return "uniform on the average shrinkage"
    case .iSquared: return "uniform on I²"
    }
  }
}

extension PriorScales: CustomStringConvertible {
  /// The number, or the list as `[1, 2]`.
  public var description: String {
    switch self {
    case .same(let value): shortText(value)
    case .each(let values): shortText(values)
    }
  }
}

extension InverseWishartScale: CustomStringConvertible {
  /// The number, the list of the diagonal, or the rows as `[[1, 0], [0, 1]]`.
  public var description: String {
    switch self {
    case .multipleOfIdentity(let value): shortText(value)
    case .diagonal(let values): shortText(values)
    case .matrix(let matrix):
      "[\((0..<matrix.rowCount).map { shortText(matrix.row($0)) }.joined(separator: ", "))]"
    }
  }
}
