import TestSupport
import Testing

@Suite struct InitTests {
  @Test(
    "what it writes passes check as it is",
    arguments: [
      ["sleepstudy"], ["rats"], ["orthodont"], ["radon_mn"], ["hsb_students", "hsb_schools"],
      ["egsingle"], ["early_cognitive"], ["bdf_language"], ["eight_schools"],
      ["teacher_expectancy"],
    ])
  func shipped(names: [String]) throws {
    let workplace = try Workplace()
    let files = names.map { "models/data/\($0).csv" }
    let outcome = try workplace.lindley(["init"] + files + ["--output", "model.yaml"])
    #expect(
      outcome
        == Outcome(
          output: "", errors: "Wrote model.yaml. Next: lindley check model.yaml\n", code: 0))
    let check = try workplace.lindley("check", "model.yaml")
    #expect(check.code == 0, "\(check.output)\(check.errors)")
    // Without --output the same is printed.
    let printed = try workplace.lindley(["init"] + files)
    #expect(printed.output == (try workplace.text(of: "model.yaml")))
    // And so does the formula that it suggests, where it suggests one.
    let lines = try workplace.lines(of: "model.yaml")
    guard let suggestion = lines.first(where: { $0.hasPrefix("#   formula: ") }) else { return }
    let other = lines.map { $0.hasPrefix("formula: ") ? String(suggestion.dropFirst(4)) : $0 }
    try workplace.write(other.joined(separator: "\n") + "\n", to: "other.yaml")
    let second = try workplace.lindley("check", "other.yaml")
    #expect(second.code == 0, "\(suggestion)\n\(second.output)\(second.errors)")
  }

  @Test(
    "few groups, missing values and odd names too",
    arguments: [
      "g,y\n1,0.5\n1,0.7\n2,1.5\n2,NA\n3,\n",
      "the group,my outcome\na,1\na,2\nb,7\nb,8\nb,\n",
      "study,yi,vi\na,0.1,0.2\nb,0.3,0.1\n",
      "study,yi,sei\n1,0.1,0.2\n2,0.3,0.1\n3,0.1,0.4\n4,0.5,0.3\n5,NA,0.3\n6,1,\n",
      "y,id\n1,no\n2,no\n3,yes\n5,yes\n",
    ])
  func small(text: String) throws {
    let workplace = try Workplace(["my data.csv": text])
    try workplace.makeFolder("models-here")
    let outcome = try workplace.lindley(
      "init", "my data.csv", "--output", "models-here/m.yaml", "--quiet")
    #expect(outcome == Outcome(output: "", errors: "", code: 0))
    let check = try workplace.lindley("check", "models-here/m.yaml")
    let text = try workplace.text(of: "models-here/m.yaml")
    #expect(check.code == 0, "\(text)\(check.errors)")
  }

  @Test("a file that is there stays")
  func occupied() throws {
    let workplace = try Workplace(["m.yaml": "mine"])
    let outcome = try workplace.lindley(
      "init", "models/data/rats.csv", "--output", "m.yaml")
    #expect(outcome.code == 2)
    #expect(
      outcome.errors == """
        Error: --output is m.yaml, which is there already; give another name, or remove it.
        See 'lindley init --help' for more information.

        """)
    #expect(try workplace.text(of: "m.yaml") == "mine")
  }

  @Test("a column that is not there is an error of the data")
  func missingColumn() throws {
    let outcome = try Workplace().lindley(
      "init", "models/data/rats.csv", "--outcome", "wieght")
    #expect(outcome.code == 3)
    #expect(
      outcome.errors == """
        Error: models/data/rats.csv: there is no column 'wieght'.
        Did you mean 'weight'? The columns are rat, age, weight.

        """)
  }
}
