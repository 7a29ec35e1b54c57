import Runs

/// The labels of the coefficients and of the elements of T that lack a moment.
struct AbsentMoments {
  private let gamma: [Entry]
  private let tau: [Entry]

  private struct Entry {
    let label: String
    let hasMean: Bool
    let hasDeviation: Bool
  }

  /// Takes them from what is known of a posterior.
  init(_ moments: RunRecord.MomentRecord, of variables: Variables) {
    func entries(_ variables: [Variables.Variable]) -> [Entry] {
      variables.map {
        let (mean, sd) = moments.exist(for: $0.variable)
        return Entry(label: $0.label, hasMean: mean, hasDeviation: sd)
      }
    }
    gamma = entries(variables.gamma)
    tau = entries(variables.tauLowerTriangle)
  }

  /// Those without a mean, and so without a standard deviation: `T` for all of T.
  func means(ofTau: Bool) -> [String] {
    names(ofTau: ofTau) { !$0.hasMean }
  }

  /// Those without a standard deviation.
  func deviations(ofTau: Bool) -> [String] {
    names(ofTau: ofTau) { !$0.hasDeviation }
  }

  /// Those with a mean and without a standard deviation.
  func onlyDeviations(ofTau: Bool) -> [String] {
    names(ofTau: ofTau) { $0.hasMean && !$0.hasDeviation }
  }

  private func names(ofTau: Bool, where lacks: (Entry) -> Bool) -> [String] {
    let all = ofTau ? tau : gamma
    let labels = all.filter(lacks).map(\.label)
    return labels.count == all.count && !all.isEmpty ? [ofTau ? "T" : "gamma"] : labels
  }
}
