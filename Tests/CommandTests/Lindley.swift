import Foundation
import Testing

/// The end of a run of the program: what it printed, and its exit code.
struct Outcome: Equatable {
  /// Standard output.
  var output: String
  /// Standard error.
  var errors: String
  /// The exit code; the number of the signal where one ended the program.
  var code: Int32
}

/// A folder in which the program runs, with a link to the shipped models; it goes away with the value.
final class Workplace {
  /// The top of the project.
  static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  let folder: URL

  /// Makes the folder and files in it, each by its name and text.
  init(_ texts: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "lindley-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "models"),
      withDestinationURL: Self.project.appending(path: "models"))
    for (name, text) in texts { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Runs the program that was built with this test, with the folder as its working directory.
  @discardableResult
  func lindley(_ arguments: String...) throws -> Outcome { try lindley(arguments) }

  /// Runs the program; `output` names a file that takes standard output.
  @discardableResult
  func lindley(_ arguments: [String], output: String? = nil) throws -> Outcome {
    try start(Self.program, arguments, output: output).end()
  }

  /// Starts the program, and does not wait for its end.
  func start(_ arguments: [String]) throws -> RunningProgram {
    try start(Self.program, arguments)
  }

  /// Runs the program under a limit on the size of the files that it writes, in blocks of 512 bytes.
  func lindley(fileBlocks: Int, _ arguments: [String]) throws -> Outcome {
    let words = "ulimit -f \(fileBlocks) && exec \"$0\" \"$@\""
    return try start(URL(filePath: "/bin/sh"), ["-c", words, Self.program.path] + arguments).end()
  }

  private func start(
    _ program: URL, _ arguments: [String], output: String? = nil
  ) throws -> RunningProgram {
    let files = try ["output", "errors"].map { name in
      let file = url(".\(name)-\(UUID())")
      try Data().write(to: file)
      return file
    }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // Files and not pipes, which a program that prints much would fill and wait for.
    process.standardOutput = try FileHandle(
      forWritingTo: output.map { URL(filePath: $0) } ?? files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    return RunningProgram(process: process, output: files[0], errors: files[1])
  }

  /// Writes a text file.
  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: url(name))
  }

  /// Makes a folder.
  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(at: url(name), withIntermediateDirectories: true)
  }

  /// The bytes of a file.
  func bytes(of name: String) throws -> Data { try Data(contentsOf: url(name)) }

  /// The text of a file.
  func text(of name: String) throws -> String {
    String(decoding: try bytes(of: name), as: UTF8.self)
  }

  /// The lines of a file, without the empty one after the last newline.
  func lines(of name: String) throws -> [String] {
    try text(of: name).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map(String.init)
  }

  /// The names of all files in a folder, hidden ones too, sorted; nil where there is no folder.
  func names(in name: String) -> [String]? {
    try? FileManager.default.contentsOfDirectory(atPath: url(name).path).sorted()
  }

  /// Removes a file.
  func remove(_ name: String) throws { try FileManager.default.removeItem(at: url(name)) }

  private func url(_ name: String) -> URL { folder.appending(path: name) }

  private final class Marker {}

  /// The program: beside the test bundle, or beside the program that runs the tests.
  private static var program: URL {
    let bundle = Bundle(for: Marker.self).bundleURL
    let folder = bundle.pathExtension == "xctest" ? bundle.deletingLastPathComponent() : bundle
    return folder.appending(path: "lindley")
  }
}
