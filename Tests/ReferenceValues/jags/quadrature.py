"""Exact posteriors of two-level normal models with one random effect a group, by quadrature.

Run from the top of the project:
    python3 Tests/ReferenceValues/jags/quadrature.py [data directory]

With lambda = tau^2 / sigma^2, gamma and u integrate out, and so does sigma^2 when the priors are powers
or inverse gammas: sigma^2 given lambda is inverse gamma. What is left is one integral over
log lambda; the trapezoid rule converges exponentially, as the integrand is analytic. A half-t(nu, s) prior on tau is
a mixture of inverse gammas, tau^2 | a ~ IG(nu / 2, nu / a), a ~ IG(1 / 2, 1 / s^2): a second integral over log a.
All is done twice, the second time with half the step, and must agree to 1e-11.
"""

import datetime
import json
import platform
import sys
from pathlib import Path

import numpy as np
import scipy
from models import PROBABILITIES, load
from scipy.optimize import brentq
from scipy.special import gammaincc, gammaln, stdtr

OUTPUT = Path("Tests/ReferenceValues/jags/quadrature.json")

# A prior is (power, scale): density x^power exp(-scale / x) of the variance x.
POWERS = {"uniform": (0.0, 0.0), "uniform-sd": (-0.5, 0.0), "log-uniform": (-1.0, 0.0)}


def power_of(words):
    if words in POWERS:
        return POWERS[words]
    a, b = map(float, words[len("inverse-gamma(") : -1].split(","))
    return -a - 1, b


class Posterior:
    """Weights over nodes, each with sigma^2 ~ IG(shape, rate) and gamma given sigma^2 normal."""

    def __init__(self, groups, prior_T, prior_sigma2, step, a_step):
        self.groups = groups
        g = groups
        lam = np.exp(np.arange(-90.0, 90.0, step))
        shrink = lam[:, None] / (1 + lam[:, None] * g.n)
        between = g.n / (1 + lam[:, None] * g.n)
        M = g.within + np.einsum("mj,ja,jb->mab", between, g.means, g.means)  # W'V0^-1 W, W = [X y]
        A, b, c = M[:, :-1, :-1], M[:, :-1, -1], M[:, -1, -1]
        C = np.linalg.inv(A)
        gamma = np.einsum("mab,mb->ma", C, b)
        S = c - np.einsum("ma,ma->m", b, gamma)
        log_det = np.sum(np.log1p(lam[:, None] * g.n), axis=1) + np.linalg.slogdet(A)[1]
        power_s, scale_s = power_of(prior_sigma2)
        base = -log_det / 2 + np.log(lam)  # log lam: the Jacobian of the logarithm

        def at(power, scale):
            # p(tau^2) = (tau^2)^power exp(-scale / tau^2), tau^2 = lam sigma^2, d tau^2 = sigma^2 d lam.
            shape = (g.N - g.f) / 2 - power - power_s - 2
            rate = S / 2 + scale / lam + scale_s
            log_weight = base + power * np.log(lam) + gammaln(shape) - shape * np.log(rate)
            return shape, rate, log_weight

        # Nodes whose weight is exp(-cut) of the highest are left out; few groups have a heavy tail.
        cut = 48.0 if g.J > 20 else 120.0
        if prior_T.startswith("half-"):
            inside = prior_T[prior_T.index("(") + 1 : -1].split(",")
            df, s = (1.0, float(inside[0])) if len(inside) == 1 else map(float, inside)
            a = np.exp(np.arange(-60.0, 60.0, a_step)) / s**2
            # IG(df/2, df/a) has the constant (df/a)^(df/2); a ~ IG(1/2, 1/s^2), in log a.
            log_prior = df / 2 * np.log(df / a) - np.log(a) / 2 - 1 / (s**2 * a)
            parts, top = [], -np.inf
            for x, p in zip(a, log_prior):
                shape, rate, log_weight = at(-df / 2 - 1, df / x)
                top = max(top, np.max(log_weight + p))
                node = np.flatnonzero(log_weight + p > top - cut)
                parts.append((node, rate[node], log_weight[node] + p))
            node, rate, log_weight = (np.concatenate(part) for part in zip(*parts))
            self.tail = -df / 2 - 1
        else:
            power, scale = power_of(prior_T)
            shape, rate, log_weight = at(power, scale)
            node = np.arange(len(lam))
            self.tail = power
        weight = np.exp(log_weight - np.max(log_weight))
        keep = weight > np.exp(-cut)
        self.weight = weight[keep] / np.sum(weight[keep])
        node = node[keep]
        self.shape, self.rate, self.lam = shape, rate[keep], lam[node]
        self.gamma, self.C, self.shrink = gamma[node], C[node], shrink[node]
        # Fixed effects constant within every group: their count f2 decides which moments exist.
        rank = np.linalg.matrix_rank(g.within[:-1, :-1], tol=1e-8 * np.max(g.WW[:-1, :-1]))
        self.free = g.J - (g.f - rank)

    def expect(self, x):
        return float(np.sum(self.weight * x))

    def variance_summary(self, factor, has_mean=True, has_sd=True):
        """factor * sigma^2, an inverse gamma at each node."""
        rate = self.rate * factor
        mean = rate / (self.shape - 1)
        centre = self.expect(mean)
        inner = mean**2 / (self.shape - 2)
        sd = np.sqrt(self.expect(inner + (mean - centre) ** 2))
        below = lambda x: self.expect(gammaincc(self.shape, rate * np.exp(-x)))
        at = np.log(centre)
        quantile = lambda p: float(
            np.exp(brentq(lambda x: below(x) - p, at - 60, at + 60, xtol=1e-15, rtol=1e-15))
        )
        return {
            "mean": centre if has_mean else None,
            "sd": float(sd) if has_mean and has_sd else None,
            "quantiles": [quantile(p) for p in PROBABILITIES],
        }

    def mean_of_tau(self):
        ratio = np.exp(gammaln(self.shape - 0.5) - gammaln(self.shape))
        return self.expect(np.sqrt(self.rate * self.lam) * ratio)

    def gamma_summary(self, k):
        variance = self.C[:, k, k] * self.rate / self.shape
        mean, scale, df = self.gamma[:, k], np.sqrt(variance), 2 * self.shape
        centre = self.expect(mean)
        sd = float(np.sqrt(self.expect(variance * df / (df - 2) + (mean - centre) ** 2)))
        below = lambda x: self.expect(stdtr(df, (x - mean) / scale))
        quantile = lambda p: brentq(
            lambda x: below(x) - p, centre - 60 * sd, centre + 60 * sd, xtol=1e-15, rtol=1e-15
        )
        return {
            "mean": centre,
            "sd": sd,
            "quantiles": [quantile(p) for p in PROBABILITIES],
            "below_zero": below(0.0),
        }

    def effect_summary(self, j):
        g = self.groups
        n, sums = g.ZZ[j, 0, 0], g.ZW[j, 0, :]
        k = self.shrink[:, j]
        mean = k * (sums[-1] - self.gamma @ sums[:-1])
        variance = self.lam - self.lam * k * n
        variance = variance + k**2 * np.einsum("a,mab,b->m", sums[:-1], self.C, sums[:-1])
        sigma2 = self.rate / (self.shape - 1)
        centre = self.expect(mean)
        sd = np.sqrt(self.expect(variance * sigma2 + (mean - centre) ** 2))
        return {"group": g.names[j], "mean": centre, "sd": float(sd)}

    def summary(self):
        # In lambda the tail is lambda^(power - free / 2).
        exists = lambda m: self.free > 2 * (self.tail + 1 + m)
        return {
            "gamma": [self.gamma_summary(k) for k in range(self.groups.f)],
            "T": {"T.1.1": self.variance_summary(self.lam, exists(1), exists(2))},
            "tau_mean": self.mean_of_tau() if exists(0.5) else None,
            "sigma2": self.variance_summary(np.ones_like(self.lam)),
            "u": [self.effect_summary(j) for j in range(3)],
        }


