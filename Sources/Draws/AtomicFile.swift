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
/// committed nor abandoned is abandoned when its value goes away, unless it is one to be continued:
/// of that the partial file stays.
public struct AtomicFile: ~Copyable, Sendable {
  /// The final name.
  public let path: String
  /// The name until then, in the same folder, since a rename cannot cross disks.
  private let partialPath: String
  /// Whether the partial file stays when the value goes away.
  private let isContinued: Bool
  /// The open partial file; nil once committed or abandoned.
  private var descriptor: Int32?

  /// Opens the partial file.
  ///
  /// - Throws: `DrawsError.cannotCreate`.
  public init(at path: String) throws(DrawsError) {
    descriptor = try Self.open(path, flags: O_TRUNC)
    self.path = path
    partialPath = Self.partialPath(of: path)
    isContinued = false
  }

  /// Opens the partial file that is there, or a new one, and keeps of it so many bytes.
  ///
  /// - Throws: `DrawsError.cannotCreate`, `.inUse` where another process writes to it, or
  ///   `.cannotWrite` where it cannot be cut.
  public init(continuing path: String, keeping length: Int) throws(DrawsError) {
    let opened = try Self.open(path, flags: 0)
    // The lock goes with the process, however it ends; where a file system has none, so be it.
    if flock(opened, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(opened)
      throw .inUse(path: path)
    }
    guard ftruncate(opened, off_t(length)) == 0, lseek(opened, 0, SEEK_END) == off_t(length) else {
      let reason = systemReason()
      close(opened)
      throw .cannotWrite(path: path, reason: reason)
    }
    descriptor = opened
    self.path = path
    partialPath = Self.partialPath(of: path)
    isContinued = true
  }

  private static func open(_ path: String, flags: Int32) throws(DrawsError) -> Int32 {
    let opened = posixOpen(partialPath(of: path), O_WRONLY | O_CREAT | O_CLOEXEC | flags)
    guard opened >= 0 else { throw .cannotCreate(path: path, reason: systemReason()) }
    return opened
  }

  deinit {
    guard let descriptor else { return }
    close(descriptor)
    if !isContinued { unlink(partialPath) }
  }

  /// The hidden name that a file has until it is complete.
  public static func partialPath(of path: String) -> String {
    let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    return "\(path[..<nameStart]).\(path[nameStart...]).partial"
  }

  /// Appends bytes to the partial file.
  ///
  /// - Throws: `DrawsError.cannotWrite`.
  public func write(_ bytes: [UInt8]) throws(DrawsError) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(DrawsError) in
      try write(UnsafeRawBufferPointer(buffer))
    }
  }

  /// Appends bytes to the partial file.
  ///
  /// - Throws: `DrawsError.cannotWrite`.
  public func write(_ buffer: UnsafeRawBufferPointer) throws(DrawsError) {
    guard let descriptor else { return }
    var written = 0
    while written < buffer.count {
      let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
      let count = posixWrite(descriptor, rest.baseAddress, rest.count)
      if count > 0 {
        written += count
      } else if errno != EINTR {
        throw .cannotWrite(path: path, reason: systemReason())
      }
    }
  }

  /// Brings the bytes written so far to the disk.
  ///
  /// - Throws: `DrawsError.cannotWrite`.
  public func synchronize() throws(DrawsError) {
    guard let descriptor else { return }
    guard fsync(descriptor) == 0 else {
      throw .cannotWrite(path: path, reason: systemReason())
    }
  }

  /// Brings the bytes to the disk and gives the file its final name.
  ///
  /// - Parameter synchronizes: false where bytes and name may stay in memory for now, since
  ///   `FileSystem.synchronize` will bring them to the disk with others.
  /// - Throws: `DrawsError.cannotWrite` or `.cannotCreate`.
  public consuming func commit(synchronizes: Bool = true) throws(DrawsError) {
    guard let descriptor else { return }
    if synchronizes { try synchronize() }
    guard rename(partialPath, path) == 0 else {
      throw .cannotCreate(path: path, reason: systemReason())
    }
    close(descriptor)
    self.descriptor = nil
    guard synchronizes else { return }
    FileSystem.synchronize(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".")
  }

  /// Removes the partial file; whatever bore the final name stays.
  public consuming func abandon() {
    guard let descriptor else { return }
    close(descriptor)
    unlink(partialPath)
    self.descriptor = nil
  }
}

extension AtomicFile {
  /// Writes a whole small file at once.
  ///
  /// - Throws: `DrawsError.cannotCreate` or `.cannotWrite`.
  public static func write(
    _ bytes: [UInt8], to path: String, synchronizes: Bool = true
  ) throws(DrawsError) {
    let file = try AtomicFile(at: path)
    try file.write(bytes)
    try file.commit(synchronizes: synchronizes)
  }

  /// Writes a whole small text file at once, in UTF-8.
  ///
  /// - Throws: `DrawsError.cannotCreate` or `.cannotWrite`.
  public static func write(
    _ text: String, to path: String, synchronizes: Bool = true
  ) throws(DrawsError) {
    try write(Array(text.utf8), to: path, synchronizes: synchronizes)
  }
}

/// The system's `open`, under a name that a method called `open` doesn't hide.
private func posixOpen(_ path: String, _ flags: Int32) -> Int32 { open(path, flags, 0o666) }

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
