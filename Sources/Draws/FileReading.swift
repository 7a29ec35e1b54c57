#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is read piece by piece, at any place.
public final class FileReading: Sendable {
  /// The path.
  public let path: String
  /// The length, in bytes.
  public let size: Int
  private let descriptor: Int32

  /// Opens the file.
  ///
  /// - Throws: `DrawsError.cannotRead`.
  public init(_ path: String) throws(DrawsError) {
    self.path = path
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    var status = stat()
    guard opened >= 0, fstat(opened, &status) == 0 else {
      let reason = systemReason()
      if opened >= 0 { close(opened) }
      throw .cannotRead(path: path, reason: reason)
    }
    (descriptor, size) = (opened, Int(status.st_size))
  }

  deinit { close(descriptor) }

  /// The bytes from a place on.
  ///
  /// - Throws: `DrawsError.cannotRead`, also where the file ends before.
  public func bytes(at place: Int, count: Int) throws(DrawsError) -> [UInt8] {
    try values(at: place, count: count)
  }

  /// Numbers as they lie in memory, from a place on, counted in bytes.
  ///
  /// - Throws: `DrawsError.cannotRead`, also where the file ends before.
  public func values<Value: BitwiseCopyable>(
    of type: Value.Type = Value.self, at place: Int, count: Int
  ) throws(DrawsError) -> [Value] {
    var failure: String?
    let values = [Value](unsafeUninitializedCapacity: count) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      var done = 0
      while done < raw.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: raw[done...])
        let seen = pread(descriptor, rest.baseAddress, rest.count, off_t(place + done))
        if seen > 0 {
          done += seen
        } else if seen == 0 || errno != EINTR {
          failure = seen == 0 ? "it ends too early" : systemReason()
          break
        }
      }
      filled = failure == nil ? count : 0
    }
    if let failure { throw .cannotRead(path: path, reason: failure) }
    return values
  }
}
