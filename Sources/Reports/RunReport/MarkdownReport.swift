import Mustache
import Plots

/// A report as Markdown, with its figures as SVG files beside it.
public struct MarkdownReport: Sendable {
  private let template: MustacheTemplate

  /// Reads the template.
  public init() throws { template = try MustacheTemplate(string: Self.page) }

  /// A file of the report.
  public struct File: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Its text.
    public let text: String
  }

  /// The Markdown file and the figures that it shows.
  ///
  /// - Parameter name: the name of the Markdown file; figures are called after it: `report-effects.svg`.
  public func files(_ document: ReportDocument, name: String) -> [File] {
    let stem = name.hasSuffix(".md") ? String(name.dropLast(3)) : name
    func fileName(_ figure: String) -> String { "\(stem)-\(figure).svg" }
    let view = DocumentView(document, text: \.markdownBlock) { figure, name in
      "![\(figure.title.markdownInBrackets)](<\(fileName(name))>)"
    }
    return [File(name: name, text: template.render(view))]
      + document.figures.map {
        File(name: fileName($0.name), text: SVGRenderer().svg($0.figure))
      }
  }

  private static let page = """
    {{% CONTENT_TYPE:TEXT}}
    # {{title}}
    {{#source}}

    *{{.}}*
    {{/source}}
    {{#sections}}

    ## {{title}}
    {{#blocks}}

    {{#paragraph}}
    {{.}}
    {{/paragraph}}
    {{#verbatim}}
    {{fence}}
    {{lines}}
    {{fence}}
    {{/verbatim}}
    {{#list}}
    {{#items}}
    - {{.}}
    {{/items}}
    {{/list}}
    {{#table}}
    {{markdown}}
    {{/table}}
    {{#figure}}
    {{drawing}}

    {{caption}}
    {{/figure}}
    {{/blocks}}
    {{/sections}}

    """
}
