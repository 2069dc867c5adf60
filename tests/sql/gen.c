/* gen.c -- random tables and queries in two dialects. */
#include "gen.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/compiler.h"

#define ANY UINT64_MAX            /* any 64-bit integer */
#define SMALL ((uint64_t)1 << 40) /* sums of these stay exact */

/* KEEP IN STEP: gen_types */
static const struct column base[COLUMNS] = {
	{ "id", KIND_INT, 1000 },
	{ "k", KIND_INT, 10 },
	{ "n", KIND_INT, 1000000 },
	{ "x", KIND_INT, ANY },
	{ "d", KIND_REAL, 0 },
	{ "s", KIND_TEXT, 0 },
	{ "b", KIND_BOOL, 0 },
	{ "day", KIND_DATE, 0 },
};
const char gen_types[] = "types=id:BIGINT,k:BIGINT,n:BIGINT,x:BIGINT,d:DOUBLE,"
			 "s:VARCHAR,b:BOOLEAN,day:DATE";

static const char *const words[] = { "", "a", "A", "ab", "Ab", "abc", "b", "B%",
	"a_c", "10", "9", "-1", " pad ", "O'Brien", "日本", "日本語", "a,b",
	"say \"hi\"", "null", "long enough not to be inline at all",
	"long enough not to be inline either" };
static const char *const patterns[] = { "%", "a%", "%b", "%b%", "_", "__%",
	"a_c", "A%", "", "日%", "%本", "long%", "%not%all", "%%a%" };
static const char *const days[] = { "2019-12-31", "2020-01-01", "2020-02-29",
	"1969-12-31", "1970-01-01", "1600-03-01", "9999-12-31" };

static int
pick(struct gen *g, int n)
{
	return (int)vl_rand_below(&g->rand, (uint64_t)n);
}

static bool
chance(struct gen *g, int percent)
{
	return pick(g, 100) < percent;
}

/* ---- writing both texts ---- */

static void
say2(struct gen *g, const char *ours, const char *theirs)
{
	vl_buf_cstr(&g->out->ours, ours);
	vl_buf_cstr(&g->out->theirs, theirs);
}

static void VL_PRINTF(2, 3) say(struct gen *g, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	say2(g, text, text);
}

static void
say_pair(struct gen *g, const struct pair *p)
{
	vl_buf_str(&g->out->ours, vl_buf_view(&p->ours));
	vl_buf_str(&g->out->theirs, vl_buf_view(&p->theirs));
}

static void
say_text(struct gen *g, const char *s)
{
	say(g, "'");
	for (; *s; s++)
		say(g, *s == '\'' ? "''" : "%c", *s);
	say(g, "'");
}

static void
release(struct pair *p)
{
	vl_buf_release(&p->ours);
	vl_buf_release(&p->theirs);
}

/* ---- tables ---- */

static int64_t
extreme(struct gen *g)
{
	static const int64_t some[] = { INT64_MAX, INT64_MIN, INT64_MAX - 1,
		INT64_MIN + 1, 0, 1, -1, 9007199254740993, 4294967296 };

	return some[pick(g, VL_COUNTOF(some))];
}

static void
put_csv_text(struct vl_buf *csv, const char *s)
{
	vl_buf_byte(csv, '"');
	for (; *s; s++) {
		if (*s == '"')
			vl_buf_byte(csv, '"');
		vl_buf_byte(csv, *s);
	}
	vl_buf_byte(csv, '"');
}

/* One value, in SQL and in CSV. */
static void
put_value(struct gen *g, int column, int row, struct vl_buf *csv)
{
	char text[64] = "";

	if (column > 0 && chance(g, 18)) {
		say(g, "NULL");
		return;
	}
	switch (column) {
	case 0: snprintf(text, sizeof text, "%d", row); break;
	case 1: snprintf(text, sizeof text, "%d", pick(g, 10) - 3); break;
	case 2:
		snprintf(text, sizeof text, "%d", pick(g, 2000001) - 1000000);
		break;
	case 3: snprintf(text, sizeof text, "%" PRId64, extreme(g)); break;
	case 4:
		snprintf(text, sizeof text, "%.2f",
		    (pick(g, chance(g, 50) ? 16 : 8001) - 8) * 0.25);
		break;
	case 5: {
		const char *s = words[pick(g, VL_COUNTOF(words))];

		say_text(g, s);
		put_csv_text(csv, s);
		return;
	}
	case 6:
		snprintf(text, sizeof text, chance(g, 50) ? "true" : "false");
		break;
	case 7:
		snprintf(
		    text, sizeof text, "%s", days[pick(g, VL_COUNTOF(days))]);
		say_text(g, text);
		vl_buf_cstr(csv, text);
		return;
	}
	/* The least integer has no literal of its own. */
	if (strcmp(text, "-9223372036854775808") == 0)
		say(g, "-9223372036854775807 - 1");
	else
		say(g, "%s", text);
	vl_buf_cstr(csv, text);
}

