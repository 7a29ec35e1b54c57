/// What can go wrong with files of draws, and with chains that are put together.
public enum DrawsError: Error, Equatable, Sendable {
  /// A file could not be created or given its final name.
  case cannotCreate(path: String, reason: String)
  /// Another process is writing a file that was to be continued.
  case inUse(path: String)
  /// Writing to a file failed, as on a full disk.
  case cannotWrite(path: String, reason: String)
  /// A file or folder could not be read.
  case cannotRead(path: String, reason: String)
  /// A folder holds no `draws_N.csv`.
  case noDrawsFiles(folder: String)
  /// A file ended before the line that names its columns.
  case noColumns(path: String)
  /// The header of a draws file lacks a key, or its value is of no use.
  case badHeader(path: String, key: String, value: String?)
  /// A row has more or fewer fields than there are columns.
  case wrongFieldCount(path: String, line: Int, seen: Int, required: Int)
  /// A field is not a number.
  case notANumber(path: String, line: Int, column: String, text: String)
  /// A draws file that is to be continued has lost some of its rows.
  case shortened(path: String, bytes: Int, required: Int)
  /// A draws file lacks the footer that a finished run leaves.
  case unfinished(path: String, iterations: Int)
  /// No chain was given where at least one is needed.
  case noChains
  /// Two chains do not have the same variables in the same order.
  case differentColumns(chain: Int, from: Int)
  /// Two chains differ in their number of iterations.
  case differentLengths(chain: Int, iterations: Int, from: Int, otherIterations: Int)
  /// What is to be written is there already.
  case occupied(path: String)
  /// What is to be replaced is no earlier export.
  case notAnExport(path: String)
}

extension DrawsError: CustomStringConvertible {
  /// What went wrong, where, and what to try, in one or two lines.
  public var description: String { remedy.map { "\(problem)\n\($0)" } ?? problem }

  /// Where it happened, what was seen and what is required.
  private var problem: String {
    switch self {
    case .cannotCreate(let path, let reason): "\(path) cannot be created: \(reason)."
    case .inUse(let path): "\(path) is being written by another process."
    case .cannotWrite(let path, let reason): "\(path) cannot be written: \(reason)."
    case .cannotRead(let path, let reason): "\(path) cannot be read: \(reason)."
    case .noDrawsFiles(let folder):
      "\(folder) holds no file draws_1.csv, draws_2.csv, and so on."
    case .noColumns(let path): "\(path) has no line with the names of the columns."
    case .badHeader(let path, let key, nil): "\(path): the header has no '\(key)'."
    case .badHeader(let path, let key, let value?):
      "\(path): '\(key) = \(value)' in the header is not a whole number from 1."
    case .wrongFieldCount(let path, let line, let seen, let required):
      "\(path), line \(line): \(seen) \(seen == 1 ? "field" : "fields") where \(required) "
        + "\(required == 1 ? "is" : "are") required, one for each column."
    case .notANumber(let path, let line, let column, let text):
      "\(path), line \(line), column '\(column)': '\(text)' is not a number."
    case .shortened(let path, let bytes, let required):
      "\(path) cannot be continued: \(bytes) bytes of rows are there, \(required) were written."
    case .unfinished(let path, let iterations):
      "\(path) is unfinished: after \(iterations) iterations the timing is missing that ends a run."
    case .noChains: "There is no chain; at least one is needed."
    case .differentColumns(let chain, let other):
      "Chain \(chain) does not have the same columns as chain \(other)."
    case .differentLengths(let chain, let iterations, let other, let otherIterations):
      "Chain \(chain) has \(iterations) iterations, chain \(other) has \(otherIterations)."
    case .occupied(let path): "\(path) is there already."
    case .notAnExport(let path):
      "\(path) is there already, and is not what this export would replace."
    }
  }

  /// What to try; nil where the problem says it all.
  private var remedy: String? {
    switch self {
    case .cannotCreate: "Give a folder that exists and that you may write to."
    case .cannotWrite:
      "Nothing new was left under this name; free some space or choose another disk, "
        + "and run again."
    case .inUse: "Wait for its end, or stop it."
    case .shortened: "Restore the file as it was written, or sample again."
    case .cannotRead: "Give the path of something that exists and that you may read."
    case .noDrawsFiles: "Give the folder that 'lindley sample --output' wrote."
    case .noColumns: "A draws file has comments, that line, rows of numbers, and the timing."
    case .badHeader(_, _, nil): "Give a file in CmdStan's layout, with all of its header."
    case .badHeader: "Give a file in CmdStan's layout, as it was written."
    case .wrongFieldCount, .notANumber: "Restore the file as it was written, or sample again."
    case .unfinished: "Run 'lindley resume' on its folder, or sample again."
    case .noChains: nil
    case .differentColumns: "Keep the draws of different models in different folders."
    case .differentLengths: "Chains are compared iteration by iteration and must have one length."
    case .occupied: "Give another --output, or --overwrite to replace it."
    case .notAnExport: "Give another --output, or remove it yourself."
    }
  }
}
