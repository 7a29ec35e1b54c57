import GSLNumerics
import ModelData

/// The priors of a model in the forms that its kernels need, and whether they leave a posterior.
struct ModelPriors: Sendable {
  /// The prior of T.
  let covariance: CovariancePrior
  /// With one effect a group, its prior as a density of τ; nil with several.
  let deviation: DeviationPrior?
  /// The prior of σ²; nil where the variances are known.
  let levelOne: LevelOnePrior?
  /// Mean and standard deviation of each coefficient; nil where it is flat.
  let coefficients: [(mean: Double, standardDeviation: Double)?]
  /// The structure of T.
  let structure: RandomTerm.Covariance
  /// Whether the posterior exists, and which of its moments do.
  let propriety: Propriety

  /// Takes the priors that a model file names.
  ///
  /// - Parameter tied: the ties of the rows where errors of level 1 are t; nil where they are normal.
  /// - Throws: `NumericalError` where a rank cannot be found or a prior's parameter is out of range.
  init(
    _ data: ReducedData, prior: VariancePrior, gammaPriors: [FixedEffectPrior],
    sigmaPrior: SigmaSquaredPrior, structure: RandomTerm.Covariance, tied: TiedRows? = nil
  ) throws(NumericalError) {
    let q = data.effectCount
    self.structure = structure
    coefficients = gammaPriors.map(\.normal)
    deviation = q == 1 ? try DeviationPrior(prior, samplingVariances: data.samplingVariances) : nil
    covariance = try CovariancePrior(
      prior, effects: q, isDiagonal: structure == .diagonal && q > 1, single: deviation)
    levelOne = data.hasKnownVariances ? nil : try LevelOnePrior(sigmaPrior)
    propriety = try Propriety(
      data, prior: covariance, deviation: deviation, levelOne: levelOne,
      flatCoefficients: gammaPriors.indices.filter { gammaPriors[$0].normal == nil }, tied: tied)
  }

  /// The places of the coefficients with a normal prior.
  var informedCoefficients: [Int] { coefficients.indices.filter { coefficients[$0] != nil } }
}
