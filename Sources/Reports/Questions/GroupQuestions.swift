import Diagnostics
import ModelData
import Runs

/// The groups of a run and their effects, made when they are first asked for.
final class GroupQuestions {
  private let run: FinishedRun
  private let seed: UInt64?
  private let readAnalysis: () throws -> Analysis
  private var made: (predictor: Predictor, design: NewRowDesign)?
  private var effects: [Prediction]?
  private var deviations: GroupEffectDraws?

  /// - Parameters:
  ///   - modelPath: the model file; nil for the one that the run names.
  ///   - seed: of effects that are drawn anew; nil for the run's.
  init(_ run: FinishedRun, modelPath: String?, seed: UInt64?) {
    (self.run, self.seed) = (run, seed)
    readAnalysis = { try run.analysis(path: modelPath) }
  }

  /// - Parameter analysis: that of the run.
  init(_ run: FinishedRun, analysis: Analysis) {
    (self.run, seed) = (run, nil)
    readAnalysis = { analysis }
  }

  /// What the run's model predicts, and how it sees rows.
  func predictor() throws -> (predictor: Predictor, design: NewRowDesign) {
    if let made { return made }
    let analysis = try readAnalysis()
    let result = (
      predictor: try Predictor(run, analysis: analysis, seed: seed),
      design: try NewRowDesign(analysis)
    )
    made = result
    return result
  }

  /// The ids of the groups, in the order of their indices.
  var ids: [String] { run.record.groups.first?.value ?? [] }

  /// The true effects of all groups as they are in the data: group after group, effect after effect.
  func trueEffects() throws -> [Prediction] {
    if let effects { return effects }
    let (predictor, design) = try predictor()
    let rows = try design.rows(
      ids.map { NewRow(place: .commandLine(""), values: [:], group: $0) })
    let result = try predictor.predict(
      rows, newGroups: Array(rows.indices), effectsOnly: true)
    effects = result
    return result
  }

  /// The draws of u of a group, counted from 0.
  func deviation(of group: Int, effect: Int) throws -> [[Double]] {
    let all = try deviations ?? predictor().predictor.effectDraws(ofGroups: Array(ids.indices))
    deviations = all
    return all.effects[group][effect]
  }
}
