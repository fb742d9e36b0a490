/* walk: each step in its order, judged before it is looked at. */
#include "../daemon/scratch.h"

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/walk.h"

static struct buf story;
static const char *refused, *known;

/* Paths are told without the scratch directory, what is above it not at all. */
static const char *without(const char *path)
{
	size_t n = strlen(scratch);

	return strncmp(path, scratch, n) == 0 && path[n] == '/' ? path + n + 1 : NULL;
}

static int before(void *data, const char *path)
{
	const char *name = without(path);

	cr_assert_eq(data, &story);
	if (name)
		buf_addf(&story, "%s? ", name);
	if (name && refused && strcmp(name, refused) == 0)
		return -EPERM;
	return name && known && strcmp(name, known) == 0 ? WALK_NO_LINK : WALK_LOOK;
}

static int step(void *data, const char *path, const struct file *file)
{
	const char *name = without(path);

	cr_assert_eq(data, &story);
	if (name)
		buf_addf(&story, "%s%s ", name, S_ISLNK(file->mode) ? "@" :
			 S_ISDIR(file->mode) ? "/" : "");
	return name && strcmp(name, "no-further") == 0 ? -EACCES : 0;
}

static void expect(int want_r, const char *path, const char *want_end, const char *want_rest,
		   const char *want_story)
{
	struct walk walk = { before, step, &story };
	char *end, *rest;
	int r;

	buf_reset(&story);
	r = walk_path(&walk, scratch, path, &end, &rest);
	cr_expect_eq(r, want_r, "%s: %d", path, r);
	cr_expect_str_eq(end, expand(want_end), "%s", path);
	cr_expect_str_eq(rest, want_rest, "%s", path);
	cr_expect_str_eq(story.data, want_story, "%s", path);
	free(end);
	free(rest);
}

static void init(void)
{
	scratch_init();
	put_file("a/b/file", "");
	put_link("a/up", "../other");
	put_link("whole", "@/a/b");
	put_dir("other");
	put_dir("no-further");
	put_link("loop", "loop");
	put_link("dangling", "a/none/x");
	put_link("root", "/");
}

TestSuite(walk, .init = init, .fini = scratch_empty);

Test(walk, goes_part_by_part_and_through_links)
{
	expect(0, "a/b/file", "@/a/b/file", "", "a? a/ a/b? a/b/ a/b/file? a/b/file ");
	expect(0, "./a//b/", "@/a/b", "", "a? a/ a/b? a/b/ ");
	expect(0, "a/../other", "@/other", "", "a? a/ other? other/ ");
	expect(0, "a/up", "@/other", "", "a? a/ a/up? a/up@ other? other/ ");
	expect(0, "whole/file", "@/a/b/file", "",
	       "whole? whole@ a? a/ a/b? a/b/ a/b/file? a/b/file ");
	expect(0, "", "@", "", "");
	expect(0, "root", "/", "", "root? root@ ");
	expect(0, "/..", "/", "", "");
	expect(0, at("other"), "@/other", "", "other? other/ ");
}

Test(walk, ends_where_it_must)
{
	expect(-ENOENT, "a/none/x", "@/a/none", "x", "a? a/ a/none? ");
	expect(-ENOENT, "dangling/y", "@/a/none", "x/y",
	       "dangling? dangling@ a? a/ a/none? ");
	expect(-ENOTDIR, "a/b/file/x", "@/a/b/file/x", "",
	       "a? a/ a/b? a/b/ a/b/file? a/b/file a/b/file/x? ");
	expect(-EACCES, "no-further/x", "@/no-further", "x", "no-further? no-further/ ");
	cr_expect(story.len > 0);
}

Test(walk, a_loop_ends)
{
	struct walk walk = { 0 };
	char *end, *rest;

	cr_expect_eq(walk_path(&walk, scratch, "loop/x", &end, &rest), -ELOOP);
	cr_expect_str_eq(end, at("loop"));
	free(end);
	free(rest);
}

/* What must not be touched is not looked at, and what is known need not be. */
Test(walk, is_judged_before_it_is_looked_at)
{
	refused = "a/b";
	expect(-EPERM, "a/b/file", "@/a/b", "file", "a? a/ a/b? ");
	expect(-EPERM, "whole", "@/a/b", "", "whole? whole@ a? a/ a/b? ");
	refused = NULL;
	known = "a";
	expect(0, "a/b", "@/a/b", "", "a? a/b? a/b/ ");
}

Test(walk, a_path_without_end_is_given_up)
{
	struct walk walk = { 0 };
	char *end, *rest, *path = malloc(20002);

	for (size_t i = 0; i < 20000; i += 2)
		memcpy(path + i, "./", 3);
	cr_expect_eq(walk_path(&walk, scratch, path, &end, &rest), -ENAMETOOLONG);
	free(end);
	free(rest);
	free(path);
}
