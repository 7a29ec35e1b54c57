import Testing

@testable import Runs

@Suite struct CheckpointErrorTests {
  @Test(
    "the words of each error",
    arguments: [
      (
        CheckpointError.missing(path: "o/checkpoint_2.json"),
        "o/checkpoint_2.json is missing; without it the chain cannot go on.\n"
          + "Restore the file, or sample again."
      ),
      (
        .damaged(path: "o/checkpoint_2.json"),
        "o/checkpoint_2.json is not a checkpoint as this version writes it: it is damaged.\n"
          + "Restore the file, or sample again."
      ),
      (
        .incomplete(path: "o/checkpoint_2.json", file: "checkpoint_2_70.bin"),
        "o/checkpoint_2.json names checkpoint_2_70.bin, which is not there as it was written.\n"
          + "Restore the file, or sample again."
      ),
      (
        .otherVersion(path: "o/checkpoint_2.json", seen: "0.2.0", required: "0.1.0"),
        "o/checkpoint_2.json was written by version 0.2.0 of Lindley, this is version 0.1.0.\n"
          + "Continue with version 0.2.0, or sample again."
      ),
      (
        .otherRun(path: "o/checkpoint_2.json", what: "the model file"),
        "o/checkpoint_2.json was written when the model file was not what it is now: "
          + "its SHA-256 differs.\nRestore the model file, or sample again."
      ),
      (
        .otherPlan(path: "o/checkpoint_2.json"),
        "o/checkpoint_2.json belongs to a run with another warm-up, thinning, seed or chain.\n"
          + "Restore the file, or sample again."
      ),
    ])
  func words(error: CheckpointError, words: String) {
    #expect("\(error)" == words)
  }
}
