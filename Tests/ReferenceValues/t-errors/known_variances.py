"""Posteriors of meta-analyses with t random effects, by quadrature.

Run from the top of the project:
    python3 Tests/ReferenceValues/t-errors/known_variances.py

d_j ~ N(delta_j, v_j), delta_j = gamma + u_j, u_j ~ t_nu(0, tau^2). Each study's likelihood is an integral over
its weight w_j ~ gamma(nu/2, nu/2), by the trapezoidal rule in log w_j, which converges geometrically; the
posterior of (gamma, tau) is a sum over a grid in log tau and, for each tau, in gamma. Where nu is estimated it is
a third grid. Nothing is drawn.
"""

import datetime
import json
import platform
from pathlib import Path

import numpy as np
import scipy
from scipy.interpolate import CubicSpline, PchipInterpolator
from scipy.special import gammaln

OUTPUT = Path("Tests/ReferenceValues/t-errors/known_variances.json")
PROBABILITIES = [0.025, 0.05, 0.5, 0.95, 0.975]

TEACHER = (
    [0.03, 0.12, -0.14, 1.18, 0.26, -0.06, -0.02, -0.32, 0.27, 0.80, 0.54, 0.18, -0.02, 0.23]
    + [-0.18, -0.06, 0.30, 0.07, -0.07],
    [0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0106, 0.0484, 0.0269, 0.0630, 0.0912]
    + [0.0497, 0.0835, 0.0841, 0.0253, 0.0279, 0.0193, 0.0088, 0.0303],
)
SCHOOLS = ([28, 8, -3, 7, -1, 1, 18, 12], [s * s for s in [15, 10, 16, 11, 9, 11, 10, 18]])

# log p(tau), up to a constant.
PRIORS = {
    "uniform": np.log,
    "uniform-sd": lambda tau: 0 * tau,
    "half-cauchy(0.3)": lambda tau: -np.log1p((tau / 0.3) ** 2),
    "half-cauchy(10)": lambda tau: -np.log1p((tau / 10) ** 2),
}


def weight_nodes(nu):
    """Nodes of log w and the logarithms of their shares, h w^(nu/2) exp(-nu w/2) and constants."""
    if np.isinf(nu):
        return np.ones(1), np.zeros(1)
    h = 0.4
    x = np.arange(-max(14.0, 64 / nu), np.log(1 + 80 / nu + 12 / np.sqrt(nu)) + h, h / max(1, np.sqrt(nu / 20)))
    h = x[1] - x[0]
    log_share = np.log(h) + nu / 2 * np.log(nu / 2) - gammaln(nu / 2) + nu / 2 * (x - np.exp(x))
    kept = log_share > -46
    return np.exp(x[kept]), log_share[kept]


class Grid:
    """log tau, and for each tau gamma at centre + spread(tau) sinh(g): tails of any length."""

    def __init__(self, d, v):
        d, v = np.array(d, float), np.array(v, float)
        scale = np.sqrt(np.median(v))
        self.d, self.v = d, v
        self.log_tau = np.linspace(np.log(scale) - 11, np.log(scale) + 7, 140)
        self.tau = np.exp(self.log_tau)
        weight = 1 / (v + self.tau[:, None] ** 2)
        self.centre = np.sum(weight * d, axis=1) / np.sum(weight, axis=1)
        self.spread = 1 / np.sqrt(np.sum(weight, axis=1))
        self.g = np.linspace(-5.6, 5.6, 141)
        self.gamma = self.centre[:, None] + self.spread[:, None] * np.sinh(self.g)
        self.known = {}
        self.jacobian = np.log(self.spread[:, None] * np.cosh(self.g))


def at(grid, nu):
    """The likelihood at nu, kept for the next prior."""
    if nu not in grid.known:
        grid.known[nu] = likelihood(grid, nu)
    return grid.known[nu]


