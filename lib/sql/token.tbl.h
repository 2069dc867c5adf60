/*
 * token.tbl.h -- the words and signs of SQL.
 *
 * Words are sorted by bytes: the lexer searches them by halves.  The flag says
 * where a word may not stand for a name without quotes: R nowhere, A not as an
 * alias without AS.  The others are names wherever the grammar has no use for
 * them.
 */
#ifndef VL_SQL_TOKEN_TBL_H
#define VL_SQL_TOKEN_TBL_H

/* clang-format off */
#define SQL_WORDS(X) \
X(ALL,		"ALL",		R) \
X(ALTER,	"ALTER",	N) \
X(ANALYZE,	"ANALYZE",	N) \
X(AND,		"AND",		R) \
X(ANTI,		"ANTI",		A) \
X(ANY,		"ANY",		R) \
X(ARRAY,	"ARRAY",	N) \
X(AS,		"AS",		R) \
X(ASC,		"ASC",		R) \
X(ASOF,		"ASOF",		A) \
X(AT,		"AT",		A) \
X(BEGIN,	"BEGIN",	N) \
X(BETWEEN,	"BETWEEN",	A) \
X(BY,		"BY",		N) \
X(CASE,		"CASE",		R) \
X(CAST,		"CAST",		R) \
X(CHECKPOINT,	"CHECKPOINT",	N) \
X(COLLATE,	"COLLATE",	A) \
X(COLUMNS,	"COLUMNS",	N) \
X(COMMIT,	"COMMIT",	N) \
X(COPY,		"COPY",		N) \
X(CREATE,	"CREATE",	R) \
X(CROSS,	"CROSS",	A) \
X(CUBE,		"CUBE",		N) \
X(CURRENT,	"CURRENT",	N) \
X(DEALLOCATE,	"DEALLOCATE",	N) \
X(DELETE,	"DELETE",	N) \
X(DESC,		"DESC",		R) \
X(DESCRIBE,	"DESCRIBE",	N) \
X(DISTINCT,	"DISTINCT",	R) \
X(DROP,		"DROP",		N) \
X(ELSE,		"ELSE",		R) \
X(END,		"END",		R) \
X(ESCAPE,	"ESCAPE",	A) \
X(EVERY,	"EVERY",	N) \
X(EXCEPT,	"EXCEPT",	R) \
X(EXCLUDE,	"EXCLUDE",	N) \
X(EXECUTE,	"EXECUTE",	N) \
X(EXISTS,	"EXISTS",	N) \
X(EXPLAIN,	"EXPLAIN",	N) \
X(FALSE,	"FALSE",	R) \
X(FETCH,	"FETCH",	A) \
X(FILTER,	"FILTER",	A) \
X(FIRST,	"FIRST",	N) \
X(FOLLOWING,	"FOLLOWING",	N) \
X(FOR,		"FOR",		A) \
X(FORMAT,	"FORMAT",	N) \
X(FROM,		"FROM",		R) \
X(FULL,		"FULL",		A) \
X(FUNCTION,	"FUNCTION",	N) \
X(GLOB,		"GLOB",		A) \
X(GROUP,	"GROUP",	R) \
X(GROUPING,	"GROUPING",	N) \
X(GROUPS,	"GROUPS",	N) \
X(HAVING,	"HAVING",	R) \
X(HYBRID,	"HYBRID",	N) \
X(IF,		"IF",		N) \
X(IGNORE,	"IGNORE",	N) \
X(ILIKE,	"ILIKE",	A) \
X(IN,		"IN",		R) \
X(INDEX,	"INDEX",	N) \
X(INNER,	"INNER",	A) \
X(INSERT,	"INSERT",	N) \
X(INTERSECT,	"INTERSECT",	R) \
X(INTERVAL,	"INTERVAL",	N) \
X(INTO,		"INTO",		R) \
X(IS,		"IS",		A) \
X(ISNULL,	"ISNULL",	A) \
X(JOIN,		"JOIN",		A) \
X(KEYWORD,	"KEYWORD",	N) \
X(LAMBDA,	"LAMBDA",	N) \
X(LAST,		"LAST",		N) \
X(LATERAL,	"LATERAL",	R) \
X(LEFT,		"LEFT",		A) \
X(LIKE,		"LIKE",		A) \
X(LIMIT,	"LIMIT",	R) \
X(MACRO,	"MACRO",	N) \
X(MAP,		"MAP",		N) \
X(MATERIALIZED,	"MATERIALIZED",	N) \
X(METRIC,	"METRIC",	N) \
X(NAME,		"NAME",		N) \
X(NATURAL,	"NATURAL",	A) \
X(NO,		"NO",		N) \
X(NOT,		"NOT",		R) \
X(NOTNULL,	"NOTNULL",	A) \
X(NULL,		"NULL",		R) \
X(NULLS,	"NULLS",	N) \
X(OFFSET,	"OFFSET",	R) \
X(ON,		"ON",		R) \
X(ONLY,		"ONLY",		N) \
X(OPTIONS,	"OPTIONS",	N) \
X(OR,		"OR",		R) \
X(ORDER,	"ORDER",	R) \
X(ORDINALITY,	"ORDINALITY",	N) \
X(OTHERS,	"OTHERS",	N) \
X(OUTER,	"OUTER",	A) \
X(OVER,		"OVER",		A) \
X(PARTITION,	"PARTITION",	N) \
X(PERCENT,	"PERCENT",	N) \
X(PIVOT,	"PIVOT",	A) \
X(POSITIONAL,	"POSITIONAL",	A) \
X(PRAGMA,	"PRAGMA",	N) \
X(PRECEDING,	"PRECEDING",	N) \
X(PREPARE,	"PREPARE",	N) \
X(QUALIFY,	"QUALIFY",	A) \
X(QUERY,	"QUERY",	N) \
X(RANGE,	"RANGE",	N) \
X(RECURSIVE,	"RECURSIVE",	N) \
X(RENAME,	"RENAME",	N) \
X(REPLACE,	"REPLACE",	N) \
X(RESET,	"RESET",	N) \
X(RESPECT,	"RESPECT",	N) \
X(RIGHT,	"RIGHT",	A) \
X(ROLLBACK,	"ROLLBACK",	N) \
X(ROLLUP,	"ROLLUP",	N) \
X(ROW,		"ROW",		N) \
X(ROWS,		"ROWS",		N) \
X(SAMPLE,	"SAMPLE",	N) \
X(SCORE_THRESHOLD,"SCORE_THRESHOLD",N) \
X(SEARCH,	"SEARCH",	N) \
X(SELECT,	"SELECT",	R) \
X(SEMI,		"SEMI",		A) \
X(SET,		"SET",		A) \
X(SETS,		"SETS",		N) \
X(SHOW,		"SHOW",		N) \
X(SIMILAR,	"SIMILAR",	A) \
X(SINK,		"SINK",		N) \
X(SLIDE,	"SLIDE",	N) \
X(SOME,		"SOME",		R) \
X(SOURCE,	"SOURCE",	N) \
X(STRUCT,	"STRUCT",	N) \
X(SUMMARIZE,	"SUMMARIZE",	N) \
X(TABLE,	"TABLE",	R) \
X(TABLES,	"TABLES",	N) \
X(TABLESAMPLE,	"TABLESAMPLE",	A) \
X(TEMP,		"TEMP",		N) \
X(TEMPORARY,	"TEMPORARY",	N) \
X(THEN,		"THEN",		R) \
X(TIES,		"TIES",		N) \
X(TO,		"TO",		A) \
X(TOP_K,	"TOP_K",	N) \
X(TRUE,		"TRUE",		R) \
X(TRUNCATE,	"TRUNCATE",	N) \
X(TRY_CAST,	"TRY_CAST",	N) \
X(UNBOUNDED,	"UNBOUNDED",	N) \
X(UNION,	"UNION",	R) \
X(UNKNOWN,	"UNKNOWN",	N) \
X(UNPIVOT,	"UNPIVOT",	A) \
X(UPDATE,	"UPDATE",	N) \
X(USE,		"USE",		N) \
X(USING,	"USING",	R) \
X(VALUES,	"VALUES",	N) \
X(VIEW,		"VIEW",		N) \
X(WHEN,		"WHEN",		R) \
X(WHERE,	"WHERE",	R) \
X(WINDOW,	"WINDOW",	A) \
X(WITH,		"WITH",		R) \
X(WITHIN,	"WITHIN",	A) \
X(WITHOUT,	"WITHOUT",	N) \
X(ZONE,		"ZONE",		N)

