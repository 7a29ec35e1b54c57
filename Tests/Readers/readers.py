"""Checks that cmdstanpy, ArviZ and xarray read the draws of a run, and agree with its summary.

    python readers.py DIR

DIR holds draws_1.csv, draws_2.csv, ..., summary.json, the output of `lindley summary DIR --format
json`, and the export zarr. Needs arviz below 1.0, cmdstanpy, xarray and zarr.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np

warnings.simplefilter("ignore")
import arviz
import cmdstanpy
import xarray

TOLERANCE = 1e-6
failures = []


def check(reader, variable, measure, ours, theirs):
    """Notes a failure when a value of the summary is not the reader's."""
    ours = np.nan if ours is None else ours
    if not np.isclose(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True):
        failures.append(f"{reader}, {variable}, {measure}: summary {ours}, reader {theirs}")


def dotted(base, index):
    """The CmdStan name of an element: T and (1, 0) give T.2.1."""
    return ".".join([base, *(str(i + 1) for i in index)])


folder = Path(sys.argv[1])
paths = sorted(folder.glob("draws_*.csv"), key=lambda p: int(p.stem.split("_")[1]))
summary = {row["variable"]: row for row in json.loads((folder / "summary.json").read_text())}
assert paths and summary, f"{folder} holds no draws_N.csv, or an empty summary.json"

# cmdstanpy: scalar columns by their bracket names, chain after chain.
fit = cmdstanpy.from_csv([str(p) for p in paths], method="sample")
assert fit.chains == len(paths), f"cmdstanpy sees {fit.chains} chains, there are {len(paths)} files"
frame = fit.draws_pd()
for variable, row in summary.items():
    base, *index = variable.split(".")
    values = frame[f"{base}[{','.join(index)}]" if index else base]
    check("cmdstanpy", variable, "mean", row["mean"], values.mean())
    check("cmdstanpy", variable, "median", row["median"], values.median())
    check("cmdstanpy", variable, "sd", row["sd"], values.std())
    for name, probability in [("q2.5", 0.025), ("q5", 0.05), ("q95", 0.95), ("q97.5", 0.975)]:
        check("cmdstanpy", variable, name, row[name], values.quantile(probability))



def check_arrays(reader, posterior):
    """Compares every variable of the summary with arrays of the dimensions chain and draw."""
    seen = set()
    for base, array in posterior.data_vars.items():
        for index in np.ndindex(array.shape[2:]):
            variable = dotted(base, index)
            if variable not in summary:
                continue
            seen.add(variable)
            row = summary[variable]
            draws = array.values[(slice(None), slice(None), *index)]
            check(reader, variable, "rhat", row["rhat"], arviz.rhat(draws, method="rank"))
            for method in ["bulk", "tail"]:
                check(reader, variable, f"ess_{method}", row[f"ess_{method}"], arviz.ess(draws, method=method))
            check(reader, variable, "mcse_mean", row["mcse_mean"], arviz.mcse(draws, method="mean"))
            for name, probability in [("q2.5", 0.025), ("median", 0.5), ("q97.5", 0.975)]:
                check(reader, variable, name, row[name], np.quantile(draws, probability))
    assert seen == set(summary), f"{reader} lacks {sorted(set(summary) - seen)}"


# ArviZ: arrays with the dimensions chain and draw.
data = arviz.from_cmdstan(posterior=[str(p) for p in paths])
assert "lp" in data.sample_stats, "ArviZ does not see lp__"
check_arrays("ArviZ", data.posterior)

# xarray: the Zarr folder, whose labels are those of the summary.
tree = xarray.open_datatree(folder / "zarr", engine="zarr")
data = arviz.InferenceData.from_datatree(tree)
assert {"posterior", "sample_stats"} <= set(data.groups()), data.groups()
check_arrays("xarray", data.posterior)
assert data.posterior.sizes["chain"] == len(paths)
values = fit.draws()  # draws × chains × columns
columns = list(fit.column_names)
assert (data.sample_stats["lp"].values.T == values[:, :, columns.index("lp__")]).all()
for row in summary.values():
    base, *index = row["variable"].split(".")
    labels = [
        str(data.posterior[dimension].values[int(place) - 1])
        for dimension, place in zip(data.posterior[base].dims[2:], index)
    ]
    expected = f"{base}[{', '.join(labels)}]" if labels else base
    assert row["label"] == expected, f"{row['label']} is {expected} in the Zarr folder"
if "u" in data.posterior:
    factor = data.posterior["u"].dims[2]
    places = [place for place, name in enumerate(columns) if name.startswith("u[")]
    stacked = data.posterior["u"].transpose("draw", "chain", "effect", factor).values
    assert (stacked.reshape(*values.shape[:2], -1) == values[:, :, places]).all()

for failure in failures:
    print(failure)
print(
    f"cmdstanpy {cmdstanpy.__version__}, ArviZ {arviz.__version__} and xarray {xarray.__version__}: "
    f"{len(paths)} chains, {len(summary)} variables, {len(failures)} differences"
)
sys.exit(1 if failures else 0)
