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
    let formula = try Formula("y ~ \(reference.formula)")
    try expect(formula.fixed, of: formula, isLike: reference)
  }

  @Test("the terms of a random term go the same way", arguments: try cases())
  func randomTerms(reference: Reference.Case) throws {
    let formula = try Formula("y ~ (\(reference.formula) | school)")
    try expect(try #require(formula.randomTerms.first).terms, of: formula, isLike: reference)
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

  private func expect(
    _ terms: TermList, of formula: Formula, isLike reference: Reference.Case
  ) throws {
    let table = try Self.table(textColumns: formula.textColumns)
    let evaluator = try VariableEvaluator(formula, table: table, knownVariance: nil)
    let design = try FactorCoding(terms, evaluator: evaluator)
      .designMatrix(rowCount: table.rowCount)
    #expect(design.labels == reference.labels)
    #expect(design.columns.count == reference.columns.count)
    for (column, expected) in zip(design.columns, reference.columns) {
      #expect(zip(column, expected).allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($1)) })
    }
  }
}
