/// An error in a model file.
public enum ModelFileError: InputError, Equatable {
  // MARK: The file as a whole

  /// There is no file of this path.
  case noFile(path: String)
  /// The path is that of a directory.
  case directory(path: String)
  /// The file is there but cannot be read.
  case unreadable(path: String)
  /// The bytes of a line are not UTF-8.
  case notUTF8(path: String, line: Int)
  /// Nothing is written, or comments only.
  case empty(path: String)
  /// The file holds a list or a text.
  case notMap(path: String, seen: ValueType)

  // MARK: YAML

  /// A tab stands in the indentation.
  case tab(FilePlace)
  /// The text is no YAML.
  case syntax(FilePlace, YAMLProblem)
  /// A key is written twice in one map; the place is that of the first.
  case duplicateKey(FilePlace, key: String)
  /// A key is a list or a map.
  case keyNotText(FilePlace)

  // MARK: Keys and their values

  /// A key is none of the known ones.
  case unknownKey(FilePlace, key: String, known: [String])
  /// A key has no value.
  case emptyValue(FilePlace, key: String)
  /// A value is a list, a map or a text, but another of these is required.
  case wrongType(FilePlace, key: String, seen: ValueType, required: ValueType)
  /// A call in a map lacks its closing parenthesis.
  case openParenthesis(FilePlace, text: String)
  /// A number is not whole, or below its minimum.
  case notWholeNumber(FilePlace, key: String, seen: String, minimum: Int)
  /// A correlation is no number, or outside of -1 to 1.
  case notCorrelation(FilePlace, seen: String)
  /// A prior or an error distribution cannot be read.
  case choice(FilePlace, subject: String, ChoiceError)

  // MARK: Keys together

  /// No data file is named.
  case noData(path: String)
  /// There is neither a formula nor equations.
  case noModel(path: String)
  /// There are both a formula and equations.
  case twoModels(FilePlace)
  /// Equations lack the column of the groups.
  case equationsWithoutGroup(FilePlace)
  /// A group is named, but there are no equations.
  case groupWithoutEquations(FilePlace)
  /// The level-1 variances are given in two ways.
  case severalKnownVariances(FilePlace, key: String, other: String)
  /// A map lacks a key that its others need.
  case keyMissingBeside(FilePlace, key: String, of: String)
  /// A prior is made from known variances, and there are none.
  case priorNeedsKnownVariances(FilePlace, prior: VariancePrior)
  /// A prior's scale has another number of values than a group has random effects.
  case otherScaleCount(FilePlace, prior: VariancePrior, effects: [String])

  // MARK: Names that the model has to have

  /// A name under `priors` or `errors` is none of the model's.
  case unknownName(FilePlace, kind: NameKind, name: String, known: [String])

  /// The types of a value.
  public enum ValueType: String, Sendable {
    case text = "a text"
    case list = "a list"
    case map = "a map of keys and values"
    case wholeNumber = "a whole number"
    case number = "a number"
    case textOrList = "a text or a list of texts"
  }

  /// What a name in a map under `priors` or `errors` stands for.
  public enum NameKind: String, Sendable {
    case factor = "grouping factor"
    case coefficient = "coefficient"
  }
}

// MARK: - The words

extension ModelFileError: CustomStringConvertible {
  /// Where, what was seen, what is required, what to try; one or two lines.
  public var description: String {
    wordsOnFile ?? wordsOnYAML ?? wordsOnValue ?? wordsOnKeysTogether ?? ""
  }

  private var wordsOnFile: String? {
    switch self {
    case .noFile(let path):
      "\(path): there is no such file.\n"
        + "Check the path; it is taken from the folder in which the command runs."
    case .directory(let path):
      "\(path): this is a directory, but a model file is required.\n"
        + "Name the YAML file in it."
    case .unreadable(let path):
      "\(path): the file cannot be read.\nCheck its permissions."
    case .notUTF8(let path, let line):
      "\(path), line \(line): the bytes are not UTF-8 text.\nSave the file as UTF-8."
    case .empty(let path):
      "\(path): the file is empty.\nA model file has at least the keys 'data' and 'formula'."
    case .notMap(let path, let seen):
      "\(path): the file holds \(seen.rawValue), but a map of keys and values is required.\n"
        + "Begin each line with a key and a colon, as in 'formula: y ~ x + (1 | g)'."
    default: nil
    }
  }

