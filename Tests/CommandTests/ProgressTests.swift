import TestSupport
import Testing

@testable import lindley

@Suite struct ProgressTests {
  private let line = ProgressLine(chains: [1, 2, 3], warmup: 100)

  @Test(
    "a line says how far the run is, what its chains do, how fast, and how long it takes",
    arguments: [
      (
        [0, 0, 0], 0, 0.0, "[--------------------] 0%  0.0 iterations/s  starting"
      ),
      (
        [50, 250, 0], 0, 10,
        "[=====---------------] 25%  chain 1 warm-up, chain 2 sampling  "
          + "30.0 iterations/s  30 s left"
      ),
      (
        [400, 400, 100], 600, 1,
        "[===============-----] 75%  chain 3 sampling  "
          + "300 iterations/s  1 s left"
      ),
      ([400, 400, 400], 0, 10, "[====================] 100%  120 iterations/s  0 s left"),
      (
        [1, 0, 0], 0, 3,
        "[--------------------] 0%  chain 1 warm-up  0.3 iterations/s  "
          + "59 min 57 s left"
      ),
      (
        [1, 0, 0], 0, 60,
        "[--------------------] 0%  chain 1 warm-up  0.0 iterations/s  "
          + "19 h 59 min left"
      ),
    ])
  func words(counts: [Int], earlier: Int, seconds: Double, words: String) {
    #expect(line.text(counts, of: 400, after: earlier, seconds: seconds) == words)
  }

  @Test("of many chains the first four at work are named")
  func many() {
    let line = ProgressLine(chains: Array(1...8), warmup: 0)
    let words = line.text([10, 1, 1, 1, 1, 1, 1, 0], of: 10, after: 0, seconds: 1)
    #expect(
      words == "[====----------------] 20%  chain 2 sampling, chain 3 sampling, chain 4 sampling, "
        + "chain 5 sampling and 2 more  16.0 iterations/s  4 s left")
  }

  @Test("plain lines are told where they are asked for, and nothing with never or --quiet")
  func modes() throws {
    let workplace = try Workplace()
    for (options, tells) in [
      (["--progress", "plain"], true), (["--progress", "never"], false), ([], false),
      (["--progress", "plain", "--quiet"], false),
    ] {
      // As many draws as never end; the run is stopped when it has told something, or had the time.
      let program = try workplace.start(
        ["sample", "models/rats.yaml", "--draws", "100000000", "--output", "o", "--overwrite"]
          + ["--checkpoint-seconds", "0.01"] + options)
      if tells {
        try program.wait { try program.errors().contains("iterations/s") }
      } else {
        try program.wait { workplace.names(in: "o")?.contains("checkpoint_1.json") ?? false }
      }
      program.signal(15)
      let errors = try program.end().errors
      #expect(errors.contains("iterations/s") == tells, "\(errors)")
      #expect(!errors.contains("\r") && !errors.contains("\u{1B}"))
    }
  }
}
