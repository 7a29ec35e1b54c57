import GSLNumerics
import ModelData
import RealModule

/// A maximum of the likelihood: the estimates, how exact they are, and how they were found.
public struct LikelihoodFit: Sendable {
  /// Which likelihood was maximised.
  public let method: FitMethod
  /// T̂ and σ̂².
  public let parameters: VarianceParameters
  /// The lower triangular L with LLᵀ = T̂, to more digits than T̂ has where the effects are nearly dependent.
  let tauRoot: Matrix
  /// γ̂, its covariance matrix and the quadratic form at the maximum.
  public let fixedEffects: FixedEffects
  /// −2 log likelihood, all constants included.
  public let deviance: Double
  /// The inverse of the expected information, in the order of `coordinates`; nil at the boundary,
  /// where the estimates have no standard errors.
  public let varianceCovariance: Matrix?
  /// Which of the variance parameters the data can tell apart.
  public let identification: VarianceIdentification
  /// The free variance parameters and their order.
  public let coordinates: VarianceCoordinates
  /// What the maximisation did.
  public let course: Course
  /// What is kept of the rows.
  public let data: ReducedData

  /// The record of a maximisation.
  public struct Course: Sendable, Equatable {
    /// Steps of EM.
    public var emSteps = 0
    /// Steps of Fisher scoring.
    public var scoringSteps = 0
    /// Twice the gain in log likelihood that the last scoring step promised: g'I⁻¹g.
    public var decrement = Double.infinity
    /// Whether the tolerances were met.
    public var converged = false
    /// Whether T̂ lies on the edge of the parameter space: a variance of 0, or a correlation of ±1.
    public var boundary = false
    /// The rank of T̂.
    public var rank = 0
  }

  /// The number of estimated parameters as the book counts them: with ML γ too.
  public var parameterCount: Int {
    coordinates.count + (method == .ml ? data.coefficientCount : 0)
  }

  /// The standard error of an element of T; nil at the boundary, and for an element that is not free or that the
  /// data cannot tell from others.
  public func tauStandardError(_ row: Int, _ column: Int) -> Double? {
    guard let covariance = varianceCovariance, identification.identifies(row, column),
      let place = coordinates.place(of: row, column)
    else { return nil }
    return covariance[place, place].squareRoot()
  }

  /// The standard error of σ̂²; nil where σ² is known, or cannot be told from T.
  ///
  /// At the boundary it is that of a model in which T has the rank found.
  public let sigmaSquaredStandardError: Double?
}

extension LikelihoodFit {
  /// Maximises the likelihood: first EM, then Fisher scoring.
  ///
  /// EM never leaves the parameter space and finds the region of the maximum; scoring then converges
  /// in a few steps, halved while the deviance would grow, and projected onto positive semidefinite T.
  /// Source: Raudenbush & Bryk (2002), eq. 14.10–14.23 and 14.32–14.46.
  /// - Throws: `NumericalError` where X lacks rank.
  public init(
    _ data: ReducedData, method: FitMethod, covariance: RandomTerm.Covariance = .unstructured
  ) throws(NumericalError) {
    var search = try LikelihoodSearch(data, method: method, covariance: covariance)
    try search.expectationMaximisation(steps: 6)
    try search.fisherScoring(limit: 500)
    self.init(search, data)
  }

  init(_ search: LikelihoodSearch, _ data: ReducedData) {
    method = search.method
    tauRoot = search.effects.original(root: search.parameters.tauRoot)
    parameters = VarianceParameters(
      tau: tauRoot.times(transposeOf: tauRoot), sigmaSquared: search.parameters.sigmaSquared)
    var found = search.score.fixedEffects
    found.data = data
    fixedEffects = found
    deviance = search.score.deviance
    coordinates = search.coordinates
    identification = search.identification
    course = search.course
    self.data = data
    varianceCovariance = search.course.boundary ? nil : search.varianceCovariance
    sigmaSquaredStandardError =
      identification.identifiesSigmaSquared
      ? search.sigmaSquaredVariance.map { $0.squareRoot() } : nil
  }
}
