/// All that a fit reports but the groups' effects as one table, for programs that read CSV.
extension FitReport {
  /// What is known of a quantity; the first eight are the columns of the coefficients.
  private enum Column: String, CaseIterable {
    case estimate, se, df, t, p, lower, upper
    case robustSe = "robust se"
    case correlation, reliability, chi2
  }

  /// A line for each quantity: the coefficients, then T, σ², and what else the JSON has.
  ///
  /// A cell is empty where the column has no meaning for the quantity, and NA where the value does
  /// not exist. The last column names the part of the JSON, so that no label is ambiguous.
  var quantityTable: ReportTable {
    let columns = Column.allCases.map {
      $0 == .lower ? "\(percentText(level))% lower" : $0.rawValue
    }
    return ReportTable(
      header: ["coefficient"] + columns + ["part"],
      rows: coefficientLines + varianceLines + fitLines + testLines)
  }

  private func line(
    _ part: String, _ name: String, _ values: [Column: Double?]
  ) -> [ReportTable.Cell] {
    let cells = Column.allCases.map { column in
      values[column].map { ReportTable.Cell.number($0, decimals: 4) } ?? .empty
    }
    return [.text(name)] + cells + [.text(part)]
  }

  private var coefficientLines: [[ReportTable.Cell]] {
    gamma.map { row in
      line(
        "gamma", row.label,
        [
          .estimate: row.estimate, .se: row.se, .df: row.df, .t: row.t, .p: row.p,
          .lower: row.lower, .upper: row.upper, .robustSe: row.seRobust,
        ])
    }
  }

  private var varianceLines: [[ReportTable.Cell]] {
    guard let row = tau[factor] else { return [] }
    let elements = freeElements(row).map { i, k in
      let name = "T[\(row.labels[i]), \(row.labels[k])]"
      var values: [Column: Double?] = [.estimate: row.estimate[i][k], .se: row.se?[i][k]]
      if i == k {
        values.merge(
          [
            .df: row.chi2Df[k].map(Double.init), .p: row.chi2P[k], .chi2: row.chi2[k],
            .reliability: row.reliability[k],
          ]) { $1 }
      } else {
        values[.correlation] = .some(row.correlation[i][k])
      }
      return line("T", name, values)
    }
    return elements
      + (sigma2.map { [line("sigma2", "sigma2", [.estimate: $0.estimate, .se: $0.se])] } ?? [])
  }

  private var fitLines: [[ReportTable.Cell]] {
    var numbers: [(String, Double?)] = [
      ("observations", Double(observations)), ("groups", groups[factor].map(Double.init)),
      ("log_likelihood", logLikelihood), ("deviance", deviance),
      ("parameters", Double(parameters)), ("converged", converged ? 1 : 0),
      ("boundary", boundary ? 1 : 0),
    ]
    if let iSquared { numbers.append(("I2", iSquared)) }
    if let intraclassCorrelation {
      numbers.append(("intraclass_correlation", intraclassCorrelation))
    }
    let ranges = zip(tau[factor]?.labels ?? [], plausibleRanges).compactMap { label, range in
      range.map {
        line("fit", "plausible_ranges[\(label)]", [.lower: $0[0], .upper: $0[1]])
      }
    }
    let outcomes = (homogeneityByOutcome ?? [:]).sorted { $0.key < $1.key }
    let tests =
      (homogeneity.map { [("H", $0)] } ?? []) + outcomes.map { ("H[\($0.key)]", $0.value) }
    return numbers.map { line("fit", $0.0, [.estimate: $0.1]) } + ranges
      + tests.map { name, test in
        line("fit", name, [.chi2: test.statistic, .df: Double(test.df), .p: test.p])
      }
  }

  /// The answers to `--test` and `--against`.
  private var testLines: [[ReportTable.Cell]] {
    let asked = (tests ?? []).flatMap { test in
      let name = test.hypothesis.joined(separator: ", ")
      let df = Double(test.df)
      return [
        line("tests", name, [.chi2: test.statistic, .df: df, .p: test.p]),
        line("tests", "\(name), robust", [.chi2: test.statisticRobust, .df: df, .p: test.pRobust]),
      ]
    }
    guard let against else { return asked }
    let shares =
      against.varianceExplained.tau.map { ("T[\($0.label), \($0.label)]", $0.share) }
      + (sigma2 == nil ? [] : [("sigma2", against.varianceExplained.sigma2)])
    let ratio = [Column.chi2: against.statistic, .df: Double(against.df), .p: against.p]
    return asked + [line("against", against.model, ratio)]
      + (against.pBoundary.map { [line("against", "\(against.model), at the edge", [.p: $0])] }
        ?? [])
      + shares.map { line("against", "variance_explained[\($0.0)]", [.estimate: $0.1]) }
  }
}
