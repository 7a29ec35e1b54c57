import Draws
import Foundation
import Testing

@Suite struct AtomicFileTests {
  @Test("a small file is written whole and replaces the old one")
  func writes() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("old", to: folder.file("run.json"))
    try AtomicFile.write("τ² = 0.048\n", to: folder.file("run.json"))
    #expect(try folder.text(of: "run.json") == "τ² = 0.048\n")
    #expect(try folder.names() == ["run.json"])
  }

  @Test("until the commit only a hidden file is there")
  func hidden() throws {
    let folder = try TemporaryFolder()
    let file = try AtomicFile(at: folder.file("a.csv"))
    try file.write(Array("1\n".utf8))
    #expect(try folder.names() == [".a.csv.partial"])
    try file.commit()
    #expect(try folder.names() == ["a.csv"])
  }

  @Test("an abandoned file leaves nothing, and the old one as it was")
  func abandoned() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("old", to: folder.file("a.csv"))
    let file = try AtomicFile(at: folder.file("a.csv"))
    try file.write(Array("new".utf8))
    file.abandon()
    #expect(try folder.names() == ["a.csv"])
    #expect(try folder.text(of: "a.csv") == "old")
  }

  @Test("a file that an error cuts short leaves nothing")
  func cutShort() throws {
    struct Stop: Error {}
    func writeAndStop(_ path: String) throws {
      let file = try AtomicFile(at: path)
      try file.write([49])
      throw Stop()
    }
    let folder = try TemporaryFolder()
    #expect(throws: Stop.self) { try writeAndStop(folder.file("a.csv")) }
    #expect(try folder.names() == [])
  }

  @Test("a file to be continued stays when its value goes away, and is cut where it goes on")
  func continued() throws {
    let folder = try TemporaryFolder()
    do {
      let file = try AtomicFile(continuing: folder.file("a.csv"), keeping: 0)
      try file.write(Array("1\n2\n3".utf8))
      try file.synchronize()
    }
    #expect(try folder.names() == [".a.csv.partial"])
    let file = try AtomicFile(continuing: folder.file("a.csv"), keeping: 4)
    try file.write(Array("4\n".utf8))
    try file.commit()
    #expect(try folder.names() == ["a.csv"])
    #expect(try folder.text(of: "a.csv") == "1\n2\n4\n")
  }

  @Test("a file to be continued has one writer")
  func inUse() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.csv")
    let file = try AtomicFile(continuing: path, keeping: 0)
    try file.write(Array("1\n".utf8))
    #expect(throws: DrawsError.inUse(path: path)) {
      _ = try AtomicFile(continuing: path, keeping: 0)
    }
    try file.commit()
    #expect(try folder.text(of: "a.csv") == "1\n")
  }

  @Test("a file to be continued goes away when it is abandoned")
  func abandonedContinued() throws {
    let folder = try TemporaryFolder()
    let file = try AtomicFile(continuing: folder.file("a.csv"), keeping: 0)
    file.abandon()
    #expect(try folder.names() == [])
  }

  @Test("a folder that isn't there is named with the reason")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("none/draws_1.csv")
    #expect(throws: DrawsError.cannotCreate(path: path, reason: "No such file or directory")) {
      _ = try AtomicFile(at: path)
    }
  }

  @Test("a folder of the same name is not replaced")
  func folderInTheWay() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("run.json"), withIntermediateDirectories: true)
    let path = folder.file("run.json")
    #expect(throws: DrawsError.cannotCreate(path: path, reason: "Is a directory")) {
      try AtomicFile.write("x", to: path)
    }
    #expect(try folder.names() == ["run.json"])
  }

  #if os(Linux)
    @Test("a full disk is an error that leaves nothing")
    func fullDisk() throws {
      let folder = try TemporaryFolder()
      // The partial file leads to the device that is always full.
      try FileManager.default.createSymbolicLink(
        atPath: folder.file(".a.csv.partial"), withDestinationPath: "/dev/full")
      let path = folder.file("a.csv")
      #expect(throws: DrawsError.cannotWrite(path: path, reason: "No space left on device")) {
        try AtomicFile.write("x", to: path)
      }
      #expect(try folder.names() == [])
    }
  #endif
}
