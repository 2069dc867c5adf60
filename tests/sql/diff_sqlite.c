/*
 * diff_sqlite.c -- random queries, answered by vl-sql and by sqlite3.
 *
 *	diff_sqlite [-s SEED] [-n QUERIES] [-v]
 *
 * Rounds of 100 queries over three random tables; one process of each program
 * answers a round.  Even rounds read the tables from CSV files, odd ones make
 * them by INSERT.  Rows are compared in order where the query defines one, as
 * a multiset elsewhere; numbers as numbers.  -v prints the queries.
 *
 * Both programs are found on PATH.  gen.h says what is not generated and why.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/rand.h"
#include "gen.h"

enum {
	ROUND = 100,   /* queries */
	SHOWN_MAX = 10 /* differences */
};

struct query {
	struct pair text;
	bool in_order;
};

/* The rows of one answer as canonical texts. */
struct answer {
	struct vl_str *row;
	int rows, room;
	const char *error; /* or NULL */
};

static int failures, queries;

static _Noreturn void
die(const char *what)
{
	perror(what);
	exit(2);
}

static void
save(const char *path, const struct vl_buf *b)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL ||
	    (b->len > 0 && fwrite(b->p, (size_t)b->len, 1, f) != 1) ||
	    fclose(f) != 0)
		die(path);
}

static void
load(const char *path, struct vl_buf *b)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL)
		die(path);
	do {
		char *to = vl_buf_room(b, 1 << 16);

		n = fread(to, 1, 1 << 16, f);
		b->len += (int64_t)n;
	} while (n > 0);
	*vl_buf_room(b, 1) = '\0';
	fclose(f);
}

/* ---- canonical rows ---- */

/* 17 and 17.0 are one number, -0 is 0; digits beyond the 12th of others do not
 * count. */
static void
put_number(struct vl_buf *out, const char *s, int64_t n)
{
	char text[64];
	double v;

	snprintf(text, sizeof text, "%.*s", n < 60 ? (int)n : 60, s);
	if (strpbrk(text, ".eE") == NULL) {
		vl_buf_printf(out, "n%s", strcmp(text, "-0") == 0 ? "0" : text);
		return;
	}
	v = strtod(text, NULL);
	if (v == floor(v) && fabs(v) < 1e15)
		vl_buf_printf(out, "n%.0f", v == 0 ? 0.0 : v);
	else
		vl_buf_printf(out, "n%.12g", v);
}

static void
add_row(struct answer *a, struct vl_arena *arena, struct vl_buf *row)
{
	if (a->rows == a->room) {
		int room = a->room ? 2 * a->room : 64;
		struct vl_str *p = vl_new(arena, struct vl_str, room);

		if (a->rows > 0)
			memcpy(p, a->row, (size_t)a->rows * sizeof *p);
		a->row = p;
		a->room = room;
	}
	a->row[a->rows++] = vl_str_copy(arena, vl_buf_view(row));
	vl_buf_reset(row);
}

/* A JSON string at p, which is behind its quote; returns what is behind it. */
static const char *
json_string(const char *p, struct vl_buf *out)
{
	for (; *p != '"'; p++) {
		if (*p == '\0')
			return p;
		if (*p != '\\') {
			vl_buf_byte(out, *p);
			continue;
		}
		const char *at = strchr("b\bf\fn\nr\rt\t", *++p);

		if (*p == 'u') {
			vl_buf_byte(out, (char)strtol(p + 3, NULL, 16));
			p += 4;
		} else {
			vl_buf_byte(out, at ? at[1] : *p);
		}
	}
	return p + 1;
}

/* [{"c1":1,"c2":"x"},{...}] on one line, or {"error":...}. */
static void
read_json(struct vl_arena *arena, const char *p, struct answer *a)
{
	struct vl_buf row = { 0 }, key = { 0 };

	if (*p != '[')
		a->error = p;
	while (*p != '\0') {
		if (*p == '}') {
			add_row(a, arena, &row);
			p++;
		} else if (*p != '{' && *p != ',' && *p != '"') {
			p++;
		} else if (*p != '"') {
			p++;
		} else {
			p = json_string(p + 1, &key);
			p += *p == ':';
			vl_buf_byte(&row, '\t');
			if (*p == '"') {
				vl_buf_byte(&row, 's');
				p = json_string(p + 1, &row);
			} else {
				int64_t n = (int64_t)strcspn(p, ",}");

				if (*p == 'n')
					vl_buf_byte(&row, '-');
				else
					put_number(&row, p, n);
				p += n;
			}
		}
	}
	vl_buf_release(&row);
	vl_buf_release(&key);
}

