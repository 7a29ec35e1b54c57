internal import CGSL

/// Calls the body with first, …, end − 1.
///
/// Where both bounds are literals the first three calls stand one after the other, which the compiler does for
/// a loop only if its body is short.
@inlinable @inline(always)
public func unrolled(_ first: Int, _ end: Int, _ body: (Int) -> Void) {
  if first < end { body(first) }
  if first &+ 1 < end { body(first &+ 1) }
  if first &+ 2 < end { body(first &+ 2) }
  var i = first &+ 3
  while i < end {
    body(i)
    i &+= 1
  }
}

/// What the sweeps over groups, eight at a time, need beyond Swift's own arithmetic of SIMD8.
extension SIMD8<Double> {
  /// The eight lanes added up to two, each the sum of every other lane.
  ///
  /// Sums over groups are kept so: two lanes are one register of any processor, so that adding to a
  /// sum in memory costs a fourth of the loads and stores.
  @inlinable @inline(always)
  public var pairSums: SIMD2<Double> {
    let four = lowHalf + highHalf
    return four.lowHalf + four.highHalf
  }

  /// 1/√x in each lane, for numbers above zero.
  ///
  /// Swift's `squareRoot()` takes the lanes one by one, with a branch for each.
  public var inverseSquareRoots: SIMD8<Double> {
    var roots = self
    for lane in 0..<8 { roots[lane] = lindley_square_root(self[lane]) }
    return 1 / roots
  }
}

/// The top bits of 64 bytes, that of the first lowest.
public func topBits(
  _ first: SIMD16<Int8>, _ second: SIMD16<Int8>, _ third: SIMD16<Int8>, _ fourth: SIMD16<Int8>
) -> UInt64 {
  let low = UInt64(lindley_top_bits(first)) | UInt64(lindley_top_bits(second)) << 16
  let high = UInt64(lindley_top_bits(third)) | UInt64(lindley_top_bits(fourth)) << 16
  return low | high << 32
}
