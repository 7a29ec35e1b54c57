import EffectSizes
import TestSupport
import Testing

@Suite struct EffectSizeKindTests {
  private static func reference() throws -> Reference {
    try Reference("effect-sizes/effect-sizes.json")
  }

  @Test(
    "agrees with metafor's escalc, zero cells and tiny groups too",
    arguments: EffectSizeKind.allCases)
  func escalc(kind: EffectSizeKind) throws {
    let reference = try Self.reference().cases[kind.rawValue]
    let (estimates, variances) = (reference.yi.numbers, reference.vi.numbers)
    try #require(estimates.count >= 3)
    for row in estimates.indices {
      let values = reference.inputs[row].numbers
      #expect(values.count == kind.inputs.count)
      let size = kind.effectSize(of: values)
      #expect(isClose(size.estimate, estimates[row], to: 1e-10 * max(1, abs(estimates[row]))))
      #expect(isRelativelyClose(size.variance, variances[row], to: 1e-10))
    }
  }

  @Test("covariances of two outcomes of the same people, and of two arms beside one control")
  func covariances() throws {
    let reference = try Self.reference()
    for (name, set, kinds) in [
      ("outcomes", SamplingRelation.correlatedOutcomes(0.66), ["smd", "md"]),
      ("control", .sharedControl(total: 78), ["smd", "md"]),
      (
        "sharedCounts", .sharedControl(total: 0),
        ["log-odds-ratio", "log-risk-ratio", "risk-difference"]
      ),
      ("deviations", .correlatedOutcomes(0.66), ["log-sd"]),
    ] {
      let rows = (0..<2).map { reference[name].inputs[$0].numbers }
      for kind in try kinds.map({ try #require(EffectSizeKind(rawValue: $0)) }) {
        let covariance = try #require(kind.covariance(of: rows[0], and: rows[1], set))
        let expected = try #require(reference[name][kind.rawValue].number)
        #expect(isRelativelyClose(covariance, expected, to: 1e-10), "\(name) \(kind)")
        #expect(kind.covariance(of: rows[1], and: rows[0], set) == covariance)
      }
    }
  }

  @Test("an outcome's covariance with itself is its variance")
  func variances() {
    let values = [103.2, 14.1, 22, 98.7, 15.3, 25]
    for kind in [
      EffectSizeKind.standardizedMeanDifference, .uncorrectedMeanDifference, .meanDifference,
    ] {
      let variance = kind.effectSize(of: values).variance
      #expect(
        isRelativelyClose(
          kind.covariance(of: values, and: values, .correlatedOutcomes(1)) ?? .nan, variance,
          to: 1e-12))
    }
  }

  @Test("no formula, no covariance")
  func unknown() {
    #expect(
      EffectSizeKind.fisherZ.covariance(of: [0.1, 9], and: [0.2, 9], .correlatedOutcomes(0.5))
        == nil)
    #expect(
      EffectSizeKind.logOddsRatio.covariance(
        of: [1, 2, 3, 4], and: [1, 2, 3, 4], .correlatedOutcomes(0.5)) == nil)
    #expect(
      EffectSizeKind.logit.covariance(of: [1, 2], and: [1, 2], .sharedControl(total: 3)) == nil)
  }
}
