"""Exact posteriors of meta-analyses with one tau, by quadrature to 12 digits.

Run from the top of the project:
    python3 Tests/ReferenceValues/exact-meta-analysis/reference.py [data directory]

With gamma and the true effects integrated out, the posterior is one-dimensional. It is integrated
over x = log tau by Gauss-Legendre rules of 24 points on panels of width 1/4: the integrand is
analytic within pi/4 of the real axis or more, so that the error of a panel is below rounding.
The range holds all but 1e-16 of every integral. A sample of the results is made again by mpmath
with 30 digits and another rule; the script stops where the two differ by more than 1e-11.
"""

import datetime
import json
import platform
import sys
from pathlib import Path

import mpmath
import numpy as np
import scipy
from scipy.optimize import brentq
from scipy.special import gammaln, ndtr

PROBABILITIES = [0.025, 0.05, 0.5, 0.95, 0.975]
OUTPUT = Path("Tests/ReferenceValues/exact-meta-analysis/exact-meta-analysis.json")


# --- Priors: log p(tau); the order of the tail, p(tau) ~ tau^-order, decides which moments exist.


class Prior:
    def __init__(self, name, log_density, order, proper):
        self.name, self.log_density, self.order, self.proper = name, log_density, order, proper


def half_t(df, scale):
    constant = np.log(2) + gammaln((df + 1) / 2) - gammaln(df / 2) - np.log(df * np.pi) / 2
    return lambda t, v: constant - np.log(scale) - (df + 1) / 2 * np.log1p((t / scale) ** 2 / df)


def half_normal(scale):
    return lambda t, v: np.log(2 / scale) - np.log(2 * np.pi) / 2 - (t / scale) ** 2 / 2


def inverse_gamma(a, b):  # on tau^2, hence the Jacobian 2 tau
    return lambda t, v: a * np.log(b) - gammaln(a) - 2 * (a + 1) * np.log(t) - b / t**2 + np.log(2 * t)


def harmonic_mean(v):
    return len(v) / np.sum(1 / v)


def typical_variance(v):  # Higgins & Thompson (2002), equation 9
    w = 1 / v
    return (len(v) - 1) * np.sum(w) / (np.sum(w) ** 2 - np.sum(w**2))


def log_sum(t, v):  # sum over studies of log(v + tau^2), for each tau
    return np.sum(np.log(v + t[:, None] ** 2), axis=1)


INFINITY = float("inf")
PRIORS = [
    Prior("uniform", lambda t, v: np.log(2 * t), -1, False),
    Prior("uniform-sd", lambda t, v: np.zeros_like(t), 0, False),
    Prior("sqrt", lambda t, v: -np.log(t) / 2, 0.5, False),
    Prior(
        "jeffreys",
        lambda t, v: np.log(np.sum((t[:, None] / (v + t[:, None] ** 2)) ** 2, axis=1)) / 2,
        1,
        False,
    ),
    Prior("berger-deely", lambda t, v: np.log(t) - log_sum(t, v) / len(v), 1, False),
    # Proper, but its constant has no closed form: used as it stands, like the improper ones.
    Prior("conventional", lambda t, v: np.log(t) - 1.5 * log_sum(t, v) / len(v), 2, False),
    Prior(
        "dumouchel",
        lambda t, v: np.log(harmonic_mean(v)) / 2 - 2 * np.log(np.sqrt(harmonic_mean(v)) + t),
        2,
        True,
    ),
    Prior(
        "uniform-shrinkage",
        lambda t, v: np.log(2 * harmonic_mean(v) * t) - 2 * np.log(harmonic_mean(v) + t**2),
        3,
        True,
    ),
    Prior(
        "i2",
        lambda t, v: np.log(2 * typical_variance(v) * t) - 2 * np.log(typical_variance(v) + t**2),
        3,
        True,
    ),
]


