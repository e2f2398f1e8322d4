#!/usr/bin/env bash
# gspread's own published tests of the pinned version, over HTTP against tests/sheets_emulator. Its packages on PyPI carry no
# tests, so they come from its repository, are checked against git's hash of the folder, and stay in a cache outside this tree.
# GSPREAD_REPOSITORY: another address of the repository, or a copy on disk. Exit 75: the tests could not be fetched.
set -euo pipefail
cd "$(dirname "$0")/.."

repository=${GSPREAD_REPOSITORY:-https://github.com/burnash/gspread.git}
version=$(sed -n 's/^gspread==\([^ ]*\).*/\1/p' requirements/runtime.txt)
declare -A folders=([6.2.1]=f062f4b373127f18e622e5a021937d0b1eef1990)
folder=${folders[$version]:-}
if [ -z "$folder" ]; then
  echo "gspread $version is pinned, but the hash of its tests is not known here: git rev-parse v$version:tests" >&2
  exit 1
fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/so-tay-chi-bo/gspread-$version
if ! git --git-dir="$cache" cat-file -e "$folder" 2>/dev/null; then
  rm -rf "$cache"
  git init -q --bare "$cache"
  if ! GIT_TERMINAL_PROMPT=0 timeout 90 git --git-dir="$cache" fetch -q --depth 1 "$repository" "refs/tags/v$version"; then
    rm -rf "$cache"
    echo "************************************************************************" >&2
    echo "NOT RUN: gspread's own tests. They could not be fetched from" >&2
    echo "$repository (GSPREAD_REPOSITORY names another)." >&2
    echo "************************************************************************" >&2
    exit 75
  fi
  if ! git --git-dir="$cache" cat-file -e "$folder" 2>/dev/null; then
    echo "The tests of gspread $version fetched from $repository are not the ones known here." >&2
    exit 1
  fi
fi

unpacked=$(mktemp -d)
trap 'rm -rf "$unpacked"' EXIT
mkdir "$unpacked/gspread_published" # "tests" is our own package's name
git --git-dir="$cache" archive "$folder" '*.py' | tar -x -C "$unpacked/gspread_published"
PYTHONPATH=$PWD PYTHONDONTWRITEBYTECODE=1 .venv/bin/python -m pytest -q --no-header --tb=no -rN -p no:cacheprovider \
  -p tests.sheets_emulator.published -c /dev/null --rootdir "$unpacked" "$unpacked/gspread_published"
