import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

/// The studies behind the reference posteriors.
struct ReferenceStudies {
  let effects: [Double]
  let variances: [Double]
  let predictors: [[Double]]

  /// The studies of a case of `exact-meta-analysis.json`.
  init(_ name: String) {
    if name.hasPrefix("eight_schools") {
      (effects, variances, predictors) = (EightSchools.effects, EightSchools.variances, [])
    } else {
      let count = name == "teacher_first_five" ? 5 : 19
      effects = Array(TeacherExpectancy.effects.prefix(count))
      variances = Array(TeacherExpectancy.variances.prefix(count))
      predictors = name.contains("weeks") ? [TeacherExpectancy.weeks] : []
    }
  }

  var data: ReducedData {
    let model = metaAnalysis(effects: effects, variances: variances, predictors: predictors)
    return ReducedData(model, term: model.randomTerms[0])
  }

  func model(_ prior: String, gammaPrior: String = "flat") throws -> TwoLevelModel {
    let gammaPrior = try FixedEffectPrior(parsing: gammaPrior)
    return try TwoLevelModel(
      data, prior: VariancePrior(parsing: prior),
      gammaPriors: (0...predictors.count).map { _ in gammaPrior })
  }
}

/// One posterior of `exact-meta-analysis.json`.
struct ReferencePosterior {
  let studies: ReferenceStudies
  let model: TwoLevelModel
  let values: Reference

  init(_ name: String, _ prior: String) throws {
    let all = try Reference("exact-meta-analysis/exact-meta-analysis.json").cases[name]
    studies = ReferenceStudies(name)
    values = all.priors[prior]
    model = try studies.model(prior, gammaPrior: #require(all.gamma_prior.text))
    #expect(all.observations.number == Double(studies.effects.count))
  }

  /// x'γ + u of every study.
  func trueEffects(_ state: TwoLevelState) -> [Double] {
    let gamma = model.gamma(of: state)
    return studies.effects.indices.map { j in
      zip(gamma.dropFirst(), studies.predictors).reduce(gamma[0] + state.effects[j][0]) {
        $0 + $1.0 * $1.1[j]
      }
    }
  }
}

/// The probabilities of the reference quantiles.
let referenceProbabilities = [0.025, 0.05, 0.5, 0.95, 0.975]

/// Expects a number to be that of the reference to so many parts, or nil where the reference is.
func expectAgreement(
  _ value: Double?, _ reference: Reference, to tolerance: Double, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  guard !reference.isNull else {
    #expect(value == nil, "\(what) should not exist", sourceLocation: sourceLocation)
    return
  }
  let expected = try #require(reference.number, "\(what)", sourceLocation: sourceLocation)
  let value = try #require(value, "\(what) is missing", sourceLocation: sourceLocation)
  #expect(
    isRelativelyClose(value, expected, to: tolerance), "\(what): \(value), reference \(expected)",
    sourceLocation: sourceLocation)
}
