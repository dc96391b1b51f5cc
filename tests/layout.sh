#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Lines of at most 80 columns, tabs being 8 wide; those with a string may be
# longer, so that what the program says can be searched for.  Functions of at
# most 70 lines.  And who includes whom: a folder uses what is listed here, its
# own files and nothing else, so that readers, kernels and printers do not know
# each other.
# Usage: layout.sh SOURCE_ROOT

cd "$1" || exit 99

find core sim fuzz tests -name '*.[ch]' | sort | xargs awk '
BEGIN {
	uses["core"] = ""
	uses["sim/kernels"] = "core sim sim/kernels/freebsd " \
	    "sim/kernels/linux sim/kernels/linux_reference"
	uses["sim/kernels/freebsd"] = "core sim sim/kernels"
	uses["sim/kernels/linux"] = "core sim sim/kernels"
	# A kernel that sets RAM aside has the resources of its release.
	uses["sim/kernels/linux_reference"] = "core sim sim/kernels " \
	    "sim/kernels/linux"
	uses["sim/read"] = "core sim"
	uses["sim/print"] = "core sim sim/kernels"
	uses["sim/write"] = "core sim"
	uses["sim/import"] = "core sim sim/read"
	uses["sim/machine"] = "core sim sim/read sim/import"
	uses["sim/export"] = "core sim sim/print"
	uses["sim/report"] = "core sim sim/print sim/write"
	uses["sim/batch"] = "core sim sim/read sim/report"
}

function width(line,    columns, i) {
	columns = 0
	for (i = 1; i <= length(line); i++)
		if (substr(line, i, 1) == "\t")
			columns += 8 - columns % 8
		else
			columns++
	return columns
}

function complain(what) {
	print FILENAME ":" FNR ": " what
	failed = 1
}

function check_include(line,    folder, included, allowed) {
	folder = FILENAME
	sub(/\/[^\/]*$/, "", folder)
	included = line
	gsub(/^#include "|".*$/, "", included)
	if (!(folder in uses) || !sub(/\/[^\/]*$/, "", included) ||
	    included == folder)
		return
	allowed = " " uses[folder] " "
	if (!index(allowed, " " included " "))
		complain(folder " does not know " included)
}

FNR == 1 { start = 0; files++ }
!/"/ && width($0) > 80 { complain("wider than 80 columns") }
/^#include "/ { check_include($0) }
/^\{/ { start = FNR }
/^\}/ {
	if (start && FNR - start > 70)
		complain("a function of " FNR - start " lines")
	start = 0
}

END {
	# A walk over an empty folder does not pass.
	if (files < 300) {
		print "only " files " files"
		failed = 1
	}
	exit failed
}'
