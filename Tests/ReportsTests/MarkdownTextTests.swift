import Testing

@testable import Reports

@Suite struct MarkdownTextTests {
  @Test(
    "signs that would be markup are escaped, others are left",
    arguments: [
      ("<b>x</b>", #"\<b>x\</b>"#), ("x < y, p <0.01", "x < y, p <0.01"),
      ("a*b* c", #"a\*b\* c"#), ("T: uniform *", "T: uniform *"), ("y ~ 1", "y ~ 1"),
      ("~~y~~", #"\~\~y\~\~"#), ("days_a", "days_a"), ("_a_", #"\_a\_"#), ("a|b", #"a\|b"#),
      ("`x`", #"\`x\`"#), (#"a\b"#, #"a\\b"#), ("A & B", "A & B"), ("&lt;", #"\&lt;"#),
      ("[a](b)", #"[a\](b)"#), ("gamma[(Intercept)]", "gamma[(Intercept)]"),
      ("two\nlines", "two lines"), ("C #", ##"C \#"##), ("-0.5", "-0.5"), ("1. a", "1. a"),
    ])
  func inline(text: String, markdown: String) { #expect(text.markdownInline == markdown) }

  @Test(
    "a block stays a paragraph",
    arguments: [
      ("# a", ##"\# a"##), ("#1", "#1"), ("- a", #"\- a"#), ("-0.5", "-0.5"), ("---", #"\---"#),
      ("* a", #"\* a"#), ("> a", #"\> a"#), ("1. a", #"1\. a"#), ("1.5 a", "1.5 a"),
      ("12) a", #"12\) a"#), ("    a", "a"), ("[x] a", #"\[x] a"#), ("a - b", "a - b"),
    ])
  func block(text: String, markdown: String) { #expect(text.markdownBlock == markdown) }

  @Test("all brackets are escaped in the words of an image")
  func brackets() { #expect("T[a, b](c)".markdownInBrackets == #"T\[a, b\](c)"#) }
}
