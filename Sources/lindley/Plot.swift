import ArgumentParser
import Draws
import Foundation
import Plots
import Reports
import Runs

struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw a figure of a run, as SVG or with characters.",
    discussion: """
      Without --output the figure is drawn with characters in the terminal.

      trace, rank and autocorrelation show whether the chains can be trusted; density and compare \
      set the posterior beside ML and REML; forest shows every group's effect, joint the first \
      coefficient and the standard deviation of the first effect together.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var level: LevelOption
  @Argument(help: "The folder of the run.", completion: .directory) var folder: String
  @Option(help: ArgumentHelp("The figure.", valueName: "kind")) var kind: FigureKind
  @Option(
    help: ArgumentHelp("Draw this variable alone; may be repeated.", valueName: "label"))
  var variable: [String] = []
  @Option(help: ArgumentHelp("Write an SVG file.", valueName: "file"), completion: .file())
  var output: String?
  @Option(help: ArgumentHelp("The width of the SVG in pixels.", valueName: "n")) var width = 720

  func validate() throws {
    guard (300...4000).contains(width) else {
      throw ValidationError("--width is \(width); it must lie between 300 and 4000.")
    }
  }

  func run() throws {
    let run = try FinishedRun(folder: folder)
    let figures = try RunFigures(
      run, of: run.analysis(), variables: variable, level: level.level)
    let figure = figures.figure(kind)
    if let output {
      try AtomicFile.write(SVGRenderer(width: Double(width)).svg(figure), to: output)
    } else {
      try show(CharacterRenderer(width: terminalWidth, usesColour: usesColour).text(figure))
    }
  }

  private var usesColour: Bool {
    isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  }

  /// The width of the terminal; 80 where there is none.
  private var terminalWidth: Int {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return 80 }
    return Int(size.ws_col)
  }
}

extension FigureKind: ExpressibleByArgument {}
