import Draws

extension RunRecord {
  /// What the draws files do not say of their variables: coefficients, effects and groups by name.
  public var drawsLabels: DrawsLabels {
    let effects = variables.effectLabels
    let effect = DrawsLabels.Dimension("effect", labels: effects)
    var dimensions = [
      "gamma": [DrawsLabels.Dimension("coefficient", labels: variables.coefficientLabels)],
      // xarray wants the dimensions of an array to differ in name.
      "T": [effect, DrawsLabels.Dimension("effect_2", labels: effects)],
      "log_lik": [DrawsLabels.Dimension("row", labels: (1...max(1, rows.used)).map(String.init))],
    ]
    for (factor, ids) in groups {
      dimensions["u"] = [DrawsLabels.Dimension(factor, labels: ids), effect]
    }
    return DrawsLabels(
      dimensions: dimensions, thin: sampling.thin,
      attributes: [
        "inference_library": "lindley", "inference_library_version": lindleyVersion,
        "title": title, "formula": model.formula, "prior_T": priors.tau,
        "prior_gamma": priors.gamma, "sampler": sampling.sampler.rawValue,
        "seed": "\(sampling.seed)",
      ])
  }
}
