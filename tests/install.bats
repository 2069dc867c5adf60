#!/usr/bin/env bats
# Goal: what is installed runs from where it is, and goes away again.
# Method: make install and uninstall below a temporary prefix.

load helper

setup() {
	top=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	prefix=$BATS_TEST_TMPDIR/usr
	"$top/scripts/install" "$VL_TEST_BUILD" "$prefix"
}

@test "programs, manual and completions are installed" {
	for t in vl-read vl-sql velaria; do
		[ -x "$prefix/bin/$t" ]
		[ -s "$prefix/share/man/man1/$t.1" ]
		bash -n "$prefix/share/bash-completion/completions/$t"
		grep -q "^#compdef $t" "$prefix/share/zsh/site-functions/_$t"
		grep -q "^complete -c $t" \
			"$prefix/share/fish/vendor_completions.d/$t.fish"
	done
	[ -s "$prefix/share/man/man7/vl.7" ]
	[ "$(ls "$prefix/bin")" = $'velaria\nvl-read\nvl-sql' ]
}

@test "the installed programs run" {
	cd /
	prints $'a\n1' env PATH=/usr/bin:/bin "$prefix/bin/velaria" sql \
		'SELECT 1 AS a' -t csv
}

@test "completions complete" {
	run bash -c "source '$prefix/share/bash-completion/completions/vl-read'
		COMP_WORDS=(vl-read --to js) COMP_CWORD=2
		_vl_read
		echo \"\${COMPREPLY[@]}\""
	[ "$output" = 'json jsonl' ]
}

@test "behind a verb of velaria, what it stands for" {
	command -v fish zsh >/dev/null || skip "no fish and zsh"
	export PATH="$prefix/bin:$PATH"
	try() { # WORDS...: what bash offers for the last
		bash -c "source '$prefix/share/bash-completion/completions/velaria'
			COMP_WORDS=(\"\$@\") COMP_CWORD=$(($# - 1))
			_velaria
			echo \"\${COMPREPLY[@]}\"" try "$@"
	}
	[ "$(try velaria pro)" = probe ]
	[ "$(try velaria sql --to = js)" = 'json jsonl' ]
	[ "$(try velaria probe --tim)" = '--timeout --timezone' ]
	[ "$(try velaria file-sql --json)" = --json-format ]
	try() { # LINE: what fish offers
		fish --no-config -c "set -p fish_complete_path \
			$prefix/share/fish/vendor_completions.d
			complete -C '$1'" | cut -f 1 | paste -sd ' '
	}
	[ "$(try 'velaria pro')" = probe ]
	[ "$(try 'velaria sql --errors ')" = 'json text' ]
	[ "$(try 'velaria file-sql --json')" = --json-format ]
	[ "$(try 'vl-read --tim')" = '--timeout --timezone' ]
	zsh -n "$prefix/share/zsh/site-functions/_velaria"
}

@test "uninstalling leaves nothing" {
	"$top/scripts/install" -u "$VL_TEST_BUILD" "$prefix"
	[ -z "$(find "$prefix" -type f)" ]
}
