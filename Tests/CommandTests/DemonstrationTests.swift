import TestSupport
import Testing

/// What `make demo` prints: the posterior of the teacher-expectancy studies.
///
/// Source: Raudenbush & Bryk (2002), Tables 7.2 and 13.1, for REML; for the posterior
/// Tests/ReferenceValues/exact-meta-analysis.
@Suite struct DemonstrationTests {
  @Test("the draws have the posterior's mean and standard deviation, and REML stands beside")
  func figures() throws {
    let workplace = try Workplace()
    let model = "models/teacher-expectancy.yaml"
    #expect(try workplace.lindley("sample", model, "--output", "o", "--overwrite").code == 0)
    let summary = try JSON(workplace.lindley("summary", "o", "--format", "json").output)
    let (gamma, tau) = (summary[0], summary[1])
    #expect(rounded(gamma["exact"]["mean"]) == 0.0968)
    #expect(rounded(gamma["exact"]["sd"]) == 0.0684)
    #expect(rounded(tau["exact"]["mean"]) == 0.0485)
    #expect(rounded(tau["exact"]["quantiles"]["median"]) == 0.0374)
    for row in [gamma, tau] {
      let error = try #require(row["mcse_mean"].number)
      #expect(row["mean"].number.isClose(to: row["exact"]["mean"].number, by: 5 * error))
    }
    let text = try workplace.lindley("summary", "o").output
    #expect(text.contains("gamma[(Intercept)]           exact  0.0968  0.0684"))
    #expect(text.contains("T[(Intercept), (Intercept)]  exact  0.0485  0.0428  0.0374"))

    let compare = try JSON(workplace.lindley("compare", model, "o", "--format", "json").output)
    #expect(rounded(compare["rows"][0]["reml"]["estimate"]) == 0.0837)
    #expect(rounded(compare["rows"][0]["reml"]["se"]) == 0.0516)
    #expect(rounded(compare["rows"][1]["reml"]["estimate"]) == 0.0188)
  }

  /// The number with four decimals.
  private func rounded(_ value: JSON) -> Double? {
    value.number.map { ($0 * 10_000).rounded() / 10_000 }
  }
}
