/// The prior of ν, the degrees of freedom of a t distribution, where they are estimated.
public enum DegreesOfFreedomPrior: Sendable, Equatable {
  /// A gamma distribution with this shape and rate, cut off below 1.
  case gamma(shape: Double, rate: Double)
  /// Flat on 1/ν.
  case uniformReciprocal
  /// These values, all equally likely; infinity is the normal distribution.
  case grid([Double])
}

extension DegreesOfFreedomPrior: NamedChoice {
  /// What is chosen, for messages.
  public static let subject = "the prior of df"
  /// What holds where nothing is written.
  public static let standard = Self.gamma(shape: 2, rate: 0.1)
  /// The names with their arguments.
  public static let forms = ["gamma(shape, rate)", "uniform-reciprocal", "grid(values)"]

  /// Reads a prior; the grid as `grid: [2, 4, inf]` or `grid([2, 4, inf])`.
  public init(parsing text: String) throws(ChoiceError) {
    let halves = text.split(separator: ":", maxSplits: 1)
    let isGrid = halves.count == 2 && halves[0].trimmed == "grid"
    let call = try ChoiceCall(parsing: isGrid ? "grid(\(halves[1]))" : text, forms: Self.forms)
    switch call.name {
    case "gamma": self = .gamma(shape: try call.positive(0), rate: try call.positive(1))
    case "grid": self = .grid(try call.grid(0))
    default: self = .uniformReciprocal
    }
  }

  /// The canonical text.
  public var description: String {
    switch self {
    case .gamma(let shape, let rate): "gamma(\(shortText(shape)), \(shortText(rate)))"
    case .uniformReciprocal: "uniform-reciprocal"
    case .grid(let values): "grid: \(shortText(values))"
    }
  }

  /// The prior in words for reports.
  public var inWords: String {
    switch self {
    case .gamma(let shape, let rate):
      "gamma with shape \(shortText(shape)) and rate \(shortText(rate)), above 1"
    case .uniformReciprocal: "uniform on 1/ν"
    case .grid(let values): "equal weight on each of \(shortText(values))"
    }
  }
}
