import Testing

/// What a person can have wrong in a data file.
@Suite struct BadDataTests {
  @Test("says where, what was seen, what is required, and exits with 3", arguments: cases)
  func refusal(input: BadInput) throws {
    try input.expectRefusal(by: BadInput.everyVerb)
  }

  private static let cases: [BadInput] = values + shapes + designs + joins

  private static let values = [
    BadInput(
      "a negative variance", rows: "study,yi,vi\na,0.1,0.2\nb,0.3,-0.1\n",
      says: """
        studies.csv, line 3, column 'vi': the variance -0.1 must be above zero.
        Correct it, or leave the cell empty so that the row is dropped.
        """),
    BadInput(
      "a variance of zero", rows: "study,yi,vi\na,0.1,0\nb,0.3,0.1\n",
      says: """
        studies.csv, line 2, column 'vi': the variance 0 must be above zero.
        Correct it, or leave the cell empty so that the row is dropped.
        """),
    BadInput(
      "a text among numbers", rows: "study,yi,vi\na,0.1,0.2\nb,NA?,0.1\n",
      says: """
        studies.csv, line 3, column 'yi': 'NA?' is not a number.
        Correct it, or leave it empty if it is missing; if 'yi' is a category, write factor(yi) \
        in the formula.
        """),
    BadInput(
      "an infinite outcome", rows: "study,yi,vi\na,0.1,0.2\nb,Inf,0.1\n",
      says: """
        studies.csv, line 3, column 'yi': 'Inf' is infinite.
        Every number must be finite: correct it, or leave it empty if it is missing.
        """),
    BadInput(
      "an infinite variance", rows: "study,yi,vi\na,0.1,1e999\nb,0.2,0.1\n",
      says: """
        studies.csv, line 2, column 'vi': '1e999' is infinite.
        Every number must be finite: correct it, or leave it empty if it is missing.
        """),
  ]

  private static let shapes = [
    BadInput(
      "a missing column", rows: "study,yi,v_i\na,0.1,0.2\nb,0.2,0.1\n",
      says: """
        studies.csv: there is no column 'vi'.
        Did you mean 'yi'? The columns are study, yi, v_i.
        """),
    BadInput(
      "an empty file", rows: "",
      says: """
        studies.csv is empty.
        A data file has a line with the column names and a line for each row.
        """),
    BadInput(
      "a header alone", rows: "study,yi,vi\n",
      says: """
        studies.csv has a header and no rows.
        At least one row of data is needed.
        """),
    BadInput(
      "one row", rows: "study,yi,vi\na,0.1,0.2\n",
      says: """
        studies.csv, line 2: this is the only complete row; a model needs at least two.
        Check which columns are missing in the other rows.
        """),
    BadInput(
      "a comma that is not quoted", rows: "study,yi,vi\nLee, A.,0.1,0.2\n",
      says: """
        studies.csv, line 2: the row has 4 fields, the header 3.
        A text that holds a comma must stand in double quotes.
        """),
  ]

  private static let designs = [
    BadInput(
      "one group", rows: "study,yi,vi\na,0.1,0.2\na,0.2,0.1\n",
      says: """
        studies.csv: the rows belong to one group only: study 'a'.
        Variation between groups needs two or more; check the column.
        """),
    BadInput(
      "all outcomes the same", rows: "study,yi,vi\na,0.1,0.2\nb,0.1,0.1\n",
      says: """
        studies.csv: the outcome yi is 0.1 in all rows.
        Without variation there is nothing to explain; check the column.
        """),
    BadInput(
      "columns that determine another",
      model: """
        data: [studies.csv]
        formula: yi ~ x + I(2*x + 1) + (1 | study)
        known-variance: vi
        """,
      says: """
        studies.csv: X has not full rank: I(2 * x + 1) = 1 + 2*x.
        Leave out this predictor, or what determines it.
        """),
    BadInput(
      "no random term",
      model: """
        data: [studies.csv]
        formula: yi ~ x
        known-variance: vi
        """,
      says: """
        model.yaml, line 2, column 10: the formula has no random term.
        Add one for the groups, for example + (1 | school) when the column school names them.
        """),
    BadInput(
      "columns of covariances without an outcome",
      model: """
        data: [studies.csv]
        formula: yi ~ 1 + (1 | study)
        known-covariance: {columns: [vi, x]}
        """,
      says: """
        model.yaml, line 3, column 1: known-covariance: {columns: …} needs the key outcome, the \
        column that says which effect a row estimates.
        Write for example outcome: outcome.
        """),
    BadInput(
      "a level-2 predictor that varies within a group",
      model: """
        data: [studies.csv]
        group: study
        equations: |
          yi = b0 + e
          b0 = g00 + g01*x + u0
        known-variance: vi
        """,
      files: ["studies.csv": "study,yi,vi,x\na,0.1,0.2,1\na,0.2,0.1,2\nb,0.2,0.1,2\n"],
      says: """
        studies.csv, line 3: x stands in a level-2 equation but varies within study 'a': 1 and 2.
        Put it into the level-1 equation, or use the group's mean: mean(x, study).
        """),
  ]

  private static let joined = """
    data: [studies.csv, years.csv]
    formula: yi ~ year + (1 | study)
    known-variance: vi
    """

  private static let joins = [
    BadInput(
      "a group id that the second file lacks", model: joined,
      files: ["studies.csv": BadInput.rows, "years.csv": "study,year\na,1\nb,2\nd,3\ne,4\n"],
      says: """
        studies.csv, line 4: study 'c' has no row in years.csv.
        Add its row there, or remove the group from studies.csv.
        """),
    BadInput(
      "a group id that stands twice in the second file", model: joined,
      files: [
        "studies.csv": BadInput.rows, "years.csv": "study,year\na,1\nb,2\nc,3\nb,4\nd,5\ne,6\n",
      ],
      says: """
        years.csv, lines 3 and 5: study 'b' stands twice.
        A file that is joined has one row for each group; the file with several rows for each \
        goes first.
        """),
    BadInput(
      "a second file without the group's id", model: joined,
      files: ["studies.csv": BadInput.rows, "years.csv": "name,year\na,1\nb,2\n"],
      says: """
        years.csv cannot be joined with studies.csv: they share no group id.
        Both need a column 'study'.
        """),
  ]
}
