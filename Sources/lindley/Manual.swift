import ArgumentParser
import Foundation

struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the manual page of all verbs, for man.", shouldDisplay: false)

  func run() throws {
    let dump = try JSONDecoder().decode(HelpDump.self, from: Data(Lindley._dumpHelp().utf8))
    try show(ManualPage(dump.command, version: Lindley.configuration.version).text)
  }
}

/// What the parser tells of the commands, as JSON.
struct HelpDump: Decodable {
  /// A command.
  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  /// An argument, option or flag.
  struct Argument: Decodable {
    /// One of its names, without dashes.
    struct Name: Decodable {
      var kind: String
      var name: String

      var words: String { (kind == "long" ? "--" : "-") + name }
    }

    var kind: String
    var names: [Name]?
    var valueName: String?
    var abstract: String?
    var defaultValue: String?
    var allValues: [String]?
    var isOptional: Bool
    var isRepeating: Bool
    var shouldDisplay: Bool
  }

  var command: Command
}
