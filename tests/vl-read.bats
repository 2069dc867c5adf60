#!/usr/bin/env bats
# Goal: vl-read keeps the command line contract and the values that it reads.
# Method: small inputs with known values, in and out of each format.

load helper

@test "csv keeps its spelling" {
	printf 'a,b,c\n5,1.50,2020-01-02T03:04:05\n-0,1e3,x\n' >in.csv
	prints "$(cat in.csv)" vl-read in.csv -t csv
}

@test "values survive: codes, long integers, text that looks like a number" {
	cat >in.csv <<-'END'
		zip,big,huge,phone,mixed
		00501,9223372036854775807,18446744073709551616,+4930,1
		10001,-9223372036854775808,1,+1555,x1
	END
	prints '{"zip":"00501","big":9223372036854775807,"huge":"18446744073709551616","phone":"+4930","mixed":"1"}
{"zip":"10001","big":-9223372036854775808,"huge":"1","phone":"+1555","mixed":"x1"}' \
		vl-read in.csv -t jsonl
}

@test "an empty field is NULL, a quoted one is empty text" {
	printf 'a,b\n,""\nx,y\n' >in.csv
	prints '{"a":null,"b":""}
{"a":"x","b":"y"}' vl-read in.csv -t jsonl
	prints "$(cat in.csv)" vl-read in.csv -t csv
}

@test "types of csv: numbers, booleans, dates, timestamps" {
	cat >in.csv <<-'END'
		i,d,b,day,at
		1,1.5,true,2020-02-29,2020-02-29 12:00:00
		-2,2,FALSE,1969-12-31,1969-12-31T23:59:59.25
	END
	prints '{"i":1,"d":1.5,"b":true,"day":"2020-02-29","at":"2020-02-29 12:00:00"}
{"i":-2,"d":2,"b":false,"day":"1969-12-31","at":"1969-12-31 23:59:59.25"}' \
		vl-read in.csv -t jsonl
}

@test "quoted fields hold delimiters, quotes and lines" {
	printf 'a,b\n"x,y","say ""hi"""\n"two\nlines",\n' >in.csv
	prints '{"a":"x,y","b":"say \"hi\""}
{"a":"two\nlines","b":null}' vl-read in.csv -t jsonl
}

@test "BOM, CRLF, and a last line without its end" {
	printf '\357\273\277a,b\r\n1,x\r\n2,y' >in.csv
	prints '{"a":1,"b":"x"}
{"a":2,"b":"y"}' vl-read in.csv -t jsonl
}

@test "delimiters are found out" {
	for d in , ';' '|' '	'; do
		printf 'name%sn\nann%s1\nbob%s2\n' "$d" "$d" "$d" >in.csv
		prints '[{"name":"ann","n":1},
{"name":"bob","n":2}]' vl-read in.csv -t json
	done
}

@test "options of the csv reader" {
	printf 'skipped\n# note\nx;1,5\ny;NA\n' >in.txt
	prints '{"k":"x","v":"1,5"}
{"k":"y","v":null}' vl-read in.txt -F csv -O delimiter=';' -O header=false \
		-O names=k,v -O skip=1 -O comment='#' -O null=NA -t jsonl
	printf 'a,b\n1,2\n' >in.csv
	prints '{"a":"1","b":"2"}' vl-read in.csv -O all_text=true -t jsonl
	prints '{"a":1,"b":"2"}' vl-read in.csv -O types=b:VARCHAR -t jsonl
	printf 'n\ncaf\351\n' >in.csv
	prints '{"n":"café"}' vl-read in.csv -O encoding=latin1 -t jsonl
}

@test "an unknown reader option names the nearest" {
	printf 'a\n1\n' >in.csv
	fails "no option 'delimeter'.*delimiter" \
		vl-read in.csv -O delimeter=';' -t csv
}

@test "malformed rows stop a run, with their place" {
	printf 'a,b\n1,2\n3\n4,5,6\n7,8\n' >in.csv
	stated '^vl-read: in.csv:3: ' vl-read in.csv -t csv
}

