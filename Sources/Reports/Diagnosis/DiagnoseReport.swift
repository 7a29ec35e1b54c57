import Draws
import ModelData
import Runs

/// The diagnosis of a run as `lindley diagnose` prints it.
public struct DiagnoseReport: Encodable, Sendable {
  /// One finding and what to try.
  public struct Line: Encodable, Sendable {
    /// `failure`, or `note` for a property of the posterior.
    var kind: String
    var check: String
    var label: String?
    var chain: Int?
    var value: Double?
    var limit: Double?
    var finding: String
    var remedy: String

    enum CodingKeys: String, CodingKey {
      case kind, check, label, chain, value, limit, finding
      case remedy = "try"
    }
  }

  /// What the analysis is called.
  let title: String
  /// Whether no gate fails.
  public let passes: Bool
  let chains: Int
  let draws: Int
  let findings: [Line]
  let variables: [Diagnosis.Measures]
  private let sampling: RunRecord.SamplingRecord

  enum CodingKeys: String, CodingKey {
    case title, chains, draws, findings, variables
    case passes = "passed"
  }

  /// Diagnoses a run.
  public init(_ run: FinishedRun) {
    let diagnosis = Diagnosis(run.record, draws: run.draws)
    let remedies = Remedies(run.record, folder: run.folder, measures: diagnosis.variables)
    title = run.record.title
    passes = diagnosis.passes
    chains = run.draws.chainCount
    draws = run.draws.iterationCount
    sampling = run.record.sampling
    variables = diagnosis.variables
    findings = diagnosis.findings.map { finding in
      Line(
        kind: finding.isFailure ? "failure" : "note", check: finding.check,
        label: finding.label, chain: finding.chain, value: finding.value.flatMap(finite),
        limit: finding.limit, finding: finding.description,
        remedy: remedies.remedy(for: finding))
    }
  }

  /// The report as text, or the findings as a table.
  public func text(_ format: OutputFormat) -> String {
    format == .text ? words : table.rendered(format)
  }

  private var table: ReportTable {
    ReportTable(
      header: ["kind", "check", "variable", "chain", "value", "limit", "finding", "try"],
      rows: findings.map { line in
        [
          .text(line.kind), .text(line.check), .text(line.label ?? ""),
          line.chain.map { .count($0) } ?? .empty,
          line.value.map { .number($0, decimals: 3) } ?? .empty,
          line.limit.map { .number($0, decimals: 2) } ?? .empty, .text(line.finding),
          .text(line.remedy.replacing("\n", with: " ")),
        ]
      })
  }

  private var words: String {
    let failures = findings.filter { $0.kind == "failure" }
    let notes = findings.filter { $0.kind == "note" }
    let kind = sampling.sampler == .exact ? "exact independent draws" : "Gibbs sampler"
    let verdict =
      failures.isEmpty
      ? "The draws pass: R-hat below 1.01, bulk and tail effective sample sizes of at least 100 a "
        + "chain,\nMonte Carlo errors of at most 10% of the standard deviation, no chain stuck or apart.\n"
      : "The draws fail.\n" + block(failures)
    return """
      \(title)
      \(counted(chains, "chain")) of \(counted(draws, "draw")), \(kind), seed \(sampling.seed)

      \(measures.rendered(.text))
      \(verdict)
      """ + (notes.isEmpty ? "" : "\nWorth knowing:\n" + block(notes))
  }

  private var measures: ReportTable {
    ReportTable(
      header: ["variable", "rhat", "ess_bulk", "ess_tail", "mcse/sd", "longest run"],
      rows: variables.map { row in
        [
          .text(row.label), .number(row.rHat, decimals: 3), .sampleSize(row.essBulk),
          .sampleSize(row.essTail), .number(row.monteCarloShare, decimals: 3),
          .count(row.longestRun),
        ]
      })
  }

  /// Findings with one remedy together, and the remedy below them.
  private func block(_ lines: [Line]) -> String {
    var remedies: [String] = []
    for line in lines where !remedies.contains(line.remedy) { remedies.append(line.remedy) }
    return remedies.map { remedy in
      let findings = lines.filter { $0.remedy == remedy }.map { "  \($0.finding)\n" }
      let words = remedy.replacing("\n", with: "\n  ")
      return findings.joined() + "  Try: \(words)\n"
    }.joined(separator: "\n")
  }
}

/// The value, where JSON has a number for it.
private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
