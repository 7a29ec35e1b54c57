/// The draws of one chain: iterations × variables.
public struct ChainDraws: Equatable, Sendable {
  /// The number of the chain, from 1.
  public let chain: Int
  /// The variables by their names in the draws file: `lp__`, `gamma.1`, `T.2.1`.
  public let columns: [String]
  /// The number of iterations kept.
  public let iterationCount: Int
  /// All values, variable after variable; within one by iteration.
  public let values: [Double]

  /// Makes a chain from its values in column-major order; their number must fit the shape.
  public init(chain: Int, columns: [String], iterationCount: Int, values: [Double]) {
    precondition(values.count == columns.count * iterationCount, "the values do not fill the shape")
    self.chain = chain
    self.columns = columns
    self.iterationCount = iterationCount
    self.values = values
  }

  /// The value of one variable (by its column, 0-based) at one iteration (0-based).
  public subscript(iteration: Int, column: Int) -> Double {
    values[column * iterationCount + iteration]
  }

  /// The draws of one variable by its column (0-based).
  public func values(ofColumn column: Int) -> ArraySlice<Double> {
    values[column * iterationCount..<(column + 1) * iterationCount]
  }

  /// The draws of one variable by iteration; nil when no column has this name.
  public func values(of variable: String) -> [Double]? {
    columns.firstIndex(of: variable).map { Array(values(ofColumn: $0)) }
  }
}
