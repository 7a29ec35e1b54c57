import GSLNumerics
import Testing

@testable import ModelData

@Suite("Priors of T")
struct VariancePriorTests {
  @Test(
    "Every value of the table reads, and its text reads back",
    arguments: [
      ("uniform", .uniform),
      ("uniform-sd", .uniformStandardDeviation),
      (
        "inverse-wishart(4, 1)",
        .inverseWishart(degreesOfFreedom: 4, scale: .multipleOfIdentity(1))
      ),
      (
        "inverse-wishart(3, [1, 2])",
        .inverseWishart(degreesOfFreedom: 3, scale: .diagonal([1, 2]))
      ),
      (
        "inverse-wishart(4, [[1, 0.5], [0.5, 2]])",
        .inverseWishart(degreesOfFreedom: 4, scale: .matrix(Matrix([[1, 0.5], [0.5, 2]])))
      ),
      ("half-t(3, 1)", .halfT(degreesOfFreedom: 3, scales: .same(1))),
      ("half-t(3, [1, 2])", .halfT(degreesOfFreedom: 3, scales: .each([1, 2]))),
      ("half-cauchy(25)", .halfCauchy(scales: .same(25))),
      ("half-normal(0.5)", .halfNormal(scales: .same(0.5))),
      ("inverse-gamma(0.001, 0.002)", .inverseGamma(shape: 0.001, scale: 0.002)),
      ("sqrt", .squareRoot),
      ("jeffreys", .jeffreys),
      ("berger-deely", .bergerDeely),
      ("conventional", .conventional),
      ("dumouchel", .dumouchel),
      ("uniform-shrinkage", .uniformShrinkage),
      ("i2", .iSquared),
    ] as [(String, VariancePrior)])
  func readsAndWrites(text: String, prior: VariancePrior) throws {
    #expect(try VariancePrior(parsing: text) == prior)
    #expect(prior.description == text)
  }

  @Test("Space does not matter")
  func space() throws {
    #expect(
      try VariancePrior(parsing: " half-t ( 3,[ 1 ,2 ] ) ")
        == .halfT(degreesOfFreedom: 3, scales: .each([1, 2])))
  }

  @Test(
    "Arguments out of range are refused",
    arguments: [
      "half-t(0, 1)", "half-t(3, 0)", "half-t(3, [1, -2])", "half-t(3, [])", "half-t(inf, 1)",
      "half-cauchy(inf)", "half-normal(x)", "inverse-gamma(0, 1)", "inverse-gamma(1, -1)",
      "inverse-wishart(0, 1)", "inverse-wishart(4, 0)", "inverse-wishart(4, [[1, 0]])",
      "inverse-wishart(4, [[1, 0.5], [0, 1]])", "inverse-wishart(4, [[1, 2], [2, 1]])",
      "inverse-wishart(4, [[1, 0], 1])", "inverse-wishart(1, [[1, 0], [0, 1]])",
    ])
  func outOfRange(text: String) {
    #expect(throws: ChoiceError.self) { try VariancePrior(parsing: text) }
  }

  @Test("Scales are given for a number of effects")
  func scales() {
    #expect(PriorScales.same(2).values(count: 3) == [2, 2, 2])
    #expect(PriorScales.each([1, 2]).values(count: 2) == [1, 2])
    #expect(PriorScales.each([1, 2]).values(count: 3) == nil)
    #expect(
      InverseWishartScale.multipleOfIdentity(3).matrix(order: 2) == Matrix([[3, 0], [0, 3]]))
    #expect(InverseWishartScale.diagonal([1, 2]).matrix(order: 2) == Matrix([[1, 0], [0, 2]]))
    #expect(InverseWishartScale.diagonal([1, 2]).matrix(order: 1) == nil)
    #expect(InverseWishartScale.matrix(Matrix([[4]])).matrix(order: 1) == Matrix([[4]]))
    #expect(InverseWishartScale.matrix(Matrix([[4]])).matrix(order: 2) == nil)
  }

  @Test(
    "In words",
    arguments: [
      ("uniform", "uniform on the variance τ²"),
      ("uniform-sd", "uniform on the standard deviation τ"),
      (
        "inverse-wishart(4, 1)",
        "inverse Wishart on τ² with 4 degrees of freedom and scale 1"
      ),
      ("half-t(3, 1)", "half-t on the standard deviation τ with 3 degrees of freedom and scale 1"),
      ("half-cauchy(25)", "half-Cauchy on the standard deviation τ with scale 25"),
      ("half-normal(5)", "half-normal on the standard deviation τ with scale 5"),
      ("inverse-gamma(1, 2)", "inverse gamma on the variance τ² with shape 1 and scale 2"),
      ("sqrt", "uniform on √τ"),
      ("jeffreys", "Jeffreys' prior of τ"),
      ("berger-deely", "Berger and Deely's prior of τ"),
      ("conventional", "the conventional prior of τ, the proper kin of Berger and Deely's"),
      ("dumouchel", "DuMouchel's prior of τ, whose median is the typical standard error"),
      ("uniform-shrinkage", "uniform on the average shrinkage"),
      ("i2", "uniform on I²"),
    ])
  func inWords(text: String, words: String) throws {
    #expect(try VariancePrior(parsing: text).inWords() == words)
  }

  @Test("In words for several effects")
  func inWordsForSeveral() throws {
    #expect(VariancePrior.uniform.inWords(effects: 2) == "uniform on the elements of T")
    #expect(
      VariancePrior.uniform.inWords(effects: 2, covariance: .diagonal)
        == "uniform on each variance")
    #expect(
      try VariancePrior(parsing: "half-t(2, [1, 3])").inWords(effects: 2)
        == "half-t on each standard deviation with 2 degrees of freedom and scale [1, 3]")
    #expect(
      try VariancePrior(parsing: "inverse-wishart(4, 1)").inWords(effects: 2)
        == "inverse Wishart on T with 4 degrees of freedom and scale 1")
  }

  @Test("Seven priors are made from known variances")
  func needsKnownVariances() throws {
    let names = try VariancePrior.forms.filter { !$0.contains("(") }
      .filter { try VariancePrior(parsing: $0).needsKnownVariances }
    #expect(
      names == [
        "sqrt", "jeffreys", "berger-deely", "conventional", "dumouchel", "uniform-shrinkage", "i2",
      ])
  }
}
