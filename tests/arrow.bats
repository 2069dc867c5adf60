#!/usr/bin/env bats
# Goal: Arrow streams of any producer are read as vl-format(5) says.
# Method: streams of ours, cut, joined, changed by sed, and disowned: made
# another producer's by renaming the keys of the profile.

load helper

disown() {
	LC_ALL=C sed 's/vl:format/xl:format/;s/vl:xxh3/xl:xxh3/g
		s/vl:end/xl:end/'
}

change() { # SED-SCRIPT, on bytes
	LC_ALL=C sed "$1"
}

# a stream of two rows, and the same as another producer's
make_streams() {
	cat >in.csv <<-'END'
		n,t,j
		1,short,[1]
		2,caf$$ au lait et du sucre,"{""a"": [2]}"
	END
	sed -i 's/\$\$/é/' in.csv
	vl-read in.csv -O types=j:JSON >own.arrows
	disown <own.arrows >other.arrows
	vl-read in.csv -O types=j:JSON -t arrow-file -o own.arrow
	disown <own.arrow >other.arrow
	want=$(vl-read own.arrows -t csv)
}

@test "nothing at all is an error" {
	fails 'nothing|empty' bash -c ': | vl-read -F arrow -t csv'
	fails 'nothing|empty' bash -c ': | vl-sql "FROM input_table" -t csv'
}

@test "the profile without its end marker is truncated" {
	make_streams
	change 's/vl:end/xl:end/' <own.arrows >cut.arrows
	stated 'cut.arrows: ' vl-read cut.arrows -t csv
	head -c -8 own.arrows >cut.arrows
	stated 'truncated' vl-read cut.arrows -t csv
}

@test "another producer's stream needs no profile" {
	make_streams
	prints "$want" vl-read other.arrows -t csv
	prints "$want" vl-read other.arrow -t csv
	# Legal without its marker, but that may be a cut.
	head -c -8 other.arrows >cut.arrows
	run --separate-stderr vl-read cut.arrows -t csv
	[ "$status" -eq 0 ]
	[ "$output" = "$want" ]
	[[ "$stderr" == *'may be truncated'* ]]
	stated 'truncated' vl-read cut.arrows -O strict=true -t csv
	head -c -9 other.arrows >cut.arrows
	stated 'truncated' vl-read cut.arrows -t csv
}

@test "streams of several producers after each other" {
	make_streams
	both=$want$'\n'$(tail -n +2 <<<"$want")
	for pair in "own own" "own other" "other own" "other other"; do
		read -r a b <<<"$pair"
		[ "$(cat $a.arrows $b.arrows | vl-read -t csv)" = "$both" ]
	done
	stated 'no message at byte' bash -c '{ cat other.arrows; echo tail; } |
		vl-read -t csv'
}

@test "text of another producer is checked to be UTF-8" {
	make_streams
	for f in other.arrows other.arrow; do
		change 's/caf\xc3\xa9/caf\xff\xa9/' <$f >bad
		stated "^vl-read: bad:2: column 't': byte 0xff is not UTF-8" \
			vl-read bad -t csv
		stated "bad:2: column 't'" vl-sql "SELECT t FROM 'bad'" -t csv
		# Columns that nobody asked for are not looked at.
		prints $'n\n1\n2' vl-sql "SELECT n FROM 'bad'" -t csv
	done
	# Ours: the checksum says so first.
	change 's/caf\xc3\xa9/caf\xff\xa9/' <own.arrows >bad
	stated 'bad: .*checksum' vl-read bad -t csv
	change 's/caf\xc3\xa9/caf\xff\xa9/' <own.arrow >bad
	stated 'bad: .*checksum' vl-read bad -t csv
	stated "bad:2: column 't': byte 0xff" \
		vl-sql "SELECT t FROM 'bad'" -t csv
}

@test "JSON of another producer is checked to be JSON" {
	make_streams
	for f in other.arrows other.arrow; do
		change 's/: \[2\]/: [2}/' <$f >bad
		stated "^vl-read: bad:2: column 'j': malformed JSON" \
			vl-read bad -t jsonl
	done
}

@test "a name of another producer that is not UTF-8" {
	printf 'strange,b\n1,2\n' | vl-read -F csv | disown |
		change 's/strange/str\xffnge/' >bad
	fails 'bad: .*not UTF-8' vl-read -F arrow bad -t csv
}
