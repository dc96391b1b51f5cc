#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The core asks a kernel for four functions of memory and one that says that
# a contract is broken, and keeps no data that can be written.
# Usage: freestanding.sh NM LIBRARY; exits 77 (skipped) on instrumented
# builds, which need and keep more.

nm=$1
library=$2

# The System V format names sections: constant tables of pointers are in
# .data.rel.ro, which other formats cannot tell from what can be written.
symbols=$("$nm" -f sysv "$library") || exit 99
case $symbols in
*__asan_* | *__ubsan_* | *__tsan_* | *__msan_* | *__sanitizer_* | \
    *__gcov_* | *__llvm_prof* | *__profc_* | *__afl_*)
	echo "skipped: $library is instrumented"
	exit 77
	;;
esac

# NAME | VALUE | CLASS | TYPE | SIZE | LINE | SECTION
printf '%s\n' "$symbols" | awk -F '|' '
NF == 7 {
	gsub(/[[:blank:]]/, "")
	name = $1
	section = $7
	if (section == "*UND*")
		wanted[name] = 1
	else
		defined[name] = 1
	# Local symbols count too: what is static can be written as well.
	# *COM* is a variable that the linker has yet to put somewhere.
	if ((section ~ /^\.(data|bss|tdata|tbss|sdata|sbss)/ ||
	    section ~ /COM/) && section !~ /^\.data\.rel\.ro/ &&
	    name != section) {
		print "can be written: " name " in " section
		failed = 1
	}
	count++
}

END {
	allowed["memcpy"] = allowed["memmove"] = allowed["memset"] = 1
	allowed["memcmp"] = allowed["bm_contract_broken"] = 1
	# Made by the compiler for code that may lie anywhere.
	allowed["_GLOBAL_OFFSET_TABLE_"] = 1
	for (name in wanted)
		if (!(name in defined) && !(name in allowed)) {
			print "not in a kernel: " name
			failed = 1
		}
	if (count == 0) {
		print "no symbols at all"
		failed = 1
	}
	exit failed
}'
