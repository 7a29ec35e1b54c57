import ModelData
import Testing

@Suite struct DraftErrorTests {
  @Test(
    "the words of each error",
    arguments: [
      (
        DraftError.noOutcome(file: "t.csv"),
        "t.csv: no column of numbers looks like an outcome.\nName it with --outcome."
      ),
      (
        .noGroup(file: "t.csv"),
        "t.csv: no column looks like the ids of groups: whole numbers or texts, none of them missing.\n"
          + "Name it with --group."
      ),
      (
        .nothingShared(files: ["a.csv", "b.csv"]),
        "a.csv and b.csv share no column.\n"
          + "Files are joined on the id of a group, a column that all of them have."
      ),
      (
        .unsuitable(file: "t.csv", column: "x", purpose: .outcome),
        "t.csv: the column 'x' is no outcome: its values must be numbers, and differ.\n"
          + "Name another with --outcome."
      ),
      (
        .unsuitable(file: "t.csv", column: "x", purpose: .variance),
        "t.csv: the column 'x' holds no variances: its values must be numbers above 0.\n"
          + "Name another with --known-variance or --known-se."
      ),
      (
        .unsuitable(file: "t.csv", column: "x", purpose: .group),
        "t.csv: the column 'x' cannot tell groups apart: its values must be whole numbers or texts, "
          + "none of them missing.\nName another with --group."
      ),
      (
        .tooFewGroups(file: "t.csv", column: "x", count: 1),
        "t.csv: the column 'x' makes 1 group with complete rows; a model needs 2 at least.\n"
          + "Name another with --group."
      ),
      (
        .tooFewGroups(file: "t.csv", column: "x", count: 0),
        "t.csv: the column 'x' makes 0 groups with complete rows; a model needs 2 at least.\n"
          + "Name another with --group."
      ),
      (
        .oneRowEach(file: "t.csv", column: "x"),
        "t.csv: each value of 'x' has one complete row, which cannot tell groups from errors.\n"
          + "Name another with --group, or the column of sampling variances with --known-variance "
          + "or --known-se."
      ),
    ] as [(DraftError, String)])
  func words(error: DraftError, words: String) {
    #expect("\(error)" == words)
  }
}
