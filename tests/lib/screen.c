/*
 * screen: libvterm, with a scrollback. libvterm 0.1 does not tell a wrapped
 * line from two, so the rows that a line feed was sent on are noted: a row that
 * is full to its last column and was not ended goes on in the next one.
 */
#include "screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vterm.h>

struct line {
	char *text;
	bool wrapped;
};

struct screen {
	VTerm *vt;
	VTermScreen *cells;
	struct line *history;
	long scrolled, history_cap;
	bool *ended;            /* a row of the screen: a line feed was sent on it */
	int rows, cols;
	unsigned long newlines;
};

static VTermPos cursor(const struct screen *s)
{
	VTermPos pos;

	vterm_state_get_cursorpos(vterm_obtain_state(s->vt), &pos);
	return pos;
}

static void put_utf8(FILE *out, uint32_t c)
{
	if (c < 0x80) {
		putc((int)c, out);
		return;
	}
	if (c < 0x800) {
		putc((int)(0xc0 | c >> 6), out);
	} else {
		if (c < 0x10000) {
			putc((int)(0xe0 | c >> 12), out);
		} else {
			putc((int)(0xf0 | c >> 18), out);
			putc((int)(0x80 | (c >> 12 & 0x3f)), out);
		}
		putc((int)(0x80 | (c >> 6 & 0x3f)), out);
	}
	putc((int)(0x80 | (c & 0x3f)), out);
}

/* Cells that nobody wrote are blanks, but not at the end of a row unless asked. */
static void put_cells(FILE *out, const VTermScreenCell *cells, int n, bool keep_blanks)
{
	int blanks = 0;

	for (int i = 0; i < n; i++) {
		const uint32_t *chars = cells[i].chars;

		if (chars[0] == (uint32_t)-1)   /* right half of a wide character */
			continue;
		if (chars[0] == 0) {
			blanks++;
			continue;
		}
		for (; blanks > 0; blanks--)
			putc(' ', out);
		for (int k = 0; k < VTERM_MAX_CHARS_PER_CELL && chars[k]; k++)
			put_utf8(out, chars[k]);
	}
	for (; keep_blanks && blanks > 0; blanks--)
		putc(' ', out);
}

/* The first n cells of a visible row; true if its last column is used. */
static bool put_row(const struct screen *s, FILE *out, int row, int n, bool keep_blanks)
{
	VTermScreenCell cells[n + 1];

	memset(cells, 0, sizeof(cells));
	for (int col = 0; col < n; col++)
		vterm_screen_get_cell(s->cells, (VTermPos){ .row = row, .col = col }, &cells[col]);
	put_cells(out, cells, n, keep_blanks);
	return n > 0 && cells[n - 1].chars[0] != 0;
}

static int on_pushline(int cols, const VTermScreenCell *cells, void *data)
{
	struct screen *s = data;
	struct line *line;
	size_t length;
	FILE *out;

	if (s->scrolled == s->history_cap) {
		s->history_cap = s->history_cap ? s->history_cap * 2 : 256;
		s->history = realloc(s->history, (size_t)s->history_cap * sizeof(*s->history));
		if (!s->history)
			abort();
	}
	line = &s->history[s->scrolled++];
	out = open_memstream(&line->text, &length);
	if (!out)
		abort();
	put_cells(out, cells, cols, false);
	fclose(out);
	line->wrapped = cells[cols - 1].chars[0] != 0 && !s->ended[0];
	memmove(s->ended, s->ended + 1, (size_t)(s->rows - 1) * sizeof(*s->ended));
	s->ended[s->rows - 1] = false;
	return 1;
}

struct screen *screen_new(int rows, int cols,
			  void (*reply)(const char *bytes, size_t n, void *data), void *data)
{
	static const VTermScreenCallbacks callbacks = { .sb_pushline = on_pushline };
	struct screen *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->vt = vterm_new(rows, cols);
	s->rows = rows;
	s->cols = cols;
	s->ended = calloc((size_t)rows, sizeof(*s->ended));
	if (!s->vt || !s->ended)
		abort();
	vterm_set_utf8(s->vt, 1);
	vterm_output_set_callback(s->vt, reply, data);
	s->cells = vterm_obtain_screen(s->vt);
	vterm_screen_set_callbacks(s->cells, &callbacks, s);
	vterm_screen_reset(s->cells, 1);
	return s;
}

void screen_free(struct screen *s)
{
	if (!s)
		return;
	vterm_free(s->vt);
	for (long i = 0; i < s->scrolled; i++)
		free(s->history[i].text);
	free(s->history);
	free(s->ended);
	free(s);
}

