#!/bin/sh
# Debian's Chromium and Japanese fonts for the browser tests, where we may install them;
# where we may not, say what to install. Under CI=true a missing browser is a failure.
# The headless shell is the same browser without windows of its own: the tests take half the time.
set -u
missing=""
command -v chromium-headless-shell >/dev/null 2>&1 || missing="chromium-headless-shell"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fc-list 2>/dev/null | grep -qi "cjk" || missing="$missing fonts-noto-cjk"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends \
        fontconfig $missing >/dev/null && exit 0
fi
[ "$missing" = chromium-headless-shell ] && exit 0 # Chromium itself does as well
echo "The browser tests need:$missing. On Debian: sudo apt-get install $missing" >&2
[ "${CI:-}" = true ] && exit 1
exit 0
