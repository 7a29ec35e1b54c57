import GSLNumerics
import Testing

@testable import Runs

@Suite struct ParameterSettingTests {
  private static let variables = Variables(
    coefficients: ["(Intercept)", "center(ses, school)"],
    effects: ["(Intercept)", "center(ses, school)"], estimatesSigmaSquared: true,
    estimatesDegreesOfFreedom: true)

  private static let start = ParameterDraws.Values(
    gamma: [1, 2], tau: Matrix([[4, 1], [1, 3]]), sigmaSquared: 5, degreesOfFreedom: 6,
    rowDegreesOfFreedom: .infinity)

  private func set(
    _ text: String, isDiagonal: Bool = false
  ) throws(SimulationError) -> ParameterDraws.Values {
    var values = Self.start
    try values.set(ParameterSetting.read(text), Self.variables, isDiagonal: isDiagonal)
    return values
  }

  @Test("labels and columns name parameters, with any spaces; commas in brackets part nothing")
  func names() throws {
    let values = try set(
      "gamma[center(ses,school)] = -0.5, T[(Intercept), center(ses, school)]=0.25,sigma2=9,df=4")
    #expect(values.gamma == [1, -0.5])
    #expect(values.tau == Matrix([[4, 0.25], [0.25, 3]]))
    #expect(values.sigmaSquared == 9 && values.degreesOfFreedom == 4)
    for name in ["T.2.1", "T[2,1]", "T.1.2"] {
      #expect(try set("\(name)=0.25").tau == values.tau, "\(name)")
    }
    #expect(try set("gamma.2=7,T.1.1=1").gamma == [1, 7])
  }

  @Test("what is wrong is named")
  func errors() {
    #expect(throws: SimulationError.noValue("sigma2")) { try set("sigma2") }
    #expect(throws: SimulationError.noValue("=3")) { try set("=3") }
    #expect(throws: SimulationError.notANumber(name: "sigma2", text: "much")) {
      try set("sigma2=much")
    }
    #expect(throws: SimulationError.givenTwice("T.1.2")) { try set("T.2.1=0,T.1.2=0") }
    #expect(throws: SimulationError.notPositive(name: "sigma2", value: 0)) { try set("sigma2=0") }
    #expect(throws: SimulationError.notSemidefinite) { try set("T.2.1=4") }
    #expect(throws: SimulationError.notSemidefinite) { try set("T.1.1=-1") }
    #expect(throws: SimulationError.uncorrelated("T.2.1")) { try set("T.2.1=1", isDiagonal: true) }
    #expect(throws: SimulationError.self) { try set("gama.1=1") }
  }

  @Test("the words of errors")
  func words() {
    let words: [(SimulationError, String)] = [
      (
        .noValue("sigma2"),
        "--at: 'sigma2' has no value.\n"
          + "Write name=value, with commas between, such as \"gamma[(Intercept)]=0.1,sigma2=1\"."
      ),
      (
        .notANumber(name: "sigma2", text: "much"),
        "--at: 'much' is not a number, as sigma2 must be.\nCorrect it."
      ),
      (
        .unknownName("tau", nearest: nil, names: ["sigma2", "df"]),
        "--at: the model has no parameter 'tau'.\nIts parameters: sigma2, df."
      ),
      (
        .unknownName("sigma", nearest: "sigma2", names: ["sigma2"]),
        "--at: the model has no parameter 'sigma'.\nDid you mean 'sigma2'?"
      ),
      (
        .givenTwice("T.1.2"),
        "--at: T.1.2 is given twice.\nGive it once; an element of T stands for its mirror image too."
      ),
      (
        .notPositive(name: "sigma2", value: -1),
        "--at: sigma2 is -1.0; it must be above 0.\nCorrect it."
      ),
      (
        .uncorrelated("T.2.1"),
        "--at: T.2.1 cannot be given: the model's random effects, written with ||, are uncorrelated."
          + "\nLeave it out, or write | in the formula."
      ),
      (
        .notSemidefinite,
        "--at: T is no covariance matrix: a combination of the effects would have a variance below 0."
          + "\nGive variances of at least 0 and covariances that go with them."
      ),
      (
        .noDegreesOfFreedom(label: "df"),
        "df is estimated from draws, and the REML fit has no value of it.\n"
          + "Give one, such as --at \"df=4\", or draws with --from."
      ),
      (
        .unsuitableOutcome(file: "m.yaml", outcome: "sqrt(y)"),
        "m.yaml: the outcome is sqrt(y), which cannot be turned back into a column.\n"
          + "Put it into the data as a column of its own, or take a column or its log as the outcome."
      ),
      (
        .replicateColumn(file: "a.csv"),
        "a.csv: the data have a column 'replicate', the name for the numbers of the replicates.\n"
          + "Give it another name, or simulate one replicate."
      ),
    ]
    for (error, text) in words { #expect("\(error)" == text) }
  }
}
