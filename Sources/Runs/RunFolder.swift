import Foundation
import ModelData

/// What can be wrong with the folder of a run.
public enum RunFolderError: Error, Equatable, Sendable {
  /// The folder holds no run, or is not there.
  case noRun(folder: String)
  /// `run.json` is not what this version writes.
  case unreadableRecord(path: String)
  /// The folder holds a run already.
  case occupied(folder: String)
  /// The folder cannot be made.
  case cannotCreate(folder: String, reason: String)
  /// The path is a file.
  case isFile(path: String)
  /// The run is of another model.
  case otherModel(folder: String, seen: String, required: String)
  /// A data file has changed since the run.
  case otherData(folder: String, file: String)
  /// A data file cannot be read any more.
  case dataUnreadable(path: String)
}

extension RunFolderError: CustomStringConvertible {
  /// What is wrong, and what to try.
  public var description: String {
    switch self {
    case .noRun(let folder):
      "\(folder) holds no run: there is no run.json in it.\n"
        + "Give the folder that 'lindley sample --output' wrote."
    case .unreadableRecord(let path):
      "\(path) is not the record of a run as this version writes it.\n"
        + "Sample again with this version."
    case .occupied(let folder):
      "\(folder) holds a run already.\n"
        + "Give another folder, or --overwrite to replace that run."
    case .cannotCreate(let folder, let reason):
      "\(folder) cannot be made: \(reason).\n"
        + "Give a folder where you may write."
    case .isFile(let path):
      "\(path) is a file; the draws need a folder.\nGive the name of a folder."
    case .otherModel(let folder, let seen, let required):
      "\(folder) holds draws of another model: \(seen), not \(required).\n"
        + "Give the run of this model, or sample again."
    case .otherData(let folder, let file):
      "\(folder) holds draws made when \(file) was not what it is now: its SHA-256 differs.\n"
        + "Sample again with the data as they are."
    case .dataUnreadable(let path):
      "\(path) cannot be read again for its digest."
    }
  }
}

/// The folder that takes the files of a run.
///
/// While a run writes to it, it holds no `run.json`: that comes last, when all else is there.
public struct RunFolder: Sendable {
  /// The path, as it was given.
  public let path: String

  /// Makes the folder, or sees that the one that is there may be used.
  ///
  /// - Throws: `RunFolderError.isFile`, `.occupied` or `.cannotCreate`.
  public init(_ path: String, overwrites: Bool) throws(RunFolderError) {
    self.path = path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      try Self.make(path)
      return
    }
    guard isFolder.boolValue else { throw .isFile(path: path) }
    guard overwrites || !names.contains(where: Self.isOfRun) else { throw .occupied(folder: path) }
    try? FileManager.default.removeItem(atPath: "\(path)/run.json")
  }

  /// Removes what an earlier run left, whole or partial, and this one did not replace.
  func remove(except kept: Set<String>) {
    for name in names where !kept.contains(name) && (Self.isOfRun(name) || Self.isPartial(name)) {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }

  /// The names of all files that are there.
  private var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  private static func isOfRun(_ name: String) -> Bool {
    isChain(name) || name == "run.json" || name == "effects.csv"
  }

  private static func isChain(_ name: String) -> Bool {
    (name.hasPrefix("draws_") || name.hasPrefix("warmup_")) && name.hasSuffix(".csv")
  }

  /// Whether a file is what a run that was broken off left of a chain.
  private static func isPartial(_ name: String) -> Bool {
    name.hasPrefix(".") && name.hasSuffix(".partial")
      && isChain(String(name.dropFirst().dropLast(".partial".count)))
  }

  /// Makes a folder and those above it; Foundation would not say why it cannot.
  private static func make(_ path: String) throws(RunFolderError) {
    var made = path.hasPrefix("/") ? "/" : ""
    for name in path.split(separator: "/") {
      made += name + "/"
      guard mkdir(made, 0o777) == 0 || errno == EEXIST else {
        throw .cannotCreate(folder: path, reason: String(cString: strerror(errno)))
      }
    }
  }
}
