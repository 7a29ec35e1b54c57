"""The tails of posteriors with two effects a group, by quadrature over T = R diag(s, t) R'.

Writes tails.json: for each case the data, the model's formulas (several that say the same), and
d log p(log s) / d log s between s = 1e5 and 1e6, s the larger eigenvalue of T, of the posterior and of the
posterior times |T_kk|^(m/2) and times the m-th power of the standard deviation of gamma_i given T.
Level-1 variances are known, and 1. Only densities by dense matrices: no rank is counted.
"""
import json
import pathlib

import numpy as np

rng = np.random.default_rng(20261121)
HERE = pathlib.Path(__file__).parent


def likelihood(group, y, X, Z):
    blocks = [(y[group == g], X[group == g], Z[group == g]) for g in dict.fromkeys(group)]
    f = X.shape[1]

    def value(T):
        n = len(T)
        information = np.zeros((n, f + 1, f + 1))
        logdet = np.zeros(n)
        for yj, Xj, Zj in blocks:
            V = np.eye(len(yj)) + Zj @ T @ Zj.T
            R = np.column_stack([Xj, yj])
            information += R.T @ np.linalg.solve(V, np.broadcast_to(R, (n,) + R.shape))
            logdet += np.linalg.slogdet(V)[1]
        A, b, c = information[:, :f, :f], information[:, :f, f], information[:, f, f]
        inverse = np.linalg.inv(A)
        quadratic = c - np.einsum("ni,nij,nj->n", b, inverse, b)
        variances = np.einsum("nii->ni", inverse)
        return -0.5 * (logdet + np.linalg.slogdet(A)[1] + quadratic), np.log(variances)

    return value


def log_prior(prior, T):
    if prior == "uniform":
        return np.zeros(len(T))
    # Huang & Wand (2013) with nu = 2 and infinite scales: |T|^-3 Prod ((T^-1)_kk)^-2.
    det = T[:, 0, 0] * T[:, 1, 1] - T[:, 0, 1] ** 2
    return -3 * np.log(det) - 2 * np.log(T[:, 1, 1] * T[:, 0, 0] / det**2)


def grid(angles):
    steps = 10 ** np.linspace(-9, np.log10(np.pi / 4), 120)
    theta = np.sort(np.unique(np.concatenate([a + sign * steps for a in angles for sign in (-1, 1)])))
    return theta, np.abs(np.gradient(theta))


def slopes(value, prior, diagonal, angles):
    """Slopes of the posterior, with T_kk^(m/2) for m = 1, 2, 4 and k = 1, 2, and with gamma_i's powers 1, 2."""
    totals = []
    for log_s in (5.0, 6.0):
        s = 10**log_s
        theta, weight = ((np.array([0, np.pi / 2]), np.ones(2)) if diagonal else grid(angles))
        terms = []
        log_t = np.linspace(-5, log_s - 1e-3, 56)
        for t in 10**log_t:
            c, d = np.cos(theta), np.sin(theta)
            T = np.empty((len(theta), 2, 2))
            T[:, 0, 0] = s * c**2 + t * d**2
            T[:, 1, 1] = s * d**2 + t * c**2
            T[:, 0, 1] = T[:, 1, 0] = (s - t) * c * d
            density, log_variances = value(T)
            base = density + np.log(weight) + np.log(t) + np.log(s) + np.log(log_t[1] - log_t[0])
            if not diagonal:
                base += log_prior(prior, T) + np.log(s - t)
            powers = [np.zeros(len(T))]
            powers += [m / 2 * np.log(T[:, k, k]) for k in (0, 1) for m in (1, 2, 4)]
            powers += [m / 2 * log_variances[:, i] for i in range(log_variances.shape[1]) for m in (1, 2)]
            terms.append(base + np.array(powers))
        terms = np.concatenate(terms, axis=1)
        top = terms.max(axis=1)
        totals.append(top + np.log(np.exp(terms - top[:, None]).sum(axis=1)))
    return ((totals[1] - totals[0]) / np.log(10)).round(4).tolist()


cases = []


