import Foundation
import TestSupport
import Testing

/// Runs that cannot be continued, and why.
@Suite struct RefusedResumeTests {
  /// A finished run of five studies in `o`, which more draws could continue.
  private func workplace() throws -> Workplace {
    let workplace = try Workplace([
      "studies.csv": BadInput.rows,
      "model.yaml": """
      data: [studies.csv]
      formula: yi ~ 1 + (1 | study)
      known-variance: vi
      priors: {T: uniform-sd}
      sampling: {chains: 2, warmup: 5, draws: 10}
      """,
    ])
    let outcome = try workplace.lindley(
      "sample", "model.yaml", "--output", "o", "--sampler", "gibbs")
    #expect(outcome.code == 0, "\(outcome.errors)")
    return workplace
  }

  /// Expects the run to be refused with these words, and to be left as it is.
  private func expectRefusal(_ words: String, in workplace: Workplace) throws {
    let before = try workplace.names(in: "o")?.map { try workplace.bytes(of: "o/\($0)") }
    let outcome = try workplace.lindley("resume", "o", "--draws", "20", "--quiet")
    #expect(outcome == Outcome(output: "", errors: "Error: \(words)\n", code: 3))
    #expect(try workplace.names(in: "o")?.map { try workplace.bytes(of: "o/\($0)") } == before)
  }

  private func replace(
    _ old: String, by new: String, in file: String, of workplace: Workplace
  ) throws {
    let text = try workplace.text(of: file)
    try #require(text.contains(old))
    try workplace.write(text.replacing(old, with: new), to: file)
  }

  @Test("data that have changed since")
  func data() throws {
    let workplace = try workplace()
    try replace("0.1,0.2,1", by: "0.1,0.2,3", in: "studies.csv", of: workplace)
    try expectRefusal(
      "o holds draws made when studies.csv was not what it is now: its SHA-256 differs.\n"
        + "Sample again with the data as they are.", in: workplace)
    try replace("0.1,0.2,3", by: "0.1,0.2,1", in: "studies.csv", of: workplace)
    #expect(try workplace.lindley("resume", "o", "--draws", "20").code == 0)
  }

  @Test("data or a model file that are gone")
  func gone() throws {
    let workplace = try workplace()
    try workplace.remove("studies.csv")
    try expectRefusal("studies.csv cannot be read again for its digest.", in: workplace)
  }

  @Test("a model file that has changed since")
  func model() throws {
    let workplace = try workplace()
    try replace("uniform-sd", by: "uniform", in: "model.yaml", of: workplace)
    try expectRefusal(
      "o holds a run made when model.yaml was not what it is now: its SHA-256 differs.\n"
        + "Restore model.yaml, or sample again.", in: workplace)
  }

  @Test("a run, or a checkpoint, of another version")
  func version() throws {
    let workplace = try workplace()
    try replace(
      "\"version\" : \"", by: "\"version\" : \"9.", in: "o/checkpoint_2.json", of: workplace)
    try expectRefusal(
      "o/checkpoint_2.json was written by version 9.0.1.0 of Lindley, this is version 0.1.0.\n"
        + "Continue with version 9.0.1.0, or sample again.", in: workplace)
    try replace(
      "lindley_version\" : \"", by: "lindley_version\" : \"9.", in: "o/run.json", of: workplace)
    try expectRefusal(
      "o holds a run of version 9.0.1.0 of Lindley, this is version 0.1.0.\n"
        + "Continue it with version 9.0.1.0, or sample again.", in: workplace)
  }

  @Test("a checkpoint that is missing, cut short, or of another run")
  func checkpoint() throws {
    let workplace = try workplace()
    let whole = try workplace.text(of: "o/checkpoint_2.json")
    try workplace.write(String(whole.dropLast(whole.count / 2)), to: "o/checkpoint_2.json")
    let damaged =
      "o/checkpoint_2.json is not a checkpoint as this version writes it: it is damaged.\n"
      + "Restore the file, or sample again."
    try expectRefusal(damaged, in: workplace)
    try workplace.write("", to: "o/checkpoint_2.json")
    try expectRefusal(damaged, in: workplace)
    try workplace.write(try workplace.text(of: "o/checkpoint_1.json"), to: "o/checkpoint_2.json")
    try expectRefusal(
      "o/checkpoint_2.json belongs to a run with another warm-up, thinning, seed or chain.\n"
        + "Restore the file, or sample again.", in: workplace)
    try workplace.remove("o/checkpoint_2.json")
    try expectRefusal(
      "o/checkpoint_2.json is missing; without it the chain cannot go on.\n"
        + "Restore the file, or sample again.", in: workplace)
  }

  @Test("a file beside the checkpoint, or a draws file, that has lost bytes")
  func lostBytes() throws {
    let workplace = try workplace()
    let beside = "o/checkpoint_2_15.bin"
    let bytes = try workplace.bytes(of: beside)
    try workplace.write("", to: beside)
    try expectRefusal(
      "o/checkpoint_2.json names checkpoint_2_15.bin, which is not there as it was written.\n"
        + "Restore the file, or sample again.", in: workplace)
    try bytes.write(to: workplace.folder.appending(path: beside))
    let draws = try workplace.lines(of: "o/draws_2.csv")
    let header = draws.prefix { $0.hasPrefix("#") || $0.hasPrefix("lp__") }
    try workplace.write(header.joined(separator: "\n") + "\n1,1,1,1\n", to: "o/draws_2.csv")
    let outcome = try workplace.lindley("resume", "o", "--draws", "20")
    #expect(outcome.code == 3)
    #expect(
      outcome.errors.contains("o/draws_2.csv cannot be continued: 8 bytes of rows are there, "),
      "\(outcome.errors)")
  }

  @Test("a folder that holds no run")
  func noRun() throws {
    let outcome = try workplace().lindley("resume", "models")
    #expect(
      outcome
        == Outcome(
          output: "",
          errors: "Error: models holds no run: there is no run.json in it.\n"
            + "Give the folder that 'lindley sample --output' wrote.\n", code: 3))
  }
}
