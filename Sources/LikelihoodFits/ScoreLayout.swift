/// Where each sum over groups stands among the score's accumulators.
///
/// Symmetric matrices stand as lower triangles by rows; p = q(q + 1)/2.
struct ScoreLayout {
  let q: Int
  /// The number of columns of Y: f for REML, 0 for ML.
  let f: Int
  let hasSigmaSquared: Bool
  let restricted: Bool
  /// The free elements of T.
  let elements: [VarianceElement]
  /// The lower triangle of a q × q matrix, by rows.
  let pairs: [(row: Int, column: Int)]

  /// Σ s sᵀ: p.
  let squares: Int
  /// Σ D: p.
  let precision: Int
  /// Σ of the products of D's elements: the lower triangle of p × p.
  let precisionProducts: Int
  /// Σ E Eᵀ: p.
  let leverage: Int
  /// Σ of the products of the elements of D and of E Eᵀ: p × p.
  let leverageProducts: Int
  /// Σ E' E_a E for each free element a of T: the lower triangle of f × f.
  let derivatives: Int
  /// Σ |K⁻¹ρ|².
  let residual: Int
  /// Σ tr K⁻¹.
  let inverseTrace: Int
  /// Σ tr K⁻².
  let inverseSquared: Int
  /// Σ Z'V⁻²Z: p.
  let precisionSquared: Int
  /// Σ Y'K⁻²Y: the lower triangle of f × f.
  let sigmaSquaredDerivative: Int
  /// Σ tr Y'K⁻³Y.
  let cubed: Int
  /// Σ of the symmetric part of E Y'K⁻²R: p.
  let leverageSquared: Int
  /// The number of accumulators.
  let count: Int

  /// The columns of (R, Y, ρ).
  var columns: Int { q + f + 1 }

  init(effects: Int, coefficients: Int, coordinates: VarianceCoordinates, restricted: Bool) {
    q = effects
    f = restricted ? coefficients : 0
    hasSigmaSquared = coordinates.hasSigmaSquared
    self.restricted = restricted
    elements = coordinates.elements
    pairs = (0..<effects).flatMap { row in (0...row).map { (row, $0) } }
    let p = pairs.count
    let triangle = f * (f + 1) / 2
    var next = 0
    func room(_ size: Int) -> Int {
      defer { next += size }
      return next
    }
    squares = room(p)
    precision = room(p)
    precisionProducts = room(p * (p + 1) / 2)
    leverage = room(p)
    leverageProducts = room(p * p)
    derivatives = room(elements.count * triangle)
    residual = room(1)
    inverseTrace = room(1)
    inverseSquared = room(1)
    precisionSquared = room(p)
    sigmaSquaredDerivative = room(triangle)
    cubed = room(1)
    leverageSquared = room(p)
    count = next
  }

  /// The place of an element of a symmetric q × q matrix in its lower triangle.
  static func place(_ i: Int, _ k: Int) -> Int {
    i >= k ? i * (i + 1) / 2 + k : k * (k + 1) / 2 + i
  }
}
