/* prompt.c -- read a statement, run it, again. */
#include "tool/prompt.h"

#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "col/schema.h"
#include "expr/func.h"
#include "sql/sql.h"
#include "tool/msg.h"
#include "tool/query.h"
#include "tool/tool.h"

enum {
	HISTORY_LINES = 1000
};

struct prompt {
	struct vl_query *q;
	EditLine *edit;
	History *history;
	struct vl_buf text; /* of the statement so far */
	char path[4096];    /* of the history, or "" */
};

static char *
prompt_text(EditLine *e)
{
	static char first[] = "vl> ", more[] = "  > ";
	struct prompt *p;

	el_get(e, EL_CLIENTDATA, &p);
	return p->text.len ? more : first;
}

/* ---- completion ---- */

/* The candidates share so many bytes; the first of them is kept. */
struct matches {
	struct vl_str word;   /* what is typed */
	struct vl_str common; /* of all candidates */
	int count;
	struct vl_buf list;
};

static void
match(struct matches *m, struct vl_str name)
{
	struct vl_str head = { name.p, m->word.n };

	if (name.n < m->word.n || !vl_str_eq_fold(head, m->word))
		return;
	if (m->count++ == 0)
		m->common = name;
	int64_t n = 0;

	while (n < m->common.n && n < name.n &&
	    (m->common.p[n] | 32) == (name.p[n] | 32))
		n++;
	m->common.n = n;
	vl_buf_str(&m->list, name);
	vl_buf_cstr(&m->list, "  ");
}

static void
match_tables(struct matches *m, const struct vl_catalog *c)
{
	const struct vl_table_entry *t;

	for (int i = 0; (t = vl_catalog_at(c, i)) != NULL; i++) {
		match(m, t->name);
		if (t->source == NULL)
			continue;
		for (int k = 0; k < t->source->schema->count; k++)
			match(m, t->source->schema->field[k].name);
	}
}

static bool
is_word(char c)
{
	return c == '_' || (c >= '0' && c <= '9') ||
	    ((c | 32) >= 'a' && (c | 32) <= 'z') || (c & 0x80);
}

static unsigned char
complete(EditLine *e, int ch)
{
	const LineInfo *line = el_line(e);
	const char *from = line->cursor;
	struct matches m = { 0 };
	struct prompt *p;
	const char *w;

	(void)ch;
	el_get(e, EL_CLIENTDATA, &p);
	while (from > line->buffer && is_word(from[-1]))
		from--;
	m.word = (struct vl_str){ from, line->cursor - from };
	match_tables(&m, p->q->catalog);
	for (int i = 0; (w = vl_sql_word(i)) != NULL; i++)
		match(&m, vl_str(w));
	for (int i = 0; m.word.n > 0 && vl_func_at(i); i++)
		match(&m, vl_str(vl_func_at(i)->name));
	unsigned char done = CC_ERROR;

	if (m.count > 0 && m.common.n > m.word.n) {
		char rest[256];

		snprintf(rest, sizeof rest, "%.*s",
		    (int)(m.common.n - m.word.n), m.common.p + m.word.n);
		done = el_insertstr(e, rest) < 0 ? CC_ERROR : CC_REFRESH;
	} else if (m.count > 1 && m.word.n > 0) {
		printf("\n%.*s\n", (int)m.list.len, m.list.p);
		done = CC_REDISPLAY;
	}
	vl_buf_release(&m.list);
	return done;
}

/* ---- running ---- */

static void
open_history(struct prompt *p)
{
	const char *home = p->q->run.job->home;
	HistEvent ev;

	p->history = history_init();
	history(p->history, &ev, H_SETSIZE, HISTORY_LINES);
	history(p->history, &ev, H_SETUNIQUE, 1);
	el_set(p->edit, EL_HIST, history, p->history);
	if (home == NULL)
		return;
	mkdir(home, 0700);
	snprintf(p->path, sizeof p->path, "%s/history", home);
	history(p->history, &ev, H_LOAD, p->path);
}

static void
remember(struct prompt *p)
{
	HistEvent ev;
	char *line = vl_str_cstr(
	    &p->q->run.job->arena, vl_str_trim(vl_buf_view(&p->text)));

	if (*line)
		history(p->history, &ev, H_ENTER, line);
	if (p->path[0])
		history(p->history, &ev, H_SAVE, p->path);
}

/* What has been typed, once it is whole: run and forget it. */
static int
run_text(struct prompt *p, struct vl_err *err)
{
	/* Names and errors of a statement point into its text. */
	struct vl_str text =
	    vl_str_copy(&p->q->run.job->arena, vl_buf_view(&p->text));

	remember(p);
	vl_buf_reset(&p->text);
	if (vl_query_text(p->q, text, NULL, err) < 0) {
		if (err->code == VL_EPIPE || err->code == VL_ESTOP)
			return err->code;
		vl_msg_error(p->q->run.job, err);
	}
	return 0;
}

/* "\\q" anywhere; the words only where they cannot be part of a statement. */
static bool
is_quit(struct vl_str s, bool fresh)
{
	s = vl_str_trim(s);
	return vl_str_is(s, "\\q") ||
	    (fresh && (vl_str_is_fold(s, "exit") || vl_str_is_fold(s, "quit")));
}

static int
read_lines(struct prompt *p, struct vl_err *err)
{
	const char *line;
	int n, rc = 0;

	while (rc >= 0 && (line = el_gets(p->edit, &n)) != NULL && n > 0) {
		if (is_quit((struct vl_str){ line, n }, p->text.len == 0))
			break;
		vl_buf_add(&p->text, line, n);
		if (vl_str_trim(vl_buf_view(&p->text)).n == 0)
			vl_buf_reset(&p->text);
		else if (vl_sql_complete(vl_buf_view(&p->text)) > 0)
			rc = run_text(p, err);
	}
	return rc;
}

int
vl_prompt_run(struct vl_query *q, struct vl_err *err)
{
	struct prompt p = { .q = q };
	struct prompt *self = &p;
	int rc;

	p.edit = el_init(q->run.job->tool->name, stdin, stdout, stderr);
	if (p.edit == NULL)
		return vl_fail(err, VL_EIO, "cannot use the terminal");
	el_set(p.edit, EL_CLIENTDATA, self);
	el_set(p.edit, EL_PROMPT, prompt_text);
	el_set(p.edit, EL_EDITOR, "emacs");
	el_set(p.edit, EL_SIGNAL, 1);
	el_set(p.edit, EL_ADDFN, "vl-complete", "complete a name", complete);
	el_set(p.edit, EL_BIND, "^I", "vl-complete", NULL);
	open_history(&p);
	vl_msg_note(q->run.job, "statements end with ;  \\q ends");
	rc = read_lines(&p, err);
	vl_buf_release(&p.text);
	history_end(p.history);
	el_end(p.edit);
	return rc;
}