  private var wordsOnYAML: String? {
    switch self {
    case .tab(let place):
      "\(place): a tab stands where YAML allows spaces only.\nReplace the tab by spaces."
    case .syntax(let place, let problem): "\(place): \(problem)"
    case .duplicateKey(let place, let key):
      "\(place): the key '\(key)' is written here and again below.\nKeep one of them."
    case .keyNotText(let place):
      "\(place): a list or a map stands where a key is required.\nA key is a plain text."
    default: nil
    }
  }

  private var wordsOnValue: String? {
    switch self {
    case .unknownKey(let place, let key, let known):
      "\(place): unknown key '\(key)'.\(Self.hint(key, known))\n"
        + "Known keys here: \(known.joined(separator: ", "))."
    case .emptyValue(let place, let key):
      "\(place): '\(key)' has no value.\nWrite one after the colon, or take the key out."
    case .wrongType(let place, let key, let seen, let required):
      "\(place): '\(key)' must be \(required.rawValue), but \(seen.rawValue) stands here."
    case .openParenthesis(let place, let text):
      "\(place): the parenthesis in '\(text)' is not closed."
    case .notWholeNumber(let place, let key, let seen, let minimum):
      "\(place): '\(key)' is '\(seen)', but must be a whole number, at least \(minimum)."
    case .notCorrelation(let place, let seen):
      "\(place): 'correlation' is '\(seen)', but must be a number between -1 and 1."
    case .choice(let place, let subject, let error): "\(place): \(subject): \(error)"
    default: nil
    }
  }

  private var wordsOnKeysTogether: String? {
    switch self {
    case .noData(let path):
      "\(path): the key 'data' is missing.\nName the CSV file, as in 'data: [students.csv]'."
    case .noModel(let path):
      "\(path): there is no model.\nWrite 'formula', or 'group' and 'equations'."
    case .twoModels(let place):
      "\(place): the model is written both as 'formula' and as 'equations'.\nKeep one of them."
    case .equationsWithoutGroup(let place):
      "\(place): 'equations' needs 'group', the column that holds the group of each row.\n"
        + "Add it, as in 'group: school'."
    case .groupWithoutEquations(let place):
      "\(place): 'group' belongs to 'equations', but there are none.\n"
        + "A formula names its groups itself, as in '(1 | school)'."
    case .severalKnownVariances(let place, let key, let other):
      "\(place): '\(key)' stands beside '\(other)', but the level-1 variances can be known in "
        + "one way only.\nKeep one of them."
    case .keyMissingBeside(let place, let key, let owner):
      "\(place): '\(owner)' needs '\(key)' too.\n"
        + "Write {columns: [v1, v2]} or {variances: v, correlation: 0.5}."
    case .priorNeedsKnownVariances(let place, let prior):
      "\(place): the prior '\(prior)' of T is made from known variances, and this model has none.\n"
        + "Use another prior, such as 'uniform-sd', or give 'known-variance' or 'known-se'."
    case .otherScaleCount(let place, let prior, let effects):
      "\(place): the scale of '\(prior)' has \(counted(prior.scaleCount ?? 1, prior.scaleUnit)), but a group "
        + "has \(counted(effects.count, "random effect")): \(effects.joined(separator: ", ")).\nGive one number"
        + (effects.count == 1
          ? "." : " for all, or \(counted(effects.count, prior.scaleUnit)) in this order.")
    case .unknownName(let place, let kind, let name, let known):
      "\(place): the model has no \(kind.rawValue) '\(name)'.\(Self.hint(name, known))\n"
        + "Its names: \(known.joined(separator: ", "))."
    default: nil
    }
  }

  private static func hint(_ name: String, _ known: [String]) -> String {
    nearestName(to: name, among: known).map { " Did you mean '\($0)'?" } ?? ""
  }
}
