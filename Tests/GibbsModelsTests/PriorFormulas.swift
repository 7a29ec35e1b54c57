import Foundation
import ModelData

/// log p(τ) of each prior as the reference values have it, written out anew: see the table in
/// `Tests/ReferenceValues/exact-meta-analysis/README.md`.
func logPriorOfTau(_ prior: VariancePrior, _ tau: Double, variances v: [Double]) -> Double {
  let k = Double(v.count)
  let harmonic = k / v.map { 1 / $0 }.reduce(0, +)
  func squaresOf(_ x: [Double]) -> Double { x.map { $0 * $0 }.reduce(0, +) }
  switch prior {
  case .uniform: return log(tau)
  case .uniformStandardDeviation: return 0
  case .squareRoot: return -0.5 * log(tau)
  case .jeffreys: return log(squaresOf(v.map { tau / ($0 + tau * tau) }).squareRoot())
  case .bergerDeely: return v.map { log(tau / ($0 + tau * tau)) }.reduce(0, +) / k
  case .conventional: return v.map { log(tau / pow($0 + tau * tau, 1.5)) }.reduce(0, +) / k
  case .dumouchel: return log(harmonic.squareRoot() / pow(harmonic.squareRoot() + tau, 2))
  case .uniformShrinkage: return log(2 * harmonic * tau / pow(harmonic + tau * tau, 2))
  case .iSquared:
    let w = v.map { 1 / $0 }
    let sum = w.reduce(0, +)
    let typical = (k - 1) * sum / (sum * sum - squaresOf(w))
    return log(2 * typical * tau / pow(typical + tau * tau, 2))
  case .halfCauchy(.same(let s)): return log(2 / (.pi * s * (1 + tau * tau / (s * s))))
  case .halfNormal(.same(let s)):
    return 0.5 * log(2 / (.pi * s * s)) - tau * tau / (2 * s * s)
  case .halfT(let nu, .same(let s)):
    return log(2) + lgamma((nu + 1) / 2) - lgamma(nu / 2) - 0.5 * log(nu * .pi * s * s)
      - (nu + 1) / 2 * log(1 + tau * tau / (nu * s * s))
  case .inverseGamma(let a, let b):
    let x = tau * tau
    return a * log(b) - lgamma(a) - (a + 1) * log(x) - b / x + log(2 * tau)
  case .inverseWishart(let df, .multipleOfIdentity(let s)):
    return logPriorOfTau(.inverseGamma(shape: df / 2, scale: s / 2), tau, variances: v)
  default: return .nan
  }
}

/// A prior of each kind, for effects of about unit size.
let priorsOfEveryKind: [VariancePrior] = [
  .uniform, .uniformStandardDeviation, .squareRoot, .jeffreys, .bergerDeely, .conventional,
  .dumouchel, .uniformShrinkage, .iSquared, .halfCauchy(scales: .same(0.5)),
  .halfNormal(scales: .same(0.7)), .halfT(degreesOfFreedom: 3, scales: .same(0.4)),
  .inverseGamma(shape: 1.5, scale: 0.3),
  .inverseWishart(degreesOfFreedom: 3, scale: .multipleOfIdentity(0.5)),
]
