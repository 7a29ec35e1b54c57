import ModelData

extension LikelihoodFit {
  /// Fits the model of an analysis.
  ///
  /// - Throws: `UnsupportedModel` for a model that this version cannot fit, `DesignError` where nothing
  ///   tells σ² from T, `NumericalError` where X lacks rank.
  public init(_ analysis: Analysis, method: FitMethod) throws {
    let term = try analysis.supportedTerm()
    try analysis.checkGroupSizes()
    try self.init(
      analysis.reducedData(), method: method, covariance: term.covariance)
  }
}