void screen_resize(struct screen *s, int rows, int cols)
{
	bool *ended = calloc((size_t)rows, sizeof(*ended));

	if (!ended)
		abort();
	/* Shrinking pushes lines, and these shift the old notes. */
	vterm_set_size(s->vt, rows, cols);
	memcpy(ended, s->ended, (size_t)(rows < s->rows ? rows : s->rows) * sizeof(*ended));
	free(s->ended);
	s->ended = ended;
	s->rows = rows;
	s->cols = cols;
}

static void feed_segment(struct screen *s, const char *bytes, size_t n)
{
	long before = screen_row(s), after, row;

	if (n == 0)
		return;
	vterm_input_write(s->vt, bytes, n);
	after = screen_row(s);
	for (row = before < after ? before : after; row <= before || row <= after; row++) {
		if (row >= s->scrolled)
			s->ended[row - s->scrolled] = false;
	}
}

void screen_feed(struct screen *s, const char *bytes, size_t n)
{
	const char *newline;

	while (n > 0 && (newline = memchr(bytes, '\n', n))) {
		size_t length = (size_t)(newline - bytes);

		feed_segment(s, bytes, length);
		s->ended[cursor(s).row] = true;
		s->newlines++;
		vterm_input_write(s->vt, "\n", 1);
		bytes += length + 1;
		n -= length + 1;
	}
	feed_segment(s, bytes, n);
}

unsigned long screen_newlines(const struct screen *s)
{
	return s->newlines;
}

long screen_top(const struct screen *s)
{
	return s->scrolled;
}

long screen_row(const struct screen *s)
{
	return s->scrolled + cursor(s).row;
}

int screen_col(const struct screen *s)
{
	return cursor(s).col;
}

int screen_cols(const struct screen *s)
{
	return s->cols;
}

/* elvish writes blanks there, to see whether the row was empty. */
bool screen_is_eol(const struct screen *s)
{
	VTermScreenCell cell;
	VTermPos pos;

	for (pos = cursor(s); pos.col < s->cols; pos.col++) {
		memset(&cell, 0, sizeof(cell));
		vterm_screen_get_cell(s->cells, pos, &cell);
		if (cell.chars[0] != 0 && cell.chars[0] != ' ')
			return false;
	}
	return true;
}

unsigned screen_color_before(const struct screen *s, int n)
{
	VTermPos pos = cursor(s);
	VTermScreenCell cell = { 0 };

	pos.col -= n;
	if (pos.col >= 0)
		vterm_screen_get_cell(s->cells, pos, &cell);
	if (pos.col < 0 || VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) || !VTERM_COLOR_IS_RGB(&cell.fg))
		return 0;
	return 1u + ((unsigned)cell.fg.rgb.red << 16 | (unsigned)cell.fg.rgb.green << 8 |
		     cell.fg.rgb.blue);
}

static bool is_at(const struct screen *s, VTermPos pos, const char *text)
{
	VTermScreenCell cell;

	for (; *text; text++, pos.col++) {
		memset(&cell, 0, sizeof(cell));
		vterm_screen_get_cell(s->cells, pos, &cell);
		if (pos.col >= s->cols || cell.chars[0] != (unsigned char)*text)
			return false;
	}
	return true;
}

int screen_is_coloured(const struct screen *s, const char *text)
{
	VTermScreenCell cell = { 0 };
	VTermPos pos;

	for (pos.row = s->rows - 1; pos.row >= 0; pos.row--)
		for (pos.col = 0; pos.col < s->cols; pos.col++)
			if (is_at(s, pos, text)) {
				vterm_screen_get_cell(s->cells, pos, &cell);
				return !VTERM_COLOR_IS_DEFAULT_FG(&cell.fg);
			}
	return -1;
}

char *screen_before_cursor(const struct screen *s)
{
	VTermPos pos = cursor(s);
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	if (!out)
		abort();
	put_row(s, out, pos.row, pos.col, true);
	fclose(out);
	return text;
}

char *screen_text(const struct screen *s, long from, long to)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	if (!out)
		abort();
	for (long row = from; row < to && row < s->scrolled + s->rows; row++) {
		bool wrapped;

		if (row < s->scrolled) {
			fputs(s->history[row].text, out);
			wrapped = s->history[row].wrapped;
		} else {
			wrapped = put_row(s, out, (int)(row - s->scrolled), s->cols, false);
			wrapped = wrapped && !s->ended[row - s->scrolled];
		}
		if (!wrapped)
			putc('\n', out);
	}
	fclose(out);
	return text;
}

char *screen_text_from(const struct screen *s, long from)
{
	int row = s->rows;

	while (row > 0 && vterm_screen_is_eol(s->cells, (VTermPos){ .row = row - 1, .col = 0 }))
		row--;
	return screen_text(s, from, s->scrolled + row);
}
