import Mustache
import Plots

/// A report as one HTML page that needs nothing else: no network, no script.
public struct HTMLReport: Sendable {
  private let template: MustacheTemplate

  /// Reads the template.
  public init() throws { template = try MustacheTemplate(string: Self.page) }

  /// The page; texts are escaped by the template.
  ///
  /// Every figure is there twice, for wide and for narrow screens, which each show one of them.
  public func page(_ document: ReportDocument) -> String {
    template.render(
      DocumentView(document) { figure, _ in
        [("broad", 720.0), ("slim", 360)].map { name, width in
          "<div class=\"\(name)\">\n\(SVGRenderer(width: width).svg(figure, hasStyle: false))</div>\n"
        }.joined()
      })
  }

  private static let page = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{{title}}</title>
    <style>
    \(style)
    \(SVGRenderer.style)
    </style>
    </head>
    <body>
    <header>
    <h1>{{title}}</h1>
    {{#source}}<p class="source">{{.}}</p>{{/source}}
    <nav aria-label="Sections"><ul>
    {{#sections}}<li><a href="#{{anchor}}">{{title}}</a></li>
    {{/sections}}</ul></nav>
    </header>
    <main>
    {{#sections}}
    <section id="{{anchor}}">
    <h2>{{title}}</h2>
    {{#blocks}}
    {{#paragraph}}<p>{{.}}</p>
    {{/paragraph}}{{#verbatim}}<pre>{{lines}}</pre>
    {{/verbatim}}{{#list}}<ul>
    {{#items}}<li>{{.}}</li>
    {{/items}}</ul>
    {{/list}}{{#table}}<div class="wide"><table>
    <thead><tr>{{#header}}<th scope="col"{{#isText}} class="text"{{/isText}}>{{text}}</th>{{/header}}</tr></thead>
    <tbody>
    {{#rows}}<tr>{{#cells}}<td{{#isText}} class="text"{{/isText}}>{{text}}</td>{{/cells}}</tr>
    {{/rows}}</tbody>
    </table></div>
    {{/table}}{{#figure}}<figure class="wide">
    {{{drawing}}}<figcaption>{{caption}}</figcaption>
    </figure>
    {{/figure}}
    {{/blocks}}
    </section>
    {{/sections}}
    </main>
    </body>
    </html>

    """

  private static let style = """
    :root{color-scheme:light dark}
    body{margin:0 auto;max-width:60rem;padding:1rem;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;color:#222;background:#fff}
    p,ul,figcaption{max-width:46rem}
    h1{font-size:1.6rem;line-height:1.25;margin:.6rem 0}h2{font-size:1.2rem;margin:2.2rem 0 .6rem}
    .source,figcaption{color:#555;font-size:.9rem}
    nav ul{padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.9rem}
    a{color:#0063a3}
    pre{overflow-x:auto;background:#f4f4f4;padding:.6rem .8rem;border-radius:4px;font-size:.85rem;line-height:1.45}
    .wide{overflow-x:auto;margin:1rem 0}
    figure svg{max-width:100%;height:auto;display:block}.slim{display:none}
    @media (max-width:40rem){.broad{display:none}.slim{display:block}}
    table{border-collapse:collapse;font-size:.82rem;font-variant-numeric:tabular-nums;white-space:nowrap}
    th,td{padding:.15rem .5rem;text-align:right;border-bottom:1px solid #ddd}
    th.text,td.text{text-align:left}thead th{border-bottom:2px solid #999}
    @media (prefers-color-scheme:dark){body{color:#ddd;background:#16181c}pre{background:#23262c}
    .source,figcaption{color:#aaa}a{color:#6db8f2}th,td{border-color:#3a3d44}}
    @media print{body{max-width:none;font-size:10pt;color:#000;background:#fff}nav{display:none}
    .broad{display:block}.slim{display:none}h2{break-after:avoid}figure,tr{break-inside:avoid}
    pre{background:none;border:1px solid #bbb;white-space:pre-wrap}.wide{overflow:visible}}
    """
}
