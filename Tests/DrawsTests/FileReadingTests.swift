import Draws
import Testing

@Suite struct FileReadingTests {
  @Test("reads bytes and numbers from any place")
  func places() throws {
    let folder = try TemporaryFolder()
    let numbers: [Double] = [1.5, -0.0, .infinity]
    let path = folder.file("a.bin")
    try AtomicFile.write([7] + numbers.withUnsafeBytes { Array($0) }, to: path)
    let file = try FileReading(path)
    #expect(file.size == 25)
    #expect(try file.bytes(at: 0, count: 1) == [7])
    let seen = try file.values(of: Double.self, at: 1, count: 3)
    #expect(seen.map(\.bitPattern) == numbers.map(\.bitPattern))
    #expect(try file.values(of: Double.self, at: 9, count: 0) == [])
  }

  @Test("a file that is not there, and one that ends too early")
  func errors() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.bin")
    #expect(throws: DrawsError.cannotRead(path: path, reason: "No such file or directory")) {
      _ = try FileReading(path)
    }
    try AtomicFile.write([1, 2, 3], to: path)
    #expect(throws: DrawsError.cannotRead(path: path, reason: "it ends too early")) {
      _ = try FileReading(path).bytes(at: 2, count: 2)
    }
  }
}
