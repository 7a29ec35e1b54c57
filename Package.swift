// swift-tools-version: 6.2
// Lindley: Bayesian hierarchical linear models and meta-analysis.
// SPDX-License-Identifier: GPL-3.0-or-later

import PackageDescription

let real = Target.Dependency.product(name: "RealModule", package: "swift-numerics")

let package = Package(
  name: "lindley",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "lindley", targets: ["lindley"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // MARK: - Numbers and randomness: GSL and what stands on it

    .systemLibrary(
      name: "CGSL", pkgConfig: "gsl",
      providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    .target(name: "GSLNumerics", dependencies: ["CGSL", real]),
    .target(name: "Distributions", dependencies: ["GSLNumerics", real]),

    // MARK: - From files to a model

    .target(name: "ModelData", dependencies: ["GSLNumerics", "Yams", real]),
    .target(name: "LikelihoodFits", dependencies: ["ModelData", "GSLNumerics", real]),
    .target(name: "EffectSizes", dependencies: ["ModelData", "GSLNumerics", real]),

    // MARK: - Sampling

    .target(name: "Draws"),
    .target(
      name: "GibbsEngine", dependencies: ["Distributions", "Draws", "GSLNumerics", real]),
    .target(
      name: "GibbsModels",
      dependencies: [
        "GibbsEngine", "LikelihoodFits", "ModelData", "Distributions", "GSLNumerics", real,
      ]),

    .target(
      name: "Runs",
      dependencies: [
        "GibbsModels", "GibbsEngine", "LikelihoodFits", "ModelData", "Diagnostics", "Draws",
        "GSLNumerics", real,
      ]),

    // MARK: - What people see

    .target(name: "Diagnostics", dependencies: ["Draws", "GSLNumerics", real]),
    .target(name: "Plots"),
    .target(
      name: "Reports",
      dependencies: [
        "Runs", "Diagnostics", "Draws", "EffectSizes", "GibbsModels", "GibbsEngine",
        "LikelihoodFits", "ModelData", "GSLNumerics", "Plots", real,
        .product(name: "Mustache", package: "swift-mustache"),
      ]),
    .executableTarget(
      name: "lindley",
      dependencies: [
        "Reports", "Runs", "Plots", "Diagnostics", "Draws", "EffectSizes", "GibbsModels",
        "GibbsEngine", "LikelihoodFits", "ModelData", "GSLNumerics",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Diagnostics", "GibbsModels", "GibbsEngine", "LikelihoodFits", "ModelData", "GSLNumerics",
      ]),

    // MARK: - Tests, a target for each target

    .target(
      name: "TestSupport", dependencies: ["GSLNumerics", "ModelData"], path: "Tests/TestSupport"),
    .testTarget(name: "GSLNumericsTests", dependencies: ["GSLNumerics"]),
    .testTarget(name: "DistributionsTests", dependencies: ["Distributions"]),
    .testTarget(name: "DrawsTests", dependencies: ["Draws"]),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics", "GSLNumerics"]),
    .testTarget(
      name: "ModelDataTests", dependencies: ["ModelData", "GSLNumerics", "TestSupport"]),
    .testTarget(
      name: "LikelihoodFitsTests",
      dependencies: ["LikelihoodFits", "ModelData", "GSLNumerics", "TestSupport"]),
    .testTarget(
      name: "EffectSizesTests", dependencies: ["EffectSizes", "ModelData", "TestSupport"]),
    .testTarget(
      name: "GibbsEngineTests",
      dependencies: ["GibbsEngine", "Distributions", "GSLNumerics", "TestSupport"]),
    .testTarget(
      name: "GibbsModelsTests",
      dependencies: [
        "GibbsModels", "GibbsEngine", "Diagnostics", "Distributions", "LikelihoodFits", "ModelData",
        "GSLNumerics", "TestSupport",
      ]),
    .testTarget(
      name: "PlotsTests", dependencies: ["Plots", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "RunsTests",
      dependencies: [
        "Runs", "Diagnostics", "Draws", "GibbsModels", "GibbsEngine", "LikelihoodFits", "ModelData",
        "GSLNumerics", "TestSupport",
      ]),
    .testTarget(
      name: "ReportsTests",
      dependencies: ["Reports", "Runs", "Diagnostics", "Plots", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(name: "NotebookTests", dependencies: ["lindley", "TestSupport"]),
    .testTarget(
      name: "CommandTests", dependencies: ["lindley", "TestSupport"], exclude: ["Golden"]),
  ],
  swiftLanguageModes: [.v6]
)
