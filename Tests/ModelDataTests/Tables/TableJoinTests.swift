import ModelData
import Testing

@Suite struct TableJoinTests {
  private let students = "school,ses\nB,1\nA,2\nB,3\nNA,4\n"

  @Test("columns of groups are spread over their rows, levels by first appearance there")
  func join() throws {
    let files = try TemporaryFiles([
      "students.csv": students,
      "schools.csv": "size,school,sector,unused\n100,A,public,x\n200,B,private,x\n",
    ])
    let table = try files.table(
      "students.csv", "schools.csv", columns: ["ses", "size", "sector"], texts: ["school"])
    #expect(table.names == ["school", "ses", "size", "sector"])
    #expect(table.numbers("size").prefix(3) == [200, 100, 200])
    #expect(table.numbers("size")[3].isNaN)
    #expect(table.texts("sector") == ["private", "public", "private", nil])
    #expect(table.levels("sector") == ["private", "public"])
    #expect(table.file(of: "size") == "schools.csv")
    #expect(table.file(of: "school") == "students.csv")
    #expect(table.line(ofRow: 1, column: "ses") == 3)
    #expect(table.line(ofRow: 1, column: "size") == 2)
    #expect(table.unmatched.isEmpty)
  }

  @Test("groups without rows are counted, their levels left out")
  func unmatched() throws {
    let files = try TemporaryFiles([
      "students.csv": students,
      "schools.csv": "school,sector\nC,x\nA,y\nB,z\nD,x\nNA,x\nE,x\n",
    ])
    let table = try files.table(
      "students.csv", "schools.csv", columns: ["ses", "sector"], texts: ["school"])
    #expect(
      table.unmatched == [
        UnmatchedGroups(file: "schools.csv", count: 4, examples: ["C", "D", "NA"])
      ])
    #expect(table.levels("sector") == ["z", "y"])
  }

  @Test("files are joined on all ids that they share")
  func twoIDs() throws {
    let files = try TemporaryFiles([
      "students.csv": "school,class,y\n1,a,5\n1,b,6\n2,a,7\n2,NA,8\n",
      "classes.csv": "class,school,size\na,2,30\na,1,10\nb,1,20\nb,2,99\n",
    ])
    let table = try files.table(
      "students.csv", "classes.csv", columns: ["y", "size"], texts: ["school", "class"])
    #expect(table.numbers("size").prefix(3) == [10, 20, 30])
    #expect(table.numbers("size")[3].isNaN)
    #expect(table.unmatched.map(\.examples) == [["b:2"]])
  }

  @Test("a file may be joined on an id that another joined file brings")
  func chain() throws {
    let files = try TemporaryFiles([
      "students.csv": "school,y\n1,5\n2,6\n3,7\n",
      "schools.csv": "school,district\n1,N\n2,S\n3,N\n",
      "districts.csv": "district,income\nS,10\nN,20\n",
    ])
    let table = try files.table(
      "students.csv", "schools.csv", "districts.csv", columns: ["y", "income"],
      texts: ["school", "district"])
    #expect(table.texts("district") == ["N", "S", "N"])
    #expect(table.numbers("income") == [20, 10, 20])
  }

  /// The error of joining two files on `school`, and on `class` where both have it.
  private func error(_ first: String, _ second: String) throws -> TableError? {
    let files = try TemporaryFiles(["a.csv": first, "b.csv": second])
    do {
      _ = try files.table("a.csv", "b.csv", columns: ["x"], texts: ["school", "class"])
      return nil
    } catch {
      return error as? TableError
    }
  }

  @Test("a group that the other file lacks is named with its line")
  func missingGroup() throws {
    #expect(
      try error("school,class\n1,a\n\"2\",b\n", "school,x\n1,5\n")
        == .missingGroup(
          [.init(column: "school", id: "2")], file: "a.csv", line: 3, other: "b.csv"))
    #expect(
      try error("school,class\n1,a\n2,b\n", "class,school,x\na,1,5\na,2,6\n")
        == .missingGroup(
          [.init(column: "class", id: "b"), .init(column: "school", id: "2")], file: "a.csv",
          line: 3, other: "b.csv"))
  }

  @Test("a group that stands twice in the other file is named with both lines")
  func repeatedGroup() throws {
    #expect(
      try error("school,class\n1,a\n2,b\n", "school,x\n1,5\n2,6\n1,7\n")
        == .repeatedGroup([.init(column: "school", id: "1")], file: "b.csv", lines: [2, 4]))
  }

  @Test("files without a common id cannot be joined")
  func noSharedID() throws {
    #expect(
      try error("school,class\n1,a\n", "town,x\n1,5\n")
        == .noSharedID(file: "b.csv", previous: ["a.csv"], factors: ["class", "school"]))
  }

  @Test("a column that is no id may stand in one file only, if it is used")
  func columnInTwoFiles() throws {
    #expect(
      try error("school,class,x\n1,a,2\n", "school,x\n1,5\n")
        == .columnInTwoFiles(column: "x", files: ["a.csv", "b.csv"]))
    #expect(try error("school,class,z\n1,a,2\n", "school,x,z\n1,5,9\n") == nil)
  }
}
