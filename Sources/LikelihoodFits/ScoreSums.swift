import GSLNumerics
import ModelData

/// The sums over groups from which gradient and information are made.
struct ScoreSums {
  private let layout: ScoreLayout
  private let coordinates: VarianceCoordinates
  private let sigmaSquared: Double
  /// The sums of `ScoreLayout`.
  private let sums: [Double]
  /// The rows that the reduction pooled, less those of the empty lanes: each has variance σ².
  private let pooledRows: Double
  /// Their part of r'V⁻²r, times σ⁴.
  private let pooledSquares: Double
  /// Their part of C^{1/2}' X'X C^{1/2}: f × f.
  private let pooledDesign: Matrix

  /// Adds up all groups at T = root rootᵀ and σ².
  init(
    _ data: ReducedData, root: Matrix, sigmaSquared: Double, fixedEffects: FixedEffects,
    coordinates: VarianceCoordinates, restricted: Bool
  ) {
    let (q, f) = (data.effectCount, data.coefficientCount)
    let layout = ScoreLayout(
      effects: q, coefficients: f, coordinates: coordinates, restricted: restricted)
    self.layout = layout
    self.coordinates = coordinates
    self.sigmaSquared = sigmaSquared
    var totals = Array(repeating: 0.0, count: layout.count)
    let scratch = ScoreBlock.scratchLanes(layout, order: f + 1)
    withUnsafeTemporaryAllocation(of: SIMD8<Double>.self, capacity: layout.count + scratch) {
      room in
      data.withBlocks { start, zeros in
        guard let sums = room.baseAddress else { return }
        room.initialize(repeating: .zero)
        let block = ScoreBlock(
          layout, zeros: zeros, root: root, sigmaSquared: sigmaSquared,
          fixedEffects: fixedEffects, scratch: sums + layout.count)
        for place in 0..<data.blockCount { block.add(start + place * data.blockLanes, to: sums) }
        for place in totals.indices { totals[place] = sums[place].sum() }
      }
    }
    sums = totals
    let lanes = data.blockCount * ReducedData.blockSize
    pooledRows = Double(data.rowCount - q * lanes)
    let contrast = fixedEffects.computedEstimate.map { -$0 } + [1]
    pooledSquares = dot(contrast, data.pooled * contrast)
    pooledDesign =
      restricted ? fixedEffects.whitened(data.pooledDesign) : Matrix(rows: 0, columns: 0)
  }

  /// ∂ log likelihood / ∂T: ½ (Σ s sᵀ − Σ D + Σ E C Eᵀ), the last for REML.
  var tauGradient: Matrix {
    var result = Matrix(rows: layout.q, columns: layout.q)
    for (place, pair) in layout.pairs.enumerated() {
      let value =
        0.5
        * (sums[layout.squares + place] - sums[layout.precision + place]
          + sums[layout.leverage + place])
      result[pair.row, pair.column] = value
      result[pair.column, pair.row] = value
    }
    return result
  }

  /// ∂ log likelihood / ∂σ²: ½ (r'V⁻²r − tr V⁻¹ + tr(C X'V⁻²X)), the last for REML.
  var sigmaSquaredGradient: Double {
    guard layout.hasSigmaSquared else { return 0 }
    return 0.5
      * (sums[layout.residual] + pooledSquares / (sigmaSquared * sigmaSquared)
        - sums[layout.inverseTrace] - pooledRows / sigmaSquared
        + sigmaSquaredDerivative.trace)
  }

  /// The expected information, ML or REML.
  var information: Matrix {
    var result = Matrix(rows: coordinates.count, columns: coordinates.count)
    for (a, first) in layout.elements.enumerated() {
      for (b, second) in layout.elements.enumerated().prefix(a + 1) {
        result[a, b] = effectInformation(first, second)
      }
    }
    if layout.hasSigmaSquared { addSigmaSquared(to: &result) }
    if layout.restricted { addProjection(to: &result) }
    for a in 0..<coordinates.count { for b in 0..<a { result[b, a] = result[a, b] } }
    return result
  }
}

extension ScoreSums {
  /// ½ tr(D E_a D E_b) − tr(E C Eᵀ E_a D E_b), the second for REML, summed over groups.
  private func effectInformation(
    _ first: VarianceElement, _ second: VarianceElement
  ) -> Double {
    var total = 0.0
    for x in orders(first) {
      for y in orders(second) {
        let one = ScoreLayout.place(y.1, x.0)
        let other = ScoreLayout.place(x.1, y.0)
        total += 0.5 * sums[layout.precisionProducts + ScoreLayout.place(one, other)]
        guard layout.restricted else { continue }
        total -= sums[layout.leverageProducts + other * layout.pairs.count + one]
      }
    }
    return total
  }

  /// The row of σ²: ½ tr V⁻²V_a − tr(C X'V⁻²V_aV⁻¹X), the second for REML.
  private func addSigmaSquared(to information: inout Matrix) {
    let last = coordinates.count - 1
    for (a, element) in layout.elements.enumerated() {
      let place = ScoreLayout.place(element.row, element.column)
      let twice = Double(orders(element).count)
      information[last, a] =
        twice * (0.5 * sums[layout.precisionSquared + place] - sums[layout.leverageSquared + place])
    }
    let square = sigmaSquared * sigmaSquared
    information[last, last] =
      0.5 * (sums[layout.inverseSquared] + pooledRows / square)
      - sums[layout.cubed] - pooledDesign.trace / (square * sigmaSquared)
  }

  /// ½ tr(C H_a C H_b) with H_a = X'V⁻¹V_aV⁻¹X.
  private func addProjection(to information: inout Matrix) {
    let size = layout.f * (layout.f + 1) / 2
    var derivatives = layout.elements.indices.map {
      symmetric(at: layout.derivatives + $0 * size)
    }
    if layout.hasSigmaSquared { derivatives.append(sigmaSquaredDerivative) }
    for a in derivatives.indices {
      for b in 0...a {
        information[a, b] += 0.5 * dot(derivatives[a].elements, derivatives[b].elements)
      }
    }
  }

  /// C^{1/2}' X'V⁻²X C^{1/2}: f × f.
  private var sigmaSquaredDerivative: Matrix {
    guard layout.restricted else { return pooledDesign }
    return symmetric(at: layout.sigmaSquaredDerivative)
      + 1 / (sigmaSquared * sigmaSquared) * pooledDesign
  }

  private func symmetric(at start: Int) -> Matrix {
    var result = Matrix(rows: layout.f, columns: layout.f)
    for i in 0..<layout.f {
      for k in 0...i {
        result[i, k] = sums[start + ScoreLayout.place(i, k)]
        result[k, i] = result[i, k]
      }
    }
    return result
  }

  private func orders(_ element: VarianceElement) -> [(Int, Int)] {
    element.row == element.column
      ? [(element.row, element.column)]
      : [(element.row, element.column), (element.column, element.row)]
  }
}

extension FixedEffects {
  /// P⁻¹ S P⁻ᵀ for a symmetric S, with P Pᵀ the precision matrix of γ̂.
  func whitened(_ matrix: Matrix) -> Matrix { computedPrecision.whitened(matrix) }
}

extension ReducedData {
  /// The pooled cross-products of X alone: f × f.
  var pooledDesign: Matrix {
    pooled.submatrix(rows: Array(0..<coefficientCount), columns: Array(0..<coefficientCount))
  }
}
