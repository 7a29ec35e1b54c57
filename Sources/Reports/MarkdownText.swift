extension String {
  /// The text as a block of Markdown, in which no sign is taken for markup.
  ///
  /// Signs that cannot be markup where they stand, such as the underscore in `days_a`, stay as they are, so that
  /// the Markdown itself can be read.
  /// Source: CommonMark 0.31.2, chapters 2, 4 and 6, with the tables and the strikethrough of GitHub.
  var markdownBlock: String {
    let text = markdownInline
    guard let place = text.placeOfMarker else { return text }
    return "\(text[..<place])\\\(text[place...])"
  }

  /// The text within a line of Markdown, such as a cell of a table.
  var markdownInline: String { markdown(escapesBrackets: false) }

  /// The text within the brackets of a link or an image.
  var markdownInBrackets: String { markdown(escapesBrackets: true) }

  private func markdown(escapesBrackets: Bool) -> String {
    // A new line would end the block.
    let signs = Array(
      split(whereSeparator: \.isNewline).joined(separator: " ").drop(while: \.isWhitespace))
    var result = ""
    for (place, sign) in signs.enumerated() {
      let before = place > 0 ? signs[place - 1] : nil
      let after = place + 1 < signs.count ? signs[place + 1] : nil
      let isMarkup =
        sign.isMarkup(between: before, and: after) || escapesBrackets && "[]".contains(sign)
      result += (isMarkup ? "\\" : "") + String(sign)
    }
    return result
  }

  /// Where the sign stands that would make the text a heading, an item of a list, a task or a quotation;
  /// nil where there is none.
  private var placeOfMarker: Index? {
    let isMarked = try? /(#+|[-+*])(\s|$)|--|>|\[/.prefixMatch(in: self) != nil
    if isMarked == true { return startIndex }
    return (try? /\d{1,9}([.)])(\s|$)/.prefixMatch(in: self))??.1.startIndex
  }
}

extension Character {
  /// Whether Markdown takes the sign for markup between its neighbours; nil is the end of the text.
  fileprivate func isMarkup(between before: Character?, and after: Character?) -> Bool {
    let isLoose = (before?.isWhitespace ?? true) && (after?.isWhitespace ?? true)
    switch self {
    case "\\", "`", "|": return true
    case "*", "~": return !isLoose
    case "_": return !isLoose && !(before.isWordPart && after.isWordPart)
    case "<": return after.map { $0.isLetter || "/!?".contains($0) } ?? false
    case "&": return after.map { $0.isLetter || $0 == "#" } ?? false
    case "]": return after.map { "([:".contains($0) } ?? false
    // A heading would lose it.
    case "#": return after == nil
    default: return false
    }
  }
}

extension Character? {
  fileprivate var isWordPart: Bool { map { $0.isLetter || $0.isNumber } ?? false }
}
