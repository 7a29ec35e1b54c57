import Foundation

/// An element of an SVG document; texts and values are escaped when it is written.
struct SVGElement {
  let name: String
  var attributes: [(name: String, value: String)]
  var text: String?
  var children: [SVGElement]

  init(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String? = nil,
    _ children: [SVGElement] = []
  ) {
    self.name = name
    self.attributes = attributes.map { ($0.key, $0.value) }
    self.text = text
    self.children = children
  }

  /// The element as XML, an element a line.
  func xml(indent: String = "") -> String {
    let head = attributes.map { " \($0.name)=\"\($0.value.xmlEscaped)\"" }.joined()
    let start = "\(indent)<\(name)\(head)"
    if let text { return "\(start)>\(text.xmlEscaped)</\(name)>\n" }
    guard !children.isEmpty else { return "\(start)/>\n" }
    return "\(start)>\n" + children.map { $0.xml(indent: indent + " ") }.joined()
      + "\(indent)</\(name)>\n"
  }
}

extension String {
  /// The text with those characters replaced that mean something in XML.
  var xmlEscaped: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      // XML has no place for other control characters.
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// A coordinate in a drawing: a tenth of a pixel is enough.
func pixels(_ value: Double) -> String {
  let text = String(format: "%.1f", value)
  let short = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  return short == "-0" ? "0" : short
}
