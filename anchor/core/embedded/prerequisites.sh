#!/bin/sh
# What the program needs from the machine: `prerequisites.sh python|pango|gettext|chromium …`, run by make and .ci/run.
# What can be had without asking is installed; else the exact command is printed and this stops with 1.
set -eu
cd "$(dirname "$0")/../../.."

PANGO_PACKAGES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
STAMP=.venv/.anchor-synced

say() { printf '%s\n' "$*" >&2; }

# --- packages of the system -------------------------------------------------------------------------------------------

is_debian() { command -v apt-get >/dev/null 2>&1; }

apt_install() {
    say "Installing $* with apt-get …"
    export DEBIAN_FRONTEND=noninteractive
    # The lists of packages may be old or missing in a fresh container.
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 ||
        { apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
}

# --- Python and the packages of uv.lock -------------------------------------------------------------------------------

find_uv() {
    if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
        echo uv
        return
    fi
    [ -x var/uv/bin/uv ] || install_uv || return 1
    echo var/uv/bin/uv
}

install_uv() {
    say "Installing uv from PyPI into var/uv …"
    mkdir -p var
    rm -rf var/uv
    command -v python3 >/dev/null 2>&1 || { say "There is no python3: install Python 3.12 or newer."; return 1; }
    if python3 -m venv var/uv >/dev/null 2>&1 && var/uv/bin/python -m pip install -q uv >&2; then return 0; fi
    rm -rf var/uv  # Debian without python3-venv
    if python3 -m pip install -q --target var/uv uv >&2; then return 0; fi
    rm -rf var/uv
    say "uv could not be installed. Install python3-venv (Debian: apt-get install python3-venv), or uv itself"
    say "(https://docs.astral.sh/uv/), and run the same command again."
    return 1
}

# Any Python from 3.12 on will do; .python-version only says which one the project is developed with. Without one on the
# machine uv fetches 3.13, and not the newest, for which some packages may not be made yet.
find_python() {
    for version in 3.13 3.12 3.14 '>=3.12'; do
        "$1" python find --system --no-python-downloads "$version" 2>/dev/null && return 0
    done
    echo 3.13
}

python_step() {
    if [ -x .venv/bin/python ] && [ "$STAMP" -nt uv.lock ] && [ "$STAMP" -nt pyproject.toml ] &&
        .venv/bin/python -c '' 2>/dev/null; then
        return 0
    fi
    uv=$(find_uv) || return 1
    say "Installing the packages of uv.lock into .venv …"
    python=$(find_python "$uv")
    if ! env -u VIRTUAL_ENV UV_PROJECT_ENVIRONMENT=.venv "$uv" sync --quiet --frozen --python "$python"; then
        say "The packages could not be installed. Needed: Python 3.12 or newer (uv looks on the path, and fetches one"
        say "when it may), a C compiler where no ready-made package exists, and a way to PyPI."
        return 1
    fi
    touch "$STAMP"
}

# --- Pango, for the PDFs ----------------------------------------------------------------------------------------------

pango_problem() {
    .venv/bin/python -W error - 2>&1 <<'PYTHON'
import ctypes
import sys

try:
    from weasyprint.text.ffi import fontconfig as _  # loads all that WeasyPrint needs
except Exception as error:
    sys.exit(str(error).splitlines()[0])
import ctypes.util


class FontSet(ctypes.Structure):
    _fields_ = [("count", ctypes.c_int)]


name = ctypes.util.find_library("fontconfig") or "libfontconfig.so.1"
library = ctypes.CDLL(name)
library.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
library.FcConfigGetFonts.restype = ctypes.POINTER(FontSet)
fonts = library.FcConfigGetFonts(ctypes.c_void_p(library.FcInitLoadConfigAndFonts()), 0)
if not fonts or not fonts.contents.count:
    sys.exit("no font is installed")
PYTHON
}

pango_step() {
    pango_problem >/dev/null && return 0
    # shellcheck disable=SC2086  # a list of words
    if is_debian && [ "$(id -u)" = 0 ]; then apt_install $PANGO_PACKAGES || true; fi
    problem=$(pango_problem) && return 0
    say "WeasyPrint, which makes the PDFs, lacks something of the system: $problem"
    if is_debian; then
        say "Install it and run the same command again:"
        say "    sudo apt-get install -y $PANGO_PACKAGES"
    elif [ "$(uname)" = Darwin ]; then
        say "    brew install pango"
    elif command -v dnf >/dev/null 2>&1; then
        say "    sudo dnf install -y pango harfbuzz dejavu-sans-fonts"
    elif command -v apk >/dev/null 2>&1; then
        say "    apk add pango harfbuzz-subset font-dejavu"
    else
        say "Install Pango 1.44 or newer, HarfBuzz and a font."
    fi
    return 1
}

# --- gettext, for those who translate (the program itself needs none) -------------------------------------------------

gettext_step() {
    command -v xgettext >/dev/null 2>&1 && return 0
    if is_debian && [ "$(id -u)" = 0 ]; then apt_install gettext || true; fi
    command -v xgettext >/dev/null 2>&1 && return 0
    say "xgettext, which finds the texts to translate, is missing. On Debian: sudo apt-get install -y gettext"
    return 1
}

# --- Chromium, for the browser tests ----------------------------------------------------------------------------------

has_chromium() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1 && return 0
    done
    .venv/bin/python - 2>/dev/null <<'PYTHON'
import os
import sys

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    sys.exit(not os.access(playwright.chromium.executable_path, os.X_OK))
PYTHON
}

chromium_step() {
    has_chromium && return 0
    if is_debian && [ "$(id -u)" = 0 ]; then apt_install chromium || true; fi
    has_chromium && return 0
    say "Fetching Chromium through Playwright …"
    .venv/bin/python -m playwright install chromium >/dev/null 2>&1 || true
    has_chromium && return 0
    say "No Chromium could be had, so the browser tests cannot run. On Debian: sudo apt-get install -y chromium"
    # On a person's machine the tests say that they were skipped; where nobody looks, that would pass for success.
    [ "${CI:-}" != true ]
}

for step in "$@"; do
    case $step in
        python) python_step ;;
        pango) pango_step ;;
        gettext) gettext_step ;;
        chromium) chromium_step ;;
        *) say "unknown: $step"; exit 2 ;;
    esac
done
