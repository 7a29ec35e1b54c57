"""Posteriors of two-level normal models with two random effects a group, by importance sampling.

Run from the top of the project:
    python3 Tests/ReferenceValues/jags/importance.py [data directory]

gamma and u are integrated out; (T, sigma^2) has four dimensions left. Points phi = (log s1, atanh r,
log s2, log sigma^2), with s the standard deviations in T and r the correlation, come from a multivariate t
fitted to the posterior, by scrambled Sobol sequences: 16 independent scramblings, from whose spread the
Monte Carlo standard errors are. Given phi, gamma and u are normal, so that their summaries are mixtures, not
draws. No Markov chain is involved.
"""

import datetime
import json
import platform
import sys
from pathlib import Path

import numpy as np
import scipy
from models import PROBABILITIES, load
from scipy.optimize import brentq, minimize
from scipy.special import gammaincinv, ndtr, ndtri
from scipy.stats import qmc

OUTPUT = Path("Tests/ReferenceValues/jags/importance.json")
SCRAMBLINGS, DF = 16, 3.0


def factor_of(phi):
    """Cholesky factor of T."""
    L = np.zeros((len(phi), 2, 2))
    s1, s2 = np.exp(phi[:, 0]), np.exp(phi[:, 2])
    L[:, 0, 0], L[:, 1, 0], L[:, 1, 1] = s1, s2 * np.tanh(phi[:, 1]), s2 / np.cosh(phi[:, 1])
    return L


def log_prior_T(words, phi):
    """Density of T up to a constant, in the elements of T."""
    L = factor_of(phi)
    T = L @ L.transpose(0, 2, 1)
    log_det = 2 * (phi[:, 0] + phi[:, 2] - np.log(np.cosh(phi[:, 1])))
    # The diagonal of T^-1.
    inverse = np.stack([T[:, 1, 1], T[:, 0, 0]], axis=1) * np.exp(-log_det)[:, None]
    if words == "uniform":
        return np.zeros(len(phi))
    kind, inside = words.rstrip(")").split("(") if "(" in words else (words, "")
    if kind == "inverse-wishart":
        df, scale = json.loads(f"[{inside}]")
        S = np.array(scale)
        trace = S[0, 0] * inverse[:, 0] + S[1, 1] * inverse[:, 1]
        trace = trace - 2 * S[1, 0] * T[:, 1, 0] * np.exp(-log_det)
        return -(df + 3) / 2 * log_det - trace / 2
    # Huang & Wand (2013) with their a_k integrated out; uniform-sd is the limit A -> infinity, nu = 2.
    df, A = json.loads(f"[{inside}]") if kind == "half-t" else (2, [np.inf, np.inf])
    terms = np.log(df * inverse + 1 / np.array(A, float) ** 2)
    return -(df + 4) / 2 * log_det - (df + 2) / 2 * np.sum(terms, axis=1)