def named(name):
    """A prior from its words in a model file."""
    for prior in PRIORS:
        if prior.name == name:
            return prior
    kind, rest = name.rstrip(")").split("(")
    numbers = [float(x) for x in rest.split(",")]
    if kind == "half-cauchy":
        return Prior(name, half_t(1, *numbers), 2, True)
    if kind == "half-t":
        return Prior(name, half_t(*numbers), numbers[0] + 1, True)
    if kind == "half-normal":
        return Prior(name, half_normal(*numbers), INFINITY, True)
    if kind == "inverse-gamma":
        return Prior(name, inverse_gamma(*numbers), 2 * numbers[0] + 1, True)
    raise ValueError(name)


# --- The posterior.


class Posterior:
    """p(tau | y) tabulated on panels in log tau, with gamma and the true effects given tau."""

    ORDER, WIDTH = 24, 0.25

    def __init__(self, y, v, X, prior, normal=None):
        self.y, self.v, self.X, self.prior = y, v, X, prior
        f = X.shape[1]
        self.precision = np.zeros((f, f)) if normal is None else np.eye(f) / normal[1] ** 2
        self.prior_mean = np.zeros(f) if normal is None else np.full(f, float(normal[0]))
        self.flat = normal is None
        # The likelihood falls as tau^-(J - f) under flat gamma, as tau^-J under a proper prior.
        self.tail = len(y) - (f if self.flat else 0) + prior.order

        centre = np.log(np.median(np.sqrt(v)))
        self.edges = centre + np.arange(-75, 100 + self.WIDTH / 2, self.WIDTH)
        self.gauss = np.polynomial.legendre.leggauss(self.ORDER)
        points, weights = self.gauss
        middles = (self.edges[:-1] + self.edges[1:]) / 2
        x = (middles[:, None] + self.WIDTH / 2 * points).ravel()
        log_weight = np.tile(np.log(weights * self.WIDTH / 2), len(middles))
        log_density = self.log_density(x)
        self.top = np.max(log_density)
        mass = np.exp(log_density - self.top + log_weight)
        keep = mass > 1e-40 * np.max(mass)
        self.total = np.sum(mass)
        self.log_normalizer = self.top + np.log(self.total)
        self.panels = np.sum(mass.reshape(-1, self.ORDER), axis=1) / self.total
        self.tau, self.weight = np.exp(x[keep]), mass[keep] / self.total
        # Moments need the tail that the cut above drops.
        self.all_tau, self.all_weight = np.exp(x), mass / self.total
        self.gamma, self.covariance, _ = self.given(self.tau)

    def given(self, tau):
        """gamma's mean and covariance given tau, and the log of the integrated likelihood."""
        w = 1 / (self.v + tau[:, None] ** 2)
        A = np.einsum("mi,ij,ik->mjk", w, self.X, self.X) + self.precision
        b = np.einsum("mi,ij,i->mj", w, self.X, self.y) + self.precision @ self.prior_mean
        covariance = np.linalg.inv(A)
        gamma = np.einsum("mjk,mk->mj", covariance, b)
        residual = self.y - gamma @ self.X.T
        away = gamma - self.prior_mean
        quadratic = np.sum(w * residual**2, axis=1) + np.einsum(
            "mj,jk,mk->m", away, self.precision, away
        )
        constants = (len(self.y) - (len(b[0]) if self.flat else 0)) * np.log(2 * np.pi)
        prior = 0.0 if self.flat else np.linalg.slogdet(self.precision)[1]
        log_det = np.linalg.slogdet(A)[1] - prior - np.sum(np.log(w), axis=1)
        return gamma, covariance, -(constants + log_det + quadratic) / 2

    def log_density(self, x):
        """log of p(tau) p(y | tau) tau: the density of x = log tau."""
        tau = np.exp(x)
        return self.prior.log_density(tau, self.v) + self.given(tau)[2] + x

    def exists(self, power):
        return self.tail - power > 1

    def moment(self, power):
        return float(np.sum(self.all_weight * self.all_tau**power)) if self.exists(power) else None

    def tau_quantile(self, p):
        reached = np.concatenate([[0], np.cumsum(self.panels)])
        k = int(np.searchsorted(reached, p)) - 1
        points, weights = self.gauss

        def below(x):
            half = (x - self.edges[k]) / 2
            inside = self.log_density(self.edges[k] + half * (1 + points))
            return reached[k] + np.sum(weights * np.exp(inside - self.top)) * half / self.total

        if reached[k + 1] == p:
            return float(np.exp(self.edges[k + 1]))
        x = brentq(lambda x: below(x) - p, self.edges[k], self.edges[k + 1], xtol=1e-16, rtol=1e-15)
        return float(np.exp(x))

    def mode(self, jacobian):
        """The highest point of the density of tau (jacobian 1) or tau^2 (2), in tau; or 0."""

        x = np.arange(self.edges[0] / 2, self.edges[0] + 110, 0.01)
        height = self.log_density(x) - jacobian * x
        k = int(np.argmax(height))
        # Highest at the lower end, or level with it: the mode is at zero.
        if k == 0 or height[k] - height[0] < 1e-12:
            return 0.0
        # The root of the derivative of a Chebyshev polynomial through 17 points.
        local = np.polynomial.Chebyshev.interpolate(
            lambda u: self.log_density(u) - jacobian * u - height[k], 16, [x[k] - 0.2, x[k] + 0.2]
        )
        return float(np.exp(brentq(local.deriv(), x[k - 1], x[k + 1], xtol=1e-15)))

    def mixture(self, mean, sd, has_sd=True):
        """Summary of sum weight N(mean, sd^2)."""
        centre = float(np.sum(self.weight * mean))
        variance = float(np.sum(self.weight * (sd**2 + (mean - centre) ** 2)))

        def below(x):
            return float(np.sum(self.weight * ndtr((x - mean) / sd)))

        def quantile(p):
            low, high = centre - np.sqrt(variance), centre + np.sqrt(variance)
            while below(low) > p:
                low -= 2 * np.sqrt(variance)
            while below(high) < p:
                high += 2 * np.sqrt(variance)
            return brentq(lambda x: below(x) - p, low, high, xtol=1e-16, rtol=1e-14)

        return {
            "mean": centre,
            "sd": float(np.sqrt(variance)) if has_sd else None,
            "quantiles": [quantile(p) for p in PROBABILITIES],
            "below_zero": below(0.0),
        }

    def effects(self):
        """True effects given tau: shrunken means, variances with the part that gamma adds."""
        v = self.v
        shrink = self.tau[:, None] ** 2 / (v + self.tau[:, None] ** 2)
        fitted = self.gamma @ self.X.T
        leverage = np.einsum("ij,mjk,ik->mi", self.X, self.covariance, self.X)
        mean = fitted + shrink * (self.y - fitted)
        sd = np.sqrt(shrink * v + (1 - shrink) ** 2 * leverage)
        results = [self.mixture(mean[:, j], sd[:, j]) for j in range(len(v))]
        return {
            "mean": [r["mean"] for r in results],
            "sd": [r["sd"] for r in results],
            "quantiles": [r["quantiles"] for r in results],
        }

    def summary(self):
        quantiles = [self.tau_quantile(p) for p in PROBABILITIES]

        def spread(power):
            mean = self.moment(power)
            if not self.exists(2 * power):
                return None
            return float(np.sqrt(np.sum(self.all_weight * (self.all_tau**power - mean) ** 2)))

        # Given tau, gamma's variance grows as tau^2 (bounded under a proper prior for gamma).
        has_mean, has_sd = (True, True) if not self.flat else (self.exists(1), self.exists(2))
        gamma = []
        for k in range(self.X.shape[1]):
            sd = np.sqrt(self.covariance[:, k, k])
            part = self.mixture(self.gamma[:, k], sd, has_sd)
            part["mean"] = part["mean"] if has_mean else None
            gamma.append(part)
        return {
            "log_normalizer": float(self.log_normalizer),
            "tau": {
                "mean": self.moment(1),
                "sd": spread(1),
                "quantiles": quantiles,
                "mode": self.mode(1),
            },
            "tau2": {
                "mean": self.moment(2),
                "sd": spread(2),
                "quantiles": [q**2 for q in quantiles],
                "mode": self.mode(2) ** 2,
            },
            "gamma": gamma,
            "effects": self.effects(),
        }


