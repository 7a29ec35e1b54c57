import Yams

/// A value in a YAML text, with the keys that lead to it, read as what it must be.
struct YAMLValue {
  /// The text that a value comes from.
  struct Source {
    let path: String
    let lines: [Substring]
    let mask: CallMask
  }

  let source: Source
  /// The keys that lead here, the last one its own; empty for the whole file.
  let keys: [String]
  let node: Node

  /// Where the value begins.
  var place: FilePlace { source.place(node.mark) }
  /// The key of the value, for messages.
  var key: String { keys.last ?? "" }

  /// The entries of a map, whose keys must be among the known ones unless any key will do.
  func entries(known: [String]?) throws(ModelFileError) -> [Entry] {
    guard case .mapping(let mapping) = node else { throw wrongType(.map) }
    var entries: [Entry] = []
    for (keyNode, value) in mapping {
      let place = source.place(keyNode.mark)
      guard case .scalar(let scalar) = keyNode else { throw .keyNotText(place) }
      let key = source.mask.restore(scalar.string)
      if let known, !known.contains(key) {
        try entries.last?.value.checkParentheses()
        throw .unknownKey(place, key: key, known: known)
      }
      let child = YAMLValue(source: source, keys: keys + [key], node: value)
      guard !child.isMissing else { throw .emptyValue(place, key: key) }
      entries.append(Entry(keyPlace: place, value: child))
    }
    return entries
  }

  /// A key of a map with its value.
  struct Entry {
    let keyPlace: FilePlace
    let value: YAMLValue
    var key: String { value.key }
  }

  /// The items of a list.
  var items: [YAMLValue]? {
    guard case .sequence(let nodes) = node else { return nil }
    return nodes.map { YAMLValue(source: source, keys: keys, node: $0) }
  }

  /// Whether the value is a map.
  var isMap: Bool { node.mapping != nil }

  /// A text; numbers are texts too.
  func text(_ required: ModelFileError.ValueType = .text) throws(ModelFileError) -> PlacedText {
    guard case .scalar(let scalar) = node, !isMissing else { throw wrongType(required) }
    let text = source.mask.restore(scalar.string)
    let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? text.startIndex
    return PlacedText(text: String(text[..<end]), place: source.start(of: scalar))
  }

  /// A whole number that is at least this.
  func wholeNumber<Number: FixedWidthInteger>(
    atLeast minimum: Number
  ) throws(ModelFileError) -> Number {
    let text = try text(.wholeNumber).text
    guard let number = Number(text), number >= minimum else {
      throw .notWholeNumber(place, key: key, seen: text, minimum: Int(minimum))
    }
    return number
  }

  /// Refuses `{T: half-t(3, 1, gamma: flat}`, of which YAML makes `half-t(3` and a key `1`.
  private func checkParentheses() throws(ModelFileError) {
    guard let text = try? text(), text.text.contains("(") else { return }
    guard text.text.contains(")") else { throw .openParenthesis(text.place, text: text.text) }
  }

  /// Whether nothing is written here, or only `null` or `~`.
  private var isMissing: Bool {
    guard case .scalar(let scalar) = node else { return false }
    return scalar.string.allSatisfy(\.isWhitespace)
      || scalar.style == .plain && ["~", "null"].contains(scalar.string)
  }

  /// The error that another type is required here.
  func wrongType(_ required: ModelFileError.ValueType) -> ModelFileError {
    let seen: ModelFileError.ValueType =
      switch node {
      case .scalar: .text
      case .sequence: .list
      default: .map
      }
    if keys.isEmpty, isMissing { return .empty(path: source.path) }
    guard !keys.isEmpty else { return .notMap(path: source.path, seen: seen) }
    guard !isMissing else { return .emptyValue(place, key: key) }
    return .wrongType(place, key: key, seen: seen, required: required)
  }

  /// The places of all keys of the maps below this value.
  var places: [[String]: FilePlace] {
    guard case .mapping(let mapping) = node else { return [:] }
    var places: [[String]: FilePlace] = [:]
    for case (.scalar(let key), let value) in mapping {
      let path = keys + [source.mask.restore(key.string)]
      places[path] = source.place(key.mark)
      places.merge(YAMLValue(source: source, keys: path, node: value).places) { $1 }
    }
    return places
  }
}

extension YAMLValue.Source {
  func place(_ mark: Mark?) -> FilePlace {
    FilePlace(path: path, line: mark?.line ?? 1, column: mark?.column ?? 1)
  }

  /// The place of the first character of a text: after the quote, or below the `|` of a block.
  func start(of scalar: Node.Scalar) -> FilePlace {
    var place = place(scalar.mark)
    switch scalar.style {
    case .singleQuoted, .doubleQuoted: place.column += 1
    case .literal, .folded:
      place.line += 1
      let block = lines.dropFirst(place.line - 1)
      let first = block.first { !$0.allSatisfy(\.isWhitespace) } ?? ""
      place.column = first.prefix { $0 == " " }.count + 1
    default: break
    }
    return place
  }
}
