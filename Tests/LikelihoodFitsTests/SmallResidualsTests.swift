import LikelihoodFits
import ModelData
import TestSupport
import Testing

/// Residuals within groups that are a millionth or a billionth of what varies between them, in balanced
/// data, whose estimates have closed forms: σ̂² = W/J(m − q), and T̂ = B/(J − 1) − σ̂²(Z'Z)⁻¹ by REML, B/J by ML.
@Suite struct SmallResidualsTests {
  private static let x = [-2.0, -1, 0, 1, 2]
  private static let groupCount = 12
  /// Fractions of few binary digits, so that no outcome is rounded.
  private static let effects: [(Double, Double)] = (0..<groupCount).map { j in
    let intercept = Double((j * 7 + 3) % 12) / 4
    let slope = Double((j * 5 + 1) % 12) / 8
    return (intercept, slope)
  }

  /// Rows whose residuals are those in units of `size`, orthogonal to Z.
  private static func model(slopes: Bool, residuals: [Double], size: Double) -> HierarchicalModel {
    let places = (0..<groupCount).flatMap { j in x.indices.map { (j, $0) } }
    let outcome = places.map { j, i in
      effects[j].0 + (slopes ? effects[j].1 * x[i] : 0)
        // Larger in some groups than in others.
        + Double(1 + j % 3) * size * residuals[i]
    }
    let columns = [places.map { _ in 1 }] + (slopes ? [places.map { x[$0.1] }] : [])
    let design = DesignMatrix(
      labels: Array(["(Intercept)", "x"].prefix(columns.count)), columns: columns)
    return HierarchicalModel(
      outcome: NamedValues(name: "y", values: outcome), fixed: design,
      randomTerms: [
        RandomTerm(
          factor: GroupingFactor(
            name: "g", levels: (0..<groupCount).map { "\($0)" }, indices: places.map(\.0)),
          design: design, covariance: .unstructured)
      ],
      knownVariances: nil,
      rows: RowAccount(read: places.count, used: places.count, missing: [], vanishedGroups: []))
  }

  /// W, for residuals with this sum of squares: each third of the groups has them once, twice, three times.
  private static func sumOfSquares(_ squares: Double, size: Double) -> Double {
    Double(groupCount) / 3 * (1 + 4 + 9) * squares * size * size
  }

  private static func spread(_ values: [Double], _ others: [Double]) -> Double {
    let count = Double(values.count)
    let means = (values.reduce(0, +) / count, others.reduce(0, +) / count)
    return zip(values, others).reduce(0) { $0 + ($1.0 - means.0) * ($1.1 - means.1) }
  }

  @Test("random intercepts, residuals of 1e-9", arguments: FitMethod.allCases)
  func intercepts(method: FitMethod) throws {
    let size = 0x1p-30
    let model = Self.model(slopes: false, residuals: [-2, -1, 0, 1, 2], size: size)
    let fit = try LikelihoodFit(ReducedData(model, term: model.randomTerms[0]), method: method)
    let variance = Self.sumOfSquares(10, size: size) / Double(Self.groupCount * 4)
    let freedom = Double(Self.groupCount) - (method == .reml ? 1 : 0)
    let a = Self.effects.map(\.0)
    let tau = Self.spread(a, a) / freedom - variance / 5
    #expect(fit.course.converged)
    #expect(isRelativelyClose(fit.parameters.sigmaSquared, variance, to: 1e-8))
    #expect(isRelativelyClose(fit.parameters.tau[0, 0], tau, to: 1e-8))
  }

  @Test("random slopes, residuals of 1e-6", arguments: FitMethod.allCases)
  func slopes(method: FitMethod) throws {
    let size = 0x1p-20
    let model = Self.model(slopes: true, residuals: [2, -1, -2, -1, 2], size: size)
    let fit = try LikelihoodFit(ReducedData(model, term: model.randomTerms[0]), method: method)
    let variance = Self.sumOfSquares(14, size: size) / Double(Self.groupCount * 3)
    let freedom = Double(Self.groupCount) - (method == .reml ? 1 : 0)
    let (a, b) = (Self.effects.map(\.0), Self.effects.map(\.1))
    #expect(fit.course.converged)
    // A difference of sums of squares that are 1e12 times larger: it has four digits.
    #expect(isRelativelyClose(fit.parameters.sigmaSquared, variance, to: 1e-3))
    let tau = fit.parameters.tau
    #expect(isRelativelyClose(tau[0, 0], Self.spread(a, a) / freedom - variance / 5, to: 1e-8))
    #expect(isRelativelyClose(tau[1, 1], Self.spread(b, b) / freedom - variance / 10, to: 1e-8))
    #expect(isClose(tau[1, 0], Self.spread(a, b) / freedom, to: 1e-8))
  }
}
