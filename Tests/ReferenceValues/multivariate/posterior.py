"""The posterior of the multivariate V-known model of SAT coaching, by importance sampling.

Run from the top of the project:
    python3 Tests/ReferenceValues/multivariate/posterior.py [data directory]

Up to two effects a study with known covariances (correlation 0.66) and an unstructured T; flat priors of T and gamma, or
uniform-sd (1 - r^2 on the standard deviations and the correlation). gamma is integrated out by dense matrices study by
study; points (log s1, atanh r, log s2) come from a multivariate t fitted to the posterior, by scrambled Sobol sequences,
16 scramblings, from whose spread the Monte Carlo standard errors are. No Markov chain is involved.
"""

import csv
import datetime
import json
import platform
import sys
from pathlib import Path

import numpy as np
import scipy
from scipy.optimize import brentq, minimize
from scipy.special import gammaincinv, ndtr, ndtri
from scipy.stats import qmc

OUTPUT = Path("Tests/ReferenceValues/multivariate/posterior.json")
PROBABILITIES = [0.025, 0.05, 0.5, 0.95, 0.975]
SCRAMBLINGS, DF = 16, 4.0


def load(directory):
    """Groups of studies with the same outcomes: y, X, V stacked, with the places of their effects in T."""
    rows = list(csv.DictReader((Path(directory) / "sat_coaching_long.csv").open()))
    studies = {}
    for row in rows:
        studies.setdefault(row["study"], []).append(row)
    parts = {}
    for name, members in studies.items():
        places = tuple(["math", "verbal"].index(r["outcome"]) for r in members)
        v = np.array([float(r["vi"]) for r in members])
        V = 0.66 * np.sqrt(np.outer(v, v))
        np.fill_diagonal(V, v)
        parts.setdefault(places, []).append((np.array([float(r["yi"]) for r in members]), V, name))
    return parts


def evaluate(parts, phi, prior):
    s1, r, s2 = np.exp(phi[:, 0]), np.tanh(phi[:, 1]), np.exp(phi[:, 2])
    T = np.empty((len(phi), 2, 2))
    T[:, 0, 0], T[:, 1, 1] = s1**2, s2**2
    T[:, 0, 1] = T[:, 1, 0] = r * s1 * s2
    A, b = np.zeros((len(phi), 2, 2)), np.zeros((len(phi), 2))
    value = np.zeros(len(phi))
    for places, studies in parts.items():
        pick = np.array(places)
        Z = np.eye(2)[pick]
        for y, V, _ in studies:
            inverse = np.linalg.inv(V + T[:, pick][:, :, pick])
            value += 0.5 * np.linalg.slogdet(inverse)[1] - 0.5 * np.einsum("a,mab,b->m", y, inverse, y)
            A += np.einsum("ap,mab,bq->mpq", Z, inverse, Z)
            b += np.einsum("ap,mab,b->mp", Z, inverse, y)
    covariance = np.linalg.inv(A)
    gamma = np.einsum("mab,mb->ma", covariance, b)
    value += 0.5 * np.linalg.slogdet(covariance)[1] + 0.5 * np.einsum("ma,ma->m", b, gamma)
    # dT = 4 s1^2 s2^2 ds1 ds2 dr; in phi s1^3 s2^3 (1 - r^2).
    power = 3 if prior == "uniform" else 1
    value += power * (phi[:, 0] + phi[:, 2])
    value += (1 if prior == "uniform" else 2) * np.log1p(-np.minimum(r**2, 1 - 1e-16))
    value[~np.isfinite(value)] = -np.inf
    return value, T, gamma, covariance


def t_points(seed, count, centre, root):
    uniform = qmc.Sobol(4, scramble=True, rng=np.random.default_rng(seed)).random(count)
    uniform = np.clip(uniform, 1e-12, 1 - 1e-12)
    z = ndtri(uniform[:, :3]) / np.sqrt(2 * gammaincinv(DF / 2, uniform[:, 3:]) / DF)
    return centre + z @ root.T, -(DF + 3) / 2 * np.log1p(np.sum(z**2, axis=1) / DF)


