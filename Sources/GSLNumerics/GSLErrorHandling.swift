internal import CGSL

/// GSL's habit of ending the process on an error, which is turned off before GSL is used.
enum GSLErrorHandling {
  /// Turns the handler off when first read; every call that may fail reads it.
  static let isOff: Bool = {
    gsl_set_error_handler_off()
    return true
  }()

  /// Throws when a function of GSL did not return success.
  static func check(_ code: Int32, in function: String) throws(NumericalError) {
    guard code != 0 else { return }
    throw .gsl(function: function, code: code, meaning: String(cString: gsl_strerror(code)))
  }
}
