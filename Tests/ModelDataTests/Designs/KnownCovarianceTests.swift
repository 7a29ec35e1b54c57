import Foundation
import GSLNumerics
import TestSupport
import Testing

@testable import ModelData

@Suite struct KnownCovarianceTests {
  private func analysis(_ rows: [String], _ known: String, outcome: String? = "kind") throws
    -> Analysis
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try (["id,kind,y,v,c1,c2,c3"] + rows).joined(separator: "\n")
      .write(to: folder.appending(path: "d.csv"), atomically: true, encoding: .utf8)
    let text =
      "data: [d.csv]\nformula: y ~ 0 + kind + (0 + kind | id)\nknown-covariance: \(known)\n"
      + (outcome.map { "outcome: \($0)\n" } ?? "")
    let path = folder.appending(path: "m.yaml")
    try text.write(to: path, atomically: true, encoding: .utf8)
    return try Analysis(path: path.path)
  }

  private static let rows = [
    "s,b,1,4,1,4,NA", "s,a,2,9,9,1,NA", "t,a,3,1,1,NA,NA", "u,c,5,2,0.5,NA,2", "u,a,4,1,1,NA,0.5",
  ]

  @Test("V_j of complete and incomplete groups, rows in any order")
  func matrices() throws {
    let rows = try analysis(Self.rows, "{columns: [c1, c2, c3]}").rows()
    let covariances = try #require(rows.knownCovariances)
    #expect(covariances.rows == [[0, 1], [2], [3, 4]])
    let matrices = covariances.factors.map { $0.lower * $0.lower.transposed }
    for (seen, expected) in zip(
      matrices, [Matrix([[4, 1], [1, 9]]), Matrix([[1]]), Matrix([[2, 0.5], [0.5, 1]])])
    {
      for (a, b) in zip(seen.elements, expected.elements) { #expect(isClose(a, b, to: 1e-14)) }
    }
    #expect(rows.knownVariances == [4, 9, 1, 2, 1])
    #expect(rows.outcomes == Outcomes(levels: ["a", "b", "c"], places: [1, 0, 0, 2, 0]))
  }

  @Test("one correlation between the rows of a group")
  func correlated() throws {
    let rows = try analysis(Self.rows, "{variances: v, correlation: 0.5}", outcome: nil).rows()
    let covariances = try #require(rows.knownCovariances)
    let first = covariances.factors[0].lower * covariances.factors[0].lower.transposed
    for (a, b) in zip(first.elements, [4.0, 3, 3, 9]) { #expect(isClose(a, b, to: 1e-14)) }
    #expect(isClose(covariances.logDeterminant, log(27) + log(1) + log(1.5), to: 1e-14))
    #expect(rows.outcomes == nil)
  }

  /// Errors L⁻¹e are independent of variance 1.
  @Test("whitened rows: V_j⁻¹ in every cross-product")
  func whitened() throws {
    let rows = try analysis(Self.rows, "{columns: [c1, c2, c3]}").rows()
    let white = rows.whitened
    let inverse = try CholeskyFactor(Matrix([[4, 1], [1, 9]])).inverse
    let (y, seen) = (rows.outcome.values, white.outcome.values)
    #expect(
      isClose(
        seen[0] * seen[0] + seen[1] * seen[1], dot([y[0], y[1]], inverse * [y[0], y[1]]), to: 1e-13)
    )
    let column = (rows.fixed.columns[1], white.fixed.columns[1])
    #expect(
      isClose(
        seen[0] * column.1[0] + seen[1] * column.1[1],
        dot([y[0], y[1]], inverse * [column.0[0], column.0[1]]), to: 1e-13))
    #expect(white.knownVariances == [1, 1, 1, 1, 1])
  }

  @Test("a row without a value in its own column is left out")
  func incomplete() throws {
    var rows = Self.rows
    rows[1] = "s,a,2,9,NA,1,NA"
    let model = try analysis(rows, "{columns: [c1, c2, c3]}").rows()
    #expect(model.rows.used == 4)
    #expect(model.knownCovariances?.rows == [[0], [1], [2, 3]])
  }

  @Test("what is wrong, in words")
  func words() throws {
    func words(_ rows: [String], _ known: String, outcome: String? = "kind") -> String? {
      do {
        _ = try analysis(rows, known, outcome: outcome).rows()
      } catch let error as PlacedDesignError {
        // The whole message, with the place in the model file, is in BadDataTests.
        return (error.error as? KnownCovarianceError)?.description
      } catch {
        return (error as? KnownCovarianceError)?.description
      }
      return nil
    }
    #expect(
      words(Self.rows, "{columns: [c1, c2, c3]}", outcome: nil)
        == "known-covariance: {columns: …} needs the key outcome, the column that says which effect a "
        + "row estimates.\nWrite for example outcome: outcome.")
    #expect(
      words(Self.rows, "{columns: [c1, c2]}")
        == "known-covariance names 2 columns, but 'kind' has 3 levels: a, b, c.\n"
        + "Give one column for each, in this order.")
    #expect(
      words(Self.rows, "{columns: [c1, c2, id]}")
        == "the column 'id' of known covariances holds texts.\n"
        + "Correct the values, or leave the cells empty.")
    #expect(
      words(Self.rows + ["t,a,3,1,1,NA,NA"], "{columns: [c1, c2, c3]}")
        == "d.csv, line 7: a group has two rows of one outcome.\n"
        + "Give each its own level, or write known-covariance: {variances: …, correlation: …}.")
    var rows = Self.rows
    rows[1] = "s,a,2,9,9,1.5,NA"
    #expect(
      words(rows, "{columns: [c1, c2, c3]}")
        == "d.csv, line 3, column 'c2': the covariance is 1.5 here and 1 in the other row of the "
        + "group; both must be the same number.\nRow p of a group holds row p of its covariance matrix."
    )
    #expect(
      words(Self.rows, "{variances: v, correlation: 1}", outcome: nil)
        == "d.csv, line 2: the known covariances of id 's' are no covariance matrix: a correlation is "
        + "1 or beyond.\nCheck the variances and covariances of its rows.")
  }
}
