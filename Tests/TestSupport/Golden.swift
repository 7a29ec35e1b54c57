import Foundation

/// Where a text departs from that of a file in the folder `Golden` beside the test; nil where it does not.
///
/// With LINDLEY_UPDATE_GOLDEN=1 in the environment the file is written anew instead.
///
/// - Parameter shown: what of each line is compared.
public func differenceFromGolden(
  _ name: String, _ text: String, comparing shown: (String) -> String = { $0 },
  test: String = #filePath
) throws -> String? {
  var folder = URL(filePath: test).deletingLastPathComponent()
  // Tests in subfolders share the folder of their target.
  while !FileManager.default.fileExists(atPath: folder.appending(path: "Golden").path),
    folder.pathComponents.count > 1
  {
    folder.deleteLastPathComponent()
  }
  let file = folder.appending(path: "Golden/\(name)")
  if ProcessInfo.processInfo.environment["LINDLEY_UPDATE_GOLDEN"] == "1" {
    try Data(text.utf8).write(to: file)
    return nil
  }
  let texts = [try String(contentsOf: file, encoding: .utf8), text].map {
    $0.split(separator: "\n", omittingEmptySubsequences: false).map { shown(String($0)) }
  }
  for place in 0..<max(texts[0].count, texts[1].count) {
    let lines = texts.map { $0.indices.contains(place) ? $0[place] : "nothing" }
    guard lines[0] == lines[1] else {
      return "\(name), line \(place + 1)\n  golden:  \(lines[0])\n  printed: \(lines[1])"
    }
  }
  return nil
}
