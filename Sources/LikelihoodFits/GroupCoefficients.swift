import GSLNumerics
import ModelData

/// One group's coefficients β = Wγ + u: by least squares of its own rows, and by empirical Bayes.
///
/// W γ is what the level-2 equations predict; see `CoefficientEquations`. What level-1 predictors
/// without a random effect explain is taken away first, at γ̂.
public struct GroupCoefficients: Sendable {
  /// u*, the effects by empirical Bayes: q.
  public let effects: [Double]
  /// The covariance matrix of u given the data: with γ known under ML, averaged over γ under REML.
  public let effectsCovariance: Matrix
  /// W: q × f; nil where the group's rows do not show the predictors.
  public let predictors: Matrix?
  /// Wγ̂; nil where `predictors` is.
  public let predicted: [Double]?
  /// The covariance matrix of β given the data, likewise; nil where `predicted` is.
  public let covariance: Matrix?
  /// β̂ by least squares of the group's rows on Z: q; nil for an effect whose column of Z is 0, as that
  /// of an outcome that is missing, and for all where the other columns lack rank.
  public let leastSquares: [Double?]
  /// σ̂²(Z'Z)⁻¹, with 0 for effects without an estimate.
  public let leastSquaresCovariance: Matrix

  /// β* = Wγ̂ + u*; nil where `predicted` is.
  public var estimate: [Double]? { predicted.map { zip($0, effects).map(+) } }
}

extension LikelihoodFit {
  /// The level-2 equations in which the coefficients stand.
  public var equations: CoefficientEquations { CoefficientEquations(data) }

  /// Every group's coefficients, in the order of the groups.
  ///
  /// Source: Raudenbush & Bryk (2002), chapter 3 and eq. 13.29–13.34.
  public var groupCoefficients: [GroupCoefficients] {
    var result: [GroupCoefficients] = []
    result.reserveCapacity(data.groupCount)
    forEachGroup { result.append($0) }
    return result
  }

  /// Shows every group's coefficients, one group after the other, so that not all need be there at once.
  func forEachGroup(_ body: (GroupCoefficients) throws -> Void) rethrows {
    let equations = equations
    let posterior = EffectPosterior(self)
    var frame = GroupFrame(data)
    for group in 0..<data.groupCount {
      frame.load(group)
      try body(GroupCoefficients(frame, fit: self, posterior: posterior, equations: equations))
    }
  }
}

extension GroupCoefficients {
  fileprivate init(
    _ frame: GroupFrame, fit: LikelihoodFit, posterior: EffectPosterior,
    equations: CoefficientEquations
  ) {
    let gamma = fit.fixedEffects.estimate
    let given = posterior.given(frame)
    effects = given.mean
    let gammaCovariance = fit.method == .reml ? posterior.gammaCovariance : nil
    effectsCovariance = given.covariance(adding: given.slope, gammaCovariance)
    let predictors = equations.predictors(of: frame)
    self.predictors = predictors
    predicted = predictors.map { $0 * gamma }
    // W B − F maps an error of γ̂ to one of Wγ̂ + u*.
    covariance = predictors.map {
      given.covariance(adding: $0 * fit.data.coordinates.matrix - given.slope, gammaCovariance)
    }
    let q = effects.count
    guard let estimable = frame.estimableEffects else {
      leastSquares = Array(repeating: nil, count: q)
      leastSquaresCovariance = Matrix(rows: q, columns: q)
      return
    }
    let levelOne = zip(equations.effects, gamma).map { $0 == nil ? $1 : 0 }
    let explained = frame.rawDesign * levelOne
    let solution = frame.solveRoot(zip(frame.rawResponse, explained).map(-))
    leastSquares = (0..<q).map { estimable.contains($0) ? solution[$0] : nil }
    let inverse = frame.rootInverse
    leastSquaresCovariance = fit.parameters.sigmaSquared * (inverse * inverse.transposed)
  }
}

/// The distribution of a group's effects given its data, T, σ² and γ.
struct EffectPosterior {
  private let root: Matrix
  private let sigmaSquared: Double
  private let gamma: [Double]
  /// C: the covariance matrix of γ̂ in the computed coordinates.
  let gammaCovariance: Matrix

  struct Given {
    /// u*.
    let mean: [Double]
    /// The covariance matrix of u with γ known.
    let known: Matrix
    /// F = TZ'V⁻¹X, in the computed coordinates: u* falls by F when γ rises.
    let slope: Matrix

    func covariance(adding slope: Matrix, _ gammaCovariance: Matrix?) -> Matrix {
      guard let gammaCovariance else { return known }
      let sum = known + slope * gammaCovariance * slope.transposed
      return 0.5 * (sum + sum.transposed)
    }
  }

  init(_ fit: LikelihoodFit) {
    root = fit.tauRoot
    sigmaSquared = fit.parameters.sigmaSquared
    gamma = fit.fixedEffects.computedEstimate
    gammaCovariance = fit.fixedEffects.computedPrecision.inverse
  }

  /// With B = RL and C = I + B'B/σ²: mean LC⁻¹B'(g − Gγ)/σ², covariance LC⁻¹L'; T is not inverted.
  func given(_ frame: GroupFrame) -> Given {
    let q = root.rowCount
    let own = Matrix(rows: q, columns: q, columnMajor: frame.root).transposed
    let design = Matrix(
      rows: gamma.count, columns: q, columnMajor: frame.design
    ).transposed
    let scaled = own * root
    var precision = 1 / sigmaSquared * (scaled.transposed * scaled)
    for i in 0..<q { precision[i, i] += 1 }
    // I + B'B/σ² has no eigenvalue below 1.
    let inverse = (try? CholeskyFactor(precision).inverse) ?? .identity(q)
    let weights = 1 / sigmaSquared * (root * inverse * scaled.transposed)
    return Given(
      mean: weights * frame.residual(gamma: gamma), known: root * inverse * root.transposed,
      slope: weights * design)
  }
}
