import ArgumentParser
import Foundation
import ModelData
import Runs

struct Resume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Continue a stopped run, or extend a finished one.",
    discussion: """
      Every chain goes on from its checkpoint and ends with the bytes that it would have had without \
      the stop. With --draws N each chain gets N draws in all, those that are there included, as if \
      N had been asked for from the start. A run of another version of the program, or one whose \
      model file or data have changed, is refused.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var running: RunningOptions
  @Argument(help: "The folder of the run.", completion: .directory) var folder: String
  @Option(help: ArgumentHelp("Draws that each chain is to have in all.", valueName: "n"))
  var draws: Int?

  func validate() throws {
    if let draws { try checkCount("--draws", draws, upTo: mostIterations) }
  }

  func run() async throws {
    let started = Date()
    let continued = try ContinuedRun(folder: folder, draws: draws, threads: running.threads)
    guard !continued.isFinished else {
      common.say("\(folder) is finished; --draws N gives each chain N draws in all.")
      return
    }
    let analysis = try Analysis(continued.file)
    let run = try SamplingRun(analysis, plan: continued.plan, started: started)
    try await running.execute(
      run, in: RunFolder(continuing: folder), isContinued: true, common, started: started)
  }
}
