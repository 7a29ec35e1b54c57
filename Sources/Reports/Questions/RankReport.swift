import Runs

/// The posterior ranks of the groups' true effects, the largest being first.
public struct RankReport: Encodable, Sendable {
  /// One group.
  public struct Row: Encodable, Sendable {
    let group: String
    let effect: String
    /// The posterior mean of its rank.
    let mean: Double
    let median: Int
    let lower: Int
    let upper: Int
    /// The probability that its effect is the largest.
    let first: Double
    /// The probability that its effect is among the largest tenth.
    let topTenth: Double

    enum CodingKeys: String, CodingKey {
      case group, effect, median, lower, upper
      case mean = "mean_rank"
      case first = "p_first"
      case topTenth = "p_top_tenth"
    }
  }

  /// The grouping factor.
  let factor: String
  let level: Double
  /// By effect, then by mean rank.
  let rows: [Row]

  /// Ranks groups by their true effects.
  ///
  /// - Parameters:
  ///   - effects: the draws of each effect of each group.
  ///   - ids: the ids of the groups, by the rows of the predictions.
  init(_ effects: [Prediction], factor: String, ids: [String], labels: [String], level: Double) {
    self.factor = factor
    self.level = level
    rows = labels.flatMap { label in
      Self.rows(effects.filter { $0.effect == label }, ids: ids, level: level)
    }
  }

  private static func rows(_ effects: [Prediction], ids: [String], level: Double) -> [Row] {
    let draws = effects.map { $0.draws.flatMap { $0 } }
    let count = draws.first?.count ?? 0
    let tenth = (draws.count + 9) / 10
    var ranks = draws.map { _ in [Int32](repeating: 0, count: count) }
    for draw in 0..<count {
      let order = draws.indices.sorted { draws[$0][draw] > draws[$1][draw] }
      for (rank, group) in order.enumerated() { ranks[group][draw] = Int32(rank + 1) }
    }
    func share(_ ranks: [Int32], _ limit: Int) -> Double {
      Double(ranks.count { $0 <= limit }) / Double(count)
    }
    return zip(effects, ranks).map { effect, ranks in
      let sorted = ranks.sorted()
      // The smallest rank with at least this share of the draws at or below it.
      func quantile(_ p: Double) -> Int {
        Int(sorted[min(count - 1, max(0, Int((p * Double(count)).rounded(.up)) - 1))])
      }
      return Row(
        group: ids[effect.row], effect: effect.effect ?? "",
        mean: ranks.reduce(0) { $0 + Double($1) } / Double(count), median: quantile(0.5),
        lower: quantile((1 - level) / 2), upper: quantile((1 + level) / 2),
        first: share(ranks, 1), topTenth: share(ranks, tenth))
    }.sorted { $0.mean < $1.mean }
  }

  /// The ranks as a table.
  var table: ReportTable {
    ReportTable(
      header: [
        factor, "effect", "mean rank", "median", "\(percentText(level))% lower", "upper",
        "P(first)", "P(top tenth)",
      ],
      rows: rows.map { row in
        [
          .text(row.group), .text(row.effect), .number(row.mean, decimals: 1),
          .count(row.median), .count(row.lower), .count(row.upper),
          .number(row.first, decimals: 3), .number(row.topTenth, decimals: 3),
        ]
      })
  }
}
