import Foundation
import TestSupport
import Testing

/// The README and the text notebooks print what they show.
///
/// With LINDLEY_UPDATE_NOTEBOOKS=1 in the environment the shown outputs are written anew instead.
@Suite struct NotebookTests {
  @Test("every command of a notebook prints the lines below it", arguments: try notebooks())
  func outputs(path: String) throws {
    let file = packageRoot.appending(path: path)
    var notebook = Notebook(try String(contentsOf: file, encoding: .utf8))
    try #require(!notebook.commands.isEmpty)
    let workplace = try Workplace()
    let updates = ProcessInfo.processInfo.environment["LINDLEY_UPDATE_NOTEBOOKS"] == "1"
    try notebook.update { command in
      let place: Comment = "\(path), line \(command.line): \(command.text)"
      #expect(command.text.hasPrefix("lindley "), place)
      let outcome = try workplace.run(command.text)
      #expect(outcome.code == 0, "\(place): exit code \(outcome.code): \(outcome.errors)")
      var lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
      if lines.last == "" { lines.removeLast() }
      if !updates, let difference = firstDifference(command.output, lines) {
        Issue.record("\(place)\n\(difference)")
      }
      return lines
    }
    if updates { try notebook.text.write(to: file, atomically: true, encoding: .utf8) }
  }

  @Test("the first difference between shown and printed lines is named")
  func difference() {
    #expect(firstDifference(["a", "b"], ["a", "b"]) == nil)
    #expect(
      firstDifference(["a", "b"], ["a", "c"]) == "line 2 of the output\n  shown:   b\n  printed: c")
    #expect(
      firstDifference(["a"], ["a", ""]) == "line 2 of the output\n  shown:   nothing\n  printed: ")
  }
}

/// The paths of the README and of every notebook, from the top of the project.
private func notebooks() throws -> [String] {
  let folder = "notebooks-text"
  let names = try FileManager.default.contentsOfDirectory(
    atPath: packageRoot.appending(path: folder).path)
  return ["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
}

/// The first line in which the shown and the printed output differ; nil when they are the same.
private func firstDifference(_ shown: [String], _ printed: [String]) -> String? {
  for place in 0..<max(shown.count, printed.count) {
    let lines = [shown, printed].map { $0.indices.contains(place) ? $0[place] : nil }
    if lines[0] != lines[1] {
      return "line \(place + 1) of the output\n  shown:   \(lines[0] ?? "nothing")\n"
        + "  printed: \(lines[1] ?? "nothing")"
    }
  }
  return nil
}
