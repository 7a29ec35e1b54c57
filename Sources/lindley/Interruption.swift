import Foundation
import Synchronization

/// The wish of a person (Ctrl-C) or of a scheduler (SIGTERM) that the program stop where it can go on.
enum Interruption {
  /// Whether it was uttered.
  static var isRequested: Bool { request.load(ordering: .relaxed) }

  private static let request = Atomic(false)

  /// Takes note of the signals from now on; a second one ends the program at once.
  static func observe() {
    // A limit on the size of files is then an error like a full disk.
    signal(SIGXFSZ, SIG_IGN)
    // Made here and not in the handler, where nothing may be allocated.
    request.store(false, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.request.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }
}
