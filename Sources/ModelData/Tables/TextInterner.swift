import GSLNumerics

/// Distinct texts, each stored once and numbered in the order of its first appearance.
///
/// A hash table over bytes: open addressing, linear probing, at most half full. Looking up a text
/// that is there allocates nothing. A short text is its own key, which stands in the table: where
/// groups come in no order, one place in memory is looked at for each row.
struct TextInterner: Sendable {
  /// A place of the table.
  private struct Slot {
    /// The key of the text.
    var key: UInt64 = 0
    /// The number of the text plus one, or zero where there is none.
    var number: UInt32 = 0
  }

  /// The number of distinct texts.
  private(set) var count = 0
  /// The bytes of all texts, one after the other.
  private var bytes: [UInt8] = []
  /// Where each text begins in `bytes`, and where the last one ends.
  private var bounds = [0]
  private var slots = [Slot](repeating: Slot(), count: 64)

  /// So many slots are asked for at a time.
  private static let slotsAtOnce = 16

  /// Looks up the texts of fields from a row on, up to the first that is long or not known; its row.
  ///
  /// - Parameter codes: takes the number of each text.
  func find(
    _ fields: UnsafeBufferPointer<Field>, from first: Int, in buffer: UnsafeRawBufferPointer,
    into codes: UnsafeMutableBufferPointer<UInt32>
  ) -> Int {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.slotsAtOnce) { keys in
      slots.withUnsafeBufferPointer { slots in
        // Rows of one text often follow each other.
        var (last, code) = (Self.noKey, UInt32?.none)
        for start in stride(from: first, to: fields.count, by: Self.slotsAtOnce) {
          let count = min(Self.slotsAtOnce, fields.count &- start)
          for i in 0..<count { keys[i] = Self.key(of: fields[start &+ i], in: buffer) }
          if keys[0] != keys[count &- 1] { Self.fetch(keys[..<count], in: slots) }
          for i in 0..<count {
            if keys[i] != last { (last, code) = (keys[i], Self.code(of: keys[i], in: slots)) }
            guard let code else { return start &+ i }
            codes[start &+ i] = code
          }
        }
        return fields.count
      }
    }
  }

  /// Asks for the slots of keys: far apart in memory, one at a time each would be waited for.
  private static func fetch(
    _ keys: Slice<UnsafeMutableBufferPointer<UInt64>>, in slots: UnsafeBufferPointer<Slot>
  ) {
    guard let start = slots.baseAddress else { return }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: keys.count) { places in
      for (i, key) in keys.enumerated() { places[i] = place(of: key, among: slots.count) }
      UnsafeRawPointer(start).prefetch(
        UnsafeBufferPointer(places), size: MemoryLayout<Slot>.stride)
    }
  }

  /// The key of a field's text where it is short; else one that no text has.
  @inline(__always)
  private static func key(of field: Field, in buffer: UnsafeRawBufferPointer) -> UInt64 {
    guard field.count <= longestKey, !field.hasDoubledQuotes, field.start &+ 8 <= buffer.count
    else { return noKey }
    let word = buffer.loadUnaligned(fromByteOffset: field.start, as: UInt64.self)
    return key(UInt64(littleEndian: word), count: field.count)
  }

  /// The number of the text with a key; nil where there is none.
  @inline(__always)
  private static func code(of key: UInt64, in slots: UnsafeBufferPointer<Slot>) -> UInt32? {
    var place = place(of: key, among: slots.count)
    while slots[place].number != 0 {
      if slots[place].key == key { return slots[place].number &- 1 }
      place = (place &+ 1) & (slots.count &- 1)
    }
    return nil
  }

  /// The number of this text, and whether it is seen for the first time.
  mutating func intern(_ text: UnsafeBufferPointer<UInt8>) -> (code: UInt32, isNew: Bool) {
    let key = Self.key(text)
    var place = Self.place(of: key, among: slots.count)
    while slots[place].number != 0 {
      if slots[place].key == key, text.count <= Self.longestKey || equals(slots[place], text) {
        return (slots[place].number - 1, false)
      }
      place = (place + 1) & (slots.count - 1)
    }
    bytes.append(contentsOf: text)
    bounds.append(bytes.count)
    count += 1
    slots[place] = Slot(key: key, number: UInt32(count))
    if 2 * count > slots.count { grow() }
    return (UInt32(count - 1), true)
  }

  /// The texts in the order of their numbers.
  var texts: [String] { texts(from: 0) }

  /// The texts whose numbers are at least `first`.
  func texts(from first: Int) -> [String] {
    (first..<count).map { String(decoding: bytes[bounds[$0]..<bounds[$0 + 1]], as: UTF8.self) }
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: 2 * old.count)
    for slot in old where slot.number != 0 {
      var place = Self.place(of: slot.key, among: slots.count)
      while slots[place].number != 0 { place = (place + 1) & (slots.count - 1) }
      slots[place] = slot
    }
  }

  private func equals(_ slot: Slot, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = bounds[Int(slot.number) - 1]
    guard bounds[Int(slot.number)] &- start == text.count else { return false }
    for i in 0..<text.count where bytes[start &+ i] != text[i] { return false }
    return true
  }

  // MARK: - Keys

  /// The length of the longest text that is its own key.
  private static let longestKey = 7
  /// A key that no text has.
  private static let noKey: UInt64 = 1 << 62

  /// The key of a short text: its bytes, the first one lowest, and above all its length.
  ///
  /// - Parameter word: the bytes, behind which there may be others.
  @inline(__always)
  private static func key(_ word: UInt64, count: Int) -> UInt64 {
    word & ((1 &<< (8 &* UInt64(count))) &- 1) | UInt64(count) &<< 56
  }

  /// The key of a text; of a longer one 64 bits that are mixed of its bytes, the top one set.
  private static func key(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard text.count <= longestKey else { return longKey(UnsafeRawBufferPointer(text)) }
    return key(text.reversed().reduce(0) { $0 << 8 | UInt64($1) }, count: text.count)
  }

  /// Eight bytes at a time, the last eight once more where their number is no multiple of eight.
  private static func longKey(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var key = UInt64(bytes.count)
    for start in stride(from: 0, to: bytes.count, by: 8) {
      let word = bytes.loadUnaligned(
        fromByteOffset: min(start, bytes.count - 8), as: UInt64.self)
      key = (key ^ word) &* factor
      key ^= key &>> 32
    }
    return key | 1 << 63
  }

  /// The first place of a key in a table with a power of two of places.
  @inline(__always)
  private static func place(of key: UInt64, among count: Int) -> Int {
    let product = key &* factor
    return Int(truncatingIfNeeded: (product ^ product &>> 32) &>> 16) & (count &- 1)
  }

  /// 2⁶⁴ divided by the golden ratio.
  private static let factor: UInt64 = 0x9e37_79b9_7f4a_7c15
}
