import TestSupport
import Testing

/// `fit` where the data leave too little to tell the variances apart.
@Suite struct UnidentifiedVariancesTests {
  /// Eight groups of two rows at x = 0 and 1, four of them of a kind.
  private static let rows =
    "g,x,kind,y\n"
    + (0..<8).map { g in
      "\(g),0,\(g % 2),\((g * 5 + 3) % 7)\n\(g),1,\(g % 2),\((g * 3 + 1) % 8)\n"
    }.joined()

  private static func fit(_ formula: String, _ options: String..., rows: String = rows) throws
    -> Outcome
  {
    try Workplace([
      "data.csv": rows, "model.yaml": "data: data.csv\nformula: \(formula)\n",
    ]).lindley(["fit", "model.yaml"] + options)
  }

  @Test(
    "what cannot be fitted is refused, with the file and what to do",
    arguments: [
      (
        "y ~ x + (x | g)",
        """
        data.csv: sigma2 cannot be told from T: the 8 groups of g have at most 2 rows, for 2 random \
        effects each.
        Leave out a random effect, such as x, or give sigma2 and T proper priors and use 'lindley \
        sample'.
        """
      ),
      (
        "y ~ factor(g):factor(x) - 1 + (1 | g)",
        """
        data.csv: 16 rows for 16 coefficients leave no residuals from which sigma2 and T could be told.
        Use fewer predictors, or more rows.
        """
      ),
      (
        "kind ~ x + (1 | g)",
        """
        data.csv: kind does not vary within the groups of g beyond rounding: sigma2 would be 0.
        Take an outcome that varies within groups, or give the variances of the rows as known-variance \
        or known-se.
        """
      ),
    ])
  func refusals(formula: String, words: String) throws {
    for method in ["ml", "reml"] {
      let outcome = try Self.fit(formula, "--method", method)
      #expect(outcome.errors == "Error: \(words)\n")
      #expect(outcome.code == 3)
      #expect(outcome.output == "")
    }
  }

  @Test("random effects that fit every group exactly are refused")
  func exactEffects() throws {
    let rows = (0..<18).map { i in
      "\(i / 3),\(i % 3),\((i / 3 * 5) % 7 + (i / 3 * 2) % 5 * (i % 3))\n"
    }
    let outcome = try Self.fit("y ~ x + (x | g)", rows: "g,x,y\n" + rows.joined())
    #expect(
      outcome.errors == """
        Error: data.csv: the random effects (Intercept), x fit y within the groups of g and leave only \
        rounding: sigma2 would be 0.
        Leave out a random effect, such as x, or give the variances of the rows as known-variance or \
        known-se.

        """)
    #expect(outcome.code == 3)
  }

  @Test("groups of one row are refused with the name of the file")
  func singleRows() throws {
    let rows = "g,y\n" + (0..<6).map { "\($0),\(($0 * 5) % 7)\n" }.joined()
    let outcome = try Self.fit("y ~ 1 + (1 | g)", rows: rows)
    #expect(
      outcome.errors == """
        Error: data.csv: each of the 6 groups of g has one row, so sigma2 cannot be told from T.
        Name the known variances (known-variance or known-se), or use a factor with larger groups.

        """)
    #expect(outcome.code == 3)
  }

  @Test("elements of T that the data cannot tell apart are named and have no standard errors")
  func elements() throws {
    let text = try Self.fit("y ~ kind + (kind | g)", "--method", "ml").output
    let words = """
      The data cannot tell apart T[kind, (Intercept)], T[kind, kind]: other values of them fit as well, \
      so they have no
      standard errors. Leave out a random effect that the rows of no group show beside the others.
      """
    #expect(text.contains(words))
    let json = try JSON(Self.fit("y ~ kind + (kind | g)", "--format", "json").output)["T"]["g"]
    #expect(json["unidentified"].list == [.text("T[kind, (Intercept)]"), .text("T[kind, kind]")])
    #expect(json["chi2"].list == [.null, .null])
    #expect(json["chi2_df"].list == [.null, .null])
    #expect(json["chi2_p"].list == [.null, .null])
    #expect(json["reliability"].list == [.null, .null])
  }

  @Test("uncorrelated effects have no rows for covariances")
  func uncorrelated() throws {
    let text = try Self.fit("y ~ kind + (0 + factor(kind) || g)").output
    #expect(text.contains("T[factor(kind)1, factor(kind)1]"))
    #expect(!text.contains("T[factor(kind)1, factor(kind)0]"))
  }
}
