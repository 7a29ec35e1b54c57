#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the system says about the last call that failed.
func systemReason() -> String { String(cString: strerror(errno)) }

/// The bytes of a whole file.
func fileBytes(_ path: String) throws(DrawsError) -> [UInt8] {
  let descriptor = open(path, O_RDONLY)
  guard descriptor >= 0 else { throw .cannotRead(path: path, reason: systemReason()) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else {
    throw .cannotRead(path: path, reason: systemReason())
  }
  var seen = 0
  let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
    while count < buffer.count {
      seen = read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      guard seen > 0 else { break }
      count += seen
    }
  }
  guard seen >= 0 else { throw .cannotRead(path: path, reason: systemReason()) }
  return bytes
}

/// The names of the entries of a folder, in no order.
func fileNames(inFolder path: String) throws(DrawsError) -> [String] {
  guard let folder = opendir(path) else {
    throw .cannotRead(path: path, reason: systemReason())
  }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    names.append(
      withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      })
  }
  return names
}

/// What is at a path.
enum FileKind {
  case nothing
  case folder
  /// A file, or what is written to like one.
  case file

  /// Looks at a path, through links.
  init(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      self = .nothing
      return
    }
    self = status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }
}

/// Removes a file, or a folder with all that is in it; links in it, not what they point to.
func removeTree(_ path: String) {
  if unlink(path) == 0 { return }
  for name in (try? fileNames(inFolder: path)) ?? [] where name != "." && name != ".." {
    removeTree("\(path)/\(name)")
  }
  rmdir(path)
}

/// What is asked of the file system beside reading and writing.
public enum FileSystem {
  /// Whether there is a file or folder of this path.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Brings a file's bytes, or a folder's names, to the disk; where a disk cannot, they stand anyway.
  public static func synchronize(_ path: String) {
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { return }
    fsync(opened)
    close(opened)
  }
}
