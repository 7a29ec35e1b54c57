import Foundation
import Testing

@testable import ModelData

@Suite struct FileBytesTests {
  private func error(_ file: FileReference) -> TableError? {
    do throws(TableError) {
      _ = try FileBytes(file)
      return nil
    } catch {
      return error
    }
  }

  @Test("the bytes are those of the file, also when it is empty")
  func bytes() throws {
    let files = try TemporaryFiles(["t.csv": "a\n1\n", "empty.csv": ""])
    for (name, text) in [("t.csv", "a\n1\n"), ("empty.csv", "")] {
      let bytes = try FileBytes(files[name])
      withExtendedLifetime(bytes) { #expect(Array(bytes.buffer) == Array(text.utf8)) }
    }
  }

  @Test("a pipe is read to its end")
  func pipe() throws {
    let files = try TemporaryFiles()
    let path = files["pipe"].path
    #expect(mkfifo(path, 0o600) == 0)
    let text = "x\n" + String(repeating: "1.5\n", count: 50_000)
    let writer = Thread {
      FileHandle(forWritingAtPath: path)?.write(Data(text.utf8))
    }
    writer.start()
    let table = try files.table("pipe", columns: ["x"])
    #expect(table.rowCount == 50_000)
    #expect(table.numbers("x").allSatisfy { $0 == 1.5 })
  }

  @Test("a missing file is an error that names a file of a similar name")
  func missing() throws {
    let files = try TemporaryFiles(["schools.csv": "a\n1\n"])
    #expect(
      error(files["school.csv"]) == .missingFile(file: "school.csv", nearest: "schools.csv"))
    #expect(error(files["weeks.csv"]) == .missingFile(file: "weeks.csv", nearest: nil))
    #expect(
      error(files["nowhere/weeks.csv"]) == .missingFile(file: "nowhere/weeks.csv", nearest: nil))
  }

  @Test("a folder is not a file")
  func folder() throws {
    let files = try TemporaryFiles()
    #expect(
      error(FileReference(path: files.folder, name: "data")) == .isDirectory(file: "data"))
  }

  @Test("what the system refuses is told with its reason")
  func unreadable() throws {
    let files = try TemporaryFiles(["t.csv": "a\n1\n"])
    #expect(
      error(files["t.csv/x.csv"]) == .unreadable(file: "t.csv/x.csv", reason: "Not a directory"))
  }
}
