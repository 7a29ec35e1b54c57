internal import CGSL

extension UnsafeMutableBufferPointer {
  /// Asks the processor to fetch these parts from memory, all at the same time, before they are used.
  ///
  /// - Parameters:
  ///   - places: the numbers of the parts.
  ///   - length: the number of elements in each part.
  public func prefetch(_ places: UnsafeBufferPointer<Int>, length: Int) {
    guard let start = baseAddress, length > 0 else { return }
    let size = length * MemoryLayout<Element>.stride
    for place in places {
      let part = UnsafeRawPointer(start + place * length)
      // Every line of the cache that the part touches.
      for offset in stride(from: 0, to: size, by: 64) { lindley_prefetch(part + offset) }
      lindley_prefetch(part + (size - 1))
    }
  }
}
