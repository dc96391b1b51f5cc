#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# How long bootmem takes, its start included: for one captured map, for maps
# of 10^4, 10^5 and 10^6 entries as FreeBSD and as Linux, for as many nodes of
# a device tree; and for 10^2, 10^3 and 10^4 preloaded files of 100 pages that
# are all unloaded.  Prints figures; fails only when ten times
# the entries take more than thirty times as long, which is far from the
# linear-logarithmic growth that there should be.
#
#	meson test -C build --benchmark --verbose

program=${BOOTMEM_PROGRAM:?}
root=${BOOTMEM_SOURCE_ROOT:?}
bench=$root/tests/bench

scratch=$(mktemp -d "${TMPDIR:-/tmp}/bootmem-bench.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
status=0

measure()
{
	python3 "$bench/measure.py" "$@"
}

one_map()	# MACHINE
{
	figures=$(measure 50 "$program" sim \
	    "$root/inputs/$1/capture.json") || exit 1
	echo "$1 $figures" | awk '{
		printf "%-18s least %.2f ms, median %.2f ms\n", $1, $2, $3 }'
}

large_map()	# NAME KIND COUNT [OPTION]
{
	map=$scratch/map.json
	name=$1
	shift
	python3 "$bench/make_map.py" "$@" >"$map" || exit 1
	# shellcheck disable=SC2086
	figures=$(measure 3 "$program" sim $replay "$map") || exit 1
	echo "$name $2 $figures $before" | awk '{
		printf "%-20s %7d entries: %.3f s", $1, $2, $3 / 1000
		# Less than the interpreter itself takes is not seen.
		if ($5 > 65536)
			printf ", peak %.0f MB", $5 / 1024
		if (NF > 5)
			printf ", %.1f times as long", $3 / $6
		print ""
		exit NF > 5 && $3 / $6 / 10 > 3 }' || {
		echo "$name: grows worse than n log n"
		status=1
	}
	before=${figures%% *}
}

growth()	# NAME KIND [OPTION]
{
	name=$1
	kind=$2
	shift 2
	before=
	for count in ${counts:-10000 100000 1000000}; do
		large_map "$name" "$kind" "$count" "$@"
	done
}

replay=--table=totals
one_map rockpro64
one_map thinkpad-t14-gen3
growth e820-sorted e820
growth e820-shuffled e820 --shuffle
growth efi-sorted efi
# What the reference of Linux makes of as many entries, and what is judged.
replay='--profile=linux --table=memblock-final --until=iomem'
growth linux-e820 e820
growth linux-e820-shuffled e820 --shuffle
growth linux-efi efi
counts='10000 100000'
growth linux-nodes node
growth linux-nodes-shuffled node --shuffle
growth linux-dynamic-nodes wish --shuffle
growth linux-memreserve memreserve --shuffle
replay=--table=totals
counts='100 1000 10000'
growth unload-sorted preload
growth unload-shuffled preload --shuffle
exit "$status"
