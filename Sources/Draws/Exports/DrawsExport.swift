/// The forms in which draws can be given to other programs.
public enum ExportFormat: String, Sendable, CaseIterable {
  /// One CSV file for `posterior::as_draws_df`.
  case drawsFrame = "draws-df"
  /// A folder for `coda::read.coda`.
  case coda
  /// A Zarr folder for xarray and ArviZ.
  case zarr
}

/// The draws of a run in the form of another program.
public struct DrawsExport: Sendable {
  private let source: DrawsFiles
  private let labels: DrawsLabels

  /// Takes up the draws of a run.
  public init(_ source: DrawsFiles, labels: DrawsLabels) {
    self.source = source
    self.labels = labels
  }

  /// Writes them; the output has its name only when it is complete.
  ///
  /// - Parameters:
  ///   - path: the file, or the folder for CODA and Zarr.
  ///   - overwrites: whether an earlier export may be replaced.
  /// - Throws: `DrawsError`.
  public func write(
    _ format: ExportFormat, to path: String, overwrites: Bool
  ) throws(DrawsError) {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    switch format {
    case .drawsFrame:
      try checkFile(path, overwrites: overwrites)
      try DrawsFrame.write(source, to: path)
    case .coda:
      let folder = try AtomicFolder(
        at: path, replacing: overwrites ? CodaFolder.indexName : nil)
      try CodaFolder.write(source, thin: labels.thin, into: folder)
      try folder.commit()
    case .zarr:
      let folder = try AtomicFolder(at: path, replacing: overwrites ? ZarrFolder.markName : nil)
      try ZarrFolder.write(source, labels: labels, into: folder)
      try folder.commit()
    }
  }

  private func checkFile(_ path: String, overwrites: Bool) throws(DrawsError) {
    switch FileKind(of: path) {
    case .nothing: break
    case .file: if !overwrites { throw .occupied(path: path) }
    case .folder: throw .notAnExport(path: path)
    }
  }
}

/// What draws files do not say of their variables.
public struct DrawsLabels: Sendable, Equatable {
  /// The meaning of one index of a variable.
  public struct Dimension: Sendable, Equatable {
    /// Its name: `coefficient`, `school`.
    public var name: String
    /// What each value of the index stands for, from 1.
    public var labels: [String]

    /// Names a dimension.
    public init(_ name: String, labels: [String]) {
      self.name = name
      self.labels = labels
    }
  }

  /// The dimensions of variables by their base: those of `T` for `T.2.1`.
  public var dimensions: [String: [Dimension]]
  /// The iterations for each draw.
  public var thin: Int
  /// What is said of the whole, by name.
  public var attributes: [String: String]

  /// Makes labels.
  public init(
    dimensions: [String: [Dimension]] = [:], thin: Int = 1, attributes: [String: String] = [:]
  ) {
    self.dimensions = dimensions
    self.thin = thin
    self.attributes = attributes
  }
}
