#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Makes the goldens anew and shows what changed:
#
#	meson compile -C build update-goldens
#
# A golden is our own output: tests/golden/MACHINE.txt holds what "bootmem sim"
# prints for inputs/MACHINE, MACHINE.json the same with --format=json.  To add
# one, make it as an empty file.  Read the changes before they go in.

program=${1:-${BOOTMEM_PROGRAM:?}}
root=${2:-${BOOTMEM_SOURCE_ROOT:?}}

cd "$root" || exit 1
new=$(mktemp "${TMPDIR:-/tmp}/bootmem-golden.XXXXXX") || exit 1
trap 'rm -f "$new"' EXIT
changed=0
failed=0
for golden in tests/golden/*.txt tests/golden/*.json; do
	[ -f "$golden" ] || continue
	file=${golden##*/}
	format=text
	[ "${file##*.}" = txt ] || format=json
	if ! "$program" sim --format="$format" \
	    "inputs/${file%.*}/capture.json" >"$new"; then
		echo "$golden: the replay failed; left as it is" >&2
		failed=1
		continue
	fi
	cmp -s "$golden" "$new" && continue
	diff -u "$golden" "$new"
	cat "$new" >"$golden" || failed=1
	changed=$((changed + 1))
done
echo "goldens changed: $changed"
exit "$failed"
