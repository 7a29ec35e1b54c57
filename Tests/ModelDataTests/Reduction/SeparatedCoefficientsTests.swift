import GSLNumerics
import ModelData
import TestSupport
import Testing

@Suite struct SeparatedCoefficientsTests {
  /// x₂ is x₁ and something that varies only between groups.
  private var mixed: HierarchicalModel {
    var model = randomTwoLevelModel(groups: 12, effects: 1, coefficients: 4)
    model.fixed.columns[2] = zip(model.fixed.columns[1], model.fixed.columns[2]).map(+)
    return model
  }

  private func reduced(_ model: HierarchicalModel) -> ReducedData {
    ReducedData(model, term: model.randomTerms[0])
  }

  @Test("the separated data are the same data", arguments: [[], [1], [0, 2]])
  func sameData(informed: [Int]) throws {
    let original = reduced(mixed)
    let data = try original.separatingCoefficients(informed: informed)
    expectCrossProducts(of: mixed, in: data)
    for j in 0..<data.groupCount {
      #expect(
        isClose(data.responseShift(of: j)[0], original.responseShift(of: j)[0], to: 1e-12))
    }
  }

  @Test("what only the groups inform has no part in the rest within groups, exactly")
  func exactZeros() throws {
    let data = try reduced(mixed).separatingCoefficients(informed: [])
    // Of four columns, x₁ and x₃ say something within groups.
    let empty = (0..<4).filter { data.pooled.column($0).allSatisfy { $0 == 0 } }
    #expect(empty.count == 2)
    for k in empty { #expect(data.pooled.row(k).allSatisfy { $0 == 0 }) }
  }

  @Test("coefficients with a prior have no part in what is flat, exactly")
  func informed() throws {
    let model = metaAnalysis(
      effects: TeacherExpectancy.effects, variances: TeacherExpectancy.variances,
      predictors: [TeacherExpectancy.weeks])
    for k in 0..<2 {
      let data = try reduced(model).separatingCoefficients(informed: [k])
      #expect(data.coordinates.matrix.row(k).count { $0 == 0 } == 1)
      #expect(data.coordinates.matrix.row(1 - k).contains { $0 != 0 })
    }
  }

  @Test("where nothing stays, or something everywhere, nothing is turned")
  func nothingToSeparate() throws {
    let model = metaAnalysis(
      effects: TeacherExpectancy.effects, variances: TeacherExpectancy.variances,
      predictors: [TeacherExpectancy.weeks])
    for informed in [[], [0, 1]] {
      let data = try reduced(model).separatingCoefficients(informed: informed)
      #expect(data.coordinates.matrix == reduced(model).coordinates.matrix)
    }
  }
}