@test "--ignore-errors skips rows and says how many" {
	printf 'a,b\n1,2\n3\n4,5,6\n7,8\n' >in.csv
	run --separate-stderr vl-read in.csv --ignore-errors -t csv
	[ "$status" -eq 0 ]
	[ "$output" = $'a,b\n1,2\n7,8' ]
	[[ "$stderr" == *2* ]]
}

@test "--ignore-errors leaves out rows that are not UTF-8" {
	printf 'a,b\n1,x\n2,\xff\xfe\n3,\xc3\xa9\n4,"y\n\xc3"\n5\xff\n6,z\n' \
		>in.csv
	stated 'in.csv:3: byte 0xff is not UTF-8' vl-read in.csv -t csv
	run --separate-stderr vl-read in.csv --rejects r.csv -t csv
	[ "$status" -eq 0 ]
	[ "$output" = $'a,b\n1,x\n3,é\n6,z' ]
	[[ "$stderr" == *"3 malformed rows skipped"* ]]
	prints $'line,reason\n3,byte 0xff is not UTF-8
5,byte 0xc3 is not UTF-8\n7,"expected 2 fields, found 1"' \
		vl-sql 'SELECT line, reason FROM r' r.csv \
		-O encoding=latin1 -t csv
	[ "$(vl-sql "SELECT b FROM 'in.csv' WHERE a > '1'" --ignore-errors \
		-t csv 2>/dev/null)" = $'b\né\nz' ]
}

@test "the place of an error in JSON that is one long line" {
	jq -cn '[range(60000) | {id: ., s: "text"}]' | tr -d '\n' |
		sed 's/"id":50000,/"id":50000;/' >in.json
	at=$(grep -bo ';' in.json | cut -d: -f1)
	stated "in.json:1:$((at + 1)): malformed JSON" vl-read in.json -t csv
	stated "input:1:$((at + 1)): malformed JSON" \
		bash -c 'cat in.json | vl-read -t csv'
}

@test "--ignore-errors in an array, each record over many lines" {
	jq -n '[range(40) | {id: ., s: "x", o: [{k: .}]}]' >in.json
	sed 's/"id": 2,/"id": 2/;s/"id": 30,/"id": "30,/' in.json >bad.json
	stated '^vl-read: bad.json:[0-9]+:[0-9]+: malformed' \
		vl-read bad.json -t csv
	run --separate-stderr vl-read bad.json --rejects r.csv -c id -t csv
	[ "$status" -eq 0 ]
	[ "$output" = "$(jq -r '.[].id' in.json | grep -vx -e 2 -e 30 |
		sed '1i id')" ]
	[[ "$stderr" == *"2 malformed rows skipped"* ]]
	[ "$(vl-sql "SELECT count(*) AS n FROM r WHERE raw LIKE '{%'" \
		r.csv -t csv)" = $'n\n2' ]
}

@test "--rejects keeps rows with place and reason" {
	printf 'a,b\n1,2\n3\n4,5,6\n7,8\n' >in.csv
	run --separate-stderr vl-read in.csv --rejects bad.csv -t csv
	[ "$status" -eq 0 ]
	[ "$output" = $'a,b\n1,2\n7,8' ]
	[ "$(vl-sql 'SELECT line FROM bad ORDER BY 1' bad.csv -t csv)" = \
		$'line\n3\n4' ]
}

@test "ragged rows are padded or cut on request" {
	printf 'a,b\n1\n2,3,4\n' >in.csv
	prints $'a,b\n1,\n2,3' vl-read in.csv -O ragged=cut -t csv
	printf 'a,b\n1\n2,3\n' >in.csv
	prints $'a,b\n1,\n2,3' vl-read in.csv -O ragged=null_padding -t csv
}

@test "header only, and an empty file" {
	printf 'a,b\n' >in.csv
	prints 'a,b' vl-read in.csv -t csv
	prints '[]' vl-read in.csv -t json
	: >in.csv
	fails 'empty' vl-read in.csv -t csv
	fails 'empty|no input' vl-read -t csv </dev/null
}

