#!/usr/bin/env bats
# Goal: what goes wrong is said, with exit status 2, and never by a signal.
# Method: bad inputs, full and closed outputs, and the system failing call by
# call through tests/fault/inject.c.

load helper

setup_file() {
	{
		echo 'k,v,t'
		for i in {1..400}; do
			echo "$((i % 7)),$i.5,text number $i"
		done
	} >"$BATS_FILE_TMPDIR/in.csv"
	vl-read "$BATS_FILE_TMPDIR/in.csv" >"$BATS_FILE_TMPDIR/in.arrows"
	sed 1d "$BATS_FILE_TMPDIR/in.csv" |
		awk -F, '{ printf "{\"k\":%s,\"v\":%s,\"t\":\"%s\"}\n",
			$1, $2, $3 }' >"$BATS_FILE_TMPDIR/in.jsonl"
}

# Every way through the tools, as words of a command.
query='SELECT k, sum(v) AS s, max(t) AS t FROM input_table WHERE v > 3
	GROUP BY k ORDER BY s DESC'
ways() { # FUNCTION: called with each
	local in=$BATS_FILE_TMPDIR/in
	"$1" vl-read "$in.csv" -t csv
	"$1" vl-read "$in.csv" -t arrow
	"$1" vl-read "$in.jsonl" -t table
	"$1" vl-read "$in.arrows" -t json
	"$1" vl-sql "$query" "$in.csv" -t csv
	"$1" vl-sql "$query" "$in.jsonl" -t json
	"$1" vl-sql "$query" "$in.arrows" -t arrow
	"$1" vl-sql 'SELECT a.k, b.t FROM input_table a JOIN input_table b
		ON a.v = b.v ORDER BY 2 LIMIT 3' "$in.csv" -t md
}

injected() { # SETTING... COMMAND: with inject.so
	[ -e "$VL_TEST_BUILD/inject.so" ] || skip "no injector in this build"
	timeout 20 env LD_PRELOAD="$VL_TEST_BUILD/inject.so" "$@"
}

@test "/dev/full" {
	full() {
		local status=0
		"$@" >/dev/full 2>err || status=$?
		echo "$status: $*"
		[ "$status" -eq 2 ]
		grep -q '^vl-[a-z]*: .*No space left' err
		[ "$(wc -l <err)" -eq 1 ]
	}
	ways full
	full vl-read --help
	full vl-sql --version
	full vl-sql "$query" "$BATS_FILE_TMPDIR/in.csv" -o /dev/full -t csv
}

@test "standard output closed" {
	closed() {
		local status=0
		"$@" >&- 2>err || status=$?
		echo "$status: $*"
		[ "$status" -eq 2 ]
		grep -q '^vl-[a-z]*: ' err
	}
	ways closed
	closed vl-read --help
}

@test "standard input or standard error closed" {
	in=$BATS_FILE_TMPDIR/in.csv
	run --separate-stderr timeout 5 bash -c 'vl-read -t csv <&-'
	[ "$status" -eq 2 ]
	[ -n "$stderr" ]
	run timeout 5 bash -c "vl-read '$in' -t csv <&- | cmp - '$in'"
	[ "$status" -eq 0 ]
	run timeout 5 bash -c "vl-read '$in' -t csv 2>&- | cmp - '$in'"
	[ "$status" -eq 0 ]
	run timeout 5 bash -c 'vl-read missing.csv 2>&-'
	[ "$status" -eq 2 ]
}

@test "a file is never opened as a standard descriptor" {
	in=$BATS_FILE_TMPDIR/in.csv
	run bash -c "vl-read '$in' -o out.csv <&- >&- 2>&-"
	[ "$status" -eq 0 ]
	cmp out.csv "$in"
	run bash -c "vl-sql \"SELECT nope FROM '$in'\" -o out.csv <&- >&- 2>&-"
	[ "$status" -eq 2 ]
	cmp out.csv "$in"
}

@test "few descriptors" {
	run --separate-stderr bash -c \
		"exec 3>&- 4>&-; ulimit -n 4; vl-read '$BATS_FILE_TMPDIR/in.csv' -t csv"
	[ "$status" -eq 0 ] || { [ "$status" -eq 2 ] && [ -n "$stderr" ]; }
}

