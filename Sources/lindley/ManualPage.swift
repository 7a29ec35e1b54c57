/// The manual page of the program in the man macros of troff.
struct ManualPage {
  /// The page.
  let text: String

  /// Makes a page of all commands that people see.
  init(_ program: HelpDump.Command, version: String) {
    let verbs = (program.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
    let parts =
      [
        ".TH LINDLEY 1 \"\" \"lindley \(version.troff)\" \"\"", ".SH NAME",
        "lindley \\- \((program.abstract ?? "").troff)", ".SH SYNOPSIS", ".B lindley",
        ".I verb", "[options] [files]", ".SH DESCRIPTION",
      ] + Self.paragraphs(program.discussion) + [".SH VERBS"] + verbs.flatMap(Self.section)
    text = parts.joined(separator: "\n") + "\n"
  }

  private static func section(_ verb: HelpDump.Command) -> [String] {
    let arguments = (verb.arguments ?? []).filter {
      $0.shouldDisplay && !["help", "version"].contains($0.names?.last?.name)
    }
    let positions = arguments.filter { $0.kind == "positional" }.map(\.synopsis)
    let required = arguments.filter { $0.kind == "option" && !$0.isOptional }.map(\.synopsis)
    let usage = ["lindley", verb.commandName] + ["[options]"] + positions + required
    return [".SS \(verb.commandName.troff)", (verb.abstract ?? "").troff, ".PP"]
      + [".B \(usage.joined(separator: " ").troff)"] + paragraphs(verb.discussion)
      + arguments.flatMap { [".TP", ".B \($0.synopsis.troff)", $0.words.troff] }
  }

  /// Text as it is broken into lines, a paragraph after each empty one.
  private static func paragraphs(_ text: String?) -> [String] {
    guard let text, !text.isEmpty else { return [] }
    return [".PP"]
      + text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
        line.isEmpty ? [".PP"] : [String(line).troff, ".br"]
      }
  }
}

extension HelpDump.Argument {
  /// Its names and its value, as they are typed.
  fileprivate var synopsis: String {
    let value = kind == "flag" ? "" : "<\(valueName ?? "value")>"
    let words = (names ?? []).map(\.words).joined(separator: ", ")
    return [words, value].filter { !$0.isEmpty }.joined(separator: " ") + (isRepeating ? " …" : "")
  }

  /// What it means, which values it takes, and which one it has by itself.
  fileprivate var words: String {
    var words = [abstract ?? ""]
    if let allValues { words.append("Values: \(allValues.joined(separator: ", ")).") }
    if let defaultValue { words.append("By itself: \(defaultValue).") }
    return words.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension String {
  /// The text with troff's own signs escaped.
  var troff: String {
    let escaped = replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }
}
