/* table: the one way to print rows. */
#include "table.h"

#include "colour.h"

#include "envd/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define GAP 2
#define LEAST 8         /* a column is not cut below this */

static size_t count_heads(const struct table *table)
{
	size_t n = 0;

	while (table->heads[n])
		n++;
	return n;
}

/* Cuts `text` to `width` columns, at its end or at its beginning. */
static void add_cut(struct buf *out, const char *text, size_t width, bool keep_end)
{
	size_t all = text_width(text), taken = 0;
	size_t skip = keep_end && all > width ? all - width + 1 : 0;
	size_t limit = !keep_end && all > width ? width - 1 : all;
	bool fits = skip == 0;

	if (skip)
		buf_adds(out, "…");
	for (size_t i = 0, n = strlen(text), length; i < n; i += length) {
		uint32_t code = ' ';

		length = text_decode(text + i, n - i, &code);
		length = length ? length : 1;
		/* What begins before the cut is left out, with its marks. */
		fits = taken >= skip && (fits || text_width_of(code) > 0);
		taken += (size_t)text_width_of(code);
		if (fits && taken <= limit)
			buf_add(out, text + i, length);
	}
	if (limit < all)
		buf_adds(out, "…");
}

/* The columns' widths, cut from the widest until all fit. */
static void measure(const struct table *table, size_t heads, size_t width, size_t *widths)
{
	size_t total = GAP * (heads - 1);

	for (size_t i = 0; i < heads; i++)
		widths[i] = text_width(table->heads[i]);
	for (size_t i = 0; i < table->cells.n; i++) {
		size_t w = text_width(table->cells.v[i]);

		if (w > widths[i % heads])
			widths[i % heads] = w;
	}
	for (size_t i = 0; i < heads; i++)
		total += widths[i];
	while (width && total > width) {
		size_t widest = 0;

		for (size_t i = 1; i < heads; i++)
			if (widths[i] > widths[widest])
				widest = i;
		if (widths[widest] <= LEAST)
			break;
		widths[widest]--;
		total--;
	}
}

static void add_row(const struct table *table, struct buf *out, const char *const *cells,
		    size_t heads, const size_t *widths, size_t keep_end)
{
	size_t end;

	for (size_t i = 0; i < heads; i++) {
		bool may = table->colour_of && i == table->coloured && cells != table->heads;
		const char *colour = may ? table->colour_of(cells[i]) : NULL;
		size_t shown = text_width(cells[i]), start;

		buf_adds(out, colour ? colour : "");
		start = out->len;
		add_cut(out, cells[i], widths[i], i == keep_end);
		if (shown > widths[i])
			shown = text_width(out->data + start);
		buf_adds(out, colour ? COLOUR_NONE : "");
		for (size_t k = shown; k < widths[i] + GAP; k++)
			buf_addc(out, ' ');
	}
	for (end = out->len; end > 0 && out->data[end - 1] == ' '; )
		end--;
	out->len = end;
	out->data[end] = '\0';
	buf_addc(out, '\n');
}

void table_print(const struct table *table, size_t width, size_t keep_end, struct buf *out)
{
	size_t heads = count_heads(table);
	size_t *widths = xcalloc(heads, sizeof(*widths));

	measure(table, heads, width, widths);
	add_row(table, out, table->heads, heads, widths, keep_end);
	for (size_t i = 0; i + heads <= table->cells.n; i += heads)
		add_row(table, out, (const char *const *)table->cells.v + i, heads, widths,
			keep_end);
	free(widths);
}

/* No day of a calendar: its arithmetic is larger than all of this file. */
void table_add_ago(struct table *table, int64_t then, int64_t now)
{
	long long ago = now > then ? (long long)(now - then) : 0;
	char text[40];

	if (then == 0)
		snprintf(text, sizeof(text), "never");
	else if (ago < 60)
		snprintf(text, sizeof(text), "now");
	else if (ago < 3600)
		snprintf(text, sizeof(text), "%lld min ago", ago / 60);
	else if (ago < 48 * 3600)
		snprintf(text, sizeof(text), "%lld h ago", ago / 3600);
	else
		snprintf(text, sizeof(text), "%lld d ago", ago / (24 * 3600));
	strings_add(&table->cells, text);
}

size_t table_terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		return 0;
	return size.ws_col;
}
