/// The fields of one column in plain rows, read as numbers.
struct ColumnOfFields {
  /// What the places of the fields count from.
  let text: UnsafeRawPointer
  /// Where the field of the first row begins and, next to it, the field behind it.
  let starts: UnsafePointer<UInt32>
  /// From a row's places to those of the next.
  let stride: Int
  /// The byte behind each field.
  let delimiter: UInt8
  /// Whether a carriage return stands before each delimiter.
  let hasCarriageReturns: Bool

  /// So many numbers are read together.
  private static let batch = 32

  /// Reads the numbers of one shape, up to the first row whose field is something else; that row.
  ///
  /// Where a number does not have the shape others will not: before numbers are read in batches, so
  /// many of them are read one by one.
  func readNumbers(
    _ rows: Range<Int>, _ shape: DecimalShape, into numbers: UnsafeMutablePointer<Double>
  ) -> Int {
    var row = rows.lowerBound
    while row < rows.upperBound {
      let next = min(row &+ Self.batch, rows.upperBound)
      row = readEach(row..<next, shape, into: numbers)
      guard row == next else { return row }
      if !hasCarriageReturns { row = readBatches(row..<rows.upperBound, shape, into: numbers) }
    }
    return row
  }

  /// Reads numbers one by one, up to the first that does not have the shape; its row.
  private func readEach(
    _ rows: Range<Int>, _ shape: DecimalShape, into numbers: UnsafeMutablePointer<Double>
  ) -> Int {
    let (margin, ending) = hasCarriageReturns ? (2, carriageReturn) : (1, delimiter)
    for row in rows {
      let (start, end) = field(row)
      guard byte(before: end, 1) == delimiter, byte(before: end, margin) == ending,
        let number = shape.number(text, from: start, to: end &- margin)
      else { return row }
      numbers[row] = number
    }
    return rows.upperBound
  }

  /// Where the field of a row begins, and the field behind it.
  @inline(__always)
  private func field(_ row: Int) -> (start: Int, end: Int) {
    let place = row &* stride
    return (Int(starts[place]), Int(starts[place &+ 1]))
  }

  @inline(__always)
  private func byte(before end: Int, _ count: Int) -> UInt8 {
    text.load(fromByteOffset: end &- count, as: UInt8.self)
  }

  /// Reads batches of numbers, up to the first batch in which one does not have the shape; its first row.
  private func readBatches(
    _ rows: Range<Int>, _ shape: DecimalShape, into numbers: UnsafeMutablePointer<Double>
  ) -> Int {
    withUnsafeTemporaryAllocation(
      byteCount: 8 * (DecimalWords.maskCount + Self.batch), alignment: 16
    ) { room in
      guard let memory = room.baseAddress else { return rows.lowerBound }
      let masks = memory.bindMemory(to: UInt64.self, capacity: DecimalWords.maskCount)
      let words = DecimalWords(shape, masks: masks)
      let batch = memory + 8 * DecimalWords.maskCount
      var row = rows.lowerBound
      while row &+ Self.batch <= rows.upperBound,
        readBatch(row, words, batch, into: numbers + row)
      {
        row &+= Self.batch
      }
      return row
    }
  }

  /// Reads a batch of numbers; false where one of them, which may be any, does not have the shape.
  ///
  /// Words wait in memory of their own: in that of the numbers, which may not be in the nearest cache, they could
  /// not be read again before it is.
  @inline(__always)
  private func readBatch(
    _ row: Int, _ words: DecimalWords, _ batch: UnsafeMutableRawPointer,
    into numbers: UnsafeMutablePointer<Double>
  ) -> Bool {
    var faults = DecimalWords.Faults()
    var delimiters: UInt8 = 0
    let numbers = UnsafeMutableRawPointer(numbers)
    for place in 0..<Self.batch {
      let (start, end) = field(row &+ place)
      // A comma and a line feed have each a bit that the other lacks.
      delimiters |= byte(before: end, 1)
      let word = words.word(text, from: start, to: end &- 1, &faults)
      batch.storeBytes(of: word, toByteOffset: 8 &* place, as: UInt64.self)
    }
    for place in Swift.stride(from: 0, to: 8 &* Self.batch, by: 16) {
      let two = batch.load(fromByteOffset: place, as: SIMD2<UInt64>.self)
      numbers.storeBytes(
        of: words.numbers(two, &faults), toByteOffset: place, as: SIMD2<Double>.self)
    }
    return delimiters == delimiter && !faults.areAny
  }
}
