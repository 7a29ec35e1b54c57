import Foundation
import LikelihoodFits
import ModelData
import TestSupport

/// A case of `Tests/ReferenceValues/lme4/lme4.json` with its data.
struct Lme4Case {
  let name: String
  let reference: Reference
  let model: HierarchicalModel
  let data: ReducedData

  var term: RandomTerm { model.randomTerms[0] }

  /// The names of all cases.
  static let names = [
    "hsb_table_4_2", "hsb_table_4_3", "hsb_table_4_4", "hsb_table_4_5", "hsb_context_group_mean",
    "hsb_context_grand_mean", "hsb_context_group_mean_meanses", "hsb_context_grand_mean_meanses",
    "sleepstudy", "sleepstudy_uncorrelated", "orthodont", "orthodont_male", "rats",
    "radon_intercept", "radon_floor", "bdf_language", "early_cognitive", "dyestuff", "dyestuff2",
    "egsingle",
  ]

  /// The files of a case, by the beginning of its name.
  private static let files = [
    "hsb": ["hsb_students", "hsb_schools"], "radon": ["radon_mn"], "bdf": ["bdf_language"],
    "early": ["early_cognitive"], "sleepstudy": ["sleepstudy"], "orthodont": ["orthodont"],
  ]

  /// Each case once: its data are read and reduced for the first test that asks.
  private static let cases = Dictionary(
    uniqueKeysWithValues: names.map { name in (name, Result { try Lme4Case(reading: name) }) })

  init(_ name: String) throws {
    guard let result = Self.cases[name] else { throw UnknownCase(name: name) }
    self = try result.get()
  }

  private init(reading name: String) throws {
    self.name = name
    reference = try Reference("lme4/lme4.json").cases[name]
    let beginning = String(name.prefix { $0 != "_" })
    model = try Self.model(
      files: Self.files[beginning] ?? [name], formula: reference.formula.text ?? "")
    data = ReducedData(model, term: model.randomTerms[0])
  }

  /// Reads a model from files of `models/data`, or of the reference values when they are there.
  static func model(files: [String], formula text: String) throws -> HierarchicalModel {
    let formula = try Formula(text)
    let table = try Table.read(
      files: files.map { FileReference(path: path(of: $0), name: "\($0).csv") },
      columns: Set(formula.columnNames), textColumns: Set(formula.textColumns))
    return try HierarchicalModel(formula: formula, table: table)
  }

  private static func path(of file: String) -> String {
    let folders = [
      "models/data", "Tests/ReferenceValues/lme4", "Tests/ReferenceValues/simulated",
    ]
    let paths = folders.map { packageRoot.appending(path: "\($0)/\(file).csv").path }
    return paths.first { FileManager.default.fileExists(atPath: $0) } ?? paths[0]
  }

  /// A fit of a model to files of `models/data`.
  static func fit(
    _ formula: String, files: [String] = ["hsb_students", "hsb_schools"],
    method: FitMethod = .reml
  ) throws -> LikelihoodFit {
    let model = try model(files: files, formula: formula)
    let term = model.randomTerms[0]
    return try LikelihoodFit(
      ReducedData(model, term: term), method: method, covariance: term.covariance)
  }

  func fit(_ method: FitMethod) throws -> LikelihoodFit {
    try LikelihoodFit(data, method: method, covariance: term.covariance)
  }

  /// A case was named that is not among `names`.
  struct UnknownCase: Error {
    let name: String
  }
}
