import Foundation
import Testing

/// The program while it runs.
final class RunningProgram {
  private let process: Process
  private let output: URL
  private let errors: URL

  init(process: Process, output: URL, errors: URL) {
    (self.process, self.output, self.errors) = (process, output, errors)
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    for file in [output, errors] { try? FileManager.default.removeItem(at: file) }
  }

  /// Sends it a signal.
  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits for its end.
  func end() throws -> Outcome {
    process.waitUntilExit()
    let texts = try [output, errors].map {
      String(decoding: try Data(contentsOf: $0), as: UTF8.self)
    }
    return Outcome(output: texts[0], errors: texts[1], code: process.terminationStatus)
  }

  /// Waits until something is so, while the program runs.
  func wait(until condition: () throws -> Bool) throws {
    while try !condition() {
      try #require(process.isRunning, "it ended before its time")
      Thread.sleep(forTimeInterval: 0.002)
    }
  }
}
