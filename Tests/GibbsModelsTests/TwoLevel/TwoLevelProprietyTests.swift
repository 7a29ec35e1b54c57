import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

/// Propriety with several effects a group and with an estimated σ².
@Suite struct TwoLevelProprietyTests {
  /// Groups of so many rows with random coefficients 1 and x, and fixed ones 1, x, and w, wx.
  ///
  /// - Parameters:
  ///   - origin: the mean of x, whose standard deviation is 1.
  ///   - unit: what x is multiplied by.
  func propriety(
    rows: [Int], effects q: Int = 2, _ prior: String, sigmaSquared: String = "log-uniform",
    crossLevel: Bool = false, covariance: RandomTerm.Covariance = .unstructured,
    origin: Double = 0, unit: Double = 1
  ) throws -> Propriety {
    var stream = RandomStream(seed: 17, chain: 0, purpose: .start)
    var columns: [[Double]] = Array(repeating: [], count: crossLevel ? 4 : q)
    var (outcome, groups) = ([Double](), [Int]())
    for (group, count) in rows.enumerated() {
      let w = stream.normal()
      for _ in 0..<count {
        let x = unit * (origin + stream.normal())
        for (k, value) in [1, x, w, w * x].prefix(columns.count).enumerated() {
          columns[k].append(value)
        }
        outcome.append(stream.normal())
        groups.append(group)
      }
    }
    let labels = ["(Intercept)", "x", "w", "w:x"]
    let term = RandomTerm(
      factor: GroupingFactor(
        name: "school", levels: rows.indices.map { "\($0)" }, indices: groups),
      design: DesignMatrix(labels: Array(labels.prefix(q)), columns: Array(columns.prefix(q))),
      covariance: covariance)
    let model = HierarchicalModel(
      outcome: NamedValues(name: "y", values: outcome),
      fixed: DesignMatrix(labels: Array(labels.prefix(columns.count)), columns: columns),
      randomTerms: [term], knownVariances: nil,
      rows: RowAccount(
        read: outcome.count, used: outcome.count, missing: [], vanishedGroups: []))
    let parsed = try VariancePrior(parsing: prior)
    let deviation = q == 1 ? try DeviationPrior(parsed, samplingVariances: []) : nil
    return try Propriety(
      ReducedData(model, term: term),
      prior: CovariancePrior(
        parsed, effects: q, isDiagonal: covariance == .diagonal, single: deviation),
      deviation: deviation, levelOne: LevelOnePrior(SigmaSquaredPrior(parsing: sigmaSquared)),
      flatCoefficients: Array(columns.indices))
  }

  // Flat T: J − r > 2q. Flat standard deviations: J − r > 1, whatever q.
  @Test(
    "the fewest groups that a prior of T needs for two effects, r coefficients in each equation",
    arguments: [("uniform", false, 6), ("uniform", true, 7), ("uniform-sd", false, 3)]
      + [("uniform-sd", true, 4)])
  func fewestGroups(prior: String, crossLevel: Bool, fewest: Int) throws {
    for groups in 3...8 {
      let found = try propriety(
        rows: Array(repeating: 4, count: groups), prior, crossLevel: crossLevel)
      let expected = crossLevel ? 2 : 1
      #expect(found.tails.allSatisfy { $0.freeCount == expected * $0.dimension })
      #expect(found.isProper == (groups >= fewest), "\(groups) groups")
    }
  }

