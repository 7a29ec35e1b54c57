import Testing

@testable import ModelData

@Suite("Priors of sigma2, gamma and df, and distributions of errors")
struct PriorsTests {
  private func check<Choice: NamedChoice>(_ text: String, _ choice: Choice) throws {
    #expect(try Choice(parsing: text) == choice)
    #expect(choice.description == text)
  }

  @Test("Every value of the table reads, and its text reads back")
  func readsAndWrites() throws {
    try check("log-uniform", SigmaSquaredPrior.logUniform)
    try check("uniform", SigmaSquaredPrior.uniform)
    try check("uniform-sd", SigmaSquaredPrior.uniformStandardDeviation)
    try check("inverse-gamma(2, 3)", SigmaSquaredPrior.inverseGamma(shape: 2, scale: 3))
    try check("half-cauchy(2.5)", SigmaSquaredPrior.halfCauchy(scale: 2.5))
    try check("half-t(3, 10)", SigmaSquaredPrior.halfT(degreesOfFreedom: 3, scale: 10))
    try check("flat", FixedEffectPrior.flat)
    try check("normal(-1, 5)", FixedEffectPrior.normal(mean: -1, standardDeviation: 5))
    try check("gamma(2, 0.1)", DegreesOfFreedomPrior.gamma(shape: 2, rate: 0.1))
    try check("uniform-reciprocal", DegreesOfFreedomPrior.uniformReciprocal)
    try check("grid: [2, 4, 8, 16, inf]", DegreesOfFreedomPrior.grid([2, 4, 8, 16, .infinity]))
    try check("normal", ErrorDistribution.normal)
    try check("t(4)", ErrorDistribution.t(degreesOfFreedom: 4))
    try check("t(inf)", ErrorDistribution.t(degreesOfFreedom: .infinity))
    try check("t(estimate)", ErrorDistribution.tEstimated)
    try check("t([2, 4, 8, inf])", ErrorDistribution.tGrid([2, 4, 8, .infinity]))
  }

  @Test("The standard choices are the first ones of the table")
  func standards() {
    let priors = Priors()
    #expect(priors.tau["any"] == .uniform)
    #expect(priors.sigmaSquared == .logUniform)
    #expect(priors.gamma["any"] == .flat)
    #expect(priors.degreesOfFreedom == .gamma(shape: 2, rate: 0.1))
    #expect(ErrorDistributions().levelOne == .normal)
    #expect(ErrorDistributions().effects["any"] == .normal)
    #expect(VariancePrior.forms.first == VariancePrior.standard.description)
    #expect(SigmaSquaredPrior.forms.first == SigmaSquaredPrior.standard.description)
    #expect(FixedEffectPrior.forms.first == FixedEffectPrior.standard.description)
    #expect(ErrorDistribution.forms.first == ErrorDistribution.standard.description)
  }

  @Test("A grid may also be written as a call")
  func gridAsCall() throws {
    #expect(try DegreesOfFreedomPrior(parsing: "grid([2, inf])") == .grid([2, .infinity]))
    #expect(try DegreesOfFreedomPrior(parsing: "grid:[2]") == .grid([2]))
  }

  @Test(
    "Arguments out of range are refused",
    arguments: [
      (SigmaSquaredPrior.self, "half-t(3, [1])"), (SigmaSquaredPrior.self, "half-cauchy(0)"),
      (SigmaSquaredPrior.self, "inverse-gamma(0, 1)"), (FixedEffectPrior.self, "normal(0, 0)"),
      (FixedEffectPrior.self, "normal(inf, 1)"), (DegreesOfFreedomPrior.self, "gamma(0, 1)"),
      (DegreesOfFreedomPrior.self, "grid: [2, 2]"), (DegreesOfFreedomPrior.self, "grid: [0]"),
      (DegreesOfFreedomPrior.self, "grid: []"), (DegreesOfFreedomPrior.self, "grid: 2"),
      (ErrorDistribution.self, "t(0)"), (ErrorDistribution.self, "t([4, -2])"),
      (ErrorDistribution.self, "t([])"), (ErrorDistribution.self, "t(estimated)"),
    ] as [(any NamedChoice.Type, String)])
  func outOfRange(type: any NamedChoice.Type, text: String) {
    #expect(throws: ChoiceError.self) { try type.init(parsing: text) }
  }

  @Test("In words")
  func inWords() throws {
    #expect(SigmaSquaredPrior.logUniform.inWords == "uniform on log σ², p ∝ 1/σ²")
    #expect(SigmaSquaredPrior.uniform.inWords == "uniform on the variance σ²")
    #expect(
      SigmaSquaredPrior.uniformStandardDeviation.inWords == "uniform on the standard deviation σ")
    #expect(
      SigmaSquaredPrior.inverseGamma(shape: 2, scale: 3).inWords
        == "inverse gamma on the variance σ² with shape 2 and scale 3")
    #expect(
      SigmaSquaredPrior.halfCauchy(scale: 2).inWords
        == "half-Cauchy on the standard deviation σ with scale 2")
    #expect(
      SigmaSquaredPrior.halfT(degreesOfFreedom: 3, scale: 2).inWords
        == "half-t on the standard deviation σ with 3 degrees of freedom and scale 2")
    #expect(FixedEffectPrior.flat.inWords == "flat")
    #expect(
      FixedEffectPrior.normal(mean: 0, standardDeviation: 5).inWords
        == "normal with mean 0 and standard deviation 5")
    #expect(DegreesOfFreedomPrior.standard.inWords == "gamma with shape 2 and rate 0.1, above 1")
    #expect(DegreesOfFreedomPrior.uniformReciprocal.inWords == "uniform on 1/ν")
    #expect(
      DegreesOfFreedomPrior.grid([2, .infinity]).inWords == "equal weight on each of [2, inf]")
    #expect(ErrorDistribution.normal.inWords == "normal")
    #expect(ErrorDistribution.t(degreesOfFreedom: 4).inWords == "t with 4 degrees of freedom")
    #expect(ErrorDistribution.tEstimated.inWords == "t with estimated degrees of freedom")
    #expect(
      ErrorDistribution.tGrid([2, 4]).inWords == "t with degrees of freedom from [2, 4]")
  }

  @Test("A choice by name holds for its name, another for the others")
  func byName() {
    let priors = ChoiceByName<FixedEffectPrior>(
      entries: [.init(name: "x", choice: .normal(mean: 0, standardDeviation: 1))])
    #expect(priors["x"] == .normal(mean: 0, standardDeviation: 1))
    #expect(priors["z"] == .flat)
    #expect(priors.description == "{x: normal(0, 1)}")
    #expect(ChoiceByName<FixedEffectPrior>().description == "flat")
  }
}
