import RealModule

extension ModelDraft {
  /// The model file, with comments that say what was guessed and what else there is.
  ///
  /// - Parameters:
  ///   - title: the title.
  ///   - paths: the files from the folder of the model file, in the order of `fileNames`.
  public func text(title: String, paths: [String]) -> String {
    [
      head(title), data(paths), model, otherColumns, priors,
      "sampling: {chains: 4, warmup: 500, draws: 2000, seed: \(Sampling.standardSeed)}\n",
    ].joined(separator: "\n")
  }

  /// The files, the one with the rows first.
  public var fileNames: [String] { files.map(\.name) }

  private func head(_ title: String) -> String {
    """
    # A draft by lindley init. What was guessed is marked (guess); see what it means by lindley check.
    title: \(title.yaml)

    """
  }

  private func data(_ paths: [String]) -> String {
    let lines = zip(paths, files).enumerated().map { place, file in
      let rows = counted(file.1.rowCount, "row")
      let role = place == 0 ? rows : "\(rows), joined on \(group.name.commentary)"
      return "  - \(file.0.yaml)  # \(role)\n"
    }
    return "data:\n" + lines.joined()
  }

  private var model: String {
    var lines = [
      "# Outcome: \(outcome.name.commentary)\(mark(outcome, "--outcome")).",
      "# Groups: the \(groupCount) values of \(group.name.commentary)\(mark(group, "--group")).",
      "formula: \(formula.yaml)",
    ]
    if let knownVariance {
      let meaning = knownVariance.isStandardError ? "standard errors" : "sampling variances"
      lines += [
        "# The \(meaning) of the outcome are known"
          + "\(mark(knownVariance.column, "--" + knownVariance.key));",
        "# without this line a level-1 variance is estimated.",
        "\(knownVariance.key): \(knownVariance.column.name.yaml)",
      ]
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var formula: String {
    "\(outcome.name.backquotedIfNeeded) ~ 1 + (1 | \(group.name.backquotedIfNeeded))"
  }

  private func mark(_ choice: Choice, _ option: String) -> String {
    choice.isGuess ? " (guess; \(option) names another)" : ""
  }

  // MARK: - Other columns

  private var otherColumns: String {
    guard !candidates.isEmpty else { return "# The data have no other columns.\n" }
    let width = candidates.map(\.name.commentary.count).max() ?? 0
    let lines = candidates.map { candidate in
      let name = candidate.name.commentary
      let place = candidate.isOfGroups.map {
        $0 ? "; one value a group" : "; differs within groups"
      }
      let padding = String(repeating: " ", count: width - name.count)
      return "#   \(name)\(padding)  \(candidate.words)\(place ?? "")\n"
    }
    return "# Other columns:\n" + lines.joined() + example
  }

  /// A formula with predictors, where there are any.
  private var example: String {
    let numeric = candidates.filter { $0.isNumeric }
    let within = numeric.last { $0.isOfGroups == false }?.name.backquotedIfNeeded
    let between = numeric.first { $0.isOfGroups == true }?.name.backquotedIfNeeded
    let outcome = outcome.name.backquotedIfNeeded
    let group = group.name.backquotedIfNeeded
    if let within, knownVariance == nil {
      let slope = "center(\(within), \(group))"
      let first = between.map { "\($0) + " } ?? ""
      return """
        # With predictors, and a slope that differs between groups (within is what is centred):
        #   formula: \(outcome) ~ \(first)\(slope) + (1 + \(slope) | \(group))

        """
    }
    guard let predictor = between ?? within else { return "" }
    return """
      # With a predictor:
      #   formula: \(outcome) ~ \(predictor) + (1 | \(group))

      """
  }

  // MARK: - Priors

  /// With so few groups a flat prior of T leaves it without a posterior mean, or without a posterior.
  private var hasFewGroups: Bool { groupCount < 6 }

  private var priors: String {
    let scale = shortText(roundedScale)
    let forms = VariancePrior.forms.filter { form in
      knownVariance != nil || !((try? VariancePrior(parsing: form))?.needsKnownVariances ?? false)
    }
    var lines = ["priors:"]
    if hasFewGroups {
      lines += [
        "  # \(groupCount) groups are too few for a flat prior: this one has the outcome's standard",
        "  # deviation, rounded, as its scale.", "  T: half-cauchy(\(scale))",
      ]
    } else {
      lines.append("  T: uniform")
    }
    lines += menu(forms)
    if knownVariance == nil {
      lines += ["  sigma2: \(SigmaSquaredPrior.standard)"] + menu(SigmaSquaredPrior.forms)
    }
    lines += ["  gamma: \(FixedEffectPrior.standard)"] + menu(FixedEffectPrior.forms)
    return lines.map { $0 + "\n" }.joined()
  }

  /// The choices as a comment, in lines that fit a page.
  private func menu(_ forms: [String]) -> [String] {
    var lines: [String] = []
    var line = "  #   "
    for (place, form) in forms.enumerated() {
      let word = form + (place == forms.count - 1 ? "" : ", ")
      if line.count + word.count > 96 {
        lines.append(String(line.dropLast()))
        line = "  #   "
      }
      line += word
    }
    return lines + [line]
  }

  /// The outcome's standard deviation to one digit; 1 where it has none.
  private var roundedScale: Double {
    guard outcomeDeviation > 0, outcomeDeviation.isFinite else { return 1 }
    let unit = Double.exp10(Double.log10(outcomeDeviation).rounded(.down))
    let digit = (outcomeDeviation / unit).rounded()
    // Division by a whole power of ten keeps 0.3 from being 0.30000000000000004.
    return unit < 1 ? digit / (1 / unit).rounded() : digit * unit
  }
}

extension ColumnOutline {
  /// What it holds, in a line.
  var words: String {
    let missing = missingCount == 0 ? "" : ", \(missingCount) missing"
    switch kind {
    case .empty: return "nothing but missing values"
    case .mixed(let text): return "numbers and texts such as \(text.excerpt)"
    case .texts:
      let some = column.levels.prefix(3).map(\.excerpt).joined(separator: ", ")
      return distinctCount <= 3
        ? "texts: \(some)\(missing)" : "\(distinctCount) texts: \(some), …\(missing)"
    case .numbers(let range, _):
      let ends = "\(shortText(range.lowerBound)) to \(shortText(range.upperBound))"
      return distinctCount == 1
        ? "always \(shortText(range.lowerBound))\(missing)" : "numbers from \(ends)\(missing)"
    }
  }
}

extension String {
  /// The text within quotes, cut when it is long, without what would end a comment.
  fileprivate var excerpt: String {
    "'\((count > 20 ? prefix(17) + "..." : self[...]).description.commentary)'"
  }

  /// The text in one line, as a comment can hold it.
  fileprivate var commentary: String {
    String(
      unicodeScalars.map { $0.properties.isWhitespace || $0.value < 32 ? " " : Character($0) })
  }

  /// The text as a YAML scalar: in double quotes where it needs them.
  var yaml: String {
    let isPlain =
      first.map { $0.isASCII && ($0.isLetter || $0 == "/" || $0 == ".") } == true && last != " "
      && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || " _~+()|.,-/".contains($0)) }
      && !["yes", "no", "true", "false", "null", "on", "off", "y", "n"].contains(lowercased())
    if isPlain { return self }
    let escaped = unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\\\"
      case "\"": "\\\""
      case "\n": "\\n"
      default:
        scalar.value < 32 || scalar.value == 127
          ? "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
          : String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
