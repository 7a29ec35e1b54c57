import Foundation

/// Measurements for the README: never tests, since machines differ and are shared.
///
///     swift run -c release Benchmarks sweep
///     swift run -c release Benchmarks threads
///     swift run -c release Benchmarks effective-draws models/hsb-table-4-5.yaml …
///     swift run -c release Benchmarks reduction models/hsb-table-4-5.yaml …
@main
struct Benchmarks {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    switch arguments.first {
    case "sweep": try SweepCost.print(groups: arguments.dropFirst().compactMap { Int($0) })
    case "threads": try ThreadCost.print()
    case "effective-draws": try EffectiveDraws.print(Array(arguments.dropFirst()))
    case "reduction": try ReductionSpeed.print(Array(arguments.dropFirst()))
    default:
      print(
        "usage: Benchmarks sweep [GROUPS…] | threads | effective-draws MODEL… | reduction MODEL…")
    }
  }
}
