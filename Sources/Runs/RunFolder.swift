import Draws
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
  /// The folder holds a run that has yet to come to its end.
  case occupiedByUnfinished(folder: String)
  /// The run has yet to come to its end.
  case unfinished(folder: String, chains: [Int])
  /// The run was made by another version, which alone can continue it.
  case otherVersion(folder: String, seen: String, required: String)
  /// Fewer draws were asked for than a chain has.
  case fewerDraws(folder: String, asked: Int, chain: Int, drawn: Int)
  /// The model file has changed since the run.
  case otherModelFile(folder: String, file: String)
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
    case .occupiedByUnfinished(let folder):
      "\(folder) holds a run that is not finished.\n"
        + "Continue it with 'lindley resume \(folder)', or give --overwrite to replace it."
    case .unfinished(let folder, let chains):
      "\(folder) holds a run that is not finished: \(Self.incomplete(chains)).\n"
        + "Continue it with 'lindley resume \(folder)'."
    case .otherVersion(let folder, let seen, let required):
      "\(folder) holds a run of version \(seen) of Lindley, this is version \(required).\n"
        + "Continue it with version \(seen), or sample again."
    case .fewerDraws(let folder, let asked, let chain, let drawn):
      "\(folder) has \(drawn) draws of chain \(chain) already, \(asked) were asked for.\n"
        + "Give --draws \(drawn) or more: it is the number of draws in all."
    case .otherModelFile(let folder, let file):
      "\(folder) holds a run made when \(file) was not what it is now: its SHA-256 differs.\n"
        + "Restore \(file), or sample again."
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

  /// `chain 2 is incomplete`, `chains 1, 2 and 4 are incomplete`.
  private static func incomplete(_ chains: [Int]) -> String {
    guard let last = chains.last else { return "its effects and its record are missing" }
    let others = chains.dropLast().map { "\($0)" }.joined(separator: ", ")
    return others.isEmpty
      ? "chain \(last) is incomplete" : "chains \(others) and \(last) are incomplete"
  }
}

/// The folder that takes the files of a run.
///
/// Its `run.json` is there from the beginning, with all that was asked for; as long as a run has yet to
/// come to its end it says `"finished": false`.
public struct RunFolder: Sendable {
  /// The path, as it was given.
  public let path: String

  /// Takes a folder that holds a run, to go on with it.
  public init(continuing path: String) { self.path = path }

  /// Makes the folder, or sees that the one that is there may be used, and empties it of a run.
  ///
  /// - Throws: `RunFolderError.isFile`, `.occupied`, `.occupiedByUnfinished` or `.cannotCreate`.
  public init(_ path: String, overwrites: Bool) throws(RunFolderError) {
    self.path = path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      try Self.make(path)
      return
    }
    guard isFolder.boolValue else { throw .isFile(path: path) }
    guard overwrites || !names.contains(where: Self.isOfRun) else {
      throw RunRecord.isFinished(inFolder: path) == false
        ? .occupiedByUnfinished(folder: path) : .occupied(folder: path)
    }
    // First the record, so that what remains is no run, whatever happens.
    try? FileManager.default.removeItem(atPath: "\(path)/run.json")
    remove(except: [])
  }

  /// Removes what runs left, whole or partial.
  func remove(except kept: Set<String>) {
    for name in names where !kept.contains(name) && (Self.isOfRun(name) || Self.isPartial(name)) {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }

  /// Brings files to the disk, then their names.
  func synchronize(_ names: [String]) {
    for name in names { FileSystem.synchronize("\(path)/\(name)") }
    FileSystem.synchronize(path)
  }

  /// Of these chains those whose draws are not complete.
  func incompleteChains(of chains: [Int]) -> [Int] {
    let names = Set(names)
    return chains.filter { !names.contains("draws_\($0).csv") }
  }

  /// The names of all files that are there.
  private var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  private static func isOfRun(_ name: String) -> Bool {
    isChain(name) || ["run.json", "effects.csv", "row_weights.csv"].contains(name)
  }

  private static func isChain(_ name: String) -> Bool {
    ((name.hasPrefix("draws_") || name.hasPrefix("warmup_")) && name.hasSuffix(".csv"))
      || (name.hasPrefix("checkpoint_") && (name.hasSuffix(".json") || name.hasSuffix(".bin")))
  }

  /// Whether a file is what a run that was broken off left of one of its own.
  private static func isPartial(_ name: String) -> Bool {
    guard name.hasPrefix("."), name.hasSuffix(".partial") else { return false }
    let whole = String(name.dropFirst().dropLast(".partial".count))
    return isOfRun(whole) || isPartial(whole)
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
