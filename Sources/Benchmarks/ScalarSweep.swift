import Foundation
import GSLNumerics
import ModelData

/// A plain program for the same model: (γ, u) as a block, group by group, nothing else.
///
/// The yardstick of the README: what a careful scalar loop over sufficient statistics costs.
struct ScalarSweep {
  private let groups: Int
  private let f: Int
  /// For each group Z'Z (3), Z'X (2 × f), Z'y (2).
  private let statistics: [Double]
  private let crossProducts: Matrix

  init(_ data: ReducedData) {
    groups = data.groupCount
    f = data.coefficientCount
    var statistics: [Double] = []
    var total = data.pooled
    for group in 0..<data.groupCount {
      let root = data.effectRoot(of: group)
      let design = data.design(of: group)
      let response = data.response(of: group)
      let a = root.transposed * root
      statistics += [a[0, 0], a[1, 0], a[1, 1]]
      statistics += (root.transposed * design).elements
      statistics += root.transposed * response
      for i in 0..<2 {
        let row = design.row(i) + [response[i]]
        total = total + .outer(row, row)
      }
    }
    self.statistics = statistics
    crossProducts = total
  }

  /// Seconds a sweep.
  func time(count: Int) -> Double {
    var stream = RandomStream(seed: 1, chain: 0, purpose: .simulation)
    var effects = Array(repeating: 0.0, count: 2 * groups)
    var precision = Array(repeating: 0.0, count: (f + 1) * (f + 1))
    let begin = processorSeconds()
    for _ in 0..<count {
      accumulate(into: &precision)
      draw(&effects, gamma: Array(repeating: 1, count: f), using: &stream)
    }
    return (processorSeconds() - begin) / Double(count)
  }

  /// Σ of the groups' parts of γ's precision, u integrated out.
  private func accumulate(into precision: inout [Double]) {
    let width = 5 + 2 * f
    precision.withUnsafeMutableBufferPointer { precision in
      statistics.withUnsafeBufferPointer { statistics in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * (f + 1)) { solved in
          for group in 0..<groups {
            let start = group * width
            let l0 = (statistics[start] + 0.25).squareRoot()
            let l1 = (statistics[start + 1] - 0.05) / l0
            let l2 = (statistics[start + 2] + 0.5 - l1 * l1).squareRoot()
            for c in 0...f {
              let z = start + 3 + 2 * c
              solved[2 * c] = statistics[z] / l0
              solved[2 * c + 1] = (statistics[z + 1] - l1 * solved[2 * c]) / l2
            }
            for a in 0...f {
              for b in 0...a {
                precision[a * (f + 1) + b] +=
                  solved[2 * a] * solved[2 * b] + solved[2 * a + 1] * solved[2 * b + 1]
              }
            }
          }
        }
      }
    }
  }

  private func draw(
    _ effects: inout [Double], gamma: [Double], using stream: inout RandomStream
  ) {
    let width = 5 + 2 * f
    var squares = (0.0, 0.0, 0.0)
    for group in 0..<groups {
      let start = group * width
      var r0 = statistics[start + 3 + 2 * f]
      var r1 = statistics[start + 4 + 2 * f]
      for c in 0..<f {
        r0 -= statistics[start + 3 + 2 * c] * gamma[c]
        r1 -= statistics[start + 4 + 2 * c] * gamma[c]
      }
      let l0 = (statistics[start] + 0.25).squareRoot()
      let l1 = (statistics[start + 1] - 0.05) / l0
      let l2 = (statistics[start + 2] + 0.5 - l1 * l1).squareRoot()
      let z0 = r0 / l0 + stream.normal()
      let z1 = (r1 - l1 * (r0 / l0)) / l2 + stream.normal()
      let u1 = z1 / l2
      let u0 = (z0 - l1 * u1) / l0
      effects[2 * group] = u0
      effects[2 * group + 1] = u1
      squares.0 += u0 * u0
      squares.1 += u0 * u1
      squares.2 += u1 * u1
    }
    precondition(squares.0 + squares.1 + squares.2 > 0, "the sums are used")
  }
}
