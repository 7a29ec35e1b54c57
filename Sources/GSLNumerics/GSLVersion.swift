internal import CGSL

/// The version of the GNU Scientific Library with which the program runs.
public enum GSLVersion {
  /// The version, such as `2.7.1`.
  public static var text: String { GSL_VERSION }
}
