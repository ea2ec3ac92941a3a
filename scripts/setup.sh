#!/bin/sh
# Makes .venv ready: `setup.sh run` for the app, `setup.sh test` for the checks and tests as well,
# `setup.sh bench` also for the benchmarks.
# Does nothing where the same requirements were installed before.
set -eu
cd "$(dirname "$0")/.."

case "${1:-}" in
    run) requirements="requirements.txt" ;;
    test) requirements="requirements.txt requirements-shared.txt requirements-dev.txt" ;;
    bench) requirements="requirements.txt requirements-shared.txt requirements-dev.txt benchmarks/requirements.txt" ;;
    *) echo "usage: scripts/setup.sh run|test|bench" >&2; exit 2 ;;
esac
last="${requirements##* }"
python=.venv/bin/python
stamp=".venv/installed-$1"

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# A command of this name may be a stub that only prints advice, so each is tried.
find_python() {
    for candidate in ${PYTHON:-} python3 python python3.13 python3.12 python3.11; do
        if new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    echo "Tingblik needs Python 3.11 or newer, and none was found. Install it from your system's" >&2
    echo "packages or from https://www.python.org/downloads/, or name it: make run PYTHON=/path" >&2
    return 1
}

if new_enough "$python" && cat $requirements | cmp -s - "$stamp"; then
    exit 0
fi

if ! new_enough "$python" || ! "$python" -m pip --version >/dev/null 2>&1; then
    base=$(find_python)
    echo "Making .venv with $("$base" --version) ($base)"
    if ! "$base" -m venv --clear .venv; then
        echo "The venv module does not work; on Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
fi

echo "Installing what $last names into .venv (some minutes the first time)"
"$python" -m pip install -qq --no-input --disable-pip-version-check -r "$last"
cat $requirements > "$stamp"
if [ "$1" != run ]; then
    cp requirements.txt .venv/installed-run
fi