@test "a directory, a missing file, one without leave to read" {
	mkdir d
	fails "^vl-read: no files in directory 'd'" vl-read d -t csv
	fails 'directory' bash -c 'vl-read -t csv <d'
	fails "missing.csv.*No such file" vl-read missing.csv -t csv
	fails "missing.csv.*No such file" vl-sql "FROM 'missing.csv'" -t csv
	fails 'd/no/out.csv' vl-read "$data/stocks.csv" -o d/no/out.csv
	fails "directory" vl-read "$data/stocks.csv" -t csv -o d
	printf 'a\n1\n' >secret.csv
	chmod 0 secret.csv
	[ "$(id -u)" -eq 0 ] && skip "root may read everything"
	fails 'secret.csv.*denied' vl-read secret.csv -t csv
}

@test "NUL bytes and invalid UTF-8 are told, not lost" {
	printf 'a,b\n1,x\0y\n' >nul.csv
	run --separate-stderr vl-read nul.csv -t jsonl
	if [ "$status" -eq 0 ]; then
		[ "$output" = '{"a":1,"b":"x\u0000y"}' ]
	else
		[ "$status" -eq 2 ]
		[[ "$stderr" == *nul.csv* ]]
	fi
	printf 'a\nok\n\377\376x\n' >bad.csv
	stated '^vl-read: bad.csv:3.*UTF-8.*encoding' vl-read bad.csv -t jsonl
	printf '{"a":"\377"}\n' >bad.jsonl
	stated 'bad.jsonl:1.*UTF-8' vl-read bad.jsonl -t csv
	head -c 100000 /dev/zero >zero.csv
	stated 'zero.csv' vl-read zero.csv -t csv
	printf "SELECT '\377'" >s.sql
	fails 'UTF-8' vl-sql -f s.sql -t csv
}

@test "bytes of no format at all" {
	head -c 300000 /dev/urandom >noise
	for f in csv json jsonl arrow; do
		run timeout 10 vl-read -F $f noise -t none
		[ "$status" -eq 2 ] || [ "$status" -eq 0 ]
		[ "$f" = csv ] || [ "$status" -eq 2 ]
	done
	printf '\177ELF\2\1\1\0' >elf
	head -c 5000 /dev/zero >>elf
	run timeout 10 vl-read elf -t none
	[ "$status" -eq 2 ]
}

@test "one line of 100 MB" {
	long() { head -c 100000000 /dev/zero | tr '\0' x; }
	{ echo a,b; printf 1,; long; echo; } >in.csv
	run --separate-stderr timeout 60 vl-read in.csv -t none
	[ "$status" -eq 2 ]
	[[ "$stderr" == *in.csv:2*64\ MiB* ]]
	{ echo a,b; for i in {1..20}; do printf '%s,' "$i"; done; long; } >in.csv
	run timeout 60 vl-read in.csv -t none
	[ "$status" -eq 2 ]
	{ printf '{"a":"'; long; echo '"}'; } >in.jsonl
	run --separate-stderr timeout 60 vl-read in.jsonl -t none
	[ "$status" -eq 2 ] || [ "$status" -eq 0 ]
	long >in.csv
	run timeout 60 vl-read in.csv -t none
	[ "$status" -eq 2 ] || [ "$status" -eq 0 ]
}

@test "a small file that expands without end" {
	head -c 400000000 /dev/zero | gzip -1 >bomb.csv.gz
	run --separate-stderr timeout 60 vl-read bomb.csv.gz -t none
	[ "$status" -eq 2 ]
}

@test "short reads, short writes and EINTR change nothing" {
	same() {
		local n
		"$@" >want
		for n in 1 7 509; do
			injected FI_READ_MAX=$n FI_WRITE_MAX=13 FI_EINTR=3 \
				"$@" >got
			cmp want got
		done
		# From a pipe, too.
		if [ "$1" = vl-read ]; then
			injected FI_READ_MAX=7 FI_EINTR=3 vl-read "${@:3}" \
				<"$2" >got
			cmp want got
		fi
	}
	ways same
}

