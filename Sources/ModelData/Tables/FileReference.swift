/// A file, and the name by which messages speak of it.
public struct FileReference: Sendable, Hashable {
  /// Where the file is.
  public let path: String
  /// The file as the user wrote it.
  public let name: String

  /// Makes a reference; without a name the path stands in messages.
  public init(path: String, name: String? = nil) {
    self.path = path
    self.name = name ?? path
  }

  /// The folder of the path, `.` when it names none, and the last part of the path.
  var folderAndName: (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = slash == path.startIndex ? "/" : String(path[..<slash])
    return (folder, String(path[path.index(after: slash)...]))
  }
}
