@testable import ModelData

/// What group moments hold, group after group.
extension GroupMoments {
  var weights: [Double] { (0..<groupCount).map { weight(of: $0) } }

  var means: [Double] {
    (0..<groupCount).flatMap { group in (0..<columnCount).map { mean(of: $0, in: group) } }
  }

  /// The lower triangles by rows.
  var comoments: [Double] {
    (0..<groupCount).flatMap { group in
      (0..<columnCount).flatMap { row in (0...row).map { comoment(row, $0, in: group) } }
    }
  }

  /// The number of comoments of a group.
  var triangleCount: Int { columnCount * (columnCount + 1) / 2 }
}
