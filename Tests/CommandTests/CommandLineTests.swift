import TestSupport
import Testing

@Suite struct CommandLineTests {
  @Test(
    "what is wrong with the command line is said in two lines, with exit code 2",
    arguments: [
      (["smaple"], "There is no command 'smaple'. Did you mean 'sample'?", ""),
      (
        ["regress"],
        "There is no command 'regress'. The commands are "
          + "init, check, fit, sample, resume, merge, summary, diagnose, compare, predict"
          + ", sensitivity, simulate, plot, report, export, effect-size.",
        ""
      ),
      (["check"], "Missing expected argument '<model>'", "check "),
      (
        ["check", "m.yaml", "--fromat", "json"],
        "Unknown option '--fromat'. Did you mean '--format'?", "check "
      ),
      (["check", "m.yaml", "other.yaml"], "Unexpected argument 'other.yaml'", "check "),
      (
        ["check", "m.yaml", "--format", "xml"],
        "The value 'xml' is invalid for '--format <form>'. Please provide one of 'text', 'json', "
          + "'csv' or 'markdown'.", "check "
      ),
      (
        ["fit", "m.yaml", "--method", "mle"],
        "The value 'mle' is invalid for '--method <ml|reml>'. Please provide one of 'ml' and 'reml'.",
        "fit "
      ),
      (
        ["fit", "m.yaml", "--level", "95"],
        "--level is 95.0; it must lie between 0 and 1, such as 0.95.", "fit "
      ),
      (["sample", "m.yaml"], "Missing expected argument '--output <dir>'", "sample "),
      (
        ["sample", "m.yaml", "--output", "o", "--chains", "0"],
        "--chains is 0; it must be a whole number from 1 to 10000.", "sample "
      ),
      (
        ["sample", "m.yaml", "--output", "o", "--draws", "9223372036854775807"],
        "--draws is 9223372036854775807; it must be a whole number from 1 to 1000000000.", "sample "
      ),
      (
        ["sample", "m.yaml", "--output", "o", "--draws", "2.5"],
        "The value '2.5' is invalid for '--draws <n>'", "sample "
      ),
      (
        ["sample", "m.yaml", "--output", "o", "--save", "everything"],
        "The value 'everything' is invalid for '--save <list>'. Please provide one of 'effects', "
          + "'log-likelihood' or 'weights'.", "sample "
      ),
      (
        ["sample", "m.yaml", "--output", "o", "--sampler", "nuts"],
        "The value 'nuts' is invalid for '--sampler <sampler>'. Please provide one of 'auto', "
          + "'gibbs' or 'exact'.", "sample "
      ),
    ])
  func commandLine(arguments: [String], words: String, verb: String) throws {
    let outcome = try Workplace().lindley(arguments)
    #expect(
      outcome.errors == """
        Error: \(words)
        See 'lindley \(verb)--help' for more information.

        """)
    #expect(outcome.code == 2)
    #expect(outcome.output == "")
  }

  @Test("as many chains in the model file as on the command line")
  func limits() throws {
    let workplace = try Workplace([
      "studies.csv": BadInput.rows,
      "model.yaml": """
      data: [studies.csv]
      formula: yi ~ 1 + (1 | study)
      known-variance: vi
      sampling: {chains: 99999999999}
      """,
    ])
    let outcome = try workplace.lindley("sample", "model.yaml", "--output", "o")
    #expect(outcome.code == 2)
    #expect(
      outcome.errors == """
        Error: chains in model.yaml is 99999999999; it must be a whole number from 1 to 10000.
        See 'lindley --help' for more information.

        """)
  }

  @Test("--version and --help go to standard output")
  func help() throws {
    let workplace = try Workplace()
    #expect(
      try workplace.lindley("--version") == Outcome(output: "0.1.0\n", errors: "", code: 0))
    for arguments in [[], ["--help"], ["help"]] {
      let outcome = try workplace.lindley(arguments)
      #expect(outcome.code == 0)
      #expect(outcome.errors == "")
      #expect(
        outcome.output.hasPrefix("OVERVIEW: Bayesian hierarchical linear models and meta-analysis.")
      )
    }
    for verb in ["check", "fit", "sample", "summary", "compare", "sensitivity"] {
      let outcome = try workplace.lindley(verb, "--help")
      #expect(outcome.code == 0)
      #expect(outcome.output.contains("USAGE: lindley \(verb) "))
      #expect(try workplace.lindley("help", verb).output == outcome.output)
    }
  }
}