def moments(x, weight):
    mean = weight @ x
    order = np.argsort(x)
    reached = np.cumsum(weight[order]) - weight[order] / 2
    return np.array([mean, np.sqrt(weight @ (x - mean) ** 2), *np.interp(PROBABILITIES, reached, x[order])])


def mixture(mean, variance, weight):
    centre = weight @ mean
    sd = np.sqrt(weight @ (variance + (mean - centre) ** 2))
    below = lambda x: weight @ ndtr((x - mean) / np.sqrt(variance))
    find = lambda p: brentq(lambda x: below(x) - p, centre - 40 * sd, centre + 40 * sd, xtol=1e-12)
    return np.array([centre, sd, *map(find, PROBABILITIES)])


def estimate(T, gamma, covariance, weight):
    weight = weight / np.sum(weight)
    found = {f"gamma.{k + 1}": mixture(gamma[:, k], covariance[:, k, k], weight) for k in range(2)}
    for i, j in [(0, 0), (1, 0), (1, 1)]:
        found[f"T.{i + 1}.{j + 1}"] = moments(T[:, i, j], weight)
    found["correlation"] = moments(T[:, 1, 0] / np.sqrt(T[:, 0, 0] * T[:, 1, 1]), weight)
    return found


def run(parts, prior, seed, count):
    centre = minimize(
        lambda phi: -evaluate(parts, phi[None], prior)[0][0], [-2.0, 0.0, -2.5], method="Nelder-Mead"
    ).x
    root = np.diag([0.5, 0.8, 0.6])
    for round in range(7):
        points, log_q = t_points(900 + round, 8192, centre, root)
        log_weight = evaluate(parts, points, prior)[0] - log_q
        weight = np.exp((log_weight - np.max(log_weight)) * (0.3, 0.6, 1, 1, 1, 1, 1)[round])
        weight /= np.sum(weight)
        centre = weight @ points
        root = 1.1 * np.linalg.cholesky((points - centre).T * weight @ (points - centre))
    every, logs = [], []
    for k in range(SCRAMBLINGS):
        points, log_q = t_points([seed, k], count, centre, root)
        value, *rest = evaluate(parts, points, prior)
        every.append(rest)
        logs.append(value - log_q)
    top = max(np.max(w) for w in logs)
    weights = [np.exp(w - top) for w in logs]
    whole = np.concatenate(weights)
    single = [estimate(*values, weight) for values, weight in zip(every, weights)]
    pooled = estimate(*[np.concatenate(parts) for parts in zip(*every)], whole)
    result = {
        "effective_sample": float(np.sum(whole) ** 2 / np.sum(whole**2)),
        "largest_weight": float(np.max(whole) / np.sum(whole)),
    }
    print(prior, result, flush=True)
    for name, value in pooled.items():
        error = np.std([s[name] for s in single], axis=0, ddof=1) / np.sqrt(SCRAMBLINGS)
        names = ["mean", "sd", "mcse_mean", "mcse_sd"]
        result[name] = dict(zip(names, map(float, [*value[:2], *error[:2]])))
        result[name] |= {"quantiles": value[2:].tolist(), "mcse_quantiles": error[2:].tolist()}
    return result


def main():
    parts = load(sys.argv[1] if len(sys.argv) > 1 else "models/data")
    priors = [{"prior_T": p} | run(parts, p, 10 + k, 2**14) for k, p in enumerate(["uniform", "uniform-sd"])]
    document = {
        "made_by": "Tests/ReferenceValues/multivariate/posterior.py",
        "date": datetime.date.today().isoformat(),
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
        "probabilities": PROBABILITIES,
        "priors": priors,
    }
    OUTPUT.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