@test "the k-th read fails" {
	reads() {
		local k status
		"$@" >want
		for k in {1..40}; do
			status=0
			injected FI_READ_ERR=$k "$@" >got 2>err || status=$?
			if [ "$status" -eq 0 ]; then
				cmp want got
				break
			fi
			echo "read $k, exit status $status: $*"
			[ "$status" -eq 2 ]
			grep -q '^vl-[a-z]*: .*Input/output error' err
		done
		[ "$k" -gt 1 ]
	}
	ways reads
}

@test "the k-th write fails" {
	writes() {
		local k status
		"$@" >want
		for k in {1..40}; do
			status=0
			injected FI_WRITE_ERR=$k "$@" >got 2>err || status=$?
			if [ "$status" -eq 0 ]; then
				cmp want got
				break
			fi
			echo "write $k, exit status $status: $*"
			[ "$status" -eq 2 ]
			grep -q '^vl-[a-z]*: .*No space left' err
		done
		[ "$k" -gt 1 ]
	}
	ways writes
}

@test "killed at each write, sync and rename: the old file or the new" {
	in=$BATS_FILE_TMPDIR/in.csv
	for k in {1..20}; do
		echo old >out.csv
		status=0
		injected FI_KILL_WRITE=$k vl-read "$in" -o out.csv || status=$?
		[ "$(cat out.csv)" = old ] || cmp out.csv "$in"
		[ "$status" -ne 0 ] || break
	done
	[ "$status" -eq 0 ]
	cmp out.csv "$in"
}

# A C program that was refused memory may say so in many places, so a sample of
# the many calls: each of the first 60, then ever fewer.
@test "the k-th allocation fails" {
	memory() {
		local k status
		"$@" >want
		for ((k = 1; k < 3000; k += 1 + k / 60 * 7)); do
			status=0
			injected FI_MALLOC=$k "$@" >got 2>err || status=$?
			if [ "$status" -eq 0 ]; then
				cmp want got
				break
			fi
			echo "allocation $k, exit status $status: $*"
			[ "$status" -eq 2 ]
			grep -qi 'memory' err
		done
		[ "$k" -gt 10 ]
	}
	ways memory
}

@test "SIGINT and SIGTERM stop within a second and leave nothing behind" {
	mkdir tmp
	for signal in INT TERM; do
		case $signal in INT) want=130 ;; TERM) want=143 ;; esac
		# A pipe that stays open: the tool waits for input.
		mkfifo p
		sleep 60 >p &
		feeder=$!
		echo old >out.csv
		# What a shell puts behind it ignores SIGINT.
		TMPDIR=$PWD/tmp env --default-signal=INT vl-sql \
			'SELECT count(*) FROM input_table' \
			-F csv p -o out.csv &
		pid=$!
		sleep 0.5
		kill -$signal $pid
		started=$(date +%s%N)
		status=0
		wait $pid || status=$?
		took=$((($(date +%s%N) - started) / 1000000))
		kill $feeder
		echo "$signal: exit status $status after $took ms"
		[ "$status" -eq $want ]
		[ "$took" -lt 1000 ]
		[ "$(cat out.csv)" = old ]
		rm p
		[ "$(files)" = 'out.csv tmp' ]
		[ -z "$(ls -A tmp)" ]
	done
}

@test "a signal in the middle of work" {
	{ echo n,m; seq 1 3000000 | sed 's/$/,1/'; } >in.csv
	echo old >out.csv
	for pause in 0.05 0.2; do
		vl-sql 'SELECT n, count(*), sum(m) FROM input_table GROUP BY n
			ORDER BY 1 DESC' in.csv -o out.csv &
		pid=$!
		sleep $pause
		kill -TERM $pid || true
		status=0
		wait $pid || status=$?
		if [ "$status" -ne 0 ]; then
			[ "$status" -eq 143 ]
			[ "$(cat out.csv)" = old ]
		fi
		[ "$(files)" = 'in.csv out.csv' ]
	done
}

@test "stopped and continued" {
	in=$BATS_FILE_TMPDIR/in.csv
	{ cat "$in"; for _ in {1..500}; do sed 1d "$in"; done; } >big.csv
	vl-read big.csv -t csv >got &
	pid=$!
	for _ in {1..20}; do
		kill -STOP $pid 2>/dev/null && kill -CONT $pid 2>/dev/null
	done
	wait $pid
	cmp got big.csv
}
