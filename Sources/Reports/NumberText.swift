import Foundation
import RealModule

/// A number with a fixed count of decimals; very large and very small ones with an exponent.
public func fixed(_ value: Double, decimals: Int) -> String {
  guard value.isFinite else { return value.isNaN ? "NA" : (value < 0 ? "-Inf" : "Inf") }
  if abs(value) >= 1e9 || decimals > 9 { return String(format: "%.4g", value) }
  let text = String(format: "%.\(decimals)f", value)
  // No minus before zeros: −0.00 says nothing that 0.00 does not.
  return text.hasPrefix("-") && text.allSatisfy { "-0.".contains($0) }
    ? String(text.dropFirst()) : text
}

/// The decimals that show a standard error or deviation to three digits.
public func decimals(forSpread spread: Double?) -> Int {
  guard let spread, spread.isFinite, spread > 0 else { return 4 }
  return max(0, 2 - Int(Double.log10(spread).rounded(.down)))
}

/// A p value: below 0.0001 only that.
func probabilityText(_ p: Double?) -> String {
  guard let p else { return "NA" }
  return p < 0.0001 ? "<0.0001" : fixed(p, decimals: 4)
}

/// A p value in a sentence: `p = 0.0123`, `p < 0.0001`.
func probabilityWords(_ p: Double?) -> String {
  let text = probabilityText(p)
  return text.hasPrefix("<") ? "p < \(text.dropFirst())" : "p = \(text)"
}

/// A share in per cent, with a decimal only where it has one: `95`, `97.5`.
func percentText(_ share: Double) -> String {
  let percent = 100 * share
  return fixed(percent, decimals: percent == percent.rounded() ? 0 : 1)
}