void
gen_table(struct gen *g, const char *name, struct pair *sql, struct vl_buf *csv)
{
	static const int sizes[] = { 0, 1, 2, 5, 12, 30, 60 };
	int rows = sizes[pick(g, VL_COUNTOF(sizes))];

	g->out = sql;
	say(g,
	    "CREATE TABLE %s (id BIGINT, k BIGINT, n BIGINT, x BIGINT, "
	    "d DOUBLE, s VARCHAR, b BOOLEAN, day ",
	    name);
	say2(g, "DATE);\n", "TEXT);\n");
	vl_buf_cstr(csv, "id,k,n,x,d,s,b,day\n");
	for (int r = 0; r < rows; r++) {
		say(g, "INSERT INTO %s VALUES (", name);
		for (int c = 0; c < COLUMNS; c++) {
			if (c > 0) {
				say(g, ", ");
				vl_buf_byte(csv, ',');
			}
			put_value(g, c, r, csv);
		}
		say(g, ");\n");
		vl_buf_byte(csv, '\n');
	}
}

/* ---- expressions ---- */

static void gen_int(struct gen *g, int depth, uint64_t limit);
static void gen_real(struct gen *g, int depth);
static void gen_text(struct gen *g, int depth);
static void gen_bool(struct gen *g, int depth);

/* Name a column of that kind, if there is one. */
static bool
gen_column(struct gen *g, enum kind kind, uint64_t limit)
{
	int start = pick(g, g->cols);

	for (int i = 0; i < g->cols; i++) {
		const struct column *c = g->col + (start + i) % g->cols;

		if (c->kind != kind || (kind == KIND_INT && c->bound > limit))
			continue;
		say(g, "%s", c->name);
		return true;
	}
	return false;
}

static void
gen_date(struct gen *g, int depth)
{
	if (chance(g, 75) && gen_column(g, KIND_DATE, 0))
		return;
	(void)depth;
	say2(g, "DATE ", "");
	say_text(g, days[pick(g, VL_COUNTOF(days))]);
}

static void
gen_any(struct gen *g, enum kind kind, int depth, uint64_t limit)
{
	switch (kind) {
	case KIND_INT: gen_int(g, depth, limit); break;
	case KIND_REAL: gen_real(g, depth); break;
	case KIND_TEXT: gen_text(g, depth); break;
	case KIND_BOOL: gen_bool(g, depth); break;
	case KIND_DATE:
	case KINDS: gen_date(g, depth); break;
	}
}

/* CASE, coalesce and nullif of any kind. */
static void
gen_choice(struct gen *g, enum kind kind, int depth, uint64_t limit)
{
	switch (pick(g, 4)) {
	case 0:
		say(g, "CASE WHEN ");
		gen_bool(g, depth);
		say(g, " THEN ");
		gen_any(g, kind, depth, limit);
		if (chance(g, 60)) {
			say(g, " ELSE ");
			gen_any(g, kind, depth, limit);
		}
		say(g, " END");
		break;
	case 1:
		say(g, "CASE ");
		gen_int(g, 0, SMALL);
		for (int n = 1 + pick(g, 2); n > 0; n--) {
			say(g, " WHEN ");
			gen_int(g, 0, SMALL);
			say(g, " THEN ");
			gen_any(g, kind, depth, limit);
		}
		say(g, " END");
		break;
	case 2:
		say(g, "coalesce(");
		gen_any(g, kind, depth, limit);
		say(g, ", ");
		gen_any(g, kind, depth, limit);
		say(g, ")");
		break;
	default:
		say(g, "nullif(");
		gen_any(g, kind, depth, limit);
		say(g, ", ");
		gen_any(g, kind, depth, limit);
		say(g, ")");
		break;
	}
}

