"""Posteriors of two-level models with t random effects, by importance sampling.

Run from the top of the project:
    python3 Tests/ReferenceValues/t-errors/two_level.py [data directory]

Two random effects a group, u_j ~ N(0, T/w_j), w_j ~ gamma(nu/2, nu/2), nu fixed. u_j is integrated out in
closed form and w_j by the trapezoidal rule in log w_j, group by group, so that no weight and no effect is
ever drawn. What is left, phi = (gamma, log s1, atanh r, log s2, log sigma^2), comes from a multivariate t
fitted to the posterior, by scrambled Sobol sequences: 16 scramblings, from whose spread the standard errors
are. No Markov chain is involved.
"""

import datetime
import json
import platform
import sys
from pathlib import Path

import numpy as np
import scipy
from scipy.optimize import minimize
from scipy.special import gammaincinv, gammaln, ndtri
from scipy.stats import qmc

sys.path.append("Tests/ReferenceValues/jags")
from models import PROBABILITIES, load  # noqa: E402

OUTPUT = Path("Tests/ReferenceValues/t-errors/two_level.json")
SCRAMBLINGS, DF = 16, 8.0


class Target:
    def __init__(self, groups, prior, nu):
        self.g, self.prior, self.nu, self.f = groups, prior, nu, groups.f
        # A cross-product of the residuals is quadratic in gamma: in coordinates of unit scale about the
        # least squares fit, so that the simplex and the t find their way.
        X, y = groups.WW[:-1, :-1], groups.WW[:-1, -1]
        self.ols = np.linalg.solve(X, y)
        self.unit = np.linalg.cholesky(np.linalg.inv(X / groups.N)) * 1.0
        # w^(nu/2) exp(-nu w/2) d log w: below exp(-14) nothing is left for nu >= 4.
        x = np.arange(-14.0, 4.0, 0.35)
        self.w = np.exp(x)
        self.log_w = (
            np.log(0.35) + nu / 2 * np.log(nu / 2) - gammaln(nu / 2) + nu / 2 * x - nu / 2 * self.w
        )

    def gamma(self, phi):
        return self.ols + phi[:, : self.f] @ self.unit.T

    def factor(self, phi):
        s1, r, s2 = np.exp(phi[:, self.f]), phi[:, self.f + 1], np.exp(phi[:, self.f + 2])
        L = np.zeros((len(phi), 2, 2))
        L[:, 0, 0], L[:, 1, 0], L[:, 1, 1] = s1, s2 * np.tanh(r), s2 / np.cosh(r)
        return L

    def evaluate(self, phi, shown=None):
        """Log density of phi; for the groups shown also E w, E u and E uu' given phi."""
        g, f = self.g, self.f
        gamma, L, sigma2 = self.gamma(phi), self.factor(phi), np.exp(phi[:, f + 3])
        contrast = np.column_stack([-gamma, np.ones(len(phi))])
        squares = np.einsum("ma,ab,mb->m", contrast, g.WW, contrast, optimize=True)
        # M = L'AL/sigma^2 and b = L'Z'r/sigma^2 by group, M = Q diag(lambda) Q'.
        M = np.einsum("mab,jac,mcd->mjbd", L, g.ZZ, L, optimize=True) / sigma2[:, None, None, None]
        b = np.einsum("mab,jac,mc->mjb", L, g.ZW, contrast, optimize=True) / sigma2[:, None, None]
        half = (M[..., 0, 0] - M[..., 1, 1]) / 2
        radius = np.hypot(half, M[..., 0, 1])
        middle = (M[..., 0, 0] + M[..., 1, 1]) / 2
        first = middle + radius
        # The smaller eigenvalue from the determinant, so that no digits cancel.
        second = (M[..., 0, 0] * M[..., 1, 1] - M[..., 0, 1] ** 2) / first
        angle = np.arctan2(M[..., 0, 1], half) / 2
        cosine, sine = np.cos(angle), np.sin(angle)
        c1 = (cosine * b[..., 0] + sine * b[..., 1]) ** 2
        c2 = (cosine * b[..., 1] - sine * b[..., 0]) ** 2
        w = self.w
        terms = self.log_w + np.log(w)  # sqrt(w^2) of the determinant
        terms = terms - 0.5 * np.log((w + first[..., None]) * (w + second[..., None]))
        terms = terms + 0.5 * (c1[..., None] / (w + first[..., None]) + c2[..., None] / (w + second[..., None]))
        top = np.max(terms, axis=-1, keepdims=True)
        share = np.exp(terms - top)
        total = np.sum(share, axis=-1)
        log_group = np.log(total) + top[..., 0]
        log_likelihood = -0.5 * (g.N * phi[:, f + 3] + squares / sigma2) + np.sum(log_group, axis=1)
        # dT = 4 s1^2 s2^2 ds1 ds2 dr; log-uniform sigma^2 is flat in phi.
        jacobian = 3 * (phi[:, f] + phi[:, f + 2]) - 2 * np.log(np.cosh(phi[:, f + 1]))
        value = log_likelihood + jacobian + self.log_prior(phi)
        if shown is None:
            return value
        share = share[:, shown] / total[:, shown, None]
        lam = np.stack([first[:, shown], second[:, shown]], axis=-1)[:, :, None, :]
        bt = np.stack(
            [cosine * b[..., 0] + sine * b[..., 1], cosine * b[..., 1] - sine * b[..., 0]], axis=-1
        )[:, shown]
        Q = np.stack([np.stack([cosine, -sine], -1), np.stack([sine, cosine], -1)], -2)[:, shown]
        LQ = L[:, None] @ Q
        inverse = 1 / (w[:, None] + lam)  # m, group, node, k
        mean = np.einsum("mjab,mjnb->mjna", LQ, inverse * bt[:, :, None, :])
        spread = np.einsum("mjab,mjnb->mjna", LQ**2, inverse)
        u = np.einsum("mjn,mjna->mja", share, mean)
        uu = np.einsum("mjn,mjna->mja", share, spread + mean**2)
        return value, share @ w, u, uu

    def log_prior(self, phi):
        if self.prior == "uniform":
            return 0.0
        # uniform-sd: 1 - r^2 on (s1, s2, r), over the 4 s1^2 s2^2 of the Jacobian.
        f = self.f
        return -2 * (phi[:, f] + phi[:, f + 2]) - 2 * np.log(np.cosh(phi[:, f + 1]))

    def in_parts(self, phi, shown, size=512):
        parts = [self.evaluate(phi[k : k + size], shown) for k in range(0, len(phi), size)]
        value, *rest = [np.concatenate(part) for part in zip(*parts)]
        value[~np.isfinite(value)] = -np.inf
        return value, *rest


