#!/usr/bin/env bats
# Goal: velaria finds its programs, and `velaria file-sql` answers as it did.
# Method: the command lines of the first Velaria over small files.

load helper

@test "a command is the program of that name" {
	prints $'a\n1' velaria sql 'SELECT 1 AS a' -t csv
	prints $'symbol\nMSFT' velaria read "$data/stocks.csv" -c symbol -n 1 \
		-t csv
	run velaria probe "$data/stocks.csv" -t json
	[ "$(jq -r .kind <<<"$output")" = csv ]
	fails "^vl-sql: .*nope" velaria sql 'SELECT nope' -t csv
	run velaria read -e "$data/stocks.csv" -n 0 -t csv
	[ "$status" -eq 1 ]
}

@test "programs are found beside it, wherever it is called from" {
	cd /
	velaria=$(command -v velaria)
	PATH=/usr/bin:/bin prints $'a\n1' "$velaria" sql 'SELECT 1 AS a' -t csv
	ln -s "$velaria" "$BATS_TEST_TMPDIR/v"
	PATH=/usr/bin:/bin prints $'a\n1' "$BATS_TEST_TMPDIR/v" sql \
		'SELECT 1 AS a' -t csv
}

@test "then on PATH" {
	cp "$(command -v velaria)" alone
	prints $'a\n1' ./alone sql 'SELECT 1 AS a' -t csv
	fails "cannot run 'vl-sql'" env PATH=/nowhere ./alone sql 'SELECT 1'
}

@test "--help lists the commands, a wrong one names the nearest" {
	run --separate-stderr velaria --help
	[ "$status" -eq 0 ]
	for c in read sql probe file-sql; do
		grep -q "^  $c  " <<<"$output"
	done
	fails "^velaria: no command 'slq'.*sql.*--help" velaria slq
	fails "^velaria: no command.*--help" velaria
	fails "unknown option '--hlep'.*--help" velaria --hlep
	prints "velaria $(cat "$top/VERSION")" bash -c \
		'velaria --version | head -1'
	velaria --completions bash | grep -q file-sql
	velaria --completions zsh | grep -q file-sql
	velaria --completions fish | grep -q file-sql
	velaria --completions bash | bash -n
}

@test "file-sql prints one document" {
	printf 'name,score\nann,12\nbob,9.5\n"c ""d""",\n' >in.csv
	prints '{
  "table": "input_table",
  "query": "SELECT * FROM input_table",
  "input_type": "auto",
  "schema": [
    "name",
    "score"
  ],
  "rows": [
    {
      "name": "ann",
      "score": 12
    },
    {
      "name": "bob",
      "score": 9.5
    },
    {
      "name": "c \"d\"",
      "score": null
    }
  ]
}' velaria file-sql --csv in.csv --query 'SELECT * FROM input_table'
}

@test "file-sql without rows, with another table, through csv-sql" {
	printf 'name,score\nann,12\n' >in.csv
	prints '{
  "table": "t",
  "query": "SELECT name FROM t WHERE score > 12",
  "input_type": "csv",
  "schema": [
    "name"
  ],
  "rows": []
}' velaria csv-sql --csv in.csv --table t --input-type csv \
		--query 'SELECT name FROM t WHERE score > 12'
}

@test "file-sql over JSON: formats, columns, nested values" {
	printf '{"a":1,"b":{"c": [1,"{[",{}]},"d":"x"}\n{"a":2}\n' >in.jsonl
	velaria file-sql --input-path in.jsonl --input-type json \
		--json-format json_lines --columns b,a,none \
		--query 'SELECT * FROM input_table' >out
	jq -e '.schema == ["b","a","none"] and .rows[0].b.c == [1,"{[",{}]
		and .rows[1] == {"b":null,"a":2,"none":null}' out
	diff <(jq --indent 2 . out) out
	printf '[{"a":1},{"a":2}]' >in.json
	velaria file-sql --input-path in.json --json-format json_array \
		--input-type json --query 'SELECT sum(a) AS s FROM input_table' |
		jq -e '.rows == [{"s":3}]'
}

@test "file-sql over lines, split" {
	printf '1001|ok|12.5\n1002|bad|7\n\n1003|true|null|C:\\logs\\app\n' \
		>in.log
	velaria file-sql --input-path in.log --input-type line \
		--line-mode split --delimiter '|' \
		--mappings 'uid:0,state:1,path:3' \
		--query 'SELECT * FROM input_table' >out
	jq -e '.rows == [{"uid":1001,"state":"ok","path":null},
		{"uid":1002,"state":"bad","path":null},
		{"uid":1003,"state":"true","path":"C:\\logs\\app"}]' out
	velaria file-sql --input-path in.log --input-type line \
		--delimiter '|' --columns uid,state \
		--query 'SELECT count(*) AS n, max(uid) AS m FROM input_table' |
		jq -e '.rows == [{"n":3,"m":1003}]'
}

@test "file-sql over lines, by a regular expression" {
	cat >in.log <<-'END'
		uid=1 action="view" latency=12 ok=true note=first, of all
		something else
		uid=2 action="buy" latency=7 ok=false note="x"
	END
	velaria file-sql --input-path in.log --input-type line \
		--line-mode regex --regex-pattern \
		'^uid=(\d+) action="([^"]+)" latency=(\d+) ok=(true|false) note=(.+)$' \
		--mappings 'uid:1,action:2,latency:3,ok:4,note:5,gone:9' \
		--query 'SELECT * FROM input_table' >out
	jq -e '.rows == [{"uid":1,"action":"view","latency":12,"ok":true,
		"note":"first, of all","gone":null},{"uid":2,"action":"buy",
		"latency":7,"ok":false,"note":"\"x\"","gone":null}]' out
	fails 'regex|pattern' velaria file-sql --input-path in.log \
		--input-type line --line-mode regex --mappings a:1 --query 'x'
	fails 'pattern.*parenthes' velaria file-sql \
		--input-path in.log --input-type line --line-mode regex \
		--regex-pattern 'a(' --mappings a:1 \
		--query 'FROM input_table'
}

@test "file-sql --output-path writes the rows" {
	printf 'a\n1\n2\n' >in.csv
	prints '' velaria file-sql --csv in.csv --output-path out.jsonl \
		--query 'SELECT a FROM input_table'
	[ "$(cat out.jsonl)" = $'{"a":1}\n{"a":2}' ]
}

@test "file-sql fails as all tools do" {
	printf 'a\n1\n' >in.csv
	fails "column 'b'" velaria file-sql --csv in.csv \
		--query 'SELECT b FROM input_table'
	fails 'missing.csv' velaria file-sql --csv missing.csv \
		--query 'SELECT * FROM input_table'
	fails '--query' velaria file-sql --csv in.csv
	fails '--input-path' velaria file-sql --query 'SELECT 1'
	fails "input-type.*'xml'" velaria file-sql --csv in.csv \
		--input-type xml --query 'SELECT 1'
	fails 'query' velaria file-sql --csv in.csv --query ''
	stated 'one query' velaria file-sql --csv in.csv \
		--query 'SELECT 1; SELECT 2'
	run --separate-stderr velaria file-sql --csv in.csv --errors=json \
		--query 'SELEC'
	jq -e '.error_type == "parse_error"' <<<"$stderr"
}

@test "help and help COMMAND" {
	for c in sql read file-sql; do
		prints "$(velaria $c --help)" velaria help $c
	done
	prints "$(velaria --help)" velaria help
	fails "no command 'sqll'.*did you mean 'sql'" velaria help sqll
}
