import GSLNumerics
import RealModule

/// Draws of θ, with the logarithms of their density where that is known, from which the proposal is learned.
struct VarianceDraws: Sendable, Equatable, Codable {
  private(set) var thetas: [[Double]] = []
  /// log p(θ | y), up to a constant; nil where it is not known of all.
  private(set) var logDensities: [Double]? = []

  /// Adds a draw; without its density none will be used.
  mutating func add(_ theta: [Double], logDensity: Double?) {
    thetas.append(theta)
    if let logDensity, logDensity.isFinite {
      logDensities?.append(logDensity)
    } else {
      logDensities = nil
    }
  }
}

extension VarianceProposal {
  /// The proposal that suits the draws best; nil where they are few or do not spread in all directions.
  ///
  /// It is placed by their moments, or by the quadratic function nearest to their log densities, which knows more
  /// where the posterior is nearly normal; in logarithms of standard deviations that lean to the right or
  /// not; with heavier tails or lighter. Taken is that under which the worst element of θ mixes best.
  /// Without densities it has the moments and the heaviest tails.
  static func learned(
    from draws: VarianceDraws, of vector: VarianceVector
  ) -> VarianceProposal? {
    guard draws.thetas.count >= 10 * vector.count else { return nil }
    let plain = ProposalCoordinates(vector)
    let moments = NormalApproximation(momentsOf: draws.thetas)
    guard let scale = VarianceProposal(plain, moments, tails: .lightest) else { return nil }
    guard let logDensities = draws.logDensities else {
      return VarianceProposal(plain, moments, tails: Tails.all[0])
    }
    let leaning = ProposalCoordinates(vector, for: draws.thetas)
    let candidates = (leaning == plain ? [plain] : [plain, leaning]).flatMap { coordinates in
      NormalApproximation.all(draws.thetas, logDensities: logDensities, in: coordinates)
        .flatMap { normal in
          Tails.all.compactMap { VarianceProposal(coordinates, normal, tails: $0) }
        }
    }
    return draws.bestMixing(candidates, normalisedBy: scale)
  }
}

extension VarianceDraws {
  /// The proposal under which the worst element of θ would mix best, if each try were independent.
  ///
  /// From a draw with the ratio v_i = g(θ_i)/p(θ_i) a try succeeds with the probability a_i = E min(v_i, v), taken
  /// over the posterior, and the draw stands for 1/a_i iterations. The variance of an element's mean goes by that of
  /// the element, each draw weighted by 1/a_i. The constant of p is that under which a proposal with light tails
  /// has E v = 1.
  fileprivate func bestMixing(
    _ proposals: [VarianceProposal], normalisedBy scale: VarianceProposal
  ) -> VarianceProposal? {
    let scales = logRatios(of: scale)
    let largest = scales.max() ?? 0
    let constant =
      largest + .log(scales.reduce(0) { $0 + .exp($1 - largest) } / Double(scales.count))
    let squares = standardisedSquares
    let variances = proposals.map { proposal in
      let stays = Self.stays(logRatios(of: proposal).map { .exp($0 - constant) })
      return squares.reduce(0) { max($0, dot($1, stays)) }
    }
    return zip(proposals, variances).min { $0.1 < $1.1 }?.0
  }

  /// Of each element of θ the squared deviations from its mean, in proportion to their sum.
  private var standardisedSquares: [[Double]] {
    thetas[0].indices.map { k in
      let mean = thetas.reduce(0) { $0 + $1[k] } / Double(thetas.count)
      let squares = thetas.map { ($0[k] - mean) * ($0[k] - mean) }
      let sum = squares.reduce(0, +)
      return squares.map { $0 / sum }
    }
  }

  /// log v, up to a constant.
  private func logRatios(of proposal: VarianceProposal) -> [Double] {
    zip(thetas, logDensities ?? []).map { proposal.logDensity($0) - $1 }
  }

