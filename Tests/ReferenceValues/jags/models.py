"""The data and design matrices that the references by quadrature and importance sampling share."""

from pathlib import Path

import numpy as np

PROBABILITIES = [0.025, 0.05, 0.5, 0.95, 0.975]
LME4 = Path("Tests/ReferenceValues/lme4")


def read(path):
    return np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")


def group_means(x, group):
    _, index = np.unique(group, return_inverse=True)
    return (np.bincount(index, x) / np.bincount(index))[index]


class Groups:
    """Cross-products by group, in order of first appearance."""

    def __init__(self, y, X, Z, group):
        y, X, Z = y.astype(float), X.astype(float), Z.astype(float)
        names, first = np.unique(group, return_index=True)
        self.names = [str(name) for name in names[np.argsort(first)]]
        rows = [np.flatnonzero(group == name) for name in names[np.argsort(first)]]
        W = np.column_stack([X, y])
        self.ZZ = np.array([Z[i].T @ Z[i] for i in rows])
        self.ZW = np.array([Z[i].T @ W[i] for i in rows])
        self.WW = W.T @ W
        # About the groups' means, so that nothing cancels when the groups differ widely.
        self.n = np.array([len(i) for i in rows], float)
        self.means = np.array([np.mean(W[i], axis=0) for i in rows])
        self.within = sum((W[i] - np.mean(W[i], axis=0)).T @ (W[i] - np.mean(W[i], axis=0)) for i in rows)
        self.N, self.J, self.f, self.q = len(y), len(rows), X.shape[1], Z.shape[1]


def load(directory):
    """name -> (formula, labels, Groups)"""
    get = lambda name: read(Path(directory) / f"{name}.csv")
    columns = lambda *parts: np.column_stack(np.broadcast_arrays(*parts))
    rats, sleep, orthodont, radon = map(get, ["rats", "sleepstudy", "orthodont", "radon_mn"])
    students, schools = get("hsb_students"), get("hsb_schools")
    row = {school: k for k, school in enumerate(schools["school"])}
    school = schools[[row[s] for s in students["school"]]]
    ses = students["ses"] - group_means(students["ses"], students["school"])
    age = rats["age"] - np.mean(rats["age"])
    age11 = orthodont["age"] - 11.0
    meanses, sector = school["meanses"], school["sector"]
    models = {
        "rats": (
            "weight ~ center(age) + (center(age) | rat)",
            ["(Intercept)", "center(age)"],
            Groups(rats["weight"], columns(1.0, age), columns(1.0, age), rats["rat"]),
        ),
        "sleepstudy": (
            "reaction ~ days + (days | subject)",
            ["(Intercept)", "days"],
            Groups(
                sleep["reaction"],
                columns(1.0, sleep["days"]),
                columns(1.0, sleep["days"]),
                sleep["subject"],
            ),
        ),
        "orthodont": (
            "distance ~ I(age - 11) + (I(age - 11) | subject)",
            ["(Intercept)", "I(age - 11)"],
            Groups(
                orthodont["distance"],
                columns(1.0, age11),
                columns(1.0, age11),
                orthodont["subject"],
            ),
        ),
        "radon_floor": (
            "log_radon ~ floor + log_uranium + (floor | county)",
            ["(Intercept)", "floor", "log_uranium"],
            Groups(
                radon["log_radon"],
                columns(1.0, radon["floor"], radon["log_uranium"]),
                columns(1.0, radon["floor"]),
                radon["county"],
            ),
        ),
        "hsb_table_4_5": (
            "mathach ~ (meanses + sector) * center(ses, school) + (center(ses, school) | school)",
            ["(Intercept)", "meanses", "sector", "center(ses, school)"]
            + ["meanses:center(ses, school)", "sector:center(ses, school)"],
            Groups(
                students["mathach"],
                columns(1.0, meanses, sector, ses, meanses * ses, sector * ses),
                columns(1.0, ses),
                students["school"],
            ),
        ),
        "radon_intercept": (
            "log_radon ~ floor + log_uranium + (1 | county)",
            ["(Intercept)", "floor", "log_uranium"],
            Groups(
                radon["log_radon"],
                columns(1.0, radon["floor"], radon["log_uranium"]),
                np.ones((len(radon), 1)),
                radon["county"],
            ),
        ),
        "hsb_table_4_2": (
            "mathach ~ 1 + (1 | school)",
            ["(Intercept)"],
            Groups(
                students["mathach"],
                np.ones((len(students), 1)),
                np.ones((len(students), 1)),
                students["school"],
            ),
        ),
        "hsb_table_4_3": (
            "mathach ~ meanses + (1 | school)",
            ["(Intercept)", "meanses"],
            Groups(
                students["mathach"],
                columns(1.0, meanses),
                np.ones((len(students), 1)),
                students["school"],
            ),
        ),
        "orthodont_intercept": (
            "distance ~ I(age - 11) + (1 | subject)",
            ["(Intercept)", "I(age - 11)"],
            Groups(
                orthodont["distance"],
                columns(1.0, age11),
                np.ones((len(orthodont), 1)),
                orthodont["subject"],
            ),
        ),
    }
    for name in ["dyestuff", "dyestuff2"]:
        data = read(LME4 / f"{name}.csv")
        ones = np.ones((len(data), 1))
        models[name] = (
            "yield ~ 1 + (1 | batch)",
            ["(Intercept)"],
            Groups(data["yield"], ones, ones, data["batch"]),
        )
    return models
