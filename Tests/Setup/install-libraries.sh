#!/bin/sh
# Installs GSL and pkg-config where they are missing: apt on Debian and Ubuntu, brew on macOS.
set -eu

if command -v pkg-config >/dev/null 2>&1 && pkg-config --exists gsl; then
  exit 0
fi

if [ "$(uname)" = Darwin ]; then
  exec brew install gsl pkg-config
fi

if ! command -v apt-get >/dev/null 2>&1; then
  echo "GSL is missing. Install its development files (gsl.pc must be found by pkg-config)." >&2
  exit 1
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then as_root=sudo; fi
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends libgsl-dev pkg-config
