import ModelData

extension LikelihoodFit {
  /// Fits the model of an analysis.
  ///
  /// - Throws: `UnsupportedModel` for a model that this version cannot fit, `UnfittableModel` or `PlacedDesignError`
  ///   where nothing tells σ² from T, `NumericalError` where X lacks rank.
  public init(_ analysis: Analysis, method: FitMethod) throws {
    let term = try analysis.supportedTerm()
    try analysis.checkGroupSizes()
    let data = try analysis.reducedData()
    let place = analysis.file.data.map(\.name).joined(separator: ", ")
    guard data.hasKnownVariances || data.rowCount > data.coefficientCount else {
      throw UnfittableModel.noResiduals(
        place: place, rows: data.rowCount, coefficients: data.coefficientCount)
    }
    try self.init(data, method: method, covariance: term.covariance)
    guard identification.identifiesSigmaSquared else {
      throw UnfittableModel.sigmaSquaredLikeT(
        place: place,
        rows: UnfittableModel.GroupRows(
          factor: term.factor.name, groups: data.groupCount, largest: data.groupSizes.max() ?? 0),
        effects: term.design.labels)
    }
  }
}
