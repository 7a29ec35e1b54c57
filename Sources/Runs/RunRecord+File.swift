import Foundation
import GSLNumerics

extension RunRecord {
  /// What the program was built with.
  public struct SoftwareRecord: Codable, Sendable, Equatable {
    /// The version of the Swift compiler, as far as it can be known.
    public var swift: String
    /// The version of the GNU Scientific Library.
    public var gsl: String

    /// The versions of this program.
    static var current: SoftwareRecord {
      SoftwareRecord(swift: compilerVersion, gsl: GSLVersion.text)
    }

    private static var compilerVersion: String {
      #if compiler(>=6.5)
        "6.5 or later"
      #elseif compiler(>=6.4)
        "6.4"
      #elseif compiler(>=6.3)
        "6.3"
      #else
        "6.2"
      #endif
    }
  }

  /// How the draws of the true effects were summed up for `effects.csv`.
  public struct EffectRecord: Codable, Sendable, Equatable {
    /// The bins of the histogram of each effect, from which its quantiles are read.
    public var bins: Int
    /// How far a quantile can be from that of the draws themselves, at most, in posterior standard
    /// deviations; nil where no bound can be given.
    public var quantileError: Double?

    enum CodingKeys: String, CodingKey {
      case bins
      case quantileError = "quantile_error_at_most"
    }
  }
}

extension RunRecord {
  /// The JSON text of the record, keys sorted.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// Reads the record of a finished run from its folder.
  ///
  /// - Throws: `RunFolderError` where there is none, where it is not one of this version, or where the
  ///   run has yet to come to its end.
  public init(folder: String) throws {
    let record = try RunRecord(unfinishedIn: folder)
    guard record.finished else {
      let chains = RunFolder(continuing: folder).incompleteChains(of: record.sampling.chainIds)
      throw RunFolderError.unfinished(folder: folder, chains: chains)
    }
    self = record
  }

  /// Reads the record of a run from its folder, whether the run came to its end or not.
  ///
  /// - Throws: `RunFolderError` where there is none, or where it is not one of this version.
  public init(unfinishedIn folder: String) throws {
    let path = "\(folder)/run.json"
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw RunFolderError.noRun(folder: folder)
    }
    do { self = try JSONDecoder().decode(RunRecord.self, from: bytes) } catch {
      throw RunFolderError.unreadableRecord(path: path)
    }
  }

  /// Whether the run of a folder came to its end; nil where there is no record that says.
  static func isFinished(inFolder folder: String) -> Bool? {
    struct End: Decodable { var finished: Bool }
    return FileManager.default.contents(atPath: "\(folder)/run.json").flatMap {
      try? JSONDecoder().decode(End.self, from: $0).finished
    }
  }
}