/* 1,'it''s',NULL,2.5 and a line feed for each row. */
static void
read_quoted(
    struct vl_arena *arena, const char *p, const char *end, struct answer *a)
{
	struct vl_buf row = { 0 };

	while (p < end) {
		vl_buf_byte(&row, '\t');
		if (*p == '\'') {
			vl_buf_byte(&row, 's');
			while (*++p != '\'' || *++p == '\'')
				vl_buf_byte(&row, *p);
		} else {
			int64_t n = (int64_t)strcspn(p, ",\n");

			if (*p == 'N')
				vl_buf_byte(&row, '-');
			else
				put_number(&row, p, n);
			p += n;
		}
		if (*p++ == '\n')
			add_row(a, arena, &row);
	}
	vl_buf_release(&row);
}

/* ---- comparing ---- */

static int
by_text(const void *a, const void *b)
{
	return vl_str_cmp(*(const struct vl_str *)a, *(const struct vl_str *)b);
}

static void
show_rows(const char *who, const struct answer *a)
{
	printf("%s: ", who);
	if (a->error) {
		printf("%.300s\n", a->error);
		return;
	}
	printf("%d rows\n", a->rows);
	for (int i = 0; i < a->rows && i < 12; i++)
		printf("  %.*s\n", (int)a->row[i].n, a->row[i].p);
}

static void
compare(const struct query *q, struct answer *ours, struct answer *theirs)
{
	bool same = ours->error == NULL && ours->rows == theirs->rows;

	queries++;
	if (same && !q->in_order && ours->rows > 0) {
		qsort(
		    ours->row, (size_t)ours->rows, sizeof *ours->row, by_text);
		qsort(theirs->row, (size_t)theirs->rows, sizeof *theirs->row,
		    by_text);
	}
	for (int i = 0; same && i < ours->rows; i++)
		same = vl_str_eq(ours->row[i], theirs->row[i]);
	if (same || failures++ >= SHOWN_MAX)
		return;
	printf("not ok\n  vl-sql:  %.*s\n  sqlite3: %.*s\n",
	    (int)q->text.ours.len, q->text.ours.p, (int)q->text.theirs.len,
	    q->text.theirs.p);
	show_rows("vl-sql", ours);
	show_rows("sqlite3", theirs);
}

/* ---- rounds ---- */

/* Write the round's files; returns vl-sql's command line. */
static const char *
make_tables(struct gen *g, bool csv_files, struct vl_buf *theirs)
{
	struct pair sql = { 0 };
	static char command[512];

	for (int t = 0; t < TABLES; t++) {
		struct vl_buf csv = { 0 };
		char name[3] = { 't', (char)('0' + t), '\0' };
		char path[8];

		gen_table(g, name, &sql, &csv);
		snprintf(path, sizeof path, "%s.csv", name);
		save(path, &csv);
		vl_buf_release(&csv);
	}
	save("init.sql", &sql.ours);
	vl_buf_str(theirs, vl_buf_view(&sql.theirs));
	vl_buf_release(&sql.ours);
	vl_buf_release(&sql.theirs);
	snprintf(command, sizeof command,
	    "vl-sql -t json --keep-going -f ours.sql %s%s >ours.out 2>ours.err",
	    csv_files ? "t0.csv t1.csv t2.csv -O " : "--init init.sql",
	    csv_files ? gen_types : "");
	return command;
}

/* The answers stand between lines of "=". */
static void
compare_round(
    struct query *q, int count, struct vl_buf *ours, struct vl_buf *theirs)
{
	struct vl_arena arena = { 0 };
	char *line = ours->p, *part = theirs->p + 2; /* "=\n" */

