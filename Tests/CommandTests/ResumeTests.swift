import Foundation
import TestSupport
import Testing

/// Runs that are stopped, one way or another, and go on as if they had not been.
@Suite struct ResumeTests {
  private static let model = "models/rats.yaml"

  /// The bytes of the files with draws and effects, by their names.
  private func tables(_ workplace: Workplace, _ folder: String) throws -> [String: Data] {
    let names = (workplace.names(in: folder) ?? []).filter { $0.hasSuffix(".csv") }
    return Dictionary(
      uniqueKeysWithValues: try names.map { ($0, try workplace.bytes(of: "\(folder)/\($0)")) })
  }

  /// The iterations of a chain at its last checkpoint.
  private func iterations(_ workplace: Workplace, chain: Int) throws -> Int {
    let json = try JSON(workplace.text(of: "o/checkpoint_\(chain).json"))
    return Int(try #require(json["position"]["iteration"].number))
  }

  /// Starts a run into `o` that would take days, and stops it once two chains have draws.
  private func stop(
    _ workplace: Workplace, model: String = model, signal: Int32 = SIGINT
  ) throws -> Outcome {
    let program = try workplace.start([
      "sample", model, "--output", "o", "--draws", "100000000", "--warmup", "20", "--chains", "3",
      "--threads", "2", "--checkpoint-seconds", "0.02", "--sampler", "gibbs",
    ])
    try program.wait {
      let names = workplace.names(in: "o") ?? []
      guard (1...2).allSatisfy({ names.contains("checkpoint_\($0).json") }) else { return false }
      return try (1...2).allSatisfy { try iterations(workplace, chain: $0) > 20 }
    }
    program.signal(signal)
    return try program.end()
  }

  @Test("killed at twenty moments from start to end, each time resumed to the same bytes")
  func killed() throws {
    let workplace = try Workplace()
    let sample = [
      "sample", Self.model, "--warmup", "300", "--draws", "3000", "--chains", "3", "--threads", "2",
      "--save-warmup", "--checkpoint-seconds", "0.005", "--output",
    ]
    let begin = ContinuousClock.now
    #expect(try workplace.lindley(sample + ["whole"]).code == 0)
    let duration = ContinuousClock.now - begin
    let whole = try tables(workplace, "whole")
    let names = workplace.names(in: "whole")
    #expect(whole.count == 7)
    var resumed = 0
    for moment in 0..<20 {
      let folder = "o\(moment)"
      let program = try workplace.start(sample + [folder])
      Thread.sleep(forTimeInterval: Double(2 * moment + 1) / 40 * (duration / .seconds(1)))
      program.signal(SIGKILL)
      _ = try program.end()
      let hasBegun = workplace.names(in: folder)?.contains("run.json") ?? false
      let outcome = try workplace.lindley("resume", folder)
      guard hasBegun else {
        #expect(outcome.code == 3)
        continue
      }
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(try tables(workplace, folder) == whole, "moment \(moment)")
      #expect(workplace.names(in: folder) == names)
      resumed += 1
    }
    #expect(resumed >= 10)
  }

  @Test("Ctrl-C and SIGTERM stop the chains, and say how to go on", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let workplace = try Workplace()
    let outcome = try stop(workplace, signal: signal)
    #expect(outcome.code == 130)
    #expect(
      outcome.errors.hasSuffix(
        """
        Stopped before the last draw; everything drawn so far is kept.
        Continue with 'lindley resume o'.

        """), "\(outcome.errors)")
    let summary = try workplace.lindley("summary", "o")
    #expect(summary.code == 3)
    #expect(
      summary.errors == """
        Error: o holds a run that is not finished: chains 1, 2 and 3 are incomplete.
        Continue it with 'lindley resume o'.

        """)
    // It is made to end by asking for few more draws than it has.
    let draws = try (1...2).map { try iterations(workplace, chain: $0) }.reduce(0, max)
    let resumed = try workplace.lindley("resume", "o", "--draws", "\(draws)", "--threads", "1")
    #expect(resumed.code == 0, "\(resumed.errors)")
    try workplace.lindley(
      "sample", Self.model, "--output", "p", "--draws", "\(draws)", "--warmup", "20", "--chains",
      "3", "--sampler", "gibbs")
    #expect(try tables(workplace, "o") == tables(workplace, "p"))
  }

  @Test(
    "a finished run that gets more draws is the run that had them from the start",
    arguments: ["exact", "gibbs"])
  func extended(sampler: String) throws {
    let workplace = try Workplace()
    let sample = [
      "sample", "models/eight-schools.yaml", "--sampler", sampler, "--chains", "2", "--thin", "2",
      "--save", "effects", "--save-warmup",
    ]
    try workplace.lindley(sample + ["--output", "whole", "--draws", "1000"])
    try workplace.lindley(sample + ["--output", "o", "--draws", "7"])
    for draws in ["999", "1000"] {
      let outcome = try workplace.lindley("resume", "o", "--draws", draws)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    #expect(try tables(workplace, "o") == tables(workplace, "whole"))
    #expect(workplace.names(in: "o") == workplace.names(in: "whole"))
    #expect(try workplace.lindley("summary", "o") == workplace.lindley("summary", "whole"))
  }

  @Test("a finished run has nothing to be continued, and no draws to be taken away")
  func finished() throws {
    let workplace = try Workplace()
    try workplace.lindley(
      "sample", Self.model, "--output", "o", "--draws", "10", "--chains", "2", "--quiet")
    let before = try tables(workplace, "o")
    let same = try workplace.lindley("resume", "o")
    #expect(
      same
        == Outcome(
          output: "", errors: "o is finished; --draws N gives each chain N draws in all.\n", code: 0
        ))
    let fewer = try workplace.lindley("resume", "o", "--draws", "9", "--quiet")
    #expect(fewer.code == 2)
    #expect(
      fewer.errors == """
        Error: o has 10 draws of chain 1 already, 9 were asked for.
        Give --draws 10 or more: it is the number of draws in all.

        """)
    #expect(try tables(workplace, "o") == before)
    #expect(try workplace.lindley("summary", "o").code == 0)
  }

  @Test("a file that may grow no further is like a full disk: nothing drawn before is lost")
  func fullDisk() throws {
    let workplace = try Workplace()
    let sample = [
      "sample", Self.model, "--draws", "4000", "--chains", "2", "--checkpoint-seconds", "0.01",
      "--threads", "1", "--output",
    ]
    try workplace.lindley(sample + ["whole"])
    // The draws of a chain take about 800 kB, its checkpoint less than 300.
    let size = try workplace.bytes(of: "whole/draws_1.csv").count
    let broken = try workplace.lindley(fileBlocks: size * 7 / 10 / 512, sample + ["o"])
    #expect(broken.code == 1)
    #expect(
      broken.errors.hasSuffix(
        """
        Error: o/draws_1.csv cannot be written: File too large.
        Free some space; 'lindley resume o' then goes on from the last checkpoint.

        """), "\(broken.errors)")
    #expect(try iterations(workplace, chain: 1) > 20)
    let again = try workplace.lindley(fileBlocks: size * 7 / 10 / 512, ["resume", "o"])
    #expect(again.code == 1)
    #expect(try workplace.lindley("resume", "o").code == 0)
    #expect(try tables(workplace, "o") == tables(workplace, "whole"))
  }
}
