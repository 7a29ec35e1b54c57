import GibbsEngine
import ModelData

/// The number of groups and of effects as JSON; the effects in the coder's `BulkValues` where it has
/// them, else as a list.
extension GroupEffects: Codable {
  private enum CodingKeys: String, CodingKey {
    case groupCount, effectCount, values
  }

  /// Writes the effects.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(groupCount, forKey: .groupCount)
    try container.encode(effectCount, forKey: .effectCount)
    if let bulk = encoder.userInfo.bulkValues {
      bulk.put(lanes)
    } else {
      try container.encode(lanes, forKey: .values)
    }
  }

  /// Reads the effects.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let (groups, effects) = (
      try container.decode(Int.self, forKey: .groupCount),
      try container.decode(Int.self, forKey: .effectCount)
    )
    let count = (groups + ReducedData.blockSize - 1) / ReducedData.blockSize * effects
    let lanes =
      try decoder.userInfo.bulkValues?.take(count)
      ?? container.decode([SIMD8<Double>].self, forKey: .values)
    guard lanes.count == count else {
      throw DecodingError.dataCorruptedError(
        forKey: .values, in: container, debugDescription: "there are not as many effects as groups."
      )
    }
    self.init(groupCount: groups, effectCount: effects, lanes: lanes)
  }
}

extension [CodingUserInfoKey: Any] {
  /// The values that lie beside the JSON; nil where all are in it.
  fileprivate var bulkValues: BulkValues? {
    BulkValues.key.flatMap { self[$0] as? BulkValues }
  }
}
