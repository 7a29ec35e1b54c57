import ArgumentParser
import Foundation
import ModelData
import Runs

struct Merge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put chains that several processes ran together into one run.",
    discussion: """
      Each process runs 'lindley sample MODEL --chain-id N --output DIR' with a folder of its own and \
      the same other options. The merged run has the bytes of one process that ran all chains. \
      Folders of another model, data, seed or plan, and chains that are missing or not finished, are \
      named and refused.
      """)

  @OptionGroup var common: CommonOptions
  @Argument(help: "The folders of the runs.") var folders: [String]
  @Option(
    name: [.short, .long], help: ArgumentHelp("The folder of the merged run.", valueName: "dir"))
  var output: String
  @Flag(help: "Replace a run that is in the folder.") var overwrite = false

  func validate() throws {
    guard !output.isEmpty else {
      throw ValidationError("--output is empty; it must be the name of a folder.")
    }
    let target = URL(filePath: output).resolvingSymlinksInPath().path
    guard !folders.contains(where: { URL(filePath: $0).resolvingSymlinksInPath().path == target })
    else {
      throw ValidationError("--output is \(output), one of the folders to merge; give another.")
    }
  }

  func run() throws {
    let record = try MergedRun(folders: folders).write(to: output, overwrites: overwrite)
    common.say(
      "Wrote \(output): \(counted(record.sampling.chains, "chain")) of "
        + "\(counted(record.sampling.draws, "draw")). Next: lindley summary \(output)")
  }
}
