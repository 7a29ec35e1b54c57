import Diagnostics
import Draws

/// The forms in which a command prints a table.
public enum OutputFormat: String, Sendable, CaseIterable {
  /// Aligned columns for people.
  case text
  /// JSON, as the interface fixes it.
  case json
  /// Comma-separated values in full precision.
  case csv
  /// A Markdown table.
  case markdown
}

/// A table that prints as text, CSV and Markdown.
public struct ReportTable: Sendable, Equatable {
  /// One value of a table.
  public enum Cell: Sendable, Equatable {
    /// Words, aligned to the left.
    case text(String)
    /// A number, printed with so many decimals; nil prints as NA.
    case number(Double?, decimals: Int)
    /// A p value; nil prints as NA.
    case probability(Double?)
    /// An effective sample size, printed in whole draws; nil prints as NA.
    case sampleSize(Double?)
    /// A whole number.
    case count(Int)
    /// Nothing, where a value would have no meaning.
    case empty
  }

  /// The heads of the columns.
  public var header: [String]
  /// The rows; each has a cell for each column.
  public var rows: [[Cell]]

  /// Makes a table.
  public init(header: [String], rows: [[Cell]]) {
    self.header = header
    self.rows = rows
  }

  /// The table in one of the forms that are no JSON.
  public func rendered(_ format: OutputFormat) -> String {
    switch format {
    case .text, .json: text
    case .csv: csv
    case .markdown: markdown
    }
  }

  /// Aligned columns, two spaces apart.
  private var text: String {
    let cells = rows.map { $0.map(\.rounded) }
    let widths = header.indices.map { column in
      max(header[column].count, cells.map { $0[column].count }.max() ?? 0)
    }
    let lines = [header] + cells
    return lines.map { line in
      var result = ""
      for (column, cell) in line.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        result += (column == 0 ? "" : "  ") + (isText(column) ? cell + padding : padding + cell)
      }
      return result.trimmingTrailingSpaces + "\n"
    }.joined()
  }

  private var csv: String {
    ([header.map(\.csvField)] + rows.map { $0.map(\.exact.csvField) })
      .map { $0.joined(separator: ",") + "\n" }.joined()
  }

  private var markdown: String {
    let rule = header.indices.map { isText($0) ? ":---" : "---:" }
    let cells = rows.map { $0.map(\.rounded.markdownInline) }
    return ([header.map(\.markdownInline), rule] + cells).map {
      "| \($0.joined(separator: " | ")) |\n"
    }.joined()
  }

  /// Whether a column holds words, which are aligned to the left.
  func isText(_ column: Int) -> Bool {
    rows.contains { row in
      if case .text = row[column] { return true }
      return false
    }
  }
}

extension ReportTable.Cell {
  /// The value as people read it.
  var rounded: String {
    switch self {
    case .text(let text): text
    case .number(let value, let decimals): value.map { fixed($0, decimals: decimals) } ?? "NA"
    case .probability(let value): probabilityText(value)
    case .sampleSize(let value): value.map { "\(EffectiveSampleSize.wholeDraws($0))" } ?? "NA"
    case .count(let count): "\(count)"
    case .empty: ""
    }
  }

  /// The value in full precision.
  var exact: String {
    switch self {
    case .number(let value, _), .probability(let value), .sampleSize(let value):
      value.map { $0.isFinite ? "\($0)" : "NA" } ?? "NA"
    default: rounded
    }
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