  @Test(
    "neither the origin of a slope's predictor nor its unit changes the verdict or the moments",
    arguments: [(1e5, 1.0), (0, 1e6), (1e5, 1e-3)], [false, true])
  func origins(place: (origin: Double, unit: Double), crossLevel: Bool) throws {
    for prior in ["uniform", "uniform-sd"] {
      for groups in 3...12 {
        let rows = Array(repeating: 4, count: groups)
        let near = try propriety(rows: rows, prior, crossLevel: crossLevel)
        let found = try propriety(
          rows: rows, prior, crossLevel: crossLevel, origin: place.origin, unit: place.unit)
        let what: Comment = "\(prior), \(groups) groups"
        #expect(found.isProper == near.isProper, what)
        #expect(found.slowestTail?.excess == near.slowestTail?.excess, what)
        for order in [1.0, 2, 4] {
          #expect(found.hasMoment(order) == near.hasMoment(order), what)
          for k in 0..<(crossLevel ? 4 : 2) {
            #expect(
              found.coefficient(k, hasMoment: order) == near.coefficient(k, hasMoment: order), what)
          }
        }
      }
    }
  }

  @Test("uncorrelated effects are decided one by one")
  func diagonal() throws {
    for (prior, fewest) in [("uniform", 4), ("uniform-sd", 3)] {
      for groups in 3...6 {
        let found = try propriety(
          rows: Array(repeating: 4, count: groups), prior, covariance: .diagonal)
        #expect(found.isProper == (groups >= fewest), "\(prior), \(groups) groups")
      }
    }
  }

  @Test("a proper prior needs no groups", arguments: ["half-t(3, 1)", "inverse-wishart(3, 1)"])
  func properPrior(prior: String) throws {
    #expect(try propriety(rows: [4, 4], prior).isProper)
  }

  /// p(T | y) ~ |T|^(−(J − r)/2): E T of order m/2 needs J − r > 2q + m.
  @Test("which moments of T exist under a flat prior")
  func moments() throws {
    let found = try propriety(rows: Array(repeating: 4, count: 8), "uniform")
    #expect(found.hasMoment(2))
    #expect(!found.hasMoment(3))
    #expect(found.coefficient(0, hasMoment: 2))
    #expect(found.allEffectsHaveMoment(2))
  }

  @Test(
    "groups too small for a slope count where they inform T: 5 of 4 rows are too few, 3 single rows more enough"
  )
  func smallGroups() throws {
    #expect(try !propriety(rows: [4, 4, 4, 4, 4], "uniform").isProper)
    let found = try propriety(rows: [4, 4, 4, 4, 4, 1, 1, 1], "uniform")
    #expect(found.isProper)
    #expect(found.slowestTail.map { [$0.dimension, $0.rank, $0.freeCount] } == [1, 8, 1])
  }

  @Test("σ² needs a group with more rows than effects, unless its prior is proper")
  func levelOne() throws {
    let single = Array(repeating: 1, count: 8)
    #expect(try !propriety(rows: single, effects: 1, "uniform").levelOneIsProper)
    #expect(
      try propriety(rows: single, effects: 1, "uniform", sigmaSquared: "inverse-gamma(1, 1)")
        .isProper)
    #expect(
      try propriety(rows: single, effects: 1, "uniform", sigmaSquared: "half-cauchy(1)").isProper)
    #expect(try propriety(rows: [2] + single, effects: 1, "uniform").isProper)
    // Two rows a group are taken up by an intercept and a slope.
    let pairs = Array(repeating: 2, count: 8)
    #expect(try !propriety(rows: pairs, "uniform").levelOneIsProper)
    #expect(try propriety(rows: [3] + pairs, "uniform").isProper)
  }

  @Test("the words for a flat T with too few groups")
  func wordsForTau() throws {
    let found = try propriety(rows: [4, 4, 4, 4, 4], "uniform")
    let error = ImproperPosterior(prior: "uniform", propriety: found, factor: "school")
    #expect(
      "\(error)" == """
        The posterior is improper: with the prior T: uniform, 5 groups of 'school' and 1 coefficient \
        between groups, the density of T has no finite integral.
        T: uniform-sd, or a proper prior such as T: half-cauchy(scale), makes it proper.
        """)
  }

  @Test("the words where it is the plane of both effects that too little informs")
  func wordsForPlane() throws {
    let found = try propriety(
      rows: Array(repeating: 1, count: 8), "uniform", sigmaSquared: "inverse-gamma(1, 1)")
    let error = ImproperPosterior(prior: "uniform", propriety: found, factor: "school")
    #expect(
      "\(error)" == """
        The posterior is improper: with the prior T: uniform, groups of 'school' that give 8 estimates \
        of effects and 2 coefficients between groups, the density of T has no finite integral.
        T: uniform-sd, or a proper prior such as T: half-cauchy(scale), makes it proper.
        """)
  }

  @Test("the words for a level-1 variance without information")
  func wordsForSigma() throws {
    let found = try propriety(rows: Array(repeating: 1, count: 8), effects: 1, "uniform")
    let error = ImproperPosterior(prior: "uniform", propriety: found, factor: "school")
    #expect(
      "\(error)" == """
        The posterior is improper: no group has more rows than effects, so that nothing informs the \
        level-1 variance.
        sigma2: inverse-gamma(a, b) or sigma2: half-cauchy(scale) makes it proper; with known \
        variances give known-variance.
        """)
  }

  @Test("the words for too few rows under a flat prior of σ²")
  func wordsForSigmaAtInfinity() throws {
    let rows = [2, 1, 1, 1]
    let found = try propriety(rows: rows, effects: 1, "uniform", sigmaSquared: "uniform")
    #expect(!found.isProper)
    let error = ImproperPosterior(prior: "uniform", propriety: found, factor: "school")
    #expect(
      "\(error)" == """
        The posterior is improper: with the prior T: uniform, 4 rows beyond the coefficients are too few \
        for a prior of sigma2 so flat: their joint density has no finite integral at infinity.
        sigma2: log-uniform, or a proper prior such as sigma2: half-cauchy(scale), makes it proper.
        """)
    for sigmaSquared in ["log-uniform", "half-cauchy(1)"] {
      #expect(try propriety(rows: rows, effects: 1, "uniform", sigmaSquared: sigmaSquared).isProper)
    }
  }
}
