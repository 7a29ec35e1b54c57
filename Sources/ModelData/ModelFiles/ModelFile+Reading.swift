import Foundation
import Yams

extension ModelFile {
  /// Reads a model file.
  ///
  /// - Throws: `ModelFileError` when the file cannot be read, is no YAML, or holds something that a
  ///   model file does not have.
  public init(path: String) throws(ModelFileError) {
    try self.init(text: Self.text(ofFile: path), path: path)
  }

  /// Reads the text of a model file whose path is given for messages and relative paths.
  public init(text: String, path: String) throws(ModelFileError) {
    let root = try Self.compose(text, path: path)
    let entries = try root.entries(known: Self.knownKeys)
    let keys = Dictionary(entries.map { ($0.key, $0) }) { first, _ in first }

    self.path = path
    places = root.places
    let name = path.split(separator: "/").last.map(String.init) ?? path
    title = try keys["title"]?.value.text().text ?? name
    source = try keys["source"]?.value.text().text
    data = try Self.data(keys["data"], path: path)
    model = try ModelText(keys, path: path)
    knownVariance = try KnownVarianceSetting(keys)
    outcome = try keys["outcome"]?.value.text()
    (priors, errors, sampling) = (Priors(), ErrorDistributions(), Sampling())
    if let entry = keys["priors"] { priors = try Priors(entry.value) }
    if let entry = keys["errors"] { errors = try ErrorDistributions(entry.value) }
    if let entry = keys["sampling"] { sampling = try Sampling(entry.value) }
    try checkPriorsAgainstVariances()
  }

  private static let knownKeys = [
    "title", "source", "data", "formula", "group", "equations", "known-variance", "known-se",
    "known-covariance", "outcome", "priors", "errors", "sampling",
  ]

  private static func text(ofFile path: String) throws(ModelFileError) -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw .noFile(path: path)
    }
    guard !isDirectory.boolValue else { throw .directory(path: path) }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path)
    }
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
    throw .notUTF8(path: path, line: line + 1)
  }

  private static func compose(_ text: String, path: String) throws(ModelFileError) -> YAMLValue {
    let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    let source = YAMLValue.Source(
      path: path, lines: text.split(omittingEmptySubsequences: false) { $0.isNewline },
      mask: CallMask(text))
    do {
      guard let node = try Yams.compose(yaml: source.mask.masked, .default, .default, .utf8) else {
        throw ModelFileError.empty(path: path)
      }
      return YAMLValue(source: source, keys: [], node: node)
    } catch let error as YamlError {
      throw ModelFileError(error, in: source)
    } catch {
      throw error as? ModelFileError ?? .unreadable(path: path)
    }
  }

  private static func data(
    _ entry: YAMLValue.Entry?, path: String
  ) throws(ModelFileError) -> [DataReference] {
    guard let value = entry?.value else { throw .noData(path: path) }
    guard let items = value.items else { return [DataReference(try value.text(.textOrList))] }
    guard !items.isEmpty else { throw .emptyValue(value.place, key: "data") }
    return try items.map { (item) throws(ModelFileError) in DataReference(try item.text()) }
  }

  /// Some priors of τ are made from the known variances of the rows.
  private func checkPriorsAgainstVariances() throws(ModelFileError) {
    switch knownVariance {
    case .variances, .standardErrors: return
    case .covarianceColumns, .correlated, nil: break
    }
    let byFactor = priors.tau.entries.map { ($0.choice, ["priors", "T", $0.name]) }
    for (prior, keys) in [(priors.tau.others, ["priors", "T"])] + byFactor {
      guard prior.needsKnownVariances, let place = places[keys] else { continue }
      throw .priorNeedsKnownVariances(place, prior: prior)
    }
  }

  /// Checks the names under `priors` and `errors` against those that the model has.
  ///
  /// - Throws: `ModelFileError.unknownName` at the first name that is no grouping factor, or no
  ///   label of a coefficient.
  public func checkNames(
    factors: [String], coefficients: [String]
  ) throws(ModelFileError) {
    let maps: [(keys: [String], names: [String], kind: ModelFileError.NameKind)] = [
      (["priors", "T"], priors.tau.entries.map(\.name), .factor),
      (["errors"], errors.effects.entries.map(\.name), .factor),
      (["priors", "gamma"], priors.gamma.entries.map(\.name), .coefficient),
    ]
    for map in maps {
      let known =
        map.kind == .coefficient
        ? coefficients : (map.keys == ["errors"] ? ["level-1"] : []) + factors
      for name in map.names where !known.contains(name) {
        guard let place = places[map.keys + [name]] else { continue }
        throw .unknownName(place, kind: map.kind, name: name, known: known)
      }
    }
  }

  /// Checks that a prior with a list of scales has one for each of the groups' effects.
  ///
  /// - Throws: `ModelFileError.otherScaleCount`.
  func checkScales(of factor: String, effects: [String]) throws(ModelFileError) {
    let prior = priors.tau[factor]
    guard let count = prior.scaleCount, count != effects.count,
      let place = placeOfPrior(ofEffectsOf: factor)
    else { return }
    throw .otherScaleCount(place, prior: prior, effects: effects)
  }
}
