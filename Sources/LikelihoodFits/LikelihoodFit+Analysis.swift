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
    try analysis.checkVariationWithinGroups()
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

extension Analysis {
  /// Sees that something is left of the outcome when each group's effects are fitted to it alone.
  ///
  /// Otherwise σ² would be 0, where the likelihood is infinite.
  /// - Throws: `UnfittableModel.noVariationWithinGroups`, or `UnsupportedModel`.
  public func checkVariationWithinGroups() throws {
    let term = try supportedTerm()
    let data = try reducedData()
    guard !data.hasKnownVariances, data.rowCount > data.groupRanks.reduce(0, +) else { return }
    let left = data.pooled[data.coefficientCount, data.coefficientCount]
    // What is fitted is at most the outcome's squares: hardly any data need the pass over all groups.
    guard left <= 1e-12 * outcomeSquares,
      left <= max(1e-24 * outcomeSquares, 1e-13 * data.squaresFittedWithinGroups)
    else { return }
    throw UnfittableModel.noVariationWithinGroups(
      place: file.data.map(\.name).joined(separator: ", "), outcome: model.outcome,
      factor: term.factor.name, effects: term.design.labels)
  }
}
