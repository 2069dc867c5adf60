#!/usr/bin/env bats
# Goal: vl-sql keeps the command line contract: tables, scripts, errors.
# Method: small inputs with known answers.  What SQL means is in golden/ and
# sql/; here is what the command makes of it.

load helper

@test "an option is for the inputs whose formats have it" {
	printf 'a;b\n1;2\n' >c.csv
	printf '{"a":1,"d":"2020-01-01"}\n' >j.jsonl
	q='SELECT b, d FROM c JOIN j USING (a)'
	prints $'b,d\n2,2020-01-01' \
		vl-sql "$q" c.csv j.jsonl -O delimiter=';' -t csv
	prints $'b,d\n2,2020-01-01' \
		vl-sql "$q" c.csv j.jsonl -O delimiter=';' -O dates=true -t csv
	fails "csv.*has no option 'nonsense'" \
		vl-sql "$q" c.csv j.jsonl -O nonsense=1 -t csv
	fails "jsonl.*has no option 'delimiter'" \
		vl-sql 'SELECT a FROM j' c.csv j.jsonl -O delimiter=';'
	fails "csv.*has no option 'dates'" \
		vl-sql 'SELECT a FROM c' c.csv -O dates=true
	# A script: some statement reads such an input.
	echo 'SELECT a FROM j; SELECT b FROM c;' >s.sql
	prints $'a\n1\nb\n2' \
		vl-sql -f s.sql c.csv j.jsonl -O delimiter=';' -t csv
}

@test "a query without a table" {
	prints $'one\n1' vl-sql 'SELECT 1 AS one' -t csv
	prints '[{"one":1}]' vl-sql 'SELECT 1 AS one;' -t json
}

@test "the two lines of the README" {
	run bash -o pipefail -c "vl-read '$data/stocks.csv' | vl-sql 'SELECT
		symbol, count(*), avg(price) FROM input_table GROUP BY symbol
		ORDER BY 2 DESC' -t json | jq -c '[.[]|[.symbol,.count]]'"
	[ "$status" -eq 0 ]
	[ "$output" = '[["MSFT",123],["AMZN",123],["IBM",123],["AAPL",123],["GOOG",68]]' ]
	cp "$data/flights.jsonl" .
	vl-sql "SELECT * FROM 'flights.jsonl' WHERE delay > 60
		ORDER BY delay DESC LIMIT 5" -t jsonl >out
	jq -c 'select(.delay > 60)' flights.jsonl |
		jq -sc 'to_entries | sort_by([-.value.delay, .key]) |
			.[:5][].value' >want
	diff want out
}

@test "a query may begin with a comment" {
	prints $'a\n1' vl-sql $'-- the one\nSELECT 1 AS a' -t csv
}

@test "a table has the name of its file, or the name given" {
	printf 'a\n1\n' >first.csv
	printf 'a\n2\n' >second.csv
	prints $'a\n1' vl-sql 'SELECT a FROM input_table' first.csv second.csv \
		-t csv
	prints $'a\n2' vl-sql 'SELECT a FROM second' first.csv second.csv -t csv
	prints $'a\n2' vl-sql 'SELECT a FROM x' y=first.csv x=second.csv -t csv
	prints $'a\n1' vl-sql 'SELECT a FROM input_table' y=first.csv -t csv
	gzip -c first.csv >third.csv.gz
	prints $'a\n1' vl-sql 'SELECT a FROM third' third.csv.gz -t csv
	prints $'a\n1' vl-sql "SELECT a FROM 'third.csv.gz'" -t csv
}

@test "standard input is read only if the query asks for it" {
	prints $'n\n2' bash -c 'printf "a\n1\n2\n" |
		vl-sql "SELECT count(*) AS n FROM input_table" -t csv'
	prints $'n\n2' bash -c 'printf "a\n1\n2\n" |
		vl-sql "SELECT count(*) AS n FROM stdin" -t csv'
	prints $'n\n2' bash -c 'printf "a\n1\n2\n" |
		vl-sql "SELECT count(*) AS n FROM input_table" - -t csv'
	prints $'a\n1\n1' bash -c 'printf "a\n1\n" |
		{ vl-sql "SELECT 1 AS a" -t csv; tail -n 1; }'
}