class Target:
    def __init__(self, groups, prior):
        self.g, self.prior = groups, prior

    def evaluate(self, phi, effects=False):
        """Log density of phi, with gamma's mean and covariance; also u of the first three groups."""
        g = self.g
        L, sigma2 = factor_of(phi), np.exp(phi[:, 3])
        Lt = L.transpose(0, 2, 1)
        # C_j = I + L'A_jL / sigma^2, two by two, inverted by hand.
        C = Lt[:, None] @ g.ZZ @ L[:, None] / sigma2[:, None, None, None]
        C[..., 0, 0] += 1
        C[..., 1, 1] += 1
        det = C[..., 0, 0] * C[..., 1, 1] - C[..., 0, 1] ** 2
        inverse = np.empty_like(C)
        inverse[..., 0, 0], inverse[..., 1, 1] = C[..., 1, 1] / det, C[..., 0, 0] / det
        inverse[..., 0, 1] = inverse[..., 1, 0] = -C[..., 0, 1] / det
        K = L[:, None] @ inverse @ Lt[:, None]  # (T^-1 + A_j / sigma^2)^-1
        M = np.einsum("jab,mjac,jcd->mbd", g.ZW, K, g.ZW, optimize=True)
        M = g.WW / sigma2[:, None, None] - M / sigma2[:, None, None] ** 2
        A, b, c = M[:, :-1, :-1], M[:, :-1, -1], M[:, -1, -1]
        covariance = np.linalg.inv(A)
        gamma = np.einsum("mab,mb->ma", covariance, b)
        log_v = g.N * phi[:, 3] + np.sum(np.log(det), axis=1)
        log_a = np.linalg.slogdet(A)[1]
        log_likelihood = -(log_v + log_a + c - np.einsum("ma,ma->m", b, gamma)) / 2
        # dT = 4 s1^2 s2^2 ds1 ds2 dr, in phi s1^3 s2^3 (1 - r^2). log-uniform sigma^2 is flat in phi.
        jacobian = 3 * (phi[:, 0] + phi[:, 2]) - 2 * np.log(np.cosh(phi[:, 1]))
        value = log_likelihood + log_prior_T(self.prior, phi) + jacobian
        if not effects:
            return value, gamma, covariance
        K = K[:, :3] / sigma2[:, None, None, None]
        ZX, Zy = g.ZW[:3, :, :-1], g.ZW[:3, :, -1]
        residual = Zy - np.einsum("jab,mb->mja", ZX, gamma)
        u = np.einsum("mjab,mjb->mja", K, residual)
        spread = K @ ZX
        variance = np.einsum("mjaa->mja", K) * sigma2[:, None, None]
        variance = variance + np.einsum("mjab,mbc,mjac->mja", spread, covariance, spread)
        return value, gamma, covariance, u, variance

    def in_parts(self, phi, size=2048):
        with np.errstate(all="ignore"):
            parts = [self.evaluate(phi[k : k + size], True) for k in range(0, len(phi), size)]
        value, gamma, covariance, u, variance = [np.concatenate(part) for part in zip(*parts)]
        # Digits run out when a random effect's variance is huge against sigma^2. The posterior is
        # negligible there, as it has to be already at a hundredth of that.
        ratio = np.exp(2 * np.maximum(phi[:, 0], phi[:, 2]) - phi[:, 3]) * np.max(self.g.ZZ)
        if np.max(value[(ratio > 1e6) & (ratio < 1e8)], initial=-np.inf) > np.max(value[ratio < 1e6]) - 30:
            raise SystemExit("digits run out where the posterior is not negligible")
        bad = (ratio > 1e8) | ~np.isfinite(value)
        if np.any(np.diagonal(covariance, axis1=1, axis2=2)[~bad] <= 0) or np.any(variance[~bad] < 0):
            raise SystemExit("a negative variance")
        value[bad], gamma[bad], covariance[bad], u[bad], variance[bad] = -np.inf, 0, 1, 0, 1
        return value, gamma, covariance, u, variance


def t_points(seed, count, centre, root):
    """Scrambled Sobol points of a multivariate t, and its log density up to a constant."""
    uniform = qmc.Sobol(5, scramble=True, rng=np.random.default_rng(seed)).random(count)
    uniform = np.clip(uniform, 1e-12, 1 - 1e-12)
    z = ndtri(uniform[:, :4]) / np.sqrt(2 * gammaincinv(DF / 2, uniform[:, 4:]) / DF)
    return centre + z @ root.T, -(DF + 4) / 2 * np.log1p(np.sum(z**2, axis=1) / DF)


def start(groups):
    """Rough scales from the least squares residual, good enough for a simplex search."""
    X, y = groups.WW[:-1, :-1], groups.WW[:-1, -1]
    sigma2 = (groups.WW[-1, -1] - y @ np.linalg.solve(X, y)) / groups.N
    spread = np.sqrt(np.mean(groups.ZZ[:, 1, 1]) / np.mean(groups.ZZ[:, 0, 0]))
    tau = np.log(sigma2) / 2 - 0.7
    return np.array([tau, 0.0, tau - np.log(max(spread, 1e-3)), np.log(sigma2)])


def propose(target):
    """Centre and root of the t: the mode first, then three rounds of weighted moments."""
    negative = lambda phi: -target.evaluate(phi[None])[0][0]
    phi = start(target.g)
    for _ in range(3):
        found = minimize(negative, phi, method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-6})
        phi = found.x
    scale = np.array([0.2, 0.4, 0.4, 0.1])
    centre, root = phi, np.diag(scale)
    for round in range(5):
        points, log_q = t_points(900 + round, 4096, centre, root)
        log_weight = target.in_parts(points)[0] - log_q
        weight = np.exp((log_weight - np.max(log_weight)) * (0.5 if round == 0 else 1))
        weight /= np.sum(weight)
        centre = weight @ points
        root = np.linalg.cholesky((points - centre).T * weight @ (points - centre))
    return centre, root


def weighted_quantiles(x, weight):
    order = np.argsort(x)
    reached = np.cumsum(weight[order]) - weight[order] / 2
    return np.interp(PROBABILITIES, reached, x[order])


def moments(x, weight):
    mean = np.sum(weight * x)
    return np.array([mean, np.sqrt(np.sum(weight * (x - mean) ** 2)), *weighted_quantiles(x, weight)])


