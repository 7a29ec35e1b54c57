import GSLNumerics

/// What eight groups contribute to the score, from the columns (R, Y, ρ) whitened by K.
///
/// Y = G C^{1/2} with C the covariance matrix of γ̂ (only for REML), ρ = g − Gγ̂.
///
/// | quantity | from | shape |
/// |---|---|---|
/// | D = Z'V⁻¹Z | R'K⁻¹R | q × q |
/// | E = Z'V⁻¹X C^{1/2} | R'K⁻¹Y | q × f |
/// | s = Z'V⁻¹(y − Xγ̂) | R'K⁻¹ρ | q |
struct ScoreBlock {
  typealias Lane = SIMD8<Double>

  let layout: ScoreLayout
  private let kernel: GroupBlock
  /// γ̂.
  private let gamma: [Double]
  /// The Cholesky factor P of γ̂'s precision, by rows, reciprocals on its diagonal.
  private let precisionRoot: [Double]
  /// q × columns: M⁻¹(R, Y, ρ).
  private let once: UnsafeMutablePointer<Lane>
  /// q × columns: K⁻¹(R, Y, ρ).
  private let twice: UnsafeMutablePointer<Lane>
  /// q × q: M⁻¹.
  private let inverse: UnsafeMutablePointer<Lane>
  /// q × q: D in its lower triangle, then q × f: E, and the lower triangle of E Eᵀ.
  private let precision: UnsafeMutablePointer<Lane>
  private let cross: UnsafeMutablePointer<Lane>
  private let leverage: UnsafeMutablePointer<Lane>

  /// The lanes of scratch space that a block needs.
  static func scratchLanes(_ layout: ScoreLayout, order: Int) -> Int {
    let q = layout.q
    return GroupBlock.scratchLanes(q: q, order: order) + 2 * q * layout.columns + 3 * q * q
      + q * layout.f
  }

  init(
    _ layout: ScoreLayout, zeros: UnsafePointer<Int>, root: Matrix, sigmaSquared: Double,
    fixedEffects: FixedEffects, scratch: UnsafeMutablePointer<Lane>
  ) {
    let q = layout.q
    let order = fixedEffects.computedEstimate.count + 1
    self.layout = layout
    gamma = fixedEffects.computedEstimate
    let lower = fixedEffects.computedPrecision.lower
    let f = lower.rowCount
    precisionRoot = (0..<f).flatMap { i in
      (0..<f).map { $0 == i ? 1 / lower[i, i] : lower[i, $0] }
    }
    kernel = GroupBlock(
      q: q, order: order, zeros: zeros, root: root, sigmaSquared: sigmaSquared, scratch: scratch)
    once = scratch + GroupBlock.scratchLanes(q: q, order: order)
    twice = once + q * layout.columns
    inverse = twice + q * layout.columns
    precision = inverse + q * q
    leverage = precision + q * q
    cross = leverage + q * q
  }

  /// Adds the contributions of the eight groups whose lanes begin here to the sums.
  @inline(__always)
  func add(_ lanes: UnsafePointer<Lane>, to sums: UnsafeMutablePointer<Lane>) {
    var unused = LogProduct()
    kernel.factorise(lanes, weights: nil, into: &unused)
    kernel.takeRoots()
    fill(lanes)
    whiten()
    addEffects(to: sums)
    if layout.restricted { addLeverage(to: sums) }
    guard layout.hasSigmaSquared else { return }
    whitenAgain()
    invert()
    addSigmaSquared(to: sums)
    if layout.restricted { addSigmaSquaredLeverage(to: sums) }
  }

  /// (R, Y, ρ) into `once`.
  @inline(__always)
  private func fill(_ lanes: UnsafePointer<Lane>) {
    let (q, f, columns) = (layout.q, layout.f, layout.columns)
    var row = lanes
    for i in 0..<q {
      let place = once + i * columns
      for k in 0..<q { place[k] = k < i ? .zero : row[k - i] }
      let design = row + (q - i)
      for c in 0..<f {
        var value = design[c]
        for m in 0..<c { value -= place[q + m] * precisionRoot[c * f + m] }
        place[q + c] = value * precisionRoot[c * f + c]
      }
      var residual = design[gamma.count]
      for c in 0..<gamma.count { residual -= design[c] * gamma[c] }
      place[columns - 1] = residual
      row = design + gamma.count + 1
    }
  }

  /// M⁻¹ from the left, in place: from the last row up.
  @inline(__always)
  private func whiten() {
    let (q, columns) = (layout.q, layout.columns)
    let factor = kernel.factor
    for step in 1..<q + 1 {
      let i = q - step
      for c in 0..<columns {
        var value = once[i * columns + c]
        for m in i + 1..<q { value -= factor[i * q + m] * once[m * columns + c] }
        once[i * columns + c] = value * factor[i * q + i]
      }
    }
  }

