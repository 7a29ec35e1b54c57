import RealModule

/// Standard normal numbers by the ziggurat: 256 layers of equal area, of which one multiplication and
/// one comparison nearly always suffice.
///
/// The half density f(x) = exp(−x²/2) is covered by 255 rectangles and a base, each of area v. Layer i
/// reaches from height f(x_i) to f(x_{i+1}) and out to x_i; layer 0 is the base, the rectangle out to
/// x_1 = r with the tail beyond. A place out to x_i is drawn evenly: below x_{i+1} it lies under the
/// density for certain; between, it is taken with the probability that the wedge gives; in the base,
/// whose width x_0 = v/f(r) stands for its area, it calls for a draw from the tail.
///
/// One call of the generator gives the layer by its 8 low bits, and the sign and place by its 53 high
/// ones, so that the two share no bit.
///
/// - Source: Marsaglia & Tsang (2000), J. Statistical Software 5(8); Doornik (2005), An improved
///   ziggurat method to generate normal random samples, for the separate bits; Marsaglia (1964),
///   Technometrics 6, 101–102, for the tail.
struct NormalZiggurat {
  /// What the first comparison needs.
  struct Layer {
    /// 2⁻⁵² x_i: the place out to x_i for each step of a 53-bit number with sign.
    let step: Double
    /// x_{i+1}.
    let inner: Double
  }

  /// The layers.
  static let count = 256
  /// r = x_1, at which the areas close: the last layer ends at f(0) = 1.
  static let tailStart = 3.654152885361008796

  /// The layers; never freed and never changed, as are the heights.
  let layers: UnsafePointer<Layer>
  /// f(x_i), i from 0 to 256.
  private let heights: UnsafePointer<Double>

  nonisolated(unsafe) static let shared = NormalZiggurat()

  private init() {
    let edges = Self.edges
    let layers = UnsafeMutablePointer<Layer>.allocate(capacity: Self.count)
    let heights = UnsafeMutablePointer<Double>.allocate(capacity: Self.count + 1)
    for i in 0..<Self.count {
      (layers + i).initialize(to: Layer(step: 0x1p-52 * edges[i], inner: edges[i + 1]))
    }
    for i in 0...Self.count { (heights + i).initialize(to: Self.density(edges[i])) }
    self.layers = UnsafePointer(layers)
    self.heights = UnsafePointer(heights)
  }

  /// x_0 … x_256.
  static var edges: [Double] {
    let r = tailStart
    // v = r f(r) + ∫_r^∞ f.
    let area = r * density(r) + (Double.pi / 2).squareRoot() * .erfc(r / Double(2).squareRoot())
    var edges = [area / density(r), r]
    while edges.count < count {
      let x = edges[edges.count - 1]
      edges.append((-2 * Double.log(area / x + density(x))).squareRoot())
    }
    return edges + [0]
  }

  /// f(x).
  static func density(_ x: Double) -> Double { .exp(-0.5 * x * x) }

  /// A standard normal number.
  @inline(__always)
  func draw(using generator: inout Xoshiro256PlusPlus) -> Double {
    let bits = generator.next()
    let layer = layers[Int(truncatingIfNeeded: bits & 0xFF)]
    let x = Double(Int64(bitPattern: bits) >> 11) * layer.step
    if abs(x) < layer.inner { return x }
    let edge = drawNearEdge(x, layer: Int(truncatingIfNeeded: bits & 0xFF), from: generator)
    generator = edge.generator
    return edge.value
  }

  /// Fills a buffer with standard normal numbers, and gives back the generator.
  ///
  /// The generator comes and goes by value, and not inlined: only so does its state stay in registers.
  @inline(never)
  func fill(
    _ normals: UnsafeMutableBufferPointer<Double>, from start: Xoshiro256PlusPlus
  ) -> Xoshiro256PlusPlus {
    var generator = start
    for i in normals.indices { normals[i] = draw(using: &generator) }
    return generator
  }

  /// Decides on a place beyond x_{i+1}, and draws anew where it is refused.
  ///
  /// The generator comes and goes by value: a loop over `draw` can so keep its state in registers.
  @inline(never)
  func drawNearEdge(
    _ place: Double, layer: Int, from start: Xoshiro256PlusPlus
  ) -> (value: Double, generator: Xoshiro256PlusPlus) {
    var generator = start
    var (x, i) = (place, layer)
    while true {
      if abs(x) < layers[i].inner { return (x, generator) }
      if i == 0 {
        let value = drawTail(isNegative: x < 0, using: &generator)
        return (value, generator)
      }
      let height = heights[i] + generator.nextUnit() * (heights[i + 1] - heights[i])
      if height < Self.density(x) { return (x, generator) }
      let bits = generator.next()
      i = Int(truncatingIfNeeded: bits & 0xFF)
      x = Double(Int64(bitPattern: bits) >> 11) * layers[i].step
    }
  }

  /// A number beyond r.
  private func drawTail(
    isNegative: Bool, using generator: inout Xoshiro256PlusPlus
  ) -> Double {
    while true {
      let excess = -.log(generator.nextUnit()) / Self.tailStart
      if -2 * .log(generator.nextUnit()) >= excess * excess {
        return isNegative ? -Self.tailStart - excess : Self.tailStart + excess
      }
    }
  }
}
