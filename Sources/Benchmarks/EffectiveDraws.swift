import Diagnostics
import Foundation
import GibbsEngine
import GibbsModels
import ModelData

/// Bulk effective draws of each parameter for 1,000 kept draws, and for a second.
enum EffectiveDraws {
  static func print(_ paths: [String]) throws {
    for path in paths {
      let analysis = try Analysis(path: path)
      let model = try TwoLevelModel(analysis)
      var chains: [ParameterSink] = []
      let begin = processorSeconds()
      for chain in 1...4 {
        var sink = ParameterSink(model: model)
        try runChain(
          of: GibbsSampler(model),
          plan: ChainPlan(warmup: 500, draws: 5000, seed: 20_260_101, chain: chain), into: &sink)
        chains.append(sink)
      }
      let seconds = processorSeconds() - begin
      let sizes = chains[0].rows[0].indices.map { column in
        EffectiveSampleSize.bulk(chains.map { $0.rows.map { $0[column] } }) ?? .nan
      }
      let names = sizes.map { String(format: "%5.0f", $0 / 20) }.joined(separator: " ")
      let worst = sizes.min() ?? .nan
      Swift.print(
        "\(path)\n  for 1,000 draws (gamma, T, sigma2): \(names)\n"
          + String(
            format: "  worst %.0f for 1,000 draws, %.0f a second", worst / 20, worst / seconds))
    }
  }
}

/// Keeps γ, the lower triangle of T and σ².
struct ParameterSink: DrawSink {
  let model: TwoLevelModel
  private(set) var rows: [[Double]] = []

  init(model: TwoLevelModel) { self.model = model }

  mutating func take(_ state: TwoLevelState, phase: ChainPhase) {
    guard phase == .sampling else { return }
    let q = model.data.effectCount
    let tau = (0..<q).flatMap { column in (column..<q).map { state.tau[$0, column] } }
    rows.append(
      model.gamma(of: state) + tau + (model.levelOnePrior == nil ? [] : [state.sigmaSquared]))
  }
}
