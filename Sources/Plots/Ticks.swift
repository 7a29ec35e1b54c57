import Foundation

/// Round values along an axis, and their labels.
public struct Ticks: Sendable, Equatable {
  /// The values, rising.
  public let values: [Double]
  /// Their labels, all with the same decimals.
  public let labels: [String]

  /// Makes ticks at multiples of 1, 2 or 5 times a power of ten, at most so many.
  ///
  /// Source: Heckbert (1990), Nice numbers for graph labels, in Glassner, Graphics Gems.
  public init(_ domain: ClosedRange<Double>, atMost count: Int) {
    let width = domain.upperBound - domain.lowerBound
    guard width > 0, width.isFinite, count > 0 else {
      values = [domain.lowerBound]
      labels = [Self.label(domain.lowerBound, step: 0)]
      return
    }
    var step = pow(10, (log10(width / Double(count))).rounded(.down))
    for factor in [1.0, 2, 5, 10, 20, 50] {
      let candidate = step * factor
      if (width / candidate).rounded(.down) + 1 <= Double(count) || factor == 50 {
        step = candidate
        break
      }
    }
    let first = (domain.lowerBound / step - 1e-9).rounded(.up)
    let last = (domain.upperBound / step + 1e-9).rounded(.down)
    let steps = first <= last ? Array(Int(first)...Int(last)) : []
    values = steps.map { Double($0) * step }
    labels = values.map { [step] in Self.label($0, step: step) }
  }

  /// A value as people write it: a true minus sign, an exponent where there would be many zeros.
  private static func label(_ value: Double, step: Double) -> String {
    let size = abs(value)
    let decimals = step > 0 ? max(0, -Int((log10(step) + 1e-9).rounded(.down))) : 2
    let isPlain = size == 0 || (size < 1e6 && decimals <= 5)
    let text = String(format: isPlain ? "%.\(decimals)f" : "%.3g", value)
    return text.replacing("-", with: "\u{2212}")
  }
}

extension ClosedRange<Double> {
  /// The range with a share of its width more on each side; a little around a single value.
  public func padded(by share: Double) -> ClosedRange<Double> {
    let width = upperBound - lowerBound
    let margin = width > 0 ? share * width : Swift.max(abs(lowerBound), 1) * 0.5
    return lowerBound - margin...upperBound + margin
  }

  /// The smallest range that holds these values, of those that are finite; nil where none is.
  public init?(holding values: some Sequence<Double>) {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    self = low...high
  }
}
