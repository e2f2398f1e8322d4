#!/usr/bin/env bash
# Everything into .venv from the hashed locks, and the programs the tests drive. Run again, it does only what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}
can_be_root() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }

refreshed=
apt_install() {
  can_be_root && command -v apt-get >/dev/null || return 1
  if [ -z "$refreshed" ]; then as_root apt-get update -qq && refreshed=1; fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_python() {
  local name
  for name in python3.11 python3.12 python3.13 python3.14 python3 python; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  say "Python 3.11 or newer is needed."
  return 1
}

make_venv() {
  [ -x .venv/bin/python ] && .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
  local python
  python=$(find_python)
  rm -rf .venv
  "$python" -m venv .venv 2>/dev/null && return
  rm -rf .venv
  say "python3-venv is missing: installing it"
  if apt_install "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv" || apt_install python3-venv; then
    "$python" -m venv .venv && return
  fi
  rm -rf .venv
  if command -v uv >/dev/null; then uv venv -q --python "$python" .venv && return; fi
  "$python" -m venv --without-pip .venv && "$python" -m pip --version >/dev/null && return
  say "No virtual environment could be made: install python3-venv."
  return 1
}

install_packages() {
  local locks=(-r requirements/runtime.txt -r requirements/dev.txt)
  if command -v uv >/dev/null && uv pip install -q --python .venv/bin/python --require-hashes "${locks[@]}"; then return; fi
  local pip=(.venv/bin/python -m pip)
  "${pip[@]}" --version >/dev/null 2>&1 || pip=("$(find_python)" -m pip --python .venv/bin/python)
  "${pip[@]}" install -q --disable-pip-version-check --require-hashes "${locks[@]}"
}

# Compiled once here, not at every start of every process: an old PC notices.
compile_packages() { .venv/bin/python -m compileall -q -j 2 .venv/lib >/dev/null || true; }

# The programs that tests drive for real: a browser, LibreOffice with its Python bridge, poppler, PostgreSQL.
has_browser() { command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null; }
has_office() { command -v soffice >/dev/null && [ -e /usr/lib/libreoffice/program/libsclo.so ] && [ -e /usr/lib/libreoffice/program/libswlo.so ]; }
has_bridge() { /usr/bin/python3 -c 'import uno' 2>/dev/null; }
has_driver() { .venv/bin/python -m playwright --version >/dev/null 2>&1; }
has_poppler() { command -v pdftotext >/dev/null; }
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }

install_programs() {
  local wanted=()
  has_browser || wanted+=(chromium-headless-shell)
  has_driver || wanted+=(libatomic1)
  has_office || wanted+=(libreoffice-calc-nogui libreoffice-writer-nogui)
  has_bridge || wanted+=(python3-uno)
  has_poppler || wanted+=(poppler-utils)
  has_postgres || wanted+=(postgresql)
  [ ${#wanted[@]} = 0 ] && return
  say "Installing for the tests: ${wanted[*]}"
  if apt_install "${wanted[@]}"; then return; fi
  if apt_install "${wanted[@]/#chromium-headless-shell/chromium}"; then return; fi
  say "************************************************************************"
  say "NOT INSTALLED: ${wanted[*]}"
  say "This needs Debian's apt and root (or sudo without a password)."
  say "The product runs; tests that drive these programs cannot."
  say "************************************************************************"
  if [ -n "${CI:-}" ]; then return 1; fi
}

make_venv
install_packages
compile_packages
install_programs
touch .venv/.ready
