#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Builds bootmem, installing what that needs, and replays captures:
#
#	sh sim/run.sh inputs/rockpro64/capture.json
#
# The arguments are those of "bootmem sim", whose output and exit status these
# are.  Exits 2 if something is missing and cannot be installed, and 4 if the
# build fails.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 4
# shellcheck source=sim/packages.sh
. "$root/sim/packages.sh"

build=$root/build
program=sim/bootmem

# Most often all is built, and no further look is needed.
up_to_date()
{
	[ -f "$build/build.ninja" ] && [ -x "$build/$program" ] &&
	    find_ninja &&
	    "$ninja" -C "$build" "$program" >/dev/null 2>&1 </dev/null
}

if ! up_to_date; then
	need cc pkgconfig meson ninja fdt cjson archive
	find_ninja
	[ -f "$build/build.ninja" ] || configure "$build" || exit 4
	say 'building'
	quietly "$ninja" -C "$build" "$program" || exit 4
fi
exec "$build/$program" sim "$@"
