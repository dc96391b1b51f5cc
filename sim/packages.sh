# shellcheck shell=sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What sim/run.sh, tests/run.sh and .ci/run share: finding what the build needs,
# installing what is missing, and building quietly.  To be sourced, with $root
# set to the top of the source tree.  Nothing here writes to standard output.

: "${root:?}"

say()
{
	printf 'bootmem: %s\n' "$*" >&2
}

# Runs a command without its output, which is shown only if it fails.
# Standard input is left alone: the capture may come that way.
quietly()
{
	if quietly_text=$("$@" 2>&1 </dev/null); then
		return 0
	fi
	printf '%s\n' "$quietly_text" >&2
	return 1
}

have_command()
{
	command -v "$1" >/dev/null 2>&1
}

# Compiles and links standard input with the given command.  Only this proves
# a header and its library: libfdt long came without a pkg-config file.
links()
{
	links_dir=$(mktemp -d "${TMPDIR:-/tmp}/bootmem.XXXXXX") || return 1
	"$@" -o "$links_dir/probe" >/dev/null 2>&1
	links_status=$?
	rm -rf "$links_dir"
	return "$links_status"
}

# Links a program that includes the header $1, with the remaining flags.
compiles()
{
	compiles_header=$1
	shift
	for compiles_cc in "${CC:-}" cc gcc clang; do
		[ -n "$compiles_cc" ] || continue
		# CC may hold words, such as "ccache gcc".
		# shellcheck disable=SC2086
		printf '#include <%s>\nint main(void) { return 0; }\n' \
		    "$compiles_header" |
		    links $compiles_cc -x c - "$@" && return 0
		[ -z "${CC:-}" ] || return 1
	done
	return 1
}

knows_library()
{
	"${PKG_CONFIG:-pkg-config}" --exists "$1" 2>/dev/null
}

has()
{
	case $1 in
	cc)	compiles stdio.h ;;
	meson)
		has_version=$(meson --version 2>/dev/null) || return 1
		[ "${has_version%%.*}" -ge 1 ] 2>/dev/null
		;;
	ninja)	find_ninja ;;
	pkgconfig)
		"${PKG_CONFIG:-pkg-config}" --version >/dev/null 2>&1 ;;
	fdt)	knows_library libfdt || compiles libfdt.h -lfdt ;;
	archive) knows_library libarchive || compiles archive.h -larchive ;;
	cjson)	knows_library libcjson || compiles cjson/cJSON.h -lcjson ;;
	check)	knows_library check ;;
	clang)	have_command clang ;;
	dtc)	have_command dtc ;;
	fuzzer)
		printf '%s\n' '#include <stddef.h>' \
		    'int LLVMFuzzerTestOneInput(const char *p, size_t n);' \
		    'int LLVMFuzzerTestOneInput(const char *p, size_t n)' \
		    '{ return p == NULL && n > 0; }' |
		    links clang -fsanitize=fuzzer,address,undefined -x c -
		;;
	valgrind) valgrind -q true >/dev/null 2>&1 ;;
	esac
}

describe()
{
	case $1 in
	cc)	echo 'a C11 compiler' ;;
	meson)	echo 'meson 1.0 or later' ;;
	pkgconfig) echo 'pkg-config' ;;
	fdt)	echo 'libfdt with its headers' ;;
	archive) echo 'libarchive with its headers' ;;
	cjson)	echo 'cJSON with its headers' ;;
	check)	echo 'Check (libcheck) with its headers' ;;
	fuzzer)	echo "clang's libFuzzer and sanitizer runtime" ;;
	dtc)	echo 'dtc, the device tree compiler' ;;
	*)	echo "$1" ;;
	esac
}

