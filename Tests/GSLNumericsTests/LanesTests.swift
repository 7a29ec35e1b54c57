import GSLNumerics
import Testing

@Suite struct LanesTests {
  @Test("an unrolled loop is a loop", arguments: -1...7)
  func unrolledLoop(end: Int) {
    for first in 0...3 {
      var calls: [Int] = []
      unrolled(first, end) { calls.append($0) }
      #expect(calls == Array(first..<max(first, end)))
    }
  }

  @Test("pair sums are the sums of the even and of the odd lanes")
  func pairSums() {
    #expect(
      SIMD8<Double>(1, 20, 300, 4e3, 5e4, 6e5, 7e6, 8e7).pairSums == SIMD2(7_050_301, 80_604_020))
  }

  @Test("inverse square roots lane by lane, to the last digit of their two operations")
  func inverseSquareRoots() {
    let lanes = SIMD8<Double>(1, 2, 0.25, 1e-300, 1e300, 7, 0x1p-1030, 3)
    let roots = lanes.inverseSquareRoots
    for lane in 0..<8 { #expect(roots[lane] == 1 / lanes[lane].squareRoot()) }
  }

  @Test("the top bits of 64 bytes, each at its place")
  func bits() {
    for place in 0..<64 {
      var bytes = Array(repeating: SIMD16<Int8>(repeating: 127), count: 4)
      bytes[place / 16][place % 16] = place % 2 == 0 ? -1 : .min
      #expect(topBits(bytes[0], bytes[1], bytes[2], bytes[3]) == 1 << UInt64(place))
    }
  }
}
