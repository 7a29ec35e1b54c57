/// Reads numbers that look like the number before: with as many decimals, and at most eight bytes long.
///
/// The eight bytes that end a number are one word, the first byte lowest, and no loop goes over them: how many
/// digits stand before the point cannot be foreseen. How many stand behind it can, in most columns.
struct DecimalShape {
  /// What turns digits, and the point where it is expected, into their values, the point's being 0.
  private(set) var values: UInt64 = 0x3030_3030_3030_3030
  /// The bytes behind the point.
  private(set) var behindPoint = ~UInt64(0)
  /// The byte of the point.
  private(set) var point: UInt64 = 0
  /// The bytes that a number has at least, and how many more it may have.
  private(set) var (least, more) = (1, UInt(7))
  /// What the digits are divided by: 10 to the number of decimals, and the same below zero.
  private(set) var powers = SIMD2(1.0, -1.0)

  /// Reads a number; nil where the bytes do not have the shape.
  ///
  /// There must be a byte at `start`, though it be the first behind the field, and eight bytes before `stop`.
  @inline(__always)
  func number(_ bytes: UnsafeRawPointer, from start: Int, to stop: Int) -> Double? {
    // 1 for a minus, without a branch: signs come in no order that could be foreseen.
    let first = bytes.load(fromByteOffset: start, as: UInt8.self)
    let minus = (UInt64(first ^ UInt8(ascii: "-")) &- 1) &>> 63
    let count = stop &- start &- Int(truncatingIfNeeded: minus)
    guard UInt(bitPattern: count &- least) <= more else { return nil }
    let word = UInt64(
      littleEndian: bytes.loadUnaligned(fromByteOffset: stop &- 8, as: UInt64.self))
    // The bytes before the number become zeros in front of it.
    let before = 64 &- 8 &* UInt64(truncatingIfNeeded: count)
    let digits = ((word ^ values) &>> before) &<< before
    guard !areWrong(digits) else { return nil }
    let decimals = digits & behindPoint
    let joined = joinEight(decimals | (digits ^ decimals) &<< 8)
    // Exact below 2^52. The processor's own conversion would wait for the quotient before.
    let whole = Double(bitPattern: joined | 0x4330_0000_0000_0000) - 0x1p52
    // Rounded once, since both are doubles. Source: Clinger (1990), How to read floating point numbers accurately.
    return whole / powers[Int(truncatingIfNeeded: minus)]
  }

  /// Whether a byte is above 9, or the point is not where it is expected.
  @inline(__always)
  private func areWrong(_ digits: UInt64) -> Bool {
    bytesAboveNine(digits) | (digits & point) != 0
  }

  /// Reads a plain number of any shape, and takes its shape; nil where the field spells no plain number.
  mutating func read(_ bytes: UnsafeRawBufferPointer, in field: Field) -> Double? {
    let (start, stop) = (field.start, field.range.upperBound)
    guard start < stop, let number = DecimalNumber.plain(bytes, from: start, to: stop) else {
      return nil
    }
    let point = bytes[field.range].lastIndex(of: UInt8(ascii: "."))
    let decimals = point.map { stop - $0 - 1 } ?? 0
    if decimals < 8 { self = DecimalShape(decimals: decimals) }
    return number
  }

  /// The shape of numbers without a point.
  init() {}

  /// The shape of numbers with so many decimals, at most seven.
  private init(decimals: Int) {
    guard decimals > 0 else { return }
    let place = UInt64(8 * (7 - decimals))
    values ^= 0x1E << place
    behindPoint = ~0 << (place + 8)
    point = 0xFF << place
    (least, more) = (decimals + 1, UInt(7 - decimals))
    powers *= powersOfTen[decimals]
  }
}
