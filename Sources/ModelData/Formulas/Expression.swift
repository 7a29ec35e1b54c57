/// The functions that formulas and equations know.
public enum FormulaFunction: String, Sendable, Hashable, CaseIterable {
  case center
  case mean
  case log
  case exp
  case sqrt
  case identity = "I"
  case factor

  /// How it is written.
  var usage: String {
    switch self {
    case .center: "center(x) or center(x, g)"
    case .mean: "mean(x, g)"
    default: "\(rawValue)(x)"
    }
  }

  /// The numbers of arguments it can take.
  var argumentCounts: ClosedRange<Int> {
    switch self {
    case .center: 1...2
    case .mean: 2...2
    default: 1...1
    }
  }
}

/// A variable of a model: a column, or what is calculated from columns.
///
/// Its description is its label, spaced as R writes it: `center(ses, school)`, `I(x^2 + 1)`.
public indirect enum Expression: Sendable, Hashable {
  /// A number.
  case number(Double)
  /// A column of the data.
  case column(String)
  /// An expression in parentheses, which belong to its label.
  case parentheses(Expression)
  /// −x.
  case negative(Expression)
  /// Arithmetic on two expressions.
  case arithmetic(Expression, ArithmeticOperator, Expression)
  /// log, exp, sqrt or I of an expression.
  case function(FormulaFunction, Expression)
  /// Deviations from the mean of the rows used, or of each group.
  case centered(Expression, group: Grouping?)
  /// The mean of each row's group.
  case groupMean(Expression, group: Grouping)
  /// A column as a factor, its levels in the order in which they appear.
  case factor(String)

  /// The signs of arithmetic.
  public enum ArithmeticOperator: String, Sendable, Hashable {
    case plus = " + "
    case minus = " - "
    case times = " * "
    case divided = "/"
    case power = "^"
  }

  /// The columns that it reads, in the order written.
  public var columnNames: [String] {
    switch self {
    case .number: []
    case .column(let name), .factor(let name): [name]
    case .parentheses(let x), .negative(let x), .function(_, let x), .centered(let x, nil):
      x.columnNames
    case .arithmetic(let x, _, let y): x.columnNames + y.columnNames
    case .centered(let x, .some(let group)), .groupMean(let x, let group):
      x.columnNames + group.columns
    }
  }

  /// The columns that it reads as texts: groups, and arguments of `factor`.
  public var textColumns: [String] {
    switch self {
    case .number, .column: []
    case .factor(let name): [name]
    case .parentheses(let x), .negative(let x), .function(_, let x), .centered(let x, nil):
      x.textColumns
    case .arithmetic(let x, _, let y): x.textColumns + y.textColumns
    case .centered(let x, .some(let group)), .groupMean(let x, let group):
      x.textColumns + group.columns
    }
  }
}

extension Expression: CustomStringConvertible {
  /// The label, spaced as R writes it.
  public var description: String {
    switch self {
    case .number(let value): value.textAsInR
    case .column(let name): name.backquotedIfNeeded
    case .parentheses(let x): "(\(x))"
    case .negative(let x): "-\(x)"
    case .arithmetic(let x, let sign, let y): "\(x)\(sign.rawValue)\(y)"
    case .function(let function, let x): "\(function.rawValue)(\(x))"
    case .centered(let x, nil): "center(\(x))"
    case .centered(let x, .some(let group)): "center(\(x), \(group))"
    case .groupMean(let x, let group): "mean(\(x), \(group))"
    case .factor(let name): "factor(\(name.backquotedIfNeeded))"
    }
  }
}

/// A grouping factor: a column, or columns whose combinations are the groups.
public struct Grouping: Sendable, Hashable, CustomStringConvertible {
  /// The columns, in the order written.
  public let columns: [String]

  /// Makes a grouping factor from its columns.
  public init(_ columns: [String]) { self.columns = columns }

  /// The name for people and files: `school`, `district:school`.
  public var name: String { columns.joined(separator: ":") }

  /// How it is written in a formula; differs from the name where backquotes are needed.
  public var description: String {
    columns.map(\.backquotedIfNeeded).joined(separator: ":")
  }
}

extension String {
  /// The name as it must be written in a formula.
  var backquotedIfNeeded: String { FormulaLexer.isPlainName(self) ? self : "`\(self)`" }
}

extension Double {
  /// The number as R prints it: in decimals, or with an exponent where that is shorter.
  var textAsInR: String {
    guard isFinite else { return "\(self)" }
    let parts = "\(magnitude)".split(separator: "e")
    let halves = parts[0].split(separator: ".")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let whole = halves[0].drop { $0 == "0" }
    let all = halves[0] + (halves.count > 1 ? halves[1] : "")
    let zeros = all.prefix { $0 == "0" }.count
    var digits = String(all.dropFirst(zeros))
    while digits.last == "0" { digits.removeLast() }
    guard !digits.isEmpty else { return "0" }
    // The value is d.ddd × 10^power.
    let power = exponent + (whole.isEmpty ? halves[0].count - zeros : whole.count) - 1
    let scientific = Self.scientific(digits: digits, power: power)
    let decimal = Self.decimal(digits: digits, power: power)
    return (self < 0 ? "-" : "") + (decimal.count <= scientific.count ? decimal : scientific)
  }

  private static func scientific(digits: String, power: Int) -> String {
    let mantissa = digits.count > 1 ? "\(digits.prefix(1)).\(digits.dropFirst())" : digits
    let size = abs(power) < 10 ? "0\(abs(power))" : "\(abs(power))"
    return "\(mantissa)e\(power < 0 ? "-" : "+")\(size)"
  }

  private static func decimal(digits: String, power: Int) -> String {
    if power < 0 { return "0." + String(repeating: "0", count: -power - 1) + digits }
    let padding = String(repeating: "0", count: max(0, power + 1 - digits.count))
    let padded = digits + padding
    let fraction = padded.dropFirst(power + 1)
    return String(padded.prefix(power + 1)) + (fraction.isEmpty ? "" : ".\(fraction)")
  }
}
