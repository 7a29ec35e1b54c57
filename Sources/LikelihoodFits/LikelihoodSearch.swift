import GSLNumerics
import ModelData
import RealModule

/// The way to a maximum of the likelihood, one step at a time.
///
/// All of it in the standard coordinates of the effects, in which T's elements are of one size and their
/// information has no small eigenvalue but where there is none.
struct LikelihoodSearch {
  /// From the model's effects to those of the search.
  let effects: EffectCoordinates
  let likelihood: MarginalLikelihood
  let method: FitMethod
  let coordinates: VarianceCoordinates
  let metric: EffectMetric
  /// What the data can tell apart: it is the same at all parameters.
  let identification: VarianceIdentification
  private(set) var parameters: VarianceParameters
  private(set) var score: Score
  /// The face of the parameter space on which the search stands.
  private(set) var face: CovarianceFace
  private(set) var course = LikelihoodFit.Course()

  /// The scoring stops when twice the gain still promised is below this.
  private static let tolerance = 1e-20
  /// Twice the gain at which a step is too small for its rounding errors to be told from it.
  private static let noise = 1e-13
  /// Twice the gain for which the edge of the parameter space is left.
  private static let release = 1e-10

  init(
    _ data: ReducedData, method: FitMethod, covariance: RandomTerm.Covariance
  ) throws(NumericalError) {
    let standard: ReducedData
    (standard, effects) = data.standardisingEffects(covariance)
    likelihood = MarginalLikelihood(standard)
    self.method = method
    coordinates = VarianceCoordinates(
      effects: data.effectCount, covariance: covariance,
      estimatesSigmaSquared: !data.hasKnownVariances)
    metric = EffectMetric(
      standard, covariance: covariance, sigmaSquared: data.startSigmaSquared)
    parameters = VarianceParameters(startFor: standard, covariance: covariance)
    score = Score(
      try DevianceValue(likelihood, at: parameters, method: method), coordinates: coordinates)
    face = try CovarianceFace(parameters.tau, metric: metric, coordinates: coordinates)
    identification = try VarianceIdentification(
      score.information, sigmaSquared: parameters.sigmaSquared, in: standard,
      coordinates: coordinates, effects: effects)
  }

  /// EM steps, which by the score are T + (2/J) T S T and σ² + (2/N) σ⁴ ∂ℓ/∂σ².
  ///
  /// Source: Raudenbush & Bryk (2002), eq. 14.10–14.23.
  mutating func expectationMaximisation(steps: Int) throws(NumericalError) {
    let data = likelihood.data
    for _ in 0..<steps {
      let tau = parameters.tau
      let move = 2 / Double(data.groupCount) * (tau * score.tauGradient * tau)
      let variance = parameters.sigmaSquared
      let change = 2 / Double(data.rowCount) * variance * variance * score.sigmaSquaredGradient
      var next = VarianceParameters(tau: tau + move, sigmaSquared: variance + change)
      next.tau = coordinates.matrix(of: coordinates.elements.map { next.tau[$0.row, $0.column] })
      guard let value = value(at: next) else { break }
      try accept(value)
      course.emSteps += 1
    }
  }

  /// Scoring steps until the promised gain vanishes, at most so many.
  ///
  /// Where a step leads out of the parameter space, T goes to its edge and scoring goes on there,
  /// in the elements of a factor of T, until nothing is gained by leaving it.
  /// Source: Raudenbush & Bryk (2002), eq. 14.32–14.46.
  mutating func fisherScoring(limit: Int) throws(NumericalError) {
    while course.scoringSteps < limit {
      let step = try proposal()
      let before = course.decrement
      course.decrement = step.gain
      let isStuck = step.gain < Self.noise && step.gain > 0.7 * before
      if step.gain < Self.tolerance || isStuck {
        guard try leaveFace() else { break }
      } else {
        guard let next = try improvement(along: step.step, gain: step.gain) else {
          guard step.gain < Self.release, try leaveFace() else { break }
          continue
        }
        try accept(next)
      }
      course.scoringSteps += 1
    }
    course.boundary = face.isBoundary
    course.rank = face.rank
    let promised = try face.ascent(score)?.gain ?? 0
    // Where the rows can be fitted exactly, the likelihood has no maximum: σ² runs to 0.
    let isBounded = parameters.sigmaSquared > 1e-10 * likelihood.data.startSigmaSquared
    course.converged =
      course.scoringSteps < limit && course.decrement < 1e-8 && promised < 1e-8 && isBounded
      && !face.isLostInRounding
  }