static void
gen_int_leaf(struct gen *g, uint64_t limit)
{
	if (chance(g, 75) && gen_column(g, KIND_INT, limit))
		return;
	if (limit == ANY && chance(g, 30))
		say(g, "%" PRId64, INT64_MAX - pick(g, 2));
	else
		say(g, "%d", pick(g, limit < 10 ? 1 : 10) - (limit >= 10) * 3);
}

static void
gen_binary_int(struct gen *g, int depth, const char *op, uint64_t limit)
{
	say(g, "(");
	gen_int(g, depth, limit);
	say(g, " %s ", op);
	gen_int(g, depth, limit);
	say(g, ")");
}

static void
gen_int(struct gen *g, int depth, uint64_t limit)
{
	if (depth <= 0 || limit < 100) {
		gen_int_leaf(g, limit);
		return;
	}
	depth--;
	if (chance(g, 15)) {
		gen_choice(g, KIND_INT, depth, limit);
		return;
	}
	if (limit > (uint64_t)1 << 60)
		limit = (uint64_t)1 << 60;
	switch (pick(g, 10)) {
	case 0: gen_binary_int(g, depth, "+", limit / 2); break;
	case 1: gen_binary_int(g, depth, "-", limit / 2); break;
	case 2: {
		uint64_t root = 1;

		while ((root << 1) * (root << 1) <= limit)
			root <<= 1;
		gen_binary_int(g, depth, "*", root);
		break;
	}
	case 3: gen_binary_int(g, depth, "/", limit); break;
	case 4: gen_binary_int(g, depth, "%", limit); break;
	case 5:
		say(g, "(- ");
		gen_int(g, depth, limit);
		say(g, ")");
		break;
	case 6:
		say(g, "abs(");
		gen_int(g, depth, limit);
		say(g, ")");
		break;
	case 7:
		say(g, "length(");
		gen_text(g, 0);
		say(g, ")");
		break;
	case 8:
		say2(g, "strpos(", "instr(");
		gen_text(g, 0);
		say(g, ", ");
		say_text(g, words[1 + pick(g, 8)]);
		say(g, ")");
		break;
	default: gen_int_leaf(g, limit); break;
	}
}

/* Multiples of powers of two, so that sums are exact in any order. */
static void
gen_real(struct gen *g, int depth)
{
	static const char *const ops[] = { "+", "-", "*" };

	if (depth <= 0 || chance(g, 40)) {
		if (!chance(g, 80) || !gen_column(g, KIND_REAL, 0))
			say2(g, "CAST(0.75 AS DOUBLE)", "0.75");
		return;
	}
	depth = depth > 2 ? 1 : depth - 1;
	switch (pick(g, 5)) {
	case 0:
		say(g, "(");
		gen_real(g, depth);
		say(g, " %s ", ops[pick(g, 3)]);
		gen_real(g, depth);
		say(g, ")");
		break;
	case 1:
		say(g, "(");
		gen_real(g, depth);
		say(g, " %s ", ops[pick(g, 3)]);
		gen_int(g, 0, 1000);
		say(g, ")");
		break;
	case 2:
		say(g, "(");
		gen_real(g, depth);
		say(g, " / %d)", 1 << pick(g, 4));
		break;
	case 3:
		say(g, "abs(");
		gen_real(g, depth);
		say(g, ")");
		break;
	default: gen_choice(g, KIND_REAL, depth, 0); break;
	}
}

static void
gen_call_text(struct gen *g, const char *name, int depth)
{
	say(g, "%s(", name);
	gen_text(g, depth);
	say(g, ")");
}

static void
gen_text(struct gen *g, int depth)
{
	static const char *const calls[] = { "lower", "upper", "trim", "ltrim",
		"rtrim" };

	if (depth <= 0 || chance(g, 30)) {
		if (!chance(g, 80) || !gen_column(g, KIND_TEXT, 0))
			say_text(g, words[pick(g, VL_COUNTOF(words))]);
		return;
	}
	depth--;
	switch (pick(g, 6)) {
	case 0: gen_call_text(g, calls[pick(g, 5)], depth); break;
	case 1:
		say(g, "substr(");
		gen_text(g, depth);
		say(g, ", %d", 1 + pick(g, 4));
		if (chance(g, 60))
			say(g, ", %d", pick(g, 5));
		say(g, ")");
		break;
	case 2:
		say(g, "replace(");
		gen_text(g, depth);
		say(g, ", ");
		say_text(g, words[pick(g, 9)]);
		say(g, ", ");
		say_text(g, words[pick(g, 9)]);
		say(g, ")");
		break;
	case 3:
		say(g, "(");
		gen_text(g, depth);
		say(g, " || ");
		gen_text(g, depth);
		say(g, ")");
		break;
	case 4:
		say(g, "CAST(");
		gen_int(g, depth, ANY);
		say2(g, " AS VARCHAR)", " AS TEXT)");
		break;
	default: gen_choice(g, KIND_TEXT, depth, 0); break;
	}
}

