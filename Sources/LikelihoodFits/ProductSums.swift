import GSLNumerics
import ModelData

/// Where the cross-products of the columns (G, g) stand among the sums that a pass over groups adds up.
///
/// The cross-product of the columns w_m b and w_n c, w₀ = 1, is Σ w_m w_n (b'K⁻¹c) over groups. It is added up once
/// for each pair of base columns and each pair of predictors, in whichever order these are. For a pair of base
/// columns that have up to p and r ≤ p products these are the pairs (n, m), n ≤ r and n ≤ m ≤ p, by n.
struct ProductSums: Sendable {
  /// The number of sums.
  let count: Int
  /// The place of each element of the lower triangle, by rows, of the cross-products of (G, g).
  let places: [Int]
  /// For each pair of base columns, by rows of a lower triangle, the number of runs of products w_n w_m by which it
  /// is multiplied, and of each run the first and the number.
  let runs: [Int]
  /// `DesignLayout.predictorLanes`.
  let predictorLanes: Int

  init(_ layout: DesignLayout) {
    predictorLanes = layout.predictorLanes
    let counts = layout.productCounts + [0]
    var (next, places, runs) = (0, [Int](), [Int]())
    for (a, first) in counts.enumerated() {
      var starts: [Int] = []
      for second in counts.prefix(a + 1) {
        let pairs = PredictorPairs(most: max(first, second), fewest: min(first, second))
        starts.append(next)
        next += pairs.count
        runs += pairs.runs(of: layout.predictorCount)
      }
      for m in 0...first {
        for b in 0...a {
          let pairs = PredictorPairs(most: max(first, counts[b]), fewest: min(first, counts[b]))
          for n in 0...(a == b ? m : counts[b]) {
            places.append(starts[b] + pairs.place(min(m, n), max(m, n)))
          }
        }
      }
    }
    (count, self.places, self.runs) = (next, places, runs)
  }

  /// Adds b'K⁻¹c of eight groups, times its products of predictors, to its sums, and moves on to the next pair's.
  @inline(always)
  static func add(
    _ value: SIMD8<Double>, _ products: UnsafePointer<SIMD8<Double>>,
    runs: inout UnsafePointer<Int>, to place: inout UnsafeMutablePointer<SIMD2<Double>>
  ) {
    place.pointee += value.pairSums
    place += 1
    var left = runs.pointee
    runs += 1
    while left > 0 {
      let run = products + runs[0]
      let count = runs[1]
      var k = 0
      while k < count {
        place[k] += (run[k] * value).pairSums
        k &+= 1
      }
      place += count
      runs += 2
      left &-= 1
    }
  }
}

/// The pairs (n, m) with n ≤ `fewest` and n ≤ m ≤ `most`, by n.
private struct PredictorPairs {
  let most: Int
  let fewest: Int

  var count: Int { place(fewest + 1, fewest + 1) }

  /// The place of a pair, n ≤ m.
  func place(_ n: Int, _ m: Int) -> Int { (0..<n).reduce(m - n) { $0 + most - $1 + 1 } }

  /// The number of runs, then first and number of each, among all pairs of so many predictors without (0, 0).
  func runs(of predictors: Int) -> [Int] {
    let all = PredictorPairs(most: predictors, fewest: predictors)
    var runs: [Int] = []
    for n in 0...fewest {
      let first = all.place(n, max(n, 1)) - 1
      let number = most - max(n, 1) + 1
      if number == 0 { continue }
      if let last = runs.indices.last, runs[last - 1] + runs[last] == first {
        runs[last] += number
      } else {
        runs += [first, number]
      }
    }
    return [runs.count / 2] + runs
  }
}
