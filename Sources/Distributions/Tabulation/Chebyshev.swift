import RealModule

/// Polynomials through 17 values at Chebyshev's extreme points of [−1, 1].
///
/// - Source: Trefethen (2013), Approximation Theory and Approximation Practice, chapters 3 and 19.
enum Chebyshev {
  /// The highest degree.
  static let degree = 16

  /// The points tₖ = −cos(πk/16), ascending; every other one belongs to degree 8.
  static let points: [Double] = (0...degree).map { -cosines[$0] }

  /// cos(πm/16) for a whole turn, with the symmetry of the points exact.
  private static let cosines: [Double] = (0..<2 * degree).map {
    .sin(.pi / 2 * Double(degree - 2 * min($0, 2 * degree - $0)) / Double(degree))
  }

  /// The coefficients cⱼ of Σ cⱼTⱼ(t) from the values at the points of degree 16, or of 8.
  static func coefficients(_ values: [Double]) -> [Double] {
    let n = values.count - 1
    let turn = degree / n
    return (0...n).map { j in
      var sum = 0.5 * (values[0] + (j % 2 == 0 ? values[n] : -values[n]))
      for k in 1..<n { sum += values[k] * cosines[j * k * turn % (2 * degree)] }
      if j == 0 || j == n { sum *= 0.5 }
      return (j % 2 == 0 ? 2 : -2) * sum / Double(n)
    }
  }

  /// The coefficients of the antiderivative that is 0 at −1, one more than there were.
  static func antiderivative(_ c: [Double]) -> [Double] {
    let n = c.count
    var result = [Double](repeating: 0, count: n + 1)
    for j in 1...n {
      let below = j == 1 ? 2 * c[0] : c[j - 1]
      result[j] = (below - (j + 1 < n ? c[j + 1] : 0)) / Double(2 * j)
      result[0] -= (j % 2 == 0 ? 1 : -1) * result[j]
    }
    return result
  }

  /// The value of Σ cⱼTⱼ(t), by Clenshaw's recurrence.
  static func value(_ c: [Double], at t: Double) -> Double {
    var (b1, b2) = (0.0, 0.0)
    for j in stride(from: c.count - 1, to: 0, by: -1) { (b1, b2) = (2 * t * b1 + (c[j] - b2), b1) }
    return t * b1 + (c[0] - b2)
  }

  /// Clenshaw and Curtis's weights: Σ wₖ f(tₖ) is the integral of the polynomial over [−1, 1].
  static let weights: [Double] = (0...degree).map { k in
    var unit = [Double](repeating: 0, count: degree + 1)
    unit[k] = 1
    return antiderivative(coefficients(unit)).reduce(0, +)
  }
}
