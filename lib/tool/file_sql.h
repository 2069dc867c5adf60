/*
 * file_sql.h -- `velaria file-sql`: SQL over one file by the option names of
 * the first Velaria, answered by one JSON document (document.h).
 */
#ifndef VL_TOOL_FILE_SQL_H
#define VL_TOOL_FILE_SQL_H

/* All of main(); argv[0] is the command's name. */
int vl_file_sql_main(int argc, char **argv);

#endif
