/// The draws as a folder of Zarr arrays, version 2, with consolidated metadata, from which xarray
/// and ArviZ read groups of labelled arrays.
///
/// The group `posterior` has an array for each variable, with the dimensions chain, draw and those of its
/// indices; `sample_stats` has lp and the acceptance rate under ArviZ's names; `log_likelihood`,
/// where it was saved, the rows'. Values are little-endian and not compressed.
///
/// - Source: Zarr storage specification, version 2; for `_ARRAY_DIMENSIONS`, xarray's internals,
///   "Zarr encoding specification".
struct ZarrFolder {
  /// A file by which a folder is known for one of Zarr's.
  static let markName = ".zmetadata"

  private let path: String
  private let labels: DrawsLabels
  private let arrays: [ZarrArray]
  private let columnCount: Int
  /// The draws that a chunk holds; nil until the first chunk is written.
  private var chunkLength: Int?
  /// The rows that wait for their chunk.
  private var waiting: [Double] = []
  /// The chunks of this chain so far.
  private var chunkCount = 0
  private var chainCount = 0
  private var drawCount = 0
  /// All metadata, by their place in the folder.
  private var metadata: [String: JSONText] = [:]

  /// The size that the waiting rows reach at most, in values.
  private static let waitingSize = 1 << 22

  /// Writes all chains.
  static func write(
    _ source: DrawsFiles, labels: DrawsLabels, into folder: borrowing AtomicFolder
  ) throws(DrawsError) {
    var zarr = ZarrFolder(source, labels: labels, into: folder)
    try zarr.makeFolders(in: folder)
    try source.read { (block) throws(DrawsError) in
      try zarr.take(block.values)
    } endChain: { (_, rows) throws(DrawsError) in
      try zarr.endChain(rows: rows)
    }
    try zarr.writeMetadata(chains: source.chains)
  }

  private init(
    _ source: DrawsFiles, labels: DrawsLabels, into folder: borrowing AtomicFolder
  ) {
    path = folder.partialPath
    self.labels = labels
    columnCount = source.columns.count
    arrays = ZarrArray.arrays(of: source.columns, labels: labels)
  }

  private func makeFolders(in folder: borrowing AtomicFolder) throws(DrawsError) {
    for group in groups {
      try folder.makeFolder(group)
      for name in coordinates(ofGroup: group).map(\.name) + ["chain", "draw"] {
        try folder.makeFolder("\(group)/\(name)")
      }
    }
    for array in arrays { try folder.makeFolder(array.place) }
  }

  private var groups: [String] {
    ["posterior", "sample_stats", "log_likelihood"].filter { group in
      arrays.contains { $0.group == group }
    }
  }

  // MARK: - Draws

  private mutating func take(_ values: [Double]) throws(DrawsError) {
    let most = chunkLength ?? max(1, Self.waitingSize / columnCount)
    waiting += values
    while waiting.count > most * columnCount {
      try writeChunk(rows: most)
    }
  }

  private mutating func endChain(rows: Int) throws(DrawsError) {
    if !waiting.isEmpty { try writeChunk(rows: waiting.count / columnCount) }
    drawCount = rows
    chainCount += 1
    chunkCount = 0
  }

  /// Writes the first of the waiting rows, a file for each array.
  private mutating func writeChunk(rows: Int) throws(DrawsError) {
    let length = chunkLength ?? rows
    chunkLength = length
    let taken = min(rows, length)
    for array in arrays {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(8 * length * array.columns.count)
      for row in 0..<taken {
        for column in array.columns {
          bytes.append(littleEndian: column.map { waiting[row * columnCount + $0] } ?? .nan)
        }
      }
      // A chunk has its full size always; what is beyond the draws is not read.
      for _ in 0..<(length - taken) * array.columns.count { bytes.append(littleEndian: .nan) }
      let key = [chainCount, chunkCount] + array.shape.map { _ in 0 }
      try AtomicFile.write(
        bytes, to: "\(path)/\(array.place)/\(key.map(String.init).joined(separator: "."))")
    }
    waiting.removeFirst(taken * columnCount)
    chunkCount += 1
  }

  // MARK: - Metadata

  private mutating func writeMetadata(chains: [Int]) throws(DrawsError) {
    let attributes = JSONText.map(labels.attributes.mapValues { .text($0) })
    try add(attributes, "", ".zattrs")
    try add(["zarr_format": .number(2)], "", ".zgroup")
    for group in groups {
      try add(attributes, group, ".zattrs")
      try add(["zarr_format": .number(2)], group, ".zgroup")
      try writeNumbers(chains, as: "chain", in: group)
      try writeNumbers(Array(1...max(1, drawCount)), as: "draw", in: group)
      for dimension in coordinates(ofGroup: group) {
        let texts = ZarrTexts(dimension.labels)
        try writeCoordinate(
          texts.bytes, type: texts.type, count: dimension.labels.count, as: dimension.name,
          in: group)
      }
    }
    for array in arrays {
      let shape = [chainCount, drawCount] + array.shape
      let chunks = [1, chunkLength ?? 1] + array.shape
      try addArray(
        shape: shape, chunks: chunks, type: "<f8", fill: .text("NaN"),
        dimensions: ["chain", "draw"] + array.dimensions.map(\.name), at: array.place)
    }
    let all = JSONText.map([
      "zarr_consolidated_format": .number(1), "metadata": .map(metadata),
    ])
    try AtomicFile.write("\(all)\n", to: "\(path)/\(Self.markName)")
  }

  /// The dimensions with labels of a group's arrays, each once.
  private func coordinates(ofGroup group: String) -> [DrawsLabels.Dimension] {
    var seen: Set<String> = []
    return arrays.filter { $0.group == group }.flatMap(\.dimensions)
      .filter { !$0.labels.isEmpty && seen.insert($0.name).inserted }
  }

  private mutating func writeNumbers(
    _ numbers: [Int], as name: String, in group: String
  ) throws(DrawsError) {
    var bytes: [UInt8] = []
    for number in numbers { bytes.append(littleEndian: UInt64(number)) }
    try writeCoordinate(bytes, type: "<i8", count: numbers.count, as: name, in: group)
  }

  private mutating func writeCoordinate(
    _ bytes: [UInt8], type: String, count: Int, as name: String, in group: String
  ) throws(DrawsError) {
    try AtomicFile.write(bytes, to: "\(path)/\(group)/\(name)/0")
    try addArray(
      shape: [count], chunks: [count], type: type, fill: .null, dimensions: [name],
      at: "\(group)/\(name)")
  }

  private mutating func addArray(
    shape: [Int], chunks: [Int], type: String, fill: JSONText, dimensions: [String],
    at place: String
  ) throws(DrawsError) {
    try add(
      [
        "zarr_format": .number(2), "shape": .list(shape.map { .number($0) }),
        "chunks": .list(chunks.map { .number($0) }), "dtype": .text(type), "compressor": .null,
        "fill_value": fill, "order": .text("C"), "filters": .null,
      ], place, ".zarray")
    try add(
      ["_ARRAY_DIMENSIONS": .list(dimensions.map { .text($0) })], place, ".zattrs")
  }

  private mutating func add(
    _ value: JSONText, _ place: String, _ name: String
  ) throws(DrawsError) {
    let key = place.isEmpty ? name : "\(place)/\(name)"
    metadata[key] = value
    try AtomicFile.write("\(value)\n", to: "\(path)/\(key)")
  }
}