def add(name, data, formulas, fixed, random, prior="uniform", diagonal=False, angles=()):
    """data: columns by name, with the group as 'school'; fixed, random: matrices of the first formula."""
    group = np.array(data["school"])
    y = rng.normal(size=len(group)).round(2)
    value = likelihood(group, y, np.column_stack(fixed), np.column_stack(random))
    found = slopes(value, prior, diagonal, [0, np.pi / 2, *angles])
    columns = ["school", "y", "v"] + [c for c in data if c != "school"]
    table = {**data, "y": y, "v": np.ones(len(y), int)}
    rows = [",".join(str(table[c][i]) for c in columns) for i in range(len(y))]
    cases.append({
        "name": name, "columns": ",".join(columns), "rows": rows, "formulas": formulas, "prior": prior,
        "slope": found[0], "tau": [found[1:4], found[4:7]],
        "gamma": [found[7 + 2 * i:9 + 2 * i] for i in range((len(found) - 7) // 2)]})
    print(name, found, flush=True)


def schools(sizes):
    return np.repeat([f"s{j:02d}" for j in range(len(sizes))], sizes)


def level(group):
    ids = list(dict.fromkeys(group))
    values = dict(zip(ids, rng.normal(size=len(ids)).round(2)))
    return np.array([values[g] for g in group])


def mean(v, group):
    return np.array([v[group == g].mean() for g in group])


one = lambda g: np.ones(len(g))
x_of = lambda g: rng.normal(size=len(g)).round(2)

for J in (5, 6, 7, 8):
    g = schools([4] * J)
    x, v1, v2 = x_of(g), x_of(g), x_of(g)
    m1, m2 = mean(v1, g), mean(v2, g)
    add(f"two contextual effects, {J} groups", {"school": g, "x": x, "v1": v1, "v2": v2},
        ["y ~ x + v1 + center(v1, school) + v2 + center(v2, school) + (x | school)",
         "y ~ x + mean(v1, school) + center(v1, school) + mean(v2, school) + center(v2, school)"
         " + (x | school)"],
        [one(g), x, v1, v1 - m1, v2, v2 - m2], [one(g), x])

for J in (5, 6):
    g = schools([4] * J)
    x, w = x_of(g), level(g)
    add(f"no predictor between, {J} groups", {"school": g, "x": x}, ["y ~ x + (x | school)"], [one(g), x], [one(g), x])
    add(f"a predictor in one equation, {J} groups", {"school": g, "x": x, "w": w},
        ["y ~ x + w + (x | school)"], [one(g), x, w], [one(g), x])

for single in (8, 9):
    g = schools([1] * single)
    x = x_of(g)
    add(f"{single} single rows", {"school": g, "x": x}, ["y ~ x + (x | school)"], [one(g), x], [one(g), x])

for full, single in ((5, 30), (4, 6)):
    g = schools([4] * full + [1] * single)
    x = x_of(g)
    add(f"{full} full groups and {single} single rows", {"school": g, "x": x},
        ["y ~ x + (x | school)"], [one(g), x], [one(g), x])
    add(f"{full} full groups and {single} single rows, uncorrelated", {"school": g, "x": x},
        ["y ~ x + (x || school)"], [one(g), x], [one(g), x], diagonal=True)

for full in (4, 5):
    for place in (0, 2):
        g = schools([4] * full + [1] * 10)
        x = x_of(g)
        x[4 * full:] = place
        add(f"{full} full groups and 10 rows at {place}", {"school": g, "x": x},
            ["y ~ x + (x | school)", "y ~ I(x - 2) + (I(x - 2) | school)"], [one(g), x], [one(g), x],
            angles=[np.arctan2(1, -place)])

for J in (6, 7):
    g = schools([4] * J)
    f = np.tile(["a", "a", "b", "b"], J)
    a, b = (f == "a") * 1.0, (f == "b") * 1.0
    w1, w2 = level(g), level(g)
    add(f"a predictor that moves two effects alike, {J} groups", {"school": g, "f": f, "w1": w1, "w2": w2},
        ["y ~ 0 + f + w1 + w2 + (0 + f | school)", "y ~ f + w1 + w2 + (f | school)",
         "y ~ 0 + f + w1 + w2 + (f | school)"],
        [a, b, w1, w2], [a, b], angles=[np.pi / 4])

for J in (3, 4, 5):
    g = schools([4] * J)
    x, w = x_of(g), level(g)
    add(f"flat standard deviations, a predictor in one equation, {J} groups", {"school": g, "x": x, "w": w},
        ["y ~ x + w + (x | school)"], [one(g), x, w], [one(g), x], prior="uniform-sd")

for J in (3, 4):
    g = schools([3] * (J + 6))
    f = np.repeat(["a", "b"], [3 * J, 18])
    a, b = (f == "a") * 1.0, (f == "b") * 1.0
    add(f"a variance for each kind of group, {J} and 6", {"school": g, "f": f},
        ["y ~ f + (0 + f || school)"], [one(g), b], [a, b], diagonal=True)

text = json.dumps({"cases": cases}, indent=1)
(HERE / "tails.json").write_text(text + "\n")
