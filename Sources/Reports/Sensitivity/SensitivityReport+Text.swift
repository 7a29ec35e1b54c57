extension SensitivityReport {
  /// The quantities, each under every assumption.
  public var table: ReportTable {
    let percent = percentText(level)
    return ReportTable(
      header: [
        "quantity", "assumption", "mean", "sd", "median", "\(percent)% lower", "upper", "P(> 0)",
        "mcse",
      ],
      rows: rows.map { row in
        let digits = decimals(forSpread: spread(of: row.variable))
        return [.text(row.label), .text(row.assumption + (row.isOwn ? " *" : ""))]
          + [row.mean, row.sd, row.median, row.lower, row.upper].map {
            .number($0, decimals: digits)
          }
          + [row.above == nil ? .empty : .number(row.above, decimals: 3)]
          + [row.mcseMean == 0 ? .empty : .number(row.mcseMean, decimals: digits + 1)]
      })
  }

  /// The narrowest interval of a quantity, as a standard deviation: one number of decimals for all its lines.
  private func spread(of variable: String) -> Double? {
    rows.filter { $0.variable == variable }.compactMap { row in
      guard let upper = row.upper, let lower = row.lower else { return nil }
      return (upper - lower) / 4
    }.min()
  }

  /// What the table's signs mean, and what was left out.
  var notes: [String] {
    var notes = [
      "* what the model file assumes. tau is the standard deviation of the effects of '\(factor)', "
        + "under t errors their scale."
    ]
    if rows.contains(where: { $0.mcseMean == 0 }) {
      notes.append("Without a Monte Carlo error (mcse): exact integrals.")
    }
    var reasons: [String] = []
    for omission in omitted where !reasons.contains(omission.reason) {
      reasons.append(omission.reason)
    }
    for reason in reasons {
      let names = omitted.filter { $0.reason == reason }.map(\.assumption)
      notes.append("Left out: \(names.joined(separator: ", ")): \(reason)")
    }
    return notes
  }

  /// The report in words and the table.
  public func text(_ format: OutputFormat) -> String {
    let body = table.rendered(format)
    guard format != .csv else { return body }
    return "\(title)\n\(formula)\n\n" + body + "\n" + notes.map { $0 + "\n" }.joined()
  }
}