  /// 1/a_i of each draw, from the ratios v; a large number where a_i is 0 to the last digit.
  static func stays(_ ratios: [Double]) -> [Double] {
    let (order, count) = (ratios.indices.sorted { ratios[$0] < ratios[$1] }, Double(ratios.count))
    var (below, stays) = (0.0, ratios)
    for (k, i) in order.enumerated() {
      let successes = below + ratios[i] * (count - Double(k))
      stays[i] = max(1, count / max(successes, 1e-100))
      below += ratios[i]
    }
    return stays
  }
}

/// A normal distribution near that of some points.
struct NormalApproximation {
  let mean: [Double]
  let covariance: Matrix

  /// Names both.
  init(mean: [Double], covariance: Matrix) { (self.mean, self.covariance) = (mean, covariance) }

  /// By moments, and by log densities where that gives one, in some coordinates of θ.
  static func all(
    _ thetas: [[Double]], logDensities: [Double], in coordinates: ProposalCoordinates
  ) -> [NormalApproximation] {
    let points = thetas.map { coordinates.point($0) }
    // Densities of the points, not of θ: dτ = τ d log τ.
    let densities = zip(points, logDensities).map { point, density in
      coordinates.logarithmic.reduce(density) { $0 + point[$1] }
    }
    let moments = NormalApproximation(momentsOf: points)
    guard let factor = try? CholeskyFactor(moments.covariance) else { return [] }
    let quadratic = NormalApproximation(
      points, logDensities: densities, mean: moments.mean, factor: factor)
    return [moments] + (quadratic.map { [$0] } ?? [])
  }

  /// The mean and the covariance matrix of the points.
  init(momentsOf points: [[Double]]) {
    let (count, dimension) = (Double(points.count), points[0].count)
    let mean = (0..<dimension).map { k in points.reduce(0) { $0 + $1[k] } / count }
    var products = Matrix(rows: dimension, columns: dimension)
    for point in points {
      products.addOuterProduct(of: zip(point, mean).map(-))
    }
    self.init(mean: mean, covariance: 1 / (count - 1) * products)
  }

  /// The normal distribution whose log density is the quadratic function nearest to those of the points; nil where
  /// these are too few or it has no maximum.
  ///
  /// - Parameters:
  ///   - mean: that of the points.
  ///   - factor: L, of their covariance matrix. The function is one of z = L⁻¹(x − mean).
  init?(_ points: [[Double]], logDensities: [Double], mean: [Double], factor: CholeskyFactor) {
    let dimension = mean.count
    let terms = 1 + dimension * (dimension + 3) / 2
    guard points.count >= 5 * terms else { return nil }
    let average = logDensities.reduce(0, +) / Double(logDensities.count)
    var products = Matrix(rows: terms, columns: terms)
    var responses = Array(repeating: 0.0, count: terms)
    for (point, density) in zip(points, logDensities) {
      let z = factor.solveLower(zip(point, mean).map(-))
      var row = [1.0] + z
      for i in z.indices { for k in 0...i { row.append(z[i] * z[k]) } }
      products.addOuterProduct(of: row)
      for i in row.indices { responses[i] += (density - average) * row[i] }
    }
    guard let solution = (try? CholeskyFactor(products))?.solve(responses) else { return nil }
    var precision = Matrix(rows: dimension, columns: dimension)
    var place = 1 + dimension
    for i in 0..<dimension {
      for k in 0...i {
        // b z_i z_k is −½(P_ik + P_ki) z_i z_k.
        let element = i == k ? -2 * solution[place] : -solution[place]
        (precision[i, k], precision[k, i]) = (element, element)
        place += 1
      }
    }
    guard let precisionFactor = try? CholeskyFactor(precision) else { return nil }
    let shift = factor.lower * precisionFactor.solve(Array(solution[1...dimension]))
    // L P⁻¹ Lᵀ with P = M Mᵀ.
    let half = precisionFactor.solveLower(factor.lower.transposed)
    self.init(mean: zip(mean, shift).map(+), covariance: half.transposed * half)
  }
}
