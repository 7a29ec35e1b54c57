#!/bin/sh
# Checks that R and Python read what `lindley sample` and `lindley export` write, and find what
# `lindley summary` finds.
#
#     sh Tests/Readers/run.sh .build/release/lindley
#
# Installs the readers where they are missing: rstan, posterior, coda and jsonlite by apt, and ArviZ,
# cmdstanpy, xarray and zarr into a Python environment of their own, .build/readers, which is kept.
set -eu

lindley=$1
here=$(dirname "$0")
top=$here/../..
environment=$top/.build/readers

# The packages of the system

has_r_packages() {
  command -v Rscript >/dev/null 2>&1 && Rscript -e '
    packages <- c("rstan", "posterior", "coda", "jsonlite")
    quit(status = !all(sapply(packages, requireNamespace, quietly = TRUE)))' >/dev/null 2>&1
}

has_venv() { python3 -c 'import ensurepip, venv' >/dev/null 2>&1; }

if ! has_r_packages || ! has_venv; then
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "Install Python 3 and R with the packages rstan, posterior, coda and jsonlite." >&2
    exit 1
  fi
  as_root=
  if [ "$(id -u)" -ne 0 ]; then as_root=sudo; fi
  $as_root apt-get update -qq
  $as_root apt-get install -y -qq --no-install-recommends \
    r-base-core r-cran-rstan r-cran-posterior r-cran-coda r-cran-jsonlite python3 python3-venv
fi

# The packages of Python

if ! "$environment/bin/python" -c 'import arviz, cmdstanpy, xarray, zarr' >/dev/null 2>&1; then
  python3 -m venv --clear "$environment"
  "$environment/bin/pip" install --quiet 'arviz<1' cmdstanpy xarray zarr
fi

# Three runs, and what each reader finds in them

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

read_run() {
  echo "$1"
  "$lindley" summary "$work/$1" --format json >"$work/$1/summary.json"
  "$lindley" export "$work/$1" --to draws-df --output "$work/$1/draws-df.csv" --quiet
  "$lindley" export "$work/$1" --to coda --output "$work/$1/coda" --quiet
  "$lindley" export "$work/$1" --to zarr --output "$work/$1/zarr" --quiet
  "$environment/bin/python" "$here/readers.py" "$work/$1" || failures=$((failures + 1))
  Rscript "$here/readers.R" "$work/$1" || failures=$((failures + 1))
}

"$lindley" sample "$top/models/teacher-expectancy.yaml" --output "$work/exact" --quiet
read_run exact

# An even number of draws: of an odd one ArviZ folds about the median without the middle draw.
"$lindley" sample "$top/models/teacher-expectancy-weeks.yaml" --output "$work/gibbs" --quiet \
  --sampler gibbs --chains 3 --draws 1002 --thin 2 --seed 18446744073709551615 \
  --save effects,log-likelihood --save-warmup
read_run gibbs

# Two effects a group, so that the indices of T and u matter.
"$lindley" sample "$top/models/sleepstudy.yaml" --output "$work/vectors" --quiet \
  --draws 500 --save effects
read_run vectors

if [ "$failures" -gt 0 ]; then
  echo "$failures of 6 readers found differences." >&2
  exit 1
fi
