import Foundation
import TestSupport
import Testing

/// One seed gives one set of bytes, whatever else differs.
@Suite struct DeterminismTests {
  @Test("twice, and with any number of threads", arguments: ["exact", "gibbs"])
  func repeatable(sampler: String) throws {
    let workplace = try Workplace()
    let first = try draw(workplace, "first", "--sampler", sampler)
    #expect(first.count == 5)
    for (folder, options) in [
      ("again", []), ("one", ["--threads", "1"]), ("two", ["--threads", "2"]),
      ("four", ["--threads", "4"]), ("many", ["--threads", "64"]),
    ] {
      #expect(try draw(workplace, folder, ["--sampler", sampler] + options) == first, "\(folder)")
    }
  }

  @Test("chain 3 alone is chain 3 of four", arguments: ["exact", "gibbs"])
  func chainAlone(sampler: String) throws {
    let workplace = try Workplace()
    let all = try draw(workplace, "all", "--sampler", sampler)
    let alone = try draw(workplace, "alone", "--sampler", sampler, "--chain-id", "3")
    #expect(alone["draws_3.csv"] == all["draws_3.csv"])
    #expect(Set(alone.keys) == ["draws_3.csv", "effects.csv"])
    #expect(Set(all.values).count == 5, "no two chains are the same")
  }

  @Test("another seed gives other draws", arguments: ["exact", "gibbs"])
  func otherSeed(sampler: String) throws {
    let workplace = try Workplace()
    let one = try draw(workplace, "one", "--sampler", sampler, "--seed", "1")
    let two = try draw(workplace, "two", "--sampler", sampler, "--seed", "2")
    for chain in 1...4 {
      let rows = try ["one", "two"].map {
        try workplace.lines(of: "\($0)/draws_\(chain).csv").filter { !$0.hasPrefix("#") }
      }
      #expect(zip(rows[0], rows[1]).dropFirst().allSatisfy { $0 != $1 })
    }
    #expect(one.count == two.count)
  }

  private func draw(
    _ workplace: Workplace, _ folder: String, _ options: String...
  ) throws -> [String: Data] {
    try draw(workplace, folder, options)
  }

  /// The bytes of the files with draws and effects, by their names.
  private func draw(
    _ workplace: Workplace, _ folder: String, _ options: [String]
  ) throws -> [String: Data] {
    let outcome = try workplace.lindley(
      ["sample", "models/teacher-expectancy-weeks.yaml", "--output", folder, "--draws", "300"]
        + ["--warmup", "50"] + options)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let names = (workplace.names(in: folder) ?? []).filter { $0.hasSuffix(".csv") }
    return Dictionary(
      uniqueKeysWithValues: try names.map { ($0, try workplace.bytes(of: "\(folder)/\($0)")) })
  }
}
