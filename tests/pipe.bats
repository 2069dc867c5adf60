#!/usr/bin/env bats
# Goal: tools in a pipe lose nothing, notice what is lost, and stop in time.
# Method: whole pipes under pipefail; streams cut, joined and left early.

load helper

sh() { # SCRIPT: by bash with pipefail
	bash -o pipefail -c "$1"
}

@test "values pass through the pipe unchanged" {
	cat >in.csv <<-'END'
		i,d,s,b,day,at,big,z
		1,0.1,x,true,2020-02-29,2020-02-29 12:00:00.000001,9223372036854775807,007
		,,"",,,,,
		-5,1e300,"a,b",false,1600-01-01,1969-12-31 23:59:59,-1,-0
	END
	want=$(vl-read in.csv -t jsonl)
	[ "$(sh 'vl-read in.csv | vl-read -t jsonl')" = "$want" ]
	[ "$(sh 'vl-read in.csv | vl-sql "FROM input_table" |
		vl-sql "SELECT * FROM input_table" -t jsonl')" = "$want" ]
	[ "$(sh 'vl-read in.csv --compress zstd | vl-read -t jsonl')" = "$want" ]
	[ "$(sh 'vl-read in.csv --compress lz4 | vl-read -t jsonl')" = "$want" ]
	vl-read in.csv -t arrow-file -o f.arrow
	[ "$(vl-read f.arrow -t jsonl)" = "$want" ]
}

@test "nested values pass through the pipe" {
	printf '%s\n' '{"o":{"a":[1,"x"]},"v":[1,2.5],"e":[]}' >in.jsonl
	want=$(vl-read in.jsonl -t jsonl)
	[ "$(sh 'vl-read in.jsonl | vl-read -t jsonl')" = "$want" ]
}

@test "head ends a pipe without an error" {
	seq 1 2000000 | sed '1s/.*/n/' >in.csv
	[ "$(sh 'vl-read in.csv -t csv | head -1')" = n ]
	[ "$(sh 'vl-sql "SELECT n + 1 AS m FROM '\''in.csv'\''" -t jsonl |
		head -1')" = '{"m":3}' ]
	[ "$(sh 'vl-read in.csv | vl-sql "SELECT n FROM input_table" -t csv |
		head -1')" = n ]
	[ "$(sh 'cat in.csv | vl-sql "SELECT n FROM input_table" -t csv |
		head -1')" = n ]
	sh 'vl-read in.csv | true'
}

@test "LIMIT stops a producer that would go on for ever" {
	run timeout 10 bash -o pipefail -c '
		{ echo n; yes 1; } 2>/dev/null |
		vl-sql "SELECT n FROM input_table LIMIT 2" -t csv'
	[ "$output" = $'n\n1\n1' ]
}

@test "streams after each other are one table" {
	printf 'a\n1\n' >1.csv
	printf 'a\n2\n' >2.csv
	prints $'a\n1\n2' sh '{ vl-read 1.csv; vl-read 2.csv; } |
		vl-sql "SELECT * FROM input_table" -t csv'
	vl-read 1.csv >1.arrows
	vl-read 2.csv >2.arrows
	prints $'s\n3' sh 'cat ?.arrows |
		vl-sql "SELECT sum(a) AS s FROM input_table" -t csv'
	printf 'b\nx\n' >3.csv
	run sh '{ vl-read 1.csv; vl-read 3.csv; } | vl-read -t csv'
	[ "$status" -eq 2 ]
}

@test "a cut stream is an error wherever it is cut" {
	vl-read "$data/stocks.csv" -n 50 >s.arrows
	size=$(stat -c %s s.arrows)
	echo old >out.csv
	# unit/test_ipc.c cuts behind every byte; here are the edges of frames,
	# which begin with four bytes 0xff, and some places between.
	edges=$(LC_ALL=C grep -aboP '\xff{4}' s.arrows | cut -d: -f1)
	[ "$(wc -w <<<"$edges")" -ge 3 ]
	for k in $(
		seq 0 $((size / 23 + 1)) $((size - 1))
		for e in $edges "$size"; do
			seq $((e > 0 ? e - 1 : 0)) $((e + 1))
		done
	); do
		[ "$k" -lt "$size" ] || continue
		head -c "$k" s.arrows >cut.arrows
		run vl-sql 'SELECT count(*) FROM input_table' -o out.csv \
			<cut.arrows
		[ "$status" -eq 2 ]
		[ "$(cat out.csv)" = old ]
		run vl-read -F arrow cut.arrows -t csv
		[ "$status" -eq 2 ]
	done
	head -c $((size - 1)) s.arrows >cut.arrows
	stated 'truncated|ends' vl-read cut.arrows -t csv
}

@test "a flipped byte is noticed" {
	vl-read "$data/stocks.csv" -n 50 >s.arrows
	want=$(vl-read s.arrows -t csv)
	size=$(stat -c %s s.arrows)
	for ((k = 0; k < size; k += size / 97 + 1)); do
		cp s.arrows bad.arrows
		byte=$(od -An -tu1 -j "$k" -N 1 s.arrows)
		# shellcheck disable=SC2059
		printf "\\x$(printf %x $((byte ^ 16)))" |
			dd of=bad.arrows bs=1 seek="$k" conv=notrunc status=none
		run vl-read -F arrow bad.arrows -t csv
		# Behind the last hash nothing can change the answer.
		[ "$status" -eq 2 ] || [ "$output" = "$want" ]
	done
}

@test "upstream killed in the middle: an error, the old file stays" {
	echo old >out.csv
	mkfifo p
	{ echo a; seq 1 1000000; sleep 30; } >p &
	feeder=$!
	vl-read -F csv p >q &
	reader=$!
	sleep 1
	kill -9 "$reader"
	kill "$feeder" 2>/dev/null || true
	wait "$reader" || true
	run vl-sql 'SELECT count(*) FROM input_table' -o out.csv <q
	[ "$status" -eq 2 ]
	[ "$(cat out.csv)" = old ]
}

@test "a failure upstream is told by the last of the pipe" {
	{ echo a,b; yes 1,2 | head -1000000; echo broken; } >in.csv
	echo old >out.csv
	run --separate-stderr bash -c 'vl-read in.csv 2>/dev/null |
		vl-sql "SELECT count(*) FROM input_table" -o out.csv'
	[ "$status" -eq 2 ]
	[[ "$stderr" == *in.csv:1000002* ]]
	[ "$(cat out.csv)" = old ]
}

@test "a failure upstream that wrote nothing" {
	run --separate-stderr bash -c 'vl-read missing.csv 2>/dev/null |
		vl-sql "SELECT count(*) FROM input_table" -t csv'
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[[ "$stderr" == "vl-sql: "* ]]
}

@test "rows of a slow producer come at once" {
	mkfifo in
	vl-read -F csv in >out &
	reader=$!
	exec 7>in
	printf 'a\n1\n2\n' >&7
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		sleep 0.2
		[ -s out ] && break
	done
	exec 7>&-
	wait "$reader"
	[ -s out ]
}

@test "the order of rows does not depend on threads" {
	seq 1 500000 | sed '1s/.*/n/' >in.csv
	for n in 1 2 3 8; do
		vl-sql 'SELECT n, n % 7 AS k FROM input_table WHERE n % 3 = 0' \
			in.csv --threads $n -t csv | md5sum
	done | sort -u >sums
	[ "$(wc -l <sums)" -eq 1 ]
	[ "$(vl-read in.csv --threads 8 | vl-read --threads 3 -t csv |
		md5sum)" = "$(md5sum <in.csv)" ]
}

@test "integer to text at row 1,000,001" {
	{ echo n; seq 1 1000000; echo x7; } >in.csv
	vl-read in.csv -t csv | cmp - in.csv
	cat in.csv | vl-read -t csv | cmp - in.csv
	[ "$(vl-sql "SELECT n FROM 'in.csv' WHERE n::VARCHAR = 'x7'" -t csv)" = \
		$'n\nx7' ]
	[ "$(cat in.csv | vl-sql 'SELECT max(n) AS m, count(*) AS c
		FROM input_table' -t csv)" = $'m,c\nx7,1000001' ]
	# What was right for numbers is wrong for text: it says what came.
	stated ":1000002: .*found 'x7': it became wider" \
		bash -c "cat in.csv | vl-sql 'SELECT sum(n) FROM input_table'"
	# Rows have left with the type that the samples gave them.
	run --separate-stderr bash -c "vl-read in.csv 2>/dev/null |
		vl-sql 'SELECT max(n) FROM input_table' -t csv"
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[[ "$stderr" == *in.csv:1000002:*x7*types=n:VARCHAR* ]]
	[ "$(vl-read in.csv -O types=n:VARCHAR |
		vl-read -t csv | md5sum)" = "$(md5sum <in.csv)" ]
	# The hint is what to type, whatever the column is called.
	{ echo "\"it's, n:o\""; seq 1 600000; echo x7; seq 1 400000; } >in.csv
	run --separate-stderr bash -c "vl-read in.csv 2>/dev/null |
		vl-sql 'SELECT count(*) FROM input_table'"
	[ "$status" -eq 2 ]
	hint=$(grep -o "O 'types=.*' keeps it" <<<"$stderr" | head -1)
	hint=-${hint% keeps it}
	[ "$(eval "vl-read in.csv $hint" | vl-read -t csv | md5sum)" = \
		"$(md5sum <in.csv)" ]
}

@test "once rows have left, a value that does not fit is an error" {
	mkfifo in
	vl-read -F csv in -t jsonl >out 2>err &
	reader=$!
	exec 7>in
	{ echo n; seq 200000; } >&7
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		sleep 0.2
		[ -s out ] && break
	done
	[ -s out ]
	printf 'seven\n' >&7
	exec 7>&-
	# Not by run, whose subshell has no such child.
	status=0
	wait "$reader" || status=$?
	[ "$status" -eq 2 ]
	grep -q 'seven' err
	grep -q 'types=n:VARCHAR' err
}

@test "what can be read once is read as often as a query asks" {
	cp "$data/stocks.csv" .
	vl-read stocks.csv >s.arrows
	vl-read stocks.csv -t json >s.json
	gzip -k stocks.csv
	q='SELECT count(*) AS n FROM input_table a JOIN stdin b
		ON a.symbol = b.symbol AND a.date = b.date
		UNION ALL SELECT count(*) FROM input_table'
	for f in stocks.csv s.arrows s.json stocks.csv.gz; do
		[ "$(cat $f | vl-sql "$q" -t csv)" = $'n\n560\n560' ]
		[ "$(vl-sql "${q/stdin/x}" x=$f -t csv)" = $'n\n560\n560' ]
	done
	[ "$(vl-sql "${q/stdin/x}" x=<(cat stocks.csv) -t csv)" = \
		$'n\n560\n560' ]
}

@test "what can be read once is there for all of a script" {
	cp "$data/flights.jsonl" .
	cat >s.sql <<-'END'
		SELECT count(*) AS n FROM input_table;
		SELECT 1 AS one;
		SELECT max(delay) AS m FROM INPUT_TABLE;
		CREATE VIEW v AS SELECT delay FROM stdin WHERE delay > 200;
		SELECT count(*) AS n FROM v;
	END
	want=$'[{"n":2000}]\n[{"one":1}]\n[{"m":365}]\n[{"n":4}]'
	[ "$(cat flights.jsonl | vl-sql -f s.sql -t json)" = "$want" ]
	[ "$(vl-read flights.jsonl | vl-sql -f s.sql -t json)" = "$want" ]
	[ "$(gzip -c flights.jsonl | vl-sql -f s.sql -t json)" = "$want" ]
}

@test "what a pipe is does not depend on how fast it comes" {
	printf 'n\n1\n2\n' >in.csv
	want=$(vl-read in.csv -t jsonl)
	for pause in 0 0.05 0.3; do
		[ "$({ head -1 in.csv; sleep $pause; sed -n 2p in.csv
			sleep $pause; sed -n 3p in.csv; } |
			vl-read -t jsonl)" = "$want" ]
	done
	printf '{"a":1}\n{"a":2,"b":"x"}\n' >in.jsonl
	want=$(vl-read in.jsonl -t jsonl)
	[ "$({ head -1 in.jsonl; sleep 0.03; tail -1 in.jsonl; } |
		vl-read -t jsonl)" = "$want" ]
}

@test "what is read again is kept in a temporary file when it is large" {
	{ echo n,t; seq 1500000 | sed 's/.*/&,text &/'; } >in.csv
	q='SELECT sum(n) AS s FROM input_table UNION ALL
		SELECT count(*) FROM input_table WHERE t > $$text 9$$'
	want=$(vl-sql "$q" in.csv -t csv)
	[ "$(cat in.csv | vl-sql "$q" -t csv)" = "$want" ]
	[ "$(vl-read in.csv | vl-sql "$q" -t csv)" = "$want" ]
	[ "$(vl-read in.csv -t arrow-file | vl-sql "$q" -t csv)" = "$want" ]
	for make in 'cat in.csv' 'vl-read in.csv' \
		'vl-read in.csv -t arrow-file'; do
		fails "nowhere.*TMPDIR" bash -c \
			"$make | TMPDIR=/nowhere vl-sql '$q' -t csv"
	done
	# A single pass over what has its types needs none.
	[ "$(cat in.csv | TMPDIR=/nowhere vl-sql -O types=n:BIGINT,t:VARCHAR \
		'SELECT count(*) AS c FROM input_table' -t csv)" = \
		$'c\n1500000' ]
	# Nor does one whose rows have left: no wider type can come of it.
	[ "$(cat in.csv | TMPDIR=/nowhere vl-read -t csv | md5sum)" = \
		"$(md5sum <in.csv)" ]
}
