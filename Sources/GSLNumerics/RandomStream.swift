import RealModule

/// A stream of random numbers of its own, from a seed, a chain and a purpose.
///
/// The generator is `Xoshiro256PlusPlus`, period 2²⁵⁶ − 1. GSL has none that can jump, most of its
/// own read only half of a 64-bit seed, and its normal variates cost a call into C each.
///
/// Streams are kept apart by place, not by luck: the seed sets the state through SplitMix64,
/// chain c starts c · 2¹⁹² calls further on, and purpose p another p · 2¹²⁸. Two streams of one
/// seed cannot meet before one has made 2¹²⁸ calls.
///
/// A stream cannot be copied: two holders of one stream would draw the same numbers. Each chain
/// makes its own inside its task.
public struct RandomStream: ~Copyable {
  /// What a stream is used for, so that one use cannot shift the numbers of another.
  public enum Purpose: Int, CaseIterable, Sendable {
    /// Start values.
    case start
    /// The draws of a chain.
    case sampling
    /// Predictions from the draws.
    case prediction
    /// Simulated data.
    case simulation
  }

  @usableFromInline var generator: Xoshiro256PlusPlus
  private let ziggurat = NormalZiggurat.shared

  /// Makes the stream of a chain (counted from 0) for a purpose.
  public init(seed: UInt64, chain: Int, purpose: Purpose) {
    var generator = Xoshiro256PlusPlus(seed: seed)
    for _ in 0..<chain { generator.longJump() }
    for _ in 0..<purpose.rawValue { generator.jump() }
    self.init(restoring: generator)
  }

  /// Takes up a stream where `state` was read from it.
  public init(restoring state: Xoshiro256PlusPlus) { generator = state }

  /// The whole state, for a checkpoint: 32 bytes.
  public var state: Xoshiro256PlusPlus { generator }

  // MARK: - Uniform numbers

  /// A number in the open interval (0, 1), one of 2⁵³ − 1 evenly spaced.
  @inlinable
  public mutating func uniform() -> Double { generator.nextUnit() }

  /// An integer in 0 ..< `bound`, without bias.
  @inlinable
  public mutating func integer(below bound: Int) -> Int {
    Int(generator.next(upperBound: UInt64(bound)))
  }

  // MARK: - Continuous variates

  /// A standard normal number, by `NormalZiggurat`.
  public mutating func normal() -> Double { ziggurat.draw(using: &generator) }

  /// Fills a buffer with standard normal numbers, in its order.
  public mutating func fill(normals: UnsafeMutableBufferPointer<Double>) {
    generator = ziggurat.fill(normals, from: generator)
  }

  /// A gamma number of unit scale; the shape a must be above zero.
  ///
  /// With d = a − 1/3 and c = 1/√(9d), d(1 + cX)³ for X normal has nearly the distribution; it is
  /// refused now and then to make it exact. For a < 1 a gamma number of shape a + 1 times U^(1/a).
  /// Below a shape of about 0.1 it may be too small for a double and come out as 0: draw
  /// `logGamma(shape:)` there.
  ///
  /// - Source: Marsaglia & Tsang (2000), ACM Transactions on Mathematical Software 26, 363–372.
  public mutating func gamma(shape: Double) -> Double {
    guard shape >= 1 else { return gamma(shape: shape + 1) * .pow(uniform(), 1 / shape) }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      let u = uniform()
      // The first test, which spares the logarithms, holds nearly always.
      if u < 1 - 0.0331 * (x * x) * (x * x) { return d * v }
      if Double.log(u) < 0.5 * x * x + d * (1 - v + .log(v)) { return d * v }
    }
  }

  /// The logarithm of a gamma number of unit scale, finite for every shape above zero.
  ///
  /// If G has shape a + 1 and U is uniform, G U^(1/a) has shape a (Marsaglia & Tsang 2000).
  public mutating func logGamma(shape: Double) -> Double {
    guard shape < 1 else { return .log(gamma(shape: shape)) }
    return .log(gamma(shape: shape + 1)) + .log(uniform()) / shape
  }

  /// A chi-squared number; the degrees of freedom must be above zero.
  public mutating func chiSquared(_ degreesOfFreedom: Double) -> Double {
    2 * gamma(shape: degreesOfFreedom / 2)
  }

  /// The root of a chi-squared number, by its logarithm where the square might be too small for a double.
  public mutating func chi(_ degreesOfFreedom: Double) -> Double {
    let shape = degreesOfFreedom / 2
    guard shape < 1 else { return (2 * gamma(shape: shape)).squareRoot() }
    return .exp(0.5 * (.log(2) + logGamma(shape: shape)))
  }

  /// An exponential number of mean 1.
  public mutating func exponential() -> Double { -.log(uniform()) }
}
