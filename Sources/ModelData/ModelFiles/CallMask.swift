/// Hides the punctuation of calls from YAML, which would take `{T: half-t(3, 1)}` apart at the comma.
///
/// Commas and brackets inside `name( … )`, and those of `df: grid: [ … ]`, are replaced one for
/// one by scalars that the file does not use, so that every line and column stays as it is. What
/// YAML gives back goes through `restore`.
struct CallMask {
  /// The text for YAML to read.
  let masked: String
  private let originals: [Unicode.Scalar: Unicode.Scalar]

  init(_ text: String) {
    let used = Set(text.unicodeScalars)
    let free = (UInt32(0xE000)...0xF8FF).lazy.compactMap(Unicode.Scalar.init)
      .filter { !used.contains($0) }
    let standIns = Dictionary(zip([",", "[", "]", ":"] as [Unicode.Scalar], free)) { $1 }
    originals = Dictionary(standIns.map { ($1, $0) }) { $1 }

    var scalars = Array(text.unicodeScalars)
    for call in Self.calls(in: scalars) + Self.grids(in: scalars) {
      for i in call { scalars[i] = standIns[scalars[i]] ?? scalars[i] }
    }
    masked = Self.string(scalars)
  }

  /// The text as the user wrote it.
  func restore(_ text: String) -> String {
    Self.string(text.unicodeScalars.map { originals[$0] ?? $0 })
  }

  private static func string(_ scalars: [Unicode.Scalar]) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// The arguments of every outermost `name( … )`.
  ///
  /// A parenthesis that closes only after a `:`, `#`, quote or brace belongs to no call: it is an
  /// unbalanced one in a title or a comment.
  private static func calls(in text: [Unicode.Scalar]) -> [Range<Int>] {
    var calls: [Range<Int>] = []
    var i = 1
    while i < text.count {
      if text[i] == "(", text[i - 1].properties.isXIDContinue, let end = closing(text, after: i) {
        calls.append(i + 1..<end)
        i = end
      }
      i += 1
    }
    return calls
  }

  /// The place of the parenthesis that closes the one at `start`; nil when there is none.
  private static func closing(_ text: [Unicode.Scalar], after start: Int) -> Int? {
    var depth = 0
    for i in start..<text.count {
      switch text[i] {
      case "(": depth += 1
      case ")": depth -= 1
      case ":", "#", "\"", "'", "{", "}": return nil
      default: break
      }
      if depth == 0 { return i }
    }
    return nil
  }

  /// The second half of every `df: grid: [ … ]` that stands on one line.
  private static func grids(in text: [Unicode.Scalar]) -> [Range<Int>] {
    let words = Array("grid:".unicodeScalars)
    return text.indices.filter { text[$0...].starts(with: words) }.compactMap { start in
      let before = text[..<start].lazy.reversed().drop { $0 == " " }
      let after = text[(start + words.count)...].drop { $0 == " " }
      guard before.starts(with: ":fd".unicodeScalars), after.first == "[",
        let end = after.firstIndex(where: { $0 == "]" || $0 == "\n" }), text[end] == "]"
      else { return nil }
      return start..<end + 1
    }
  }
}
