"""Why the book's Table 13.1 differs from the exact posterior: the tail that its grid leaves out, and a part of the variance.

Run from the top of the project:
    python3 Tests/ReferenceValues/notebooks/teacher_expectancy.py [data directory]

The posterior of tau2 under flat priors by Gauss-Legendre quadrature, once over the whole line (up to 100)
and once on tau2 below 0.22, as on a grid that ends there. For gamma and for the effect of study 4: the mean; the root of
E[Var(. | tau2, y)] alone; and the standard deviation, with Var(E[. | tau2, y]) added.
"""

import csv
import platform
import sys
from pathlib import Path

import numpy as np

rows = list(csv.DictReader((Path(sys.argv[1] if len(sys.argv) > 1 else "models/data") / "teacher_expectancy.csv").open()))
y, v = (np.array([float(row[name]) for row in rows]) for name in ("yi", "vi"))


def posterior(end):
    """Nodes tau2 up to `end`, and their probabilities under the flat prior of tau2."""
    edges = np.sqrt(end) * np.linspace(0, 1, 401) ** 2
    x, weight = np.polynomial.legendre.leggauss(20)
    half = np.diff(edges)[:, None] / 2
    tau = (edges[:-1, None] + half * (1 + x)).ravel()
    w = 1 / (v + tau[:, None] ** 2)
    total = w.sum(1)
    mean = w @ y / total
    log_density = 0.5 * np.log(w).sum(1) - 0.5 * np.log(total) - 0.5 * (w * (y - mean[:, None]) ** 2).sum(1)
    p = np.exp(log_density - log_density.max()) * 2 * tau * (half * weight).ravel()
    return tau**2, p / p.sum(), mean, 1 / total


def report(end):
    tau2, p, gamma, variance = posterior(end)
    share = tau2 / (tau2 + v[3])
    effect = share * y[3] + (1 - share) * gamma
    effect_variance = share * v[3] + (1 - share) ** 2 * variance
    print(f"tau2 below {end:g}: mean of tau2 {p @ tau2:.4f}")
    for name, mean, within in (("gamma", gamma, variance), ("study 4", effect, effect_variance)):
        whole = p @ mean
        between = p @ (mean - whole) ** 2
        print(f"  {name}: mean {whole:.4f}, root of the first part {np.sqrt(p @ within):.4f}, sd {np.sqrt(p @ within + between):.4f}")


print(f"python {platform.python_version()}, numpy {np.__version__}")
report(100)
report(0.22)
