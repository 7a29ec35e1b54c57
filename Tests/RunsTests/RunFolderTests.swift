import Testing

@testable import Runs

@Suite struct RunFolderErrorTests {
  @Test(
    "the words of errors about runs that are not finished or cannot be continued",
    arguments: [
      (
        RunFolderError.occupiedByUnfinished(folder: "o"),
        "o holds a run that is not finished.\n"
          + "Continue it with 'lindley resume o', or give --overwrite to replace it."
      ),
      (
        .unfinished(folder: "o", chains: [2]),
        "o holds a run that is not finished: chain 2 is incomplete.\n"
          + "Continue it with 'lindley resume o'."
      ),
      (
        .unfinished(folder: "o", chains: [1, 2, 4]),
        "o holds a run that is not finished: chains 1, 2 and 4 are incomplete.\n"
          + "Continue it with 'lindley resume o'."
      ),
      (
        .unfinished(folder: "o", chains: []),
        "o holds a run that is not finished: its effects and its record are missing.\n"
          + "Continue it with 'lindley resume o'."
      ),
      (
        .otherVersion(folder: "o", seen: "0.2.0", required: "0.1.0"),
        "o holds a run of version 0.2.0 of Lindley, this is version 0.1.0.\n"
          + "Continue it with version 0.2.0, or sample again."
      ),
      (
        .otherModelFile(folder: "o", file: "m.yaml"),
        "o holds a run made when m.yaml was not what it is now: its SHA-256 differs.\n"
          + "Restore m.yaml, or sample again."
      ),
      (
        .fewerDraws(folder: "o", asked: 5, chain: 2, drawn: 70),
        "o has 70 draws of chain 2 already, 5 were asked for.\n"
          + "Give --draws 70 or more: it is the number of draws in all."
      ),
    ])
  func words(error: RunFolderError, words: String) {
    #expect("\(error)" == words)
  }

  @Test("the words of a run that was stopped, and of one that broke off")
  func ends() {
    #expect(
      "\(StoppedRun(folder: "o"))"
        == "Stopped before the last draw; everything drawn so far is kept.\n"
        + "Continue with 'lindley resume o'.")
    #expect(
      "\(BrokenOffRun(folder: "o", path: "o/draws_1.csv", reason: "No space left on device"))"
        == "o/draws_1.csv cannot be written: No space left on device.\n"
        + "Free some space; 'lindley resume o' then goes on from the last checkpoint.")
  }
}
