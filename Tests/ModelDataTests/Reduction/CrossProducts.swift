import GSLNumerics
import ModelData
import TestSupport
import Testing

/// Expects R'R, R'G, R'g of each group and the pooled matrix to be those of (Z, X*, y*), where
/// X* = XB and y* = y − X · offset, formed row by row.
func expectCrossProducts(
  of model: HierarchicalModel, in data: ReducedData,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let dense = DenseTwoLevel(model)
  let q = dense.effectCount
  let design = dense.fixed * data.coordinates.matrix
  let outcome = zip(dense.outcome, dense.fixed * data.coordinates.offset).map(-)
  var pooled = Matrix(rows: design.columnCount + 1, columns: design.columnCount + 1)
  for j in 0..<dense.groupCount {
    let rows = dense.groups.indices.filter { dense.groups[$0] == j }
    let roots = rows.map { 1 / dense.variances[$0].squareRoot() }
    let z = (0..<q).map { k in
      zip(rows, roots).map { dense.random[$0, j * q + k] * $1 }
    }
    var responses = (0..<design.columnCount).map { c in
      zip(rows, roots).map { design[$0, c] * $1 }
    }
    responses.append(zip(rows, roots).map { outcome[$0] * $1 })
    let basis = orthonormalBasis(of: z)
    #expect(data.groupRanks[j] == basis.count, sourceLocation: sourceLocation)
    #expect(data.groupSizes[j] == rows.count, sourceLocation: sourceLocation)
    let root = data.effectRoot(of: j).transposed
    let gram = root * root.transposed
    let crossed = root * data.design(of: j)
    let crossedResponse = root * data.response(of: j)
    for a in 0..<q {
      for b in 0..<q {
        #expect(isClose(gram[a, b], dot(z[a], z[b]), to: 1e-11), sourceLocation: sourceLocation)
      }
      for c in 0..<design.columnCount {
        #expect(
          isClose(crossed[a, c], dot(z[a], responses[c]), to: 1e-11),
          sourceLocation: sourceLocation)
      }
      #expect(
        isClose(crossedResponse[a], dot(z[a], responses[design.columnCount]), to: 1e-11),
        sourceLocation: sourceLocation)
    }
    let rests = responses.map { rest(of: $0, beside: basis) }
    for a in rests.indices { for b in rests.indices { pooled[a, b] += dot(rests[a], rests[b]) } }
  }
  for (value, expected) in zip(data.pooled.elements, pooled.elements) {
    #expect(isClose(value, expected, to: 1e-11), sourceLocation: sourceLocation)
  }
}

/// An orthonormal basis of the space that some vectors span, by Gram and Schmidt.
private func orthonormalBasis(of vectors: [[Double]]) -> [[Double]] {
  vectors.reduce(into: []) { basis, vector in
    let rest = rest(of: vector, beside: basis)
    let length = dot(rest, rest).squareRoot()
    guard length > 1e-8 * dot(vector, vector).squareRoot() else { return }
    basis.append(rest.map { $0 / length })
  }
}

/// What is left of a vector when its part in the span of a basis is taken away, twice for safety.
private func rest(of vector: [Double], beside basis: [[Double]]) -> [Double] {
  (basis + basis).reduce(vector) { rest, direction in
    let part = dot(rest, direction)
    return zip(rest, direction).map { $0 - part * $1 }
  }
}
