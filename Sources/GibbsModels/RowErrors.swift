import ModelData

/// What t errors of level 1 add to a model: its rows, and what is known beforehand of ν₁.
public struct StudentRows: Sendable {
  /// The rows, group after group.
  public let rows: GroupedRows
  /// What is known beforehand of ν₁.
  public let degreesOfFreedom: DegreesOfFreedom

  /// Joins rows and what is known of ν₁.
  public init(rows: GroupedRows, degreesOfFreedom: DegreesOfFreedom) {
    self.rows = rows
    self.degreesOfFreedom = degreesOfFreedom
  }
}

/// What t errors of level 1 add to the state: the rows' weights, ν₁, and the rows reduced with the weights.
public struct RowErrors: Sendable, Equatable, Codable {
  /// w_ij: the weights, eight rows to a lane, group after group; lanes beyond the last row are not used.
  public private(set) var weights: [SIMD8<Double>]
  /// ν₁.
  public var degreesOfFreedom: Double
  /// The means of the weights since the warm-up.
  public internal(set) var means: WeightMeans
  /// The data as they are with these weights; nil where a chain goes on and its next iteration has yet to
  /// reduce them.
  public private(set) var data: ReducedData?

  /// What is kept between draws; the data follow from the weights.
  enum CodingKeys: CodingKey {
    case weights
    case degreesOfFreedom
    case means
  }

  /// Makes errors whose weights are all 1.
  init(_ model: StudentRows) {
    weights = Array(repeating: SIMD8(repeating: 1), count: (model.rows.count + 7) / 8)
    degreesOfFreedom = model.degreesOfFreedom.start
    means = WeightMeans(blocks: weights.count)
  }

  /// The weight of a row, by its place among the grouped rows.
  public subscript(row: Int) -> Double { weights[row / 8][row % 8] }

  /// Gives the weights away, to be used as a buffer.
  mutating func takeWeights() -> [SIMD8<Double>] {
    defer { weights = [] }
    return weights
  }

  /// Takes new weights, and reduces the rows with them.
  ///
  /// - Parameter original: the data with all weights 1, in whose place the reduced ones are put.
  mutating func reduce(
    _ rows: GroupedRows, weights: [SIMD8<Double>], original: ReducedData
  ) -> ReducedData {
    self.weights = weights
    var reduced = data ?? original
    // Given away, so that its arrays are changed in place.
    data = nil
    weights.withUnsafeBytes { bytes in
      rows.reduce(weights: bytes.bindMemory(to: Double.self), into: &reduced)
    }
    data = reduced
    return reduced
  }

  /// Whether weights and ν₁ are the same; the data follow from them.
  public static func == (a: RowErrors, b: RowErrors) -> Bool {
    a.weights == b.weights && a.degreesOfFreedom == b.degreesOfFreedom
  }
}
