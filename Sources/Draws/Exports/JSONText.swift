/// A value of JSON, as far as metadata need it; its description is the text, keys sorted.
indirect enum JSONText: CustomStringConvertible, ExpressibleByDictionaryLiteral {
  case null
  case number(Int)
  case text(String)
  case list([JSONText])
  case map([String: JSONText])

  init(dictionaryLiteral elements: (String, JSONText)...) {
    self = .map(Dictionary(uniqueKeysWithValues: elements))
  }

  var description: String {
    switch self {
    case .null: "null"
    case .number(let number): "\(number)"
    case .text(let text): Self.quoted(text)
    case .list(let list): "[\(list.map(\.description).joined(separator: ", "))]"
    case .map(let map):
      "{"
        + map.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)): \($0.value)" }
        .joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{0}"..<"\u{20}":
        let hexadecimal = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
