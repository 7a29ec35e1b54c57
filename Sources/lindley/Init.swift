import ArgumentParser
import Draws
import Foundation
import ModelData

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draft a model file from CSV files.",
    discussion: """
      Guesses from names and values which column is the outcome, which one tells the groups apart, \
      and whether sampling variances are known, and says in comments what it guessed, what the other \
      columns hold and which priors there are. The draft is the simplest model, without predictors; \
      it passes 'lindley check' as it is.

      Several files are joined on the id of a group: lindley init students.csv schools.csv
      """)

  @OptionGroup var common: CommonOptions
  @Argument(help: "The CSV files.", completion: .file(extensions: ["csv"])) var files: [String]
  @Option(help: ArgumentHelp("The column of the outcome.", valueName: "column"))
  var outcome: String?
  @Option(help: ArgumentHelp("The column of the groups' ids.", valueName: "column"))
  var group: String?
  @Option(help: ArgumentHelp("The column of known sampling variances.", valueName: "column"))
  var knownVariance: String?
  @Option(help: ArgumentHelp("The column of known standard errors.", valueName: "column"))
  var knownSe: String?
  @Option(help: ArgumentHelp("The title; else the first file's name.", valueName: "words"))
  var title: String?
  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The model file to write; else it is printed.", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var output: String?

  func validate() throws {
    guard knownVariance == nil || knownSe == nil else {
      throw ValidationError("--known-variance and --known-se exclude each other; give one of them.")
    }
    if let output {
      guard !output.isEmpty else {
        throw ValidationError("--output is empty; it must be the name of a file.")
      }
      guard !FileManager.default.fileExists(atPath: output) else {
        throw ValidationError(
          "--output is \(output), which is there already; give another name, or remove it.")
      }
    }
  }

  func run() throws {
    let draft = try ModelDraft(
      files.map { FileReference(path: $0, name: $0) },
      DraftRequest(
        outcome: outcome, group: group, knownVariance: knownVariance, knownStandardError: knownSe))
    let name = URL(filePath: draft.fileNames[0]).deletingPathExtension().lastPathComponent
    let text = draft.text(title: title ?? name, paths: draft.fileNames.map(pathFromModelFile))
    guard let output else { return try show(text) }
    try AtomicFile.write(text, to: output)
    common.say("Wrote \(output). Next: lindley check \(output)")
  }

  /// The path of a file from the folder of the model file; a full path where that folder is reached
  /// through a link.
  private func pathFromModelFile(_ path: String) -> String {
    guard let output, !path.hasPrefix("/") else { return path }
    let folder = URL(filePath: output).deletingLastPathComponent().standardizedFileURL
    let file = URL(filePath: path).standardizedFileURL
    guard folder.resolvingSymlinksInPath().path == folder.path else { return file.path }
    let (from, to) = (folder.pathComponents, file.pathComponents)
    let shared = zip(from, to).prefix { $0 == $1 }.count
    let steps = Array(repeating: "..", count: from.count - shared) + to.dropFirst(shared)
    return steps.joined(separator: "/")
  }
}
