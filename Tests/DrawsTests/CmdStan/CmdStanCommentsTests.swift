import Draws
import Testing

@Suite struct CmdStanCommentsTests {
  func header(_ text: String) throws -> CmdStanComments {
    let folder = try TemporaryFolder()
    return try CmdStanFile(contentsOf: folder.write(text + "lp__\n", as: "a.csv")).header
  }

  @Test("every key is found by its path")
  func ownHeader() throws {
    let header = try header(CmdStanHeader.example().text)
    #expect(header["model"] == "high_school_and_beyond")
    #expect(header["method.sample.num_samples"] == "2000")
    #expect(header["method.sample.adapt.engaged"] == "0")
    #expect(header["method.sample.num_chains"] == "4")
    #expect(header["data.file"] == "hsb.json")
    #expect(header["output.file"] == "draws_1.csv")
    #expect(header["random.seed"] == "20260101")
    #expect(header["lindley_prior_T"] == "uniform")
    #expect(header["file"] == nil)
    #expect(header.entries.count == 20)
  }

  @Test("CmdStan's own spelling: defaults marked, values missing")
  func cmdStan() throws {
    let header = try header(
      """
      # stan_version_major = 2
      # method = sample (Default)
      #   sample
      #     num_samples = 1000 (Default)
      # id = 1 (Default)
      # output
      #   diagnostic_file =  (Default)
      #   profile_file =

      """)
    #expect(header["method"] == "sample")
    #expect(header["method.sample.num_samples"] == "1000")
    #expect(header["output.diagnostic_file"] == "")
    #expect(header["output.profile_file"] == "")
  }
}
