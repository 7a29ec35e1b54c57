extension [UInt8] {
  /// Appends the shortest decimal that reads back as the same double; whole numbers without a point.
  ///
  /// Not-a-number is `nan` and the infinities are `inf` and `-inf`, as CmdStan writes them.
  mutating func appendDecimal(_ value: Double) {
    if value.isNaN {
      append(contentsOf: "nan".utf8)
    } else if abs(value) < 0x1p53, value == value.rounded(.towardZero) {
      if value.sign == .minus { append(UInt8(ascii: "-")) }
      appendDecimal(UInt64(value.magnitude))
    } else {
      append(contentsOf: value.description.utf8)
    }
  }

  /// Appends the decimal digits of a whole number.
  mutating func appendDecimal(_ value: UInt64) {
    if value >= 10 { appendDecimal(value / 10) }
    append(UInt8(ascii: "0") + UInt8(value % 10))
  }
}
