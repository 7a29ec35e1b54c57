import RealModule

/// A name with its arguments, as in `half-t(3, [1, 2])`, checked against the forms that are known.
struct ChoiceCall {
  /// One argument.
  enum Argument: Equatable {
    case number(Double)
    case word(String)
    indirect case list([Argument])
  }

  /// The name before the parenthesis.
  let name: String
  /// The form of this name, such as `half-t(df, scale)`.
  let form: String
  /// As many arguments as the form has.
  let arguments: [Argument]

  /// Reads a call and finds its form.
  ///
  /// - Throws: `ChoiceError` when the text is no call, its name not among those of the forms, or
  ///   the number of arguments not that of the form.
  init(parsing text: String, forms: [String]) throws(ChoiceError) {
    let name = Self.name(ofForm: text)
    guard let form = forms.first(where: { Self.name(ofForm: $0) == name }) else {
      throw .unknown(name: name, forms: forms)
    }
    self.name = name
    self.form = form
    arguments = try CallScanner(text).arguments()
    let required = Self.argumentNames(ofForm: form).count
    guard arguments.count == required else {
      throw .argumentCount(form: form, seen: arguments.count, required: required)
    }
  }

  /// The name in a form or a call: what stands before the parenthesis.
  static func name(ofForm form: String) -> String {
    form.prefix { $0 != "(" }.trimmed
  }

  private static func argumentNames(ofForm form: String) -> [String] {
    guard let open = form.firstIndex(of: "(") else { return [] }
    return form[form.index(after: open)...].dropLast().split(separator: ",").map { $0.trimmed }
  }

  func failure(_ i: Int, _ required: ChoiceError.ArgumentRequirement) -> ChoiceError {
    .argument(
      form: form, name: Self.argumentNames(ofForm: form)[i], seen: arguments[i].description,
      required: required)
  }
}

// MARK: - Arguments as what they must be

extension ChoiceCall {
  /// Argument i as any finite number.
  func number(_ i: Int) throws(ChoiceError) -> Double {
    guard case .number(let value) = arguments[i], value.isFinite else {
      throw failure(i, .number)
    }
    return value
  }

  /// Argument i as a finite number above 0.
  func positive(_ i: Int) throws(ChoiceError) -> Double {
    guard case .number(let value) = arguments[i], value > 0, value.isFinite else {
      throw failure(i, .numberAboveZero)
    }
    return value
  }

  /// Argument i as a scale above 0, or as a list of them.
  func scales(_ i: Int) throws(ChoiceError) -> PriorScales {
    if let value = arguments[i].positiveNumber { return .same(value) }
    guard let values = arguments[i].positiveNumbers else { throw failure(i, .numbersAboveZero) }
    return .each(values)
  }

  /// Argument i as a grid of degrees of freedom, of which one may be infinite.
  func grid(_ i: Int) throws(ChoiceError) -> [Double] {
    guard case .list(let items) = arguments[i] else { throw failure(i, .gridOfDegreesOfFreedom) }
    let values = items.compactMap(\.anyNumber).filter { $0 > 0 }
    guard !values.isEmpty, values.count == items.count, Set(values).count == values.count else {
      throw failure(i, .gridOfDegreesOfFreedom)
    }
    return values
  }
}

extension ChoiceCall.Argument: CustomStringConvertible {
  /// The argument as text that reads back as itself.
  var description: String {
    switch self {
    case .number(let value): shortText(value)
    case .word(let word): "'\(word)'"
    case .list(let items): "[\(items.map(\.description).joined(separator: ", "))]"
    }
  }

  var anyNumber: Double? {
    guard case .number(let value) = self else { return nil }
    return value
  }

  var positiveNumber: Double? {
    guard let value = anyNumber, value > 0, value.isFinite else { return nil }
    return value
  }

  /// The items of a list of finite numbers above 0; nil when it is no such list.
  var positiveNumbers: [Double]? {
    guard case .list(let items) = self else { return nil }
    let values = items.compactMap(\.positiveNumber)
    return values.isEmpty || values.count < items.count ? nil : values
  }

  /// The rows of a list of lists of finite numbers, all rows of one length; nil when it is none.
  var rows: [[Double]]? {
    guard case .list(let items) = self, !items.isEmpty else { return nil }
    var rows: [[Double]] = []
    for case .list(let row) in items {
      let values = row.compactMap(\.anyNumber).filter(\.isFinite)
      guard values.count == row.count, values.count == items.count else { return nil }
      rows.append(values)
    }
    return rows.count == items.count ? rows : nil
  }
}

// MARK: - Text

/// The shortest text that reads back as this number, without the `.0` of a whole one.
func shortText(_ value: Double) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// A list of numbers as `[1, 2.5, inf]`.
func shortText(_ values: [Double]) -> String {
  "[\(values.map { shortText($0) }.joined(separator: ", "))]"
}

extension StringProtocol {
  /// The text without white space at its ends.
  var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
