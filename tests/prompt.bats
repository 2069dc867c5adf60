#!/usr/bin/env bats
# Goal: a person at the prompt of vl-sql is helped and never thrown out.
# Method: keys are typed into a terminal of script(1), each a moment after the
# other; what the screen shows is searched.

load helper

setup_file() {
	command -v script >/dev/null || skip "no script(1)"
}

# typed COMMAND KEYS...: the screen, and a last line "status N".  Where the
# machine is slow the last Ctrl-D may come too early: it is typed until it works.
typed() {
	local command=$1
	shift
	# dash would take the Ctrl-C that is meant for vl-sql.
	SHELL=$(command -v bash)
	export SHELL VELARIA_HOME=$BATS_TEST_TMPDIR/home TERM=xterm NO_COLOR=1
	{
		for keys in "" "$@"; do
			sleep 0.3
			# shellcheck disable=SC2059
			printf "$keys"
		done
		for _ in {1..20}; do
			sleep 0.5
			printf '\4'
		done
	} | script -qec "$command; echo status \$?" /dev/null |
		tr -d '\r' >screen
}

@test "a file alone opens the prompt, as its table" {
	cp "$data/stocks.csv" .
	typed 'vl-sql stocks.csv' 'SELECT count(*) * 1000\nFROM stocks;\n' '\4'
	grep -q '^560000$' screen
	grep -q '^status 0$' screen
	fails 'no query' vl-sql stocks.csv
}

@test "commands of the prompt" {
	cp "$data/stocks.csv" .
	typed 'vl-sql stocks.csv' '\\d\n' '\\d stocks\n' 'help\n' 'exit\n'
	grep -q '^input_table │ table' screen
	grep -q '^price *│ DOUBLE' screen
	grep -q 'Ctrl-D' screen
	grep -q '^status 0$' screen
}

@test "Ctrl-C gives up a line or a statement, not the session" {
	head -c 4000000 /dev/zero | tr '\0' '\n' | sed 's/$/1/' >n.csv
	typed 'vl-sql n.csv' 'SELECT nonsense\3' 'SELECT 3 * 7;\n' \
		'SELECT count(*) FROM n a JOIN n b USING (c0);\n' '\3' \
		'SELECT 6 * 8;\n' '\4'
	grep -q '^ *21$' screen
	grep -q '^ *48$' screen
	! grep -q 'expected\|unknown' screen
	grep -q '^status 0$' screen
}

@test "TAB completes words as they are begun, columns, files" {
	printf 'Major Genre,price\nx,5\n' >movies.csv
	typed 'vl-sql movies.csv' 'sel\t sum(pri\t) fr\t movies;\n' '\4'
	grep -q '^ *5$' screen
	typed 'vl-sql movies.csv' 'SELECT Maj\t FROM movies;\n' '\4'
	grep -q '^x$' screen
	typed 'vl-sql' "FROM 'mov\\t';\\n" '\4'
	grep -q '^x *│ *5$' screen
}

@test "what was typed comes back another day, for nobody else to read" {
	typed 'vl-sql' 'SELECT 7 * 9;\n' '\4'
	typed 'vl-sql' '\33[A\n' '\4'
	grep -q '^ *63$' screen
	[ "$(stat -c %a home/history)" = 600 ]
}
