import Foundation
import Testing

@testable import ModelData

/// Labels and columns against R's `model.matrix`; the script, R's version and the date are beside
/// the numbers in `Tests/ReferenceValues/model-matrix`.
@Suite struct FactorCodingTests {
  struct Reference: Decodable {
    struct Case: Decodable, CustomTestStringConvertible {
      let formula: String
      let labels: [String]
      let columns: [[Double]]
      var testDescription: String { formula }
    }
    let cases: [Case]
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../ReferenceValues/model-matrix")

  static func cases() throws -> [Reference.Case] {
    let data = try Data(contentsOf: folder.appending(path: "reference.json"))
    return try JSONDecoder().decode(Reference.self, from: data).cases
  }

  static func table(textColumns: [String]) throws -> Table {
    let text = try String(contentsOf: folder.appending(path: "data.csv"), encoding: .utf8)
    return Table(text, texts: textColumns)
  }

  @Test("fixed terms have R's labels, order and values", arguments: try cases())
  func fixedTerms(reference: Reference.Case) throws {
    let reading = try Self.reading("y ~ \(reference.formula) + (1 | school)")
    expect(reading.outline.fixed.labels, reading.rows?.fixedColumns, are: reference)
  }

  @Test("each column knows its term: those of a factor share one")
  func columnTerms() throws {
    let outline = try Self.reading("y ~ a * x + (1 | school)").outline
    #expect(outline.fixed.labels == ["(Intercept)", "alow", "amid", "x", "alow:x", "amid:x"])
    #expect(outline.fixedTerms == ["(Intercept)", "a", "a", "x", "a:x", "a:x"])
  }

  @Test("the terms of a random term go the same way", arguments: try cases())
  func randomTerms(reference: Reference.Case) throws {
    let reading = try Self.reading("y ~ 1 + (\(reference.formula) | school)")
    expect(
      reading.outline.randomTerms[0].design.labels, reading.rows?.randomColumns[0],
      are: reference)
  }

  @Test("a formula prints so that it reads back as the same model", arguments: try cases())
  func printsAndReadsBack(reference: Reference.Case) throws {
    let formula = try Formula("y ~ \(reference.formula) + (\(reference.formula) | school)")
    let again = try Formula(formula.description)
    #expect(again.fixed == formula.fixed)
    #expect(again.randomTerms == formula.randomTerms)
    #expect(again.description == formula.description)
    let expanded = try Formula("y ~ \(try #require(formula.randomTerms.first))")
    #expect(
      Set(expanded.randomTerms[0].terms.terms.map { Set($0.variables) })
        == Set(formula.fixed.terms.map { Set($0.variables) }))
  }

  @Test("there are cases enough")
  func count() throws {
    #expect(try Self.cases().count >= 25)
  }

  private static func reading(_ text: String) throws -> ModelReading {
    let formula = try Formula(text)
    return try ModelReading(
      try table(textColumns: formula.textColumns), formula: formula, knownVariance: nil,
      keepsRows: true)
  }

  private func expect(
    _ labels: [String], _ columns: [[Double]]?, are reference: Reference.Case
  ) {
    #expect(labels == reference.labels)
    #expect(columns?.count == reference.columns.count)
    for (column, expected) in zip(columns ?? [], reference.columns) {
      #expect(zip(column, expected).allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($1)) })
    }
  }
}
