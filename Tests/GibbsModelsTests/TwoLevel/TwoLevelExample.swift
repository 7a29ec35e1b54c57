import Foundation
import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

/// A data set of the two-level references, with the model that their JSON files name.
struct TwoLevelExample {
  let data: ReducedData
  private let source: HierarchicalModel
  private let coefficientCount: Int

  /// Reads the data of a case.
  init(_ name: String, formula text: String) throws {
    let formula = try Formula(text)
    let table = try Table.read(
      files: Self.files(of: name).map { FileReference(path: $0.path(percentEncoded: false)) },
      columns: Set(formula.columnNames), textColumns: Set(formula.textColumns))
    let model = try HierarchicalModel(formula: formula, table: table)
    source = model
    data = ReducedData(model, term: model.randomTerms[0])
    coefficientCount = model.fixed.labels.count
  }

  /// The posterior under these priors, written as in a model file.
  func model(
    tau: String, sigmaSquared: String = "log-uniform", degreesOfFreedom: DegreesOfFreedom? = nil,
    rowDegreesOfFreedom: DegreesOfFreedom? = nil
  ) throws -> TwoLevelModel {
    try TwoLevelModel(
      data, prior: VariancePrior(parsing: tau),
      gammaPriors: Array(repeating: .flat, count: coefficientCount),
      sigmaPrior: SigmaSquaredPrior(parsing: sigmaSquared), degreesOfFreedom: degreesOfFreedom,
      studentRows: rowDegreesOfFreedom.map { freedom in
        { data in
          StudentRows(
            rows: GroupedRows(source, term: source.randomTerms[0], coordinatesOf: data),
            degreesOfFreedom: freedom)
        }
      })
  }

  private static func files(of name: String) -> [URL] {
    let published = packageRoot.appending(path: "models/data")
    switch name {
    case "dyestuff", "dyestuff2":
      return [packageRoot.appending(path: "Tests/ReferenceValues/lme4/\(name).csv")]
    case _ where name.hasPrefix("hsb"):
      return ["hsb_students", "hsb_schools"].map { published.appending(path: "\($0).csv") }
    case _ where name.hasPrefix("radon"): return [published.appending(path: "radon_mn.csv")]
    default:
      let base = name.split(separator: "_")[0]
      return [published.appending(path: "\(base).csv")]
    }
  }
}

/// Whether the tests were built to be fast; long chains are left to such builds.
#if DEBUG
  let isOptimised = false
#else
  let isOptimised = true
#endif

/// The probabilities of the quantiles in the two-level references.
let twoLevelProbabilities = [0.025, 0.05, 0.5, 0.95, 0.975]