  /// The scoring step on the face, and twice the gain in log likelihood that it promises.
  private func proposal() throws(NumericalError) -> (step: [Double], gain: Double) {
    let gradient = coordinates.gradient(
      tau: score.tauGradient, sigmaSquared: score.sigmaSquaredGradient)
    let slope = face.directions.transposed * gradient
    let step = try face.information(score).semidefiniteInverse() * slope
    return (step, dot(step, slope))
  }

  /// The inverse of the expected information about the model's own T and σ², with 0 where there is none.
  var varianceCovariance: Matrix? {
    guard let inverse = try? score.information.semidefiniteInverse() else { return nil }
    let map = coordinates.derivative(of: effects)
    return map * inverse * map.transposed
  }

  /// The variance of σ̂² by the information on the face; nil where σ² is known or has none.
  var sigmaSquaredVariance: Double? {
    guard coordinates.hasSigmaSquared else { return nil }
    let information = face.directions.transposed * score.information * face.directions
    let last = information.rowCount - 1
    guard let variance = try? information.semidefiniteInverse()[last, last], variance > 0 else {
      return nil
    }
    return variance
  }

  /// The first of the step, its half, its quarter, … that lowers the deviance; nil when none.
  ///
  /// A step out of the parameter space is pulled back to its edge. Where that fails, because the parts
  /// of the step no longer fit together, the step ends where it meets the edge.
  private func improvement(
    along step: [Double], gain: Double
  ) throws(NumericalError) -> DevianceValue? {
    let factors = (0..<40).map { Double.exp2(-Double($0)) }
    let reach = face.reach(of: step, from: parameters.tau)
    for factor in factors.prefix(6) + (reach.map { [$0] } ?? []) + factors.dropFirst(6) {
      let moved = try face.moved(parameters, by: step.map { factor * $0 })
      guard let next = value(at: moved) else { continue }
      // A third of the promised gain must come true: else the step went to and fro.
      let slack = 1e-13 * abs(score.deviance) - 0.3 * factor * gain
      if next.deviance <= score.deviance + slack { return next }
    }
    return nil
  }

  /// Leaves the edge of the parameter space where the likelihood rises; false when it does not.
  private mutating func leaveFace() throws(NumericalError) -> Bool {
    guard let (change, gain) = try face.ascent(score), gain > Self.release else { return false }
    var factor = 1.0
    for _ in 0..<20 {
      let moved = coordinates.moved(parameters, by: change.map { factor * $0 })
      if let next = value(at: moved), next.deviance < score.deviance {
        let rank = face.rank
        try accept(next)
        return face.rank > rank
      }
      factor /= 2
    }
    return false
  }

  /// The deviance at these parameters; nil where it cannot be computed or is not a number.
  private func value(at parameters: VarianceParameters) -> DevianceValue? {
    guard let value = try? DevianceValue(likelihood, at: parameters, method: method),
      value.deviance.isFinite
    else { return nil }
    return value
  }

  private mutating func accept(_ value: DevianceValue) throws(NumericalError) {
    parameters = value.parameters
    score = Score(value, coordinates: coordinates)
    face = try CovarianceFace(parameters.tau, metric: metric, coordinates: coordinates)
  }
}

extension ReducedData {
  /// A first σ² from the residuals that the Z_j leave, or else from the outcome; 1 where it is known.
  var startSigmaSquared: Double {
    guard !hasKnownVariances else { return 1 }
    let f = coefficientCount
    let freedom = max(1, rowCount - groupRanks.reduce(0, +))
    let within = pooled[f, f] / Double(freedom)
    guard within <= 0 else { return within }
    let whole = (0..<groupCount).reduce(0.0) { $0 + dot(response(of: $1), response(of: $1)) }
    return whole > 0 ? whole / Double(rowCount) : 1
  }
}

extension Matrix {
  /// The inverse of a positive semidefinite matrix on the space that it spans, its units apart.
  ///
  /// Directions without information get 0: a step leaves them alone.
  func semidefiniteInverse() throws(NumericalError) -> Matrix {
    if let factor = try? CholeskyFactor(self) {
      let pivots = zip(factor.lower.diagonal, diagonal).map { $0 * $0 / $1 }
      if pivots.allSatisfy({ $0 > 1e-12 }) { return factor.inverse }
    }
    let scales = diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    let scaling = Matrix(diagonal: scales)
    let eigen = try SymmetricEigen(scaling * self * scaling)
    let threshold = 1e-12 * (eigen.values.last ?? 0)
    let inverses = eigen.values.map { $0 > threshold ? 1 / $0 : 0 }
    return scaling * (eigen.vectors * Matrix(diagonal: inverses) * eigen.vectors.transposed)
      * scaling
  }
}
