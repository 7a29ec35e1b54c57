import Draws
import Testing

extension CmdStanHeader {
  /// The header of the example in the description of the format.
  static func example(chain: Int = 1) -> CmdStanHeader {
    CmdStanHeader(
      modelName: "high_school_and_beyond", startTime: "2026-01-01 00:00:00 UTC", drawCount: 2000,
      warmupCount: 500, chainCount: 4, chain: chain, dataFile: "hsb.json", seed: 20260101,
      outputFile: "draws_\(chain).csv",
      entries: [Entry("version", "0.1.0"), Entry("prior_T", "uniform")])
  }
}

@Suite struct CmdStanHeaderTests {
  @Test("the header, word for word")
  func golden() {
    #expect(
      CmdStanHeader.example().text == """
        # model = high_school_and_beyond
        # start_datetime = 2026-01-01 00:00:00 UTC
        # method = sample
        #   sample
        #     num_samples = 2000
        #     num_warmup = 500
        #     save_warmup = 0
        #     thin = 1
        #     adapt
        #       engaged = 0
        #     algorithm = gibbs
        #     num_chains = 4
        # id = 1
        # data
        #   file = hsb.json
        # init = reml
        # random
        #   seed = 20260101
        # output
        #   file = draws_1.csv
        #   refresh = 100
        #   sig_figs = 17
        # num_threads = 1
        # lindley_version = 0.1.0
        # lindley_prior_T = uniform

        """)
  }

  @Test("a value keeps to its line and has no second equals sign between spaces")
  func oneLine() {
    var header = CmdStanHeader.example()
    header.entries = [CmdStanHeader.Entry("title", "a\n# b = c")]
    #expect(header.text.hasSuffix("# lindley_title = a # b == c\n"))
  }
}
