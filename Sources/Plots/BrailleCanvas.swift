/// A canvas of dots, two across and four down in each character.
struct BrailleCanvas {
  private let columns: Int
  private let rows: Int
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  private var dots: [UInt8]
  private var tones: [Tone?]

  init(columns: Int, rows: Int, x: ClosedRange<Double>, y: ClosedRange<Double>) {
    (self.columns, self.rows, self.x, self.y) = (columns, rows, x, y)
    dots = Array(repeating: 0, count: columns * rows)
    tones = Array(repeating: nil, count: columns * rows)
  }

  /// The line of characters on which a value of the vertical axis stands.
  func row(of value: Double) -> Int { min(rows - 1, max(0, Int(vertical(value)) / 4)) }

  private func horizontal(_ value: Double) -> Double {
    share(value, x) * Double(2 * columns - 1)
  }

  private func vertical(_ value: Double) -> Double {
    (1 - share(value, y)) * Double(4 * rows - 1)
  }

  private func share(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    let width = range.upperBound - range.lowerBound
    return width > 0 ? (value - range.lowerBound) / width : 0.5
  }

  /// Draws a point.
  mutating func dot(_ point: Point, _ tone: Tone) {
    set(horizontal(point.x), vertical(point.y), tone)
  }

  /// Draws a line through points, within the canvas.
  mutating func line(_ points: [Point], _ tone: Tone) {
    for (from, to) in zip(points, points.dropFirst()) {
      let start = (horizontal(from.x), vertical(from.y))
      let end = (horizontal(to.x), vertical(to.y))
      let steps = max(1, max(abs(end.0 - start.0), abs(end.1 - start.1)).rounded(.up))
      guard steps < 1e6 else { continue }
      for step in 0...Int(steps) {
        let share = Double(step) / steps
        set(start.0 + share * (end.0 - start.0), start.1 + share * (end.1 - start.1), tone)
      }
    }
  }

  /// Fills a bar that stands on the bottom.
  mutating func bar(_ range: ClosedRange<Double>, height: Double, _ tone: Tone) {
    let from = Int(max(0, horizontal(range.lowerBound)).rounded())
    let to = Int(min(Double(2 * columns - 1), horizontal(range.upperBound)).rounded())
    let top = Int(max(0, vertical(height)).rounded())
    guard from <= to else { return }
    for column in from...to {
      for row in stride(from: top, to: 4 * rows, by: 1) { set(Double(column), Double(row), tone) }
    }
  }

  /// Fills a rectangle with dots, the more the larger its share.
  mutating func cell(_ across: ClosedRange<Double>, _ up: ClosedRange<Double>, share: Double) {
    let from = (horizontal(across.lowerBound), vertical(up.upperBound))
    let to = (horizontal(across.upperBound), vertical(up.lowerBound))
    guard share > 0.02 else { return }
    for column in Int(max(0, from.0))...Int(max(0, to.0)) {
      for row in Int(max(0, from.1))...Int(max(0, to.1)) {
        // An ordered pattern of sixteen steps.
        let rank = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5][column % 4 + row % 4 * 4]
        if share.squareRoot() * 16 > Double(rank) { set(Double(column), Double(row), .blue) }
      }
    }
  }

  private mutating func set(_ column: Double, _ row: Double, _ tone: Tone) {
    let (column, row) = (Int(column.rounded()), Int(row.rounded()))
    guard (0..<2 * columns).contains(column), (0..<4 * rows).contains(row) else { return }
    let place = row / 4 * columns + column / 2
    let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
    dots[place] |= bits[column % 2][row % 4]
    tones[place] = tone
  }

  /// The lines of characters.
  func lines(usesColour: Bool) -> [String] {
    (0..<rows).map { row in
      var line = CharacterLine(width: columns)
      for column in 0..<columns {
        let place = row * columns + column
        guard dots[place] != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(dots[place])) else {
          continue
        }
        line.put(Character(scalar), at: column, tones[place])
      }
      return line.text(usesColour: usesColour)
    }
  }
}