def mixture(mean, variance, weight, quantiles=True):
    centre = np.sum(weight * mean)
    sd = np.sqrt(np.sum(weight * (variance + (mean - centre) ** 2)))
    if not quantiles:
        return np.array([centre, sd])
    root = np.sqrt(variance)
    below = lambda x: np.sum(weight * ndtr((x - mean) / root))
    find = lambda p: brentq(lambda x: below(x) - p, centre - 40 * sd, centre + 40 * sd, xtol=1e-12)
    return np.array([centre, sd, *map(find, PROBABILITIES)])


def estimate(values, weight):
    phi, gamma, covariance, u, variance = values
    weight = weight / np.sum(weight)
    L = factor_of(phi)
    T = L @ L.transpose(0, 2, 1)
    found = {
        f"gamma.{k + 1}": mixture(gamma[:, k], covariance[:, k, k], weight)
        for k in range(gamma.shape[1])
    }
    for r, c in [(0, 0), (1, 0), (1, 1)]:
        found[f"T.{r + 1}.{c + 1}"] = moments(T[:, r, c], weight)
    found["correlation"] = moments(T[:, 1, 0] / np.sqrt(T[:, 0, 0] * T[:, 1, 1]), weight)
    found["sigma2"] = moments(np.exp(phi[:, 3]), weight)
    for j in range(3):
        for k in range(2):
            found[f"u.{j + 1}.{k + 1}"] = mixture(u[:, j, k], variance[:, j, k], weight, False)
    return found


def run(groups, prior, seed, count):
    target = Target(groups, prior)
    centre, root = propose(target)
    every, log_weights = [], []
    for k in range(SCRAMBLINGS):
        points, log_q = t_points([seed, k], count, centre, root)
        value, *rest = target.in_parts(points)
        every.append([points, *rest])
        log_weights.append(value - log_q)
    top = max(np.max(w) for w in log_weights)
    weights = [np.exp(w - top) for w in log_weights]
    whole = np.concatenate(weights)
    single = [estimate(values, weight) for values, weight in zip(every, weights)]
    pooled = estimate([np.concatenate(parts) for parts in zip(*every)], whole)
    result = {
        "effective_sample": float(np.sum(whole) ** 2 / np.sum(whole**2)),
        "largest_weight": float(np.max(whole) / np.sum(whole)),
    }
    for name, value in pooled.items():
        error = np.std([s[name] for s in single], axis=0, ddof=1) / np.sqrt(SCRAMBLINGS)
        names = ["mean", "sd", "mcse_mean", "mcse_sd"]
        result[name] = dict(zip(names, map(float, [*value[:2], *error[:2]])))
        if len(value) > 2:
            result[name] |= {"quantiles": value[2:].tolist(), "mcse_quantiles": error[2:].tolist()}
    return result


def main():
    models = load(sys.argv[1] if len(sys.argv) > 1 else "models/data")
    priors = {  # the inverse Wishart ones are those of jags.R
        "rats": ["inverse-wishart(2, [[200, 0], [0, 0.2]])", "half-t(3, [10, 0.5])"],
        "sleepstudy": ["inverse-wishart(4, [[500, 20], [20, 40]])", "half-t(2, [20, 5])"],
        "orthodont": ["inverse-wishart(3, [[2, 0.1], [0.1, 0.1]])", "half-t(4, [1, 0.2])"],
        "radon_floor": ["inverse-wishart(3, [[0.1, 0], [0, 0.1]])", "half-t(3, [0.2, 0.5])"],
        "hsb_table_4_5": ["inverse-wishart(4, [[2, 0.1], [0.1, 0.2]])", "half-t(3, [2, 1])"],
    }
    cases = {}
    for number, (name, own) in enumerate(priors.items()):
        formula, labels, groups = models[name]
        results = []
        for place, prior in enumerate(["uniform", "uniform-sd", *own]):
            count = 2**13 if groups.J == 160 else 2**14
            found = run(groups, prior, 100 * number + place + 1, count)
            print(
                f"{name}, T {prior}: {found['effective_sample']:.0f} effective of"
                f" {SCRAMBLINGS * count}, largest weight {found['largest_weight']:.1e}",
                flush=True,
            )
            results.append({"prior_T": prior, "prior_sigma2": "log-uniform"} | found)
        cases[name] = {
            "formula": formula,
            "gamma_labels": labels,
            "observations": groups.N,
            "groups": groups.J,
            "group_order": groups.names[:3],
            "priors": results,
        }
    document = {
        "made_by": "Tests/ReferenceValues/jags/importance.py",
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
