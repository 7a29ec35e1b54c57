import Foundation

/// The end of a run of a program: what it printed, and its exit code.
public struct Outcome: Equatable, Sendable {
  /// Standard output.
  public var output: String
  /// Standard error.
  public var errors: String
  /// The exit code; the number of the signal where one ended the program.
  public var code: Int32

  /// Puts an expected end together.
  public init(output: String, errors: String, code: Int32) {
    (self.output, self.errors, self.code) = (output, errors, code)
  }
}

/// A folder in which the program runs, with a link to the shipped models; it goes away with the value.
public final class Workplace {
  /// The path of the folder.
  public let folder: URL

  /// Makes the folder and files in it, each by its name and text.
  public init(_ texts: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "lindley-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "models"),
      withDestinationURL: packageRoot.appending(path: "models"))
    for (name, text) in texts { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Runs the program that was built with this test, with the folder as its working directory.
  @discardableResult
  public func lindley(_ arguments: String...) throws -> Outcome { try lindley(arguments) }

  /// Runs the program; `output` names a file that takes standard output.
  @discardableResult
  public func lindley(_ arguments: [String], output: String? = nil) throws -> Outcome {
    try start(Self.program, arguments, output: output).end()
  }

  /// Starts the program, and does not wait for its end.
  public func start(_ arguments: [String]) throws -> RunningProgram {
    try start(Self.program, arguments)
  }

  /// Runs the program under a limit on the size of the files that it writes, in blocks of 512 bytes.
  public func lindley(fileBlocks: Int, _ arguments: [String]) throws -> Outcome {
    let words = "ulimit -f \(fileBlocks) && exec \"$0\" \"$@\""
    return try start(Self.shell, ["-c", words, Self.program.path] + arguments).end()
  }

  /// Runs a command in the shell, where `lindley` is the program.
  public func run(_ command: String) throws -> Outcome {
    let words = "PATH='\(Self.program.deletingLastPathComponent().path)':$PATH\n" + command
    return try start(Self.shell, ["-c", words]).end()
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
  public func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: url(name))
  }

  /// Makes a folder.
  public func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(at: url(name), withIntermediateDirectories: true)
  }

  /// The bytes of a file.
  public func bytes(of name: String) throws -> Data { try Data(contentsOf: url(name)) }

  /// The text of a file.
  public func text(of name: String) throws -> String {
    String(decoding: try bytes(of: name), as: UTF8.self)
  }

  /// The lines of a file, without the empty one after the last newline.
  public func lines(of name: String) throws -> [String] {
    try text(of: name).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map(String.init)
  }

  /// The names of all files in a folder, hidden ones too, sorted; nil where there is no folder.
  public func names(in name: String) -> [String]? {
    try? FileManager.default.contentsOfDirectory(atPath: url(name).path).sorted()
  }

  /// Removes a file.
  public func remove(_ name: String) throws { try FileManager.default.removeItem(at: url(name)) }

  private func url(_ name: String) -> URL { folder.appending(path: name) }

  private static let shell = URL(filePath: "/bin/sh")

  private final class Marker {}

  /// The program: beside the test bundle, or beside the program that runs the tests.
  private static var program: URL {
    let bundle = Bundle(for: Marker.self).bundleURL
    let folder = bundle.pathExtension == "xctest" ? bundle.deletingLastPathComponent() : bundle
    return folder.appending(path: "lindley")
  }
}