@test "json lines: missing keys, nested values, lists, escapes" {
	cat >in.jsonl <<-'END'
		{"a":1,"s":"x\u00e9\ud83d\ude00\n","o":{"k": [1, "y", null]},"v":[1,2]}

		{"s":null,"a":2.5,"v":[3]}
	END
	prints '{"a":1,"s":"xé😀\n","o":{"k": [1, "y", null]},"v":[1,2]}
{"a":2.5,"s":null,"o":null,"v":[3]}' vl-read in.jsonl -t jsonl
}

@test "a json array over several lines" {
	cat >in.json <<-'END'
		[
		  {"a": 1, "b": {"b1": 1}},
		  {"a": 2, "b": {"b1": 2, "b2": ["x", 3, null]}}
		]
	END
	prints '1 {"b1":1}
2 {"b1":2,"b2":["x",3,null]}' bash -o pipefail -c \
		'vl-read in.json -t jsonl | jq -rc "[.a, (.b|tojson)] | join(\" \")"'
	fails 'standard input:1.*object' vl-read -t csv -F json <<<'[1, 2]'
}

@test "malformed json lines name their line" {
	printf '{"a":1}\n{"a":}\n' >in.jsonl
	stated '^vl-read: in.jsonl:2' vl-read in.jsonl -t csv
	printf '{"a":1}\n[1]\n' >in.jsonl
	stated '^vl-read: in.jsonl:2' vl-read in.jsonl -t csv
}

@test "-c takes columns in the order asked for" {
	prints $'price,symbol\n39.81,MSFT' vl-read "$data/stocks.csv" \
		-c price,symbol -n 1 -t csv
	fails "no column 'pric'.*price" vl-read "$data/stocks.csv" -c pric \
		-t csv
}

@test "-n takes the first rows" {
	prints $'symbol\nMSFT\nMSFT' vl-read -n 2 -c symbol \
		"$data/stocks.csv" -t csv
	prints 'symbol' vl-read -n 0 -c symbol "$data/stocks.csv" -t csv
	fails "rows.*'x'" vl-read -n x "$data/stocks.csv" -t csv
	fails 'rows' vl-read -n -1 "$data/stocks.csv" -t csv
}

@test "-e tells whether there were rows" {
	printf 'a\n' >none.csv
	printf 'a\n1\n' >one.csv
	run vl-read -e none.csv -t csv
	[ "$status" -eq 1 ]
	prints $'a\n1' vl-read -e one.csv -t csv
}

@test "formats of output" {
	printf 'a,b\n1,x\n,"y|z"\n' >in.csv
	prints $'a\tb\n1\tx\n\ty|z' vl-read in.csv -t tsv
	prints $'[{"a":1,"b":"x"},\n{"a":null,"b":"y|z"}]' \
		vl-read in.csv -t json
	prints '[{"a":1,"b":"x"},{"a":null,"b":"y|z"}]' \
		vl-read in.csv -t json -O to.oneline=true
	run vl-read in.csv -t table
	[[ "$output" == *"(2 rows)"* ]]
	run vl-read in.csv -t md
	[[ "$output" == *'y\|z'* ]]
	prints '' vl-read in.csv -t none
	fails "no such format 'cvs'.*csv" vl-read in.csv -t cvs
}

@test "options of the csv writer" {
	printf 'a,b\n1,\n2,x\n' >in.csv
	prints $'1;NA\n2;x' vl-read in.csv -t csv -O to.delimiter=';' \
		-O to.null=NA -O to.header=false
	fails "no option 'to.nul'|no option 'nul'" \
		vl-read in.csv -t csv -O to.nul=x
}

@test "-o takes the format from the extension and appears whole" {
	vl-read "$data/stocks.csv" -n 3 -o out.jsonl
	[ "$(wc -l <out.jsonl)" -eq 3 ]
	vl-read "$data/stocks.csv" -n 3 -o out.json
	[ "$(jq length out.json)" -eq 3 ]
	fails 'what.ever' vl-read "$data/stocks.csv" -o out.what.ever
	[ ! -e out.what.ever ]
	[ "$(files)" = 'out.json out.jsonl' ]
}