# The packages of the manager that bring the thing; nothing if none does.
packages_of()
{
	case $manager:$1 in
	apt-get:cc)		echo gcc libc6-dev ;;
	apt-get:ninja)		echo ninja-build ;;
	apt-get:pkgconfig)	echo pkg-config ;;
	apt-get:fdt)		echo libfdt-dev ;;
	apt-get:archive)	echo libarchive-dev zlib1g-dev liblzma-dev \
				    libzstd-dev ;;
	apt-get:cjson)		echo libcjson-dev ;;
	apt-get:dtc)		echo device-tree-compiler ;;
	# llvm brings the symbolizer, without which reports show no names.
	apt-get:clang)		echo clang llvm ;;
	apt-get:fuzzer)		debian_runtime ;;
	# Only recommended, but memcheck may not start without it.
	apt-get:valgrind)	echo valgrind libc6-dbg ;;

	dnf:cc)			echo gcc ;;
	dnf:ninja)		echo ninja-build ;;
	dnf:pkgconfig)		echo pkgconf-pkg-config ;;
	dnf:fdt)		echo libfdt-devel ;;
	dnf:archive)		echo libarchive-devel ;;
	dnf:cjson)		echo cjson-devel ;;
	dnf:check)		echo check-devel ;;
	dnf:clang)		echo clang llvm ;;
	dnf:fuzzer)		echo compiler-rt ;;

	pacman:cc)		echo gcc ;;
	pacman:pkgconfig)	echo pkgconf ;;
	pacman:archive)		echo libarchive ;;
	pacman:fdt)		echo dtc ;;
	pacman:clang)		echo clang llvm ;;
	pacman:fuzzer)		echo compiler-rt ;;

	apk:cc)			echo build-base ;;
	apk:ninja)		echo samurai ;;
	apk:pkgconfig)		echo pkgconf ;;
	apk:fdt)		echo dtc-dev ;;
	apk:archive)		echo libarchive-dev ;;
	apk:cjson)		echo cjson-dev ;;
	apk:check)		echo check-dev ;;
	apk:fuzzer)		echo compiler-rt ;;

	# The base system has clang with its runtime; llvm is for those
	# who left it out.
	pkg:cc | pkg:clang | pkg:fuzzer) echo llvm ;;
	pkg:pkgconfig)		echo pkgconf ;;
	pkg:archive)		echo libarchive ;;
	pkg:fdt)		echo dtc ;;
	pkg:cjson)		echo libcjson ;;

	brew:cc)		;;	# comes with xcode-select --install
	brew:pkgconfig)		echo pkgconf ;;
	brew:archive)		echo libarchive ;;
	brew:fdt)		echo dtc ;;
	# Homebrew's llvm stays out of PATH, so it would not serve.
	brew:clang | brew:fuzzer | brew:valgrind) ;;

	none:*)			;;
	# One that is too old is the newest that the system has.
	*:meson)		have_command meson || echo meson ;;
	*)			echo "$1" ;;
	esac
}

# Debian names the runtime after clang's version, and before clang 14 kept it
# in the common package.
debian_runtime()
{
	runtime_major=$(clang -dumpversion 2>/dev/null)
	runtime_major=${runtime_major%%.*}
	if [ -z "$runtime_major" ]; then
		echo libclang-rt-dev
	elif apt-cache show "libclang-rt-$runtime_major-dev" \
	    >/dev/null 2>&1; then
		echo "libclang-rt-$runtime_major-dev"
	else
		echo "libclang-common-$runtime_major-dev"
	fi
}

find_manager()
{
	for manager in apt-get dnf pacman apk pkg brew; do
		# Elsewhere pkg is another program.
		if [ "$manager" = pkg ] && [ "$(uname -s)" != FreeBSD ]; then
			continue
		fi
		have_command "$manager" && return
	done
	manager=none
}

# Sets $elevate to what goes before a command that needs root.  With "ask",
# someone at a terminal may be asked for a password.
find_elevation()
{
	elevate=
	if [ "$(id -u)" -eq 0 ] || [ "$manager" = brew ]; then
		return 0
	fi
	for elevate in sudo doas; do
		have_command "$elevate" || continue
		"$elevate" -n true >/dev/null 2>&1 && return 0
		[ "$1" = ask ] && [ -t 0 ] && [ -t 2 ] && return 0
	done
	elevate=
	return 1
}

install_command()
{
	case $manager in
	apt-get) echo apt-get install -y --no-install-recommends ;;
	dnf)	echo dnf install -y ;;
	pacman)	echo pacman -S --needed --noconfirm ;;
	apk)	echo apk add --no-cache ;;
	pkg)	echo pkg install -y ;;
	brew)	echo brew install ;;
	esac
}

# Another package run may hold apt's lock for a while on a new machine.
apt_get()
{
	# shellcheck disable=SC2086
	quietly $elevate env DEBIAN_FRONTEND=noninteractive \
	    apt-get -q -o DPkg::Lock::Timeout=120 "$@"
}

