#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder that appears under its name only when all its files are there.
///
/// They go into a hidden neighbour (`.draws.zarr.partial`), which `commit()` renames. A folder that
/// is not committed goes away with its value.
struct AtomicFolder: ~Copyable {
  /// Where the files go.
  let partialPath: String
  private let path: String
  private let replaces: Bool
  private var isCommitted = false

  /// Makes the partial folder.
  ///
  /// - Parameter mark: the name of a file by which an older folder is known to be of the same kind,
  ///   so that it may be replaced; nil where none may.
  /// - Throws: `DrawsError.occupied`, `.notAnExport` or `.cannotCreate`.
  init(at path: String, replacing mark: String?) throws(DrawsError) {
    self.path = path
    let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    partialPath = "\(path[..<nameStart]).\(path[nameStart...]).partial"
    let kind = FileKind(of: path)
    replaces = kind != .nothing
    if replaces {
      guard let mark else { throw .occupied(path: path) }
      guard kind == .folder, FileKind(of: "\(path)/\(mark)") == .file else {
        throw .notAnExport(path: path)
      }
    }
    // What a program that was killed left behind.
    removeTree(partialPath)
    try Self.make(partialPath, for: path)
  }

  deinit { if !isCommitted { removeTree(partialPath) } }

  /// Makes a folder inside.
  ///
  /// - Throws: `DrawsError.cannotCreate`.
  func makeFolder(_ name: String) throws(DrawsError) {
    try Self.make("\(partialPath)/\(name)", for: "\(path)/\(name)")
  }

  /// Gives the folder its name, in place of an older one.
  ///
  /// - Throws: `DrawsError.cannotCreate`.
  consuming func commit() throws(DrawsError) {
    let old = partialPath + ".old"
    let hadOld = replaces && rename(path, old) == 0
    guard rename(partialPath, path) == 0 else {
      let reason = systemReason()
      if hadOld { rename(old, path) }
      throw .cannotCreate(path: path, reason: reason)
    }
    isCommitted = true
    if hadOld { removeTree(old) }
  }

  private static func make(_ folder: String, for path: String) throws(DrawsError) {
    guard mkdir(folder, 0o777) == 0 else {
      throw .cannotCreate(path: path, reason: systemReason())
    }
  }
}
