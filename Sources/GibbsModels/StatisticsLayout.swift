/// The places of the sums of q effects, those of symmetric matrices in lower triangles by rows.
struct StatisticsLayout: Sendable, Equatable, Codable {
  /// q.
  let q: Int

  /// q (q + 1)/2.
  var pairs: Int { q * (q + 1) / 2 }
  /// Σ R'ρu' by columns, behind Σ wuu'.
  var linear: Int { pairs }
  /// Σ u_a u_b R'R, a triangle of triangles.
  var products: Int { linear + q * q }
  /// Σ ρ'ρ.
  var residual: Int { products + pairs * pairs }
  /// The number of sums.
  var count: Int { residual + 1 }

  /// The place of an element in a triangle.
  @inline(always)
  func pair(_ i: Int, _ j: Int) -> Int {
    let (row, column) = (max(i, j), min(i, j))
    return row &* (row &+ 1) / 2 &+ column
  }

  /// Takes over u → αu; α by columns.
  @inline(always)
  func scale(
    _ sums: UnsafeMutableBufferPointer<Double>, by alpha: UnsafeBufferPointer<Double>,
    _ room: UnsafeMutableBufferPointer<Double>
  ) {
    transform(sums, from: 0, step: 1, by: alpha, room)
    for k in 0..<pairs { transform(sums, from: products + k, step: pairs, by: alpha, room) }
    multiplyLinear(sums, by: alpha, room)
  }

  /// S → αSαᵀ for a symmetric matrix whose elements are so far apart.
  @inline(always)
  private func transform(
    _ sums: UnsafeMutableBufferPointer<Double>, from start: Int, step: Int,
    by alpha: UnsafeBufferPointer<Double>, _ room: UnsafeMutableBufferPointer<Double>
  ) {
    for a in 0..<q {
      for c in 0..<q {
        var value = 0.0
        for b in 0..<q { value += alpha[b &* q &+ a] * sums[start &+ pair(b, c) &* step] }
        room[a &* q &+ c] = value
      }
    }
    for a in 0..<q {
      for b in 0..<a &+ 1 {
        var value = 0.0
        for c in 0..<q { value += room[a &* q &+ c] * alpha[c &* q &+ b] }
        sums[start &+ pair(a, b) &* step] = value
      }
    }
  }

  /// Σ R'ρu' → Σ R'ρu'αᵀ.
  @inline(always)
  private func multiplyLinear(
    _ sums: UnsafeMutableBufferPointer<Double>, by alpha: UnsafeBufferPointer<Double>,
    _ room: UnsafeMutableBufferPointer<Double>
  ) {
    for k in 0..<q {
      for a in 0..<q {
        var value = 0.0
        for b in 0..<q { value += sums[linear &+ b &* q &+ k] * alpha[b &* q &+ a] }
        room[a] = value
      }
      for a in 0..<q { sums[linear &+ a &* q &+ k] = room[a] }
    }
  }
}
