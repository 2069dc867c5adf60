/*
 * gen.c -- the input files of the benchmark, the same bytes for a seed.
 *
 *	gen [--scale F] [--seed N] FOLDER [NAME...]
 *
 * Writes FOLDER/NAME for every NAME of the table at the end, or for those that
 * are given, unless it is already there.  --scale multiplies the rows.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gen.h"

/* ---- output ---- */

void
put_flush(struct gen *g)
{
	size_t done = 0;

	while (done < g->len) {
		ssize_t n = write(g->fd, g->buf + done, g->len - done);

		if (n < 0) {
			perror("gen: write");
			exit(2);
		}
		done += (size_t)n;
	}
	g->len = 0;
}

void
put_str(struct gen *g, const char *s)
{
	size_t n = strlen(s);

	memcpy(g->buf + g->len, s, n);
	g->len += n;
}

void
put_int(struct gen *g, int64_t v)
{
	char digits[24];
	int n = 0;
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	if (v < 0)
		put_char(g, '-');
	do
		digits[n++] = (char)('0' + u % 10);
	while ((u /= 10) != 0);
	while (n > 0)
		put_char(g, digits[--n]);
}

void
put_padded(struct gen *g, uint64_t v, int width)
{
	for (int i = width - 1; i >= 0; i--, v /= 10)
		g->buf[g->len + (size_t)i] = (char)('0' + v % 10);
	g->len += (size_t)width;
}

void
put_fixed(struct gen *g, int64_t v, int places)
{
	int64_t scale = 1;

	for (int i = 0; i < places; i++)
		scale *= 10;
	if (v < 0)
		put_char(g, '-');
	v = v < 0 ? -v : v;
	put_int(g, v / scale);
	put_char(g, '.');
	put_padded(g, (uint64_t)(v % scale), places);
}

void
put_double(struct gen *g, int64_t v, int places)
{
	put_fixed(g, v, places);
	while (g->buf[g->len - 1] == '0')
		g->len--;
	if (g->buf[g->len - 1] == '.')
		g->len--;
}

void
put_hex(struct gen *g, uint64_t v, int digits)
{
	for (int i = digits - 1; i >= 0; i--)
		put_char(g, "0123456789abcdef"[v >> 4 * i & 15]);
}

/* Seconds since 2024-01-01 as 2024-01-15 03:04:05; 31-day months will do. */
void
put_time(struct gen *g, int64_t seconds, char between)
{
	int64_t day = seconds / 86400;
	int64_t s = seconds % 86400;

	put_str(g, "2024-");
	put_padded(g, (uint64_t)(day / 28 % 12 + 1), 2);
	put_char(g, '-');
	put_padded(g, (uint64_t)(day % 28 + 1), 2);
	if (between == '\0')
		return;
	put_char(g, between);
	put_padded(g, (uint64_t)(s / 3600), 2);
	put_char(g, ':');
	put_padded(g, (uint64_t)(s / 60 % 60), 2);
	put_char(g, ':');
	put_padded(g, (uint64_t)(s % 60), 2);
}

void
put_words(struct gen *g, int64_t count)
{
	for (int64_t i = 0; i < count; i++) {
		if (i > 0)
			put_char(g, ' ');
		put_str(g, word_at((int64_t)rand_below(g, WORDS)));
	}
}

/* ---- words ---- */

/* clang-format off */
static const char *const word[WORDS] = {
	"time", "year", "people", "way", "day", "thing", "world", "life",
	"hand", "part", "child", "eye", "woman", "place", "work", "week",
	"case", "point", "company", "number", "group", "problem", "fact",
	"garden", "winter", "river", "stone", "bridge", "letter", "market",
	"window", "yellow", "crème", "naïve", "café", "façade", "über",
	"straße", "señor", "mañana", "smörgås", "żółw", "東京", "京都",
	"データ", "서울", "привет", "Ελλάδα", "quickly", "slowly", "often",
	"before", "after", "because", "however", "order", "payment", "refund",
	"delivery", "invoice", "quality", "customer", "return", "🙂",
};
/* clang-format on */

const char *
word_at(int64_t i)
{
	return word[i];
}

/* ---- the program ---- */

static int
generate(const struct kind *k, const char *folder, double scale, uint64_t seed)
{
	static struct gen g;
	char path[4096];
	char temp[4200];

	snprintf(path, sizeof path, "%s/%s", folder, k->name);
	if (access(path, R_OK) == 0)
		return 0;
	snprintf(temp, sizeof temp, "%s.%ld", path, (long)getpid());
	g.fd = open(temp, O_WRONLY | O_CREAT | O_EXCL, 0644);
	if (g.fd < 0) {
		fprintf(stderr, "gen: cannot create '%s': %s\n", temp,
		    strerror(errno));
		return -1;
	}
	g.seed = seed;
	g.rows = (int64_t)((double)k->rows * scale);
	if (k->rows <= SMALL_MAX)
		g.rows = k->rows;
	g.len = 0;
	k->write(&g);
	put_flush(&g);
	close(g.fd);
	if (rename(temp, path) < 0) {
		perror("gen: rename");
		return -1;
	}
	fprintf(stderr, "gen: %s, %lld rows\n", path, (long long)g.rows);
	return 0;
}

static int
is_wanted(const char *name, int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return 1;
	return argc == 0;
}

int
main(int argc, char **argv)
{
	double scale = 1;
	uint64_t seed = 20240101;
	int i = 1;

	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
		if (strcmp(argv[i], "--scale") == 0)
			scale = strtod(argv[i + 1], NULL);
		else if (strcmp(argv[i], "--seed") == 0)
			seed = strtoull(argv[i + 1], NULL, 10);
		else
			break;
	}
	if (i >= argc || argv[i][0] == '-' || scale <= 0 || seed == 0) {
		fputs("usage: gen [--scale F] [--seed N] FOLDER [NAME...]\n",
		    stderr);
		return 2;
	}
	for (const struct kind *k = kinds; k->name != NULL; k++)
		if (is_wanted(k->name, argc - i - 1, argv + i + 1) &&
		    generate(k, argv[i], scale, seed) < 0)
			return 2;
	return 0;
}
