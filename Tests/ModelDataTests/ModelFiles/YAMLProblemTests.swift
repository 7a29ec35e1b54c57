import Testing

@testable import ModelData

@Suite("Words on texts that are no YAML")
struct YAMLProblemTests {
  private func words(_ text: String) -> String { wordsOfError(in: text) }

  @Test("A colon inside a value")
  func colonInValue() {
    #expect(
      words("title: a: b\n") == """
        teacher.yaml, line 1, column 9: a second colon stands in this line.
        Put a text that holds ': ' in quotes, or begin a new line for the next key.
        """)
  }

  @Test(
    "A line without a colon, or without the space after it",
    arguments: [("title:Foo\ndata: a.csv\n", 1), ("data: a.csv\ntitle\n", 2)])
  func noColon(text: String, line: Int) {
    #expect(
      words(text) == """
        teacher.yaml, line \(line), column 1: this line is no 'key: value'.
        Write a colon and a space after the key.
        """)
  }

  @Test(
    "A line that is indented too far or not far enough",
    arguments: [
      ("sampling:\n  chains: 4\n   draws: 3\n", 3, 4), ("data: a.csv\n title: x\n", 2, 2),
      ("sampling:\n   chains: 4\n  draws: 3\n", 3, 3), ("data:\n  - a\n  title: b\n", 3, 3),
    ])
  func indentation(text: String, line: Int, column: Int) {
    #expect(
      words(text) == """
        teacher.yaml, line \(line), column \(column): this line does not fit the indentation of \
        those above it.
        Begin all keys of one map, and all items of one list, in the same column.
        """)
  }

  @Test("A quote that is never closed")
  func openQuote() {
    #expect(
      words("title: \"abc\n") == """
        teacher.yaml, line 1, column 8: the quote that opens here is not closed.
        Close it, or take it out.
        """)
  }

  @Test("Text after a closed quote or bracket")
  func textAfterValue() {
    #expect(
      words("source: 'it's'\n") == """
        teacher.yaml, line 1, column 13: the value has ended before this character.
        Take the rest out, or put the whole text in quotes.
        """)
  }

  @Test(
    "A brace that is never closed, or a comma that is missing",
    arguments: [
      "priors: {T: uniform, gamma: flat\n", "priors: {T: half-t(3, 1) gamma: flat}\n",
    ])
  func openMap(text: String) {
    #expect(
      words(text) == """
        teacher.yaml, line 1, column 9: the { that opens here is not closed, or a comma is \
        missing in it.
        Write {key: value, key: value}.
        """)
  }

  @Test("A bracket that is never closed")
  func openList() {
    #expect(
      words("data: [a.csv\n") == """
        teacher.yaml, line 1, column 7: the [ that opens here is not closed, or a comma is \
        missing in it.
        Write [item, item].
        """)
  }

  @Test("A character that cannot begin a value", arguments: ["@foo", "`foo", "%foo"])
  func firstCharacter(value: String) {
    #expect(
      words("title: \(value)\n") == """
        teacher.yaml, line 1, column 8: a value cannot begin with this character.
        Put the text in quotes.
        """)
  }

  @Test("A control character")
  func controlCharacter() {
    #expect(
      words("data: a.csv\ntitle: a\u{1}b\n") == """
        teacher.yaml, line 2, column 9: a control character stands here.
        Take it out, or save the file as plain UTF-8 text.
        """)
  }

  @Test("A second document")
  func secondDocument() {
    #expect(
      words("data: a.csv\n---\ndata: a.csv\n") == """
        teacher.yaml, line 2, column 1: a second YAML document begins here, but one file holds \
        one model.
        Move it to a file of its own.
        """)
  }

  @Test("Any other problem in the words of the YAML parser")
  func other() {
    #expect(
      words("title: \"a\\q\"\n") == """
        teacher.yaml, line 1, column 10: this is not well-formed YAML: found unknown escape \
        character.
        Look for a missing quote, bracket or space near it.
        """)
  }

  @Test("A tab in the indentation", arguments: ["priors:\n\tT: uniform\n", "title: >\n\tx\n"])
  func tab(text: String) {
    #expect(
      words(text) == """
        teacher.yaml, line 2, column 1: a tab stands where YAML allows spaces only.
        Replace the tab by spaces.
        """)
  }
}

/// The words of the error in the text of a file called teacher.yaml.
func wordsOfError(in text: String) -> String {
  do {
    _ = try ModelFile(text: text, path: "teacher.yaml")
    return "no error"
  } catch {
    return error.description
  }
}
