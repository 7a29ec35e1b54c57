import Foundation
import Testing

@testable import ModelData

@Suite("The model files of the project")
struct ShippedModelFilesTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("models").path

  private static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
  }

  @Test("All of them read, name their source, and find their data")
  func allRead() throws {
    let names = try Self.names()
    #expect(names.contains("teacher-expectancy.yaml"))
    for name in names {
      let file = try ModelFile(path: "\(Self.folder)/\(name)")
      #expect(file.title != name, "\(name) has no title")
      #expect(file.source != nil, "\(name) has no source")
      for reference in file.data {
        #expect(FileManager.default.fileExists(atPath: reference.path), "\(reference.path)")
      }
    }
  }

  @Test("Teacher expectancy: flat on τ², four chains of 10000 draws")
  func teacherExpectancy() throws {
    let file = try ModelFile(path: "\(Self.folder)/teacher-expectancy.yaml")
    guard case .formula(let formula) = file.model, case .variances(let v) = file.knownVariance
    else {
      Issue.record("\(file.model), \(String(describing: file.knownVariance))")
      return
    }
    #expect(formula.text == "yi ~ 1 + (1 | study)")
    #expect(v.text == "vi")
    #expect(file.priors == Priors())
    #expect(file.sampling.chains == 4)
    #expect(file.sampling.draws == 10_000)
    #expect(file.sampling.seed == 20_260_101)
  }

  @Test("Eight schools under two sets of priors")
  func eightSchools() throws {
    let flat = try ModelFile(path: "\(Self.folder)/eight-schools.yaml").priors
    #expect(flat.tau["school"] == .uniformStandardDeviation)
    let informed = try ModelFile(path: "\(Self.folder)/eight-schools-half-cauchy.yaml").priors
    #expect(informed.tau["school"] == .halfCauchy(scales: .same(5)))
    #expect(informed.gamma["(Intercept)"] == .normal(mean: 0, standardDeviation: 5))
  }
}
