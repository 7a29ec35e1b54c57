import Foundation

/// The program while it runs.
public final class RunningProgram {
  private let process: Process
  private let output: URL
  private let errorFile: URL

  init(process: Process, output: URL, errors: URL) {
    (self.process, self.output, errorFile) = (process, output, errors)
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    for file in [output, errorFile] { try? FileManager.default.removeItem(at: file) }
  }

  /// Sends it a signal.
  public func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits for its end.
  public func end() throws -> Outcome {
    process.waitUntilExit()
    return Outcome(
      output: try text(output), errors: try text(errorFile), code: process.terminationStatus)
  }

  /// Standard error so far.
  public func errors() throws -> String { try text(errorFile) }

  private func text(_ file: URL) throws -> String {
    String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }

  /// The program ended while something was waited for.
  public struct EarlyEnd: Error {}

  /// Waits until something is so, while the program runs.
  ///
  /// - Throws: `EarlyEnd`, and what the condition throws.
  public func wait(until condition: () throws -> Bool) throws {
    while try !condition() {
      guard process.isRunning else { throw EarlyEnd() }
      Thread.sleep(forTimeInterval: 0.002)
    }
  }
}
