internal import CGSL
import RealModule

// Distribution functions and the gamma family, by GSL. An upper tail is computed as such, not as
// one minus the lower, and keeps its digits however small it is. Outside their ranges the
// functions give NaN.

/// The standard normal distribution.
public enum StandardNormal {
  /// log √(2π).
  static let logRootTwoPi = 0.9189385332046727418

  /// φ(x).
  public static func density(_ x: Double) -> Double { .exp(logDensity(x)) }

  /// log φ(x).
  public static func logDensity(_ x: Double) -> Double { -0.5 * x * x - logRootTwoPi }

  /// Φ(x), the probability below x.
  public static func cdf(_ x: Double) -> Double {
    _ = GSLErrorHandling.isOff
    return gsl_cdf_ugaussian_P(x)
  }

  /// 1 − Φ(x), the probability above x.
  public static func upperTail(_ x: Double) -> Double { cdf(-x) }

  /// The x below which the probability is p.
  public static func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    _ = GSLErrorHandling.isOff
    return gsl_cdf_ugaussian_Pinv(p)
  }
}

/// Student's t distribution of scale 1; with infinite degrees of freedom the standard normal.
public enum StandardT {
  /// The logarithm of the density at t.
  public static func logDensity(_ t: Double, degreesOfFreedom nu: Double) -> Double {
    guard nu.isFinite else { return StandardNormal.logDensity(t) }
    return logNormalizer(degreesOfFreedom: nu) - 0.5 * (nu + 1) * .log(onePlus: t * t / nu)
  }

  /// The logarithm of the density at its mode, log Γ((ν + 1)/2) − log Γ(ν/2) − ½ log(νπ).
  ///
  /// Above ν = 200 by the series of log Γ(z + ½) − log Γ(z) − ½ log z in 1/z, where the difference
  /// of the two would lose digits (DLMF 5.11.13; its first neglected term is below 1e-17).
  private static func logNormalizer(degreesOfFreedom nu: Double) -> Double {
    let z = nu / 2
    guard z > 100 else {
      return GammaFunction.log(z + 0.5) - GammaFunction.log(z) - 0.5 * .log(nu * .pi)
    }
    let r = 1 / (z * z)
    let series = (-1 / 8.0 + r * (1 / 192.0 + r * (-1 / 640.0 + r * (17 / 14336.0)))) / z
    return series - StandardNormal.logRootTwoPi
  }

  /// The logarithm of the multivariate density at its mode: log Γ((ν + q)/2) − log Γ(ν/2) − ½q log(νπ) for
  /// dimension q, by two dimensions at a time from q = 0 or 1.
  ///
  /// - Source: Kotz & Nadarajah (2004), Multivariate t Distributions and Their Applications, eq. 1.1.
  public static func logNormalizer(degreesOfFreedom nu: Double, dimension q: Int) -> Double {
    guard nu.isFinite else { return -Double(q) * StandardNormal.logRootTwoPi }
    var result = q.isMultiple(of: 2) ? 0 : logNormalizer(degreesOfFreedom: nu)
    for smaller in stride(from: q - 2, through: 0, by: -2) {
      result += .log(onePlus: Double(smaller) / nu) - 2 * StandardNormal.logRootTwoPi
    }
    return result
  }

  /// The probability below t.
  public static func cdf(_ t: Double, degreesOfFreedom nu: Double) -> Double {
    guard nu.isFinite else { return StandardNormal.cdf(t) }
    _ = GSLErrorHandling.isOff
    return gsl_cdf_tdist_P(t, nu)
  }

  /// The probability above t.
  public static func upperTail(_ t: Double, degreesOfFreedom nu: Double) -> Double {
    cdf(-t, degreesOfFreedom: nu)
  }

  /// The t below which the probability is p.
  public static func quantile(_ p: Double, degreesOfFreedom nu: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    guard nu.isFinite else { return StandardNormal.quantile(p) }
    _ = GSLErrorHandling.isOff
    return gsl_cdf_tdist_Pinv(p, nu)
  }
}

/// The chi-squared distribution.
public enum ChiSquared {
  /// The probability above x.
  public static func upperTail(_ x: Double, degreesOfFreedom nu: Double) -> Double {
    _ = GSLErrorHandling.isOff
    return gsl_cdf_chisq_Q(x, nu)
  }
}

/// The F distribution.
public enum FRatio {
  /// The probability above x.
  public static func upperTail(
    _ x: Double, numerator: Double, denominator: Double
  ) -> Double {
    guard denominator.isFinite else {
      return ChiSquared.upperTail(x * numerator, degreesOfFreedom: numerator)
    }
    _ = GSLErrorHandling.isOff
    return gsl_cdf_fdist_Q(x, numerator, denominator)
  }
}

/// The gamma function and its kin, for arguments above zero.
public enum GammaFunction {
  /// log Γ(x).
  public static func log(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    _ = GSLErrorHandling.isOff
    return gsl_sf_lngamma(x)
  }

  /// The digamma function ψ(x), the derivative of log Γ.
  public static func digamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    _ = GSLErrorHandling.isOff
    return gsl_sf_psi(x)
  }

  /// The logarithm of the multivariate gamma function of a dimension q, for x > (q − 1)/2.
  ///
  /// log Γ_q(x) = q(q − 1)/4 log π + Σᵢ log Γ(x − (i − 1)/2), i = 1 … q.
  ///
  /// - Source: Muirhead (1982), Aspects of Multivariate Statistical Theory, Theorem 2.1.12.
  public static func multivariateLog(_ x: Double, dimension q: Int) -> Double {
    (0..<q).reduce(Double(q * (q - 1)) / 4 * .log(.pi)) { $0 + log(x - Double($1) / 2) }
  }
}
