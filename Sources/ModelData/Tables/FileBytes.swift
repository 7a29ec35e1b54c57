#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The bytes of a file, mapped into memory; of a pipe, read into memory.
///
/// Pages of a mapped file come from the disk when they are touched and may be dropped again, so
/// that a file larger than memory can be read. A file that another program shortens meanwhile
/// ends the process.
final class FileBytes: @unchecked Sendable {
  // Unchecked: nobody writes to the memory, and the pointer never changes.

  /// All bytes of the file.
  let buffer: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Opens and maps a file.
  ///
  /// - Throws: `TableError.missingFile`, `.isDirectory` or `.unreadable`.
  init(_ file: FileReference) throws(TableError) {
    let descriptor = open(file.path, O_RDONLY)
    guard descriptor >= 0 else { throw Self.openingError(file, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.readingError(file, code: errno) }
    if status.st_mode & S_IFMT == S_IFDIR { throw .isDirectory(file: file.name) }
    let size = Int(status.st_size)
    if status.st_mode & S_IFMT == S_IFREG, size > 0,
      let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED
    {
      madvise(address, size, MADV_SEQUENTIAL)
      buffer = UnsafeRawBufferPointer(start: address, count: size)
      isMapped = true
    } else {
      buffer = try Self.readAll(descriptor, file)
      isMapped = false
    }
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: buffer.baseAddress), buffer.count)
    } else {
      buffer.deallocate()
    }
  }

  /// Lets the system take back the memory of these bytes; they are read again if asked for again.
  func release(_ range: Range<Int>) {
    guard isMapped, let start = buffer.baseAddress else { return }
    let page = Int(getpagesize())
    let (first, last) = (range.lowerBound / page * page, range.upperBound / page * page)
    guard last > first else { return }
    madvise(UnsafeMutableRawPointer(mutating: start + first), last - first, MADV_DONTNEED)
  }

  /// Reads to the end of what cannot be mapped: a pipe, a terminal, a file of the system.
  private static func readAll(
    _ descriptor: Int32, _ file: FileReference
  ) throws(TableError) -> UnsafeRawBufferPointer {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw readingError(file, code: errno) }
      if count == 0 { break }
      bytes.append(contentsOf: piece[..<count])
    }
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    copy.copyBytes(from: bytes)
    return UnsafeRawBufferPointer(copy)
  }

  private static func openingError(_ file: FileReference, code: Int32) -> TableError {
    guard code == ENOENT else { return readingError(file, code: code) }
    let (folder, name) = file.folderAndName
    return .missingFile(file: file.name, nearest: nearestName(to: name, among: names(in: folder)))
  }

  private static func readingError(_ file: FileReference, code: Int32) -> TableError {
    .unreadable(file: file.name, reason: String(cString: strerror(code)))
  }

  /// The names in a folder, sorted; none when it cannot be read.
  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
