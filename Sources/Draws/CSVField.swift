extension String {
  /// The text as a field of a CSV file, quoted where RFC 4180 asks for it.
  public var csvField: String {
    contains { ",\"\n\r".contains($0) } ? "\"\(replacing("\"", with: "\"\""))\"" : self
  }
}
