internal import CGSL

/// The autocovariances of a series at lags 0 ..< n, each a sum of products divided by n.
///
/// By the fast Fourier transform of the centred series, padded with zeros to at least twice its
/// length so that its end does not meet its beginning: O(n log n).
public func autocovariance(_ x: [Double]) -> [Double] {
  guard !x.isEmpty else { return [] }
  var length = 2
  while length < 2 * x.count { length *= 2 }
  let mean = x.reduce(0, +) / Double(x.count)
  var work = x.map { $0 - mean } + Array(repeating: 0, count: length - x.count)
  work.withUnsafeMutableBufferPointer { work in
    gsl_fft_real_radix2_transform(work.baseAddress, 1, length)
    // The real part of frequency k stands at k, the imaginary part at length − k.
    let half = length / 2
    for k in 1..<half {
      work[k] = work[k] * work[k] + work[length - k] * work[length - k]
      work[length - k] = 0
    }
    work[0] *= work[0]
    work[half] *= work[half]
    gsl_fft_halfcomplex_radix2_inverse(work.baseAddress, 1, length)
  }
  return work.prefix(x.count).map { $0 / Double(x.count) }
}
