internal import CGSL

extension UnsafeRawPointer {
  /// Asks the processor to fetch these records from memory, all at the same time, before they are used.
  ///
  /// - Parameters:
  ///   - places: the numbers of the records, which follow each other from this address on.
  ///   - size: the bytes of each; no record crosses a line of the cache that it could lie within.
  public func prefetch(_ places: UnsafeBufferPointer<Int>, size: Int) {
    for place in places {
      let record = self + place &* size
      for offset in stride(from: 0, to: size, by: 64) { lindley_prefetch(record + offset) }
    }
  }
}
