internal import CGSL

/// A Swift function in the form GSL calls, with the first error it threw.
///
/// An error cannot pass through C: it is kept here, GSL is given NaN, and `check` throws it after
/// the call. GSL holds no reference: keep the object alive while GSL has its `pointer`.
final class ScalarFunction {
  private let body: (Double) throws(NumericalError) -> Double
  private var error: NumericalError?

  /// The function for GSL.
  let pointer = UnsafeMutablePointer<gsl_function>.allocate(capacity: 1)

  init(_ body: @escaping (Double) throws(NumericalError) -> Double) {
    self.body = body
    pointer.initialize(
      to: gsl_function(
        function: { x, context in
          guard let context else { return .nan }
          return Unmanaged<ScalarFunction>.fromOpaque(context).takeUnretainedValue().value(at: x)
        },
        params: Unmanaged.passUnretained(self).toOpaque()))
  }

  deinit { pointer.deallocate() }

  private func value(at x: Double) -> Double {
    guard error == nil else { return .nan }
    do throws(NumericalError) {
      return try body(x)
    } catch {
      self.error = error
      return .nan
    }
  }

  /// Throws what the function threw, else what GSL returned.
  func check(_ code: Int32, in name: String) throws(NumericalError) {
    if let error { throw error }
    try GSLErrorHandling.check(code, in: name)
  }
}
