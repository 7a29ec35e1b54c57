import EffectSizes
import Foundation
import ModelData
import TestSupport
import Testing

@Suite struct EffectSizeTableTests {
  private static func table(
    _ text: String, _ kind: EffectSizeKind, columns: [String: String] = [:],
    _ dependence: EffectSizeRequest.Dependence? = nil
  ) throws -> EffectSizeTable {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return try EffectSizeTable(
      FileReference(path: file.path, name: "raw.csv"),
      EffectSizeRequest(kind: kind, columns: columns, dependence: dependence))
  }

  @Test("keeps the file's columns as they are written; a missing input makes no effect size")
  func columns() throws {
    let table = try Self.table(
      "trial,r,n\n01,0.50,10\nb,NA,20\n\"c, late\",-0.2,4\n", .fisherZ,
      columns: ["ri": "r", "ni": "n"])
    #expect(table.header == ["trial", "r", "n"])
    #expect(table.rows == [["01", "0.50", "10"], ["b", nil, "20"], ["c, late", "-0.2", "4"]])
    #expect(table.effectSizes[1] == nil)
    #expect(isClose(table.effectSizes[0]?.estimate ?? .nan, 0.5 * log(3), to: 1e-14))
    #expect(table.effectSizes[2]?.variance == 1)
    #expect(table.covariances.isEmpty && table.outcomes.isEmpty)
  }

  @Test("totals may stand for the numbers without the event")
  func totals() throws {
    let counts = try Self.table("ai,bi,ci,di\n5,15,7,13\n", .logOddsRatio)
    let sums = try Self.table("ai,n1i,ci,all\n5,20,7,20\n", .logOddsRatio, columns: ["n2i": "all"])
    #expect(counts.effectSizes == sums.effectSizes)
    #expect(
      try Self.table("xi,ni\n5,20\n", .logit).effectSizes
        == Self.table("xi,mi\n5,15\n", .logit).effectSizes)
  }

  private static let arms = """
    study,outcome,m1i,sd1i,n1i,m2i,sd2i,n2i
    a,verbal,103.2,14.1,22,98.7,15.3,25
    b,math,10,2,30,9,2,30
    a,math,101.9,13.2,22,97.1,14.4,25

    """

  @Test(
    "covariances go by study and outcome, in any order of rows, with gaps for what a study lacks")
  func covariances() throws {
    let table = try Self.table(
      Self.arms, .meanDifference,
      EffectSizeRequest.Dependence(study: "study", outcome: "outcome", correlation: 0.66))
    #expect(table.outcomes == ["math", "verbal"])
    let shared = 0.66 * (14.1 * 13.2 / 22 + 15.3 * 14.4 / 25)
    let variances = table.effectSizes.map { $0?.variance }
    #expect(table.covariances[0][1] == variances[0])
    #expect(table.covariances[2][0] == variances[2])
    #expect(table.covariances[1] == [variances[1], nil])
    #expect(isRelativelyClose(table.covariances[0][0] ?? .nan, shared, to: 1e-12))
    #expect(isRelativelyClose(table.covariances[2][1] ?? .nan, shared, to: 1e-12))
  }

  @Test("with a shared control group N counts it once")
  func sharedControl() throws {
    let text = """
      study,arm,m1i,sd1i,n1i,m2i,sd2i,n2i
      a,x,103.2,14.1,22,98.7,15.3,25
      a,y,107.4,15.9,31,98.7,15.3,25

      """
    let table = try Self.table(
      text, .standardizedMeanDifference,
      EffectSizeRequest.Dependence(study: "study", outcome: "arm", correlation: nil))
    let reference = try Reference("effect-sizes/effect-sizes.json").control.smd
    #expect(
      isRelativelyClose(
        table.covariances[0][1] ?? .nan, try #require(reference.number), to: 1e-10))
  }

  @Test("what is wrong with a file or a request, in words")
  func refusals() {
    let dependence = EffectSizeRequest.Dependence(
      study: "study", outcome: "outcome", correlation: 0.5)
    let cases: [(String, EffectSizeKind, [String: String], EffectSizeRequest.Dependence?, String)] =
      [
        (
          "r,ni\n0.5,10\n", .fisherZ, [:], nil,
          "raw.csv: there is no column 'ri', correlation; its columns are r, ni.\n"
            + "Name the column: --columns ri=NAME."
        ),
        (
          "xi\n5\n", .logit, [:], nil,
          "raw.csv: there is no column 'mi', number of people without the event; its columns are xi.\n"
            + "Name the column: --columns mi=NAME, or ni=NAME for the total."
        ),
        (
          "ri,ni\n0.5,10\n", .fisherZ, ["xi": "ri"], nil,
          "'xi' is no input of fisher-z: it is made of ri, ni.\n"
            + "Write --columns as a list such as ri=NAME."
        ),
        (
          "ri,ni\n0.5,10\n1.2,10\n", .fisherZ, [:], nil,
          "raw.csv, line 3, column 'ri': '1.2' is no correlation; it must be between −1 and 1.\n"
            + "Correct it, or write NA to leave the row without an effect size."
        ),
        (
          "ri,ni\n0.5,many\n", .fisherZ, [:], nil,
          "raw.csv, line 2, column 'ni': 'many' is no number of people; it must be above 3.\n"
            + "Correct it, or write NA to leave the row without an effect size."
        ),
        (
          "xi,ni\n5,4\n", .logit, [:], nil,
          "raw.csv, line 2, column 'ni': a total of 4 with 5.0 events is impossible.\n"
            + "Correct it, or write NA to leave the row without an effect size."
        ),
        (
          "study,outcom,sdi,ni\na,x,1,9\n", .logStandardDeviation, [:], dependence,
          "raw.csv: there is no column 'outcome'.\nDid you mean 'outcom'?"
        ),
        (
          "study,outcome,sdi,ni\na,x,1,9\na,x,2,9\n", .logStandardDeviation, [:], dependence,
          "raw.csv, line 3, column 'outcome': study 'a' has outcome 'x' on line 2 already.\n"
            + "Give each outcome of a study one row."
        ),
        (
          "study,outcome,ri,ni\na,x,0.1,9\na,y,0.2,9\n", .fisherZ, [:], dependence,
          "There is no formula for the covariance of two fisher-z of correlated outcomes.\n"
            + "Leave out --correlation, or choose smd, smd-uncorrected, md or log-sd."
        ),
        (
          "study,outcome,xi,mi\na,x,1,9\na,y,2,9\n", .logit, [:],
          EffectSizeRequest.Dependence(study: "study", outcome: "outcome", correlation: nil),
          "There is no formula for the covariance of two logit with one control group.\n"
            + "Leave out --shared-control."
        ),
      ]
    for (text, kind, columns, dependence, words) in cases {
      do {
        _ = try Self.table(text, kind, columns: columns, dependence)
        Issue.record("no error: \(words)")
      } catch { #expect("\(error)" == words) }
    }
  }
}