def t_points(seed, count, centre, root):
    d = len(centre)
    uniform = qmc.Sobol(d + 1, scramble=True, rng=np.random.default_rng(seed)).random(count)
    uniform = np.clip(uniform, 1e-12, 1 - 1e-12)
    z = ndtri(uniform[:, :d]) / np.sqrt(2 * gammaincinv(DF / 2, uniform[:, d:]) / DF)
    return centre + z @ root.T, -(DF + d) / 2 * np.log1p(np.sum(z**2, axis=1) / DF)


def propose(target):
    g, f = target.g, target.f
    sigma2 = (g.WW[-1, -1] - g.WW[-1, :-1] @ target.ols) / g.N
    ratio = np.sqrt(np.mean(g.ZZ[:, 1, 1]) / np.mean(g.ZZ[:, 0, 0]))
    tau = np.log(sigma2) / 2 - 0.7
    centre = np.concatenate([np.zeros(f), [tau, 0.0, tau - np.log(ratio), np.log(sigma2)]])
    negative = lambda phi: -target.evaluate(phi[None])[0]
    for _ in range(2):
        centre = minimize(negative, centre, method="BFGS", options={"maxiter": 300}).x
    scale = np.concatenate([np.full(f, np.exp(tau) / np.sqrt(g.J)), [0.2, 0.4, 0.4, 0.05]])
    root = np.diag(scale)
    for round in range(7):
        points, log_q = t_points(900 + round, 4096, centre, root)
        log_weight = target.in_parts(points, slice(0, 1))[0] - log_q
        weight = np.exp((log_weight - np.max(log_weight)) * (0.2, 0.5, 0.8, 1, 1, 1, 1)[round])
        weight /= np.sum(weight)
        centre = weight @ points
        root = np.linalg.cholesky((points - centre).T * weight @ (points - centre))
    return centre, root


