import GSLNumerics
import Testing

@Suite struct FastFourierTransformTests {
  @Test("autocovariances are the direct sums", arguments: [1, 2, 3, 8, 100, 1023])
  func directSum(count: Int) {
    var stream = RandomStream(seed: 5, chain: 0, purpose: .simulation)
    let x = (0..<count).map { _ in 50 + stream.normal() }
    let mean = x.reduce(0, +) / Double(count)
    let direct = (0..<count).map { lag in
      (0..<count - lag).reduce(0) { $0 + (x[$1] - mean) * (x[$1 + lag] - mean) } / Double(count)
    }
    #expect(zip(autocovariance(x), direct).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(autocovariance(x).count == count)
  }

  @Test("an empty series has none")
  func empty() { #expect(autocovariance([]).isEmpty) }
}
