#include <criterion/criterion.h>

#include "searchpath.h"

#include "envd/util.h"

#include <stdlib.h>

#define E "/p/.venv/bin"

static void expect(char *got, const char *want, size_t row)
{
	cr_expect(same_string(got, want), "row %zu: got <%s>, want <%s>", row, got, want);
	free(got);
}

Test(searchpath, counts_whole_entries)
{
	static const struct {
		const char *list;
		unsigned want;
	} rows[] = {
		{ NULL, 0 }, { "", 0 }, { ":", 0 }, { E, 1 }, { E ":" E, 2 }, { ":" E ":", 1 },
		{ "/a:" E ":/b", 1 }, { E "/", 0 }, { E "x", 0 }, { "x" E, 0 }, { "/p/.venv", 0 },
		{ "/p/.venv/bi", 0 }, { "/a/" E, 0 }, { E "/:" E "//:" E, 1 },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		cr_expect_eq(searchpath_count(rows[i].list, E), rows[i].want, "row %zu", i);
}

Test(searchpath, is_first)
{
	cr_expect(searchpath_is_first(E, E) && searchpath_is_first(E ":/a", E));
	cr_expect_not(searchpath_is_first(NULL, E));
	cr_expect_not(searchpath_is_first("", E));
	cr_expect_not(searchpath_is_first(":" E, E));
	cr_expect_not(searchpath_is_first("/a:" E, E));
	cr_expect_not(searchpath_is_first(E "x:" E, E));
	cr_expect_not(searchpath_is_first("/p", E));
}

Test(searchpath, without_takes_the_foremost_copies)
{
	static const struct {
		const char *list;
		unsigned keep;
		const char *want;
	} rows[] = {
		{ NULL, 0, "" }, { "", 0, "" }, { E, 0, "" }, { E, 1, E }, { E, 9, E },
		{ E ":/a", 0, "/a" }, { "/a:" E, 0, "/a" }, { "/a:" E ":/b", 0, "/a:/b" },
		{ E ":/a:" E, 1, "/a:" E }, { E ":/a:" E, 0, "/a" }, { E ":/a:" E, 2, E ":/a:" E },
		{ E ":" E ":" E, 1, E }, { "/x:" E ":/a:" E ":" E, 2, "/x:/a:" E ":" E },
		/* empty entries stay, to the byte */
		{ E ":", 0, "" }, { E "::", 0, ":" }, { E "::/a", 0, ":/a" }, { ":" E, 0, "" },
		{ ":" E ":", 0, ":" }, { "/a::" E, 0, "/a:" }, { "/a:" E ":", 0, "/a:" },
		{ ":::", 0, ":::" },
		/* what is only like it */
		{ E "/:/a", 0, E "/:/a" }, { "/a/" E ":" E "x", 0, "/a/" E ":" E "x" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect(searchpath_without(rows[i].list, E, rows[i].keep), rows[i].want, i);
}

Test(searchpath, with_is_undone_by_without)
{
	static const char *const lists[] = {
		"", "/a", "/a:/b", ":", ":/a", "/a:", "::", "/a::/b", E, "/a:" E, E ":" E, ".", "~/bin",
		"/with space:/\xff\n:'\"$x`",
	};

	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		char *with = searchpath_with(lists[i], E);

		cr_expect(searchpath_is_first(with, E));
		cr_expect_eq(searchpath_count(with, E), searchpath_count(lists[i], E) + 1);
		expect(searchpath_without(with, E, searchpath_count(lists[i], E)), lists[i], i);
		free(with);
	}
	expect(searchpath_with(NULL, E), E, 0);
	expect(searchpath_with("", E), E, 1);
	expect(searchpath_with("/a", E), E ":/a", 2);
}
