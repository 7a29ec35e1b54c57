extension Variables {
  /// The labels of the coefficients, in the order of γ.
  public var coefficientLabels: [String] { gamma.map { $0.label.inBrackets } }

  /// The labels of the effects, in the order of T's rows.
  public var effectLabels: [String] {
    let order = Int(Double(tau.count).squareRoot())
    // A diagonal element is T[label, label].
    return (0..<order).map { k in
      let inside = tau[k * order + k].label.inBrackets
      return String(inside.prefix((inside.count - ", ".count) / 2))
    }
  }
}

extension String {
  /// What stands between the first `[` and the last character: `ses` of `gamma[ses]`.
  fileprivate var inBrackets: String {
    firstIndex(of: "[").map { String(self[index(after: $0)...].dropLast()) } ?? self
  }
}
