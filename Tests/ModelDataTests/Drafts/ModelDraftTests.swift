import Foundation
import Testing

@testable import ModelData

@Suite struct ModelDraftTests {
  private func draft(
    _ texts: [(String, String)], _ request: DraftRequest = DraftRequest()
  ) throws -> ModelDraft {
    let files = try TemporaryFiles(Dictionary(uniqueKeysWithValues: texts))
    return try ModelDraft(texts.map { files[$0.0] }, request)
  }

  private static let pupils = """
    school,pupil,girl,ses,score,note
    a,1,0,0.1,12.5,x
    a,2,1,-0.2,13,y
    b,3,0,1.1,11,
    b,4,1,0.4,NA,x
    c,5,0,0.3,14.25,z

    """

  @Test(
    "guesses of the shipped data",
    arguments: [
      (["sleepstudy"], "reaction ~ 1 + (1 | subject)", nil),
      (["rats"], "weight ~ 1 + (1 | rat)", nil),
      (["orthodont"], "distance ~ 1 + (1 | subject)", nil),
      (["radon_mn"], "log_radon ~ 1 + (1 | county)", nil),
      (["hsb_students"], "mathach ~ 1 + (1 | school)", nil),
      (["hsb_schools", "hsb_students"], "mathach ~ 1 + (1 | school)", nil),
      (["bdf_language"], "langpost ~ 1 + (1 | school)", nil),
      (["egsingle"], "math ~ 1 + (1 | schoolid)", nil),
      (["early_cognitive"], "cog ~ 1 + (1 | id)", nil),
      (["eight_schools"], "y ~ 1 + (1 | school)", "known-se: se"),
      (["teacher_expectancy"], "yi ~ 1 + (1 | study)", "known-variance: vi"),
    ] as [([String], String, String?)])
  func shipped(names: [String], formula: String, known: String?) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "models/data").path
    let draft = try ModelDraft(
      names.map { FileReference(path: "\(folder)/\($0).csv", name: "\($0).csv") })
    let lines = draft.text(title: "x", paths: draft.fileNames).split(separator: "\n")
      .map(String.init)
    #expect(lines.contains("formula: \(formula)"))
    #expect(lines.first { $0.hasPrefix("known") } == known)
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test("the whole text")
  func text() throws {
    let schools = "school,size,name\na,100,North\nb,90,West\nc,250,East\n"
    let draft = try draft([("schools.csv", schools), ("pupils.csv", Self.pupils)])
    #expect(draft.fileNames == ["pupils.csv", "schools.csv"])
    #expect(
      draft.text(title: "Pupils: a test", paths: ["../pupils.csv", "schools.csv"]) == """
        # A draft by lindley init. What was guessed is marked (guess); see what it means by lindley check.
        title: "Pupils: a test"

        data:
          - ../pupils.csv  # 5 rows
          - schools.csv  # 3 rows, joined on school

        # Outcome: score (guess; --outcome names another).
        # Groups: the 3 values of school (guess; --group names another).
        formula: score ~ 1 + (1 | school)

        # Other columns:
        #   pupil  numbers from 1 to 5; differs within groups
        #   girl   numbers from 0 to 1; differs within groups
        #   ses    numbers from -0.2 to 1.1; differs within groups
        #   note   texts: 'x', 'y', 'z', 1 missing; differs within groups
        #   size   numbers from 90 to 250; one value a group
        #   name   texts: 'North', 'West', 'East'; one value a group
        # With predictors, and a slope that differs between groups (within is what is centred):
        #   formula: score ~ size + center(ses, school) + (1 + center(ses, school) | school)

        priors:
          # 3 groups are too few for a flat prior: this one has the outcome's standard
          # deviation, rounded, as its scale.
          T: half-cauchy(1)
          #   uniform, uniform-sd, inverse-wishart(df, scale), half-t(df, scale), half-cauchy(scale),
          #   half-normal(scale), inverse-gamma(a, b)
          sigma2: log-uniform
          #   log-uniform, uniform, uniform-sd, inverse-gamma(a, b), half-cauchy(scale),
          #   half-t(df, scale)
          gamma: flat
          #   flat, normal(mean, sd)

        sampling: {chains: 4, warmup: 500, draws: 2000, seed: 20260101}

        """)
  }

  @Test(
    "a name that sounds like an outcome comes before the last column, unless it was measured before"
  )
  func soundingNames() throws {
    let rows = (0..<24).map { "\($0 / 4),\($0),\($0 * $0),\(3 * $0),\($0 + 5)" }
    let guesses = [
      ("read_post,math_pre,age", "read_post"), ("math_pre,age,income", "income"),
      ("income,Mathach,age", "Mathach"), ("teacher,coach_id,age", "age"),
    ]
    for (names, outcome) in guesses {
      let text = (["school,pupil,\(names)"] + rows).joined(separator: "\n") + "\n"
      #expect(try draft([("t.csv", text)]).outcome.name == outcome, "\(names)")
    }
  }

  @Test("what is asked for is not guessed")
  func request() throws {
    let text = try draft(
      [("t.csv", "trial,yi,y2,vi,se 2\n1,0.1,3,0.2,1\n2,0.2,4,0.2,2\n3,0.4,1,0.1,1\n")],
      DraftRequest(outcome: "y2", group: "trial", knownStandardError: "se 2")
    ).text(title: "t", paths: ["t.csv"])
    #expect(text.contains("# Outcome: y2.\n# Groups: the 3 values of trial.\n"))
    #expect(text.contains("formula: y2 ~ 1 + (1 | trial)\n"))
    #expect(text.contains("known-se: se 2\n"))
    #expect(!text.contains("(guess;"))
    #expect(text.contains("#   formula: y2 ~ yi + (1 | trial)\n"))
    #expect(text.contains("uniform-shrinkage") && !text.contains("sigma2"))
  }

  @Test("names that a formula or YAML could misread are quoted")
  func names() throws {
    let text = try draft(
      [
        ("t.csv", "the class,\"a: #b\",x\n1,0.5,1\n1,1.5,2\n2,2.5,3\n2,3.5,1\n")
      ], DraftRequest(outcome: "a: #b")
    ).text(title: "no", paths: ["a \"b\"\n.csv"])
    #expect(text.contains("title: \"no\"\n"))
    #expect(text.contains("  - \"a \\\"b\\\"\\n.csv\"  # 4 rows\n"))
    #expect(text.contains("formula: \"`a: #b` ~ 1 + (1 | `the class`)\"\n"))
    let file = try ModelFile(text: text, path: "m.yaml")
    #expect(file.title == "no")
    #expect(file.data.map(\.name) == ["a \"b\"\n.csv"])
  }

  @Test("columns that hold no single kind of value are no candidates")
  func oddColumns() throws {
    let text = try draft([
      ("t.csv", "id,y,empty,mixed,same\n1,0.5,,3,2\n1,1.5,NA,low,2\n2,2.5,.,1,2\n2,3,,2,2\n")
    ]).text(title: "t", paths: ["t.csv"])
    #expect(
      text.contains(
        """
        #   empty  nothing but missing values
        #   mixed  numbers and texts such as 'low'
        #   same   always 2

        """))
    #expect(!text.contains("With"))
  }

  @Test(
    "why there is no draft",
    arguments: [
      ("a,b\nx,y\nx,z\n", DraftRequest(), DraftError.noOutcome(file: "t.csv")),
      ("a,b\n0.5,1.5\n0.5,2.5\n", DraftRequest(), .noGroup(file: "t.csv")),
      (
        "id,y\n1,2\n1,3\n2,4\n", DraftRequest(outcome: "id", group: "id"),
        .unsuitable(file: "t.csv", column: "id", purpose: .outcome)
      ),
      (
        "id,y,v\n1,2,0\n1,3,1\n2,4,1\n", DraftRequest(knownVariance: "v"),
        .unsuitable(file: "t.csv", column: "v", purpose: .variance)
      ),
      (
        "id,y\n1,2.5\n1,3\n2,4\n", DraftRequest(group: "y"),
        .unsuitable(file: "t.csv", column: "y", purpose: .group)
      ),
      (
        "id,y\n1,2\n1,3\n2,NA\n", DraftRequest(group: "id"),
        .tooFewGroups(file: "t.csv", column: "id", count: 1)
      ),
      (
        "id,y\n1,2\n2,3\n3,1\n", DraftRequest(group: "id"),
        .oneRowEach(file: "t.csv", column: "id")
      ),
    ] as [(String, DraftRequest, DraftError)])
  func errors(text: String, request: DraftRequest, error: DraftError) throws {
    #expect(throws: error) { try draft([("t.csv", text)], request) }
  }

  @Test("files are joined as a model joins them, with its messages")
  func joining() throws {
    #expect(throws: DraftError.nothingShared(files: ["a.csv", "b.csv"])) {
      try draft([("a.csv", "id,y\n1,2\n1,3\n"), ("b.csv", "other,z\n1,2\n")])
    }
    #expect(throws: TableError.self) {
      try draft([("a.csv", "id,y\n1,2\n1,3\n2,5\n"), ("b.csv", "id,z\n1,2\n")])
    }
    #expect(throws: TableError.self) {
      try draft([("a.csv", "id,y\n1,2\n1,3\n")], DraftRequest(outcome: "Y"))
    }
  }
}
