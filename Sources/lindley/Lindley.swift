import ArgumentParser
import ModelData
import Runs

/// The program: one verb a file, each of which parses, calls and prints.
struct Lindley: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lindley",
    abstract: "Bayesian hierarchical linear models and meta-analysis.",
    discussion: """
      Examples:
        lindley check models/teacher-expectancy.yaml
        lindley sample models/teacher-expectancy.yaml --output draws/teacher
        lindley compare models/teacher-expectancy.yaml draws/teacher

      Exit codes: 0 done, 2 the command line, 3 a data or model file, 4 an improper posterior or \
      a failed gate, 1 anything else.
      """,
    version: SamplingRun.version,
    subcommands: [
      Init.self,
      Check.self,
      Fit.self,
      Sample.self,
      Resume.self,
      Merge.self,
      Summary.self,
      Diagnose.self,
      Compare.self,
      Predict.self,
      Sensitivity.self,
      Simulate.self,
      Plot.self,
      Report.self,
      Export.self,
      EffectSizeCommand.self,
      Manual.self,
    ])
}

/// The entry point: runs the command that was asked for and turns errors into words and exit codes.
@main
struct Program {
  static func main() async {
    do {
      try checkVerb()
      var command = try Lindley.parseAsRoot()
      if var asynchronous = command as? AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Failure(error).report()
    }
  }

  /// Sees that the first argument is a verb; the parser would only call it unexpected.
  private static func checkVerb() throws {
    let verbs = Lindley.verbs.map(\.name)
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"),
      !Lindley.configuration.subcommands.contains(where: { $0.verb == word }), word != "help"
    else { return }
    let hint = nearestName(to: word, among: verbs).map { "Did you mean '\($0)'?" }
    throw ValidationError(
      "There is no command '\(word)'. "
        + (hint ?? "The commands are \(verbs.joined(separator: ", "))."))
  }
}
