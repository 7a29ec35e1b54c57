import RealModule

/// Σ log x of numbers above zero, by one logarithm for as many as a double can hold the product of.
public struct SumOfLogarithms {
  private var product = 1.0
  private var sum = 0.0

  /// The sum of no numbers.
  public init() {}

  /// Adds log x.
  public mutating func add(_ x: Double) {
    let next = product * x
    // Far from where digits are lost or the product overflows.
    if next > 1e-280 && next < 1e280 {
      product = next
    } else {
      sum += .log(product)
      product = x
    }
  }

  /// The sum so far; −∞ where a number was 0.
  public var value: Double { sum + .log(product) }
}
