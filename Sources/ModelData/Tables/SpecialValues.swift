/// Whether there are special values among many ordinary ones: eight at a time, without a branch for each.
extension UnsafeBufferPointer<Double> {
  /// Whether a value is NaN.
  var hasNaN: Bool { contains { lanes in lanes .!= lanes } || tail.contains(where: \.isNaN) }

  /// Whether a value is infinite or NaN.
  var hasNonfinite: Bool {
    contains { lanes in lanes - lanes .!= SIMD8<Double>.zero } || tail.contains { !$0.isFinite }
  }

  /// Whether a lane of the values is marked, but for the last few values, which fill no lanes.
  @inline(__always)
  private func contains(
    _ mark: (SIMD8<Double>) -> SIMDMask<SIMD8<Int64>>
  ) -> Bool {
    let bytes = UnsafeRawBufferPointer(self)
    var marks = SIMDMask<SIMD8<Int64>>(repeating: false)
    for first in stride(from: 0, to: count & ~7, by: 8) {
      marks .|= mark(bytes.loadUnaligned(fromByteOffset: first &* 8, as: SIMD8<Double>.self))
    }
    return any(marks)
  }

  private var tail: SubSequence { self[(count & ~7)...] }
}
