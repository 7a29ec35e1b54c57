extension ModelText {
  init(_ keys: [String: YAMLValue.Entry], path: String) throws(ModelFileError) {
    switch (keys["formula"], keys["equations"], keys["group"]) {
    case (let formula?, nil, nil): self = .formula(try formula.value.text())
    case (nil, let equations?, let group?):
      self = .equations(try equations.value.text(), group: try group.value.text())
    case (let formula?, let equations?, _):
      throw .twoModels(max(formula.keyPlace, equations.keyPlace))
    case (nil, let equations?, nil): throw .equationsWithoutGroup(equations.keyPlace)
    case (_, nil, let group?): throw .groupWithoutEquations(group.keyPlace)
    case (nil, nil, nil): throw .noModel(path: path)
    }
  }
}

extension KnownVarianceSetting {
  /// Reads the one key of the three that is written; nil when none is.
  init?(_ keys: [String: YAMLValue.Entry]) throws(ModelFileError) {
    let written = ["known-variance", "known-se", "known-covariance"].compactMap { keys[$0] }
      .sorted { $0.keyPlace < $1.keyPlace }
    guard let entry = written.first else { return nil }
    if written.count > 1 {
      throw .severalKnownVariances(written[1].keyPlace, key: written[1].key, other: entry.key)
    }
    switch entry.key {
    case "known-variance": self = .variances(try entry.value.text())
    case "known-se": self = .standardErrors(try entry.value.text())
    default: try self.init(covariance: entry)
    }
  }

  private init(covariance entry: YAMLValue.Entry) throws(ModelFileError) {
    let parts = try entry.value.entries(known: ["columns", "variances", "correlation"])
    let keys = Dictionary(parts.map { ($0.key, $0.value) }) { first, _ in first }
    switch (keys["columns"], keys["variances"], keys["correlation"]) {
    case (let columns?, nil, nil):
      guard let items = columns.items else { throw columns.wrongType(.list) }
      guard !items.isEmpty else { throw .emptyValue(columns.place, key: "columns") }
      self = .covarianceColumns(
        try items.map { (item) throws(ModelFileError) in try item.text() })
    case (nil, let variances?, let correlation?):
      let text = try correlation.text(.number)
      guard let value = decimal(text.text), abs(value) <= 1 else {
        throw .notCorrelation(correlation.place, seen: text.text)
      }
      self = .correlated(variances: try variances.text(), correlation: value)
    case (nil, nil, nil):
      throw .keyMissingBeside(entry.keyPlace, key: "columns", of: entry.key)
    case (nil, nil, _?):
      throw .keyMissingBeside(entry.keyPlace, key: "variances", of: entry.key)
    case (nil, _?, nil):
      throw .keyMissingBeside(entry.keyPlace, key: "correlation", of: entry.key)
    case (_?, _, _):
      throw .severalKnownVariances(
        parts[1].keyPlace, key: parts[1].key, other: parts[0].key)
    }
  }
}

extension NamedChoice {
  init(_ value: YAMLValue) throws(ModelFileError) {
    let text = try value.text()
    do {
      try self.init(parsing: text.text)
    } catch {
      throw .choice(text.place, subject: Self.subject, error)
    }
  }
}

extension ChoiceByName {
  /// Reads one choice for all, or a map from name to choice.
  init(_ value: YAMLValue) throws(ModelFileError) {
    guard value.isMap else {
      self.init(others: try Choice(value))
      return
    }
    try self.init(entries: value.entries(known: nil))
  }

  fileprivate init(entries: [YAMLValue.Entry]) throws(ModelFileError) {
    self.init(
      entries: try entries.map { (entry) throws(ModelFileError) in
        Entry(name: entry.key, choice: try Choice(entry.value))
      })
  }
}

extension Priors {
  init(_ value: YAMLValue) throws(ModelFileError) {
    self.init()
    for entry in try value.entries(known: ["T", "sigma2", "gamma", "df"]) {
      switch entry.key {
      case "T": tau = try ChoiceByName(entry.value)
      case "sigma2": sigmaSquared = try SigmaSquaredPrior(entry.value)
      case "gamma": gamma = try ChoiceByName(entry.value)
      default: degreesOfFreedom = try DegreesOfFreedomPrior(grid: entry.value)
      }
    }
  }
}

extension DegreesOfFreedomPrior {
  /// Reads a prior of ν, whose grid may also be a map `{grid: [2, 4]}` or a bare list.
  fileprivate init(grid value: YAMLValue) throws(ModelFileError) {
    var list = value
    if value.isMap, let grid = try value.entries(known: ["grid"]).first { list = grid.value }
    guard let items = list.items else {
      guard !value.isMap else { throw list.wrongType(.list) }
      try self.init(value)
      return
    }
    let texts = try items.map { (item) throws(ModelFileError) in try item.text(.number).text }
    do {
      try self.init(parsing: "grid: [\(texts.joined(separator: ", "))]")
    } catch {
      throw .choice(list.place, subject: Self.subject, error)
    }
  }
}

extension ErrorDistributions {
  init(_ value: YAMLValue) throws(ModelFileError) {
    let entries = try value.entries(known: nil)
    let levelOne = try entries.first { $0.key == "level-1" }.map {
      (entry) throws(ModelFileError) in try ErrorDistribution(entry.value)
    }
    self.init(
      levelOne: levelOne ?? .standard,
      effects: try ChoiceByName(entries: entries.filter { $0.key != "level-1" }))
  }
}

extension Sampling {
  init(_ value: YAMLValue) throws(ModelFileError) {
    self.init()
    for entry in try value.entries(known: ["chains", "warmup", "draws", "thin", "seed"]) {
      switch entry.key {
      case "chains": chains = try entry.value.wholeNumber(atLeast: 1)
      case "warmup": warmup = try entry.value.wholeNumber(atLeast: 1)
      case "draws": draws = try entry.value.wholeNumber(atLeast: 1)
      case "thin": thin = try entry.value.wholeNumber(atLeast: 1)
      default: seed = try entry.value.wholeNumber(atLeast: 0)
      }
    }
  }
}
