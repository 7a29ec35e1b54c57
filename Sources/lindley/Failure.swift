import ArgumentParser
import Draws
import Foundation
import GSLNumerics
import GibbsEngine
import GibbsModels
import LikelihoodFits
import ModelData
import Reports
import Runs

/// The end of a command that could not be carried out: what is said, and the exit code.
struct Failure {
  /// The words, without a newline at their end.
  let words: String
  /// The code.
  let code: Int32
  private let isError: Bool

  init(_ error: any Error) {
    switch error {
    case let error as NewRowError: self.init("\(error)", code: error.exitCode)
    case let error as any InputError: self.init("\(error)", code: 3)
    case let error as UnknownVariable: self.init("\(error)", code: 2)
    case let error as HypothesisError: self.init("--test: \(error)", code: 2)
    case let error as QuestionError: self.init("\(error)", code: 2)
    case let error as SimulationError: self.init("\(error)", code: error.isOfFile ? 3 : 2)
    case let error as ImproperPosterior: self.init("\(error)", code: 4)
    case let error as RunFolderError: self.init("\(error)", code: error.exitCode)
    case let error as DrawsError: self.init("\(error)", code: error.exitCode)
    case let error as ChainFailure: self.init("\(error)", code: 1)
    case let error as UnreachedTargets: self.init("\(error)", code: 4)
    case let error as BrokenOffRun: self.init("\(error)", code: 1)
    case let error as StoppedRun: self.init(words: "\(error)", code: 130, isError: true)
    case let error as NumericalError: self.init("The computation failed: \(error)", code: 1)
    case let error as UnwrittenResult: self.init("\(error)", code: 1)
    case let code as ExitCode:
      self.init(words: "", code: code.rawValue, isError: true)
    default: self.init(ofParser: error)
    }
  }

  /// Help and version, which are no errors; what is wrong with the command line; anything else.
  private init(ofParser error: any Error) {
    switch Lindley.exitCode(for: error) {
    case .success:
      let words = Lindley.fullMessage(for: error)
      // The parser's own help of the program is longer than a screen.
      let isRootHelp =
        words.trimmingCharacters(in: .newlines)
        == Lindley.helpMessage().trimmingCharacters(in: .newlines)
      self.init(words: isRootHelp ? Lindley.rootHelp : words, code: 0, isError: false)
    case .validationFailure:
      // Of the parser's words the first and the last, which says where the help is.
      let words = Lindley.fullMessage(for: error).split(separator: "\n")
      let help = words.last { $0.contains("--help") }
      let remedy = help.map { "\n" + $0.trimmingCharacters(in: .whitespaces) } ?? ""
      self.init(Lindley.message(for: error) + remedy, code: 2)
    default: self.init(Lindley.message(for: error), code: 1)
    }
  }

  private init(_ words: String, code: Int32) {
    self.init(words: "Error: \(words)", code: code, isError: true)
  }

  private init(words: String, code: Int32, isError: Bool) {
    (self.words, self.code, self.isError) = (words, code, isError)
  }

  /// Prints the words and leaves the program.
  func report() -> Never {
    if !words.isEmpty {
      let channel = isError ? FileHandle.standardError : FileHandle.standardOutput
      channel.write(Data((words + "\n").utf8))
    }
    Foundation.exit(code)
  }
}

extension RunFolderError {
  /// 2 where another folder must be named, 3 where a file is not what it should be.
  fileprivate var exitCode: Int32 {
    switch self {
    case .occupied, .occupiedByUnfinished, .isFile, .fewerDraws: 2
    case .noRun, .unreadableRecord, .unfinished, .otherVersion, .otherModelFile, .otherModel,
      .otherData, .dataUnreadable:
      3
    case .cannotCreate: 1
    }
  }
}

extension NewRowError {
  /// 2 for a row of the command line, 3 for one of a file.
  fileprivate var exitCode: Int32 {
    switch place {
    case .commandLine: 2
    case .file: 3
    }
  }
}

extension DrawsError {
  /// 1 where the system refused, 2 where another output must be named, 3 where a file is not what it
  /// should be.
  fileprivate var exitCode: Int32 {
    switch self {
    case .cannotCreate, .cannotWrite, .inUse: 1
    case .occupied, .notAnExport: 2
    default: 3
    }
  }
}
