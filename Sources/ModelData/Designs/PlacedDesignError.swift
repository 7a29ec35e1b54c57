/// A problem that no single row has, with the files or the part of the model file that have it.
public struct PlacedDesignError: InputError {
  /// `students.csv, schools.csv` or `model.yaml, line 3, column 10`.
  public let place: String
  /// What is wrong.
  public let error: any InputError

  /// The words, one or two lines.
  public var description: String { "\(place): \(error)" }
}

extension ModelFile {
  /// Reads what the model names, and puts a place before a problem that names none.
  ///
  /// - Throws: what the reading throws, placed.
  func placingProblems<Result>(_ read: () throws -> Result) throws -> Result {
    do { return try read() } catch let error as any ModelProblem {
      guard let place = place(of: error.subject) else { throw error }
      throw PlacedDesignError(place: place, error: error)
    }
  }

  private func place(of subject: ProblemSubject) -> String? {
    switch subject {
    case .rows: nil
    case .data: data.map(\.name).joined(separator: ", ")
    case .model:
      switch model {
      case .formula(let text), .equations(let text, group: _): text.place.description
      }
    case .knownCovariance: places[["known-covariance"]]?.description ?? path
    }
  }
}

/// A problem of model and data that knows what it is about.
private protocol ModelProblem: InputError {
  var subject: ProblemSubject { get }
}

/// What a problem of model and data is about.
private enum ProblemSubject {
  /// One row or more, which the message names itself.
  case rows
  /// The data as a whole.
  case data
  /// The formula or the equations.
  case model
  /// The known covariances, as the model file gives them.
  case knownCovariance
}

extension DesignError: ModelProblem {
  fileprivate var subject: ProblemSubject {
    switch self {
    case .missingColumn, .noUsableRows, .oneGroup, .allGroupsSingle, .constantOutcome, .oneLevel,
      .aliasedColumns:
      .data
    case .noRandomTerm: .model
    case .oneRow, .textWhereNumber, .infiniteValue, .notComputable, .knownVarianceNotPositive,
      .variesWithinGroup:
      .rows
    }
  }
}

extension KnownCovarianceError: ModelProblem {
  fileprivate var subject: ProblemSubject {
    switch self {
    case .noOutcome, .levelCount, .notNumeric: .knownCovariance
    case .outcomeTwice, .notSymmetric, .notPositiveDefinite: .rows
    }
  }
}
