internal import CGSL
import RealModule

/// A stream of random numbers of its own, from a seed, a chain and a purpose.
///
/// The generator is `Xoshiro256PlusPlus`, period 2²⁵⁶ − 1, installed as a `gsl_rng_type` so that
/// GSL's variates run on it: none of GSL's own generators can jump, and most read only half of a
/// 64-bit seed.
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

  /// GSL's view of the generator; its state lies behind `generator`.
  private let gsl: UnsafeMutablePointer<gsl_rng>
  @usableFromInline let generator: UnsafeMutablePointer<Xoshiro256PlusPlus>

  /// Makes the stream of a chain (counted from 0) for a purpose.
  public init(seed: UInt64, chain: Int, purpose: Purpose) {
    var generator = Xoshiro256PlusPlus(seed: seed)
    for _ in 0..<chain { generator.longJump() }
    for _ in 0..<purpose.rawValue { generator.jump() }
    self.init(restoring: generator)
  }

  /// Takes up a stream where `state` was read from it.
  public init(restoring state: Xoshiro256PlusPlus) {
    _ = GSLErrorHandling.isOff
    gsl = gsl_rng_alloc(GeneratorType.pointer)
    generator = gsl.pointee.state.assumingMemoryBound(to: Xoshiro256PlusPlus.self)
    generator.pointee = state
  }

  deinit { gsl_rng_free(gsl) }

  /// The whole state, for a checkpoint: 32 bytes.
  public var state: Xoshiro256PlusPlus { generator.pointee }

  // MARK: - Uniform numbers

  /// A number in the open interval (0, 1), one of 2⁵³ − 1 evenly spaced.
  @inlinable
  public mutating func uniform() -> Double {
    while true {
      let bits = generator.pointee.next() >> 11
      if bits != 0 { return Double(bits) * 0x1p-53 }
    }
  }

  /// An integer in 0 ..< `bound`, without bias.
  @inlinable
  public mutating func integer(below bound: Int) -> Int {
    Int(generator.pointee.next(upperBound: UInt64(bound)))
  }

  // MARK: - Continuous variates

  /// A standard normal number, by the ziggurat of Marsaglia and Tsang (2000).
  ///
  /// GSL takes the layer, the sign and 24 bits of the place from one call, so that there are about
  /// 2³¹ different normal numbers: a resolution of 1e-7, far below what a chain can show.
  public mutating func normal() -> Double { gsl_ran_gaussian_ziggurat(gsl, 1) }

  /// Fills a buffer with standard normal numbers, in its order.
  public mutating func fill(normals: UnsafeMutableBufferPointer<Double>) {
    for i in normals.indices { normals[i] = gsl_ran_gaussian_ziggurat(gsl, 1) }
  }

  /// A gamma number of unit scale, by Marsaglia and Tsang (2000); the shape must be above zero.
  ///
  /// Below a shape of about 0.1 it may be too small for a double and come out as 0: draw
  /// `logGamma(shape:)` there.
  public mutating func gamma(shape: Double) -> Double { gsl_ran_gamma(gsl, shape, 1) }

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

  /// An exponential number of mean 1.
  public mutating func exponential() -> Double { -.log(uniform()) }
}

/// The generator in the form GSL asks for: a table of functions on raw memory.
private enum GeneratorType {
  /// Never freed and never changed: GSL keeps the address.
  nonisolated(unsafe) static let pointer: UnsafePointer<gsl_rng_type> = {
    let name: StaticString = "xoshiro256++"
    let type = gsl_rng_type(
      name: UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
      max: UInt.max, min: 0, size: MemoryLayout<Xoshiro256PlusPlus>.size,
      set: { state, seed in
        state?.assumingMemoryBound(to: Xoshiro256PlusPlus.self)
          .initialize(to: Xoshiro256PlusPlus(seed: UInt64(seed)))
      },
      get: { state in
        guard let state else { return 0 }
        return UInt(state.assumingMemoryBound(to: Xoshiro256PlusPlus.self).pointee.next())
      },
      get_double: { state in
        guard let state else { return 0 }
        let bits = state.assumingMemoryBound(to: Xoshiro256PlusPlus.self).pointee.next()
        return Double(bits >> 11) * 0x1p-53
      })
    let place = UnsafeMutablePointer<gsl_rng_type>.allocate(capacity: 1)
    place.initialize(to: type)
    return UnsafePointer(place)
  }()
}
