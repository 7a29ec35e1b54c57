import TestSupport
import Testing

@Suite struct ExportTests {
  @Test("writes the draws of a run in each form, says so, and refuses to write twice")
  func forms() throws {
    let workplace = try Workplace()
    try workplace.lindley(
      "sample", "models/eight-schools.yaml", "--output", "o", "--draws", "5", "--chains", "2",
      "--save", "effects")
    for (form, files) in [
      ("draws-df", nil), ("coda", ["CODAchain1.txt", "CODAchain2.txt", "CODAindex.txt"]),
      ("zarr", [".zattrs", ".zgroup", ".zmetadata", "posterior", "sample_stats"]),
    ] {
      let words = ["export", "o", "--to", form, "--output", form]
      let outcome = try workplace.lindley(words)
      #expect(outcome == Outcome(output: "", errors: "Wrote \(form).\n", code: 0))
      #expect(workplace.names(in: form) == files)
      let refusal = try workplace.lindley(words)
      #expect(refusal.code == 2)
      #expect(
        refusal.errors
          == "Error: \(form) is there already.\n"
          + "Give another --output, or --overwrite to replace it.\n")
      #expect(try workplace.lindley(words + ["--overwrite", "--quiet"]).errors == "")
    }
    // The effects bear the names of the schools.
    #expect(workplace.names(in: "zarr/posterior")?.contains("school") == true)
    #expect(try workplace.text(of: "zarr/posterior/u/.zattrs").contains(#""school", "effect""#))
  }

  @Test("a form that is not known, and a folder without a run")
  func refusals() throws {
    let workplace = try Workplace()
    let form = try workplace.lindley("export", "o", "--to", "netcdf", "--output", "x")
    #expect(form.code == 2)
    #expect(form.errors.contains("'netcdf'"))
    #expect(try workplace.lindley("export", "o", "--to", "coda", "--output", "x").code == 3)
  }
}
