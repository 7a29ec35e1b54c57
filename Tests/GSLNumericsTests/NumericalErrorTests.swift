import GSLNumerics
import Testing

@Suite struct NumericalErrorTests {
  @Test("each error has its words")
  func words() {
    let expected: [(NumericalError, String)] = [
      (
        .notPositiveDefinite(pivot: 1, value: -3),
        "the matrix is not positive definite: pivot 2 is -3.0."
      ),
      (
        .parameterOutOfRange(distribution: "gamma", parameter: "shape", value: -1),
        "the shape of the gamma distribution cannot be -1.0."
      ),
      (
        .notFinite(quantity: "log density", at: 2),
        "the log density is not finite at 2.0."
      ),
      (
        .noConvergence(method: "Fisher scoring", iterations: 50),
        "Fisher scoring did not converge in 50 iterations."
      ),
      (
        .rootNotBracketed(lower: 0, upper: 1),
        "the function has the same sign at 0.0 and at 1.0: no root is known between them."
      ),
      (
        .tailTooHeavy(end: 400),
        "the density has not fallen to nothing at 400.0: it may have no finite integral."
      ),
      (
        .gsl(function: "gsl_eigen_symmv", code: 11, meaning: "exceeded max number of iterations"),
        "gsl_eigen_symmv failed: exceeded max number of iterations (GSL code 11)."
      ),
    ]
    for (error, words) in expected { #expect(error.description == words) }
  }
}
