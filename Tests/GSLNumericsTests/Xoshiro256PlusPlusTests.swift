import Foundation
import GSLNumerics
import Testing

@Suite struct Xoshiro256PlusPlusTests {
  private func fromOneToFour() throws -> Xoshiro256PlusPlus {
    try #require(Xoshiro256PlusPlus(words: [1, 2, 3, 4]))
  }

  @Test("the outputs from state (1, 2, 3, 4) are those of the authors' code")
  func outputs() throws {
    var generator = try fromOneToFour()
    let outputs = (0..<10).map { _ in generator.next() }
    #expect(
      outputs == [
        41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386,
        9_228_616_714_210_784_205, 9_973_669_472_204_895_162, 14_011_001_112_246_962_877,
        12_406_186_145_184_390_807, 15_849_039_046_786_891_736, 10_450_023_813_501_588_000,
      ])
  }

  // The values after jumps come from powers of the transition matrix over GF(2).
  @Test("a jump is 2¹²⁸ calls")
  func jump() throws {
    var generator = try fromOneToFour()
    for _ in 0..<3 { _ = generator.next() }
    generator.jump()
    #expect(generator.next() == 8_066_193_832_155_293_345)
  }

  @Test("a long jump is 2¹⁹² calls")
  func longJump() throws {
    var generator = try fromOneToFour()
    generator.longJump()
    #expect(generator.next() == 13_097_851_138_432_240_629)
  }

  @Test("a seed fills the state by SplitMix64")
  func seeding() {
    #expect(
      Xoshiro256PlusPlus(seed: 0).words == [
        0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f, 0xf88b_b8a8_724c_81ec,
      ])
  }

  @Test("what is not a state is refused")
  func notAState() {
    #expect(Xoshiro256PlusPlus(words: [0, 0, 0, 0]) == nil)
    #expect(Xoshiro256PlusPlus(words: [1, 2, 3]) == nil)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Xoshiro256PlusPlus.self, from: Data("[0, 0, 0, 0]".utf8))
    }
  }

  @Test("a state survives JSON to the last bit")
  func coding() throws {
    let generator = Xoshiro256PlusPlus(seed: .max)
    let written = try JSONEncoder().encode(generator)
    #expect(try JSONDecoder().decode(Xoshiro256PlusPlus.self, from: written) == generator)
  }
}
