import GSLNumerics

extension ReducedData {
  /// The same data with coordinates of their own for the fixed effects that only the groups inform.
  ///
  /// As T grows, X'V⁻¹X and the prior precision keep what the rows within groups and the priors
  /// say, and the rest falls to nothing. Where a coordinate mixes both, the sum soon has no digit
  /// of the latter left and then no Cholesky factor. With γ* = Qη, Q the eigenvectors of all that
  /// stays, the two never meet: where nothing stays, the elements are exactly 0.
  ///
  /// - Parameter informed: the places of coefficients with a proper prior.
  /// - Returns: the data themselves where nothing stays, or something in every direction.
  /// - Throws: `NumericalError` where the eigenvectors cannot be found.
  public func separatingCoefficients(informed: [Int]) throws(NumericalError) -> ReducedData {
    let all = Array(0..<coefficientCount)
    var lasting = pooled.submatrix(rows: all, columns: all)
    if let largest = lasting.diagonal.max(), largest > 0 { lasting = (1 / largest) * lasting }
    for k in informed {
      let row = coordinates.matrix.row(k)
      lasting = lasting + 1 / dot(row, row) * Matrix.outer(row, row)
    }
    let eigen = try SymmetricEigen(lasting)
    let largest = eigen.values.last ?? 0
    let fleeting = all.filter { eigen.values[$0] <= 1e-10 * largest }
    guard !fleeting.isEmpty, fleeting.count < coefficientCount else { return self }
    return rotated(
      by: eigen.vectors, fleeting: fleeting,
      coordinates: coordinates.rotated(by: eigen.vectors, exact: informed, unrelated: fleeting))
  }

  private func rotated(
    by rotation: Matrix, fleeting: [Int], coordinates: CoefficientCoordinates
  ) -> ReducedData {
    let f = coefficientCount
    var rest = pooled(changedBy: rotation)
    for place in fleeting { for k in 0...f { (rest[place, k], rest[k, place]) = (0, 0) } }
    var turned = lanes
    for block in 0..<blockCount {
      for i in 0..<effectCount {
        let design = block * blockLanes + rowStart(i) + effectCount - i
        for k in 0..<f {
          turned[design + k] = (0..<f).reduce(SIMD8<Double>.zero) {
            $0 + rotation[$1, k] * lanes[design + $1]
          }
        }
      }
    }
    return ReducedData(self, pooled: rest, coordinates: coordinates, lanes: turned)
  }
}