def largest_difference(a, b):
    if isinstance(a, dict):
        return max(largest_difference(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return max(largest_difference(x, y) for x, y in zip(a, b))
    if a is None or isinstance(a, str):
        return 0.0
    return abs(a - b) / max(abs(b), 1e-3)


def main():
    models = load(sys.argv[1] if len(sys.argv) > 1 else "models/data")
    scales = {  # for the priors with a scale: about the size of tau
        "radon_intercept": 0.2,
        "hsb_table_4_2": 3.0,
        "hsb_table_4_3": 2.0,
        "orthodont_intercept": 2.0,
        "dyestuff": 40.0,
        "dyestuff2": 2.0,
    }
    cases = {}
    for name, s in scales.items():
        formula, labels, groups = models[name]
        b, c = f"{s * s / 2:g}", f"{s * s:g}"
        pairs = [
            ("uniform", "log-uniform"),
            ("uniform-sd", "log-uniform"),
            ("uniform", "uniform"),
            ("uniform-sd", "uniform-sd"),
            (f"inverse-gamma(1, {b})", "log-uniform"),
            (f"inverse-gamma(1, {b})", f"inverse-gamma(2, {c})"),
            (f"half-cauchy({s:g})", "log-uniform"),
            (f"half-t(3, {s:g})", "log-uniform"),
        ]
        results = []
        for prior_T, prior_sigma2 in pairs:
            # Given lambda, log sigma^2 has a standard deviation of about sqrt(2 / N): the step must see it.
            step = min(0.05, np.sqrt(2 / groups.N) / 1.3)
            coarse = Posterior(groups, prior_T, prior_sigma2, step, 0.3).summary()
            fine = Posterior(groups, prior_T, prior_sigma2, step / 2, 0.15).summary()
            gap = largest_difference(coarse, fine)
            print(f"{name}: T {prior_T}, sigma2 {prior_sigma2}: halving the step moves {gap:.1e}", flush=True)
            if gap > 1e-11:
                raise SystemExit("not converged")
            results.append({"prior_T": prior_T, "prior_sigma2": prior_sigma2} | fine)
        cases[name] = {
            "formula": formula,
            "gamma_labels": labels,
            "observations": groups.N,
            "groups": groups.J,
            "priors": results,
        }
    document = {
        "made_by": "Tests/ReferenceValues/jags/quadrature.py",
        "date": datetime.date.today().isoformat(),
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
        "probabilities": PROBABILITIES,
        "cases": cases,
    }
    OUTPUT.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
