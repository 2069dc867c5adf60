# report.awk -- medians and ratios of what run measured, as a Markdown table.
#
# Reads the plan (name, title, best, must, goal) and, from the variable times,
# lines of "case tool wall cpu mib status".

function median(list,    v, n, i, j, t) {
	n = split(list, v, " ")
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && v[j] + 0 < v[j - 1] + 0; j--) {
			t = v[j]; v[j] = v[j - 1]; v[j - 1] = t
		}
	return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
}

function seconds(t) {
	return t < 0.1 ? sprintf("%.1f ms", t * 1000) : sprintf("%.2f", t)
}

function cell(key) {
	if (key in verdict)
		return verdict[key]
	if (!(key in wall))
		return "–"
	return seconds(median(wall[key])) " / " seconds(median(cpu[key])) \
		" / " sprintf("%.0f", median(mib[key]))
}

function fastest(name,    e, i, n, key) {
	n = split("duckdb polars chdb", e, " ")
	best = ""
	for (i = 1; i <= n; i++) {
		key = name " " e[i]
		if (key in wall && (best == "" ||
		    median(wall[key]) < median(wall[name " " best])))
			best = e[i]
	}
	return best
}

BEGIN {
	while ((getline line < times) > 0) {
		split(line, f, " ")
		key = f[1] " " f[2]
		if (f[3] !~ /^[0-9]/)
			verdict[key] = f[3]
		else if (f[6] != 0)
			verdict[key] = "fails"
		else {
			wall[key] = wall[key] " " f[3]
			cpu[key] = cpu[key] " " f[4]
			mib[key] = mib[key] " " f[5]
		}
		if (f[2] !~ /^(vl|duckdb|polars|chdb)$/)
			others[f[1]] = others[f[1]] (index(others[f[1]], " " f[2] " ") ? "" : " " f[2] " ")
	}
	print "| case | vl | DuckDB | Polars | chdb | others | best | ratio | must | goal |"
	print "|---|---|---|---|---|---|---|---|---|---|"
}

{
	best = $3 == "-" ? fastest($1) : $3
	ratio = "–"
	if (($1 " vl") in wall && ($1 " " best) in wall)
		ratio = sprintf("%.2f", median(wall[$1 " vl"]) / median(wall[$1 " " best]))
	if (ratio != "–" && $4 != "-" && ratio + 0 > $4 + 0)
		ratio = "**" ratio "**"
	floor = ""
	n = split(others[$1], o, " ")
	for (i = 1; i <= n; i++)
		floor = floor (floor == "" ? "" : "; ") o[i] " " cell($1 " " o[i])
	printf "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", $2,
		cell($1 " vl"), cell($1 " duckdb"), cell($1 " polars"),
		cell($1 " chdb"), floor, best == "" ? "–" : best, ratio,
		$4 == "-" ? "" : $4, $5 == "-" ? "" : $5
}
