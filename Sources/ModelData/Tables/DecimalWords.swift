/// Reads many numbers of one shape without a branch: what is wrong with them is told when all are read.
///
/// As in `DecimalShape` a number is a word, the eight bytes that end it. Words are taken from the file
/// one by one, and made numbers two at a time, the lanes of one register.
struct DecimalWords {
  /// What was wrong with numbers.
  struct Faults {
    /// Of all words and of all numbers the bits that were set; the top bit of each byte tells a fault.
    fileprivate var words: UInt64 = 0
    fileprivate var numbers = SIMD16<UInt8>.zero

    /// Whether a number did not have the shape.
    @inline(__always)
    var areAny: Bool {
      let numbers = unsafeBitCast(numbers, to: SIMD2<UInt64>.self)
      return (words | numbers.x | numbers.y) & 0x8080_8080_8080_8080 != 0
    }
  }

  private let values: UInt64
  private let behindPoint: SIMD2<UInt64>
  /// What sets the top bit of a byte that is wrong: of one above 9, or of a point that is none.
  private let limits: SIMD16<UInt8>
  private let power: SIMD2<Double>
  /// For each number of bytes, up to 15, those of a word that belong to the number.
  private let masks: UnsafeMutablePointer<UInt64>
  /// The number of masks.
  static let maskCount = 16

  /// Prepares for a shape, with memory for `maskCount` masks, which must live as long.
  init(_ shape: DecimalShape, masks: UnsafeMutablePointer<UInt64>) {
    values = shape.values
    behindPoint = SIMD2(repeating: shape.behindPoint)
    let digits: UInt64 = 0x7676_7676_7676_7676
    let limits = digits | (shape.point & 0x0909_0909_0909_0909)
    self.limits = unsafeBitCast(SIMD2(repeating: limits), to: SIMD16<UInt8>.self)
    power = SIMD2(repeating: shape.powers.x)
    // Of too few bytes none is left out, and the one before the number shows that it is wrong.
    for count in 0..<Self.maskCount {
      masks[count] = ~0 << (count < shape.least || count > 8 ? 0 : UInt64(64 - 8 * count))
    }
    self.masks = masks
  }

  /// The values of the digits of a number, and its sign as the top bit.
  ///
  /// There must be a byte at `start`, though it be the first behind the field, and eight bytes before `stop`.
  @inline(__always)
  func word(
    _ bytes: UnsafeRawPointer, from start: Int, to stop: Int, _ faults: inout Faults
  ) -> UInt64 {
    let first = bytes.load(fromByteOffset: start, as: UInt8.self)
    let minus = (UInt64(first ^ UInt8(ascii: "-")) &- 1) &>> 63
    let count = stop &- start &- Int(truncatingIfNeeded: minus)
    let word = UInt64(
      littleEndian: bytes.loadUnaligned(fromByteOffset: stop &- 8, as: UInt64.self))
    let digits = (word ^ values) & masks[count & (Self.maskCount &- 1)]
    // Below zero, with all top bits, where there are more than eight bytes.
    faults.words |= digits | UInt64(bitPattern: Int64(8 &- count))
    return digits | minus &<< 63
  }

  /// The numbers that two words say.
  @inline(__always)
  func numbers(_ words: SIMD2<UInt64>, _ faults: inout Faults) -> SIMD2<Double> {
    let digits = words & ~signBit
    faults.numbers |= unsafeBitCast(digits, to: SIMD16<UInt8>.self) &+ limits
    let decimals = digits & behindPoint
    let joined = Self.joinEight(decimals | (digits ^ decimals) &<< 8)
    // As for one number.
    let wholes = unsafeBitCast(joined | 0x4330_0000_0000_0000, to: SIMD2<Double>.self) - 0x1p52
    let magnitudes = unsafeBitCast(wholes / power, to: SIMD2<UInt64>.self)
    return unsafeBitCast(magnitudes | (words & signBit), to: SIMD2<Double>.self)
  }

  /// The number of eight digits in each lane, the first in the lowest byte.
  @inline(__always)
  private static func joinEight(_ digits: SIMD2<UInt64>) -> SIMD2<UInt64> {
    let ones = unsafeBitCast(digits, to: SIMD8<UInt16>.self)
    let pairs = unsafeBitCast((ones &* 10 &+ ones &>> 8) & 0x00FF, to: SIMD4<UInt32>.self)
    let fours = unsafeBitCast((pairs & 0xFFFF) &* 100 &+ pairs &>> 16, to: SIMD2<UInt64>.self)
    return (fours & 0xFFFF_FFFF) &* 10_000 &+ fours &>> 32
  }
}

private let signBit: UInt64 = 1 << 63