@test "files and standard input join" {
	printf 'k,v\n1,x\n2,y\n' >left.csv
	prints $'v,w\nx,10\ny,' bash -c 'printf "k,w\n1,10\n" | vl-sql "
		SELECT v, w FROM l LEFT JOIN stdin r ON l.k = r.k" \
		l=left.csv -t csv'
}

@test "an unknown name shows line, caret and the nearest name" {
	run --separate-stderr vl-sql 'SELECT symbol,
  pric FROM stocks' "$data/stocks.csv" -t csv
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[ "${stderr_lines[0]}" = \
		"vl-sql: query:2:3: unknown column 'pric' (did you mean 'price'?)" ]
	[ "${stderr_lines[1]}" = '    pric FROM stocks' ]
	[ "${stderr_lines[2]}" = '    ^' ]
	fails "stcks.*did you mean '?stocks" \
		vl-sql 'SELECT * FROM stcks' "$data/stocks.csv" -t csv
	fails "lowr.*lower" vl-sql "SELECT lowr('A')" -t csv
}

@test "where no name is near, those that there are" {
	cp "$data/stocks.csv" .
	fails "'foo' \(the columns are symbol, date, price\)" \
		vl-sql "SELECT foo FROM 'stocks.csv'" -t csv
	fails "'x' \(there is only s\)" \
		vl-sql "SELECT x.price FROM 'stocks.csv' s" -t csv
	fails "tables are input_table, a, stdin" \
		vl-sql 'FROM nothing' a=stocks.csv -t csv
	fails "'symb' \(did you mean 'symbol'\?\)" \
		vl-sql "SELECT symb FROM 'stocks.csv'" -t csv
}

@test "text without quotes, text beside a number" {
	cp "$data/stocks.csv" .
	fails "'MSFT' \(text is written in single quotes; the columns are" \
		vl-sql "FROM 'stocks.csv' WHERE symbol = MSFT" -t csv
	fails "single quotes" \
		vl-sql "FROM 'stocks.csv' WHERE symbol = \"MSFT\"" -t csv
	for test in "price > 'x'" "price IN (1, 'x')" "'x' = price" \
		"price BETWEEN 'x' AND 2"; do
		fails "column 'price' is DOUBLE; price::VARCHAR is its text" \
			vl-sql "FROM 'stocks.csv' WHERE $test" -t csv
	done
	prints $'count\n0' vl-sql -t csv \
		"SELECT count(*) FROM 'stocks.csv' WHERE price::VARCHAR = 'x'"
}

@test "an operand that is no file is told, needed or not" {
	cp "$data/stocks.csv" .
	fails "^vl-sql: cannot open 'stock.csv'.*did you mean 'stocks.csv'" \
		vl-sql 'SELECT 1' stock.csv -t csv
	echo 'SELECT 1;' >s.sql
	fails "cannot open 'SELECT 2'" vl-sql -f s.sql 'SELECT 2' -t csv
	fails "addresses are not read" vl-sql 'SELECT 1' https://x.y/z.csv
	prints $'expr1\n1' vl-sql 'SELECT 1' - stocks.csv '*.nope' -t csv
}

@test "a function that takes other types says which" {
	fails 'sum\(VARCHAR\) does not exist \(it takes \(INT\), \(DEC\)' \
		vl-sql "SELECT sum('x'::VARCHAR || 'y')" -t csv
	fails 'lower\(BIGINT\) does not exist \(it takes \(VARCHAR\)\)' \
		vl-sql 'SELECT lower(1)' -t csv
}

@test "a file that is not there: those with names like it" {
	cp "$data/stocks.csv" .
	fails "No such file or directory \(did you mean 'stocks.csv'\?\)" \
		vl-sql "FROM 'stock.csv'" -t csv
	fails "did you mean './stocks.csv'" vl-sql "FROM './stocks'" -t csv
	fails "did you mean 'stocks.csv'" vl-read stokcs.csv
	fails "No such file or directory$" vl-read nothing/like/it.csv
}