install_packages()
{
	say "installing $*"
	case $manager in
	apt-get)
		set -- install -y --no-install-recommends "$@"
		# The lists may be missing or old: refresh them, but only
		# if they do not serve.
		apt_get "$@" 2>/dev/null && return
		apt_get update && apt_get "$@"
		;;
	pacman)
		# shellcheck disable=SC2046,SC2086
		quietly $elevate $(install_command) "$@" 2>/dev/null ||
		    quietly $elevate pacman -Sy --needed --noconfirm "$@"
		;;
	*)
		# FreeBSD's pkg asks before it installs itself.
		# shellcheck disable=SC2046,SC2086
		quietly $elevate env ASSUME_ALWAYS_YES=yes \
		    $(install_command) "$@"
		;;
	esac
}

# Prints those of the things that are not there.
lacking()
{
	for lacking_thing; do
		has "$lacking_thing" || echo "$lacking_thing"
	done
}

packages_of_all()
{
	for all_thing; do
		packages_of "$all_thing"
	done | tr '\n' ' ' | sed 's/ $//'
}

# Says what is missing, how to get it, and why it was not done; exits 2.
refuse()
{
	refuse_why=$1
	shift
	for refuse_thing; do
		say "missing: $(describe "$refuse_thing")"
	done
	refuse_packages=$(packages_of_all "$@")
	if [ -n "$refuse_packages" ]; then
		refuse_prefix='sudo '
		[ "$manager" = brew ] && refuse_prefix=
		[ "$manager" = apt-get ] && say 'to install: sudo apt-get update'
		say 'to install:' \
		    "$refuse_prefix$(install_command) $refuse_packages"
	fi
	[ -z "${CC:-}" ] || say "the compiler is CC=$CC"
	case $manager:" $* " in
	brew:*' cc '*) say 'for the compiler: xcode-select --install' ;;
	esac
	case " $* " in
	*' meson '*)
		if refuse_version=$(meson --version 2>/dev/null); then
			say "this system's meson is $refuse_version:" \
			    "take a newer one from its backports or from" \
			    "mesonbuild.com, and put it first in PATH"
		fi
		;;
	esac
	say "not installed by this script: $refuse_why"
	exit 2
}

# Makes sure that all of the things are there, or exits 2.
need()
{
	need_missing=$(lacking "$@")
	[ -n "$need_missing" ] || return 0
	find_manager
	# Names without blanks, to be split.
	# shellcheck disable=SC2086
	set -- $need_missing
	if [ "$manager" = none ]; then
		refuse 'no package manager that it knows' "$@"
	fi
	need_packages=$(packages_of_all "$@")
	if [ -n "$need_packages" ]; then
		find_elevation ask || refuse \
		    'needs root, and neither sudo nor doas gives it here' "$@"
		# shellcheck disable=SC2086
		install_packages $need_packages || refuse \
		    "$manager failed, see above" "$@"
	fi
	need_missing=$(lacking "$@")
	[ -n "$need_missing" ] || return 0
	# shellcheck disable=SC2086
	refuse "$manager offers nothing that serves" $need_missing
}

# Tries to get each thing, but goes on without it.  Asks for no password.
want()
{
	for want_thing; do
		has "$want_thing" && continue
		find_manager
		want_packages=$(packages_of "$want_thing")
		if [ -n "$want_packages" ] && find_elevation; then
			# shellcheck disable=SC2086
			install_packages $want_packages
		fi
		has "$want_thing" ||
		    say "going on without $(describe "$want_thing")"
	done
}

# Ninja goes by several names.
find_ninja()
{
	for ninja in ninja ninja-build samu; do
		have_command "$ninja" && return
	done
	return 1
}

# Where the compiler does not look by itself, but libfdt's headers may be.
add_search_path()
{
	case $(uname -s) in
	FreeBSD) search_prefix=/usr/local ;;
	Darwin)	search_prefix=$(brew --prefix 2>/dev/null) || return 0 ;;
	*)	return 0 ;;
	esac
	CPATH=${CPATH:+$CPATH:}$search_prefix/include
	LIBRARY_PATH=${LIBRARY_PATH:+$LIBRARY_PATH:}$search_prefix/lib
	export CPATH LIBRARY_PATH
}

# Sets up the build directory $1 with the remaining options.
configure()
{
	configure_dir=$1
	shift
	say "configuring ${configure_dir##*/}"
	quietly meson setup "$@" "$configure_dir" "$root" || return 1
	# After an interrupted setup meson believes that all is done.
	if [ ! -f "$configure_dir/build.ninja" ]; then
		say "no build.ninja: remove $configure_dir and try again"
		return 1
	fi
}

add_search_path
