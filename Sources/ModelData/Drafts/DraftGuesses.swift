/// Guesses which column of some files is what, by its name and by what it holds.
struct DraftGuesses {
  private let files: [FileOutline]
  private let request: DraftRequest

  init(_ files: [FileOutline], _ request: DraftRequest) {
    (self.files, self.request) = (files, request)
  }

  private static let varianceNames = ["vi", "vyi", "var", "variance", "var_yi"]
  private static let errorNames = [
    "sei", "se", "stderr", "std_error", "std.error", "standard_error",
  ]
  private static let outcomeNames = ["yi", "y", "outcome", "response", "score"]
  /// How names of outcomes begin or end.
  private static let outcomeEnds = ["score", "math", "read", "lang"]
  private static let outcomeSuffixes = ["post", "ach"]
  private static let groupNames = [
    "study", "trial", "school", "class", "subject", "group", "cluster", "site", "county", "id",
  ]

  private var rows: FileOutline { files[0] }
  private var fileName: String { rows.reference.name }

  /// The column whose name is the first of these, capital letters or not.
  private func named(_ names: [String], where fits: (ColumnOutline) -> Bool) -> ColumnOutline? {
    for name in names {
      if let found = rows.columns.first(where: { $0.name.lowercased() == name && fits($0) }) {
        return found
      }
    }
    return nil
  }

  /// A column that was asked for, which must fit.
  private func chosen(
    _ name: String?, for purpose: DraftError.Purpose, where fits: (ColumnOutline) -> Bool
  ) throws(DraftError) -> ModelDraft.Choice? {
    guard let name, let column = files.lazy.compactMap({ $0[name] }).first else { return nil }
    guard fits(column) else {
      throw .unsuitable(file: column.file, column: name, purpose: purpose)
    }
    return ModelDraft.Choice(name: name, isGuess: false)
  }

  /// The sampling variances; nil where none were asked for and no name says so.
  func knownVariance() throws(DraftError) -> ModelDraft.KnownVariance? {
    if let choice = try chosen(request.knownVariance, for: .variance, where: \.isPositive) {
      return ModelDraft.KnownVariance(column: choice, isStandardError: false)
    }
    if let choice = try chosen(request.knownStandardError, for: .variance, where: \.isPositive) {
      return ModelDraft.KnownVariance(column: choice, isStandardError: true)
    }
    let taken = [request.outcome, request.group]
    for (names, isStandardError) in [(Self.varianceNames, false), (Self.errorNames, true)] {
      if let column = named(names, where: { $0.isPositive && !taken.contains($0.name) }) {
        return ModelDraft.KnownVariance(
          column: ModelDraft.Choice(name: column.name, isGuess: true),
          isStandardError: isStandardError)
      }
    }
    return nil
  }

  /// The ids of the groups.
  ///
  /// Files are joined on what they share. In a meta-analysis each row is a study of its own, else groups
  /// have several rows.
  func group(isMetaAnalysis: Bool) throws(DraftError) -> ModelDraft.Choice {
    if let choice = try chosen(request.group, for: .group, where: \.isIdentifier) { return choice }
    var columns = rows.columns.filter { $0.isIdentifier && $0.name != request.outcome }
    if files.count > 1 {
      columns = columns.filter { column in files.allSatisfy { $0[column.name] != nil } }
      guard !columns.isEmpty else { throw .nothingShared(files: files.map(\.reference.name)) }
    }
    let fitting = columns.filter { column in
      column.distinctCount > 1
        && (isMetaAnalysis
          ? column.distinctCount == rows.rowCount : column.distinctCount < rows.rowCount)
    }
    if !fitting.isEmpty { columns = fitting }
    guard let group = columns.first(where: Self.looksLikeGroup) ?? columns.first else {
      throw .noGroup(file: fileName)
    }
    return ModelDraft.Choice(name: group.name, isGuess: true)
  }

  private static func looksLikeGroup(_ column: ColumnOutline) -> Bool {
    let name = column.name.lowercased()
    return groupNames.contains(name) || name.hasSuffix("id")
  }

  /// Whether a name sounds like that of an outcome: `langpost`, `mathach`, not `math_pre`.
  private static func soundsLikeOutcome(_ column: ColumnOutline) -> Bool {
    let name = column.name.lowercased()
    guard !name.hasPrefix("pre"), !name.hasSuffix("pre") else { return false }
    return outcomeEnds.contains { name.hasPrefix($0) || name.hasSuffix($0) }
      || outcomeSuffixes.contains { name.hasSuffix($0) }
  }

  /// The outcome: by its name, else the last column of many numbers that differ within groups, one that sounds
  /// like an outcome before others.
  func outcome(group: String, variance: String?) throws(DraftError) -> ModelDraft.Choice {
    func fits(_ column: ColumnOutline) -> Bool {
      column.isNumeric && column.isPredictor && column.name != group && column.name != variance
    }
    if let choice = try chosen(request.outcome, for: .outcome, where: fits) { return choice }
    if let column = named(Self.outcomeNames, where: fits) {
      return ModelDraft.Choice(name: column.name, isGuess: true)
    }
    let shared = Set(files.dropFirst().flatMap { $0.columns.map(\.name) })
    let numeric = rows.columns.filter { fits($0) && !shared.contains($0.name) }
    let groups = rows[group]?.column
    let varying = numeric.filter { column in
      groups.map { !column.isConstant(within: $0) } ?? true
    }
    for columns in [varying, numeric] {
      let rich = columns.filter { $0.distinctCount > 10 }
      let column = rich.first(where: Self.soundsLikeOutcome) ?? rich.last ?? columns.last
      if let column { return ModelDraft.Choice(name: column.name, isGuess: true) }
    }
    throw .noOutcome(file: fileName)
  }
}
