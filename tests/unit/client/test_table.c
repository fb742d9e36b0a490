#include <criterion/criterion.h>

#include "table.h"

#include "envd/text.h"

#include <stdio.h>
#include <string.h>

static const char *const two[] = { "NAME", "PATH", NULL };

/* Prints rows of cells that end with NULL, into *out. */
static void print(const char *const *heads, const char *const *cells, size_t width,
		  size_t keep_end, struct buf *out)
{
	struct table table = { .heads = heads };

	while (*cells)
		strings_add(&table.cells, *cells++);
	table_print(&table, width, keep_end, out);
	strings_free(&table.cells);
}

static void expect(const char *const *cells, size_t width, size_t keep_end, const char *want)
{
	struct buf out = BUF_INIT;

	print(two, cells, width, keep_end, &out);
	cr_expect_str_eq(out.data, want, "width %zu", width);
	buf_free(&out);
}

#define CELLS(...) (const char *const[]){ __VA_ARGS__, NULL }

Test(table, columns_begin_where_they_seem_to)
{
	expect(CELLS("a", "x", "longer", "y"), 0, 2,
	       "NAME    PATH\na       x\nlonger  y\n");
	expect(CELLS("\xe6\xbc\xa2\xe5\xad\x97", "x", "abc", "y"), 0, 2,
	       "NAME  PATH\n\xe6\xbc\xa2\xe5\xad\x97  x\nabc   y\n");
	expect(CELLS("e\xcc\x81" "e\xcc\x81" "abc", "x", "\xf0\x9f\x90\x8d", "y"), 0, 2,
	       "NAME   PATH\ne\xcc\x81" "e\xcc\x81" "abc  x\n\xf0\x9f\x90\x8d     y\n");
}

Test(table, no_line_ends_with_a_blank)
{
	expect(CELLS("a", "", "", "", "b  ", "c  "), 0, 2, "NAME  PATH\na\n\nb     c\n");
}

Test(table, a_table_without_rows_is_its_heads)
{
	struct table table = { .heads = two };
	struct buf out = BUF_INIT;

	buf_adds(&out, "before\n");
	table_print(&table, 0, 2, &out);
	cr_expect_str_eq(out.data, "before\nNAME  PATH\n");
	buf_free(&out);
}

Test(table, the_widest_column_is_cut_at_the_end_that_matters_less)
{
	expect(CELLS("abc", "/home/someone/project"), 20, 2,
	       "NAME  PATH\nabc   /home/someone\xe2\x80\xa6\n");
	expect(CELLS("abc", "/home/someone/project"), 20, 1,
	       "NAME  PATH\nabc   \xe2\x80\xa6meone/project\n");
	expect(CELLS("abc", "/home/someone/project"), 27, 1,
	       "NAME  PATH\nabc   /home/someone/project\n");
	expect(CELLS("abc", "/home/someone/project"), 0, 1,
	       "NAME  PATH\nabc   /home/someone/project\n");
	expect(CELLS("0123456789ab", "0123456789abcd"), 22, 1,
	       "NAME        PATH\n012345678\xe2\x80\xa6  \xe2\x80\xa6" "56789abcd\n");
}

#define KAN "\xe6\xbc\xa2"

/* A wide character that would be cut in two is left out, with its marks. */
Test(table, wide_characters_are_cut_whole)
{
	expect(CELLS("x", KAN KAN KAN KAN KAN KAN), 15, 2,
	       "NAME  PATH\nx     " KAN KAN KAN KAN "\xe2\x80\xa6\n");
	expect(CELLS("x", KAN KAN KAN KAN KAN KAN), 16, 2,
	       "NAME  PATH\nx     " KAN KAN KAN KAN "\xe2\x80\xa6\n");
	expect(CELLS("x", KAN KAN KAN KAN KAN KAN), 15, 1,
	       "NAME  PATH\nx     \xe2\x80\xa6" KAN KAN KAN KAN "\n");
	expect(CELLS("x", KAN KAN KAN KAN KAN KAN), 16, 1,
	       "NAME  PATH\nx     \xe2\x80\xa6" KAN KAN KAN KAN "\n");
	expect(CELLS("x", "ae\xcc\x81" "fghijkl"), 14, 1,
	       "NAME  PATH\nx     \xe2\x80\xa6" "fghijkl\n");
}

