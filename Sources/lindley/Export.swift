import ArgumentParser
import Draws
import Runs

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the draws of a run for another program.",
    discussion: """
      draws-df: one CSV file; in R, posterior::as_draws_df(read.csv(path, check.names = FALSE)).
      coda: a folder; in R, coda::read.coda("CODAchain1.txt", "CODAindex.txt").
      zarr: a folder; in Python, xarray.open_zarr(path, group="posterior").
      """)

  @OptionGroup var common: CommonOptions
  @Argument(help: "The folder of the run.", completion: .directory) var folder: String
  @Option(help: ArgumentHelp("The form.", valueName: "draws-df|coda|zarr")) var to: ExportFormat
  @Option(
    name: [.short, .long], help: ArgumentHelp("The file or folder to write.", valueName: "path"),
    completion: .file())
  var output: String
  @Flag(help: "Replace an earlier export.") var overwrite = false

  func validate() throws {
    guard !output.isEmpty else {
      throw ValidationError("--output is empty; it must be the name of a file or folder.")
    }
  }

  func run() throws {
    let record = try RunRecord(folder: folder)
    let export = DrawsExport(try DrawsFiles(folder: folder), labels: record.drawsLabels)
    try export.write(to, to: output, overwrites: overwrite)
    common.say("Wrote \(output).")
  }
}

extension ExportFormat: ExpressibleByArgument {}
