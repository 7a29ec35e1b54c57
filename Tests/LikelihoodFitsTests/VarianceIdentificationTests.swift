import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import LikelihoodFits

@Suite struct VarianceIdentificationTests {
  /// Groups of two rows each, with x at these places.
  private func twoWaves(_ places: (_ group: Int) -> (Double, Double)) -> HierarchicalModel {
    var stream = RandomStream(seed: 1, chain: 0, purpose: .simulation)
    let groups = Array(0..<20)
    let x = groups.flatMap { [places($0).0, places($0).1] }
    let columns = [x.map { _ in 1 }, x]
    let labels = ["(Intercept)", "x"]
    return HierarchicalModel(
      outcome: NamedValues(name: "y", values: x.map { $0 + stream.normal() }),
      fixed: DesignMatrix(labels: labels, columns: columns),
      randomTerms: [
        RandomTerm(
          factor: GroupingFactor(
            name: "g", levels: groups.map { "\($0)" }, indices: x.indices.map { $0 / 2 }),
          design: DesignMatrix(labels: labels, columns: columns), covariance: .unstructured)
      ],
      knownVariances: nil,
      rows: RowAccount(read: x.count, used: x.count, missing: [], vanishedGroups: []))
  }

  private func identification(
    _ model: HierarchicalModel, _ method: FitMethod
  ) throws -> VarianceIdentification {
    let term = model.randomTerms[0]
    return try LikelihoodFit(
      ReducedData(model, term: term), method: method, covariance: term.covariance
    ).identification
  }

  /// With Z the same and square in all groups, σ²I = Z(σ²(Z'Z)⁻¹)Z'.
  @Test(
    "two waves at the same times: σ² and T are one", arguments: FitMethod.allCases,
    [0.0, 8, 2000])
  func sameTimes(method: FitMethod, start: Double) throws {
    let found = try identification(twoWaves { _ in (start, start + 6) }, method)
    #expect(!found.identifiesSigmaSquared)
    #expect(!found.identifies(0, 0) && !found.identifies(1, 1))
  }

  @Test(
    "two waves at times of their own tell σ² from T", arguments: FitMethod.allCases,
    [0.0, 8, 2000])
  func differentTimes(method: FitMethod, start: Double) throws {
    let found = try identification(
      twoWaves { (start + Double($0 % 3), start + 6 + Double($0 % 4)) }, method)
    #expect(found.identifiesSigmaSquared)
    #expect(found.unidentified.isEmpty)
  }

  /// The likelihood knows τ₀₀ and τ₀₀ + 2τ₀₁ + τ₁₁ alone: the variances of `separateEffects`.
  @Test("a predictor that varies between groups only", arguments: FitMethod.allCases)
  func constantWithinGroups(method: FitMethod) throws {
    let fit = try Lme4Case.fit(
      "distance ~ age + male + (male | subject)", files: ["orthodont"], method: method)
    let reference = try Reference("effect-coordinates/reference.json").sexes[method.rawValue]
    #expect(isClose(fit.deviance, reference.deviance.number, to: 1e-11))
    #expect(fit.identification.identifiesSigmaSquared)
    #expect(
      fit.identification.unidentifiedElements(labels: ["(Intercept)", "male"])
        == ["T[male, (Intercept)]", "T[male, male]"])
    let tau = fit.parameters.tau
    #expect(isRelativelyClose(tau[0, 0], reference.T.numbers[0], to: 1e-6))
    #expect(
      isRelativelyClose(tau[0, 0] + 2 * tau[1, 0] + tau[1, 1], reference.T.numbers[1], to: 1e-6))
    #expect(isClose(fit.tauStandardError(0, 0), reference.se_T.numbers[0], to: 1e-6))
    #expect(fit.tauStandardError(1, 0) == nil && fit.tauStandardError(1, 1) == nil)
    #expect(fit.tauInterval(1, 1) == nil)
    #expect(fit.tauCorrelations[1][0] == nil)
    let tests = ResidualVarianceTests(fit)
    #expect(tests.tests == [nil, nil], "no group shows both effects")
    #expect(tests.reliabilities == [nil, nil])
  }

  @Test("published data identify all parameters", arguments: Lme4Case.names)
  func published(name: String) throws {
    let identification = try Lme4Case(name).fit(.reml).identification
    #expect(identification.identifiesSigmaSquared && identification.unidentified.isEmpty)
  }
}