# --- A second way, for a sample of the cases: mpmath, 30 digits, tanh-sinh in log tau.


def verify(posterior, summary):
    mpmath.mp.dps = 30
    y, v = [mpmath.mpf(float(a)) for a in posterior.y], [mpmath.mpf(float(a)) for a in posterior.v]
    X, f = posterior.X, posterior.X.shape[1]
    number = lambda a: mpmath.mpf(float(a))

    def given(tau):
        w = [1 / (a + tau**2) for a in v]
        A = mpmath.matrix(f, f)
        b = mpmath.matrix(f, 1)
        for r in range(f):
            b[r] = sum(
                number(posterior.precision[r, c] * posterior.prior_mean[c]) for c in range(f)
            ) + sum(wi * number(xi[r]) * yi for wi, xi, yi in zip(w, X, y))
            for c in range(f):
                A[r, c] = number(posterior.precision[r, c]) + sum(
                    wi * number(xi[r]) * number(xi[c]) for wi, xi in zip(w, X)
                )
        covariance = A**-1
        return w, A, covariance, covariance * b

    def prior(tau):
        words = posterior.prior.name
        if words == "uniform":
            return 2 * tau
        if words == "jeffreys":
            return mpmath.sqrt(sum((tau / (a + tau**2)) ** 2 for a in v))
        kind, rest = words.rstrip(")").split("(")
        numbers = [mpmath.mpf(x) for x in rest.split(",")]
        if kind == "half-cauchy":
            return 2 / (mpmath.pi * numbers[0] * (1 + (tau / numbers[0]) ** 2))
        a, b = numbers
        return b**a / mpmath.gamma(a) * tau ** (-2 * a - 2) * mpmath.exp(-b / tau**2) * 2 * tau

    def density(x):
        tau = mpmath.exp(x)
        w, A, _, gamma = given(tau)
        power = mpmath.mpf(1)
        for wi, yi, xi in zip(w, y, X):
            r = yi - sum(number(xi[c]) * gamma[c] for c in range(f))
            power *= wi * mpmath.exp(-wi * r**2)
        away = [gamma[c] - number(posterior.prior_mean[c]) for c in range(f)]
        for r in range(f):
            power *= mpmath.exp(-away[r] * number(posterior.precision[r, r]) * away[r])
            if not posterior.flat:
                power *= number(posterior.precision[r, r])
        n = len(y) - (f if posterior.flat else 0)
        value = mpmath.sqrt(power / mpmath.det(A) / (2 * mpmath.pi) ** n)
        return value * prior(tau) * tau

    tau_median = mpmath.mpf(summary["tau"]["quantiles"][2])
    centre = mpmath.log(tau_median)
    left = [centre - k for k in (70, 30, 12, 6, 3, 1.5, 0.7, 0)]
    right = [centre + k for k in (0, 0.7, 1.5, 3, 6, 12, 30, 90)]
    quad = lambda g, pieces: mpmath.quad(g, pieces, maxdegree=9)
    half = quad(density, left)
    total = half + quad(density, right)
    both = lambda g: (quad(g, left) + quad(g, right)) / total
    gamma_quantile = mpmath.mpf(summary["gamma"][-1]["quantiles"][0])

    def below(x):
        _, _, covariance, gamma = given(mpmath.exp(x))
        z = (gamma_quantile - gamma[f - 1]) / mpmath.sqrt(covariance[f - 1, f - 1])
        return mpmath.ncdf(z) * density(x)

    found = {
        "log normalizer": (mpmath.log(total), summary["log_normalizer"]),
        "P(tau < median)": (half / total, 0.5),
        "tau mean": (both(lambda x: mpmath.exp(x) * density(x)), summary["tau"]["mean"]),
        "tau2 mean": (both(lambda x: mpmath.exp(2 * x) * density(x)), summary["tau2"]["mean"]),
        "gamma mean": (
            both(lambda x: given(mpmath.exp(x))[3][f - 1] * density(x)),
            summary["gamma"][-1]["mean"],
        ),
        "P(gamma < q2.5)": (both(below), 0.025),
    }
    worst = 0.0
    for what, (exact, ours) in found.items():
        error = float(abs(exact - mpmath.mpf(ours)) / max(abs(exact), mpmath.mpf("1e-3")))
        worst = max(worst, error)
        if error > 1e-11:
            raise SystemExit(f"{posterior.prior.name}, {what}: {exact} and {ours}")
    return worst


