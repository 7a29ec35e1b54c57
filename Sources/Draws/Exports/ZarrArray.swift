/// One array of a Zarr folder, and the columns of the draws files that fill it.
struct ZarrArray {
  /// The group it belongs to.
  let group: String
  /// Its name there.
  let name: String
  /// The dimensions behind chain and draw.
  let dimensions: [DrawsLabels.Dimension]
  /// The sizes of these dimensions.
  let shape: [Int]
  /// The column of each element, the last index running fastest; nil where the files have none.
  let columns: [Int?]

  /// The place in the folder.
  var place: String { "\(group)/\(name)" }

  /// The arrays that these columns fill, in the order of the columns.
  static func arrays(of columns: [String], labels: DrawsLabels) -> [ZarrArray] {
    var bases: [String] = []
    var elements: [String: [(indices: [Int], column: Int)]] = [:]
    for (column, name) in columns.enumerated() {
      let variable = VariableName(dotted: name)
      if elements[variable.base] == nil { bases.append(variable.base) }
      elements[variable.base, default: []].append((variable.indices, column))
    }
    return bases.map { base in
      ZarrArray(base: base, elements: elements[base] ?? [], labels: labels.dimensions[base] ?? [])
    }
  }

  private init(
    base: String, elements: [(indices: [Int], column: Int)], labels: [DrawsLabels.Dimension]
  ) {
    (group, name) = Self.groupAndName(of: base)
    let depth = elements.map(\.indices.count).max() ?? 0
    let sizes = (0..<depth).map { place in
      elements.compactMap { $0.indices.indices.contains(place) ? $0.indices[place] : nil }.max()
        ?? 0
    }
    var columns: [Int?] = Array(repeating: nil, count: sizes.reduce(1, *))
    for (indices, column) in elements where indices.count == depth {
      let place = zip(indices, sizes).reduce(0) { $0 * $1.1 + ($1.0 - 1) }
      columns[place] = column
    }
    self.columns = columns
    shape = sizes
    // Without labels of the right number a dimension has the name that ArviZ would give it.
    let fit = labels.map(\.labels.count) == sizes
    let variable = name
    dimensions =
      fit
      ? labels
      : sizes.indices.map { DrawsLabels.Dimension("\(variable)_dim_\($0)", labels: []) }
  }

  /// ArviZ's names for what is no parameter.
  private static func groupAndName(of base: String) -> (group: String, name: String) {
    switch base {
    case "lp__": ("sample_stats", "lp")
    case "accept_stat__": ("sample_stats", "acceptance_rate")
    case "log_lik": ("log_likelihood", "log_lik")
    default:
      base.hasSuffix("__") ? ("sample_stats", String(base.dropLast(2))) : ("posterior", base)
    }
  }
}

/// Texts of one length, as NumPy's type `<U`: four bytes a Unicode scalar.
struct ZarrTexts {
  let type: String
  let bytes: [UInt8]

  init(_ texts: [String]) {
    let length = max(1, texts.map(\.unicodeScalars.count).max() ?? 1)
    var bytes: [UInt8] = []
    for text in texts {
      for scalar in text.unicodeScalars { bytes.append(littleEndian: scalar.value) }
      for _ in text.unicodeScalars.count..<length { bytes.append(littleEndian: UInt32(0)) }
    }
    type = "<U\(length)"
    self.bytes = bytes
  }
}

extension [UInt8] {
  /// Appends the bytes of a whole number, the lowest first.
  mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// Appends the bytes of a double, the lowest first.
  mutating func append(littleEndian value: Double) { append(littleEndian: value.bitPattern) }
}
