/// The name that a person who wrote `name` most likely meant; nil when none is close.
///
/// Close is an edit distance (insertions, deletions, replacements, swaps of neighbours) of at most
/// a third of the length, at least one; capital letters cost nothing. The first of several equally
/// close names is taken.
public func nearestName(to name: String, among names: [String]) -> String? {
  let wanted = Array(name.lowercased())
  let limit = wanted.count < 2 ? 0 : max(1, wanted.count / 3)
  var nearest: (name: String, distance: Int)?
  for candidate in names {
    let distance = editDistance(wanted, Array(candidate.lowercased()))
    guard distance <= limit, distance < nearest?.distance ?? .max else { continue }
    nearest = (candidate, distance)
  }
  return nearest?.name
}

/// The least number of insertions, deletions, replacements and swaps of neighbours from a to b.
///
/// Optimal string alignment: three rows of the dynamic programme for the Levenshtein distance
/// with one more move.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
      var least = min(replaced, last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        least = min(least, beforeLast[j - 1] + 1)
      }
      row.append(least)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
