import Foundation
import ModelData

/// A group or a row whose mean weight is below a half: it counts less than half of what a typical one does.
///
/// Under t_ν a weight has mean 1 beforehand. Given the effects a group's mean is (ν + q)/(ν + u'T⁻¹u), below
/// a half where u'T⁻¹u exceeds ν + 2q: for one effect and 4 degrees of freedom some 2.4 scales out. For
/// a row it is (ν + 1)/(ν + r²/σ²).
struct Outlier {
  static let bound = 0.5
  /// As a sentence names it: the group's id, or `row 7 of 308`.
  let name: String
  let weight: Double

  /// The groups in a run's `effects.csv`, the lowest weight first.
  static func groups(in folder: String) throws -> [Outlier] {
    try all(in: "\(folder)/effects.csv", columns: []) { group, _ in group }
  }

  /// The rows in a run's `row_weights.csv`, the lowest weight first; none where the run did not save them.
  static func rows(in folder: String) throws -> [Outlier] {
    let path = "\(folder)/row_weights.csv"
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try all(in: path, columns: ["row"]) { "row \(Int($1[0])) of \($0)" }
  }

  private static func all(
    in path: String, columns: [String], name: (String, [Double]) -> String
  ) throws -> [Outlier] {
    let table = try Table.read(
      files: [FileReference(path: path, name: path)], columns: Set(columns + ["weight"]),
      textColumns: ["group"])
    guard case .categorical(let groups)? = table["group"],
      case .numeric(let weights)? = table["weight"]
    else { return [] }
    let numbers = columns.compactMap { column -> [Double]? in
      guard case .numeric(let values)? = table[column] else { return nil }
      return values
    }
    var found: [Outlier] = []
    for row in 0..<table.rowCount where weights[row] < bound {
      let name = name(groups.text(row) ?? "", numbers.map { $0[row] })
      // A group stands in a line for each of its effects.
      if found.last?.name != name { found.append(Outlier(name: name, weight: weights[row])) }
    }
    return found.sorted { $0.weight < $1.weight }
  }
}

extension [Outlier] {
  /// The outliers in a sentence; none where there are none.
  func words(_ kind: String) -> [String] {
    guard !isEmpty else { return [] }
    let shown = prefix(8).map { "\($0.name) (\(fixed($0.weight, decimals: 2)))" }
    let more = count > shown.count ? " and \(count - shown.count) more" : ""
    return [
      "Outlying \(kind), with mean weights below \(Outlier.bound): "
        + shown.joined(separator: ", ") + more + "."
    ]
  }
}
