import ModelData
import Testing

@Suite struct NearestNameTests {
  @Test(
    "a slip of the pen finds its name",
    arguments: [
      ("mathsch", "mathach"), ("SES", "ses"), ("mathahc", "mathach"), ("sess", "ses"),
      ("meanse", "meanses"), ("v1", "vi"), ("shcool", "school"),
    ])
  func near(written: String, meant: String) {
    let names = ["school", "ses", "meanses", "mathach", "sector", "vi"]
    #expect(nearestName(to: written, among: names) == meant)
  }

  @Test("far names are not offered", arguments: ["x", "", "weeks", "ach", "minority"])
  func far(written: String) {
    #expect(nearestName(to: written, among: ["school", "ses", "y", "mathach"]) == nil)
  }

  @Test("the nearest name wins, and the first of equally near ones")
  func nearest() {
    #expect(nearestName(to: "sector", among: ["sectors", "sektor", "sector"]) == "sector")
    #expect(nearestName(to: "vi", among: ["v1", "v2"]) == "v1")
    #expect(nearestName(to: "vi", among: []) == nil)
  }
}
