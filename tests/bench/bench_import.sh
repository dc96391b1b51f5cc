#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# How fast bootmem import reads a long log without a map, looking for every
# form, and in how much memory.  Prints figures; 300 MB/s are wanted.  Fails
# only when it is slower than a third of that, or takes more than 64 MiB,
# which is far from the few that the longest line may need.
#
#	bench_import.sh [MIB]		1024 if not said

program=${BOOTMEM_PROGRAM:?}
bench=${BOOTMEM_SOURCE_ROOT:?}/tests/bench
size=${1:-1024}

log=$(mktemp "${TMPDIR:-/tmp}/bootmem-bench.XXXXXX") || exit 1
trap 'rm -f "$log"' EXIT

python3 "$bench/make_log.py" "$size" >"$log" || exit 1
figures=$(python3 "$bench/measure.py" 3 "$program" import --arch=amd64 \
    "$log") || exit 1
bytes=$(wc -c <"$log")
echo "$bytes $figures" | awk '{
	speed = $1 / $2 / 1000
	printf "%.0f MB of log: %.2f s, %.0f MB/s", $1 / 1e6, $2 / 1000, speed
	# Less than the interpreter itself takes is not seen.
	printf ", peak at most %.0f MB\n", $4 / 1024
	exit speed < 100 || $4 > 65536 }'
