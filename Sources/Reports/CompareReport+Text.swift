extension CompareReport {
  /// The variables by all methods, one line each.
  public var variableTable: ReportTable {
    let percent = percentText(level)
    return ReportTable(
      header: [
        "variable", "method", "estimate", "se or sd", "median", "\(percent)% lower", "upper",
        "mcse",
      ],
      rows: rows.flatMap { row in
        let digits = decimals(forSpread: row.exact?.sd ?? row.bayes.sd ?? row.reml.se)
        func line(_ method: String, _ fit: Fit) -> [ReportTable.Cell] {
          [.text(row.label), .text(method)]
            + [fit.estimate, fit.se].map { .number($0, decimals: digits) } + [.empty]
            + [fit.lower, fit.upper].map { .number($0, decimals: digits) } + [.empty]
        }
        func line(_ method: String, _ bayes: Bayes) -> [ReportTable.Cell] {
          let values = [bayes.mean, bayes.sd, bayes.median, bayes.lower, bayes.upper]
          return [.text(row.label), .text(method)]
            + values.map { .number($0, decimals: digits) }
            + [bayes.mcseMean == 0 ? .empty : .number(bayes.mcseMean, decimals: digits + 2)]
        }
        let sampled = row.bayes.mcseMean == 0 ? [] : [line("Bayes, draws", row.bayes)]
        let plain = row.leastSquares.map { [line("least squares", $0)] } ?? []
        return plain + [line("ML", row.ml), line("REML", row.reml)] + sampled
          + (row.exact.map { [line("Bayes, exact", $0)] } ?? [])
      })
  }

  /// The groups' effects by all methods.
  public var effectTable: ReportTable {
    let digits = decimals(forSpread: effects.compactMap(\.ebRemlSd).min())
    let isPlain = Set(effects.map(\.label)).count == 1
    return ReportTable(
      header: [
        factor
      ] + (isPlain ? [] : ["effect"]) + [
        "observed", "se", "EB, ML", "sd", "EB, REML", "sd", "Bayes", "sd",
      ],
      rows: effects.map { row in
        let values = [
          row.observed, row.observedSe, row.ebMl, row.ebMlSd, row.ebReml, row.ebRemlSd, row.bayes,
          row.bayesSd,
        ]
        return [.text(row.group)] + (isPlain ? [] : [.text(row.label)])
          + values.map { .number($0, decimals: digits) }
      })
  }

  /// The report in words and tables.
  public func text(_ format: OutputFormat) -> String {
    guard format != .csv else { return variableTable.rendered(.csv) }
    let notes = self.notes.map { $0 + "\n" }.joined()
    return "\(title)\nPrior of T: \(prior)\n\n" + variableTable.rendered(format) + "\n" + notes
      + (notes.isEmpty ? "" : "\n")
      + "Effects of '\(factor)', shrunken by empirical Bayes (EB) and by the posterior\n\n"
      + effectTable.rendered(format)
      + "\nsd of EB: by ML with γ known at its estimate, by REML averaged over γ, T known in both.\n"
  }
}
