#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image: Python 3.11 or later, and the packages.
set -euo pipefail
root="${AUTOGRADER_GRADESCOPE_ROOT:-/autograder}"

find_python() {
  for each in python3.13 python3.12 python3.11 python3; do
    if "$each" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
    then echo "$each"; return; fi
  done
  return 1
}

if ! find_python >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  for each in python3.13 python3.12 python3.11; do
    if apt-get install -y -qq "$each" "$each-venv"; then break; fi
  done
fi
if ! python="$(find_python)"; then
  echo "No Python 3.11 or later: choose a newer base image in Gradescope's settings." >&2
  exit 1
fi
"$python" -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  --requirement "$root/source/requirements.txt"
chmod -R go-rwx "$root/source"
# Root grades, and students' code is another user's: of the kit it reads what its process is made of.
kit="$root/source/kit/autograder"
chmod go+x "$root/source" "$root/source/kit" "$kit" "$kit/engine"
for each in __init__.py checks data plots findings engine/__init__.py engine/agent engine/wire
do chmod -R go+rX "$kit/$each"; done
if [ -d "$root/source/kit/datasets" ]; then chmod -R go+rX "$root/source/kit/datasets"; fi
