/*
 * agree.c -- do two CSV answers say the same?
 *
 *	agree A B
 *
 * The first record is the header: only its number of columns counts.  The order
 * of the others does not; integers agree exactly, other numbers to one part in
 * 10^8.  Exit status 0 if they agree, 1 if not, 2 if one cannot be read.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct answer {
	char *text;   /* fields, each ended by NUL, in place of the file */
	char **field; /* rows * columns pointers into text and number */
	size_t fields;
	size_t columns;
};

static size_t sort_columns; /* qsort has no argument for it */

static char *
slurp(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	size_t cap = 1 << 16;
	char *s = malloc(cap + 1);
	size_t n;

	if (f == NULL || s == NULL)
		return NULL;
	*size = 0;
	while ((n = fread(s + *size, 1, cap - *size, f)) > 0) {
		*size += n;
		if (*size == cap && (s = realloc(s, 1 + (cap *= 2))) == NULL)
			return NULL;
	}
	fclose(f);
	s[*size] = '\0';
	return s;
}

static int
add_field(struct answer *a, char *s)
{
	if ((a->fields & (a->fields - 1)) == 0) {
		size_t cap = a->fields ? 2 * a->fields : 1;
		char **p = realloc(a->field, cap * sizeof *p);

		if (p == NULL)
			return -1;
		a->field = p;
	}
	a->field[a->fields++] = s;
	return 0;
}

/* RFC 4180, unquoted in place: a field never grows. */
static int
split(struct answer *a, char *s, const char *end)
{
	while (s < end) {
		char *out = s;

		if (add_field(a, s) < 0)
			return -1;
		if (*s == '"') {
			for (s++; s < end && (*s != '"' || s[1] == '"'); s++) {
				s += *s == '"';
				*out++ = *s;
			}
			s += s < end;
		} else {
			while (s < end && *s != ',' && *s != '\n' && *s != '\r')
				*out++ = *s++;
		}
		if (s < end && *s == '\r' && s[1] == '\n')
			s++;
		int last = s >= end || *s == '\n';

		*out = '\0';
		s++;
		if (last && a->columns == 0)
			a->columns = a->fields;
	}
	return 0;
}

static int
is_integer(const char *s)
{
	return s[strspn(s, "-0123456789")] == '\0';
}

/* A number as a text that another spelling of it shares, mostly. */
static char *
canonical(char *s)
{
	char text[40];
	char *end;
	double v = strtod(s, &end);

	if (is_integer(s) || *s == '\0' || *end != '\0' || !isfinite(v))
		return s;
	snprintf(text, sizeof text, "%.10g", v);
	if (strlen(text) > strlen(s))
		return strdup(text);
	memcpy(s, text, strlen(text) + 1);
	return s;
}

/* Sorts by the canonical texts, compares by the values themselves. */
static int
row_order(const void *x, const void *y)
{
	char *const *a = x;
	char *const *b = y;
	int c = 0;

	for (size_t i = 0; c == 0 && i < sort_columns; i++)
		c = strcmp(a[i], b[i]);
	return c;
}

static int
read_answer(struct answer *a, const char *path)
{
	size_t size;

	a->text = slurp(path, &size);
	if (a->text == NULL || split(a, a->text, a->text + size) < 0)
		return -1;
	if (a->columns == 0 || a->fields % a->columns != 0)
		return -1;
	for (size_t i = a->columns; i < a->fields; i++)
		if ((a->field[i] = canonical(a->field[i])) == NULL)
			return -1;
	sort_columns = a->columns;
	qsort(a->field + a->columns, a->fields / a->columns - 1,
	    a->columns * sizeof *a->field, row_order);
	return 0;
}

static int
same(const char *a, const char *b)
{
	char *enda;
	char *endb;

	if (strcmp(a, b) == 0)
		return 1;
	if (is_integer(a) && is_integer(b))
		return 0;
	double x = strtod(a, &enda);
	double y = strtod(b, &endb);

	if (*a == '\0' || *b == '\0' || *enda != '\0' || *endb != '\0')
		return 0;
	return fabs(x - y) <= 1e-8 * fmax(fabs(x), fabs(y));
}

int
main(int argc, char **argv)
{
	struct answer a = { 0 };
	struct answer b = { 0 };

	if (argc != 3 || read_answer(&a, argv[1]) < 0 ||
	    read_answer(&b, argv[2]) < 0)
		return 2;
	if (a.columns != b.columns || a.fields != b.fields)
		return 1;
	for (size_t i = a.columns; i < a.fields; i++)
		if (!same(a.field[i], b.field[i]))
			return 1;
	return 0;
}
