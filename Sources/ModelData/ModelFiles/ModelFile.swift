/// One analysis as a model file describes it: data, model, priors, sampling.
///
/// The formula or the equations are kept as text with their place; data are named, not read.
public struct ModelFile: Sendable, Equatable {
  /// The path of the file, as the user wrote it.
  public var path: String
  /// What the analysis is called; the file's name where no title is written.
  public var title: String
  /// Where the data or the model come from; nil when the file does not say.
  public var source: String?
  /// The CSV files, at least one; the second and later ones are joined to the first.
  public var data: [DataReference]
  /// The model in one of its notations.
  public var model: ModelText
  /// The known level-1 variances; nil when σ² is estimated.
  public var knownVariance: KnownVarianceSetting?
  /// The column that says which of several effects a row estimates; nil when there is one.
  public var outcome: PlacedText?
  /// The priors.
  public var priors: Priors
  /// The distributions of the errors.
  public var errors: ErrorDistributions
  /// How to sample.
  public var sampling: Sampling
  /// The place of every key, by the keys that lead to it.
  var places: [[String]: FilePlace]

  /// The folder of the file, to which the paths in it are relative; empty for the working folder.
  public var directory: String { Self.directory(of: path) }

  /// The place of a key, for example `place(of: "priors", "T")`; nil when it is not written.
  public func place(of key: String...) -> FilePlace? { places[key] }

  /// The place of the key under which the prior of a factor's T is written; nil where none is.
  public func placeOfPrior(ofEffectsOf factor: String) -> FilePlace? {
    place(of: "priors", "T", factor) ?? place(of: "priors", "T")
  }

  static func directory(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }
}

/// A data file that a model file names.
public struct DataReference: Sendable, Equatable {
  /// The path as the model file has it.
  public var name: String
  /// The path to open: the name, taken from the folder of the model file.
  public var path: String
  /// Where the model file names it.
  public var place: FilePlace

  /// Makes a reference from a name in a model file.
  public init(_ name: PlacedText) {
    self.name = name.text
    place = name.place
    path =
      name.text.hasPrefix("/")
      ? name.text : ModelFile.directory(of: name.place.path) + name.text
  }
}

/// A model, as a combined formula or as equations by level.
public enum ModelText: Sendable, Equatable {
  /// `y ~ x + (1 | g)`.
  case formula(PlacedText)
  /// The equations, one a line, and the column that holds the group of each row.
  case equations(PlacedText, group: PlacedText)
}

/// What is known about the variances of the level-1 errors.
public enum KnownVarianceSetting: Sendable, Equatable {
  /// The column of the variances.
  case variances(PlacedText)
  /// The column of the standard errors.
  case standardErrors(PlacedText)
  /// The columns of V_j: row p of a group holds row p, the q-th column belongs to the q-th outcome.
  case covarianceColumns([PlacedText])
  /// The column of the variances, and the correlation between all rows of a group.
  case correlated(variances: PlacedText, correlation: Double)
}
