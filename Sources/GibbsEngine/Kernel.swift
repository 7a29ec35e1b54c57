import Distributions
import GSLNumerics

/// A step that leaves the posterior distribution of `State` unchanged.
public protocol Kernel<State>: Sendable {
  /// What a chain carries on from draw to draw.
  associatedtype State: Sendable
  /// What is drawn given what, for example `T | rest`.
  static var name: String { get }
  /// Draws the kernel's block of the state anew.
  func step(_ state: inout State, using stream: inout RandomStream) throws(NumericalError)
}

/// A Gibbs step: one block of `State`, drawn from its distribution given the data and the rest.
///
/// The formula is `distribution(given:)`, a pure function; drawing is the distribution's business.
public protocol FullConditional<State>: Kernel {
  /// The distribution of the block.
  associatedtype Conditional: Distribution
  /// The place of the block in the state.
  static var block: WritableKeyPath<State, Conditional.Value> & Sendable { get }
  /// The distribution of the block given the data and the rest of the state.
  func distribution(given state: State) throws(NumericalError) -> Conditional
}

extension FullConditional {
  /// Draws the block from its full conditional.
  public func step(
    _ state: inout State, using stream: inout RandomStream
  ) throws(NumericalError) {
    state[keyPath: Self.block] = try distribution(given: state).draw(using: &stream)
  }
}
