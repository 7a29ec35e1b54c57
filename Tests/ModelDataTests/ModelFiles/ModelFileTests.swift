import Foundation
import Testing

@testable import ModelData

@Suite("Model file")
struct ModelFileTests {
  /// A file with data, a formula and known variances, and these lines after them.
  private func file(_ more: String = "", path: String = "teacher.yaml") throws -> ModelFile {
    try ModelFile(
      text: "data: a.csv\nformula: y ~ 1 + (1 | g)\nknown-variance: v\n" + more, path: path)
  }

  @Test("The example of the contract")
  func contractExample() throws {
    let file = try ModelFile(
      text: """
        title: High School and Beyond, slopes as outcomes
        source: Raudenbush & Bryk (2002), Table 4.5
        data:                              # one CSV, or several
          - data/hsb_students.csv
          - data/hsb_schools.csv
        formula: mathach ~ (meanses + sector) * center(ses, school) + (1 + center(ses, school) | school)
        priors:   {T: uniform, sigma2: log-uniform, gamma: flat}
        errors:   {level-1: normal, school: normal}
        sampling: {chains: 3, warmup: 400, draws: 1000, seed: 7}

        """, path: "models/hsb.yaml")
    #expect(file.title == "High School and Beyond, slopes as outcomes")
    #expect(file.source == "Raudenbush & Bryk (2002), Table 4.5")
    #expect(file.directory == "models/")
    #expect(file.data.map(\.name) == ["data/hsb_students.csv", "data/hsb_schools.csv"])
    #expect(file.data[1].path == "models/data/hsb_schools.csv")
    #expect(file.data[1].place == FilePlace(path: "models/hsb.yaml", line: 5, column: 5))
    let formula = PlacedText(
      text:
        "mathach ~ (meanses + sector) * center(ses, school) + (1 + center(ses, school) | school)",
      place: FilePlace(path: "models/hsb.yaml", line: 6, column: 10))
    #expect(file.model == .formula(formula))
    #expect(file.knownVariance == nil)
    #expect(file.outcome == nil)
    #expect(file.priors == Priors())
    #expect(file.errors.effects.entries == [.init(name: "school", choice: .normal)])
    #expect(file.sampling.chains == 3)
    #expect(file.sampling.warmup == 400)
    #expect(file.sampling.draws == 1000)
    #expect(file.sampling.seed == 7)
  }

  @Test("Where nothing is written, the standards hold")
  func standards() throws {
    let file = try file(path: "models/teacher.yaml")
    #expect(file.title == "teacher.yaml")
    #expect(file.source == nil)
    #expect(file.data.map(\.path) == ["models/a.csv"])
    #expect(file.priors == Priors())
    #expect(file.errors == ErrorDistributions())
    #expect(file.sampling.chains == 4)
    #expect(file.sampling.warmup == 500)
    #expect(file.sampling.draws == 2000)
    #expect(file.sampling.thin == 1)
    #expect(file.sampling.seed == 20_260_101)
  }

  @Test("Paths are taken from the folder of the model file; absolute ones stay")
  func paths() throws {
    #expect(try file(path: "m.yaml").data[0].path == "a.csv")
    #expect(try file(path: "/x/m.yaml").data[0].path == "/x/a.csv")
    let absolute = try ModelFile(text: "data: [/d/a.csv]\nformula: y ~ 1\n", path: "x/m.yaml")
    #expect(absolute.data[0].path == "/d/a.csv")
  }

  @Test("Equations keep their lines and their place")
  func equations() throws {
    let file = try ModelFile(
      text: """
        data: a.csv
        group: school
        equations: |
          y = b0 + b1*center(ses, school) + r
          b0 = g00 + u0
        """, path: "m.yaml")
    let equations = PlacedText(
      text: "y = b0 + b1*center(ses, school) + r\nb0 = g00 + u0",
      place: FilePlace(path: "m.yaml", line: 4, column: 3))
    let group = PlacedText(
      text: "school", place: FilePlace(path: "m.yaml", line: 2, column: 8))
    #expect(file.model == .equations(equations, group: group))
  }

  @Test("A quoted formula begins after its quote")
  func quotedFormula() throws {
    let file = try ModelFile(text: "data: a.csv\nformula: 'y ~ 1'\n", path: "m.yaml")
    let place = FilePlace(path: "m.yaml", line: 2, column: 11)
    #expect(file.model == .formula(PlacedText(text: "y ~ 1", place: place)))
  }

