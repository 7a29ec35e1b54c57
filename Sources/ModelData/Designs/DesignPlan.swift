/// What is calculated for each row, what is summed up, and how the design follows from the sums.
///
/// Variables and summed columns are named by their places here.
struct DesignPlan {
  /// A factor of a summed column.
  enum Factor: Hashable {
    /// A numeric variable.
    case value(Int)
    /// Whether a categorical variable has a level.
    case level(Int, Int)
    /// A numeric variable less its first value in the row's group.
    case deviation(Int)
  }

  /// The variables, in the order in which errors in them count.
  private(set) var variables: [Expression] = []
  /// The summed columns, each a product of factors.
  private(set) var products: [[Factor]] = []

  /// The place of a variable, which is added when it is new.
  mutating func variable(_ expression: Expression) -> Int {
    if let place = variables.firstIndex(of: expression) { return place }
    variables.append(expression)
    return variables.count - 1
  }

  /// The place of a summed column, which is added when it is new.
  mutating func product(_ factors: [Factor]) -> Int {
    if let place = products.firstIndex(of: factors) { return place }
    products.append(factors)
    return products.count - 1
  }

  /// A column whose variables are calculated as they are written.
  mutating func column(_ column: FactorCoding.Column) -> DesignColumn {
    let factors = column.factors.map { factor in
      let place = variable(factor.variable)
      return factor.level.map { Factor.level(place, $0) } ?? .value(place)
    }
    let product = factors.isEmpty ? nil : product(factors)
    return DesignColumn(
      label: column.label, multipliers: [], pieces: [.init(product: product, centres: [])])
  }
}

/// A column of the design as a combination of summed columns, by constants of each group.
///
/// In group j it is Π m_j · Σ over pieces of (summed column, or 1) · Π −(c_j − s_j).
struct DesignColumn {
  /// Its label.
  var label: String
  /// The summed columns whose means m_j in the group multiply it.
  var multipliers: [Int]
  /// The summands.
  var pieces: [Piece]

  /// A summand.
  struct Piece {
    /// The summed column; nil for 1.
    var product: Int?
    /// What multiplies it.
    var centres: [Centre]
  }

  /// What a variable is centred on.
  struct Centre {
    /// The summed column whose mean c_j it is.
    var product: Int
    /// Whether that is the mean of all rows, not of the group.
    var isGrand: Bool
    /// The variable whose first value in the group is s_j; nil for s_j = 0.
    var shift: Int?
  }
}

extension Expression {
  /// What is calculated for each row where the mean is put in later: what is centred, or averaged.
  var separated: Expression {
    switch self {
    case .centered(let x, _), .groupMean(let x, _): x
    default: self
    }
  }
}

extension DesignPlan {
  /// Whether columns of a variable follow from sums of columns without means in them, where rows
  /// are summed up by this grouping.
  static func isSeparable(_ variable: Expression, by grouping: Grouping) -> Bool {
    switch variable {
    case .centered(let x, let group): x.means.isEmpty && (group == nil || group == grouping)
    case .groupMean(let x, let group): x.means.isEmpty && group == grouping
    default: variable.means.isEmpty
    }
  }

  /// A column of separable variables: its means are put in when all rows have been summed up.
  ///
  /// With e centred on c, and s the group's first value of e, a product P·(e − c) is
  /// P·(e − s) − (c − s)·P. The sums of both keep their digits where e is far from zero.
  mutating func separatedColumn(_ column: FactorCoding.Column) -> DesignColumn {
    var (multipliers, plain, centred) = ([Int](), [Int](), [(variable: Int, isGrand: Bool)]())
    for factor in column.factors {
      switch factor.variable {
      case .centered(let x, let group): centred.append((variable(x), group == nil))
      case .groupMean(let x, _): multipliers.append(product([.value(variable(x))]))
      default: plain.append(variable(factor.variable))
      }
    }
    let isAlone = plain.isEmpty && centred.count == 1
    var pieces: [(factors: [Factor], centres: [DesignColumn.Centre])] = [
      (plain.map(Factor.value), [])
    ]
    for (variable, isGrand) in centred {
      let centre = DesignColumn.Centre(
        product: product([.value(variable)]), isGrand: isGrand, shift: isAlone ? nil : variable)
      let factor = isAlone ? Factor.value(variable) : .deviation(variable)
      pieces = pieces.flatMap { piece in
        [(piece.factors + [factor], piece.centres), (piece.factors, piece.centres + [centre])]
      }
    }
    return DesignColumn(
      label: column.label, multipliers: multipliers,
      pieces: pieces.map { piece in
        .init(
          product: piece.factors.isEmpty ? nil : product(piece.factors), centres: piece.centres)
      })
  }
}
