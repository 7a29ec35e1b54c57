import Foundation
import Testing

@testable import ModelData

/// What is summed up over blocks of rows, against the rows themselves.
@Suite struct ModelReadingTests {
  /// The moments of a group's columns, from all of its rows.
  private struct GroupColumns {
    let columns: [[Double]]

    func mean(_ a: Int) -> Double {
      let first = columns[a][0]
      return first + columns[a].reduce(0) { $0 + ($1 - first) } / Double(columns[a].count)
    }

    func comoment(_ a: Int, _ b: Int) -> Double {
      let (x, y) = (mean(a), mean(b))
      return zip(columns[a], columns[b]).reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
    }

    /// What rounding is measured by.
    func size(_ a: Int) -> Double { columns[a].reduce(0) { max($0, abs($1)) } }
  }

  private static let reference = FactorCodingTests.folder.appending(path: "data.csv")

  private func files(_ path: String, _ formula: Formula, blockRows: Int) throws -> DataFiles {
    try DataFiles(
      [FileReference(path: path)], columns: Set(formula.columnNames),
      textColumns: Set(formula.textColumns), blockRows: blockRows)
  }

  /// Compares the moments with those of the rows, which are read for it.
  private func expectMoments(
    _ text: String, path: String, blockRows: Int = 7, tolerance: Double = 1e-13
  ) throws {
    let formula = try Formula(text)
    let files = try files(path, formula, blockRows: blockRows)
    let streamed = try ModelReading(files, formula: formula, knownVariance: nil)
    let whole = try ModelReading(files, formula: formula, knownVariance: nil, keepsRows: true)
    let rows = try #require(whole.rows)
    #expect(streamed.rows == nil)
    #expect(streamed.outline.fixed.labels == whole.outline.fixed.labels)
    #expect(
      streamed.outline.randomTerms[0].factor.levels == whole.outline.randomTerms[0].factor.levels)
    let columns = streamed.layout.columns(
      fixed: rows.fixedColumns, random: rows.randomColumns[0], outcome: rows.outcome)
    let moments = streamed.moments
    #expect(moments.columnCount == columns.count)
    for group in 0..<moments.groupCount {
      let places = rows.places[0].indices.filter { rows.places[0][$0] == group }
      let expected = GroupColumns(columns: columns.map { column in places.map { column[$0] } })
      #expect(moments.counts[group] == places.count)
      for a in columns.indices {
        let mean = moments.means[group * columns.count + a]
        #expect(abs(mean - expected.mean(a)) <= tolerance * expected.size(a))
        for b in 0...a {
          let comoment = moments.comoments[group * moments.triangleCount + a * (a + 1) / 2 + b]
          let size = expected.size(a) * expected.size(b) * Double(places.count)
          #expect(abs(comoment - expected.comoment(a, b)) <= tolerance * size, "\(a), \(b)")
        }
      }
    }
  }

  @Test("sums over blocks are those over the rows", arguments: try FactorCodingTests.cases())
  func formulas(reference: FactorCodingTests.Reference.Case) throws {
    let path = Self.reference.path
    try expectMoments("y ~ \(reference.formula) + (1 | school)", path: path)
    try expectMoments("y ~ w + (\(reference.formula) | school)", path: path)
  }

  @Test(
    "means within and of other groups, and means of means",
    arguments: [
      "center(x, school) * center(z, school)", "w * center(x) * center(z, school)",
      "mean(x, school):mean(z, school) + x:center(I(z^2))", "center(x, a) + mean(z, a)",
      "center(mean(x, school)) + center(center(z), a)", "log(mean(z, school) + 10)",
    ])
  func means(terms: String) throws {
    try expectMoments("y ~ \(terms) + (1 + center(x) | school)", path: Self.reference.path)
  }

  /// Rows of three groups whose values differ by parts of 1e-9 of themselves.
  private static func farRows() -> [String] {
    (0..<90).map { row in
      let (wave, step) = (Double(row * row % 17) / 16, Double(row % 7) / 8)
      return "g\(row % 3),\(1e9 + wave - step),\(1e9 + step),\(2e9 + wave),\(row % 3 + 1)"
    }
  }

  private func write(_ rows: [String]) throws -> TemporaryFiles {
    try TemporaryFiles(["far.csv": (["g,y,x,z,w"] + rows).joined(separator: "\n")])
  }

  @Test(
    "far from zero, sums of centred products keep the digits of differences",
    arguments: [
      "center(x, g)", "w * center(x, g)", "center(x, g):center(z, g)", "center(x):center(z, g)",
    ])
  func farFromZero(terms: String) throws {
    let files = try write(Self.farRows())
    let formula = try Formula("y ~ 0 + \(terms) + (0 + center(y, g) | g)")
    let source = try self.files(files["far.csv"].path, formula, blockRows: 16)
    let streamed = try ModelReading(source, formula: formula, knownVariance: nil)
    let rows = try #require(
      try ModelReading(source, formula: formula, knownVariance: nil, keepsRows: true).rows)
    let columns = streamed.layout.columns(
      fixed: rows.fixedColumns, random: rows.randomColumns[0], outcome: rows.outcome)
    for group in 0..<3 {
      let places = rows.places[0].indices.filter { rows.places[0][$0] == group }
      let expected = GroupColumns(columns: columns.map { column in places.map { column[$0] } })
      for a in columns.indices {
        let comoment = streamed.moments.comoments[
          group * streamed.moments.triangleCount + a * (a + 1) / 2 + a]
        let exact = expected.comoment(a, a)
        // The values themselves have been rounded to 1e-7.
        #expect(abs(comoment - exact) <= 1e-6 * exact)
      }
    }
  }

  @Test("the order of rows and the size of blocks make no difference", arguments: [1, 5, 300])
  func orders(blockRows: Int) throws {
    let rows = Self.farRows()
    let formula = try Formula("y ~ w * center(x, g) + (1 + center(x, g) | g)")
    let sorted = try write(
      (0..<3).flatMap { group in rows.indices.filter { $0 % 3 == group } }.map { rows[$0] })
    let mixed = try write(rows)
    let readings = try [sorted, mixed].map {
      try ModelReading(
        try files($0["far.csv"].path, formula, blockRows: blockRows), formula: formula,
        knownVariance: nil)
    }
    #expect(readings[0].outline.randomTerms[0].factor.levels == ["g0", "g1", "g2"])
    #expect(readings[1].outline.randomTerms[0].factor.levels == ["g0", "g1", "g2"])
    #expect(readings[0].moments.counts == [30, 30, 30])
    for (first, second) in zip(readings[0].moments.means, readings[1].moments.means) {
      #expect(abs(first - second) <= 1e-15 * abs(first) + 1e-6)
    }
    for (first, second) in zip(readings[0].moments.comoments, readings[1].moments.comoments) {
      #expect(abs(first - second) <= 1e-5)
    }
  }

  @Test("a problem of an earlier part of the model is reported before an earlier row's")
  func firstProblem() throws {
    let files = try TemporaryFiles(["d.csv": "g,y,x,v\na,2,0,1\nb,2,1,-1\na,2,-1,1\nb,2,1,1\n"])
    func error(_ text: String, variance: KnownVariance? = nil) throws -> DesignError? {
      let formula = try Formula(text)
      let source = try DataFiles(
        [files["d.csv"]], columns: Set(formula.columnNames).union(["v"]),
        textColumns: Set(formula.textColumns), blockRows: 1)
      return #expect(throws: DesignError.self) {
        try ModelReading(source, formula: formula, knownVariance: variance)
      }
    }
    #expect(try error("y ~ log(x) + (1 | g)") == .constantOutcome("y", value: 2))
    let place = DesignError.Place(file: "d.csv", line: 3)
    #expect(
      try error("x ~ log(y - 2) + (1 | g)", variance: .variance(column: "v"))
        == .knownVarianceNotPositive(place, column: "v", value: -1, isStandardError: false))
  }

  @Test("a level-2 predictor that varies is shown with the values as written")
  func varyingPredictor() throws {
    let formula = try Formula(
      equations: "y = b0 + r\nb0 = g00 + g01*center(x) + u0", group: "g")
    let error = #expect(throws: DesignError.self) {
      try ModelReading(
        Table("g,y,x\na,1,2\na,3,4\nb,4,6"), formula: formula, knownVariance: nil)
    }
    #expect(
      error
        == .variesWithinGroup(
          .init(file: "data.csv", line: 3), predictor: "center(x)", factor: "g", group: "a",
          first: "-2", second: "0"))
  }
}
