"""Checks the references of this folder against one another; stops where two differ by 5 standard errors.

Run from the top of the project, after the others:
    python3 Tests/ReferenceValues/jags/compare.py [data directory]

Importance sampling against JAGS (inverse Wishart priors), quadrature against JAGS (radon), and importance sampling
against exact draws: with balanced data, flat T and log-uniform sigma^2, T + sigma^2 (Z'Z)^-1 is inverse Wishart
and sigma^2 inverse gamma, kept where T is positive definite.
"""

import json
import sys
from pathlib import Path

import numpy as np
from models import load

FOLDER = Path("Tests/ReferenceValues/jags")
DRAWS = 2_000_000


def exact_draws(g, rng):
    A, Zy = g.ZZ[0], g.ZW[:, :, -1]
    least_squares = np.linalg.solve(A, Zy.T).T
    away = least_squares - np.mean(least_squares, axis=0)
    residual = g.WW[-1, -1] - np.sum(Zy * least_squares)
    sigma2 = residual / 2 / rng.gamma((g.N - 2 * g.J) / 2, size=DRAWS)
    # The inverse of a Wishart matrix, by Bartlett's decomposition.
    L = np.linalg.cholesky(np.linalg.inv(away.T @ away))
    df = g.J - 4
    a11, a22 = np.sqrt(rng.chisquare(df, DRAWS)), np.sqrt(rng.chisquare(df - 1, DRAWS))
    m11, m22 = L[0, 0] * a11, L[1, 1] * a22
    m21 = L[1, 0] * a11 + L[1, 1] * rng.normal(size=DRAWS)
    det, noise = (m11 * m22) ** 2, np.linalg.inv(A)
    T11 = (m21**2 + m22**2) / det - sigma2 * noise[0, 0]
    T21 = -m11 * m21 / det - sigma2 * noise[1, 0]
    T22 = m11**2 / det - sigma2 * noise[1, 1]
    keep = (T11 > 0) & (T11 * T22 > T21**2)
    return {"T.1.1": T11[keep], "T.2.1": T21[keep], "T.2.2": T22[keep], "sigma2": sigma2[keep]}


class Comparison:
    def __init__(self):
        self.worst, self.count = 0.0, 0

    def add(self, what, a, error_a, b, error_b):
        z = (a - b) / np.hypot(error_a, error_b)
        self.count += 1
        self.worst = max(self.worst, abs(z))
        if not abs(z) < 5:
            raise SystemExit(f"{what}: {a} ({error_a}) and {b} ({error_b}), z = {z:.1f}")

    def summaries(self, what, a, b):
        zero = [0.0] * 5
        self.add(what, a["mean"], a.get("mcse_mean", 0), b["mean"], b["mcse_mean"])
        self.add(f"{what} sd", a["sd"], a.get("mcse_sd", 0), b["sd"], b["mcse_sd"])
        for k in range(5 if "quantiles" in a else 0):
            self.add(
                f"{what} quantile {k + 1}",
                a["quantiles"][k],
                a.get("mcse_quantiles", zero)[k],
                b["quantiles"][k],
                b["mcse_quantiles"][k],
            )


def main():
    models = load(sys.argv[1] if len(sys.argv) > 1 else "models/data")
    read = lambda name: json.loads((FOLDER / f"{name}.json").read_text())["cases"]
    jags, importance, quadrature = read("jags"), read("importance"), read("quadrature")
    rng = np.random.default_rng(20260101)
    for name, case in importance.items():
        check = Comparison()
        for found in case["priors"]:
            if name in jags and jags[name]["prior_T"] == found["prior_T"]:
                other = jags[name]
                for k, gamma in enumerate(other["gamma"]):
                    check.summaries(f"{name} gamma.{k + 1}", found[f"gamma.{k + 1}"], gamma)
                for element, T in other["T"].items():
                    check.summaries(f"{name} {element}", found[element], T)
                check.summaries(f"{name} sigma2", found["sigma2"], other["sigma2"])
                for words, u in other["u"].items():
                    j, k = words[2:-1].split(",")
                    check.summaries(f"{name} {words}", found[f"u.{j}.{k}"], u)
            if found["prior_T"] == "uniform" and name in ("rats", "sleepstudy", "orthodont"):
                for element, x in exact_draws(models[name][2], rng).items():
                    ours = found[element]
                    check.add(
                        f"{name} {element}, exact draws",
                        ours["mean"],
                        ours["mcse_mean"],
                        np.mean(x),
                        np.std(x) / np.sqrt(len(x)),
                    )
        print(f"{name}: {check.count} comparisons, largest |z| {check.worst:.2f}")
    check = Comparison()
    radon = next(
        p
        for p in quadrature["radon_intercept"]["priors"]
        if (p["prior_T"], p["prior_sigma2"]) == ("uniform-sd", "log-uniform")
    )
    other = jags["radon"]
    for k, gamma in enumerate(other["gamma"]):
        check.summaries(f"radon gamma.{k + 1}", radon["gamma"][k], gamma)
    check.summaries("radon T", radon["T"]["T.1.1"], other["T"]["T.1.1"])
    check.summaries("radon sigma2", radon["sigma2"], other["sigma2"])
    for k in range(2):
        check.summaries(f"radon u {k + 1}", radon["u"][k], other["u"][f"u[{k + 1}]"])
    print(f"radon_intercept: {check.count} comparisons, largest |z| {check.worst:.2f}")


if __name__ == "__main__":
    main()
