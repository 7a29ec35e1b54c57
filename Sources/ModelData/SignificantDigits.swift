import RealModule

extension Double {
  /// The number to so many significant digits, the double nearest to that decimal; 0 and what is not finite
  /// stay as they are.
  public func rounded(toDigits digits: Int) -> Double {
    guard self != 0, isFinite else { return self }
    let power = Double.log10(magnitude).rounded(.down) - Double(digits - 1)
    // Whole powers of ten: 3 / 10 is 0.3, and 3 * 0.1 is not.
    let unit = Double.exp10(power.magnitude).rounded()
    return power < 0 ? (self * unit).rounded() / unit : (self / unit).rounded() * unit
  }
}
