import TestSupport
import Testing

@Suite struct SampleFilesTests {
  @Test("writes the files of a run, and says on standard error what it did")
  func files() throws {
    let workplace = try Workplace()
    let outcome = try workplace.lindley(
      "sample", "models/teacher-expectancy.yaml", "--output", "a/b", "--draws", "10")
    #expect(outcome.code == 0)
    #expect(outcome.output == "")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines[0] == "Exact independent draws: τ from its own posterior, then γ and u given τ; "
        + "4 chains of 10 draws.")
    #expect(lines[1].hasPrefix("Wrote a/b in "))
    #expect(lines[1].hasSuffix(" s of it for the draws). Next: lindley summary a/b"))
    #expect(
      workplace.names(in: "a/b") == [
        "checkpoint_1.json", "checkpoint_2.json", "checkpoint_3.json", "checkpoint_4.json",
        "draws_1.csv", "draws_2.csv", "draws_3.csv", "draws_4.csv", "effects.csv", "run.json",
      ])
  }

  @Test("--quiet says nothing")
  func quiet() throws {
    let outcome = try Workplace().lindley(
      "sample", "models/eight-schools.yaml", "--output", "o", "--draws", "10", "--quiet")
    #expect(outcome == Outcome(output: "", errors: "", code: 0))
  }

  @Test("the draws file is CmdStan's, line by line")
  func header() throws {
    let workplace = try Workplace()
    try workplace.lindley(
      "sample", "models/teacher-expectancy-weeks.yaml", "--output", "o", "--draws", "3",
      "--chains", "2", "--seed", "18446744073709551615")
    let lines = try workplace.lines(of: "o/draws_2.csv")
    #expect(
      lines.prefix(31).joined(separator: "\n") == """
        # model = teacher_expectancy_by_weeks_of_prior_contact
        # start_datetime = 1970-01-01 00:00:00 UTC
        # method = sample
        #   sample
        #     num_samples = 3
        #     num_warmup = 1
        #     save_warmup = 0
        #     thin = 1
        #     adapt
        #       engaged = 0
        #     algorithm = gibbs
        #     num_chains = 2
        # id = 2
        # data
        #   file = teacher_expectancy_by_weeks_of_prior_contact.json
        # init = reml
        # random
        #   seed = 18446744073709551615
        # output
        #   file = draws_2.csv
        #   refresh = 100
        #   sig_figs = 17
        # num_threads = 1
        # lindley_version = 0.1.0
        # lindley_sampler = exact
        # lindley_formula = yi ~ weeks_r + (1 | study)
        # lindley_prior_T = uniform
        # lindley_prior_gamma = flat
        lp__,accept_stat__,gamma.1,gamma.2,T.1.1
        \(lines[29])
        \(lines[30])
        """)
    for row in lines[29...31] {
      let values = row.split(separator: ",").compactMap { Double($0) }
      #expect(values.count == 5 && values[1] == 1 && values[4] > 0, "\(row)")
    }
    #expect(
      lines.dropFirst(32).joined(separator: "\n")
        == [
          "# ", "#  Elapsed Time: 0.000000 seconds (Warm-up)",
          "#                0.000000 seconds (Sampling)",
          "#                0.000000 seconds (Total)", "# ",
        ].joined(separator: "\n"))
  }

  @Test("the Gibbs sampler's warm-up stands in the header; --save-warmup writes it beside")
  func warmup() throws {
    let workplace = try Workplace()
    let options = ["--sampler", "gibbs", "--warmup", "7", "--draws", "5", "--thin", "3"]
    let sample = ["sample", "models/eight-schools.yaml", "--chains", "2"] + options
    #expect(try workplace.lindley(sample + ["--output", "plain"]).code == 0)
    #expect(
      try workplace.lindley(sample + ["--output", "with", "--save-warmup"]).code == 0)
    #expect(
      workplace.names(in: "with") == [
        "checkpoint_1.json", "checkpoint_1_22.bin", "checkpoint_2.json", "checkpoint_2_22.bin",
        "draws_1.csv", "draws_2.csv", "effects.csv", "run.json", "warmup_1.csv", "warmup_2.csv",
      ])
    #expect(
      try workplace.bytes(of: "plain/draws_1.csv") == workplace.bytes(of: "with/draws_1.csv"))
    let draws = try workplace.lines(of: "with/draws_1.csv")
    for line in [
      "#     num_samples = 15", "#     num_warmup = 7", "#     save_warmup = 0", "#     thin = 3",
    ] {
      #expect(draws.contains(line), "\(line)")
    }
    #expect(draws.count { !$0.hasPrefix("#") } == 1 + 5)
    let warmup = try workplace.lines(of: "with/warmup_1.csv")
    #expect(warmup.count { !$0.hasPrefix("#") } == 1 + 7)
    #expect(warmup.first { !$0.hasPrefix("#") } == draws.first { !$0.hasPrefix("#") })
  }

  @Test("--thin keeps every so many draws of the same chain")
  func thin() throws {
    let workplace = try Workplace()
    let sample = ["sample", "models/eight-schools.yaml", "--chains", "1", "--sampler", "gibbs"]
    try workplace.lindley(sample + ["--output", "all", "--draws", "12"])
    try workplace.lindley(sample + ["--output", "third", "--draws", "4", "--thin", "3"])
    let all = try workplace.lines(of: "all/draws_1.csv").filter { !$0.hasPrefix("#") }
    let third = try workplace.lines(of: "third/draws_1.csv").filter { !$0.hasPrefix("#") }
    #expect(third == [0, 3, 6, 9, 12].map { all[$0] })
  }

  @Test("--save effects,log-likelihood adds a column for each group and each row")
  func saved() throws {
    let workplace = try Workplace()
    try workplace.lindley(
      "sample", "models/eight-schools.yaml", "--output", "o", "--draws", "2", "--save",
      "effects,log-likelihood")
    let lines = try workplace.lines(of: "o/draws_1.csv").filter { !$0.hasPrefix("#") }
    let groups = 1...8
    #expect(
      lines[0]
        == (["lp__", "accept_stat__", "gamma.1", "T.1.1"] + groups.map { "u.\($0).1" }
        + groups.map { "log_lik.\($0)" }).joined(separator: ","))
    let values = lines[1].split(separator: ",").compactMap { Double($0) }
    try #require(values.count == 20)
    // School 1: y = 28, se = 15. log N(y | γ + u, se²).
    let residual = (28 - values[2] - values[4]) / 15
    let logDensity = -0.5 * residual * residual - 0.918938533204672742 - 2.70805020110221007
    #expect(abs(values[12] - logDensity) < 1e-9)
  }

  @Test("effects.csv has a row for each group")
  func effects() throws {
    let workplace = try Workplace([
      "studies.csv":
        "study,yi,vi\n\"Lee, A.\",0.1,0.2\n\"Lee, A.\",0.3,0.1\nb,0.2,0.1\nc,0.5,0.2\n",
      "model.yaml": """
      data: studies.csv
      formula: yi ~ 1 + (1 | study)
      known-variance: vi
      priors: {T: half-normal(1)}
      """,
    ])
    for sampler in ["exact", "gibbs"] {
      let run = try workplace.lindley(
        "sample", "model.yaml", "--output", sampler, "--sampler", sampler, "--draws", "500")
      #expect(run.code == 0)
      let lines = try workplace.lines(of: "\(sampler)/effects.csv")
      #expect(
        lines.first == "group,label,rows,observed,observed_se,empirical_bayes,"
          + "empirical_bayes_sd,mean,sd,q2.5,median,q97.5")
      #expect(lines.count == 4)
      #expect(lines[1].hasPrefix("\"Lee, A.\",(Intercept),2,"))
      #expect(lines[2].hasPrefix("b,(Intercept),1,0.2"))
      let fields = lines[3].split(separator: ",").dropFirst(2).compactMap { Double($0) }
      try #require(fields.count == 10)
      #expect(fields[7] < fields[8] && fields[8] < fields[9], "the quantiles ascend")
      #expect(abs(fields[5] - fields[8]) < fields[6], "mean and median are near")
    }
  }

  @Test("run.json holds what was resolved")
  func record() throws {
    let workplace = try Workplace()
    try workplace.lindley(
      "sample", "models/eight-schools-half-cauchy.yaml", "--output", "o", "--draws", "5",
      "--sampler", "auto")
    let run = try JSON(workplace.text(of: "o/run.json"))
    #expect(run["lindley_version"] == .text("0.1.0"))
    #expect(run["title"] == .text("Eight schools, half-Cauchy prior"))
    #expect(run["model"]["file"] == .text("models/eight-schools-half-cauchy.yaml"))
    #expect(run["priors"] == .map(["T": .text("half-cauchy(5)"), "gamma": .text("normal(0, 5)")]))
    #expect(run["sampling"]["sampler"] == .text("exact"))
    #expect(run["sampling"]["requested"] == .text("auto"))
    #expect(run["sampling"]["seed"] == .number(20_260_101))
    #expect(run["sampling"]["draws"] == .number(5))
    #expect(run["groups"]["school"].list?.count == 8)
    #expect(run["reml"]["T"] == .list([.list([.number(0)])]))
    #expect(run["variables"]["gamma"][0]["label"] == .text("gamma[(Intercept)]"))
    // sha256sum models/data/eight_schools.csv
    #expect(
      run["data"][0]["sha256"]
        == .text("cca72e4939b454b88887b513fabab6329bde913829bb9f249496bd0458f41828"))
    expectKeys(
      ["started": [.text], "preparation": [.number], "sampling": [.number]], in: run["timings"])
  }
}
