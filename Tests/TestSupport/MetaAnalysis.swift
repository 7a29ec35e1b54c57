import ModelData

/// A meta-analysis of one row a study, made from lists.
public func metaAnalysis(
  effects: [Double], variances: [Double], predictors: [[Double]] = [], intercept: Bool = true
) -> HierarchicalModel {
  let ones = effects.map { _ in 1.0 }
  let labels = predictors.indices.map { "x\($0 + 1)" }
  return HierarchicalModel(
    outcome: NamedValues(name: "y", values: effects),
    fixed: DesignMatrix(
      labels: (intercept ? ["(Intercept)"] : []) + labels,
      columns: (intercept ? [ones] : []) + predictors),
    randomTerms: [
      RandomTerm(
        factor: GroupingFactor(
          name: "study", levels: effects.indices.map { "\($0 + 1)" },
          indices: Array(effects.indices)),
        design: DesignMatrix(labels: ["(Intercept)"], columns: [ones]), covariance: .unstructured)
    ],
    knownVariances: variances,
    rows: RowAccount(read: effects.count, used: effects.count, missing: [], vanishedGroups: []))
}

/// The nineteen studies of teacher expectancy: Raudenbush & Bryk (2002), Table 7.1.
public enum TeacherExpectancy {
  /// Standardised mean differences.
  public static let effects = [
    0.03, 0.12, -0.14, 1.18, 0.26, -0.06, -0.02, -0.32, 0.27, 0.80, 0.54, 0.18, -0.02, 0.23, -0.18,
    -0.06, 0.30, 0.07, -0.07,
  ]
  /// Their sampling variances.
  public static let variances = [
    0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0106, 0.0484, 0.0269, 0.0630, 0.0912, 0.0497,
    0.0835, 0.0841, 0.0253, 0.0279, 0.0193, 0.0088, 0.0303,
  ]
  /// Weeks of contact before the experiment, 3 for more than two.
  public static let weeks: [Double] = [
    2, 3, 3, 0, 0, 3, 3, 3, 0, 1, 0, 0, 1, 2, 3, 3, 1, 2, 3,
  ]
}

/// The coaching effects in eight schools: Rubin (1981); Gelman et al., Bayesian Data Analysis, Table 5.2.
public enum EightSchools {
  /// Points of the SAT.
  public static let effects: [Double] = [28, 8, -3, 7, -1, 1, 18, 12]
  /// Their sampling variances.
  public static let variances = [15.0, 10, 16, 11, 9, 11, 10, 18].map { $0 * $0 }
}
