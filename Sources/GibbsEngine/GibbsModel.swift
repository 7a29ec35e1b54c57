import GSLNumerics

/// A posterior distribution and the sweep that draws from it.
public protocol GibbsModel<State>: Sendable {
  /// All unknowns of the model.
  associatedtype State: Sendable
  /// One iteration.
  var sweep: Sweep<State> { get }
  /// A start value of its own for each chain.
  func initialState(using stream: inout RandomStream) throws(NumericalError) -> State
  /// Learns from the state after an iteration of the warm-up, from 1; by default nothing.
  ///
  /// What is learned stays fixed once the warm-up is over, so that the sweep leaves the posterior
  /// unchanged from then on.
  func learn(from state: inout State, iteration: Int, of warmup: Int)
  /// log p(y, all unknowns), up to a constant: the ground truth of the tests.
  func logJoint(_ state: State) throws(NumericalError) -> Double
}

extension GibbsModel {
  /// Learns nothing.
  public func learn(from state: inout State, iteration: Int, of warmup: Int) {}
}
