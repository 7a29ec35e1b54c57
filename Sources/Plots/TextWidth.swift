/// The width of a text in a sans-serif font of this size, about.
///
/// From the advance widths of Helvetica, by classes of letters, and a seventh more: so wide is DejaVu
/// Sans, which stands in for others on many Linux systems.
func textWidth(_ text: String, size: Double) -> Double {
  text.reduce(0) { $0 + advance($1) } * size * 1.15
}

/// A text cut to a width, with an ellipsis where something is missing.
func truncated(_ text: String, toWidth width: Double, size: Double) -> String {
  guard textWidth(text, size: size) > width else { return text }
  var kept = text
  while !kept.isEmpty, textWidth(kept + "…", size: size) > width { kept.removeLast() }
  return kept + "…"
}

/// The advance width of a letter in ems.
private func advance(_ letter: Character) -> Double {
  switch letter {
  case "i", "j", "l", "'", "|", "!", ".", ",", ":", ";": 0.26
  case " ", "f", "t", "I", "(", ")", "[", "]", "/", "r", "-": 0.33
  case "m", "M", "w", "@", "%", "…": 0.86
  case "W": 0.94
  case "A"..."Z": 0.69
  case "0"..."9": 0.556
  default: letter.isASCII ? 0.54 : 0.6
  }
}
