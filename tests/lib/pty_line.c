/* pty_line: prompts, and lines that are typed at them. */
#include "pty.h"

#include "fail.h"
#include "processes.h"
#include "pty_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

static bool in_canonical_mode(const struct pty *p)
{
	struct termios mode;

	return tcgetattr(p->master, &mode) == 0 && (mode.c_lflag & ICANON);
}

bool pty_is_editing(const struct pty *p)
{
	return p->edits_lines && !in_canonical_mode(p);
}

static bool behind_marker(const struct pty *p)
{
	char *row = screen_before_cursor(p->screen);
	bool behind = ends_with(row, PTY_PROMPT) || ends_with(row, PTY_PROMPT2);

	free(row);
	return behind && screen_is_eol(p->screen);
}

bool pty_at_prompt(struct pty *p)
{
	return behind_marker(p) && !(p->edits_lines && in_canonical_mode(p));
}

bool pty_is_idle(struct pty *p, void *data)
{
	(void)data;
	return process_group_waits_for_input(tcgetpgrp(p->master));
}

/* A moment of a redraw looks like a prompt (zsh reports a job, then prints the
 * prompt and what was typed so far), but not with zsh asleep. */
static bool at_rest(struct pty *p, void *data)
{
	(void)data;
	if (!pty_at_prompt(p) || !pty_is_idle(p, NULL))
		return false;
	pty_drain(p);
	return pty_at_prompt(p);
}

static unsigned marker_color(const struct pty *p)
{
	return screen_color_before(p->screen, (int)strlen(PTY_PROMPT));
}

/* elvish shows the old prompt until it has made the new one. */
static bool at_next_prompt(struct pty *p, void *data)
{
	if (p->needs_newline && screen_newlines(p->screen) <= p->newlines_sent)
		return false;
	return at_rest(p, data) && (marker_color(p) == 0 || marker_color(p) != p->color);
}

void pty_wait_prompt(struct pty *p)
{
	pty_wait_for(p, at_next_prompt, NULL, "no prompt came");
	if (!p->had_prompt)
		p->edits_lines = !in_canonical_mode(p);
	p->had_prompt = true;
	if (marker_color(p) != 0)
		p->color = marker_color(p);
}

static bool shows(struct pty *p, void *data)
{
	char *text = pty_screen(p);
	bool found = strstr(text, data) != NULL;

	free(text);
	return found;
}

void pty_wait_text(struct pty *p, const char *text)
{
	char *copy = strdup(text), *what = NULL;

	if (!copy || asprintf(&what, "the screen does not show \"%s\"", text) < 0)
		abort();
	pty_wait_for(p, shows, copy, what);
	test_held();
	free(copy);
	free(what);
}

static void trim_end(char *text)
{
	size_t n = strlen(text);

	while (n > 0 && strchr(" \t\r\n", text[n - 1]))
		text[--n] = '\0';
}

const char *pty_prompt(struct pty *p)
{
	pty_drain(p);
	free(p->prompt);
	p->prompt = screen_before_cursor(p->screen);
	trim_end(p->prompt);
	return p->prompt;
}

/* ---- a line at the prompt ---------------------------------------------- */

struct place {
	long row;
	int col, cols;
	int indent;             /* where its other rows begin */
};

/* Where the cursor stands after this text was shown from here on. */
static struct place after_text(struct place at, const wchar_t *text)
{
	for (; *text; text++) {
		int width = wcwidth(*text);

		if (width < 0)
			test_fail("pty_run can't type the character U+%04X", (unsigned)*text);
		if (at.col + width > at.cols) {
			at.row++;
			at.col = at.indent;
		}
		at.col += width;
	}
	return at;
}

static bool is_echoed(struct pty *p, void *data)
{
	const struct place *end = data, *indented = end + 1;
	long row = screen_row(p->screen);
	int col = screen_col(p->screen);

	/* Lower: zsh printed a notice and the line again below it. */
	if (row >= end->row && col == end->col)
		return true;
	if (row == indented->row && col == indented->col)
		return true;
	/* A row that is full: the cursor waits on it, or stands below. */
	return end->col == end->cols && ((row >= end->row && col == end->cols - 1) ||
					 (row > end->row && col == 0));
}

/* Types one line and waits for the prompt; returns the row that follows its echo.
 * The newline is sent when the shell has shown the text: only then is it sure
 * that the cursor behind the marker is not the old prompt's. */
static long enter_line(struct pty *p, const char *line, size_t n)
{
	struct place at = { .cols = screen_cols(p->screen) }, ends[2];
	char *bytes = strndup(line, n);
	wchar_t *text = calloc(n + 1, sizeof(*text));
	long row;

	if (!bytes || !text)
		abort();
	if (mbstowcs(text, bytes, n + 1) == (size_t)-1)
		test_fail("pty_run: the line is not UTF-8");
	pty_wait_for(p, at_rest, NULL, "pty_run: the shell is not at a prompt");
	at.row = screen_row(p->screen);
	at.col = screen_col(p->screen);
	ends[0] = after_text(at, text);
	at.indent = at.col;             /* as elvish does it */
	ends[1] = after_text(at, text);
	at = ends[0];
	pty_type(p, bytes);
	pty_wait_for(p, is_echoed, ends, "the shell did not show the line that was typed");
	row = screen_row(p->screen) + 1;
	if (at.col == at.cols && screen_col(p->screen) == 0)
		row--;
	pty_key(p, '\n');
	pty_wait_prompt(p);
	/* After a row that is full zsh goes one row further than bash. */
	if (at.col == at.cols && row < screen_row(p->screen)) {
		char *next = screen_text(p->screen, row, row + 1);

		row += next[0] == '\n';
		free(next);
	}
	free(bytes);
	free(text);
	return row;
}

char *pty_run(struct pty *p, const char *line)
{
	const char *newline;
	char *text;
	long from, to;

	if (!p->had_prompt)
		pty_wait_prompt(p);
	for (; (newline = strchr(line, '\n')) && newline[1]; line = newline + 1)
		enter_line(p, line, (size_t)(newline - line));
	from = enter_line(p, line, strcspn(line, "\n"));
	to = screen_row(p->screen);
	if (from > to)          /* the screen was cleared */
		from = screen_top(p->screen);
	text = screen_text(p->screen, from, to);
	trim_end(text);
	return text;
}

void pty_expect(struct pty *p, const char *line, const char *expected)
{
	char *text = pty_run(p, line);

	if (strcmp(text, expected) != 0)
		test_fail("`%s` printed:\n%s\ninstead of:\n%s", line, text, expected);
	test_held();
	free(text);
}