@test "--limits says what is in force" {
	limit() {
		awk -v name="$1" '$1 == name { print $2 }' <<<"$output"
	}
	run vl-sql --limits --threads 7 --memory-limit 3K --max-ratio 9
	[ "$status" -eq 0 ]
	[ "$(limit threads)" = 7 ]
	[ "$(limit memory-limit)" = 3072 ]
	[ "$(limit max-ratio)" = 9 ]
	[ "$(limit sql-depth)" = 1000 ]
	run taskset -c 0 vl-read --limits
	[ "$(limit threads)" = 1 ]
}

@test "--max-ratio" {
	{ echo x; head -c 60000000 /dev/zero | tr '\0' a; } | gzip -9 >a.csv.gz
	fails '^vl-read: a.csv.gz: expands to over 200 times.*--max-ratio' \
		vl-read a.csv.gz -t csv
	prints 1 bash -c 'vl-read --max-ratio 2000 a.csv.gz -t csv |
		tail -n +2 | wc -l'
}

@test "errors as JSON carry the place" {
	run --separate-stderr vl-sql --errors=json 'SELECT 1,
nope' -t csv
	[ "$status" -eq 2 ]
	jq -e '.error_type == "name_error" and .phase == "bind" and
		.details.byte_offset == 10 and .details.line == 2 and
		.details.column_utf8 == 1 and .details.column_utf16 == 1' \
		<<<"$stderr"
	run --separate-stderr vl-sql --errors=json "SELECT '😀', nope" -t csv
	jq -e '.details.column_utf8 == 16 and .details.column_utf16 == 14' \
		<<<"$stderr"
	run --separate-stderr vl-sql --errors=json 'SELEC 1' -t csv
	jq -e '.error_type == "parse_error" and .phase == "parse" and
		.details.byte_offset == 0' <<<"$stderr"
	run --separate-stderr vl-sql --errors=json 'SELECT x FROM stocks' \
		"$data/stocks.csv" -t csv
	jq -e '.details.candidates == ["symbol", "date", "price"]' \
		<<<"$stderr"
}

@test "each class of error" {
	class() { # TYPE PHASE QUERY
		run --separate-stderr vl-sql --errors=json "$3" -t csv
		[ "$status" -eq 2 ]
		jq -e --arg t "$1" --arg p "$2" \
			'.error_type == $t and .phase == $p' <<<"$stderr"
	}
	class parse_error parse 'SELECT 1 +'
	class parse_error parse "SELECT 'x"
	class name_error bind 'SELECT * FROM nowhere'
	class type_error bind "SELECT lower(DATE '2020-01-01' + 1)"
	class value_error execute \
		'SELECT x + 9223372036854775807 FROM (SELECT 1 AS x) AS t'
	class value_error execute "SELECT CAST(x AS BIGINT)
		FROM (SELECT 'seven' AS x UNION SELECT '8') AS t"
	class io_error open "SELECT * FROM 'missing.csv'"
}

@test "a script answers each query" {
	printf 'SELECT 1 AS a;\nSELECT 2 AS b, NULL AS c;\n' >s.sql
	prints $'[{"a":1}]\n[{"b":2,"c":null}]' vl-sql -f s.sql -t json
	prints $'[{"a":1}]\n[{"b":2,"c":null}]' vl-sql -f - -t json <s.sql
	printf 'SELECT 1 AS a WHERE false' >s.sql
	prints '[]' vl-sql -f s.sql -t json
	: >s.sql
	prints '' vl-sql -f s.sql -t json
	printf -- '-- nothing\n;;\n' >s.sql
	prints '' vl-sql -f s.sql -t json
}

@test "statements of a script share their tables" {
	cat >s.sql <<-'END'
		CREATE TABLE t (a INTEGER, b VARCHAR);
		INSERT INTO t VALUES (1, 'x'), (2, NULL);
		INSERT INTO t SELECT a + 2, b FROM t;
		SELECT * FROM t ORDER BY a;
	END
	run --separate-stderr vl-sql -f s.sql -t json
	[ "$status" -eq 0 ]
	[ "$(tail -n 1 <<<"$output")" = '[{"a":1,"b":"x"},{"a":2,"b":null},{"a":3,"b":"x"},{"a":4,"b":null}]' ]
}

@test "the first error ends a script" {
	printf 'SELECT 1 AS a;\nSELECT nope;\nSELECT 3 AS c;\n' >s.sql
	run --separate-stderr vl-sql -f s.sql -t json
	[ "$status" -eq 2 ]
	[ "$output" = '[{"a":1}]' ]
	[[ "$stderr" == "vl-sql: s.sql:2:8: "*nope* ]]
}

