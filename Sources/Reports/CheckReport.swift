import GibbsModels
import LikelihoodFits
import ModelData
import Runs

/// What `lindley check` finds in a model and its data.
public struct CheckReport: Encodable, Sendable {
  /// What the analysis is called.
  public let title: String
  /// The model by levels.
  public let equations: [String]
  /// The combined equation.
  public let combined: String
  /// The formula.
  public let formula: String
  /// N.
  public let observations: Int
  /// The groups of each factor.
  public let groups: [String: Groups]
  /// The rows read, used and dropped.
  public let rows: Rows
  /// How the columns of X depend on each other.
  public let collinearity: [Inflation]
  /// Whether the posterior is proper.
  public let propriety: Verdict

  private let factors: [String]
  let priors: [String]
  private let unmatched: [UnmatchedGroups]

  enum CodingKeys: String, CodingKey {
    case title, equations, combined, formula, observations, groups, rows, collinearity, propriety
  }

  /// The groups of a factor.
  public struct Groups: Encodable, Sendable {
    var count: Int
    var smallest: Int
    var median: Double
    var largest: Int
  }

  /// The account of rows.
  public struct Rows: Encodable, Sendable {
    var read: Int
    var used: Int
    var missing: [String: Int]
    var vanishedGroups: [String]
    /// Groups of the second and later files that no row belongs to, by file.
    var unmatchedGroups: [String: Int]

    enum CodingKeys: String, CodingKey {
      case read, used, missing
      case vanishedGroups = "vanished_groups"
      case unmatchedGroups = "unmatched_groups"
    }
  }

  /// By how much the other columns inflate the variance of a coefficient.
  public struct Inflation: Encodable, Sendable {
    var label: String
    var factor: Double
  }

  /// Whether the posterior is proper, and in words why.
  public struct Verdict: Encodable, Sendable {
    /// Whether it is; nil where this version cannot decide.
    public var proper: Bool?
    var words: String
  }
}

extension CheckReport {
  /// Checks an analysis whose data have been read.
  public init(_ analysis: Analysis) {
    let model = analysis.model
    title = analysis.file.title
    equations =
      [analysis.notation.levelOne] + analysis.notation.levelTwo
      + analysis.notation.zeroCovariances + analysis.notation.distributions
      + Self.factorColumns(analysis)
    combined = analysis.notation.combined
    formula = analysis.notation.formula
    observations = model.rows.used
    factors = model.randomTerms.map(\.factor.name).reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
    groups = Dictionary(
      model.randomTerms.map { ($0.factor.name, Groups($0.factor)) }, uniquingKeysWith: { a, _ in a }
    )
    rows = Rows(
      read: model.rows.read, used: model.rows.used,
      missing: Dictionary(
        uniqueKeysWithValues: model.rows.missing.map { ($0.column, $0.count) }),
      vanishedGroups: model.rows.vanishedGroups.map { "\($0.factor) \($0.group)" },
      unmatchedGroups: Dictionary(
        analysis.unmatched.map { ($0.file, $0.count) }, uniquingKeysWith: +))
    unmatched = analysis.unmatched
    collinearity = model.fixed.varianceInflation.map {
      Inflation(label: $0.label, factor: $0.factor)
    }
    propriety = Self.verdict(analysis)
    let prior = analysis.file.priors.sigmaSquared
    let sigma = !model.hasKnownVariances ? ["sigma2: \(prior), \(prior.inWords)"] : []
    let errors = analysis.file.errors
    let isEstimated = ([errors.levelOne] + factors.map { errors.effects[$0] }).contains(.tEstimated)
    let df = analysis.file.priors.degreesOfFreedom
    priors =
      factors.map { factor in
        let prior = analysis.file.priors.tau[factor]
        let term = model.randomTerms.first { $0.factor.name == factor }
        let words = prior.inWords(
          effects: term?.design.labels.count ?? 1, covariance: term?.covariance ?? .unstructured)
        return "T of \(factor): \(prior), \(words)"
      } + sigma + ["gamma: \(analysis.file.priors.gamma)"]
      + (isEstimated ? ["df: \(df), \(df.inWords)"] : [])
  }

  /// Which columns stand behind a factor that the equations show as one variable; none without factors.
  private static func factorColumns(_ analysis: Analysis) -> [String] {
    let (formula, model) = (analysis.formula, analysis.model)
    let isMore = { (labels: [String], terms: TermList) in
      labels.count > terms.terms.count + (terms.hasIntercept ? 1 : 0)
    }
    var lines: [String] = []
    if isMore(model.fixed.labels, formula.fixed) {
      lines.append(
        "coefficients, one for each column: " + model.fixed.labels.joined(separator: ", "))
    }
    for (term, written) in zip(model.randomTerms, formula.randomTerms)
    where isMore(term.design.labels, written.terms) {
      lines.append(
        "effects of '\(term.factor.name)', one for each column: "
          + term.design.labels.joined(separator: ", ")
          + (term.covariance == .diagonal ? "; T diagonal" : ""))
    }
    return lines
  }

