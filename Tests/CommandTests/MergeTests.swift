import Foundation
import TestSupport
import Testing

/// Chains of several processes put together.
@Suite struct MergeTests {
  /// A workplace with chains 1 to 3 in `c1` to `c3`, each of a process of its own.
  private func workplace(_ options: String...) throws -> Workplace {
    let workplace = try Workplace()
    for chain in 1...3 { try sample(workplace, "c\(chain)", ["--chain-id", "\(chain)"] + options) }
    return workplace
  }

  private func sample(_ workplace: Workplace, _ folder: String, _ options: [String]) throws {
    let outcome = try workplace.lindley(
      ["sample", "models/rats.yaml", "--chains", "3", "--draws", "40", "--warmup", "30"]
        + ["--output", folder] + options)
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  private func expectRefusal(
    _ words: String, of folders: String..., in workplace: Workplace
  ) throws {
    let outcome = try workplace.lindley(["merge"] + folders + ["--output", "all"])
    #expect(outcome == Outcome(output: "", errors: "Error: \(words)\n", code: 3))
    #expect(workplace.names(in: "all") == nil)
  }

  @Test("the merged run has the bytes of one process that ran all chains")
  func merged() throws {
    let workplace = try workplace("--save-warmup", "--save", "effects")
    try sample(workplace, "one", ["--save-warmup", "--save", "effects"])
    // In any order.
    let outcome = try workplace.lindley("merge", "c3", "c1", "c2", "--output", "all")
    #expect(
      outcome
        == Outcome(
          output: "", errors: "Wrote all: 3 chains of 40 draws. Next: lindley summary all\n",
          code: 0))
    let names = try #require(workplace.names(in: "one"))
    #expect(workplace.names(in: "all") == names)
    for name in names where name != "run.json" {
      #expect(
        try workplace.bytes(of: "all/\(name)") == workplace.bytes(of: "one/\(name)"), "\(name)")
    }
    #expect(try workplace.lindley("summary", "all") == workplace.lindley("summary", "one"))
    // It is a run like any other, and can be extended.
    for folder in ["all", "one"] {
      #expect(try workplace.lindley("resume", folder, "--draws", "60").code == 0)
    }
    #expect(
      try workplace.bytes(of: "all/effects.csv") == workplace.bytes(of: "one/effects.csv"))
  }

  @Test("exact draws of a meta-analysis, whose effects come from integrals")
  func exact() throws {
    let workplace = try Workplace()
    let sample = ["sample", "models/eight-schools.yaml", "--draws", "20", "--chains", "2"]
    try workplace.lindley(sample + ["--output", "one"])
    for chain in 1...2 {
      try workplace.lindley(sample + ["--output", "c\(chain)", "--chain-id", "\(chain)"])
    }
    #expect(try workplace.lindley("merge", "c1", "c2", "--output", "all").code == 0)
    for name in ["draws_1.csv", "draws_2.csv", "effects.csv"] {
      #expect(try workplace.bytes(of: "all/\(name)") == workplace.bytes(of: "one/\(name)"))
    }
  }

  @Test("chains that are missing, there twice, or of another run are named")
  func refused() throws {
    let workplace = try workplace()
    try expectRefusal(
      "Chain 2 of 3 is in none of the folders.\n"
        + "Run 'lindley sample' with --chain-id 2, and give its folder too.", of: "c1", "c3",
      in: workplace)
    try expectRefusal(
      "Chains 1 and 3 of 3 are in none of the folders.\n"
        + "Run 'lindley sample' with --chain-id 1, and give its folder too.", of: "c2",
      in: workplace)
    try expectRefusal(
      "Chain 1 is in c1 and in c1.\nGive one of them.", of: "c1", "c1", "c2", in: workplace)
    for (options, what) in [
      (["--seed", "7"], "seed"), (["--draws", "41"], "number of draws"),
      (["--thin", "2"], "thinning"),
      (["--warmup", "31"], "warm-up"), (["--chains", "4"], "number of chains"),
      (["--save", "effects"], "choice of what is saved"),
    ] {
      let other = ["--chain-id", "3", "--overwrite"] + options
      let outcome = try workplace.lindley(
        ["sample", "models/rats.yaml", "--output", "c"]
          + Self.withDefaults(["--chains": "3", "--draws": "40", "--warmup": "30"], other))
      #expect(outcome.code == 0, "\(outcome.errors)")
      try expectRefusal(
        "c and c1 are not parts of one run: they differ in their \(what).\n"
          + "Give the folders of one model file, with the same options but for --chain-id.",
        of: "c1", "c2", "c", in: workplace)
    }
    try sample(workplace, "c5", ["--chain-id", "5"])
    try expectRefusal(
      "c5 holds chain 5, but the run has 3 chains.\n"
        + "Leave the folder out, or sample all with --chains 5.", of: "c1", "c2", "c3", "c5",
      in: workplace)
  }

  /// Options with those that are not among them.
  private static func withDefaults(
    _ defaults: KeyValuePairs<String, String>, _ options: [String]
  ) -> [String] {
    options + defaults.filter { !options.contains($0.key) }.flatMap { [$0.key, $0.value] }
  }

  @Test("a chain that is not finished, or has lost its end, is named")
  func incomplete() throws {
    let workplace = try workplace()
    let draws = try workplace.lines(of: "c2/draws_2.csv")
    try workplace.write(draws.dropLast(8).joined(separator: "\n") + "\n", to: "c2/draws_2.csv")
    let words =
      "c2: the draws of chain 2 are incomplete.\n"
      + "Copy the folder again, or run 'lindley sample' with --chain-id 2 again."
    try expectRefusal(words, of: "c1", "c2", "c3", in: workplace)
    try workplace.remove("c2/draws_2.csv")
    try expectRefusal(words, of: "c1", "c2", "c3", in: workplace)
    let record = try workplace.text(of: "c2/run.json")
    try workplace.write(
      record.replacing("\"finished\" : true", with: "\"finished\" : false"), to: "c2/run.json")
    try expectRefusal(
      "c2 holds a run that is not finished: chain 2 is incomplete.\n"
        + "Continue it with 'lindley resume c2'.", of: "c1", "c2", "c3", in: workplace)
  }

  @Test("the output is none of the folders to merge")
  func output() throws {
    let workplace = try workplace()
    let outcome = try workplace.lindley("merge", "c1", "c2", "--output", "./c2", "--overwrite")
    #expect(outcome.code == 2)
    #expect(
      outcome.errors == """
        Error: --output is ./c2, one of the folders to merge; give another.
        See 'lindley merge --help' for more information.

        """)
    #expect(try workplace.lindley("summary", "c2").code == 0)
  }
}
