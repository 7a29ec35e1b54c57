"""Writes special-functions.json and densities.json, with which the Swift tests compare.

Special functions by mpmath at 50 digits, densities by scipy.stats.
Run again only to add values: pip install scipy==1.17.1 mpmath; python3 make-reference-values.py
"""

import datetime
import json

import mpmath as mp
import numpy as np
import scipy
from scipy import stats

mp.mp.dps = 50
half = mp.mpf(1) / 2


def normal_tail(x):
    return mp.erfc(mp.mpf(x) / mp.sqrt(2)) / 2


def t_tail(t, nu):
    t, nu = mp.mpf(t), mp.mpf(nu)
    tail = mp.betainc(nu / 2, half, 0, nu / (nu + t * t), regularized=True) / 2
    return tail if t >= 0 else 1 - tail


def t_log_density(t, nu):
    t, nu = mp.mpf(t), mp.mpf(nu)
    return (mp.loggamma((nu + 1) / 2) - mp.loggamma(nu / 2) - mp.log(nu * mp.pi) / 2
            - (nu + 1) / 2 * mp.log1p(t * t / nu))


def chi_squared_tail(x, nu):
    return mp.gammainc(mp.mpf(nu) / 2, mp.mpf(x) / 2, mp.inf, regularized=True)


def f_tail(x, a, b):
    x, a, b = mp.mpf(x), mp.mpf(a), mp.mpf(b)
    return mp.betainc(b / 2, a / 2, 0, b / (b + a * x), regularized=True)


def multivariate_log_gamma(x, q):
    x = mp.mpf(x)
    return (mp.mpf(q * (q - 1)) / 4 * mp.log(mp.pi)
            + sum(mp.loggamma(x - mp.mpf(i) / 2) for i in range(q)))


def rows(function, arguments):
    return [{"at": [float(a) for a in at], "value": float(function(*at))} for at in arguments]


special = {
    "normal upper tail": rows(normal_tail, [(-9,), (-1.5,), (0,), (0.3,), (2,), (8,), (30,)]),
    "normal quantile": [
        {"at": [float(normal_tail(-mp.mpf(x)))], "value": x} for x in (-30.0, -6.0, -1.5, 0.0, 0.25)],
    "t log density": rows(t_log_density, [(t, nu) for t in (0, 0.5, 3, -40)
                                          for nu in (0.5, 4, 30, 199.5, 200.5, 1e4, 1e8)]),
    "t upper tail": rows(t_tail, [(t, nu) for t in (-2, 0.1, 1, 2.5, 6) for nu in (1, 2.5, 17, 200)]),
    "chi-squared upper tail": rows(chi_squared_tail, [(x, nu) for x in (0.01, 1, 35.83, 200)
                                                      for nu in (1, 2.5, 18, 160)]),
    "F upper tail": rows(f_tail, [(0.2, 3, 7), (1, 1, 158), (4, 2, 10.5), (30, 5, 40)]),
    "log gamma": rows(lambda x: mp.loggamma(mp.mpf(x)), [(1e-3,), (0.5,), (3.5,), (80,), (1e5,)]),
    "digamma": rows(lambda x: mp.digamma(mp.mpf(x)), [(1e-3,), (0.5,), (3.5,), (80,), (1e5,)]),
    "multivariate log gamma": rows(multivariate_log_gamma, [(0.7, 1), (1.2, 2), (9.5, 3), (40, 5)]),
}


def density(frozen, arguments, parameters):
    return [{"parameters": parameters, "at": [float(a) for a in np.ravel(x)],
             "value": float(frozen.logpdf(x))} for x in arguments]


above = [0.003, 0.4, 1.0, 7.5]
real = [-12.0, -0.3, 0.0, 2.5]
mean2, covariance2 = np.array([1.0, -2.0]), np.array([[2.0, 0.9], [0.9, 1.5]])
scale2 = np.array([[3.0, 1.2], [1.2, 2.0]])
scale3 = np.array([[2.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 1.5]])
at2 = np.array([[1.0, 0.3], [0.3, 0.7]])
at3 = np.array([[0.5, 0.1, 0.0], [0.1, 0.4, -0.1], [0.0, -0.1, 0.9]])

densities = {
    "Normal": density(stats.norm(1.5, 0.7), real, [1.5, 0.7]),
    "MultivariateNormal": density(
        stats.multivariate_normal(mean2, covariance2), [mean2, [0.0, 0.0], [5.0, -7.0]],
        [*mean2, *covariance2.ravel()]),
    "Gamma": density(stats.gamma(0.3, scale=1 / 2.5), above, [0.3, 2.5])
    + density(stats.gamma(40, scale=1 / 8), above, [40, 8]),
    "InverseGamma": density(stats.invgamma(0.6, scale=1.7), above, [0.6, 1.7]),
    "ScaledInverseChiSquared": density(
        stats.invgamma(5 / 2, scale=5 * 0.8 / 2), above, [5, 0.8]),
    "InverseWishart": density(stats.invwishart(5.5, scale2), [at2, scale2], [5.5, *scale2.ravel()])
    + density(stats.invwishart(3.2, scale3), [at3, scale3], [3.2, *scale3.ravel()])
    + [{"parameters": [4, 2.5], "at": [x], "value": float(stats.invgamma(2, scale=1.25).logpdf(x))}
       for x in above],
    "StudentT": density(stats.t(4, 1.0, 2.5), real, [4, 1.0, 2.5]),
    "HalfT": [{"parameters": [3, 2.5], "at": [x],
               "value": float(np.log(2) + stats.t(3, 0, 2.5).logpdf(x))} for x in above],
    "HalfCauchy": density(stats.halfcauchy(0, 5), above, [5]),
    "HalfNormal": density(stats.halfnorm(0, 0.5), above, [0.5]),
    "Uniform": density(stats.uniform(-1, 5), [-1.0, 0.0, 3.9], [-1, 4]),
}

about = {"made": datetime.date.today().isoformat(), "by": "make-reference-values.py",
         "scipy": scipy.__version__, "numpy": np.__version__, "mpmath": mp.__version__}
for name, values in (("special-functions", special), ("densities", densities)):
    with open(name + ".json", "w") as file:
        json.dump({"about": about, "values": values}, file, indent=1)
        file.write("\n")
