import GSLNumerics
import ModelData

/// A test of several coefficients at once, H: Cγ = 0.
///
/// Source: Raudenbush & Bryk (2002), chapter 3, general linear hypotheses: (Cγ̂)'(C Var(γ̂) C')⁻¹ Cγ̂ is χ² with as many degrees
/// of freedom as C has rows.
public struct WaldTest: Sendable, Equatable {
  /// The test.
  public let test: ChiSquaredTest

  /// Tests that these coefficients are all 0.
  ///
  /// - Parameter robust: whether to use the sandwich instead of the model's covariance matrix.
  /// - Throws: `NumericalError.notPositiveDefinite` when a coefficient is named twice.
  public init(
    _ fit: LikelihoodFit, coefficients: [Int], robust: Bool = false
  ) throws(NumericalError) {
    var contrasts = Matrix(rows: coefficients.count, columns: fit.data.coefficientCount)
    for (row, coefficient) in coefficients.enumerated() { contrasts[row, coefficient] = 1 }
    try self.init(fit, contrasts: contrasts, robust: robust)
  }

  /// Tests that these linear combinations of the coefficients, one a row, are all 0.
  ///
  /// - Throws: `NumericalError.notPositiveDefinite` when the rows depend on each other.
  public init(
    _ fit: LikelihoodFit, contrasts: Matrix, robust: Bool = false
  ) throws(NumericalError) {
    let covariance = robust ? fit.robustCovariance : fit.fixedEffects.covariance
    let value = contrasts * fit.fixedEffects.estimate
    let factor = try CholeskyFactor(contrasts * covariance * contrasts.transposed)
    let half = factor.solveLower(value)
    test = ChiSquaredTest(statistic: dot(half, half), degreesOfFreedom: value.count)
  }

  /// Tests that the coefficients with these labels are all 0.
  ///
  /// - Parameter all: the labels of all coefficients of the fit, in their order.
  /// - Throws: `UnknownCoefficient`, or `NumericalError` when a coefficient is named twice.
  public init(
    _ fit: LikelihoodFit, labels: [String], of all: [String], robust: Bool = false
  ) throws {
    let places = try labels.map { label throws(UnknownCoefficient) in
      guard let place = all.firstIndex(where: { $0.hasSameFactors(as: label) }) else {
        throw UnknownCoefficient(label: label, labels: all)
      }
      return place
    }
    try self.init(fit, coefficients: places, robust: robust)
  }
}

/// A coefficient was named that the model does not have.
public struct UnknownCoefficient: InputError, Equatable {
  /// The name given.
  public let label: String
  /// The labels that there are.
  public let labels: [String]

  /// Names a label that is not there, and those that are.
  public init(label: String, labels: [String]) {
    self.label = label
    self.labels = labels
  }

  /// What is wrong and what there is.
  public var description: String {
    let remedy =
      nearestName(to: label, among: labels).map { "Did you mean '\($0)'?" }
      ?? "It has \(labels.map { "'\($0)'" }.joined(separator: ", "))."
    return "The model has no coefficient '\(label)'.\n\(remedy)"
  }
}

extension String {
  /// Whether two labels name one coefficient: blanks and the order of an interaction do not count.
  fileprivate func hasSameFactors(as other: String) -> Bool {
    func factors(_ label: String) -> [Substring] {
      label.filter { $0 != " " }.split(separator: ":").sorted()
    }
    return factors(self) == factors(other)
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
    let statistic = max(0, restricted.deviance - full.deviance)
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