@test "--keep-going prints errors on their lines and goes on" {
	printf "SELECT 1 AS a;\nSELECT nope;\nSELEC 2;\nSELECT 'x;y' AS c;\n" \
		>s.sql
	run --separate-stderr vl-sql -f s.sql -t json --keep-going
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 4 ]
	[ "${lines[0]}" = '[{"a":1}]' ]
	jq -e '.error | type == "object" or type == "string"' \
		<<<"${lines[1]}"
	jq -e .error <<<"${lines[2]}"
	[ "${lines[3]}" = '[{"c":"x;y"}]' ]
}

@test "whatever a text comes from, a function may load ahead of its end" {
	# Words of 8 and vectors of 32 bytes: only ASan sees where they end.
	f='strpos(k, '\''zz'\'') AS p, substr(k, 20) AS s'
	prints $'p,s\n0,y-one' vl-sql "SELECT $f FROM (SELECT DISTINCT k FROM
		(VALUES ('a text of the twenty-one')) AS t(k)) AS q" -t csv
	echo '{"k":"esc\u0061ped, of twenty-one"}' >a-name-of-twenty-one.jsonl
	prints $'p,s\n0,one' vl-sql "SELECT $f FROM input_table" *.jsonl -t csv
	prints $'p,s\n0,e.jsonl' vl-sql "SELECT ${f//k,/filename,}
		FROM input_table" *.jsonl -O filename=true -t csv
	prints $'p,s\n0,-one' vl-sql "SELECT $f FROM
		(SELECT 'it''s text of twenty-one' AS k)" -t csv
}

@test "a failed statement leaves its table as it was" {
	cat >s.sql <<-'END'
		CREATE TABLE t (a BIGINT);
		INSERT INTO t VALUES (1);
		INSERT INTO t SELECT a + 9223372036854775807 FROM t;
		SELECT count(*) AS n FROM t;
	END
	run vl-sql -f s.sql -t json --keep-going
	[ "${lines[-1]}" = '[{"n":1}]' ]
}

@test "--init runs first and says nothing" {
	echo 'CREATE TABLE t AS SELECT 7 AS x;' >init.sql
	prints $'x\n7' vl-sql --init init.sql 'SELECT x FROM t' -t csv
	echo 'SELECT nope;' >init.sql
	fails 'init.sql:1:8' vl-sql --init init.sql 'SELECT 1' -t csv
}

@test "-o of several formats" {
	vl-sql "SELECT * FROM '$data/stocks.csv' LIMIT 2" -o out.csv
	[ "$(wc -l <out.csv)" -eq 3 ]
	vl-sql "SELECT * FROM '$data/stocks.csv'" -o out.arrow
	prints $'n\n560' vl-sql 'SELECT count(*) AS n FROM out' out.arrow -t csv
	echo old >out.csv
	fails 'nope' vl-sql 'SELECT nope' -o out.csv
	[ "$(cat out.csv)" = old ]
}

@test "a file may be read and replaced in one run" {
	printf 'a\n3\n1\n2\n' >x.csv
	vl-sql "SELECT * FROM 'x.csv' ORDER BY a" -o x.csv
	[ "$(cat x.csv)" = $'a\n1\n2\n3' ]
}

@test "-e tells whether there were rows" {
	run vl-sql -e 'SELECT 1 WHERE false' -t csv
	[ "$status" -eq 1 ]
	run vl-sql -e 'SELECT 1' -t csv
	[ "$status" -eq 0 ]
}

@test "EXPLAIN, its JSON, and EXPLAIN ANALYZE" {
	cp "$data/stocks.csv" .
	q="SELECT symbol, sum(price) FROM 'stocks.csv' WHERE price > 100 GROUP BY 1"
	run --separate-stderr vl-sql "EXPLAIN $q" -t csv
	[ "$status" -eq 0 ]
	for section in frontend logical physical strategy; do
		[[ "$output" == *$section* ]]
	done
	[[ "$output" == *"velaria"* && "$output" == *Aggregate* ]]
	run --separate-stderr vl-sql "EXPLAIN (FORMAT JSON) $q" -t csv
	[ "$status" -eq 0 ]
	run --separate-stderr vl-sql "EXPLAIN ANALYZE $q" -t csv
	[ "$status" -eq 0 ]
	[[ "$output" == *'Aggregate rows=4 '* ]]
}