  @Test("What is known of the level-1 variances")
  func knownVariance() throws {
    func read(_ line: String) throws -> KnownVarianceSetting? {
      try ModelFile(text: "data: a.csv\nformula: y ~ 1\n\(line)\n", path: "m.yaml").knownVariance
    }
    func placed(_ text: String, column: Int) -> PlacedText {
      PlacedText(text: text, place: FilePlace(path: "m.yaml", line: 3, column: column))
    }
    #expect(try read("known-variance: vi") == .variances(placed("vi", column: 17)))
    #expect(try read("known-se: sei") == .standardErrors(placed("sei", column: 11)))
    #expect(
      try read("known-covariance: {columns: [v1i, v2i]}")
        == .covarianceColumns([placed("v1i", column: 30), placed("v2i", column: 35)]))
    #expect(
      try read("known-covariance: {variances: vi, correlation: 0.66}")
        == .correlated(variances: placed("vi", column: 31), correlation: 0.66))
  }

  @Test("The outcome column")
  func outcome() throws {
    #expect(try file("outcome: test\n").outcome?.text == "test")
  }

  @Test(
    "Calls with commas read in maps and in blocks",
    arguments: [
      "priors: {T: half-t(3, [1, 2]), gamma: {x: normal(0, 5), 'center(a, g)': flat}}\n",
      "priors: {T: half-t(3, [1, 2]), gamma: {x: normal(0, 5), center(a, g): flat}}\n",
      "priors: {T: half-t(3,\n  [1, 2]), gamma: {x: normal(0, 5), center(a, g): flat}}\n",
      "priors:\n  T: half-t(3, [1, 2])\n  gamma:\n    x: normal(0, 5)\n    center(a, g): flat\n",
      "priors:\n  T: 'half-t(3, [1, 2])'\n  gamma: {x: 'normal(0, 5)', center(a, g): flat}\n",
    ])
  func calls(priors: String) throws {
    let priors = try file(priors).priors
    #expect(priors.tau["g"] == .halfT(degreesOfFreedom: 3, scales: .each([1, 2])))
    #expect(priors.gamma["x"] == .normal(mean: 0, standardDeviation: 5))
    #expect(priors.gamma.entries.map(\.name) == ["x", "center(a, g)"])
  }

  @Test("The rows of a matrix read inside a map")
  func matrixInMap() throws {
    let priors = try file("priors: {T: inverse-wishart(4, [[1, 0], [0, 2]]), gamma: flat}\n").priors
    #expect(priors.tau.description == "inverse-wishart(4, [[1, 0], [0, 2]])")
  }

  @Test("Hidden commas leave all places as they are")
  func placesBehindCalls() throws {
    let file = try file("priors: {T: half-t(3, [1, 2]), gamma: normal(0, 5)}\n")
    #expect(
      file.place(of: "priors", "gamma") == FilePlace(path: "teacher.yaml", line: 4, column: 32))
  }

  @Test("A prior of T for each grouping factor")
  func priorsByFactor() throws {
    let priors = try file("priors: {T: {school: uniform-sd, class: half-cauchy(1)}}\n").priors
    #expect(priors.tau["school"] == .uniformStandardDeviation)
    #expect(priors.tau["class"] == .halfCauchy(scales: .same(1)))
    #expect(priors.tau["other"] == .uniform)
  }

  @Test(
    "The spellings of a grid of degrees of freedom",
    arguments: [
      "priors: {df: {grid: [2, 4, inf]}}\n", "priors: {df: grid: [2, 4, inf], T: uniform}\n",
      "priors:\n  df: grid: [2, 4, inf]\n", "priors:\n  df:\n    grid: [2, 4, inf]\n",
      "priors:\n  df: [2, 4, inf]\n", "priors: {df: 'grid: [2, 4, inf]'}\n",
      "priors: {df: grid([2, 4, inf])}\n",
    ])
  func grids(priors: String) throws {
    #expect(try file(priors).priors.degreesOfFreedom == .grid([2, 4, .infinity]))
  }

  @Test("Distributions of errors, in a map and in a block")
  func errors() throws {
    let errors = try file("errors: {level-1: t(4), g: t([2, 4, inf]), h: t(estimate)}\n").errors
    #expect(errors.levelOne == .t(degreesOfFreedom: 4))
    #expect(errors.effects["g"] == .tGrid([2, 4, .infinity]))
    #expect(errors.effects["h"] == .tEstimated)
    #expect(errors.effects["i"] == .normal)
    #expect(try file("errors:\n  g: t([2, 4, inf])\n").errors.effects["g"] == errors.effects["g"])
  }

  @Test("A byte-order mark and CRLF line ends")
  func byteOrderMark() throws {
    let text = "\u{FEFF}data: a.csv\r\nformula: y ~ 1\r\ntitle: T\r\n"
    let file = try ModelFile(text: text, path: "m.yaml")
    #expect(file.title == "T")
    #expect(file.place(of: "title") == FilePlace(path: "m.yaml", line: 3, column: 1))
  }

  @Test("Names under priors and errors are checked against those of the model")
  func names() throws {
    let file = try file(
      "priors: {T: {g: uniform-sd}, gamma: {weeks: flat}}\nerrors: {level-1: normal, g: t(4)}\n")
    try file.checkNames(factors: ["g"], coefficients: ["(Intercept)", "weeks"])
    #expect(throws: ModelFileError.self) {
      try file.checkNames(factors: ["h"], coefficients: ["(Intercept)", "weeks"])
    }
    #expect(throws: ModelFileError.self) {
      try file.checkNames(factors: ["g"], coefficients: ["(Intercept)"])
    }
  }
}
