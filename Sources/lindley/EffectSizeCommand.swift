import ArgumentParser
import Draws
import EffectSizes
import Foundation
import ModelData
import Reports

struct EffectSizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "effect-size",
    abstract: "Make effect sizes and sampling variances from raw summaries.",
    discussion: """
      The columns of the file are repeated with yi and vi after them. Inputs are expected in \
      columns of these names, unless --columns names others (--columns m1i=treated_mean,n1i=n):

      \(EffectSizeKind.allCases.map(Self.line).joined(separator: "\n"))

      n1i and n2i may stand for bi and di, and ni for mi. A zero count adds a half to all counts of \
      its row.

      With --study and --outcome the covariances within each study follow as v1i, v2i, …, one for \
      each level of the outcome, sorted: known-covariance: {columns: [v1i, v2i]} takes them.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var form: FormatOption
  @Argument(help: "The CSV file of raw summaries.", completion: .file(extensions: ["csv"]))
  var file: String
  @Option(help: ArgumentHelp("The kind of effect size.", valueName: "kind")) var measure:
    EffectSizeKind
  @Option(
    help: ArgumentHelp("The columns of inputs that have other names.", valueName: "input=name,…"))
  var columns: ColumnNames?
  @Option(help: ArgumentHelp("The column of the studies' ids.", valueName: "column"))
  var study: String?
  @Option(
    help: ArgumentHelp("The column that tells a study's effects apart.", valueName: "column"))
  var outcome: String?
  @Option(help: ArgumentHelp("The correlation of two outcomes within groups.", valueName: "r"))
  var correlation: Double?
  @Flag(help: "The effects of a study share its control group.") var sharedControl = false
  @Option(
    help: ArgumentHelp("Write a CSV file instead of printing.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var output: String?

  func validate() throws {
    if let correlation, abs(correlation) > 1 {
      throw ValidationError(
        "--correlation is \(correlation); it must lie between -1 and 1, such as 0.6.")
    }
    let isDependent = correlation != nil || sharedControl
    guard (study != nil && outcome != nil) == isDependent, (study == nil) == (outcome == nil),
      correlation == nil || !sharedControl
    else {
      throw ValidationError(
        "Covariances need --study, --outcome and either --correlation or --shared-control.")
    }
  }

  func run() throws {
    var request = EffectSizeRequest(kind: measure, columns: columns?.names ?? [:])
    if let study, let outcome {
      request.dependence = EffectSizeRequest.Dependence(
        study: study, outcome: outcome, correlation: correlation)
    }
    let report = EffectSizeReport(
      try EffectSizeTable(FileReference(path: file, name: file), request))
    if !report.outcomes.isEmpty {
      let places = report.outcomes.enumerated().map { "v\($0 + 1)i: \($1)" }
      common.say("Covariances with " + places.joined(separator: ", ") + ".")
    }
    guard let output else {
      return try show(form.format == .json ? jsonText(report) : report.text(form.format))
    }
    try AtomicFile.write(report.text(.csv), to: output)
  }

  private static func line(_ kind: EffectSizeKind) -> String {
    let name = kind.rawValue.padding(toLength: 17, withPad: " ", startingAt: 0)
    return name + kind.inputs.map(\.column).joined(separator: ", ")
  }
}

extension EffectSizeKind: ExpressibleByArgument {}

/// Columns by the inputs that stand in them: `m1i=treated_mean,n1i=n`.
struct ColumnNames: ExpressibleByArgument {
  let names: [String: String]

  init?(argument: String) {
    var names: [String: String] = [:]
    for part in argument.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else { return nil }
      names[sides[0]] = sides[1]
    }
    self.names = names
  }
}