@test "integers and floats compare as the numbers that they are" {
	printf 'i,m\n9007199254740993,a\n9007199254740992,b\n2,c\n,d\n' >i.csv
	printf 'd,n\n9007199254740992.0,p\n1.5,q\n2,r\n,s\n' >d.csv
	prints $'m,n\nb,p\nc,r' vl-sql 'SELECT m, n FROM i JOIN d ON i = d' \
		i.csv d.csv -t csv
	prints $'n,m\np,b\nq,\nr,c\ns,' vl-sql 'SELECT n, m FROM d
		LEFT JOIN i ON i = d' i.csv d.csv -t csv
	prints $'m\na' vl-sql 'SELECT m FROM i WHERE
		i > 9007199254740992.0' i.csv -t csv
	prints $'m\nb\nc' vl-sql 'SELECT m FROM i WHERE
		i IN (9007199254740992.0, 2.0, 2.5)' i.csv -t csv
	prints $'m,x\na,\nb,1\nc,' vl-sql 'SELECT m, CASE i WHEN
		9007199254740992.0 THEN 1 END AS x FROM i WHERE i BETWEEN
		1.5 AND 1e300' i.csv -t csv
	run --separate-stderr vl-sql 'EXPLAIN SELECT m FROM i WHERE i > 5.5
		AND 7.0 >= i' i.csv -t csv
	[[ "$output" == *'filter=[i > 5, 7 >= i]'* ]]
}

@test "a literal with a point is a DOUBLE" {
	prints $'t,v\nDOUBLE,3.5' vl-sql 'SELECT typeof(coalesce(n, 0.0)) AS t,
		coalesce(n, 0.0) / 2 AS v FROM (SELECT 7 AS n)' -t csv
	prints $'v\n0.5\n1' vl-sql 'SELECT column1 / 2 AS v
		FROM (VALUES (1), (2.0))' -t csv
	prints $'v\n0.5\n1' vl-sql 'SELECT n / 2 AS v
		FROM (SELECT 1 AS n UNION ALL SELECT 2.0)' -t csv
	prints $'v\n3.5' vl-sql 'SELECT CASE WHEN n > 1 THEN n ELSE 0.0 END / 2
		AS v FROM (SELECT 7 AS n)' -t csv
}

@test "lists, vectors and intervals are keys" {
	printf '{"k":1,"l":[1,2]}\n{"k":2,"l":[1,2]}\n{"k":3,"l":[]}
		{"k":4,"l":null}\n{"k":5,"l":[null,2]}\n' >l.jsonl
	prints $'l,n\n"[1,2]",2\n[],1\n,1\n"[null,2]",1' vl-sql 'SELECT l,
		count(*) AS n FROM l GROUP BY l' l.jsonl -t csv
	prints $'n\n3' vl-sql 'SELECT count(DISTINCT l) AS n FROM l' l.jsonl \
		-t csv
	prints $'l\n[]\n"[1,2]"\n"[null,2]"' vl-sql 'SELECT l FROM l UNION
		SELECT l FROM l ORDER BY l LIMIT 3' l.jsonl -t csv
	prints $'a,b\n1,1\n1,2\n2,1\n2,2\n3,3\n5,5' vl-sql 'SELECT a.k AS a,
		b.k AS b FROM l a JOIN l b ON a.l = b.l' l.jsonl -t csv
	prints $'i\n30 days\n36:00:00' vl-sql "SELECT DISTINCT i FROM (VALUES
		(INTERVAL '30 days'), (INTERVAL '36 hours'),
		(INTERVAL '1 month'), (INTERVAL '1 day 12 hours')) AS t(i)" \
		-t csv
}

@test "any number of columns is a key" {
	for n in 64 65 200; do
		cols=$(seq -s, -f 'a AS c%g' $n)
		printf 'a\n1\n2\n\n1\n' |
			vl-sql "SELECT DISTINCT $cols FROM stdin" -t csv >out
		[ "$(wc -l <out)" -eq 4 ]
	done
}

