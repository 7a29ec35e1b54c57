import GSLNumerics
import RealModule
import Testing

@Suite struct RandomStreamTests {
  private let count = 20_000

  private func sample(_ draw: (inout RandomStream) -> Double) -> [Double] {
    var stream = RandomStream(seed: 20_260_101, chain: 0, purpose: .sampling)
    return (0..<count).map { _ in draw(&stream) }
  }

  @Test("every seed, chain and purpose has a stream of its own")
  func separateStreams() {
    let seeds: [UInt64] = [0, 1, 2, 1 << 32, 1 + 1 << 32, .max]
    var states: Set<[UInt64]> = []
    for seed in seeds {
      for chain in 0..<4 {
        for purpose in RandomStream.Purpose.allCases {
          states.insert(RandomStream(seed: seed, chain: chain, purpose: purpose).state.words)
        }
      }
    }
    #expect(states.count == seeds.count * 4 * 4)
  }

  @Test("chain c and purpose p are c long jumps and p jumps away")
  func placement() {
    var expected = Xoshiro256PlusPlus(seed: 7)
    expected.longJump()
    expected.longJump()
    expected.jump()
    #expect(RandomStream(seed: 7, chain: 2, purpose: .sampling).state == expected)
  }

  @Test("a restored stream continues bit for bit, for every variate")
  func restoring() {
    var stream = RandomStream(seed: 3, chain: 1, purpose: .prediction)
    for _ in 0..<1000 { _ = stream.normal() }
    var other = RandomStream(restoring: stream.state)
    for _ in 0..<1000 {
      #expect(stream.normal() == other.normal())
      #expect(stream.gamma(shape: 0.5) == other.gamma(shape: 0.5))
      #expect(stream.uniform() == other.uniform())
    }
    #expect(stream.state == other.state)
  }

  @Test("a filled buffer holds the numbers one would draw singly")
  func fill() {
    var one = RandomStream(seed: 11, chain: 0, purpose: .simulation)
    var other = RandomStream(seed: 11, chain: 0, purpose: .simulation)
    var buffer = [Double](repeating: 0, count: 64)
    buffer.withUnsafeMutableBufferPointer { one.fill(normals: $0) }
    #expect(buffer == (0..<64).map { _ in other.normal() })
  }

  @Test("uniform numbers are inside (0, 1) and uniform")
  func uniform() {
    let draws = sample { $0.uniform() }
    #expect(draws.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(kolmogorov(draws) { $0 } < 2.9)
    #expect(abs(standardised(draws.map { $0 * $0 }, mean: 1 / 3, variance: 4 / 45)) < 5)
  }

  @Test("normal numbers have the moments of the normal")
  func normal() {
    let draws = sample { $0.normal() }
    #expect(abs(standardised(draws, mean: 0, variance: 1)) < 5)
    #expect(abs(standardised(draws.map { $0 * $0 }, mean: 1, variance: 2)) < 5)
    #expect(abs(standardised(draws.map { $0 * $0 * $0 }, mean: 0, variance: 15)) < 5)
    #expect(abs(standardised(draws.map { Double.pow($0, 4) }, mean: 3, variance: 96)) < 5)
  }

  @Test("gamma numbers have mean and variance equal to the shape", arguments: [0.3, 1, 2.5, 80])
  func gamma(shape: Double) {
    let draws = sample { $0.gamma(shape: shape) }
    #expect(abs(standardised(draws, mean: shape, variance: shape)) < 5)
    let squares = draws.map { ($0 - shape) * ($0 - shape) }
    let varianceOfSquares = 2 * shape * shape + 6 * shape
    #expect(abs(standardised(squares, mean: shape, variance: varianceOfSquares)) < 5)
  }

  @Test("a gamma number of shape ½ is half a squared normal, of shape 1 exponential")
  func gammaDistribution() {
    #expect(kolmogorov(sample { $0.gamma(shape: 0.5) }) { .erf($0.squareRoot()) } < 2.9)
    #expect(kolmogorov(sample { $0.gamma(shape: 1) }) { -.expMinusOne(-$0) } < 2.9)
    // P(G₃ > x) = e^(−x)(1 + x + x²/2).
    #expect(
      kolmogorov(sample { $0.gamma(shape: 3) }) { 1 - .exp(-$0) * (1 + $0 + $0 * $0 / 2) } < 2.9)
  }

  // E log G = ψ(a) and Var log G = ψ′(a), by mpmath 1.3.
  @Test(
    "log gamma numbers have the digamma function as their mean, however small the shape",
    arguments: [
      (0.001, -1000.57557193181, 1000001.642533196), (0.05, -20.49784499129987, 401.5323573421151),
      (0.5, -1.963510026021424, 4.934802200544679), (4, 1.256117668431800, 0.283822955737115),
    ])
  func logGamma(shape: Double, mean: Double, variance: Double) {
    let draws = sample { $0.logGamma(shape: shape) }
    #expect(draws.allSatisfy { $0.isFinite })
    #expect(abs(standardised(draws, mean: mean, variance: variance)) < 5)
  }

  @Test("chi-squared and exponential numbers follow their distribution functions")
  func chiSquaredAndExponential() {
    #expect(kolmogorov(sample { $0.chiSquared(2) }) { -.expMinusOne(-$0 / 2) } < 2.9)
    #expect(kolmogorov(sample { $0.exponential() }) { -.expMinusOne(-$0) } < 2.9)
  }

  @Test(
    "squares of chi numbers follow the chi-squared distribution")
  func chi() {
    for freedom in [1.5, 2, 9] {
      let squares = sample { $0.chi(freedom) }.map { $0 * $0 }
      #expect(
        abs(standardised(squares, mean: freedom, variance: 2 * freedom)) < 5, "\(freedom)")
    }
    #expect(kolmogorov(sample { $0.chi(2) }) { -.expMinusOne(-0.5 * $0 * $0) } < 2.9)
    let tiny = sample { $0.chi(0.05) }
    #expect(tiny.allSatisfy { $0 > 0 })
  }

  @Test("integers below a bound are equally frequent")
  func integers() {
    let draws = sample { Double($0.integer(below: 6)) }
    for value in 0..<6 {
      let hits = draws.map { $0 == Double(value) ? 1.0 : 0.0 }
      #expect(abs(standardised(hits, mean: 1 / 6, variance: 5 / 36)) < 5)
    }
  }
}
