import Distributions
import Foundation
import Testing

/// A log density by scipy, from `Tests/ReferenceValues/distributions/make-reference-values.py`.
struct ReferenceDensity: Decodable {
  let parameters: [Double]
  let at: [Double]
  let value: Double

  private struct File: Decodable {
    let values: [String: [ReferenceDensity]]
  }

  /// The values for one distribution; none when the file does not hold it, which throws.
  static func of(_ name: String) throws -> [ReferenceDensity] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "ReferenceValues/distributions/densities.json")
    let all = try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).values
    guard let found = all[name] else { throw CocoaError(.keyValueValidation) }
    return found
  }
}

/// Compares the log densities of a distribution of numbers with scipy's, to 1e-12.
func expectReferenceDensities<D: Distribution<Double>>(
  _ name: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ make: ([Double]) throws -> D
) throws {
  for reference in try ReferenceDensity.of(name) {
    let value = try make(reference.parameters).logDensity(reference.at[0])
    #expect(
      abs(value - reference.value) <= 1e-12 * max(1, abs(reference.value)),
      "\(name)\(reference.parameters) at \(reference.at)", sourceLocation: sourceLocation)
  }
}
