import Foundation
import TestSupport
import Testing

@Suite struct HelpTests {
  /// The verbs that the help of the program lists.
  private static func verbs() throws -> [String] {
    try Workplace().lindley("--help").output.split(separator: "\n")
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
  }

  @Test("the help of the program is a screen of 80 by 24 with three examples")
  func screen() throws {
    let outcome = try Workplace().lindley("--help")
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count <= 24)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.count { $0.contains(" lindley ") && $0.contains("models/") } == 3)
    #expect(try Self.verbs().count > 12)
    #expect(!outcome.output.contains("manual"))
  }

  @Test("the help of every verb has its line of the program's help, and 80 columns but for usage")
  func verbHelp() throws {
    let workplace = try Workplace()
    let program = try workplace.lindley("--help").output.split(separator: "\n")
    for verb in try Self.verbs() {
      let outcome = try workplace.lindley(verb, "--help")
      #expect(outcome.code == 0)
      let lines = outcome.output.split(separator: "\n")
      let abstract = try #require(lines.first).dropFirst("OVERVIEW: ".count)
      #expect(program.contains { $0.hasPrefix("  \(verb) ") && $0.hasSuffix("  \(abstract)") })
      for line in lines where !line.hasPrefix("USAGE: ") {
        #expect(line.count <= 80, "\(verb): \(line)")
      }
    }
  }

  @Test("completion scripts name every verb", arguments: ["bash", "zsh", "fish"])
  func completion(shell: String) throws {
    let outcome = try Workplace().lindley("--generate-completion-script", shell)
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    for verb in try Self.verbs() { #expect(outcome.output.contains(verb), "\(verb)") }
    #expect(outcome.output.contains("yaml") && outcome.output.contains("csv"))
    #expect(outcome.output.contains("--knapp-hartung") || outcome.output.contains("knapp-hartung"))
  }

  @Test("the manual page has a section for every verb, with its arguments")
  func manual() throws {
    let outcome = try Workplace().lindley("manual")
    #expect(outcome.code == 0)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    let sections = lines.filter { $0.hasPrefix(".SS ") }
      .map { String($0.dropFirst(4)).replacing("\\-", with: "-") }
    #expect(sections == (try Self.verbs()))
    #expect(lines.first?.hasPrefix(".TH LINDLEY 1 ") == true)
    #expect(lines.contains(".B \\-\\-method <ml|reml>"))
    #expect(lines.contains("Which likelihood is maximised. Values: ml, reml. By itself: reml."))
    #expect(lines.contains(".B lindley report [options] <folder> \\-\\-output <file>"))
    // Lines that begin with a dot are requests that man knows.
    let requests = Set(lines.filter { $0.hasPrefix(".") }.map { String($0.prefix(3)) })
    #expect(requests.isSubset(of: [".TH", ".SH", ".SS", ".TP", ".PP", ".B ", ".I ", ".br"]))
  }
}
