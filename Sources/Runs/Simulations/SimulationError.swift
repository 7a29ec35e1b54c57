import ModelData

/// Why no data can be simulated as they were asked for.
public enum SimulationError: Error, Equatable, Sendable {
  /// A parameter without a value.
  case noValue(String)
  /// A text where a number should be.
  case notANumber(name: String, text: String)
  /// A parameter that the model does not have.
  case unknownName(String, nearest: String?, names: [String])
  /// A parameter that is given twice.
  case givenTwice(String)
  /// A variance or degrees of freedom at or below zero.
  case notPositive(name: String, value: Double)
  /// A covariance of effects that the model takes as uncorrelated.
  case uncorrelated(String)
  /// T is no covariance matrix.
  case notSemidefinite
  /// Degrees of freedom that are estimated, and of which the REML fit says nothing.
  case noDegreesOfFreedom(label: String)
  /// An outcome that cannot be turned back into a column.
  case unsuitableOutcome(file: String, outcome: String)
  /// The data have a column of the name that the numbers of the replicates take.
  case replicateColumn(file: String)

  /// Whether a file is wrong, rather than the command line.
  public var isOfFile: Bool {
    switch self {
    case .unsuitableOutcome, .replicateColumn: true
    default: false
    }
  }
}

extension SimulationError: CustomStringConvertible {
  /// What is wrong, and what to try.
  public var description: String {
    switch self {
    case .noValue(let name):
      "--at: '\(name)' has no value.\n"
        + "Write name=value, with commas between, such as \"gamma[(Intercept)]=0.1,sigma2=1\"."
    case .notANumber(let name, let text):
      "--at: '\(text)' is not a number, as \(name) must be.\nCorrect it."
    case .unknownName(let name, let nearest?, _):
      "--at: the model has no parameter '\(name)'.\nDid you mean '\(nearest)'?"
    case .unknownName(let name, nil, let names):
      "--at: the model has no parameter '\(name)'.\n"
        + "Its parameters: \(names.joined(separator: ", "))."
    case .givenTwice(let name):
      "--at: \(name) is given twice.\nGive it once; an element of T stands for its mirror image too."
    case .notPositive(let name, let value):
      "--at: \(name) is \(value); it must be above 0.\nCorrect it."
    case .uncorrelated(let name):
      "--at: \(name) cannot be given: the model's random effects, written with ||, are uncorrelated.\n"
        + "Leave it out, or write | in the formula."
    case .notSemidefinite:
      "--at: T is no covariance matrix: a combination of the effects would have a variance below 0.\n"
        + "Give variances of at least 0 and covariances that go with them."
    case .noDegreesOfFreedom(let label):
      "\(label) is estimated from draws, and the REML fit has no value of it.\n"
        + "Give one, such as --at \"\(label)=4\", or draws with --from."
    case .unsuitableOutcome(let file, let outcome):
      "\(file): the outcome is \(outcome), which cannot be turned back into a column.\n"
        + "Put it into the data as a column of its own, or take a column or its log as the outcome."
    case .replicateColumn(let file):
      "\(file): the data have a column 'replicate', the name for the numbers of the replicates.\n"
        + "Give it another name, or simulate one replicate."
    }
  }
}
