import Foundation
import Testing

@testable import ModelData

@Suite struct NewRowDesignTests {
  private static let folder = FactorCodingTests.folder.standardizedFileURL.path

  @Test("a row of the data, given as a new row of its group, is R's row of X")
  func modelMatrix() throws {
    var count = 0
    for reference in try FactorCodingTests.cases() {
      guard let analysis = try Self.analysis("y ~ \(reference.formula) + (1 | school)") else {
        continue
      }
      count += 1
      let rows = try NewRow.read(FileReference(path: "\(Self.folder)/data.csv"))
      let lines = try NewRowDesign(analysis).rows(rows)
      #expect(lines.allSatisfy { $0.knownGroup != nil && $0.agreesWithGroup })
      for (row, line) in lines.enumerated() {
        let expected = reference.columns.map { $0[row] }
        let fixed = try #require(line.fixed, "\(reference.formula)")
        #expect(
          zip(fixed, expected).allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($1)) },
          "\(reference.formula), row \(row)")
        #expect(line.random == [1])
      }
    }
    #expect(count >= 45)
  }

  private static let model = """
    y ~ w * x + center(z) + factor(k) + mean(x, g) + (1 + x | g)
    """
  private static let data = """
    g,y,x,z,w,k
    a,1,0,1,10,u
    a,3,2,2,10,v
    a,2,4,6,10,u
    b,4,1,3,20,v
    b,7,5,3,20,u
    b,5,3,9,20,v
    c,1,8,4,15,u
    c,9,7,5,15,v

    """

  @Test("means and levels are those of the data, and a known group's constants need not be given")
  func knownGroup() throws {
    let design = try design()
    let line = try design.rows([try NewRow(at: "x=6, z=5, k=v", group: "b")])[0]
    // (Intercept), w, x, center(z), factor(k)v, mean(x, g), w:x; the mean of z is 33/8.
    #expect(line.fixed == [1, 20, 6, 5 - 4.125, 1, 3, 120])
    #expect(line.random == [1, 6])
    #expect(line.knownGroup == 1)
    #expect(line.agreesWithGroup)
    #expect(line.missing == [])
    let other = try design.rows([try NewRow(at: "x=6,z=5,k=v,w=21", group: "b")])[0]
    #expect(!other.agreesWithGroup)
    #expect(other.fixed?[1] == 21)
  }

  @Test("the row of X for an effect's equation is that where its column of Z is 1")
  func equations() throws {
    let line = try design().rows([try NewRow(at: "w=7,mean(x, g)=2")])[0]
    #expect(line.knownGroup == nil)
    #expect(line.fixed == nil)
    #expect(Set(line.missing) == ["x", "z", "k"])
    for equation in line.equations {
      // w, x = 1, mean(x, g), w:x; center(z) and the level of k are not known.
      #expect([0, 1, 2, 5, 6].map { equation[$0] } == [1, 7, 1, 2, 7])
      #expect(equation[3].isNaN && equation[4].isNaN)
    }
  }

  @Test("a new group's mean is what is given, else that of the new rows with its id")
  func newGroups() throws {
    let rows = [
      NewRow(place: .file("n.csv", line: 2), values: ["g": "n", "x": "1", "w": "1"]),
      NewRow(place: .file("n.csv", line: 3), values: ["g": "n", "x": "4", "w": "1"]),
      NewRow(place: .file("n.csv", line: 4), values: ["g": "m", "x": "4", "mean(x,g)": "9"]),
      NewRow(place: .file("n.csv", line: 5), values: ["x": "4", "other": "1"]),
    ]
    let lines = try design().rows(rows)
    #expect(lines.map { $0.equations[0][5] }.prefix(3) == [2.5, 2.5, 9])
    #expect(lines[3].equations[0][5].isNaN)
    #expect(lines[3].missing.contains("mean(x, g)"))
    #expect(lines.map(\.group) == ["n", "n", "m", nil])
  }

  @Test("what cannot be used is refused")
  func refusals() throws {
    let design = try design()
    let place = NewRow.Place.commandLine("v")
    for (values, group, problem) in [
      (
        ["ww": "1"], nil,
        NewRowError.Problem.unknownName("ww", nearest: "w", names: ["w", "x", "z", "k", "g"])
      ),
      (["w": "ten"], nil, .notANumber(name: "w", text: "ten")),
      (["w": "inf"], nil, .notANumber(name: "w", text: "inf")),
      (["k": "q"], nil, .unknownLevel(name: "k", text: "q", levels: ["u", "v"])),
      ([:], "d", .unknownGroup("d", factor: "g", nearest: nil)),
    ] as [([String: String], String?, NewRowError.Problem)] {
      #expect(throws: NewRowError(place, problem)) {
        try design.rows([NewRow(place: place, values: values, group: group)])
      }
    }
  }

  private func design() throws -> NewRowDesign {
    let files = try TemporaryFiles([
      "d.csv": Self.data, "m.yaml": "data: [d.csv]\nformula: \(Self.model)\n",
    ])
    return try withExtendedLifetime(files) {
      try NewRowDesign(Analysis(path: files["m.yaml"].path))
    }
  }

  /// The analysis of a formula on R's data; nil where X lacks rank.
  private static func analysis(_ formula: String) throws -> Analysis? {
    let text = "data: [\(folder)/data.csv]\nformula: '\(formula)'\n"
    let files = try TemporaryFiles(["m.yaml": text])
    do {
      return try withExtendedLifetime(files) { try Analysis(path: files["m.yaml"].path) }
    } catch let problem as PlacedDesignError {
      guard case .aliasedColumns? = problem.error as? DesignError else { throw problem }
      return nil
    }
  }
}
