/* prompt.c -- read a statement, run it, again. */
#include "tool/prompt.h"

#include <histedit.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "sql/sql.h"
#include "tool/msg.h"
#include "tool/names.h"
#include "tool/query.h"
#include "tool/signal.h"
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

/* In rows as wide as the screen, names below each other. */
static void
show_names(EditLine *e, const struct vl_names *n)
{
	int wide = 0, rows, columns;
	int screen = 80;

	el_get(e, EL_GETTC, "co", &screen, NULL);
	for (int i = 0; i < n->count; i++)
		if (n->name[i].n + 2 > wide)
			wide = (int)n->name[i].n + 2;
	columns = screen > wide ? screen / wide : 1;
	rows = (n->count + columns - 1) / columns;
	printf("\n");
	for (int r = 0; r < rows; r++) {
		for (int i = r; i < n->count; i += rows)
			printf("%-*.*s", i + rows < n->count ? wide : 0,
			    (int)n->name[i].n, n->name[i].p);
		printf("\n");
	}
}

/* Put what all of them begin with in place of the word. */
static unsigned char
insert_common(EditLine *e, const struct vl_names *n)
{
	char text[256];

	snprintf(text, sizeof text, "%.*s", (int)n->common.n, n->common.p);
	el_deletestr(e, (int)n->word.n);
	return el_insertstr(e, text) < 0 ? CC_ERROR : CC_REFRESH;
}

static unsigned char
complete(EditLine *e, int ch)
{
	const LineInfo *line = el_line(e);
	struct vl_buf before = { 0 };
	struct vl_names n = { 0 };
	unsigned char done = CC_ERROR;
	struct prompt *p;

	(void)ch;
	el_get(e, EL_CLIENTDATA, &p);
	vl_buf_add(&before, p->text.p, p->text.len);
	vl_buf_add(&before, line->buffer, line->cursor - line->buffer);
	vl_names_find(&n, p->q->catalog, vl_buf_view(&before));
	if (n.count == 1 || (n.count > 1 && n.common.n > n.word.n)) {
		done = insert_common(e, &n);
	} else if (n.count > 1) {
		show_names(e, &n);
		done = CC_REDISPLAY;
	}
	vl_arena_release(&n.arena);
	vl_buf_release(&before);
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

/* A person's Ctrl-C ends what is being done, and not the session. */
static bool
interrupted(struct prompt *p)
{
	if (!vl_signal_forget(SIGINT))
		return false;
	vl_buf_reset(&p->text);
	printf("\n");
	fflush(stdout);
	return true;
}

/* What has been typed, once it is whole: run and forget it. */
static int
run_text(struct prompt *p, struct vl_err *err)
{
	/* Names and errors of a statement point into its text. */
	struct vl_str text =
	    vl_str_copy(&p->q->run.job->arena, vl_buf_view(&p->text));
	int rc;

	remember(p);
	vl_buf_reset(&p->text);
	rc = vl_query_text(p->q, text, NULL, err);
	if (rc >= 0 || interrupted(p))
		return 0;
	if (err->code == VL_EPIPE || err->code == VL_ESTOP)
		return err->code;
	vl_msg_error(p->q->run.job, err);
	return 0;
}

static const char help[] =
    "Statements of SQL end with ; and may take several lines.\n"
    "  FROM 'data.csv' LIMIT 5;    rows of a file\n"
    "  \\d                          tables: SHOW TABLES\n"
    "  \\d NAME                     its columns: DESCRIBE NAME\n"
    "  \\q, exit, Ctrl-D            end\n"
    "TAB completes names and files, Ctrl-C gives up a statement.  vl-sql(7)\n"
    "has the language.\n";

/* A line by itself that is no SQL: 1 it was one, 0 it was none. */
static int
run_command(
    struct prompt *p, struct vl_str line, bool *quit, struct vl_err *err)
{
	struct vl_str s = vl_str_trim(line);

	*quit = vl_str_is(s, "\\q") || vl_str_is_fold(s, "exit") ||
	    vl_str_is_fold(s, "quit");
	if (*quit)
		return 1;
	if (vl_str_is(s, "\\?") || vl_str_is_fold(s, "help")) {
		fputs(help, stdout);
		fflush(stdout);
		return 1;
	}
	if (!vl_str_starts(s, VL_STR("\\d")))
		return 0;
	struct vl_str name = vl_str_trim((struct vl_str){ s.p + 2, s.n - 2 });

	vl_buf_reset(&p->text);
	vl_buf_cstr(&p->text, name.n > 0 ? "DESCRIBE " : "SHOW TABLES");
	vl_buf_str(&p->text, name);
	vl_buf_byte(&p->text, ';');
	return run_text(p, err) < 0 ? err->code : 1;
}

static int
take_line(struct prompt *p, struct vl_str line, bool *quit, struct vl_err *err)
{
	int rc = 0;

	if (p->text.len == 0)
		rc = run_command(p, line, quit, err);
	else
		*quit = vl_str_is(vl_str_trim(line), "\\q");
	if (rc != 0 || *quit)
		return rc;
	vl_buf_str(&p->text, line);
	if (vl_str_trim(vl_buf_view(&p->text)).n == 0)
		vl_buf_reset(&p->text);
	else if (vl_sql_complete(vl_buf_view(&p->text)) > 0)
		return run_text(p, err);
	return 0;
}

static int
read_lines(struct prompt *p, struct vl_err *err)
{
	bool quit = false;
	int rc = 0;

	while (rc >= 0 && !quit) {
		int n;
		const char *line = el_gets(p->edit, &n);

		if (line != NULL && n > 0)
			rc = take_line(
			    p, (struct vl_str){ line, n }, &quit, err);
		else
			quit = !interrupted(p);
		if (quit && line == NULL)
			printf("\n"); /* behind ^D */
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
	vl_msg_note(q->run.job, "statements end with ;  \\? helps, \\q ends");
	vl_signal_patient();
	rc = read_lines(&p, err);
	vl_buf_release(&p.text);
	history_end(p.history);
	el_end(p.edit);
	return rc;
}
