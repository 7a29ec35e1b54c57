import GSLNumerics
import LikelihoodFits

/// The random effects of a group that is not in the data, given T: u ~ N(0, T).
///
/// All predictions for new groups draw their effects here.
public enum NewGroupEffects {
  /// Draws the effects: q.
  public static func draw(tau: Matrix, using stream: inout RandomStream) -> [Double] {
    let root = VarianceParameters(tau: tau).tauRoot
    return root * (0..<tau.rowCount).map { _ in stream.normal() }
  }
}