	for (int i = 0; i < count; i++) {
		struct answer a = { 0 }, b = { 0 };
		char *line_end = line + strcspn(line, "\n");
		char *part_end = strstr(part - 1, "\n=\n");

		if (part_end == NULL)
			part_end = theirs->p + theirs->len - 1;
		if (*line_end == '\n')
			*line_end++ = '\0';
		read_json(&arena, line, &a);
		read_quoted(&arena, part, part_end + 1, &b);
		compare(q + i, &a, &b);
		line = line_end;
		part = part_end + 3;
	}
	vl_arena_release(&arena);
}

/* What a program said on standard error is a failure of the round. */
static void
check_silent(const char *path)
{
	struct vl_buf b = { 0 };

	load(path, &b);
	if (b.len > 0) {
		failures++;
		printf("not ok\n%s: %.400s\n", path, b.p);
	}
	vl_buf_release(&b);
}

static void
run_round(struct gen *g, int count, bool csv_files, bool verbose)
{
	struct query q[ROUND] = { 0 };
	struct vl_buf ours = { 0 }, theirs = { 0 };
	const char *command;

	vl_buf_cstr(&theirs, "PRAGMA case_sensitive_like=ON;\nBEGIN;\n");
	command = make_tables(g, csv_files, &theirs);
	vl_buf_cstr(&theirs, "COMMIT;\n.mode quote\n");
	for (int i = 0; i < count; i++) {
		gen_query(g, &q[i].text);
		q[i].in_order = g->in_order;
		vl_buf_str(&ours, vl_buf_view(&q[i].text.ours));
		vl_buf_cstr(&ours, ";\n");
		vl_buf_cstr(&theirs, ".print =\n");
		vl_buf_str(&theirs, vl_buf_view(&q[i].text.theirs));
		vl_buf_cstr(&theirs, ";\n");
	}
	vl_buf_cstr(&theirs, ".print =\n");
	if (verbose)
		printf("%.*s", (int)ours.len, ours.p);
	save("ours.sql", &ours);
	save("theirs.sql", &theirs);
	vl_buf_reset(&ours);
	vl_buf_reset(&theirs);
	if (system(command) == -1 ||
	    system("sqlite3 -batch :memory: <theirs.sql >theirs.out "
		   "2>theirs.err") == -1)
		die("system");
	check_silent("ours.err"); /* a sanitizer reports there */
	check_silent("theirs.err");
	load("ours.out", &ours);
	load("theirs.out", &theirs);
	compare_round(q, count, &ours, &theirs);
	vl_buf_release(&ours);
	vl_buf_release(&theirs);
	for (int i = 0; i < count; i++) {
		vl_buf_release(&q[i].text.ours);
		vl_buf_release(&q[i].text.theirs);
	}
}

int
main(int argc, char **argv)
{
	static const char *const files[] = { "t0.csv", "t1.csv", "t2.csv",
		"init.sql", "ours.sql", "ours.out", "ours.err", "theirs.sql",
		"theirs.out", "theirs.err" };
	char dir[] = "/tmp/diff_sqlite.XXXXXX";
	long seed = 1, count = 2000;
	bool verbose = false;
	int c;

	while ((c = getopt(argc, argv, "s:n:v")) != -1)
		switch (c) {
		case 's': seed = strtol(optarg, NULL, 10); break;
		case 'n': count = strtol(optarg, NULL, 10); break;
		case 'v': verbose = true; break;
		default: return 2;
		}
	if (mkdtemp(dir) == NULL || chdir(dir) != 0)
		die(dir);
	for (long k = 0; k * ROUND < count; k++) {
		/* Each round has a seed of its own: `-s S -n 1` is round S. */
		struct gen g = { .rand = vl_rand_init((uint64_t)(seed + k)) };
		long left = count - k * ROUND;
		int before = failures;

		run_round(&g, left < ROUND ? (int)left : ROUND,
		    (seed + k) % 2 == 0, verbose);
		if (failures > before)
			printf("these were of round %ld\n", seed + k);
	}
	printf("sql: %d passed, %d failed\n", queries - failures, failures);
	if (failures > 0) {
		printf("sql: the files of the last round are in %s\n", dir);
		return 1;
	}
	for (int i = 0; i < VL_COUNTOF(files); i++)
		unlink(files[i]);
	return chdir("/") == 0 && rmdir(dir) == 0 ? 0 : 2;
}
