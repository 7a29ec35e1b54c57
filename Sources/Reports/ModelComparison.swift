import LikelihoodFits
import ModelData

/// A model beside another of which it is a special case, or that is one of it, as `lindley fit --against` prints them.
public struct ModelComparison: Encodable, Sendable {
  /// The other model file.
  public let model: String
  /// The likelihood of the test: `ml` too where REML deviances cannot be compared.
  public let method: String
  /// The deviance of the model with fewer parameters less that of the other.
  public let statistic: Double
  /// The difference of the numbers of parameters.
  public let df: Int
  /// The probability of a larger statistic if the smaller model holds.
  public let p: Double
  /// The same, allowing for a variance tested on the edge of its range; null where none is.
  @Nullable public var pBoundary: Double?
  /// The shares of the smaller model's variances that the larger one explains; by the method of the fit.
  public let varianceExplained: Shares

  let refitted: Bool
  let reference: String

  enum CodingKeys: String, CodingKey {
    case model, method, statistic, df, p
    case pBoundary = "p_boundary"
    case varianceExplained = "variance_explained"
  }

  /// The shares of variances that are explained; null where there is none to explain.
  public struct Shares: Encodable, Sendable {
    /// The share of σ².
    @Nullable public var sigma2: Double?
    /// The shares of the effects' variances.
    public let tau: [Share]

    enum CodingKeys: String, CodingKey {
      case sigma2
      case tau = "T"
    }
  }

  /// The share of one effect's variance.
  public struct Share: Encodable, Sendable {
    /// The effect.
    public let label: String
    /// The share, which can be negative.
    @Nullable public var share: Double?
  }

  /// Compares a fitted model with another on the same rows.
  ///
  /// - Throws: `UnsupportedModel`, `ComparisonError` or `NumericalError`.
  init(_ analysis: Analysis, _ fit: LikelihoodFit, with other: Analysis) throws {
    let otherFit = try LikelihoodFit(other, method: fit.method)
    // Counted as ML does, so that the fixed part decides too which model is the larger one.
    func size(_ fit: LikelihoodFit) -> Int { fit.coordinates.count + fit.data.coefficientCount }
    let isLarger = size(fit) >= size(otherFit)
    let (small, large) = isLarger ? (other, analysis) : (analysis, other)
    let (smallFit, largeFit) = isLarger ? (otherFit, fit) : (fit, otherFit)
    var test: LikelihoodRatioTest
    do {
      test = try LikelihoodRatioTest(smallFit, against: largeFit)
      refitted = false
    } catch .differentFixedParts {
      test = try LikelihoodRatioTest(
        LikelihoodFit(small, method: .ml), against: LikelihoodFit(large, method: .ml))
      refitted = true
    }
    model = other.file.path
    reference = small.file.path
    method = refitted ? FitMethod.ml.rawValue : fit.method.rawValue
    statistic = test.test.statistic
    df = test.test.degreesOfFreedom
    p = test.test.p
    pBoundary = test.boundaryP
    let labels = try [small, large].map { try $0.supportedTerm().design.labels }
    let explained = VarianceExplained(
      largeFit, against: smallFit, matching: labels[1].map { labels[0].firstIndex(of: $0) })
    varianceExplained = Shares(
      sigma2: explained.levelOne,
      tau: zip(labels[1], explained.levelTwo).map { Share(label: $0, share: $1) })
  }

  /// The comparison in words.
  var words: String {
    var lines = [
      "Against \(model), likelihood ratio by \(method.uppercased()): χ² = "
        + "\(fixed(statistic, decimals: 2)) on \(df) df, \(probabilityWords(p))"
    ]
    if refitted {
      lines.append(
        "(both fitted by ML for this: REML deviances of models with different fixed parts cannot be compared)"
      )
    }
    if let pBoundary {
      lines.append(
        "\(probabilityWords(pBoundary)), allowing for a variance tested at the edge of its range"
      )
    }
    let shares =
      varianceExplained.tau.map { ("T[\($0.label), \($0.label)]", $0.share) }
      + [("sigma2", varianceExplained.sigma2)]
    let known = shares.compactMap { label, share in
      share.map { "\(label) \(fixed(100 * $0, decimals: 1))%" }
    }
    if !known.isEmpty {
      lines.append("Explained of the variances in \(reference): \(known.joined(separator: ", "))")
      if let caution { lines.append(caution) }
    }
    return lines.joined(separator: "\n")
  }

  /// What is to be said of shares that are no shares; nil where all can be read as such.
  private var caution: String? {
    let shares = varianceExplained.tau.map(\.share)
    let hasNewEffects = shares.contains { $0 == nil }
    let isNegative = (shares + [varianceExplained.sigma2]).contains { ($0 ?? 0) < -0.05 }
    guard hasNewEffects || isNegative else { return nil }
    return
      "(a share below 0 means that the larger model has the larger variance; where it has other "
      + "random slopes, an effect's\nvariance holds at other values of their predictors, and its share "
      + "means little)"
  }
}
