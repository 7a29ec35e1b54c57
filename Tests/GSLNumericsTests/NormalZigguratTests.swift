import RealModule
import Testing

@testable import GSLNumerics

@Suite struct NormalZigguratTests {
  private let count = 1_000_000

  private func sample() -> [Double] {
    var stream = RandomStream(seed: 20_260_101, chain: 0, purpose: .simulation)
    var draws = [Double](repeating: 0, count: count)
    draws.withUnsafeMutableBufferPointer { stream.fill(normals: $0) }
    return draws
  }

  /// P(|X| > x).
  private func tail(_ x: Double) -> Double { .erfc(x / Double(2).squareRoot()) }

  @Test("all layers have the area of the base with its tail, and the last ends at the top")
  func areas() {
    let x = NormalZiggurat.edges
    let f = x.map { Double.exp(-0.5 * $0 * $0) }
    let r = x[1]
    let base = r * f[1] + (Double.pi / 2).squareRoot() * tail(r)
    #expect(x.count == 257)
    #expect(x.last == 0)
    #expect(abs(x[0] * f[1] / base - 1) < 1e-14)
    for i in 1..<256 { #expect(abs(x[i] * (f[i + 1] - f[i]) / base - 1) < 1e-12) }
  }

  @Test("a million numbers follow the normal distribution function")
  func distribution() {
    #expect(kolmogorov(sample()) { 0.5 * .erfc(-$0 / Double(2).squareRoot()) } < 2.9)
  }

  @Test("between any two edges lie as many numbers as should, on either side")
  func cells() {
    let edges = Array(NormalZiggurat.edges.dropFirst().reversed())
    var counts = [Double](repeating: 0, count: 2 * edges.count)
    for x in sample() {
      let cell = edges.lastIndex { $0 <= abs(x) } ?? 0
      counts[2 * cell + (x < 0 ? 1 : 0)] += 1
    }
    var chiSquare = 0.0
    for cell in edges.indices {
      let upper = cell + 1 < edges.count ? tail(edges[cell + 1]) : 0
      let expected = 0.5 * Double(count) * (tail(edges[cell]) - upper)
      for side in 0...1 {
        let difference = counts[2 * cell + side] - expected
        chiSquare += difference * difference / expected
      }
    }
    // 512 cells, 511 degrees of freedom: in standard deviations of chi-squared.
    #expect(abs(chiSquare - 511) < 5 * Double(2 * 511).squareRoot())
  }

  @Test(
    "each wedge is taken with the probability that it covers", arguments: [1, 2, 128, 254, 255])
  func wedges(layer: Int) {
    let x = NormalZiggurat.edges
    let f = x.map { Double.exp(-0.5 * $0 * $0) }
    let place = 0.25 * x[layer] + 0.75 * x[layer + 1]
    var generator = Xoshiro256PlusPlus(seed: UInt64(layer))
    let taken = (0..<20_000).map { _ in
      let drawn = NormalZiggurat.shared.drawNearEdge(place, layer: layer, from: generator)
      generator = drawn.generator
      return drawn.value == place ? 1.0 : 0.0
    }
    let p = (Double.exp(-0.5 * place * place) - f[layer]) / (f[layer + 1] - f[layer])
    #expect(abs(standardised(taken, mean: p, variance: p * (1 - p))) < 5)
  }

  @Test("beyond the base the numbers have the normal's tail, on the side of the place")
  func tailDraws() {
    let r = NormalZiggurat.tailStart
    var generator = Xoshiro256PlusPlus(seed: 5)
    for sign in [-1.0, 1] {
      let draws = (0..<50_000).map { _ in
        let drawn = NormalZiggurat.shared.drawNearEdge(
          sign * (r + 0.01), layer: 0, from: generator)
        generator = drawn.generator
        return sign * drawn.value
      }
      #expect(draws.allSatisfy { $0 > r })
      #expect(kolmogorov(draws) { 1 - tail($0) / tail(r) } < 2.9)
    }
  }

  @Test("low bits give the layer, high bits the place", arguments: [1, -1])
  func bits(sign: Int64) throws {
    let output = UInt64(bitPattern: sign * 12345 << 40) | 200
    // With s₀ = 0 the next output is s₃ with its bits rotated left by 23.
    let words: [UInt64] = [0, 1, 2, output >> 23 | output << 41]
    var generator = try #require(Xoshiro256PlusPlus(words: words))
    let place = Double(sign * 12345 << 29) * 0x1p-52
    #expect(NormalZiggurat.shared.draw(using: &generator) == place * NormalZiggurat.edges[200])
  }
}