static void
gen_comparison(struct gen *g, int depth)
{
	static const char *const ops[] = { "=", "<>", "<", "<=", ">",
		">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM" };
	enum kind kind = (enum kind)pick(g, KINDS);
	const char *op = ops[pick(g, kind == KIND_BOOL ? 2 : 8)];

	say(g, "(");
	gen_any(g, kind, depth, ANY);
	say(g, " %s ", op);
	if (kind == KIND_REAL && chance(g, 30))
		gen_int(g, 0, 1000000);
	else
		gen_any(g, kind, depth, ANY);
	say(g, ")");
}

static void
gen_range(struct gen *g, int depth)
{
	enum kind kind = (enum kind)pick(g, KIND_BOOL);
	bool list = chance(g, 60);

	say(g, "(");
	gen_any(g, kind, depth, ANY);
	say(g, "%s%s", chance(g, 30) ? " NOT" : "",
	    list ? " IN (" : " BETWEEN ");
	for (int n = list ? 1 + pick(g, 4) : 2; n > 0; n--) {
		if (list && chance(g, 8))
			say(g, "NULL");
		else
			gen_any(g, kind, 0, ANY);
		say(g, n == 1 ? "" : list ? ", " : " AND ");
	}
	say(g, list ? "))" : ")");
}

static void
gen_like(struct gen *g, int depth)
{
	const char *p = patterns[pick(g, VL_COUNTOF(patterns))];
	bool fold = chance(g, 25);
	bool not = chance(g, 30);

	say2(g, "(", fold ? "(lower(" : "(");
	gen_text(g, depth);
	say2(g, not ? " NOT" : "",
	    fold    ? not ? ") NOT" : ")" :
		not ? " NOT" :
		      "");
	say2(g, fold ? " ILIKE " : " LIKE ", fold ? " LIKE lower(" : " LIKE ");
	say_text(g, p);
	say2(g, ")", fold ? "))" : ")");
}

static void
gen_bool(struct gen *g, int depth)
{
	if (depth <= 0) {
		if (!chance(g, 60) || !gen_column(g, KIND_BOOL, 0))
			say(g, chance(g, 50) ? "TRUE" : "FALSE");
		return;
	}
	depth--;
	switch (pick(g, 9)) {
	case 0:
	case 1:
		say(g, "(");
		gen_bool(g, depth);
		say(g, chance(g, 50) ? " AND " : " OR ");
		gen_bool(g, depth);
		say(g, ")");
		break;
	case 2:
		say(g, "(NOT ");
		gen_bool(g, depth);
		say(g, ")");
		break;
	case 3:
		say(g, "(");
		gen_any(g, (enum kind)pick(g, KINDS), depth, ANY);
		say(g, chance(g, 50) ? " IS NULL)" : " IS NOT NULL)");
		break;
	case 4: gen_like(g, depth); break;
	case 5: gen_range(g, depth); break;
	case 6:
		say(g, "(");
		gen_bool(g, depth);
		say(g, chance(g, 50) ? " IS TRUE)" : " IS NOT FALSE)");
		break;
	default: gen_comparison(g, depth); break;
	}
}

/* ---- queries ---- */

/* An item of a select list, as cN; a boolean as 1 or 0 where it is seen. */
static void
gen_item(struct gen *g, const struct pair *e, enum kind kind, uint64_t bound)
{
	struct column *c = g->item + g->items++;

	if (g->items > 1)
		say(g, ", ");
	if (kind == KIND_BOOL && g->depth == 0) {
		say(g, "CASE WHEN ");
		say_pair(g, e);
		say(g, " THEN 1 WHEN NOT ");
		say_pair(g, e);
		say(g, " THEN 0 END");
	} else {
		say_pair(g, e);
	}
	/* Other names in subqueries: an alias may hide no column. */
	snprintf(c->name, sizeof c->name, "%c%d", "cpq"[g->depth], g -> items);
	c->kind = kind;
	c->bound = bound;
	say(g, " AS %s", c->name);
}

