#!/usr/bin/env bats
# Goal: what the manual shows can be typed in.
# Method: each `.Dl $ command` line of each page is run by bash with pipefail
# among copies of the files of tests/data; it has to succeed without a word on
# standard error, and to write something: to standard output or to a file.

setup() {
	top=$BATS_TEST_DIRNAME/..
	cp "$top"/tests/data/*.* "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR" || return
}

# The commands of a page, with mdoc's spellings of characters undone.
commands() {
	sed -n 's/^\.Dl \$ //p' "$1" |
		sed -e 's/\\(dq/"/g' -e "s/\\\\(aq/'/g" -e 's/\\&//g' \
			-e 's/\\e/\\/g'
}

# Run one command; say what is wrong with it.
try() {
	local before after status=0

	touch out err
	before=$(ls)
	timeout 20 bash -o pipefail -c "$1" >out 2>err <"${2-/dev/null}" ||
		status=$?
	after=$(ls)
	if [ "$status" -ne 0 ]; then
		echo "exit status $status: $1"
		cat err
	elif [ -s err ]; then
		echo "writes to standard error: $1"
		cat err
	elif ! [ -s out ] && [ "$before" = "$after" ]; then
		echo "writes nothing: $1"
	else
		return 0
	fi
	return 1
}

page() {
	local bad=0 count=0 command

	while IFS= read -r command; do
		count=$((count + 1))
		try "$command" || bad=1
	done < <(commands "$top/man/$1")
	[ "$count" -gt 0 ]
	[ "$bad" -eq 0 ]
}

@test "every example of vl(7) runs" {
	page vl.7
}

@test "every example of vl-read(1) runs" {
	page vl-read.1
}

@test "every example of vl-sql(1) runs" {
	page vl-sql.1
}

@test "every example of vl-sql(7) runs" {
	page vl-sql.7
}

@test "every example of velaria(1) runs" {
	page velaria.1
	page velaria-file-sql.1
}

@test "no page of the manual is left out" {
	local file missing=

	for file in "$top"/man/*; do
		if grep -q '^\.Dl \$' "$file" &&
			! grep -q "page ${file##*/}\$" "$BATS_TEST_FILENAME"; then
			missing="$missing $file"
		fi
	done
	echo "pages that no test runs:$missing"
	[ -z "$missing" ]
}

@test "every example of --help runs" {
	local bad=0 count=0 command

	for tool in vl-read vl-sql velaria 'velaria file-sql'; do
		while read -r command; do
			count=$((count + 1))
			try "$command" || bad=1
		done < <($tool --help |
			sed -n '/^Examples/,/^$/{ s/^  //p }' |
			sed -e ':a' -e '/\\$/{N;s/\\\n *//;ba' -e '}')
	done
	[ "$count" -eq 12 ]
	[ "$bad" -eq 0 ]
}

# The README's blocks as a transcript: a command is what follows "    $ ", and
# what it prints is below it up to a blank line.
transcript() {
	awk '/^    \$ /{ on = 1 } !/^    /{ on = 0 } on { print substr($0, 5) }
		/^$/ { print "" }' "$1"
}

@test "what the README shows is what comes out" {
	local line command= count=0

	: >want
	: >have
	while IFS= read -r line; do
		case $line in
		'$ cd tests/data') command= ;;
		'$ '*)
			command=${line#'$ '}
			echo "$line" >>want
			echo "$line" >>have
			bash -o pipefail -c "$command" >>have 2>&1 || :
			count=$((count + 1))
			;;
		'') command= ;;
		*) [ -z "$command" ] || echo "$line" >>want ;;
		esac
	done < <(transcript "$top/README.md")
	diff want have
	[ "$count" -ge 3 ]
}
