import ArgumentParser
import Foundation
import LikelihoodFits
import Reports
import Runs

/// Options of every command.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Say nothing on standard error but errors.")
  var quiet = false

  /// Says something to the person, not to the next program.
  func say(_ words: String) {
    guard !quiet else { return }
    FileHandle.standardError.write(Data((words + "\n").utf8))
  }
}

/// Prints a result on standard output.
///
/// - Throws: `UnwrittenResult`, as on a full disk.
func show(_ result: String) throws {
  var rest = Array(result.utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    guard count >= 0 || errno == EINTR else {
      throw UnwrittenResult(reason: String(cString: strerror(errno)))
    }
    rest = rest.dropFirst(max(0, count))
  }
}

/// A result that standard output did not take.
struct UnwrittenResult: Error, CustomStringConvertible {
  /// The system's words.
  let reason: String

  var description: String {
    "The result cannot be written to standard output: \(reason).\n"
      + "Write it to a file on a disk with free space."
  }
}

/// The form of a table.
struct FormatOption: ParsableArguments {
  @Option(help: ArgumentHelp("The form in which the result is printed.", valueName: "form"))
  var format = OutputFormat.text
}

/// The coverage of intervals.
struct LevelOption: ParsableArguments {
  @Option(help: ArgumentHelp("The coverage of intervals, between 0 and 1.", valueName: "share"))
  var level = 0.95

  func validate() throws {
    guard level > 0, level < 1 else {
      throw ValidationError("--level is \(level); it must lie between 0 and 1, such as 0.95.")
    }
  }
}

extension CompletionKind {
  /// Model files.
  static var modelFile: CompletionKind { .file(extensions: ["yaml", "yml"]) }
}

extension OutputFormat: ExpressibleByArgument {}
extension FitMethod: ExpressibleByArgument {}
extension SamplerChoice: ExpressibleByArgument {}

/// What is saved beside the parameters, as a list: `effects,log-likelihood`.
struct SavedList: ExpressibleByArgument {
  let quantities: Set<SavedQuantity>

  init?(argument: String) {
    var quantities: Set<SavedQuantity> = []
    for name in argument.split(separator: ",") {
      guard let quantity = SavedQuantity(rawValue: name.trimmingCharacters(in: .whitespaces)) else {
        return nil
      }
      quantities.insert(quantity)
    }
    self.quantities = quantities
  }

  static let allValueStrings = SavedQuantity.allCases.map(\.rawValue)
}
