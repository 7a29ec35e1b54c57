/// A Markdown file with commands and the output that it shows below each.
///
/// A command is a line `$ lindley …` in a block fenced as `console`; what follows it, down to the
/// next command or the end of the block, is its output.
struct Notebook: Equatable {
  /// A command, and what the notebook says it prints.
  struct Command: Equatable {
    /// The number of its line, from 1.
    var line: Int
    /// What is typed after `$ `.
    var text: String
    /// The lines shown below it.
    var output: [String]
  }

  /// A part of the file.
  enum Piece: Equatable {
    /// A line that stays as it is.
    case line(String)
    /// A command with its output.
    case command(Command)
  }

  /// The parts, in their order.
  var pieces: [Piece] = []

  /// Takes a notebook apart.
  init(_ text: String) {
    var isConsole = false
    var isBelowCommand = false
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init).enumerated()
    {
      if isConsole, line.hasPrefix("$ ") {
        pieces.append(
          .command(Command(line: number + 1, text: String(line.dropFirst(2)), output: [])))
        isBelowCommand = true
      } else if line.hasPrefix("```") {
        pieces.append(.line(line))
        isConsole = line == "```console"
        isBelowCommand = false
      } else if isBelowCommand, case .command(var command) = pieces.last {
        command.output.append(line)
        pieces[pieces.count - 1] = .command(command)
      } else {
        pieces.append(.line(line))
      }
    }
  }

  /// The commands, in their order.
  var commands: [Command] {
    pieces.compactMap { if case .command(let command) = $0 { command } else { nil } }
  }

  /// The file again.
  var text: String {
    pieces.flatMap { piece in
      switch piece {
      case .line(let line): [line]
      case .command(let command): ["$ " + command.text] + command.output
      }
    }.joined(separator: "\n")
  }

  /// Replaces the output of every command by what `run` returns for it.
  mutating func update(_ run: (Command) throws -> [String]) rethrows {
    for (place, piece) in pieces.enumerated() {
      guard case .command(var command) = piece else { continue }
      command.output = try run(command)
      pieces[place] = .command(command)
    }
  }
}
