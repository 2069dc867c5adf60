/*
 * duckdb.c -- one SQL statement through DuckDB's library, its answer as CSV.
 *
 *	duckdb [-t THREADS] [-C] SQL
 *
 * -C lets DuckDB write the answer itself, in parallel: for large ones.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is used of its C API, so that no header is needed. */
typedef void *duckdb_handle;
struct duckdb_result {
	uint64_t deprecated[3];
	void *data[3];
};
int duckdb_create_config(duckdb_handle *);
int duckdb_set_config(duckdb_handle, const char *, const char *);
int duckdb_open_ext(const char *, duckdb_handle *, duckdb_handle, char **);
int duckdb_connect(duckdb_handle, duckdb_handle *);
int duckdb_query(duckdb_handle, const char *, struct duckdb_result *);
const char *duckdb_result_error(struct duckdb_result *);
uint64_t duckdb_column_count(struct duckdb_result *);
uint64_t duckdb_row_count(struct duckdb_result *);
const char *duckdb_column_name(struct duckdb_result *, uint64_t);
char *duckdb_value_varchar(struct duckdb_result *, uint64_t, uint64_t);
void duckdb_free(void *);
void duckdb_destroy_result(struct duckdb_result *);
void duckdb_disconnect(duckdb_handle *);
void duckdb_close(duckdb_handle *);

static void
put(const char *s)
{
	if (strpbrk(s, ",\"\n\r") == NULL) {
		fputs(s, stdout);
		return;
	}
	putchar('"');
	for (; *s != '\0'; s++) {
		if (*s == '"')
			putchar('"');
		putchar(*s);
	}
	putchar('"');
}

static void
put_result(struct duckdb_result *r)
{
	uint64_t columns = duckdb_column_count(r);
	uint64_t rows = duckdb_row_count(r);

	for (uint64_t c = 0; c < columns; c++) {
		put(duckdb_column_name(r, c));
		putchar(c + 1 < columns ? ',' : '\n');
	}
	for (uint64_t i = 0; i < rows; i++) {
		for (uint64_t c = 0; c < columns; c++) {
			char *v = duckdb_value_varchar(r, c, i);

			put(v ? v : "");
			duckdb_free(v);
			putchar(c + 1 < columns ? ',' : '\n');
		}
	}
}

int
main(int argc, char **argv)
{
	static char copy[1 << 16];
	duckdb_handle config;
	duckdb_handle db;
	duckdb_handle con;
	struct duckdb_result r;
	const char *threads = "2";
	char *msg = NULL;
	int large = 0;
	int c;

	while ((c = getopt(argc, argv, "t:C")) != -1) {
		if (c == 't')
			threads = optarg;
		else if (c == 'C')
			large = 1;
		else
			return 2;
	}
	if (optind + 1 != argc)
		return 2;
	snprintf(copy, sizeof copy,
	    large ? "COPY (%s) TO '/dev/stdout' (FORMAT csv, HEADER)" : "%s",
	    argv[optind]);
	duckdb_create_config(&config);
	duckdb_set_config(config, "threads", threads);
	duckdb_set_config(config, "autoinstall_known_extensions", "false");
	if (duckdb_open_ext(NULL, &db, config, &msg) != 0) {
		fprintf(stderr, "duckdb: %s\n", msg);
		return 2;
	}
	duckdb_connect(db, &con);
	/* Not prepare and execute: preparing would sniff, and eat, a pipe. */
	if (duckdb_query(con, copy, &r) != 0) {
		fprintf(stderr, "duckdb: %s\n", duckdb_result_error(&r));
		return 2;
	}
	if (!large)
		put_result(&r);
	duckdb_destroy_result(&r);
	duckdb_disconnect(&con);
	duckdb_close(&db);
	return fflush(stdout) != 0;
}
