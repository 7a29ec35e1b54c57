import Foundation
import Testing

@testable import Draws

@Suite struct JSONTextTests {
  @Test("keys are sorted, and texts are quoted so that they read back")
  func text() throws {
    let value: JSONText = [
      "b": .list([.number(-1), .null]), "a": .text("x"), "empty": .map([:]),
    ]
    #expect(value.description == #"{"a": "x", "b": [-1, null], "empty": {}}"#)
    let awkward = "\"\\\n\t\u{0}\u{1F}/é😀"
    let read = try JSONDecoder().decode(
      [String].self, from: Data(JSONText.list([.text(awkward)]).description.utf8))
    #expect(read == [awkward])
  }
}
