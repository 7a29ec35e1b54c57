/// Distinct texts, each stored once and numbered in the order of its first appearance.
///
/// A hash table over bytes: open addressing, linear probing, at most half full. Looking up a text
/// that is there allocates nothing; the text found last is tried first, since the rows of a group
/// mostly follow each other.
struct TextInterner: Sendable {
  /// The number of distinct texts.
  private(set) var count = 0
  /// The bytes of all texts, one after the other.
  private var bytes: [UInt8] = []
  /// Where each text begins in `bytes`, and where the last one ends.
  private var bounds = [0]
  private var hashes: [UInt64] = []
  /// A place for each hash value: the number of a text plus one, or zero.
  private var slots = [UInt32](repeating: 0, count: 64)
  private var last = 0

  /// The number of this text, and whether it is seen for the first time.
  @inline(__always)
  mutating func intern(_ text: UnsafeBufferPointer<UInt8>) -> (code: UInt32, isNew: Bool) {
    if last < count, equals(last, text) { return (UInt32(truncatingIfNeeded: last), false) }
    return find(text)
  }

  /// The texts in the order of their numbers.
  var texts: [String] { texts(from: 0) }

  /// The texts whose numbers are at least `first`.
  func texts(from first: Int) -> [String] {
    (first..<count).map { String(decoding: bytes[bounds[$0]..<bounds[$0 + 1]], as: UTF8.self) }
  }

  private mutating func find(_ text: UnsafeBufferPointer<UInt8>) -> (code: UInt32, isNew: Bool) {
    let hash = Self.hash(text)
    var slot = Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
    while slots[slot] != 0 {
      let code = Int(slots[slot]) - 1
      if hashes[code] == hash, equals(code, text) {
        last = code
        return (UInt32(code), false)
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    last = count
    count += 1
    bytes.append(contentsOf: text)
    bounds.append(bytes.count)
    hashes.append(hash)
    slots[slot] = UInt32(count)
    if 2 * count > slots.count { grow() }
    return (UInt32(last), true)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: 2 * slots.count)
    for code in 0..<count {
      var slot = Int(truncatingIfNeeded: hashes[code] >> 32) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(code + 1)
    }
  }

  @inline(__always)
  private func equals(_ code: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = bounds[code]
    guard bounds[code + 1] &- start == text.count else { return false }
    for i in 0..<text.count where bytes[start &+ i] != text[i] { return false }
    return true
  }

  /// Mixes the bytes into 64 bits: FNV-1a, and a last multiplication to spread them upwards.
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return (hash ^ hash >> 32) &* 0x9e37_79b9_7f4a_7c15
  }
}
