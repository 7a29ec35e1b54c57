import Plots

/// A report's content, without a form: HTML and Markdown are made of the same.
public struct ReportDocument: Sendable {
  /// The title.
  public var title: String
  /// Where the data or the model come from; nil where nothing was said.
  public var source: String?
  /// The sections, in order.
  public var sections: [Section]

  /// A part of the report under a heading.
  public struct Section: Sendable {
    /// The heading.
    public var title: String
    /// What stands in it.
    public var blocks: [Block]

    /// The heading as the name of a place in the document: `prior-sensitivity`.
    var anchor: String {
      title.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    }
  }

  /// A piece of a section.
  public enum Block: Sendable {
    /// A sentence or more.
    case paragraph(String)
    /// Lines that stand as they are: formulas, commands.
    case verbatim(String)
    /// A list of short lines.
    case list([String])
    /// A table.
    case table(ReportTable)
    /// A figure, with a name for its file.
    case figure(Figure, name: String)
  }
}

extension ReportDocument {
  /// All figures, by the names of their files.
  var figures: [(name: String, figure: Figure)] {
    sections.flatMap(\.blocks).compactMap { block in
      guard case .figure(let figure, let name) = block else { return nil }
      return (name, figure)
    }
  }
}
