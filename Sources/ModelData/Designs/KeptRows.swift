/// The rows of a design, as blocks of them come.
struct KeptRows {
  private let fixed: [Int?]
  private let random: [[Int?]]
  private(set) var fixedColumns: [[Double]]
  private(set) var randomColumns: [[[Double]]]
  private(set) var outcome: [Double] = []
  private(set) var knownVariances: [Double]?
  /// For each random term the place of each row's group.
  private(set) var places: [[Int]]

  /// Takes the columns of X and of each Z; each is one summed column, or 1.
  init(fixed: [DesignColumn], random: [[DesignColumn]]) {
    self.fixed = fixed.map { $0.pieces[0].product }
    self.random = random.map { $0.map { $0.pieces[0].product } }
    fixedColumns = fixed.map { _ in [] }
    randomColumns = random.map { $0.map { _ in [] } }
    places = random.map { _ in [] }
  }

  /// Adds the rows of a block, given by its summed columns.
  mutating func add(
    _ block: [Double], _ outcome: [Double], _ variances: [Double]?,
    _ places: [Grouping: [Int]], _ formula: Formula
  ) {
    let count = outcome.count
    func append(_ product: Int?, to column: inout [Double]) {
      if let product {
        column += block[product * count..<(product + 1) * count]
      } else {
        column += repeatElement(1, count: count)
      }
    }
    for (column, product) in fixed.enumerated() { append(product, to: &fixedColumns[column]) }
    for (term, products) in random.enumerated() {
      for (column, product) in products.enumerated() {
        append(product, to: &randomColumns[term][column])
      }
      self.places[term] += places[formula.randomTerms[term].grouping] ?? []
    }
    self.outcome += outcome
    if let variances { knownVariances = (knownVariances ?? []) + variances }
  }
}