def moments(x, weight):
    order = np.argsort(x)
    reached = np.cumsum(weight[order]) - weight[order] / 2
    mean = np.sum(weight * x)
    quantiles = np.interp(PROBABILITIES, reached, x[order])
    return np.array([mean, np.sqrt(np.sum(weight * (x - mean) ** 2)), *quantiles])


def estimate(target, shown, points, w, u, uu, weight):
    weight = weight / np.sum(weight)
    gamma, L = target.gamma(points), target.factor(points)
    T = L @ L.transpose(0, 2, 1)
    found = {f"gamma.{k + 1}": moments(gamma[:, k], weight) for k in range(target.f)}
    for r, c in [(0, 0), (1, 0), (1, 1)]:
        found[f"T.{r + 1}.{c + 1}"] = moments(T[:, r, c], weight)
    found["correlation"] = moments(T[:, 1, 0] / np.sqrt(T[:, 0, 0] * T[:, 1, 1]), weight)
    found["sigma2"] = moments(np.exp(points[:, -1]), weight)
    for place, j in enumerate(shown):
        found[f"weight.{j + 1}"] = np.array([weight @ w[:, place]])
        for k in range(2):
            mean = weight @ u[:, place, k]
            sd = np.sqrt(weight @ uu[:, place, k] - mean**2)
            found[f"u.{j + 1}.{k + 1}"] = np.array([mean, sd])
    return found


def run(groups, prior, nu, seed, count):
    target = Target(groups, prior, nu)
    centre, root = propose(target)
    shown = [0, 1, 2]
    every, log_weights = [], []
    for k in range(SCRAMBLINGS):
        points, log_q = t_points([seed, k], count, centre, root)
        value, *rest = target.in_parts(points, shown)
        every.append([points, *rest])
        log_weights.append(value - log_q)
    top = max(np.max(w) for w in log_weights)
    weights = [np.exp(w - top) for w in log_weights]
    whole = np.concatenate(weights)
    single = [estimate(target, shown, *values, weight) for values, weight in zip(every, weights)]
    pooled = estimate(target, shown, *[np.concatenate(parts) for parts in zip(*every)], whole)
    result = {
        "effective_sample": float(np.sum(whole) ** 2 / np.sum(whole**2)),
        "largest_weight": float(np.max(whole) / np.sum(whole)),
    }
    for name, value in pooled.items():
        error = np.std([s[name] for s in single], axis=0, ddof=1) / np.sqrt(SCRAMBLINGS)
        result[name] = {"mean": value[0], "mcse_mean": error[0]}
        if len(value) > 1:
            result[name] |= {"sd": value[1], "mcse_sd": error[1]}
        if len(value) > 2:
            result[name] |= {"quantiles": value[2:].tolist(), "mcse_quantiles": error[2:].tolist()}
    return result


def main():
    models = load(sys.argv[1] if len(sys.argv) > 1 else "models/data")
    cases = {}
    plan = {"sleepstudy": "uniform-sd", "rats": "uniform", "hsb_table_4_5": "uniform"}
    for number, (name, prior) in enumerate(plan.items()):
        formula, labels, groups = models[name]
        results = []
        for nu in (4, 10):
            count = 2**12 if groups.J == 160 else 2**13
            found = run(groups, prior, float(nu), 100 * number + nu, count)
            print(
                f"{name}, nu {nu}: {found['effective_sample']:.0f} effective of"
                f" {SCRAMBLINGS * count}, largest weight {found['largest_weight']:.1e}",
                flush=True,
            )
            results.append({"errors": f"t({nu})", "prior_T": prior} | found)
        cases[name] = {"formula": formula, "gamma_labels": labels, "runs": results}
    document = {
        "made_by": "Tests/ReferenceValues/t-errors/two_level.py",
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