@test "a failed run leaves the old file and no other" {
	echo old >out.csv
	printf 'a,b\n1,2\n3\n' >in.csv
	fails 'in.csv:3' vl-read in.csv -o out.csv
	[ "$(cat out.csv)" = old ]
	[ "$(files)" = 'in.csv out.csv' ]
}

@test "a new file has the rights that the old one had" {
	echo old >out.csv
	chmod 640 out.csv
	vl-read "$data/stocks.csv" -o out.csv
	[ "$(stat -c %a out.csv)" = 640 ]
	ln -s out.csv link.csv
	vl-read "$data/stocks.csv" -n 1 -o link.csv
	[ -L link.csv ]
	[ "$(wc -l <out.csv)" -eq 2 ]
}

@test "without -t: a file's extension, a table on a terminal, else arrow" {
	vl-read "$data/stocks.csv" -n 2 >out.csv
	[ "$(wc -l <out.csv)" -eq 3 ]
	vl-read "$data/stocks.csv" -n 2 >out.jsonl
	[ "$(jq -s length out.jsonl)" -eq 2 ]
	vl-read "$data/stocks.csv" -n 2 | head -c 4 | od -An -tx1 >head.txt
	[ "$(tr -d ' ' <head.txt)" = ffffffff ]
	on_terminal "vl-read '$data/stocks.csv' -n 2" >screen.txt
	grep -q '(2 rows)' screen.txt
}

@test "VL_TO is the default, -t and -o stand above it" {
	VL_TO=csv prints $'symbol\nMSFT' vl-read -c symbol -n 1 \
		"$data/stocks.csv"
	VL_TO=csv prints '{"symbol":"MSFT"}' vl-read -c symbol -n 1 \
		"$data/stocks.csv" -t jsonl
	VL_TO=csv vl-read -c symbol -n 1 "$data/stocks.csv" -o out.jsonl
	[ "$(cat out.jsonl)" = '{"symbol":"MSFT"}' ]
	VL_TO=cvs fails "VL_TO|cvs" vl-read "$data/stocks.csv"
}

@test "standard input works wherever a file works" {
	want=$(vl-read "$data/stocks.csv" -t jsonl)
	[ "$(vl-read -t jsonl <"$data/stocks.csv")" = "$want" ]
	[ "$(cat "$data/stocks.csv" | vl-read -t jsonl)" = "$want" ]
	[ "$(cat "$data/stocks.csv" | vl-read -t jsonl -)" = "$want" ]
}

@test "compressed inputs, as files and through pipes" {
	want=$(vl-read "$data/stocks.csv" -t jsonl)
	for tool in gzip bzip2 xz zstd lz4; do
		command -v $tool >/dev/null || continue
		$tool -c <"$data/stocks.csv" >in.csv.$tool
		[ "$(vl-read in.csv.$tool -t jsonl)" = "$want" ]
		[ "$(cat in.csv.$tool | vl-read -t jsonl)" = "$want" ]
	done
}

@test "a compressed input that was cut short is an error" {
	gzip -c <"$data/stocks.csv" | head -c 2000 >in.csv.gz
	stated 'in.csv.gz.*(middle|truncated|ends)' vl-read in.csv.gz -t csv
	zstd -qc <"$data/stocks.csv" | head -c 2000 >in.csv.zst
	stated 'in.csv.zst.*(middle|truncated|ends)' vl-read in.csv.zst -t csv
}

@test "several files with the same columns are one table" {
	printf 'a,b\n1,x\n' >1.csv
	printf 'a,b\n2,y\n' >2.csv
	prints $'a,b\n1,x\n2,y' vl-read 1.csv 2.csv -t csv
	prints $'a,b\n1,x\n2,y' vl-read '?.csv' -t csv
	printf 'b,c\nz,2\n' >3.csv
	fails '3.csv.*union_by_name' vl-read 1.csv 3.csv -t csv
	prints $'a,b,c\n1,x,\n,z,2' \
		vl-read 1.csv 3.csv -O union_by_name=true -t csv
}

