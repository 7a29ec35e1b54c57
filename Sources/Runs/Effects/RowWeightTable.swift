import Draws
import GibbsModels
import ModelData

/// The mean weight of every row under t errors of level 1, as `row_weights.csv` has them: the lower a weight,
/// the further out the row.
struct RowWeightTable {
  /// The table as CSV, in the order of the rows used.
  let csv: String

  /// Makes the table from the means of all chains, which stand group after group.
  init(_ model: HierarchicalModel, rows: GroupedRows, means: [WeightMeans]) {
    let factor = model.randomTerms[0].factor
    var lines = Array(repeating: "", count: rows.count)
    for (place, row) in rows.places.enumerated() {
      let weight = WeightMeans.mean(of: place, over: means).map { "\($0)" } ?? "NA"
      let group = factor.levels[factor.indices[row]].csvField
      lines[row] = "\(row + 1),\(group),\(model.outcome.values[row]),\(weight)"
    }
    csv = (["row,group,outcome,weight"] + lines).joined(separator: "\n") + "\n"
  }
}
