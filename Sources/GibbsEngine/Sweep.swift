import GSLNumerics

/// The kernels of one iteration, in their order.
///
/// Each leaves the posterior unchanged, so their succession does too.
public struct Sweep<State: Sendable>: Sendable {
  @usableFromInline let steps: [Step]

  /// Makes a sweep of these kernels.
  public init(_ kernels: any Kernel<State>...) { self.init(kernels) }

  /// Makes a sweep of a list of kernels.
  public init(_ kernels: [any Kernel<State>]) { steps = kernels.map { Step($0) } }

  /// The names of the kernels.
  public var names: [String] { steps.map(\.name) }

  /// Takes every step once.
  ///
  /// Inlinable, as is `runChain`: for a state whose type is known a sweep looks up nothing.
  @inlinable
  public func run(
    _ state: inout State, using stream: inout RandomStream
  ) throws(KernelFailure) {
    for step in steps {
      do { try step.take(&state, &stream) } catch {
        throw KernelFailure(kernel: step.name, cause: error)
      }
    }
  }

  /// A kernel's name and step: its type is looked up here, and not in each iteration.
  @usableFromInline struct Step: Sendable {
    @usableFromInline let name: String
    @usableFromInline let take:
      @Sendable (inout State, inout RandomStream) throws(NumericalError) -> Void

    init(_ kernel: some Kernel<State>) {
      name = type(of: kernel).name
      take = { (state, stream) throws(NumericalError) in
        try kernel.step(&state, using: &stream)
      }
    }
  }
}

/// A step of a sweep that could not be taken.
public struct KernelFailure: Error, Equatable {
  /// The kernel's name.
  public let kernel: String
  /// What went wrong in it.
  public let cause: NumericalError

  /// Names the kernel and what went wrong in it.
  public init(kernel: String, cause: NumericalError) { (self.kernel, self.cause) = (kernel, cause) }
}