static void
gen_plain_items(struct gen *g, int n, const enum kind *kinds)
{
	struct pair *out = g->out;

	g->items = 0;
	for (int i = 0; i < n; i++) {
		struct pair e = { 0 };

		g->out = &e;
		gen_any(g, kinds[i], pick(g, 4), ANY);
		g->out = out;
		gen_item(g, &e, kinds[i], ANY);
		release(&e);
	}
}

static void
gen_aggregate(struct gen *g, enum kind *kind)
{
	*kind = KIND_INT;
	switch (pick(g, 6)) {
	case 0: say(g, "count(*)"); return;
	case 1:
		say(g, chance(g, 50) ? "count(" : "count(DISTINCT ");
		gen_any(g, (enum kind)pick(g, KINDS), 1, ANY);
		break;
	case 2:
		say(g, "sum(");
		gen_int(g, 2, SMALL);
		break;
	case 3:
		*kind = KIND_REAL;
		say(g, chance(g, 50) ? "sum(" : "avg(");
		gen_real(g, 1);
		break;
	case 4:
		*kind = KIND_REAL;
		say(g, "avg(");
		gen_int(g, 1, SMALL);
		break;
	default: {
		static const enum kind some[] = { KIND_INT, KIND_REAL,
			KIND_TEXT, KIND_DATE };

		*kind = some[pick(g, 4)];
		say(g, chance(g, 50) ? "min(" : "max(");
		gen_any(g, *kind, 1, ANY);
		break;
	}
	}
	say(g, ")");
}

/* Keys, then aggregates; returns the number of keys. */
static void
gen_group_items(struct gen *g, int keys, struct pair *key)
{
	struct pair *out = g->out;

	g->items = 0;
	for (int i = 0; i < keys; i++) {
		enum kind kind = (enum kind)pick(g, KINDS);

		g->out = key + i;
		if (chance(g, 60) && gen_column(g, kind, ANY))
			;
		else
			gen_any(g, kind, 2, ANY);
		g->out = out;
		gen_item(g, key + i, kind, ANY);
	}
	for (int n = 1 + pick(g, 4 - keys); n > 0; n--) {
		struct pair e = { 0 };
		enum kind kind;

		g->out = &e;
		gen_aggregate(g, &kind);
		g->out = out;
		gen_item(g, &e, kind, ANY);
		release(&e);
	}
}

static void
gen_having(struct gen *g)
{
	enum kind kind;
	struct pair e = { 0 };
	struct pair *out = g->out;

	do {
		release(&e);
		g->out = &e;
		gen_aggregate(g, &kind);
	} while (kind != KIND_INT && kind != KIND_REAL);
	g->out = out;
	say(g, " HAVING ");
	say_pair(g, &e);
	say(g, " %s %d", chance(g, 50) ? ">" : "<=", pick(g, 10) - 2);
	release(&e);
}

static void gen_select(struct gen *g);

static void
add_base(struct gen *g, const char *alias)
{
	for (int i = 0; i < COLUMNS; i++) {
		struct column *c = g->col + g->cols++;

		*c = base[i];
		if (alias)
			snprintf(c->name, sizeof c->name, "%s.%.8s", alias,
			    base[i].name);
	}
}

static void
gen_join(struct gen *g)
{
	static const char *const keys[] = { "k", "k", "k", "id", "s", "day",
		"n", "x", "d" };
	int n = chance(g, 25) ? 3 : 2;

	say(g, "t%d AS a", pick(g, TABLES));
	g->cols = 0;
	add_base(g, "a");
	for (int i = 1; i < n; i++) {
		const char *key = keys[pick(g, VL_COUNTOF(keys))];
		bool other = strchr("sd", *key) == NULL && chance(g, 10);
		char left = (char)('a' + pick(g, i));
		char alias[2] = { (char)('a' + i), '\0' };

		say(g, "%s JOIN t%d AS %s ON %c.%s = %s.%s",
		    chance(g, 50) ? " LEFT" : "", pick(g, TABLES), alias, left,
		    key, alias, other ? "k" : key);
		if (chance(g, 20))
			say(g, " AND %c.b = %s.b", left, alias);
		add_base(g, alias);
	}
	g->in_order = false;
}

