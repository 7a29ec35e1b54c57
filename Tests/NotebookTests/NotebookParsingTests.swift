import Testing

@Suite struct NotebookParsingTests {
  private static let text = """
    # A title

    ```console
    $ lindley check a.yaml
    Proper.

    $ lindley fit a.yaml | head -1
    ```

    Prose with $ lindley in it.

    ```sh
    $ lindley elsewhere
    ```

    """

  @Test("commands are the prompts of console blocks, with the lines below them")
  func commands() {
    #expect(
      Notebook(Self.text).commands == [
        Notebook.Command(line: 4, text: "lindley check a.yaml", output: ["Proper.", ""]),
        Notebook.Command(line: 7, text: "lindley fit a.yaml | head -1", output: []),
      ])
  }

  @Test("the pieces make the file again, byte for byte")
  func roundTrip() {
    #expect(Notebook(Self.text).text == Self.text)
  }

  @Test("an update changes outputs alone")
  func update() {
    var notebook = Notebook(Self.text)
    notebook.update { ["\($0.line)"] }
    #expect(
      notebook.text
        == Self.text.replacing("Proper.\n\n", with: "4\n").replacing("-1\n", with: "-1\n7\n"))
  }
}