  private static func verdict(_ analysis: Analysis) -> Verdict {
    do {
      let model = try TwoLevelModel(analysis)
      let absent = AbsentMoments(
        RunRecord.MomentRecord(model),
        of: Variables(
          coefficients: analysis.model.fixed.labels,
          effects: analysis.model.randomTerms[0].design.labels, estimatesSigmaSquared: false))
      let moments = [
        ("the mean", absent.means(ofTau: false)),
        ("the standard deviation", absent.deviations(ofTau: false)),
        ("the mean", absent.means(ofTau: true)),
        ("the standard deviation", absent.deviations(ofTau: true)),
      ]
      let missing = moments.filter { !$0.1.isEmpty }.map {
        "\($0.0) of \($0.1.joined(separator: ", "))"
      }
      let words =
        missing.isEmpty
        ? "The posterior is proper, and its means and standard deviations exist."
        : "The posterior is proper, but with so few groups this prior leaves no value for "
          + missing.joined(separator: "; ") + "."
      return Verdict(proper: true, words: words)
    } catch let error as ImproperPosterior {
      return Verdict(proper: false, words: error.description)
    } catch let error as UnsupportedModel {
      return Verdict(
        proper: nil,
        words: "Whether the posterior is proper is not decided: this version of Lindley has no "
          + "sampler for a model with \(error.feature).\n\(error.instead)")
    } catch {
      return Verdict(
        proper: nil, words: "Whether the posterior is proper is not decided: \(error)")
    }
  }

  /// The report: in words, or as a table of what was found.
  public func text(_ format: OutputFormat) -> String {
    switch format {
    case .text, .json: text
    case .csv, .markdown: table.rendered(format)
    }
  }

  /// What was found, a line each.
  private var table: ReportTable {
    let lines =
      [("title", title)] + equations.map { ("by levels", $0) }
      + [("combined", combined), ("formula", formula)] + priors.map { ("prior", $0) }
      + dataLines.map { ("data", $0) }
      + collinearity.map { ("variance inflation", "\($0.label): \(fixed($0.factor, decimals: 2))") }
      + [("posterior", propriety.words.replacing("\n", with: " "))]
    return ReportTable(
      header: ["part", "finding"], rows: lines.map { [.text($0.0), .text($0.1)] })
  }

  private var text: String {
    var lines = [title, ""]
    lines += ["By levels"] + equations.map { "  \($0)" } + [""]
    lines += ["Combined", "  \(combined)", ""]
    lines += ["Formula", "  \(formula)", ""]
    lines += ["Priors"] + priors.map { "  \($0)" } + [""]
    lines += ["Data"] + dataLines.map { "  \($0)" } + [""]
    if collinearity.count > 1 {
      lines += ["Collinearity (variance inflation factors; above 10 is much)"]
      lines += collinearity.map { "  \($0.label): \(fixed($0.factor, decimals: 2))" } + [""]
    }
    lines += [propriety.words]
    return lines.joined(separator: "\n") + "\n"
  }

  var dataLines: [String] {
    var lines = ["\(counted(rows.read, "row")) read, \(rows.used) used"]
    lines += rows.missing.sorted { $0.key < $1.key }.map {
      "\(counted($0.value, "row")) without a value of '\($0.key)'"
    }
    if !rows.vanishedGroups.isEmpty {
      lines.append("groups left without rows: " + rows.vanishedGroups.joined(separator: ", "))
    }
    for factor in factors {
      guard let group = groups[factor] else { continue }
      lines.append("\(counted(group.count, "group")) of '\(factor)', \(group.sizes)")
    }
    lines += unmatched.map { file in
      let more = file.count > file.examples.count ? ", …" : ""
      return "\(counted(file.count, "group")) of \(file.file) without rows, not used: "
        + file.examples.joined(separator: ", ") + more
    }
    return lines
  }
}

extension CheckReport.Groups {
  /// The rows of a group in words.
  fileprivate var sizes: String {
    if smallest == largest { return "\(counted(largest, "row")) each" }
    let middle = fixed(median, decimals: median == median.rounded() ? 0 : 1)
    return "of \(smallest) to \(largest) rows, median \(middle)"
  }

  init(_ factor: ModelOutline.Factor) {
    let sizes = factor.sizes.sorted()
    let middle = sizes.count / 2
    self.init(
      count: sizes.count, smallest: sizes.first ?? 0,
      median: sizes.count.isMultiple(of: 2)
        ? Double(sizes[middle - 1] + sizes[middle]) / 2 : Double(sizes[middle]),
      largest: sizes.last ?? 0)
  }
}
