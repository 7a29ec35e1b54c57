import GSLNumerics
import ModelData

/// Σ_j m_j m_jᵀ with m_j = X_j'V_j⁻¹(y_j − X_jγ̂): the middle of the sandwich, groups as units.
struct Sandwich {
  typealias Lane = SIMD8<Double>

  /// f × f, in the computed coordinates.
  let middle: Matrix

  init(_ fit: LikelihoodFit) {
    let data = fit.data
    let gamma = fit.fixedEffects.computedEstimate
    let sigmaSquared = fit.parameters.sigmaSquared
    let (q, f) = (data.effectCount, data.coefficientCount)
    var sums = Array(repeating: Lane.zero, count: f * (f + 1) / 2)
    let scratch = GroupBlock.scratchLanes(q: q, order: f + 1)
    withUnsafeTemporaryAllocation(of: Lane.self, capacity: scratch) { room in
      data.withBlocks { start, zeros in
        guard let free = room.baseAddress else { return }
        let kernel = GroupBlock(
          q: q, order: f + 1, zeros: zeros, root: fit.tauRoot, sigmaSquared: sigmaSquared,
          scratch: free)
        var unused = LogProduct()
        var scores = Array(repeating: Lane.zero, count: f)
        for block in 0..<data.blockCount {
          let place = start + block * data.blockLanes
          kernel.whiten(place, weights: nil, into: &unused)
          kernel.project(gamma, of: place, into: &scores)
          data.addWithinScores(
            block: block, gamma: gamma, sigmaSquared: sigmaSquared, to: &scores)
          var target = 0
          for a in 0..<f {
            for b in 0...a {
              sums[target] += scores[a] * scores[b]
              target += 1
            }
          }
        }
      }
    }
    middle = Matrix(symmetric: sums.map { $0.sum() }, order: f)
  }
}

extension Matrix {
  /// A symmetric matrix from its lower triangle by rows.
  fileprivate init(symmetric triangle: [Double], order: Int) {
    self.init(rows: order, columns: order)
    for a in 0..<order {
      for b in 0...a {
        self[a, b] = triangle[a * (a + 1) / 2 + b]
        self[b, a] = self[a, b]
      }
    }
  }
}

extension GroupBlock {
  /// G'K⁻¹(g − Gγ) of the eight groups last whitened.
  fileprivate func project(
    _ gamma: [Double], of lanes: UnsafePointer<Lane>, into scores: inout [Lane]
  ) {
    let f = gamma.count
    for c in 0..<f { scores[c] = .zero }
    for i in 0..<q {
      let whitened = row(i, of: lanes)
      var residual = whitened[f]
      for c in 0..<f { residual -= whitened[c] * gamma[c] }
      residual *= factor[i * q + i]
      for c in 0..<f { scores[c] += whitened[c] * residual }
    }
  }
}

extension ReducedData {
  /// Adds what the rows contribute with Z projected out: X'(I − QQ')(y − Xγ)/σ².
  fileprivate func addWithinScores(
    block: Int, gamma: [Double], sigmaSquared: Double, to scores: inout [SIMD8<Double>]
  ) {
    guard !within.columns.isEmpty else { return }
    let count = within.columns.count
    let contrast = within.columns.map { -gamma[$0] } + [1]
    let first = block * Self.blockSize
    for lane in 0..<min(Self.blockSize, groupCount - first) {
      let start = (first + lane) * within.triangleCount
      for a in 0..<count {
        let value = (0...count).reduce(0.0) { total, b in
          let (i, k) = (max(a, b), min(a, b))
          return total + within.elements[start + i * (i + 1) / 2 + k] * contrast[b]
        }
        scores[within.columns[a]][lane] += value / sigmaSquared
      }
    }
  }
}
