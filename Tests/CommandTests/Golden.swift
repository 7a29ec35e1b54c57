import TestSupport

/// Where a printed text departs from a golden one, apart from the steps of an optimiser, which are no result.
func differenceFromGolden(_ name: String, _ text: String) throws -> String? {
  try TestSupport.differenceFromGolden(
    name, text,
    comparing: { line in
      line.hasPrefix("Converged after ")
        ? line.split(separator: " ").filter { Int($0) == nil && !$0.hasPrefix("step") }
          .joined(separator: " ")
        : line
    }, test: #filePath)
}
