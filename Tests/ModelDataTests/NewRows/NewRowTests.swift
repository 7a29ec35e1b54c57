import ModelData
import Testing

@Suite struct NewRowTests {
  @Test("values are parted by commas, but not within parentheses")
  func reading() throws {
    let row = try NewRow(at: " ses = 0.5, center(ses, school)=-1 ,kind=a=b", group: "4")
    #expect(row.values == ["ses": "0.5", "center(ses, school)": "-1", "kind": "a=b"])
    #expect(row.group == "4")
    #expect(try NewRow(at: "").values == [:])
  }

  @Test("a name without a value, or given twice, is refused")
  func refusals() {
    for (text, problem) in [
      ("ses", NewRowError.Problem.noValue("ses")), ("ses=", .noValue("ses=")),
      ("=1", .noValue("=1")), ("ses=1,ses=2", .givenTwice("ses")),
    ] {
      #expect(throws: NewRowError(.commandLine(text), problem)) { try NewRow(at: text) }
    }
  }

  @Test("the words of each error", arguments: errors)
  func words(error: NewRowError, words: String) {
    #expect(error.description == words)
  }

  private static let errors: [(NewRowError, String)] = [
    (
      NewRowError(.commandLine("ses"), .noValue("ses")),
      "--at 'ses': 'ses' has no value.\n"
        + "Write name=value, with commas between, such as ses=0.5,sector=1."
    ),
    (
      NewRowError(.commandLine("x=1,x=2"), .givenTwice("x")),
      "--at 'x=1,x=2': 'x' is given twice.\nGive it once; for another row give --at again."
    ),
    (
      NewRowError(.commandLine("see=1"), .unknownName("see", nearest: "ses", names: ["ses"])),
      "--at 'see=1': the model has no predictor 'see'.\nDid you mean 'ses'?"
    ),
    (
      NewRowError(.commandLine("q=1"), .unknownName("q", nearest: nil, names: ["ses", "w"])),
      "--at 'q=1': the model has no predictor 'q'.\nIts names: ses, w."
    ),
    (
      NewRowError(.commandLine("q=1"), .unknownName("q", nearest: nil, names: [])),
      "--at 'q=1': the model has no predictor 'q'.\nIt has no predictors."
    ),
    (
      NewRowError(.commandLine(""), .missing(["a", "mean(b, g)"], groups: "g")),
      "the row without --at: a, mean(b, g) are not given.\n"
        + "Give a=…,mean(b, g)=… too; for a group in the data, --group with its g takes what is "
        + "constant there from the data."
    ),
    (
      NewRowError(.file("n.csv", line: 3), .missing(["a"], groups: "g")),
      "n.csv, line 3: a is not given.\nGive a=… too; for a group in the data, --group with its g "
        + "takes what is constant there from the data."
    ),
    (
      NewRowError(.file("n.csv", line: 3), .notANumber(name: "a", text: "x")),
      "n.csv, line 3: 'x' is not a number, as 'a' must be.\nCorrect it."
    ),
    (
      NewRowError(
        .file("n.csv", line: 3), .unknownLevel(name: "k", text: "q", levels: ["u", "v"])),
      "n.csv, line 3: 'q' is no level of k in the data.\nIts levels: u, v."
    ),
    (
      NewRowError(.commandLine("x=-1"), .notComputable("log(x)")),
      "--at 'x=-1': log(x) has no finite value.\nGive other values."
    ),
    (
      NewRowError(.commandLine(""), .unknownGroup("99", factor: "school", nearest: nil)),
      "--group 99: the data have no school of this id.\n"
        + "Give the id of one of its groups; without --group the group is a new one."
    ),
    (
      NewRowError(.commandLine(""), .unknownGroup("9199", factor: "school", nearest: "9198")),
      "--group 9199: the data have no school of this id.\nDid you mean '9198'?"
    ),
  ]
}
