/*
 * screen: what a terminal of a given size shows after some bytes were written
 * to it, with everything that has scrolled off its top. Rows are counted from
 * the first row ever shown, so a row keeps its number when the screen scrolls.
 */
#ifndef TESTS_SCREEN_H
#define TESTS_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

struct screen;

/* `reply` gets what a terminal answers to a program that asks it something. */
struct screen *screen_new(int rows, int cols,
			  void (*reply)(const char *bytes, size_t n, void *data), void *data);
void screen_free(struct screen *s);
void screen_resize(struct screen *s, int rows, int cols);

void screen_feed(struct screen *s, const char *bytes, size_t n);

/* How many line feeds were fed, ever. */
unsigned long screen_newlines(const struct screen *s);

/* The number of the first row that is visible, of the cursor's row, its column. */
long screen_top(const struct screen *s);
long screen_row(const struct screen *s);
int screen_col(const struct screen *s);
int screen_cols(const struct screen *s);

/* True if nothing is shown from the cursor to the end of its row. */
bool screen_is_eol(const struct screen *s);

/* The colour of the n-th cell to the left of the cursor, 1 and its RGB value; 0:
 * it has none of its own. */
unsigned screen_color_before(const struct screen *s, int n);

/* Has this text (ASCII), where it is shown last, a colour of its own? Negative: it is
 * not shown. */
int screen_is_coloured(const struct screen *s, const char *text);

/* The cursor's row up to the cursor, as UTF-8. The caller frees. */
char *screen_before_cursor(const struct screen *s);

/* Rows [from, to) as lines: a line that was wrapped is one line again, and
 * blanks that nobody wrote at a row's end are left out. The caller frees. */
char *screen_text(const struct screen *s, long from, long to);

/* As screen_text, from a row to the last one that is not empty. */
char *screen_text_from(const struct screen *s, long from);

#endif