/* The longest that fits is taken. */
#define SQL_SIGNS(X) \
X(LPAREN,	"(") \
X(RPAREN,	")") \
X(LBRACKET,	"[") \
X(RBRACKET,	"]") \
X(LBRACE,	"{") \
X(RBRACE,	"}") \
X(COMMA,	",") \
X(SEMICOLON,	";") \
X(DOT,		".") \
X(COLON,	":") \
X(COLONS,	"::") \
X(ASSIGN,	":=") \
X(NAMED,	"=>") \
X(QUESTION,	"?") \
X(EQ,		"=") \
X(EQEQ,		"==") \
X(NE,		"<>") \
X(NOT_EQ,	"!=") \
X(LT,		"<") \
X(LE,		"<=") \
X(GT,		">") \
X(GE,		">=") \
X(PLUS,		"+") \
X(MINUS,	"-") \
X(STAR,		"*") \
X(SLASH,	"/") \
X(SLASHES,	"//") \
X(PERCENT,	"%") \
X(CARET,	"^") \
X(STARS,	"**") \
X(CONCAT,	"||") \
X(BAR,		"|") \
X(AMP,		"&") \
X(SHL,		"<<") \
X(SHR,		">>") \
X(TILDE,	"~") \
X(TILDE_STAR,	"~*") \
X(NOT_TILDE,	"!~") \
X(NOT_TILDE_STAR,"!~*") \
X(LIKE,		"~~") \
X(ILIKE,	"~~*") \
X(NOT_LIKE,	"!~~") \
X(NOT_ILIKE,	"!~~*") \
X(ARROW,	"->") \
X(ARROWS,	"->>") \
X(CONTAINS,	"@>") \
X(CONTAINED,	"<@")

/* Why bytes are no token. */
#define SQL_FAULTS(X) \
X(BYTE,		"this byte cannot stand in SQL") \
X(STRING,	"the string is never closed") \
X(QUOTED,	"the quoted name is never closed") \
X(EMPTY_NAME,	"a quoted name is empty") \
X(COMMENT,	"the comment is never closed") \
X(DOLLAR,	"the dollar-quoted string is never closed") \
X(NUMBER,	"the number is malformed") \
X(ESCAPED,	"the escape in the string is malformed") \
X(HEX,		"the blob is not hexadecimal digits in pairs")
/* clang-format on */

#endif
