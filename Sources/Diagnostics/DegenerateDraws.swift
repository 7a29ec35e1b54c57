/// Whether all draws are finite.
func areFinite(_ chains: [[Double]]) -> Bool {
  chains.allSatisfy { $0.allSatisfy(\.isFinite) }
}

/// Whether all draws of all chains are equal, to within 2.2e-16 as posterior has it, or none is there.
func areConstant(_ chains: [[Double]]) -> Bool {
  let smallest = chains.compactMap { $0.min() }.min()
  let largest = chains.compactMap { $0.max() }.max()
  guard let smallest, let largest else { return true }
  return largest - smallest < .ulpOfOne
}