/* ---- any table ---- */

/* A cell of up to 30 columns from a small alphabet. */
static void add_cell(struct strings *cells, uint32_t *seed)
{
	static const char *const letters[] = { "a", "/", KAN, "e\xcc\x81", "\xf0\x9f\x90\x8d", " b" };
	struct buf cell = BUF_INIT;

	for (uint32_t n = *seed >> 16 & 15; n > 0; n--) {
		*seed = *seed * 1664525 + 1013904223;
		buf_adds(&cell, letters[(*seed >> 16) % COUNT_OF(letters)]);
	}
	*seed = *seed * 1664525 + 1013904223;
	strings_add(cells, cell.data);
	buf_free(&cell);
}

static void expect_rows_fit(struct buf *out, size_t width, size_t rows)
{
	size_t n = 0;

	for (char *line = out->data, *end; (end = strchr(line, '\n')); line = end + 1, n++) {
		*end = '\0';
		cr_assert(text_width(line) <= width, "%zu columns in %zu: <%s>", text_width(line),
			  width, line);
		cr_assert(end == line || end[-1] != ' ', "a blank at the end: <%s>", line);
	}
	cr_assert_eq(n, rows);
}

Test(table, fits_wherever_it_can)
{
	static const char *const heads[] = { "ONE", "TWO", "THREE", NULL };
	uint32_t seed = 5;

	for (size_t round = 0; round < 3000; round++) {
		struct table table = { .heads = heads };
		struct buf out = BUF_INIT;
		size_t width = round % 70;

		for (size_t i = 0; i < 12; i++)
			add_cell(&table.cells, &seed);
		table_print(&table, width, round % 4, &out);
		/* below 3 columns of 8 and the gaps nothing is cut any more */
		expect_rows_fit(&out, width == 0 ? SIZE_MAX : width < 28 ? 28 : width, 5);
		buf_free(&out);
		strings_free(&table.cells);
	}
}

Test(table, no_width_is_too_narrow_or_too_wide)
{
	static const size_t widths[] = { 1, 2, 3, 7, 8, 9, SIZE_MAX, SIZE_MAX - 1 };

	for (size_t i = 0; i < COUNT_OF(widths); i++) {
		struct buf out = BUF_INIT;

		print(two, CELLS("0123456789", "0123456789"), widths[i], 1, &out);
		cr_expect_str_eq(out.data, widths[i] > 22 ? "NAME        PATH\n0123456789  0123456789\n" :
				 "NAME      PATH\n0123456\xe2\x80\xa6  \xe2\x80\xa6" "3456789\n");
		buf_free(&out);
	}
}

/* Not a terminal: a file gets all. */
Test(table, output_that_is_no_terminal_has_no_width)
{
	cr_assert_not_null(freopen("/dev/null", "w", stdout));
	cr_expect_eq(table_terminal_width(), 0u);
}

Test(table, how_long_ago)
{
	static const struct { int64_t then, now; const char *text; } rows[] = {
		{ 0, 100, "never" }, { 100, 100, "now" }, { 100, 159, "now" }, { 200, 100, "now" },
		{ 100, 160, "1 min ago" }, { 100, 3699, "59 min ago" }, { 100, 3700, "1 h ago" },
		{ 1, 48 * 3600, "47 h ago" }, { 1, 1 + 48 * 3600, "2 d ago" },
		{ 1, 1 + 400 * 86400, "400 d ago" }, { -5, 100, "1 min ago" },
		{ 1, INT64_MAX, "106751991167300 d ago" },
	};
	struct table table = { 0 };

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		table_add_ago(&table, rows[i].then, rows[i].now);
		cr_expect_str_eq(table.cells.v[i], rows[i].text);
	}
	strings_free(&table.cells);
}