  /// M⁻ᵀ from the left, from `once` into `twice`.
  @inline(__always)
  private func whitenAgain() {
    let (q, columns) = (layout.q, layout.columns)
    let factor = kernel.factor
    for i in 0..<q {
      for c in 0..<columns {
        var value = once[i * columns + c]
        for m in 0..<i { value -= factor[m * q + i] * twice[m * columns + c] }
        twice[i * columns + c] = value * factor[i * q + i]
      }
    }
  }

  /// M⁻¹, upper triangular.
  @inline(__always)
  private func invert() {
    let q = layout.q
    let factor = kernel.factor
    for c in 0..<q {
      for step in 1..<q + 1 {
        let i = q - step
        var value = Lane(repeating: i == c ? 1 : 0)
        for m in i + 1..<max(c, i) + 1 { value -= factor[i * q + m] * inverse[m * q + c] }
        inverse[i * q + c] = i > c ? .zero : value * factor[i * q + i]
      }
    }
  }
}

// MARK: - Sums over groups

extension ScoreBlock {
  /// s sᵀ, D, and the products of D's elements.
  @inline(__always)
  private func addEffects(to sums: UnsafeMutablePointer<Lane>) {
    let columns = layout.columns
    for (place, pair) in layout.pairs.enumerated() {
      precision[place] = product(once, pair.row, once, pair.column)
      sums[layout.precision + place] += precision[place]
      sums[layout.squares + place] +=
        product(once, pair.row, once, columns - 1) * product(once, pair.column, once, columns - 1)
    }
    var target = sums + layout.precisionProducts
    for a in 0..<layout.pairs.count {
      for b in 0...a {
        target[b] += precision[a] * precision[b]
      }
      target += a + 1
    }
  }

  /// E Eᵀ, its products with D, and E' E_a E for the free elements a of T.
  @inline(__always)
  private func addLeverage(to sums: UnsafeMutablePointer<Lane>) {
    let (q, f) = (layout.q, layout.f)
    for i in 0..<q { for c in 0..<f { cross[i * f + c] = product(once, i, once, q + c) } }
    for (place, pair) in layout.pairs.enumerated() {
      var value = Lane.zero
      for c in 0..<f { value += cross[pair.row * f + c] * cross[pair.column * f + c] }
      leverage[place] = value
      sums[layout.leverage + place] += value
    }
    var target = sums + layout.leverageProducts
    for a in 0..<layout.pairs.count {
      for b in 0..<layout.pairs.count { target[b] += precision[a] * leverage[b] }
      target += layout.pairs.count
    }
    target = sums + layout.derivatives
    for element in layout.elements {
      let first = cross + element.row * f
      let second = cross + element.column * f
      let both = element.row != element.column
      for c in 0..<f {
        for d in 0...c {
          var value = first[c] * second[d]
          if both { value += second[c] * first[d] }
          target[d] += value
        }
        target += c + 1
      }
    }
  }

  /// tr K⁻¹, tr K⁻², |K⁻¹ρ|² and Z'V⁻²Z.
  @inline(__always)
  private func addSigmaSquared(to sums: UnsafeMutablePointer<Lane>) {
    let (q, columns) = (layout.q, layout.columns)
    sums[layout.residual] += product(twice, columns - 1, twice, columns - 1)
    for i in 0..<q {
      for k in 0...i {
        var value = Lane.zero
        for m in 0...k { value += inverse[m * q + i] * inverse[m * q + k] }
        sums[layout.inverseSquared] += (i == k ? 1 : 2) * value * value
        if i == k { sums[layout.inverseTrace] += value }
      }
    }
    for (place, pair) in layout.pairs.enumerated() {
      sums[layout.precisionSquared + place] += product(twice, pair.row, twice, pair.column)
    }
  }

  /// Y'K⁻²Y, tr Y'K⁻³Y, and the symmetric part of E (Y'K⁻²R).
  @inline(__always)
  private func addSigmaSquaredLeverage(to sums: UnsafeMutablePointer<Lane>) {
    let (q, f, columns) = (layout.q, layout.f, layout.columns)
    var target = sums + layout.sigmaSquaredDerivative
    for c in 0..<f {
      for d in 0...c { target[d] += product(twice, q + c, twice, q + d) }
      target += c + 1
      for i in 0..<q {
        var value = Lane.zero
        for m in i..<q { value += inverse[i * q + m] * twice[m * columns + q + c] }
        sums[layout.cubed] += value * value
      }
      for (place, pair) in layout.pairs.enumerated() {
        let one = cross[pair.row * f + c] * product(twice, pair.column, twice, q + c)
        let other = cross[pair.column * f + c] * product(twice, pair.row, twice, q + c)
        sums[layout.leverageSquared + place] += 0.5 * (one + other)
      }
    }
  }

  /// The inner product of two columns.
  @inline(__always)
  private func product(
    _ a: UnsafeMutablePointer<Lane>, _ first: Int, _ b: UnsafeMutablePointer<Lane>, _ second: Int
  ) -> Lane {
    let columns = layout.columns
    var value = Lane.zero
    for i in 0..<layout.q { value += a[i * columns + first] * b[i * columns + second] }
    return value
  }
}
