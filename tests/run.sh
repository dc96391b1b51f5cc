#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Builds bootmem and runs all tests, installing what that needs.  Arguments go
# to "meson test".  The last line is "N passed, N failed"; exits 0 if some
# passed and none failed, 1 if not, 2 if something is missing and cannot be
# installed, 4 if the build fails.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 4
# shellcheck source=sim/packages.sh
. "$root/sim/packages.sh"

build=$root/build

need cc pkgconfig meson ninja fdt cjson archive check
want clang fuzzer valgrind dtc
find_ninja

# sim/run.sh may have set the directory up without Check, and meson would not
# look again by itself.  The note holds what was missing at the last look.
note=$build/tests-configured
missing="missing: $(lacking clang fuzzer valgrind dtc | tr '\n' ' ')"
if [ ! -f "$build/build.ninja" ]; then
	configure "$build" || exit 4
elif [ ! -f "$note" ] || [ "$(cat "$note")" != "$missing" ]; then
	# Failed checks of the compiler are remembered otherwise.
	quietly meson configure "$build" --clearcache || exit 4
	configure "$build" --reconfigure || exit 4
fi
echo "$missing" >"$note"
say 'building'
quietly "$ninja" -C "$build" || exit 4

# The counts come from the summary that Check prints, unless it is silent.
CK_VERBOSITY=normal
export CK_VERBOSITY
rm -f "$build"/meson-logs/testlog*
meson test -C "$build" --no-rebuild --print-errorlogs "$@" </dev/null
meson_status=$?

# meson writes one JSON object a line for each test.  A program that printed
# Check's summary counts as its test cases, any other as one.  A program that
# failed adds at least one failure: it may have died before the summary or
# after it.
set -- "$build"/meson-logs/testlog*.json
[ -f "$1" ] || set -- /dev/null
counts=$(awk '
function string_of(key,    at, text)
{
	at = index($0, "\"" key "\": \"")
	if (at == 0)
		return ""
	text = substr($0, at + length(key) + 5)
	gsub(/\\\\/, "_", text)
	gsub(/\\"/, "_", text)
	return substr(text, 1, index(text, "\"") - 1)
}

# Adds up the summaries in text; returns how many there are.
function read_summaries(text,    lines, line_count, i, found, fields)
{
	checks = bad = found = 0
	line_count = split(text, lines, /\\n/)
	for (i = 1; i <= line_count; i++) {
		if (!match(lines[i], \
		    /[0-9]+%: Checks: [0-9]+, Failures: [0-9]+, Errors: [0-9]+/))
			continue
		split(substr(lines[i], RSTART, RLENGTH), fields, /[:,] /)
		checks += fields[3]
		bad += fields[5] + fields[7]
		found++
	}
	return found
}

{
	result = string_of("result")
	is_ok = result == "OK" || result == "EXPECTEDFAIL"
	if (result == "SKIP")
		next
	# Failures that are expected are no failures of ours.
	if (result == "EXPECTEDFAIL" || !read_summaries(string_of("stdout"))) {
		passed += is_ok
		failed += !is_ok
		next
	}
	passed += checks - bad
	failed += bad
	if (!is_ok && bad == 0)
		failed++
}

END { print passed + 0, failed + 0 }' "$@") || counts='0 1'

passed=${counts% *}
failed=${counts#* }
if [ "$meson_status" -ne 0 ] && [ "$failed" -eq 0 ]; then
	say "meson test failed with status $meson_status"
	failed=1
fi
if [ "$passed" -eq 0 ] && [ "$failed" -eq 0 ]; then
	say 'no test ran'
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
