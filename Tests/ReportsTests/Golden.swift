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
  #expect(text == golden, "\(name)", sourceLocation: sourceLocation)
}
