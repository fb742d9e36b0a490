/* The arithmetic of paths; test_places.c has paths_init(). */
#include <criterion/criterion.h>

#include "envd/paths.h"
#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

static void expect(char *got, const char *want, const char *of)
{
	cr_expect(same_string(got, want), "%s: got <%s>, want <%s>", of, got, want);
	free(got);
}

Test(paths, clean)
{
	static const struct {
		const char *base, *path, *want;
	} rows[] = {
		{ "/", "/", "/" }, { "/", "//", "/" }, { "/", "", "/" }, { "/", ".", "/" },
		{ "/", "..", "/" }, { "/", "/..", "/" }, { "/", "/../..", "/" }, { "/", "/../a", "/a" },
		{ "/", "/a", "/a" }, { "/", "/a/", "/a" }, { "/", "//a//b//", "/a/b" },
		{ "/", "/a/./b/.", "/a/b" }, { "/", "/a/../b", "/b" }, { "/", "/a/b/..", "/a" },
		{ "/", "/a/b/../../..", "/" }, { "/", "/a/...", "/a/..." }, { "/", "/.a/..b", "/.a/..b" },
		{ "/", "/a /b\n", "/a /b\n" }, { "/", "/\xff/..x", "/\xff/..x" },
		{ "/x/y", "z", "/x/y/z" }, { "/x/y", "../z", "/x/z" }, { "/x/y", "../../../z", "/z" },
		{ "/x/y", "", "/x/y" }, { "/x/y", ".", "/x/y" }, { "/x//y/.", "./z/", "/x/y/z" },
		{ "/x/y", "/z", "/z" }, { "/x", "-z", "/x/-z" }, { "/x", "~", "/x/~" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *got = path_clean(rows[i].base, rows[i].path);

		cr_expect(path_is_clean(got), "<%s>", got);
		expect(got, rows[i].want, rows[i].path);
	}
}

Test(paths, is_clean)
{
	static const char *const clean[] = {
		"/", "/a", "/a/b", "/.a", "/..a", "/a..", "/...", "/a/.b/c.", "/ ", "/\n", "/~", "/\xff",
	};
	static const char *const unclean[] = {
		"", "a", ".", "..", "//", "/a/", "/a//b", "//a", "/.", "/..", "/./a", "/../a", "/a/.",
		"/a/..", "/a/./b", "/a/../b", "./a", "~", " /a",
	};
	char *longest = malloc(PATH_LIMIT + 2);

	for (size_t i = 0; i < COUNT_OF(clean); i++)
		cr_expect(path_is_clean(clean[i]), "<%s>", clean[i]);
	for (size_t i = 0; i < COUNT_OF(unclean); i++)
		cr_expect_not(path_is_clean(unclean[i]), "<%s>", unclean[i]);
	memset(longest, 'x', PATH_LIMIT + 1);
	longest[0] = '/';
	longest[PATH_LIMIT + 1] = '\0';
	cr_expect_not(path_is_clean(longest));
	longest[PATH_LIMIT] = '\0';
	cr_expect(path_is_clean(longest));
	free(longest);
}

Test(paths, parts_of_a_path)
{
	static const struct {
		const char *path, *parent, *base;
	} rows[] = {
		{ "/", "/", "" }, { "/a", "/", "a" }, { "/a/b", "/a", "b" }, { "/a/b/c", "/a/b", "c" },
		{ "/a b/\n", "/a b", "\n" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		expect(path_parent(rows[i].path), rows[i].parent, rows[i].path);
		cr_expect_str_eq(path_base(rows[i].path), rows[i].base);
	}
	cr_expect_str_eq(path_base("name"), "name");
	expect(path_join("/", "a"), "/a", "join");
	expect(path_join("/a", "b"), "/a/b", "join");
	expect(path_join("/a", "b/c"), "/a/b/c", "join");
}

Test(paths, is_in_goes_by_whole_names)
{
	static const struct {
		const char *path, *dir;
		bool want;
	} rows[] = {
		{ "/a", "/a", true }, { "/a/b", "/a", true }, { "/a/b/c", "/a", true },
		{ "/", "/", true }, { "/a", "/", true }, { "/ab", "/a", false }, { "/a", "/a/b", false },
		{ "/", "/a", false }, { "/b/a", "/a", false }, { "", "/", false }, { "", "/a", false },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		cr_expect_eq(path_is_in(rows[i].path, rows[i].dir), rows[i].want, "<%s> in <%s>",
			     rows[i].path, rows[i].dir);
}

Test(paths, real)
{
	expect(path_real("/proc/self/root/"), "/", "/proc/self/root");
	cr_expect_null(path_real("/none/at/all"));
}