@test "--probe says what an input is" {
	run --separate-stderr vl-read --probe "$data/flights.jsonl" -t json
	[ "$status" -eq 0 ]
	jq -e '.kind == "json" and .final_format == "json_lines" and
		.score >= 90 and .confidence == "high" and
		.suggested_table_name == "flights" and
		(.warnings | length) == 0 and
		.schema == ["date","delay","distance","origin","destination"]
		and .candidates[0].format == "json_lines" and
		(.candidates[0].evidence | length) > 0' <<<"$output"
	cp "$data/flights.jsonl" noname
	run vl-read --probe noname -t json
	jq -e '.final_format == "json_lines"' <<<"$output"
	run vl-read --probe "$data/stocks.csv" -t json
	jq -e '.kind == "csv" and .delimiter == "," and
		.schema == ["symbol","date","price"]' <<<"$output"
	run vl-read --probe "$data/stocks.csv" -t table
	[ "$status" -eq 0 ]
	[[ "$output" == *stocks* ]]
	printf '目的市\ta long name of a column here\ta\033b\n1\tx\t2\n' >t.tsv
	run vl-read --probe t.tsv -t table
	[ "$(sed -n '5,7p' <<<"$output")" = "\
  目的市                        BIGINT
  a long name of a column here  VARCHAR
  a\x1bb                        BIGINT" ]
	[[ "$output" == *"TAB makes 3 fields of every line"* ]]
	prints '["BIGINT","VARCHAR","BIGINT"]' bash -c \
		'vl-read --probe t.tsv -t json | jq -c .types'
}

@test "--probe of standard input, of nothing, of what is not there" {
	run bash -c "cat '$data/stocks.csv' | vl-read --probe -t json"
	jq -e '.kind == "csv" and .suggested_table_name == "input_table"' \
		<<<"$output"
	: >empty.csv
	fails 'empty' vl-read --probe empty.csv -t json
	fails 'missing.csv' vl-read --probe missing.csv -t json
}

@test "wrong options: one line, the nearest word, --help, exit 2" {
	fails "unknown option '--thread'.*--threads.*vl-read --help" \
		vl-read --thread 2
	fails "unknown option '--outptu'.*--output" vl-read --outptu x
	fails "unknown option '-Z'.*--help" vl-read -Z
	fails "needs" vl-read -t
	fails "takes no value" vl-read --probe=x
	fails "columns are symbol, date, price" \
		vl-read -c a "$data/stocks.csv" -t csv
	fails "no such format 'xml' \(the formats are csv, tsv.*--help" \
		vl-read -t xml "$data/stocks.csv"
	fails "did you mean 'delimiter'\? see 'vl-read --help'" \
		vl-read -O delim=x "$data/stocks.csv"
	fails "threads" vl-read --threads 0 "$data/stocks.csv"
	fails "memory-limit" vl-read --memory-limit lots "$data/stocks.csv"
	[ "$(vl-read --thread 2 2>&1 | wc -l)" -eq 1 ]
}

@test "options may stand anywhere, -- ends them" {
	cp "$data/stocks.csv" ./-n
	prints $'symbol\nMSFT' vl-read -t csv -c symbol -n1 -- -n
	prints $'symbol\nMSFT' vl-read ./-n -n 1 --to=csv --columns symbol
}

@test "--help and --version" {
	run --separate-stderr vl-read --help
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[[ "$output" == *usage:* && "$output" == *Examples* ]]
	[ "$(wc -L <<<"$output")" -le 80 ]
	prints "vl-read $(cat "$top/VERSION")" bash -c \
		'vl-read --version | head -1'
}

@test "errors as JSON" {
	for how in flag env; do
		if [ $how = flag ]; then
			run --separate-stderr vl-read --errors=json no.csv
		else
			VL_ERRORS=json run --separate-stderr vl-read no.csv
		fi
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		jq -e '.error_type == "io_error" and .phase == "open" and
			(.message | contains("no.csv")) and
			(.details | type) == "object"' <<<"$stderr"
	done
	run --separate-stderr vl-read --nope --errors=json
	jq -e '.error_type == "usage_error" and .phase == "usage"' <<<"$stderr"
	printf 'a,b\n1,2\n3\n' >in.csv
	run --separate-stderr vl-read --errors=json in.csv -t none
	jq -e '.error_type == "format_error" and .phase == "read" and
		.details.path == "in.csv" and .details.row == 3' <<<"$stderr"
}

@test "a terminal as input is refused with a hint" {
	run on_terminal 'NO_COLOR=1 vl-read -t csv; echo "status $?"'
	[[ "$output" == *"vl-read: "*FILE* ]]
	[[ "$output" == *"status 2"* ]]
}

@test "names of files in messages hold no control characters" {
	fails 'x\\x1b\[31m' vl-read $'x\e[31m'
}

@test "completions for three shells" {
	for shell in bash zsh fish; do
		run --separate-stderr vl-read --completions $shell
		[ "$status" -eq 0 ]
		[[ "$output" == *exit-status* && "$output" == *jsonl* ]]
	done
	vl-read --completions bash | bash -n
	fails 'tcsh' vl-read --completions tcsh
}

@test "a type that was said is kept to, in every format" {
	printf 'a,b\n1,n/a\n2,3.50\n' >t.csv
	for to in csv json arrow; do
		stated "t.csv:2: column 'b': expected DOUBLE, found 'n/a'" \
			vl-read -O types=b:DOUBLE t.csv -t $to
	done
	prints $'a,b\n1,\n2,3.5' vl-read -O types=b:DOUBLE -O null=n/a \
		t.csv -t csv
	prints $'a,b\n1,n/a\n2,3.50' vl-read t.csv -t csv
}

@test "NAME=FILE is the file, an address is told what it is" {
	printf 'a\n1\n' >t.csv
	prints $'a\n1' vl-read first=t.csv -t csv
	fails '^vl-read: https://x.y/z.csv: addresses are not read' \
		vl-read https://x.y/z.csv
}

@test "--verbose says how an input is read" {
	run --separate-stderr vl-read -v "$data/stocks.csv" -n 3 -t none
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[[ "${stderr_lines[0]}" == "vl-read: "*"stocks.csv: csv delimiter=,"* ]]
	[[ "${stderr_lines[0]}" == *"symbol VARCHAR, date VARCHAR, price DOUBLE" ]]
	[[ "${stderr_lines[1]}" == "vl-read: 3 rows in 0."*" s" ]]
	run --separate-stderr vl-sql -qv "FROM '$data/stocks.csv' LIMIT 1" -t none
	[ -z "$stderr" ]
}

@test "logs that begin with a bracket are no JSON" {
	for line in '[    0.000000] Linux version 6.1' '[1] 3.5 4.5' \
		'[2026-01-02 03:04:05] GET /' '[INFO] started' '[true story] x'; do
		prints "$(jq -cn --arg l "$line" '{line: $l}')" bash -c \
			'printf "%s\n" "$1" | vl-read -F lines -t jsonl' x "$line"
		run bash -c 'printf "%s\n%s\n" "$1" "$1" | vl-read -t csv' x "$line"
		[ "$status" -eq 0 ]
	done
	for text in '[]' '[ ]' '[{"a":1}]' $'[\n{"a":1}]' '[ {"a":1}, {"a":2}]'; do
		prints json_array bash -c 'printf "%s" "$1" | vl-read --probe |
			jq -r .final_format' x "$text"
	done
	fails 'object' bash -c 'echo "[1, 2]" | vl-read -t csv'
	fails 'object' bash -c 'echo "[true]" | vl-read -t csv'
}

@test "lines of words are no CSV" {
	prints $'c0,c1,c2\nhello,big,world' bash -c \
		'echo "hello big world" | vl-read -t csv'
	printf 'Dear John, it is late\nso I go\nnow\n' >letter
	prints line_split bash -c 'vl-read --probe letter | jq -r .final_format'
	[ "$(vl-read letter -t csv | wc -l)" -eq 4 ]
}
