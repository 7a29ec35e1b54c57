import Plots

/// A document as templates see it: each block has one part that is there.
struct DocumentView {
  let title: String
  let source: String?
  let sections: [SectionView]

  /// - Parameters:
  ///   - text: words as the form writes them, apart from what its template escapes.
  ///   - drawing: a figure, and the name of its file, as the form shows it.
  init(
    _ document: ReportDocument, text: (String) -> String = { $0 },
    drawing: (Figure, String) -> String
  ) {
    title = text(document.title)
    source = document.source.map(text)
    sections = document.sections.map { section in
      SectionView(
        title: text(section.title), anchor: section.anchor,
        blocks: section.blocks.map { BlockView($0, text: text, drawing: drawing) })
    }
  }
}

/// A section.
struct SectionView {
  let title: String
  let anchor: String
  let blocks: [BlockView]
}

/// A block: one of its parts is there.
struct BlockView {
  var paragraph: String?
  var verbatim: VerbatimView?
  var list: ListView?
  var table: TableView?
  var figure: FigureView?

  init(
    _ block: ReportDocument.Block, text: (String) -> String, drawing: (Figure, String) -> String
  ) {
    switch block {
    case .paragraph(let words): paragraph = text(words)
    case .verbatim(let lines): verbatim = VerbatimView(lines: lines)
    case .list(let items): list = ListView(items: items.map(text))
    case .table(let table): self.table = TableView(table)
    case .figure(let figure, let name):
      self.figure = FigureView(drawing: drawing(figure, name), caption: text(figure.description))
    }
  }
}

/// Lines that stand as they are.
struct VerbatimView {
  let lines: String
  /// What fences them in Markdown: more backticks than stand together in them, three at least.
  let fence: String

  init(lines: String) {
    self.lines = lines
    let longest = lines.split { $0 != "`" }.map(\.count).max() ?? 0
    fence = String(repeating: "`", count: max(3, longest + 1))
  }
}

/// A list.
struct ListView {
  let items: [String]
}

/// A figure as its form shows it.
struct FigureView {
  let drawing: String
  let caption: String
}

/// A table of rounded values.
struct TableView {
  let header: [CellView]
  let rows: [RowView]
  /// The table in Markdown.
  let markdown: String

  init(_ table: ReportTable) {
    let isText = table.header.indices.map(table.isText)
    header = zip(table.header, isText).map(CellView.init)
    rows = table.rows.map { row in
      RowView(cells: zip(row, isText).map { CellView($0.rounded, $1) })
    }
    markdown = table.rendered(.markdown)
  }
}

/// A row of a table.
struct RowView {
  let cells: [CellView]
}

/// A cell, and whether it holds words.
struct CellView {
  let text: String
  let isText: Bool

  init(_ text: String, _ isText: Bool) { (self.text, self.isText) = (text, isText) }
}
