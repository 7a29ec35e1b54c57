import Foundation
import Testing

/// Expects a text to be that of a file in `Golden`.
///
/// With LINDLEY_UPDATE_GOLDEN=1 in the environment the file is written anew instead.
func expectGolden(
  _ name: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
  if ProcessInfo.processInfo.environment["LINDLEY_UPDATE_GOLDEN"] == "1" {
    try Data(text.utf8).write(to: file)
    return
  }
  let golden = try String(contentsOf: file, encoding: .utf8)
  let shown = lines(golden)
  let printed = lines(text)
  for place in 0..<max(shown.count, printed.count) {
    let pair = [shown, printed].map { $0.indices.contains(place) ? $0[place] : "nothing" }
    guard pair[0] == pair[1] else {
      Issue.record(
        "\(name), line \(place + 1)\n  golden:  \(pair[0])\n  printed: \(pair[1])",
        sourceLocation: sourceLocation)
      return
    }
  }
}

/// The lines, those with a count of an optimiser's steps without it: it is no result.
private func lines(_ text: String) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    line.hasPrefix("Converged after ")
      ? line.split(separator: " ").filter { Int($0) == nil && !$0.hasPrefix("step") }
        .joined(separator: " ")
      : String(line)
  }
}
