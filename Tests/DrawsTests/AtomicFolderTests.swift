import Testing

@testable import Draws

@Suite struct AtomicFolderTests {
  @Test("appears whole when it is committed, and goes away when it is not")
  func commit() throws {
    let place = try TemporaryFolder()
    let path = place.file("out")
    do {
      let folder = try AtomicFolder(at: path, replacing: nil)
      try folder.makeFolder("inner")
      try AtomicFile.write("x", to: "\(folder.partialPath)/inner/file")
      #expect(try place.names() == [".out.partial"])
    }
    #expect(try place.names() == [])
    let folder = try AtomicFolder(at: path, replacing: nil)
    try AtomicFile.write("x", to: "\(folder.partialPath)/file")
    try folder.commit()
    #expect(try place.names() == ["out"])
    #expect(try place.text(of: "out/file") == "x")
  }

  @Test("what is there is replaced only with leave, and only when it bears the mark")
  func replacing() throws {
    let place = try TemporaryFolder()
    let path = place.file("out")
    let first = try AtomicFolder(at: path, replacing: nil)
    try AtomicFile.write("old", to: "\(first.partialPath)/mark")
    try first.commit()
    #expect(error(at: path, replacing: nil) == .occupied(path: path))
    #expect(error(at: path, replacing: "other") == .notAnExport(path: path))
    let file = try place.write("x", as: "file")
    #expect(error(at: file, replacing: "mark") == .notAnExport(path: file))
    #expect(error(at: file, replacing: nil) == .occupied(path: file))

    let second = try AtomicFolder(at: path, replacing: "mark")
    try AtomicFile.write("new", to: "\(second.partialPath)/other")
    #expect(try place.text(of: "out/mark") == "old")
    try second.commit()
    #expect(try place.names() == ["file", "out"])
    #expect(try place.text(of: "out/other") == "new")
    #expect(FileKind(of: "\(path)/mark") == .nothing)
  }

  @Test("what a program that was killed left is cleared away")
  func leftover() throws {
    let place = try TemporaryFolder()
    let path = place.file("out")
    removeTree("\(path)")
    do {
      let folder = try AtomicFolder(at: path, replacing: nil)
      try AtomicFile.write("x", to: "\(folder.partialPath)/stale")
      let again = try AtomicFolder(at: path, replacing: nil)
      #expect(FileKind(of: "\(again.partialPath)/stale") == .nothing)
    }
  }

  @Test("a folder that cannot be made")
  func noParent() {
    #expect(
      error(at: "/none/out", replacing: nil)
        == .cannotCreate(path: "/none/out", reason: "No such file or directory"))
  }

  private func error(at path: String, replacing mark: String?) -> DrawsError? {
    do {
      _ = try AtomicFolder(at: path, replacing: mark)
      return nil
    } catch { return error }
  }
}
