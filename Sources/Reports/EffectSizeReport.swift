import EffectSizes

/// Effect sizes beside the raw summaries of which they are made, as `lindley effect-size` prints them.
public struct EffectSizeReport: Encodable, Sendable {
  private let table: EffectSizeTable

  /// Reports a table.
  public init(_ table: EffectSizeTable) { self.table = table }

  /// The names of the columns of covariances: `v1i`, `v2i`.
  private var covarianceNames: [String] { table.outcomes.indices.map { "v\($0 + 1)i" } }

  /// The columns of the file, then the effect sizes, their variances and their covariances.
  public var resultTable: ReportTable {
    let digits = decimals(
      forSpread: table.effectSizes.compactMap { $0?.variance.squareRoot() }.min())
    return ReportTable(
      header: table.header + ["yi", "vi"] + covarianceNames,
      rows: table.rows.indices.map { row in
        let size = table.effectSizes[row]
        let covariances = table.covariances.isEmpty ? [] : table.covariances[row]
        return table.rows[row].map { .text($0 ?? "NA") }
          + [
            .number(size?.estimate, decimals: digits),
            .number(size?.variance, decimals: digits + 1),
          ] + covariances.map { .number($0, decimals: digits + 1) }
      })
  }

  /// The table in one of the forms that are no JSON.
  public func text(_ format: OutputFormat) -> String { resultTable.rendered(format) }

  /// The levels of the outcome in the order of the columns of covariances; empty without such columns.
  public var outcomes: [String] { table.outcomes }

  /// Encodes a list with an object for each row: its values as texts, its effect size as numbers.
  public func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    for row in table.rows.indices {
      var object = list.nestedContainer(keyedBy: Key.self)
      for (name, value) in zip(table.header, table.rows[row]) {
        try object.encode(value, forKey: Key(name))
      }
      try object.encode(table.effectSizes[row]?.estimate, forKey: Key("yi"))
      try object.encode(table.effectSizes[row]?.variance, forKey: Key("vi"))
      for (name, values) in zip(covarianceNames, 0...) {
        try object.encode(table.covariances[row][values], forKey: Key(name))
      }
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