@test "--no-pushdown gives the same answer" {
	q="SELECT symbol, count(*), min(price) FROM s WHERE price > 100 AND
		date LIKE 'J%' GROUP BY 1 ORDER BY 1"
	want=$(vl-sql "$q" s="$data/stocks.csv" -t csv)
	[ "$(wc -l <<<"$want")" -gt 2 ]
	[ "$(vl-sql --no-pushdown "$q" s="$data/stocks.csv" -t csv)" = \
		"$want" ]
}

@test "--timezone and TZ" {
	q="SELECT TIMESTAMPTZ '2026-01-01 12:00:00+00' AS t"
	a=$(vl-sql "$q" -t csv)
	b=$(TZ=Asia/Tokyo vl-sql "$q" -t csv)
	c=$(vl-sql --timezone Asia/Tokyo "$q" -t csv)
	[ "$b" = "$c" ]
	[[ "$a" == *12:00:00* && "$a" == *00* ]]
	fails 'Nowhere' vl-sql --timezone Mars/Nowhere "$q" -t csv
}

@test "--timeout ends a query" {
	run timeout 20 vl-sql --timeout 300ms \
		'SELECT count(*) FROM a JOIN a AS b ON a.weather = b.weather
			JOIN a AS c ON b.weather = c.weather' \
		a="$data/seattle-weather.csv" -t csv
	[ "$status" -eq 2 ]
	[[ "$output" == *300* ]]
}

@test "deep nesting and long texts are errors, not crashes" {
	deep=$(head -c 100000 /dev/zero | tr '\0' '(')
	echo "SELECT ${deep}1" >s.sql
	fails 'nest|deep|depth|limit' vl-sql -f s.sql -t csv
	{ printf 'SELECT '; yes 'NOT ' | head -100000; echo true; } >s.sql
	fails 'nest|deep|depth|limit' vl-sql -f s.sql -t csv
	{ printf 'SELECT '; yes '-' | head -100000 | tr '\n' ' '; echo 1; } \
		>s.sql
	fails 'nest|deep|depth|limit' vl-sql -f s.sql -t csv
	# A sanitizer's frames are larger than any stack that is small.
	[[ "$VL_TEST_BUILD" != *san ]] || return 0
	(
		ulimit -s 256
		{ printf 'SELECT '; yes '(' | head -100000 | tr -d '\n'; } >s.sql
		fails 'nest|deep|depth|limit' vl-sql -f s.sql -t csv
	)
}

@test "wrong command lines" {
	fails "unknown option '--keep-goin'.*--keep-going" \
		vl-sql --keep-goin 'SELECT 1'
	fails 'no-such.sql' vl-sql -f no-such.sql -t csv
	fails 'no-such.csv' vl-sql 'SELECT * FROM input_table' no-such.csv \
		-t csv
	printf 'a\n1\n' >t.csv
	fails 't' vl-sql 'SELECT 1' t=t.csv t=t.csv -t csv
}

@test "a query that cannot be is refused before the input is read" {
	mkfifo never
	fails 'nope' timeout 5 vl-sql 'SELECT nope(1)' never -t csv
}

@test "on a terminal it prompts" {
	command -v script >/dev/null || skip "no script(1)"
	# shellcheck disable=SC2016
	printf 'SELECT 6 *\n7 AS answer;\n' |
		script -qec 'vl-sql' typed >/dev/null
	tr -d '\r' <typed | grep -q '42'
}

@test "identifiers: exact first, then without case" {
	printf 'Region,region,Total\nx,y,5\n' >t.csv
	prints $'a,b,c\nx,y,5' vl-sql \
		'SELECT "Region" AS a, region AS b, TOTAL AS c FROM t' t.csv -t csv
	printf '始发市,目的市\n杭州,上海\n' >u.csv
	prints $'目的市\n上海' vl-sql \
		"SELECT \"目的市\" FROM u WHERE \"始发市\" = '杭州'" u.csv -t csv
}

@test "results are named as people expect" {
	prints 'count,sum_price,avg_price,lower_symbol,count_2' bash -c \
		"vl-sql 'SELECT count(*), sum(price), avg(price),
		lower(symbol), count(date) AS count_2 FROM stocks GROUP BY symbol
		LIMIT 0' '$data/stocks.csv' -t csv"
}
