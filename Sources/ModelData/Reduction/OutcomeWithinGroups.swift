import GSLNumerics

extension ReducedData {
  /// What the Z_j fit of the outcome within groups: Σ_j |g_j|², the groups' means left out.
  ///
  /// What they leave is a difference from about so much, so that rounding takes it where it is 1e-13 of
  /// this. Means are taken off before any product is formed; they cost nothing.
  public var squaresFittedWithinGroups: Double {
    (0..<groupCount).reduce(0) { sum, group in
      var response = response(of: group)
      if let direction = coordinates.constantDirection {
        // Q_j'1, as long as √n_j where Z_j spans a constant.
        let constant = design(of: group) * direction
        let length = dot(constant, constant)
        if length > 0.5 * Double(groupSizes[group]) {
          let share = dot(constant, response) / length
          response = zip(response, constant).map { $0 - share * $1 }
        }
      }
      return sum + dot(response, response)
    }
  }
}
