/// The SHA-256 digest, by which a run knows its data again.
///
/// Bytes may come in pieces of any length, so that no file need be held whole.
/// Source: FIPS 180-4 (2015), sections 4.1.2, 5.1.1 and 6.2.2.
public struct SHA256 {
  private var state = SIMD8<UInt32>(
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19)
  /// The bytes that do not fill a block yet.
  private var rest: [UInt8] = []
  private var count = 0

  /// Starts with no bytes.
  public init() {}

  /// The digest of some bytes, as 64 hexadecimal digits.
  public static func hexDigest(of bytes: [UInt8]) -> String {
    var digest = SHA256()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.hexDigest()
  }

  /// Takes further bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    count += bytes.count
    var start = 0
    if !rest.isEmpty {
      start = min(64 - rest.count, bytes.count)
      rest += bytes[..<start]
      guard rest.count == 64 else { return }
      rest.withUnsafeBytes { Self.process($0, &state) }
      rest = []
    }
    let whole = start + (bytes.count - start) / 64 * 64
    Self.process(UnsafeRawBufferPointer(rebasing: bytes[start..<whole]), &state)
    rest += bytes[whole...]
  }

  /// The digest of the bytes so far, as 64 hexadecimal digits.
  public func hexDigest() -> String {
    // The padding: one bit, zeros, and the length in bits as 64 bits.
    var tail = rest + [0x80]
    while tail.count % 64 != 56 { tail.append(0) }
    let bits = UInt64(count) * 8
    tail += stride(from: 56, through: 0, by: -8).map {
      UInt8(truncatingIfNeeded: bits >> UInt64($0))
    }
    var last = state
    tail.withUnsafeBytes { Self.process($0, &last) }
    return last.indices.map { place in
      let digits = String(last[place], radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// Takes whole blocks into the state.
  private static func process(_ bytes: UnsafeRawBufferPointer, _ state: inout SIMD8<UInt32>) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      constants.withUnsafeBufferPointer { constants in
        for start in stride(from: 0, to: bytes.count, by: 64) {
          expand(bytes, from: start, into: schedule)
          state &+= rounds(schedule, constants, state)
        }
      }
    }
  }

  /// The 64 words made of a block's 16.
  private static func expand(
    _ bytes: UnsafeRawBufferPointer, from start: Int,
    into schedule: UnsafeMutableBufferPointer<UInt32>
  ) {
    for t in 0..<16 {
      schedule[t] = UInt32(
        bigEndian: bytes.loadUnaligned(fromByteOffset: start &+ 4 &* t, as: UInt32.self))
    }
    for t in 16..<64 {
      let (a, b) = (schedule[t &- 15], schedule[t &- 2])
      let small0 = rotate(a, 7) ^ rotate(a, 18) ^ a &>> 3
      let small1 = rotate(b, 17) ^ rotate(b, 19) ^ b &>> 10
      schedule[t] = schedule[t &- 16] &+ small0 &+ schedule[t &- 7] &+ small1
    }
  }

  /// The state after the 64 rounds, four at a time, so that names move on rather than words.
  private static func rounds(
    _ schedule: UnsafeMutableBufferPointer<UInt32>, _ constants: UnsafeBufferPointer<UInt32>,
    _ start: SIMD8<UInt32>
  ) -> SIMD8<UInt32> {
    var (a, b, c, d) = (start[0], start[1], start[2], start[3])
    var (e, f, g, h) = (start[4], start[5], start[6], start[7])
    for t in stride(from: 0, to: 64, by: 4) {
      round(a, b, c, &d, e, f, g, &h, schedule[t] &+ constants[t])
      round(h, a, b, &c, d, e, f, &g, schedule[t &+ 1] &+ constants[t &+ 1])
      round(g, h, a, &b, c, d, e, &f, schedule[t &+ 2] &+ constants[t &+ 2])
      round(f, g, h, &a, b, c, d, &e, schedule[t &+ 3] &+ constants[t &+ 3])
      (a, b, c, d, e, f, g, h) = (e, f, g, h, a, b, c, d)
    }
    return SIMD8(a, b, c, d, e, f, g, h)
  }

  /// One round: two of the eight words change, and take the places of the next round's a and e.
  @inline(always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
    _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32
  ) {
    let big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    let first = h &+ big1 &+ (g ^ (e & (f ^ g))) &+ word
    let big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    d &+= first
    h = first &+ big0 &+ ((a & b) | (c & (a | b)))
  }

  @inline(always)
  private static func rotate(_ word: UInt32, _ places: UInt32) -> UInt32 {
    word &>> places | word &<< (32 &- places)
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
