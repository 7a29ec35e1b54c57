import ArgumentParser
import Draws
import Foundation
import Reports
import Runs

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a report on a run, as HTML or as Markdown.",
    discussion: """
      The model, the data, intervals by method, effects, densities, other priors and t errors, a new group, convergence. An HTML page needs no network and no script. A report in Markdown has its figures beside it: \
      report.md, report-effects.svg and so on.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var level: LevelOption
  @Flag(help: "Run chains for other priors and t errors where integrals do not give them.")
  var sensitivity = false
  @Argument(help: "The folder of the run.", completion: .directory) var folder: String
  @Option(
    help: ArgumentHelp("The file to write: .html or .md.", valueName: "file"), completion: .file())
  var output: String

  func validate() throws {
    guard output.hasSuffix(".html") || output.hasSuffix(".md") else {
      throw ValidationError(
        "--output is '\(output)'; its name must end in .html or .md, such as report.html.")
    }
  }

  func run() throws {
    let document = try RunReport(
      FinishedRun(folder: folder), level: level.level, runsChains: sensitivity
    ).document
    if output.hasSuffix(".html") {
      try AtomicFile.write(try HTMLReport().page(document), to: output)
    } else {
      let place = URL(filePath: output)
      // The page comes last: what it shows is there when it is.
      for file in try MarkdownReport().files(document, name: place.lastPathComponent).reversed() {
        let path = place.deletingLastPathComponent().appending(path: file.name).relativePath
        try AtomicFile.write(file.text, to: path)
      }
    }
    common.say("Wrote \(output).")
  }
}