def likelihood(grid, nu):
    """log p(d | gamma, tau, nu) on the grid, and E w_j, E delta_j, E delta_j^2 given (gamma, tau)."""
    w, log_share = weight_nodes(nu)
    J = len(grid.d)
    total = np.zeros(grid.gamma.shape)
    means = np.zeros((3, J) + grid.gamma.shape)
    for j, (d, v) in enumerate(zip(grid.d, grid.v)):
        inverse = 1 / (v + grid.tau[:, None, None] ** 2 / w)
        residual = d - grid.gamma[:, :, None]
        log_density = 0.5 * (np.log(inverse) - np.log(2 * np.pi)) - 0.5 * inverse * residual**2 + log_share
        top = np.max(log_density, axis=-1, keepdims=True)
        share = np.exp(log_density - top)
        sums = np.sum(share, axis=-1)
        total += np.log(sums) + top[..., 0]
        shrinkage = v * inverse  # towards gamma
        delta = d - shrinkage * residual
        spread = v * (1 - shrinkage)
        means[0, j] = np.sum(share * w, axis=-1) / sums
        means[1, j] = np.sum(share * delta, axis=-1) / sums
        means[2, j] = np.sum(share * (delta**2 + spread), axis=-1) / sums
    return total, means


def interpolated_quantiles(x, cdf):
    inverse = PchipInterpolator
    return [float(inverse(cdf[k], x[k])(p)) for p in PROBABILITIES for k in [strictly(cdf, p)]]


def strictly(cdf, p):
    """The places about a probability, where the distribution function rises."""
    near = np.flatnonzero((cdf > p / 4) & (cdf < 1 - (1 - p) / 4))
    keep = np.arange(max(0, near[0] - 3), min(len(cdf), near[-1] + 4))
    return keep[np.concatenate([[True], np.diff(cdf[keep]) > 0])]


def summarise(x, density, mean_parts):
    """Moments and quantiles of a quantity from its distribution function at the points x."""
    mean, square = mean_parts
    return {"mean": float(mean), "sd": float(np.sqrt(square - mean**2)), "quantiles": density}


def posterior(grid, prior, nus, log_nu_weights):
    """The posterior with nu on these nodes, their prior weights (and quadrature weights) given."""
    parts = [at(grid, nu) for nu in nus]
    step = (grid.log_tau[1] - grid.log_tau[0]) * (grid.g[1] - grid.g[0])
    base = (PRIORS[prior](grid.tau) + grid.log_tau)[:, None] + grid.jacobian + np.log(step)
    logs = np.array([total + base + weight for (total, _), weight in zip(parts, log_nu_weights)])
    top = np.max(logs)
    mass = np.exp(logs - top)
    evidence = np.sum(mass)
    mass /= evidence
    # The edges of the grid must hold nothing.
    edge = max(np.sum(mass[:, -1]), np.sum(mass[:, :, 0]), np.sum(mass[:, :, -1]))
    by_tau = np.sum(mass, axis=(0, 2))
    joint = np.sum(mass, axis=0)
    tau2 = grid.tau**2
    result = {"edge": float(edge), "log_evidence": float(np.log(evidence) + top)}
    # The distribution function of log tau is the integral of its density, by a spline.
    cdf = CubicSpline(grid.log_tau, by_tau).antiderivative()(grid.log_tau)
    cdf /= cdf[-1]
    quantiles = np.exp(np.array(interpolated_quantiles(grid.log_tau, cdf)))
    result["tau2"] = summarise(None, (quantiles**2).tolist(), (by_tau @ tau2, by_tau @ tau2**2))
    # P(gamma < x) at common points, each tau's distribution function by a spline in g.
    sd = np.sqrt(np.sum(joint * grid.gamma**2) - np.sum(joint * grid.gamma) ** 2)
    x = np.sum(joint * grid.gamma) + sd * np.sinh(np.linspace(-3, 3, 401))
    below = np.zeros(len(x))
    for i in np.flatnonzero(by_tau > 1e-14):
        own = CubicSpline(grid.g, joint[i]).antiderivative()(grid.g)
        g = np.arcsinh((x - grid.centre[i]) / grid.spread[i])
        below += by_tau[i] * np.clip(CubicSpline(grid.g, own / own[-1])(np.clip(g, -5.6, 5.6)), 0, 1)
    moments = (np.sum(joint * grid.gamma), np.sum(joint * grid.gamma**2))
    result["gamma"] = summarise(None, interpolated_quantiles(x, below), moments)
    result["gamma"]["below_zero"] = float(CubicSpline(x, below)(0.0))
    means = sum(np.einsum("kjtg,tg->kj", m, share) for (_, m), share in zip(parts, mass))
    result["weights"] = means[0].tolist()
    result["effects"] = {"mean": means[1].tolist(), "sd": np.sqrt(means[2] - means[1] ** 2).tolist()}
    by_nu = np.sum(mass, axis=(1, 2))
    if len(nus) > 1:
        result["df"] = {"nodes": [float(n) for n in nus], "shares": by_nu.tolist()}
    return result, by_nu


