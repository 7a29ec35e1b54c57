import GSLNumerics
import ModelData

/// A test of several linear combinations of the coefficients at once, H: Cγ = c.
///
/// Source: Raudenbush & Bryk (2002), chapter 3, general linear hypotheses: (Cγ̂ − c)'(C Var(γ̂) C')⁻¹(Cγ̂ − c) is χ² with as
/// many degrees of freedom as C has rows.
public struct WaldTest: Sendable, Equatable {
  /// The test.
  public let test: ChiSquaredTest

  /// Tests a hypothesis about the coefficients of a fit.
  ///
  /// - Parameter robust: whether to use the sandwich instead of the model's covariance matrix.
  /// - Throws: `NumericalError.notPositiveDefinite` when the sandwich has too few groups for so many equations.
  public init(
    _ fit: LikelihoodFit, _ hypothesis: LinearHypothesis, robust: Bool = false
  ) throws(NumericalError) {
    let contrasts = hypothesis.contrasts
    let covariance = robust ? fit.robustCovariance : fit.fixedEffects.covariance
    let value = zip(contrasts * fit.fixedEffects.estimate, hypothesis.values).map(-)
    let factor = try CholeskyFactor(contrasts * covariance * contrasts.transposed)
    let half = factor.solveLower(value)
    test = ChiSquaredTest(statistic: dot(half, half), degreesOfFreedom: value.count)
  }
}

/// A test of one model against another of which it is a special case.
///
/// Source: Raudenbush & Bryk (2002), chapter 3.
public struct LikelihoodRatioTest: Sendable, Equatable {
  /// The difference of the deviances, against χ².
  public let test: ChiSquaredTest
  /// The p value that allows for variances tested on the edge of their range; nil without one.
  ///
  /// For one effect more, with all its covariances, the statistic is a half-and-half mixture of χ² with
  /// the degrees of freedom and with one fewer. The plain p value is too large then.
  /// Source: Stram & Lee (1994), Biometrics 50, 1171–1177.
  public let boundaryP: Double?

  /// Compares a restricted model with the full one, fitted to the same rows by the same method.
  ///
  /// - Throws: `ComparisonError` when their deviances cannot be compared.
  public init(_ restricted: LikelihoodFit, against full: LikelihoodFit) throws(ComparisonError) {
    guard restricted.method == full.method else { throw .differentMethods }
    guard restricted.data.hasSameOutcome(as: full.data) else { throw .differentData }
    if full.method == .reml, !restricted.data.hasSameFixedPart(as: full.data) {
      throw .differentFixedParts
    }
    let freedom = full.parameterCount - restricted.parameterCount
    guard freedom > 0 else { throw .notNested(restricted.parameterCount, full.parameterCount) }
    // A special case cannot fit better than the whole, but for rounding.
    let gain = restricted.deviance - full.deviance
    guard gain > -1e-6 * max(1, abs(full.deviance)) else { throw .notSpecialCase(gain) }
    let statistic = max(0, gain)
    test = ChiSquaredTest(statistic: statistic, degreesOfFreedom: freedom)
    let added = full.data.effectCount - restricted.data.effectCount
    guard added == 1, full.coordinates.count - restricted.coordinates.count == freedom else {
      boundaryP = nil
      return
    }
    let fewer =
      freedom > 1
      ? ChiSquared.upperTail(statistic, degreesOfFreedom: Double(freedom - 1))
      : (statistic > 0 ? 0 : 1)
    boundaryP = 0.5 * (test.p + fewer)
  }
}

/// Why two fits cannot be compared by their deviances.
public enum ComparisonError: Error, Equatable, Sendable {
  /// One is by ML, the other by REML.
  case differentMethods
  /// They are not fits of the same outcome in the same rows.
  case differentData
  /// They are REML fits with different fixed parts.
  case differentFixedParts
  /// The full model has no more parameters than the restricted one.
  case notNested(Int, Int)
  /// The model with fewer parameters has the smaller deviance, by so much.
  case notSpecialCase(Double)
}

extension ComparisonError: InputError {
  /// What is wrong and what to try.
  public var description: String {
    switch self {
    case .differentMethods:
      "The deviances of an ML and a REML fit cannot be compared.\nFit both by the same method."
    case .differentData:
      "The two models were not fitted to the same outcome in the same rows.\n"
        + "Give both the same data; rows with missing values may differ between models."
    case .differentFixedParts:
      "REML deviances of models with different fixed parts cannot be compared.\nFit both with --method ml."
    case .notNested(let restricted, let full):
      "The model has \(full) parameters and the one it is compared with \(restricted): it must have more.\n"
        + "Exchange the two models, or choose one that is a special case of the other."
    case .notSpecialCase(let gain):
      "The model with fewer parameters fits better, its deviance is less by \((-gain).rounded(toDigits: 5)): it is no special case of the other.\n"
        + "Choose a model that the other contains."
    }
  }
}

extension ReducedData {
  /// Whether both hold the same outcome, as far as its number of rows, mean and sum of squares tell.
  fileprivate func hasSameOutcome(as other: ReducedData) -> Bool {
    guard rowCount == other.rowCount, hasKnownVariances == other.hasKnownVariances else {
      return false
    }
    let (a, b) = (outcomeSumOfSquares, other.outcomeSumOfSquares)
    let isSameShift = coordinates.outcomeShift == other.coordinates.outcomeShift
    return !isSameShift || abs(a - b) <= 1e-8 * max(a, b)
  }

  private var outcomeSumOfSquares: Double {
    let f = coefficientCount
    return crossProducts[f, f]
  }

  /// Whether both have the same columns of X in the same order.
  fileprivate func hasSameFixedPart(as other: ReducedData) -> Bool {
    guard coefficientCount == other.coefficientCount else { return false }
    let scale = coordinates.matrix.elements.map { abs($0) }.max() ?? 0
    let isSameMap = zip(coordinates.matrix.elements, other.coordinates.matrix.elements)
      .allSatisfy { abs($0 - $1) <= 1e-8 * scale }
    let (own, its) = (crossProducts, other.crossProducts)
    let isSameProduct = (0..<coefficientCount).allSatisfy { i in
      (0...i).allSatisfy { abs(own[i, $0] - its[i, $0]) <= 1e-7 * Double(rowCount) }
    }
    return isSameMap && isSameProduct
  }

  private var crossProducts: MarginalMoments {
    MarginalLikelihood(self).moments(
      tauRoot: Matrix(rows: effectCount, columns: effectCount), sigmaSquared: 1)
  }
}