# --- The cases.


def read(directory, name):
    return np.genfromtxt(
        Path(directory) / f"{name}.csv", delimiter=",", names=True, dtype=None, encoding="utf-8"
    )


def main():
    directory = sys.argv[1] if len(sys.argv) > 1 else "models/data"
    teacher, schools = read(directory, "teacher_expectancy"), read(directory, "eight_schools")
    one = lambda n: np.ones((n, 1))
    weeks = np.column_stack([np.ones(19), teacher["weeks_r"].astype(float)])
    every = [p.name for p in PRIORS]
    small = every + [
        "half-cauchy(0.5)",
        "half-normal(0.5)",
        "half-t(3, 0.5)",
        "half-t(4, 0.25)",
        "inverse-gamma(0.5, 0.05)",
        "inverse-gamma(1, 0.02)",
        "inverse-gamma(0.001, 0.001)",
    ]
    large = every + [
        "half-cauchy(5)",
        "half-cauchy(25)",
        "half-normal(5)",
        "half-t(3, 10)",
        "inverse-gamma(0.001, 0.001)",
        "inverse-gamma(0.5, 50)",
    ]
    ty, tv = teacher["yi"].astype(float), teacher["vi"].astype(float)
    sy, sv = schools["y"].astype(float), schools["se"].astype(float) ** 2
    models = {
        "teacher_intercept": (ty, tv, one(19), ["(Intercept)"], None, small),
        "teacher_weeks_r": (ty, tv, weeks, ["(Intercept)", "weeks_r"], None, small),
        "teacher_weeks_r_normal_gamma": (
            (ty, tv, weeks, ["(Intercept)", "weeks_r"], (0.0, 0.25))
            + (["uniform", "half-cauchy(0.5)"],)
        ),
        # Five studies, so that some moments do not exist.
        "teacher_first_five": (
            (ty[:5], tv[:5], one(5), ["(Intercept)"], None)
            + (["uniform", "uniform-sd", "half-cauchy(0.5)"],)
        ),
        "eight_schools": (sy, sv, one(8), ["(Intercept)"], None, large),
        "eight_schools_normal_gamma": (
            (sy, sv, one(8), ["(Intercept)"], (0.0, 5.0)) + (["half-cauchy(5)", "uniform-sd"],)
        ),
    }
    checked = {
        ("teacher_intercept", "uniform"),
        ("teacher_weeks_r", "jeffreys"),
        ("teacher_weeks_r_normal_gamma", "half-cauchy(0.5)"),
        ("eight_schools", "uniform"),
        ("eight_schools", "inverse-gamma(0.001, 0.001)"),
        ("eight_schools_normal_gamma", "half-cauchy(5)"),
    }
    cases = {}
    for name, (y, v, X, labels, normal, priors) in models.items():
        results = {}
        for words in priors:
            posterior = Posterior(y, v, X, named(words), normal)
            results[words] = posterior.summary()
            if (name, words) in checked:
                print(f"{name} {words}: within {verify(posterior, results[words]):.1e} of mpmath")
        cases[name] = {
            "observations": len(y),
            "labels": labels,
            "gamma_prior": "flat" if normal is None else f"normal({normal[0]:g}, {normal[1]:g})",
            "priors": results,
        }
    document = {
        "made_by": "Tests/ReferenceValues/exact-meta-analysis/reference.py",
        "date": datetime.date.today().isoformat(),
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "mpmath": mpmath.__version__,
        },
        "probabilities": PROBABILITIES,
        "cases": cases,
    }
    OUTPUT.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
