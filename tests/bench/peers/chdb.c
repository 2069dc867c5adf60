/*
 * chdb.c -- one SQL statement through ClickHouse in process, its answer as CSV.
 *
 *	chdb [-t THREADS] SQL
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What is used of its C API, so that no header is needed. */
void **chdb_connect(int argc, char **argv);
void *chdb_query(void *con, const char *sql, const char *format);
const char *chdb_result_error(void *result);
char *chdb_result_buffer(void *result);
size_t chdb_result_length(void *result);

int
main(int argc, char **argv)
{
	char set[64];
	char *arg[] = { "clickhouse", NULL };
	const char *threads = "2";
	int c;

	while ((c = getopt(argc, argv, "t:")) != -1) {
		if (c != 't')
			return 2;
		threads = optarg;
	}
	if (optind + 1 != argc)
		return 2;
	snprintf(set, sizeof set, "SET max_threads = %s", threads);
	void **con = chdb_connect(1, arg);

	if (con == NULL)
		return 2;
	chdb_query(*con, set, "CSV");
	void *r = chdb_query(*con, argv[optind], "CSVWithNames");

	if (r == NULL || chdb_result_error(r) != NULL) {
		fprintf(stderr, "chdb: %s\n", r ? chdb_result_error(r) : "");
		return 2;
	}
	fwrite(chdb_result_buffer(r), 1, chdb_result_length(r), stdout);
	return fflush(stdout) != 0;
}
