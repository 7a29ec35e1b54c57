#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that appears under its name only when it is complete.
///
/// The bytes go to a hidden neighbour (`.draws_1.csv.partial`), which `commit()` brings to the disk
/// and renames. Whoever looks sees the old file or the new one, never a half. A file that is neither
/// committed nor abandoned is abandoned when its value goes away.
public struct AtomicFile: ~Copyable, Sendable {
  /// The final name.
  public let path: String
  /// The name until then, in the same folder, since a rename cannot cross disks.
  private let partialPath: String
  /// The open partial file; nil once committed or abandoned.
  private var descriptor: Int32?

  /// Opens the partial file.
  ///
  /// - Throws: `DrawsError.cannotCreate`.
  public init(at path: String) throws(DrawsError) {
    self.path = path
    let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    partialPath = "\(path[..<nameStart]).\(path[nameStart...]).partial"
    let opened = open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard opened >= 0 else { throw .cannotCreate(path: path, reason: systemReason()) }
    descriptor = opened
  }

  deinit {
    guard let descriptor else { return }
    close(descriptor)
    unlink(partialPath)
  }

  /// Appends bytes to the partial file.
  ///
  /// - Throws: `DrawsError.cannotWrite`.
  public func write(_ bytes: [UInt8]) throws(DrawsError) {
    guard let descriptor else { return }
    let isWritten = bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
        let count = posixWrite(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          written += count
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
    guard isWritten else { throw .cannotWrite(path: path, reason: systemReason()) }
  }

  /// Brings the bytes to the disk and gives the file its final name.
  ///
  /// - Throws: `DrawsError.cannotWrite` or `.cannotCreate`; the partial file is then removed.
  public consuming func commit() throws(DrawsError) {
    guard let descriptor else { return }
    guard fsync(descriptor) == 0 else {
      throw .cannotWrite(path: path, reason: systemReason())
    }
    guard rename(partialPath, path) == 0 else {
      throw .cannotCreate(path: path, reason: systemReason())
    }
    close(descriptor)
    self.descriptor = nil
    syncFolder()
  }

  /// Removes the partial file; whatever bore the final name stays.
  public consuming func abandon() {}

  /// Brings the new name itself to the disk; where a file system cannot, the name stands anyway.
  private func syncFolder() {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let opened = open(folder, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { return }
    fsync(opened)
    close(opened)
  }
}

extension AtomicFile {
  /// Writes a whole small file at once.
  ///
  /// - Throws: `DrawsError.cannotCreate` or `.cannotWrite`.
  public static func write(_ bytes: [UInt8], to path: String) throws(DrawsError) {
    let file = try AtomicFile(at: path)
    try file.write(bytes)
    try file.commit()
  }

  /// Writes a whole small text file at once, in UTF-8.
  ///
  /// - Throws: `DrawsError.cannotCreate` or `.cannotWrite`.
  public static func write(_ text: String, to path: String) throws(DrawsError) {
    try write(Array(text.utf8), to: path)
  }
}

/// The system's `write`, under a name that a method called `write` doesn't hide.
private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  #if canImport(Glibc)
    Glibc.write(descriptor, bytes, count)
  #elseif canImport(Musl)
    Musl.write(descriptor, bytes, count)
  #else
    Darwin.write(descriptor, bytes, count)
  #endif
}
