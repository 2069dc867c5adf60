# helper.bash -- what the .bats files share.
bats_require_minimum_version 1.5.0

export LC_ALL=C.UTF-8 TZ=UTC
unset VL_TO VL_ERRORS VL_THREADS VL_MEMORY_LIMIT NO_COLOR

# Each test runs in a folder of its own.
setup() {
	top=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	data=$top/tests/data
	export LSAN_OPTIONS=suppressions=$top/tests/lsan.supp:print_suppressions=0
	cd "$BATS_TEST_TMPDIR" || return
}

# prints TEXT COMMAND...: it succeeds, says TEXT on standard output and nothing
# on standard error.
prints() {
	local want=$1
	shift
	run --separate-stderr "$@"
	# shellcheck disable=SC2154
	if [ "$status" -ne 0 ] || [ "$output" != "$want" ] || [ -n "$stderr" ]
	then
		echo "exit status $status: $*"
		diff <(echo "$want") <(echo "$output")
		echo "standard error: $stderr"
		return 1
	fi
}

# fails PATTERN COMMAND...: exit status 2, no word on standard output, and a
# first line of standard error that names the tool and matches the pattern.
fails() {
	local pattern=$1
	shift
	run --separate-stderr "$@"
	# shellcheck disable=SC2154
	if [ "$status" -ne 2 ] || [ -n "$output" ] ||
		! head -1 <<<"$stderr" | grep -q '^v[a-z -]*: ' ||
		! grep -qE -- "$pattern" <<<"$stderr"; then
		echo "exit status $status, expected 2 and /$pattern/: $*"
		echo "standard output: $output"
		echo "standard error: $stderr"
		return 1
	fi
}

# stated PATTERN COMMAND...: the same, but rows may have been printed before.
stated() {
	local pattern=$1
	shift
	run --separate-stderr "$@"
	# shellcheck disable=SC2154
	if [ "$status" -ne 2 ] ||
		! grep -qE -- "$pattern" <<<"$stderr"; then
		echo "exit status $status, expected 2 and /$pattern/: $*"
		echo "standard error: $stderr"
		return 1
	fi
}

# files: what is in the folder, but for what bats keeps there.
files() {
	find . -mindepth 1 -maxdepth 1 ! -name 'separate-stderr-*' \
		-printf '%f\n' | sort | paste -sd ' '
}

# on_terminal COMMAND: run by a shell that has a terminal.
on_terminal() {
	script -qec "$1" /dev/null </dev/null | tr -d '\r'
}
