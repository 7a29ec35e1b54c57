import RealModule

/// A comparison of two quantities of a posterior, as written: `gamma[ses] > 2*gamma[sector]`.
struct Comparison: Sendable {
  /// Arithmetic on named quantities.
  indirect enum Quantity: Sendable {
    case number(Double)
    case name(String)
    case negative(Quantity)
    case arithmetic(Quantity, Character, Quantity)
    case function(Function, Quantity)
  }

  /// The functions that it knows.
  enum Function: String, CaseIterable, Sendable {
    case sqrt
    case exp
    case log
    case abs

    func callAsFunction(_ x: Double) -> Double {
      switch self {
      case .sqrt: x.squareRoot()
      case .exp: .exp(x)
      case .log: x > 0 ? .log(x) : .nan
      case .abs: Swift.abs(x)
      }
    }
  }

  /// The text as written.
  let text: String
  private let left: Quantity
  private let right: Quantity
  private let sign: String

  /// Reads a comparison by `<`, `>`, `<=` or `>=`.
  ///
  /// - Throws: `QuestionError.unreadable`.
  init(_ text: String) throws(QuestionError) {
    var parser = ComparisonParser(text)
    self.text = text
    left = try parser.sum()
    sign = try parser.sign()
    right = try parser.sum()
    try parser.end()
  }

  /// The names in it, in the order written, each once.
  var names: [String] {
    var names: [String] = []
    for name in left.names + right.names where !names.contains(name) { names.append(name) }
    return names
  }

  /// Whether it holds for these values of its names, by their places in `names`.
  func holds(_ value: (String) -> Double) -> Bool {
    let (x, y) = (left.value(value), right.value(value))
    switch sign {
    case "<": return x < y
    case "<=": return x <= y
    case ">": return x > y
    default: return x >= y
    }
  }
}

extension Comparison.Quantity {
  fileprivate var names: [String] {
    switch self {
    case .number: []
    case .name(let name): [name]
    case .negative(let x), .function(_, let x): x.names
    case .arithmetic(let x, _, let y): x.names + y.names
    }
  }

  fileprivate func value(_ value: (String) -> Double) -> Double {
    switch self {
    case .number(let number): return number
    case .name(let name): return value(name)
    case .negative(let x): return -x.value(value)
    case .function(let function, let x): return function(x.value(value))
    case .arithmetic(let x, let sign, let y):
      let (x, y) = (x.value(value), y.value(value))
      switch sign {
      case "+": return x + y
      case "-": return x - y
      case "*": return x * y
      case "/": return x / y
      default: return Int(exactly: y).map { Double.pow(x, $0) } ?? .pow(x, y)
      }
    }
  }
}
