import Foundation
import GSLNumerics
import ModelData

/// A parameter and its value, as a command line gives them: `gamma[(Intercept)]=0.1`.
public struct ParameterSetting: Sendable, Equatable {
  /// The parameter, as it was written.
  public let name: String
  /// The value.
  public let value: Double

  /// Reads `gamma[sector]=1.2,T[ses, ses]=0.1,sigma2=36`; commas within brackets part nothing.
  ///
  /// - Throws: `SimulationError.noValue` or `.notANumber`.
  public static func read(_ text: String) throws(SimulationError) -> [ParameterSetting] {
    var settings: [ParameterSetting] = []
    let parts = text.partedByCommas.map { $0.trimmingCharacters(in: .whitespaces) }
    for part in parts where !part.isEmpty {
      // The last sign of equality: names of coefficients may hold others.
      guard let sign = part.lastIndex(of: "=") else { throw .noValue(part) }
      let name = part[..<sign].trimmingCharacters(in: .whitespaces)
      let value = part[part.index(after: sign)...].trimmingCharacters(in: .whitespaces)
      guard !name.isEmpty, !value.isEmpty else { throw .noValue(part) }
      guard let number = Double(value), number.isFinite else {
        throw .notANumber(name: name, text: value)
      }
      settings.append(ParameterSetting(name: name, value: number))
    }
    return settings
  }
}

extension ParameterDraws.Values {
  /// Puts values in the place of others.
  ///
  /// An element of T stands for the one across the diagonal too.
  ///
  /// - Parameter isDiagonal: whether effects are uncorrelated, so that T has no other elements.
  /// - Throws: `SimulationError`.
  mutating func set(
    _ settings: [ParameterSetting], _ variables: Variables, isDiagonal: Bool
  ) throws(SimulationError) {
    let columns = variables.gamma + variables.tauLowerTriangle + variables.sigmaSquared
    let names = (columns + variables.allDegreesOfFreedom).map(\.label)
    var isSet: Set<String> = []
    for setting in settings {
      guard let variable = variables.variable(named: setting.name) else {
        throw .unknownName(
          setting.name, nearest: nearestName(to: setting.name, among: names), names: names)
      }
      let place = Place(variable, in: variables)
      guard isSet.insert(place.name).inserted else { throw .givenTwice(setting.name) }
      switch place {
      case .gamma(let k): gamma[k] = setting.value
      case .tau(let row, let column):
        guard !isDiagonal || row == column || setting.value == 0 else {
          throw .uncorrelated(setting.name)
        }
        (tau[row, column], tau[column, row]) = (setting.value, setting.value)
      case .sigmaSquared: sigmaSquared = setting.value
      case .degreesOfFreedom: degreesOfFreedom = setting.value
      case .rowDegreesOfFreedom: rowDegreesOfFreedom = setting.value
      }
      guard !place.mustBePositive || setting.value > 0 else {
        throw .notPositive(name: setting.name, value: setting.value)
      }
    }
    guard tau.isPositiveSemidefinite else { throw .notSemidefinite }
  }

  /// Where a value belongs.
  private enum Place {
    case gamma(Int)
    /// An element of the lower triangle.
    case tau(Int, Int)
    case sigmaSquared
    case degreesOfFreedom
    case rowDegreesOfFreedom

    init(_ variable: Variables.Variable, in variables: Variables) {
      if let k = variables.gamma.firstIndex(of: variable) {
        self = .gamma(k)
      } else if let k = variables.tau.firstIndex(of: variable) {
        let (column, row) = k.quotientAndRemainder(dividingBy: variables.effectLabels.count)
        self = .tau(max(row, column), min(row, column))
      } else if variables.sigmaSquared.contains(variable) {
        self = .sigmaSquared
      } else {
        self = variable == variables.degreesOfFreedom ? .degreesOfFreedom : .rowDegreesOfFreedom
      }
    }

    var name: String { "\(self)" }

    var mustBePositive: Bool {
      switch self {
      case .sigmaSquared, .degreesOfFreedom, .rowDegreesOfFreedom: true
      case .gamma, .tau: false
      }
    }
  }
}

extension Matrix {
  /// Whether no linear combination has a negative variance, but for rounding.
  fileprivate var isPositiveSemidefinite: Bool {
    guard let values = try? SymmetricEigen(self).values, let largest = values.last else {
      return false
    }
    return values[0] >= -1e-10 * max(largest, 0)
  }
}
