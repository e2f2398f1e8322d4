#!/usr/bin/env bash
# Every check that needs no test: style, types, imports, templates, migrations. Says all that is wrong, not only the first.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
failed=0

check() {
  local name=$1
  shift
  local said
  if said=$("$@" 2>&1); then
    printf 'ok    %s\n' "$name"
  else
    printf 'WRONG %s\n%s\n' "$name" "$said"
    failed=1
  fi
}

migrations_are_complete() {
  local folder
  folder=$(mktemp -d)
  export INSTANCE_DIR=$folder DATABASE_URL= SECRET_KEY=lint-only-0123456789-abcdefghijklmnopqrstuvwxyz
  flask db upgrade && flask db check
  local result=$?
  rm -rf "$folder"
  return $result
}

check "ruff check" ruff check .
check "ruff format" ruff format --check .
check "mypy --strict" mypy
check "import-linter" lint-imports
check "djlint" djlint templates --lint --quiet
check "htmx 4 upgrade check" python tools/vendor/htmx-upgrade-check.py templates
check "migrations match the models (flask db check)" migrations_are_complete
exit $failed
