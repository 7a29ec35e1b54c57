import GSLNumerics
import RealModule

extension ReducedData {
  /// The same data with X written, as far as it consists of them, as products of base columns and predictors of
  /// the groups, as the level-2 equations of a model make them.
  ///
  /// A pass over the groups then costs what its base columns do, and for a product little more than a
  /// multiplication. The coefficients have coordinates of their own, those of the products.
  ///
  /// - Returns: the data themselves where X has no such products.
  /// - Source: Raudenbush & Bryk (2002), chapter 2, for the combined model of such equations.
  public func inCrossLevelForm() -> ReducedData {
    guard effectCount > 1, layout.predictorCount == 0,
      let form = CrossLevelProducts(self).flatMap(CrossLevelForm.init)
    else { return self }
    return ReducedData(
      self, pooled: pooled(changedBy: form.change),
      coordinates: coordinates.changed(
        by: form.change, logDeterminant: form.logDeterminant,
        constantDirection: form.constantDirection),
      lanes: lanes(bases: form.bases, predictors: form.predictors), layout: form.layout)
  }

  /// The lanes with these columns of G alone, and with the products of these predictors.
  private func lanes(bases: [Int], predictors: [GroupNumbers]) -> [SIMD8<Double>] {
    var result: [SIMD8<Double>] = []
    for block in 0..<blockCount {
      for i in 0..<effectCount {
        let root = block * blockLanes + rowStart(i)
        let design = root + effectCount - i
        result += lanes[root..<design]
        for base in bases { result.append(lanes[design + base]) }
        result.append(lanes[design + layout.baseCount])
      }
      for predictor in predictors { result.append(predictor.lanes[block]) }
      for (n, first) in predictors.enumerated() {
        for second in predictors[n...] { result.append(first.lanes[block] * second.lanes[block]) }
      }
    }
    return result
  }
}

/// The base columns with their products, in the order of the layout, and the coefficients that belong to them.
private struct CrossLevelForm {
  let layout: DesignLayout
  /// The places of the base columns among the columns of before.
  let bases: [Int]
  /// The predictors of the groups.
  let predictors: [GroupNumbers]
  /// N with γ = Nγ′ for the coefficients of before, γ, and these, γ′: f × f.
  private(set) var change: Matrix
  /// log |det N|.
  private(set) var logDeterminant = 0.0
  /// The combination of the columns that is the constant.
  private(set) var constantDirection: [Double]

  /// Puts base columns and products in order; nil where there are no products.
  init?(_ found: CrossLevelProducts) {
    let places = found.predictors.indices
    let byBase = Dictionary(grouping: found.products, by: \.base).mapValues { products in
      places.map { place in products.first { $0.predictor == place } }
    }
    let uses = places.map { place in byBase.values.count { $0[place] != nil } }
    let order = places.sorted { (-uses[$0], $0) < (-uses[$1], $1) }
    // A base column has the first predictors; a product after a gap is a base column itself, as is a predictor
    // that multiplies the constant alone.
    let products = byBase.mapValues { products in
      order.map { products[$0] }.prefix { $0 != nil }.compactMap { $0 }
    }
    guard let most = products.values.map(\.count).max(), most > 0 else { return nil }
    let kept = order.prefix(most)
    predictors = kept.map { found.ratios[$0] }
    let written = kept.map { found.predictors[$0] } + products.values.joined().map(\.column)
    bases = found.heights.indices.filter { !written.contains($0) }
      .sorted { (found.heights[$0], $0) < (found.heights[$1], $1) }
    layout = DesignLayout(
      productCounts: bases.map {
        $0 == found.constant ? most : products[$0]?.count ?? 0
      })
    let f = found.heights.count
    change = Matrix(rows: f, columns: f)
    constantDirection = Array(repeating: 0, count: f)
    writeColumns(found, predictors: kept.map { found.predictors[$0] }, products: products)
  }

  /// The columns of N, base by base.
  private mutating func writeColumns(
    _ found: CrossLevelProducts, predictors: [Int],
    products: [Int: [CrossLevelProducts.Product]]
  ) {
    var column = 0
    for base in bases {
      change[base, column] = 1
      if base == found.constant {
        constantDirection[column] = 1
        for predictor in predictors {
          column += 1
          change[predictor, column] = 1
        }
      }
      for product in products[base] ?? [] {
        column += 1
        write(product, of: found, to: column)
      }
      column += 1
    }
  }

  /// wb = (v − α₀b − Σ d_m a_m)/α.
  private mutating func write(
    _ product: CrossLevelProducts.Product, of found: CrossLevelProducts, to column: Int
  ) {
    let scale = 1 / product.factor
    change[product.column, column] = scale
    change[product.base, column] = -scale * product.constantPart
    for (place, part) in zip([found.constant] + found.predictors, product.groupParts) {
      change[place, column] -= scale * part
    }
    logDeterminant += .log(abs(scale))
  }
}
