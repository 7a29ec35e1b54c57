/// The levels of a text column that is read in blocks.
///
/// Texts may be equal though their bytes differ: an accented letter has one code point or two by
/// Unicode. They are one level here.
struct LevelList {
  /// The distinct texts, in the order in which they first appear.
  private(set) var levels: [String] = []
  /// The level of each text that is distinct by its bytes.
  private var places: [UInt32] = []
  /// The place of each level; kept from the first text that is not ASCII on, since only then may
  /// two texts be equal.
  private var placeOfLevel: [String: UInt32]?

  /// The column of a block, with all levels so far.
  mutating func column(_ block: ColumnBlock, rowCount: Int) -> CategoricalColumn {
    for text in block.levels(from: places.count) { append(text) }
    let codes = block.codes[..<rowCount]
    guard places.count > levels.count else {
      return CategoricalColumn(levels: levels, codes: Array(codes))
    }
    return CategoricalColumn(
      levels: levels,
      codes: codes.map { $0 == CategoricalColumn.missing ? $0 : places[Int($0)] })
  }

  private mutating func append(_ text: String) {
    if placeOfLevel == nil, !text.utf8.allSatisfy({ $0 < 0x80 }) {
      placeOfLevel = Dictionary(uniqueKeysWithValues: zip(levels, 0..<UInt32(levels.count)))
    }
    if let place = placeOfLevel?[text] {
      places.append(place)
      return
    }
    let place = UInt32(levels.count)
    placeOfLevel?[text] = place
    places.append(place)
    levels.append(text)
  }
}
