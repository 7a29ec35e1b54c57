import Foundation

/// A temporary folder in which commands see the project's models, as from its top, and leave their draws.
struct Workplace {
  /// The top of the project.
  static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// What a command printed on standard output and standard error, and its exit code.
  struct Outcome {
    var output: [String]
    var errors: String
    var code: Int32
  }

  private let folder: URL

  /// Makes the folder, with a link to the models.
  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "notebook-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "models"),
      withDestinationURL: Self.project.appending(path: "models"))
  }

  /// Removes the folder with all draws in it.
  func remove() throws { try FileManager.default.removeItem(at: folder) }

  /// Runs a command in the shell, where `lindley` is the program that was built with this test.
  func run(_ command: String) throws -> Outcome {
    let output = Pipe()
    let errorFile = folder.appending(path: "errors.txt")
    try Data().write(to: errorFile)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PATH": "\(Self.binaries.path):/usr/bin:/bin"
    ]) { $1 }
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    var lines = String(decoding: data, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return Outcome(
      output: lines, errors: try String(contentsOf: errorFile, encoding: .utf8),
      code: process.terminationStatus)
  }

  private final class Marker {}

  /// The folder of the built programs: beside the test bundle, or that of the test program itself.
  private static var binaries: URL {
    let bundle = Bundle(for: Marker.self).bundleURL
    return bundle.pathExtension == "xctest" ? bundle.deletingLastPathComponent() : bundle
  }
}