/* FROM; what it offers becomes the scope. */
static void
gen_from(struct gen *g)
{
	say(g, " FROM ");
	if (g->depth < 2 && chance(g, 15)) {
		say(g, "(");
		g->depth++;
		gen_select(g);
		g->depth--;
		say(g, ") AS q");
		g->cols = g->items;
		memcpy(g->col, g->item, sizeof g->item);
		g->in_order = false;
	} else if (chance(g, 30)) {
		gen_join(g);
	} else {
		say(g, "t%d", pick(g, TABLES));
		g->cols = 0;
		add_base(g, NULL);
	}
}

static void
gen_grouped(struct gen *g, const struct pair *from)
{
	struct pair key[2] = { 0 };
	int keys = pick(g, 3);

	say(g, "SELECT ");
	gen_group_items(g, keys, key);
	say_pair(g, from);
	if (chance(g, 40)) {
		say(g, " WHERE ");
		gen_bool(g, 3);
	}
	for (int i = 0; i < keys; i++) {
		say(g, i ? ", " : " GROUP BY ");
		if (chance(g, 50))
			say(g, "%d", i + 1);
		else
			say(g, "%s", g->item[i].name);
	}
	if (keys > 0 && chance(g, 25))
		gen_having(g);
	for (int i = 0; i < keys; i++)
		release(key + i);
	g->in_order = false;
}

static void
gen_plain(struct gen *g, const struct pair *from, int n, const enum kind *kinds)
{
	bool distinct = chance(g, 15);

	say(g, distinct ? "SELECT DISTINCT " : "SELECT ");
	gen_plain_items(g, n, kinds);
	say_pair(g, from);
	if (chance(g, 65)) {
		say(g, " WHERE ");
		gen_bool(g, 4);
	}
	if (distinct)
		g->in_order = false;
}

/* A SELECT without ORDER BY. */
static void
gen_select(struct gen *g)
{
	struct pair from = { 0 };
	struct pair *out = g->out;
	enum kind kinds[4];
	int n = 1 + pick(g, 4);

	g->in_order = true;
	g->out = &from;
	gen_from(g);
	g->out = out;
	for (int i = 0; i < n; i++)
		kinds[i] = (enum kind)pick(g, KINDS);
	if (chance(g, 35))
		gen_grouped(g, &from);
	else
		gen_plain(g, &from, n, kinds);
	release(&from);
}

static void
gen_union(struct gen *g)
{
	enum kind kinds[4];
	int n = 1 + pick(g, 3);

	for (int i = 0; i < n; i++)
		kinds[i] = (enum kind)pick(g, KINDS);
	for (int terms = 2 + chance(g, 20); terms > 0; terms--) {
		struct pair from = { 0 };
		struct pair *out = g->out;

		g->out = &from;
		gen_from(g);
		g->out = out;
		gen_plain(g, &from, n, kinds);
		release(&from);
		if (terms > 1)
			say(g, chance(g, 50) ? " UNION ALL " : " UNION ");
	}
	g->in_order = false;
}

/* By every item, so that the order is one. */
static void
gen_order(struct gen *g)
{
	int place[4] = { 1, 2, 3, 4 };

	vl_rand_shuffle(&g->rand, place, g->items, sizeof *place);
	for (int i = 0; i < g->items; i++) {
		bool first = chance(g, 25);

		say(g, "%s%d%s", i ? ", " : " ORDER BY ", place[i],
		    chance(g, 40) ? " DESC" : "");
		if (first)
			say(g, " NULLS FIRST");
		else
			say2(g, chance(g, 50) ? " NULLS LAST" : "",
			    " NULLS LAST");
	}
	g->in_order = true;
}

void
gen_query(struct gen *g, struct pair *out)
{
	g->out = out;
	g->depth = 0;
	if (chance(g, 12))
		gen_union(g);
	else
		gen_select(g);
	if (chance(g, 45))
		gen_order(g);
	if (g->in_order && chance(g, 40)) {
		say(g, " LIMIT %d", pick(g, 20));
		if (chance(g, 40))
			say(g, " OFFSET %d", pick(g, 8));
	}
}