def legendre(log_prior):
    """Nodes in log nu from 1 to 3000, Gauss-Legendre by pieces, with the prior's logarithms."""
    t, share = np.polynomial.legendre.leggauss(7)
    edges = np.log([1, 1.5, 2.5, 5, 10, 20, 40, 90, 300, 3000])
    nodes = [(a + b) / 2 + (b - a) / 2 * t for a, b in zip(edges, edges[1:])]
    shares = [(b - a) / 2 * share for a, b in zip(edges, edges[1:])]
    log_nu = np.concatenate(nodes)
    return np.exp(log_nu), log_prior(np.exp(log_nu)) + log_nu + np.log(np.concatenate(shares))


def main():
    cases = []
    plan = [
        ("teacher", "uniform", [2, 4, 10, 200, np.inf], ["gamma(2, 0.1)", "uniform-reciprocal", "grid"]),
        ("teacher", "half-cauchy(0.3)", [4], []),
        ("schools", "uniform-sd", [4], []),
        ("schools", "half-cauchy(10)", [3], ["gamma(2, 0.1)"]),
    ]
    grids = {"teacher": Grid(*TEACHER), "schools": Grid(*SCHOOLS)}
    for name, prior, fixed, estimated in plan:
        grid = grids[name]
        for nu in fixed:
            result, _ = posterior(grid, prior, [nu], [0.0])
            errors = "normal" if np.isinf(nu) else f"t({nu})"
            cases.append({"data": name, "prior_T": prior, "errors": errors} | result)
            print(name, prior, errors, result["edge"], result["gamma"]["mean"], result["tau2"]["mean"], flush=True)
        for words in estimated:
            if words == "grid":
                nus, logs, errors = [2, 4, 8, 16, np.inf], np.full(5, -np.log(5)), "t([2, 4, 8, 16, inf])"
            else:
                log_prior = {
                    "gamma(2, 0.1)": lambda nu: np.log(nu) - nu / 10,
                    "uniform-reciprocal": lambda nu: -2 * np.log(nu),
                }[words]
                nus, logs = legendre(log_prior)
                errors = "t(estimate)"
            result, by_nu = posterior(grid, prior, nus, logs)
            if errors == "t(estimate)":
                log_nu = np.log(nus)
                result["df"] = {
                    "prior": words,
                    "mean_log": float(by_nu @ log_nu),
                    "sd_log": float(np.sqrt(by_nu @ log_nu**2 - (by_nu @ log_nu) ** 2)),
                    # The pieces' edges: probabilities below them need no interpolation.
                    "below": [[1.5, 2.5, 5, 10, 20, 40], [float(np.sum(by_nu[nus < e])) for e in (1.5, 2.5, 5, 10, 20, 40)]],
                }
            else:
                result["df"]["nodes"] = [str(n) for n in nus]
            cases.append({"data": name, "prior_T": prior, "errors": errors, "prior_df": words} | result)
            print(name, prior, errors, words, result["edge"], result["gamma"]["mean"], result["tau2"]["mean"], flush=True)
    document = {
        "made_by": "Tests/ReferenceValues/t-errors/known_variances.py",
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
