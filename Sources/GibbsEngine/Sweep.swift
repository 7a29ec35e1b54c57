import GSLNumerics

/// The kernels of one iteration, in their order.
///
/// Each leaves the posterior unchanged, so their succession does too.
public struct Sweep<State: Sendable>: Sendable {
  private let kernels: [any Kernel<State>]

  /// Makes a sweep of these kernels.
  public init(_ kernels: any Kernel<State>...) { self.kernels = kernels }

  /// Makes a sweep of a list of kernels.
  public init(_ kernels: [any Kernel<State>]) { self.kernels = kernels }

  /// The names of the kernels.
  public var names: [String] { kernels.map { type(of: $0).name } }

  /// Takes every step once.
  public func run(
    _ state: inout State, using stream: inout RandomStream
  ) throws(KernelFailure) {
    for kernel in kernels {
      do { try kernel.step(&state, using: &stream) } catch {
        throw KernelFailure(kernel: type(of: kernel).name, cause: error)
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
}
