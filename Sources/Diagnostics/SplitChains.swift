/// Each chain cut into its first and its second half; the middle draw of an odd number is left out.
///
/// A chain that drifts differs from itself in its halves. Chains of one draw stay as they are.
func splitChains(_ chains: [[Double]]) -> [[Double]] {
  guard let length = chains.first?.count, length > 1 else { return chains }
  let half = length / 2
  return chains.map { Array($0.prefix(half)) } + chains.map { Array($0.suffix(half)) }
}
