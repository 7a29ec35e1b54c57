import GSLNumerics
import LikelihoodFits
import RealModule

/// T and σ² as one vector θ: of each effect Fisher's z of its partial correlations with the effects before it, then
/// its standard deviation; last log σ².
///
/// The partial correlation of effects k and i < k is that given the effects before i. With τ_k and z_ki the
/// Cholesky factor of T is
///
///     L_ki = τ_k tanh z_ki Π_{l<i} sech z_kl,   L_kk = τ_k Π_{l<k} sech z_kl
///
/// In these coordinates priors that are flat or half-t on standard deviations have a density with a bound, as
/// they have not in the elements of L: there it is 1/τ_k^(k − 1) about τ_k = 0. For uncorrelated effects θ has no z.
///
/// - Source: Lewandowski, Kurowicka & Joe (2009), J. Multivariate Analysis 100, 1989–2001, for the
///   partial correlations.
struct VarianceVector: Sendable, Equatable, Codable {
  /// q.
  let order: Int
  /// Whether T is diagonal.
  let isDiagonal: Bool
  /// Whether σ² is among the unknowns.
  let hasSigmaSquared: Bool

  /// The number of elements.
  var count: Int {
    (isDiagonal ? order : order * (order + 1) / 2) + (hasSigmaSquared ? 1 : 0)
  }

  /// The place in θ of a standard deviation; before it, in order, the z of its effect.
  func place(ofDeviation k: Int) -> Int { isDiagonal ? k : k * (k + 3) / 2 }

  /// The number of partial correlations of an effect.
  private func correlations(of k: Int) -> Int { isDiagonal ? 0 : k }

  /// θ at these parameters.
  func vector(_ parameters: VarianceParameters) -> [Double] {
    vector(root: parameters.tauRoot, sigmaSquared: parameters.sigmaSquared)
  }

  /// θ at T = L Lᵀ and σ².
  func vector(root: Matrix, sigmaSquared: Double) -> [Double] {
    var theta = [Double](short: count, of: 0)
    for k in 0..<order {
      let place = place(ofDeviation: k)
      var rest = root[k, k]
      for i in (0..<correlations(of: k)).reversed() {
        // L_ki and what is left of τ_k after it are as tanh and sech.
        theta[place - k + i] = .asinh(root[k, i] / rest)
        rest = .hypot(rest, root[k, i])
      }
      theta[place] = rest
    }
    if hasSigmaSquared { theta[count - 1] = .log(sigmaSquared) }
    return theta
  }

  /// Writes L and T = L Lᵀ at a θ whose standard deviations are not below 0.
  func take(_ theta: [Double], root: inout Matrix, tau: inout Matrix) {
    let order = order
    root.elements.withUnsafeMutableBufferPointer { root in
      root.update(repeating: 0)
      for k in 0..<order {
        let place = place(ofDeviation: k)
        var rest = theta[place]
        for i in 0..<correlations(of: k) {
          let z = theta[place - k + i]
          root[i &* order &+ k] = rest * .tanh(z)
          rest /= .cosh(z)
        }
        root[k &* order &+ k] = rest
      }
      tau.elements.withUnsafeMutableBufferPointer { tau in
        for i in 0..<order {
          for k in 0..<i &+ 1 {
            var element = 0.0
            for m in 0..<k &+ 1 { element += root[m &* order &+ i] * root[m &* order &+ k] }
            (tau[k &* order &+ i], tau[i &* order &+ k]) = (element, element)
          }
        }
      }
    }
  }

  /// σ² at a θ; 1 where it is not among the unknowns.
  func sigmaSquared(_ theta: [Double]) -> Double {
    hasSigmaSquared ? .exp(theta[count - 1]) : 1
  }

  /// log |d(T, σ²)/dθ|, up to a constant: Π τ_k^q Π_{i<k} sech^(q + 1 − i) z_ki, i from 1; Π τ_k where T is
  /// diagonal; dσ² = σ² d log σ².
  func logJacobian(_ theta: [Double]) -> Double {
    var sum = hasSigmaSquared ? theta[count - 1] : 0
    for k in 0..<order {
      let place = place(ofDeviation: k)
      sum += Double(isDiagonal ? 1 : order) * .log(abs(theta[place]))
      for i in 0..<correlations(of: k) {
        let z = abs(theta[place - k + i])
        // log cosh z, up to a constant.
        sum -= Double(order - i) * (z + .log(onePlus: .exp(-2 * z)))
      }
    }
    return sum
  }
}
