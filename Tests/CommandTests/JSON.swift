import Foundation
import Testing

/// A JSON value, so that a test can ask for its kind.
enum JSON: Decodable, Equatable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSON])
  case map([String: JSON])

  /// Reads a JSON text.
  init(_ text: String) throws {
    self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
  }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([JSON].self) {
      self = .list(list)
    } else {
      self = .map(try value.decode([String: JSON].self))
    }
  }

  /// The value of a key; null where there is none.
  subscript(key: String) -> JSON { map?[key] ?? .null }

  /// An element of a list; null where there is none.
  subscript(place: Int) -> JSON {
    guard let list, list.indices.contains(place) else { return .null }
    return list[place]
  }

  /// The number; nil for anything else.
  var number: Double? { if case .number(let number) = self { number } else { nil } }
  /// The text; nil for anything else.
  var text: String? { if case .text(let text) = self { text } else { nil } }
  /// The list; nil for anything else.
  var list: [JSON]? { if case .list(let list) = self { list } else { nil } }
  /// The map; nil for anything else.
  var map: [String: JSON]? { if case .map(let map) = self { map } else { nil } }

  /// What kind of value it is.
  var kind: Kind {
    switch self {
    case .null: .null
    case .flag: .flag
    case .number: .number
    case .text: .text
    case .list: .list
    case .map: .map
    }
  }

  /// The kinds of values.
  enum Kind { case null, flag, number, text, list, map }
}

/// Expects every one of these keys in a map, each with a value of one of the kinds named with it.
func expectKeys(
  _ keys: [String: Set<JSON.Kind>], in value: JSON,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for (key, kinds) in keys {
    guard let found = value.map?[key] else {
      Issue.record("there is no key '\(key)'", sourceLocation: sourceLocation)
      continue
    }
    #expect(kinds.contains(found.kind), "\(key) is \(found)", sourceLocation: sourceLocation)
  }
}
