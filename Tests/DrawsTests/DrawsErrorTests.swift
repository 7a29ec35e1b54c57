import Draws
import Testing

@Suite struct DrawsErrorTests {
  @Test(
    "the words of each error",
    arguments: [
      (
        DrawsError.cannotCreate(path: "out/draws_1.csv", reason: "Permission denied"),
        "out/draws_1.csv cannot be created: Permission denied.\n"
          + "Give a folder that exists and that you may write to."
      ),
      (
        .cannotWrite(path: "draws_1.csv", reason: "No space left on device"),
        "draws_1.csv cannot be written: No space left on device.\n"
          + "Nothing new was left under this name; free some space or choose another disk, "
          + "and run again."
      ),
      (
        .cannotRead(path: "draws_1.csv", reason: "Is a directory"),
        "draws_1.csv cannot be read: Is a directory.\n"
          + "Give the path of something that exists and that you may read."
      ),
      (
        .noDrawsFiles(folder: "out"),
        "out holds no file draws_1.csv, draws_2.csv, and so on.\n"
          + "Give the folder that 'lindley sample --output' wrote."
      ),
      (
        .noColumns(path: "draws_1.csv"),
        "draws_1.csv has no line with the names of the columns.\n"
          + "A draws file has comments, that line, rows of numbers, and the timing."
      ),
      (
        .badHeader(path: "draws_1.csv", key: "id", value: nil),
        "draws_1.csv: the header has no 'id'.\n"
          + "Give a file in CmdStan's layout, with all of its header."
      ),
      (
        .badHeader(path: "draws_1.csv", key: "id", value: "one"),
        "draws_1.csv: 'id = one' in the header is not a whole number from 1.\n"
          + "Give a file in CmdStan's layout, as it was written."
      ),
      (
        .wrongFieldCount(path: "draws_1.csv", line: 57, seen: 1, required: 5),
        "draws_1.csv, line 57: 1 field where 5 are required, one for each column.\n"
          + "Restore the file as it was written, or sample again."
      ),
      (
        .notANumber(path: "draws_1.csv", line: 57, column: "T.1.1", text: "0.1x"),
        "draws_1.csv, line 57, column 'T.1.1': '0.1x' is not a number.\n"
          + "Restore the file as it was written, or sample again."
      ),
      (
        .inUse(path: "draws_1.csv"),
        "draws_1.csv is being written by another process.\nWait for its end, or stop it."
      ),
      (
        .shortened(path: "draws_1.csv", bytes: 70, required: 81),
        "draws_1.csv cannot be continued: 70 bytes of rows are there, 81 were written.\n"
          + "Restore the file as it was written, or sample again."
      ),
      (
        .unfinished(path: "draws_1.csv", iterations: 800),
        "draws_1.csv is unfinished: after 800 iterations the timing is missing that ends a run.\n"
          + "Run 'lindley resume' on its folder, or sample again."
      ),
      (.noChains, "There is no chain; at least one is needed."),
      (
        .differentColumns(chain: 2, from: 1),
        "Chain 2 does not have the same columns as chain 1.\n"
          + "Keep the draws of different models in different folders."
      ),
      (
        .differentLengths(chain: 2, iterations: 500, from: 1, otherIterations: 1000),
        "Chain 2 has 500 iterations, chain 1 has 1000.\n"
          + "Chains are compared iteration by iteration and must have one length."
      ),
      (
        .occupied(path: "x.zarr"),
        "x.zarr is there already.\nGive another --output, or --overwrite to replace it."
      ),
      (
        .notAnExport(path: "home"),
        "home is there already, and is not what this export would replace.\n"
          + "Give another --output, or remove it yourself."
      ),
    ])
  func words(error: DrawsError, words: String) {
    #expect(error.description == words)
  }
}
