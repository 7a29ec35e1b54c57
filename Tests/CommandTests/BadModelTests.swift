import TestSupport
import Testing

/// What a person can have wrong in a model file.
@Suite struct BadModelTests {
  @Test("says where, what was seen, what is required, and exits with 3", arguments: cases)
  func refusal(input: BadInput) throws {
    try input.expectRefusal(by: BadInput.everyVerb)
  }

  @Test(
    "a model that no engine computes yet: fit and sample exit with 3", arguments: beyondThisVersion)
  func unsupportedModel(input: BadInput) throws {
    try input.expectRefusal(
      by: [["fit", "model.yaml"], ["sample", "model.yaml", "--output", "o"]])
  }

  @Test("an improper posterior: sample and compare exit with 4 and write nothing")
  func improper() throws {
    let input = BadInput(
      "two studies under a flat prior",
      model: """
        data: [studies.csv]
        formula: yi ~ 1 + (1 | study)
        known-variance: vi
        priors: {T: uniform}
        """,
      files: ["studies.csv": "study,yi,vi\na,0.1,0.2\nb,0.2,0.3\n"],
      says: """
        The posterior is improper: with the prior T: uniform, 2 groups of 'study' and 1 \
        coefficient between groups, the density of τ has no finite integral.
        A proper prior such as T: half-cauchy(scale), with its scale in the outcome's units, \
        makes it proper.
        """, code: 4)
    try input.expectRefusal(
      by: [["sample", "model.yaml", "--output", "o"], ["compare", "model.yaml"]])
  }

  @Test(
    "groups of one row: no posterior for sample, no estimates for fit; a proper prior of σ² will do"
  )
  func singleRows() throws {
    let workplace = try Workplace([
      "rows.csv": "g,y\na,1\nb,2\nc,4\nd,3\n",
      "model.yaml": "data: [rows.csv]\nformula: y ~ 1 + (1 | g)\npriors: {T: uniform-sd}\n",
      "proper.yaml": """
      data: [rows.csv]
      formula: y ~ 1 + (1 | g)
      priors: {T: uniform-sd, sigma2: "inverse-gamma(2, 1)"}
      """,
    ])
    let sample = try workplace.lindley("sample", "model.yaml", "--output", "o")
    #expect(sample.code == 4)
    #expect(sample.errors.hasPrefix("Error: The posterior is improper: no group has more rows"))
    #expect(workplace.names(in: "o") == nil)
    #expect(try workplace.lindley("check", "model.yaml").code == 4)
    let fit = try workplace.lindley("fit", "model.yaml")
    #expect(fit.code == 3)
    #expect(fit.errors.hasPrefix("Error: rows.csv: each of the 4 groups of g has one row"))
    #expect(try workplace.lindley("sample", "proper.yaml", "--output", "o", "--quiet").code == 0)
  }

  @Test("a model that is not there, or is a folder")
  func noFile() throws {
    let workplace = try Workplace()
    try workplace.makeFolder("folder")
    for verb in ["check", "fit", "compare"] {
      let missing = try workplace.lindley(verb, "nothing.yaml")
      #expect(missing.code == 3)
      #expect(
        missing.errors == """
          Error: nothing.yaml: there is no such file.
          Check the path; it is taken from the folder in which the command runs.

          """)
      let folder = try workplace.lindley(verb, "folder")
      #expect(folder.code == 3)
      #expect(
        folder.errors == """
          Error: folder: this is a directory, but a model file is required.
          Name the YAML file in it.

          """)
    }
  }

  @Test("data that are not there, or are a folder")
  func noData() throws {
    let workplace = try Workplace([
      "missing.yaml": "data: study.csv\nformula: yi ~ 1 + (1 | study)\nknown-variance: vi\n",
      "folder.yaml": "data: [folder]\nformula: yi ~ 1 + (1 | study)\nknown-variance: vi\n",
      "studies.csv": BadInput.rows,
    ])
    try workplace.makeFolder("folder")
    let missing = try workplace.lindley("check", "missing.yaml")
    #expect(missing.code == 3)
    #expect(
      missing.errors == """
        Error: study.csv: there is no such file.
        Its folder holds 'studies.csv': did you mean that?

        """)
    let folder = try workplace.lindley("check", "folder.yaml")
    #expect(folder.code == 3)
    #expect(folder.errors == "Error: folder is a folder.\nName a CSV file in it.\n")
  }

  private static let cases = [
    BadInput(
      "an unknown key", model: model("known_variance: vi"),
      says: """
        model.yaml, line 3, column 1: unknown key 'known_variance'. Did you mean 'known-variance'?
        Known keys here: title, source, data, formula, group, equations, known-variance, \
        known-se, known-covariance, outcome, priors, errors, sampling.
        """),
    BadInput(
      "a formula that goes wrong at a place",
      model: model("known-variance: vi", formula: "yi ~ x + (1 study)"),
      says: """
        model.yaml, line 2, column 22: the formula has 'study' where an operator or ')' should \
        stand.
          yi ~ x + (1 study)
                      ^
        """),
    BadInput(
      "equations that go wrong at a place",
      model: """
        data: [studies.csv]
        known-variance: vi
        group: study
        equations: |
          yi = b0 + e
          b0 = g00 + g01*x u0
        """,
      says: """
        model.yaml, line 6, column 20: the equation has 'u0' where '+', '*' or the end of the \
        line should stand.
          b0 = g00 + g01*x u0
                           ^
        """),
    BadInput(
      "an unknown prior", model: model("known-variance: vi\npriors: {T: half-cauchi(1)}"),
      says: """
        model.yaml, line 4, column 13: the prior of T: 'half-cauchi' is not known. Did you mean \
        'half-cauchy(scale)'?
        Known here: uniform, uniform-sd, inverse-wishart(df, scale), half-t(df, scale), \
        half-cauchy(scale), half-normal(scale), inverse-gamma(a, b), sqrt, jeffreys, \
        berger-deely, conventional, dumouchel, uniform-shrinkage, i2.
        """),
    BadInput(
      "a prior of a coefficient that the model lacks",
      model: model(
        "known-variance: vi\npriors:\n  gamma: {z: flat}", formula: "yi ~ x + (1 | study)"),
      says: """
        model.yaml, line 5, column 11: the model has no coefficient 'z'.
        Its names: (Intercept), x.
        """),
    BadInput(
      "a list of scales for other effects",
      model: model("known-variance: vi\npriors: {T: 'half-t(3, [1, 2])'}"),
      says: """
        model.yaml, line 4, column 10: the scale of 'half-t(3, [1, 2])' has 2 values, but a group has \
        1 random effect: (Intercept).
        Give one number.
        """),
    BadInput(
      "a text as a number of draws",
      model: model("known-variance: vi\nsampling: {draws: many}"),
      says: """
        model.yaml, line 4, column 19: 'draws' is 'many', but must be a whole number, at least 1.
        """),
  ]

  private static let beyondThisVersion = [
    BadInput(
      "two random terms",
      model: model("known-variance: vi", formula: "yi ~ 1 + (1 | study) + (0 + vi | study)"),
      says: """
        model.yaml: this version of Lindley cannot compute a model with 2 random terms.
        Write one random term, such as (1 + vi || study).
        """)
  ]

  private static func model(_ rest: String, formula: String = "yi ~ 1 + (1 | study)") -> String {
    "data: [studies.csv]\nformula: \(formula)\n\(rest)\n"
  }
}
