import RealModule

/// What is asked of a draft: columns that need not be guessed.
public struct DraftRequest: Sendable, Equatable {
  /// The outcome.
  public var outcome: String?
  /// The ids of the groups.
  public var group: String?
  /// Known sampling variances.
  public var knownVariance: String?
  /// Known standard errors.
  public var knownStandardError: String?

  /// Makes a request.
  public init(
    outcome: String? = nil, group: String? = nil, knownVariance: String? = nil,
    knownStandardError: String? = nil
  ) {
    self.outcome = outcome
    self.group = group
    self.knownVariance = knownVariance
    self.knownStandardError = knownStandardError
  }
}

/// A model file in the making: the simplest model of some CSV files, with guesses of what is what.
public struct ModelDraft: Sendable {
  /// A column chosen, and whether it was guessed.
  struct Choice: Sendable {
    var name: String
    var isGuess: Bool
  }

  /// A column of sampling variances or of their roots.
  struct KnownVariance: Sendable {
    var column: Choice
    var isStandardError: Bool

    /// The key of a model file.
    var key: String { isStandardError ? "known-se" : "known-variance" }
  }

  /// A column that a formula may take in.
  struct Candidate: Sendable {
    var name: String
    var file: String
    var words: String
    var isNumeric: Bool
    /// Whether it has one value in each group; nil where it cannot be used.
    var isOfGroups: Bool?
  }

  /// The files as messages name them, the one with the rows first, and their counts of rows.
  let files: [(name: String, rowCount: Int)]
  let outcome: Choice
  let group: Choice
  let knownVariance: KnownVariance?
  let candidates: [Candidate]
  /// The groups with complete rows.
  let groupCount: Int
  /// The standard deviation of the outcome over complete rows.
  let outcomeDeviation: Double

  /// Looks at files and guesses.
  ///
  /// With several files the one with the most rows holds them, the others a row for each group.
  /// - Throws: `TableError` for files that cannot be read or joined, `DraftError` where no model fits.
  public init(_ references: [FileReference], _ request: DraftRequest = DraftRequest()) throws {
    var outlines: [FileOutline] = []
    for reference in references { outlines.append(try FileOutline(reference)) }
    guard let most = outlines.map(\.rowCount).max(),
      let first = outlines.firstIndex(where: { $0.rowCount == most })
    else { throw TableError.noFiles }
    let rowFile = outlines.remove(at: first)
    outlines.insert(rowFile, at: 0)
    try Self.checkNames(request, outlines)

    let guesses = DraftGuesses(outlines, request)
    knownVariance = try guesses.knownVariance()
    group = try guesses.group(isMetaAnalysis: knownVariance != nil)
    outcome = try guesses.outcome(group: group.name, variance: knownVariance?.column.name)
    files = outlines.map { ($0.reference.name, $0.rowCount) }
    candidates = Self.candidates(
      outlines, group: group.name,
      taken: [group.name, outcome.name] + [knownVariance?.column.name].compactMap { $0 })
    let rows = try CompleteOutcomes(
      outlines.map(\.reference), outcome: outcome.name, group: group.name,
      variance: knownVariance?.column.name)
    (groupCount, outcomeDeviation) = (rows.groupCount, rows.deviation)
    let file = outlines[0].reference.name
    guard groupCount > 1 else {
      throw DraftError.tooFewGroups(file: file, column: group.name, count: groupCount)
    }
    guard knownVariance != nil || rows.rowCount > groupCount else {
      throw DraftError.oneRowEach(file: file, column: group.name)
    }
  }

  private static func checkNames(_ request: DraftRequest, _ files: [FileOutline]) throws {
    let columns = files.flatMap { $0.columns.map(\.name) }
    let names = [
      request.outcome, request.group, request.knownVariance, request.knownStandardError,
    ]
    for name in names.compactMap({ $0 }) where !columns.contains(name) {
      throw TableError.missingColumn(
        name, files: files.map(\.reference.name), columns: columns.withoutRepeats)
    }
  }

  private static func candidates(
    _ files: [FileOutline], group: String, taken: [String]
  ) -> [Candidate] {
    let groups = files[0][group]?.column
    return files.enumerated().flatMap { place, file in
      file.columns.filter { !taken.contains($0.name) }.map { column in
        let isRepeated = files.count { $0[column.name] != nil } > 1
        let isOfGroups = place > 0 || groups.map(column.isConstant) ?? false
        return Candidate(
          name: column.name, file: column.file,
          words: isRepeated ? "in several files: rename it to use it" : column.words,
          isNumeric: column.isNumeric,
          isOfGroups: column.isPredictor && !isRepeated ? isOfGroups : nil)
      }
    }
  }
}

/// The rows that have an outcome, a group and, where it is known, a variance.
private struct CompleteOutcomes {
  var rowCount = 0
  var groupCount = 0
  var deviation = 0.0

  init(_ files: [FileReference], outcome: String, group: String, variance: String?) throws {
    let table = try Table.read(
      files: files, columns: Set([outcome, variance].compactMap { $0 }), textColumns: [group])
    guard case .numeric(let values)? = table[outcome], let groups = table.texts(group) else {
      return
    }
    var known = values
    if let variance, case .numeric(let numbers)? = table[variance] { known = numbers }
    let rows = values.indices.filter { !values[$0].isNaN && !known[$0].isNaN }
    rowCount = rows.count
    groupCount = Set(rows.map { groups.codes[$0] }).count
    let mean = rows.reduce(0) { $0 + values[$1] } / Double(max(1, rowCount))
    let squares = rows.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) }
    deviation = (squares / Double(max(1, rowCount - 1))).squareRoot()
  }
}
