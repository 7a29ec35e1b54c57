import LikelihoodFits
import ModelData

extension FitReport {
  /// The coefficients as a table.
  public var coefficientTable: ReportTable {
    let percent = percentText(level)
    return ReportTable(
      header: [
        "coefficient", "estimate", "se", "df", "t", "p", "\(percent)% lower", "upper",
        "robust se",
      ],
      rows: gamma.map { row in
        let digits = decimals(forSpread: row.se)
        return [
          .text(row.label), .number(row.estimate, decimals: digits),
          .number(row.se, decimals: digits), .number(row.df, decimals: 0),
          .number(row.t, decimals: 2), .probability(row.p),
          .number(row.lower, decimals: digits), .number(row.upper, decimals: digits),
          .number(row.seRobust, decimals: digits),
        ]
      })
  }

  /// The groups' effects as a table.
  public var effectTable: ReportTable {
    let digits = decimals(forSpread: effects.compactMap(\.ebSd).min())
    let isPlain = sigma2 == nil && tau[factor]?.labels.count == 1
    return ReportTable(
      header: [factor] + (isPlain ? [] : ["effect"]) + ["observed", "se", "empirical Bayes", "sd"],
      rows: effects.map { row in
        [.text(row.group)] + (isPlain ? [] : [.text(row.label)]) + [
          .number(row.observed, decimals: digits),
          .number(row.observedSe, decimals: digits), .number(row.eb, decimals: digits),
          .number(row.ebSd, decimals: digits),
        ]
      })
  }

  /// The whole report in words and tables.
  public func text(_ format: OutputFormat) -> String {
    guard format != .csv else { return quantityTable.rendered(.csv) }
    let tables = [coefficientTable.rendered(format), effectTable.rendered(format)]
    let name = method.uppercased()
    let counts = "\(counted(observations, "row")), \(groups[factor] ?? 0) groups of '\(factor)'"
    let head = "\(title)\n\(name), \(counts)"
    let gap = "\n\n"
    let asked = [hypothesisWords, against?.words].compactMap { $0.map { gap + $0 } }.joined()
    return head + gap + tables[0] + "\n" + covarianceWords(format) + gap + testWords + asked + gap
      + tables[1]
      + courseWords
  }

  private func covarianceWords(_ format: OutputFormat) -> String {
    guard let row = tau[factor] else { return "" }
    guard sigma2 == nil, row.labels.count == 1 else {
      let table = varianceTable(row).rendered(format).trimmingLastNewline
      let notes = varianceNotes(row).joined(separator: "\n")
      // A line right below a table of Markdown would be a row of it.
      let gap = notes.isEmpty ? "" : format == .markdown ? "\n\n" : "\n"
      return table + gap + notes
    }
    let value = row.estimate[0][0]
    if boundary {
      return """
        T[\(row.labels[0])] = 0: the likelihood is largest at the edge of the parameter space,
        where the variance between groups is zero; it has no standard error there.
        """
    }
    let se = row.se?[0][0]
    let digits = decimals(forSpread: se)
    return "T[\(row.labels[0])] = \(fixed(value, decimals: digits))"
      + (se.map { " (se \(fixed($0, decimals: digits)))" } ?? "")
      + ", standard deviation \(fixed(value.squareRoot(), decimals: digits))"
      + (row.reliability[0].map { ", reliability \(fixed($0, decimals: 3))" } ?? "")
  }

  private var testWords: String {
    guard let homogeneity else { return devianceWords }
    return "H = \(fixed(homogeneity.statistic, decimals: 2)) on \(homogeneity.df) df, "
      + probabilityWords(homogeneity.p)
      + (iSquared.map { "; I² = \(fixed($0, decimals: 1))%" } ?? "")
      + (homogeneityByOutcome ?? [:]).sorted { $0.key < $1.key }.map { outcome, test in
        "\nH of \(outcome) = \(fixed(test.statistic, decimals: 2)) on \(test.df) df, "
          + probabilityWords(test.p)
      }.joined()
      + "\n" + devianceWords
  }

  private var devianceWords: String {
    let freedom =
      sigma2 == nil
      ? "t on J − f df" : "t on J − (coefficients of the equation) df"
    return "Deviance \(fixed(deviance, decimals: 4)), \(counted(parameters, "parameter"))"
      + "; standard errors of the coefficients: "
      + (standardErrors == "knapp-hartung"
        ? "Knapp and Hartung, \(freedom)" : "from the information, \(freedom)")
  }

  /// What is to be said of T and σ².
  private func varianceNotes(_ row: CovarianceRow) -> [String] {
    var lines: [String] = []
    if !boundaryWords.isEmpty {
      lines.append(
        "At the edge of the parameter space \(boundaryWords.joined(separator: "; "));\n"
          + "the elements of T have no standard errors there.")
    }
    if let names = row.unidentified {
      lines.append(
        "The data cannot tell apart \(names.joined(separator: ", ")): other values of them fit as well, "
          + "so they have no\nstandard errors. Leave out a random effect that the rows of no group show "
          + "beside the others.")
    }
    if let intraclassCorrelation {
      lines.append(
        "Intraclass correlation \(fixed(intraclassCorrelation, decimals: 3)): that share of the variance "
          + "lies between groups.")
    }
    for (label, range) in zip(row.labels, plausibleRanges) {
      guard let range else { continue }
      let digits = decimals(forSpread: (range[1] - range[0]) / 4)
      lines.append(
        "Most groups' \(label) lies between \(fixed(range[0], decimals: digits)) and "
          + "\(fixed(range[1], decimals: digits)) (at level-2 predictors of 0).")
    }
    return lines
  }

  /// The places of T's elements that are not 0 by the model: row ≥ column, by columns.
  func freeElements(_ row: CovarianceRow) -> [(Int, Int)] {
    row.labels.indices.flatMap { k in
      (k..<(isDiagonal ? k + 1 : row.labels.count)).map { ($0, k) }
    }
  }

  /// The elements of T and σ², with the tests of the variances.
  private func varianceTable(_ row: CovarianceRow) -> ReportTable {
    var rows: [[ReportTable.Cell]] = freeElements(row).map { i, k in
      let se = row.se?[i][k]
      let digits = decimals(forSpread: se ?? abs(row.estimate[k][k]))
      let isVariance = i == k
      return [
        .text("T[\(row.labels[i]), \(row.labels[k])]"),
        .number(row.estimate[i][k], decimals: digits), .number(se, decimals: digits),
        isVariance ? .empty : .number(row.correlation[i][k], decimals: 3),
        isVariance ? .number(row.reliability[k], decimals: 3) : .empty,
        isVariance ? .number(row.chi2[k], decimals: 2) : .empty,
        isVariance ? .number(row.chi2Df[k].map(Double.init), decimals: 0) : .empty,
        isVariance ? .probability(row.chi2P[k]) : .empty,
      ]
    }
    if let sigma2 {
      let digits = decimals(forSpread: sigma2.se)
      rows.append(
        [
          .text("sigma2"), .number(sigma2.estimate, decimals: digits),
          .number(sigma2.se, decimals: digits),
        ] + Array(repeating: .empty, count: 5))
    }
    return ReportTable(
      header: ["variance", "estimate", "se", "correlation", "reliability", "χ²", "df", "p"],
      rows: rows)
  }

  private var courseWords: String {
    "\n\(converged ? "Converged" : "Not converged") after "
      + "\(counted(iterations.em, "step")) of EM and "
      + "\(counted(iterations.scoring, "step")) of Fisher scoring.\n"
      + (normalTheory.map { $0 + "\n" } ?? "")
  }
}

extension String {
  fileprivate var trimmingLastNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
