import ModelData

/// γ by the base columns of G, for eight groups: Gγ = Σ_k β_k b_k with β_k = Σ_m γ_km w_m, w₀ = 1.
struct BaseCoefficients {
  typealias Lane = SIMD8<Double>

  /// The number of base columns.
  let count: Int
  /// The number of predictors of the groups that multiply base columns.
  private let predictorCount: Int
  private let productCounts: UnsafePointer<Int>
  /// `ReducedData.leadingZeros` of each row.
  private let leadingZeros: UnsafePointer<Int>
  private let gamma: UnsafePointer<Double>
  /// β.
  private let values: UnsafeMutablePointer<Lane>

  /// Passes on the coefficients, and room for so many further lanes.
  static func with(
    _ layout: DesignLayout, leadingZeros: [Int], gamma: [Double], furtherLanes: Int,
    _ body: (BaseCoefficients, UnsafeMutablePointer<Lane>) -> Void
  ) {
    let count = layout.baseCount
    withUnsafeTemporaryAllocation(of: Lane.self, capacity: count + furtherLanes + 1) { room in
      layout.productCounts.withUnsafeBufferPointer { productCounts in
        leadingZeros.withUnsafeBufferPointer { leadingZeros in
          gamma.withUnsafeBufferPointer { gamma in
            guard let values = room.baseAddress, let productCounts = productCounts.baseAddress,
              let leadingZeros = leadingZeros.baseAddress, let gamma = gamma.baseAddress
            else { return }
            let coefficients = BaseCoefficients(
              count: count, predictorCount: layout.predictorCount, productCounts: productCounts,
              leadingZeros: leadingZeros, gamma: gamma, values: values)
            coefficients.takeConstants()
            body(coefficients, values + count)
          }
        }
      }
    }
  }

  private func takeConstants() {
    var column = gamma
    for k in 0..<count {
      values[k] = Lane(repeating: column.pointee)
      column += productCounts[k] &+ 1
    }
  }

  /// Takes β of the groups with these predictors.
  @inline(always)
  func take(_ predictors: UnsafePointer<Lane>) {
    guard predictorCount > 0 else { return }
    var column = gamma
    var k = 0
    while k < count {
      let products = productCounts[k]
      if products > 0 {
        var value = Lane(repeating: column.pointee)
        var m = 0
        while m < products {
          value += column[m &+ 1] * predictors[m]
          m &+= 1
        }
        values[k] = value
      }
      column += products &+ 1
      k &+= 1
    }
  }

  /// g − Gγ in row i of eight groups, whose base columns and g begin here.
  @inline(always)
  func residual(_ design: UnsafePointer<Lane>, row i: Int) -> Lane {
    var residual = design[count]
    var k = leadingZeros[i]
    while k < count {
      residual -= values[k] * design[k]
      k &+= 1
    }
    return residual
  }
}
