import ArgumentParser

extension Lindley {
  /// The verbs that people see, and what they do.
  static var verbs: [(name: String, abstract: String)] {
    var verbs: [(name: String, abstract: String)] = []
    for command in configuration.subcommands where command.configuration.shouldDisplay {
      verbs.append((command.verb, command.configuration.abstract))
    }
    return verbs
  }

  /// The help of the program itself: a screen, with a line for each verb.
  static var rootHelp: String {
    let width = (verbs.map(\.name.count).max() ?? 0) + 2
    let lines = verbs.map { name, abstract in "  " + name.padding(to: width) + abstract }
    return """
      OVERVIEW: \(configuration.abstract)

      USAGE: lindley <verb> …, and 'lindley <verb> --help' for what it takes

      \(lines.joined(separator: "\n"))

      EXAMPLES: lindley check models/teacher-expectancy.yaml
                lindley sample models/teacher-expectancy.yaml --output draws/teacher
                lindley compare models/teacher-expectancy.yaml draws/teacher
      """
  }
}

extension ParsableCommand {
  /// The word that calls it.
  static var verb: String { configuration.commandName ?? "\(self)".lowercased() }
}

extension String {
  /// The text with spaces after it up to a width.
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
