/*
 * The promise of change.h, tried with thousands of stories: environments go on
 * and off and change, shells start, the user edits PATH and variables in
 * between. A second shell without envd gets the user's edits only; when
 * nothing is on any more, both are the same.
 */
#include <criterion/criterion.h>

#include "pretend.h"
#include "searchpath.h"

#include <stdlib.h>
#include <string.h>

#define ASKED { "DEBUG", "1" }, { "DATABASE_URL", "x,y:z=%" }

static const struct target targets[] = {
	VENV("/a/.venv", "/a", "a"), VENV("/b/.venv", "/b", "b"), VENV("/a/.venv", "/a", "renamed"),
	VENV("/s p,;%/\xff", "/s p:,%", "odd"),
	{ VENV_NAMES("/a/.venv", "/a", "a"), .sets = SETS(VENV_SETS("/a/.venv", "a"), ASKED),
	  .entries = ENTRIES("/a/.venv/bin", "/a/tools", "/b/.venv/bin") },
	{ .prefix = "/a/.envd.ini", .project = "/a", .label = "", .sets = SETS(ASKED),
	  .entries = ENTRIES("/a/tools", "/b/.venv/bin") },
	/* of another kind: two entries, no VIRTUAL_ENV */
	{ .prefix = "/a/box", .project = "/a", .label = "box", .identity = "/a/box/id",
	  .entries = ENTRIES("/a/box/one", "/a/box/two"),
	  .sets = SETS({ "BOX_HOME", "/a/box" }, { "BOX_LABEL", "box" }, { "PYTHONHOME", NULL }) },
};

/* An entry of PATH may be any of these, twice or empty too. The last two are
 * environments' own: they may have stood there before. */
static const char *const entries[] = {
	"/x", "/y", "", "/z w", ".", "/a/.venv/bin/", "/a/.venv", "~", "\xff",
	"/a/.venv/bin", "/b/.venv/bin",
};

#define COMMON (COUNT_OF(entries) - 2)

struct story {
	uint32_t seed;
	struct pretend with, without;
};

static uint32_t pick(struct story *story, size_t n)
{
	story->seed = story->seed * 1664525 + 1013904223;
	return (story->seed >> 16) % (uint32_t)n;
}

static void edit_path(struct pretend *shell, uint32_t how, const char *entry)
{
	const char *path = pretend_get(shell, "PATH");
	char *edited;

	switch (how) {
	case 0: edited = xasprintf("%s:%s", entry, path); break;
	case 1: edited = xasprintf("%s:%s", path, entry); break;
	default: edited = *entry ? searchpath_without(path, entry, 0) : xstrdup(path); break;
	}
	pretend_set(shell, "PATH", edited);
	free(edited);
}

/* The same to both. Nobody can tell that the user has unset what we have unset
 * before, so that is no part of the promise. */
static void edit_variable(struct story *story, const char *name, const char *value)
{
	if (value == NULL && strcmp(name, "PYTHONHOME") == 0 &&
	    pretend_get(&story->with, "ENVD_STATE"))
		return;
	pretend_set(&story->with, name, value);
	pretend_set(&story->without, name, value);
}

static void step(struct story *story)
{
	uint32_t what = pick(story, 10), how;
	const char *entry;

	if (what < 4) {
		pretend_go(&story->with, &targets[pick(story, COUNT_OF(targets))], false);
	} else if (what == 4) {
		pretend_go(&story->with, NULL, pick(story, 2));
	} else if (what == 5) {
		pretend_go(&story->with, &targets[pick(story, COUNT_OF(targets))], true);
	} else if (what < 9) {
		how = pick(story, 3);
		entry = entries[pick(story, COMMON)];
		edit_path(&story->with, how, entry);
		edit_path(&story->without, how, entry);
	} else {
		edit_variable(story, pick(story, 2) ? "PYTHONHOME" : "VIRTUAL_ENV_PROMPT",
			      pick(story, 3) ? "by hand" : NULL);
	}
}

static void begin(struct story *story, uint32_t seed)
{
	struct buf path = BUF_INIT;

	*story = (struct story){ .seed = seed * 2654435761u + 1 };
	buf_adds(&path, "/usr/bin");    /* never taken away: an empty PATH has no entries */
	for (uint32_t n = pick(story, 6); n > 0; n--)
		buf_addf(&path, ":%s", entries[pick(story, COUNT_OF(entries))]);
	pretend_init(&story->with, VARS("VIRTUAL_ENV_PROMPT=before"));
	pretend_set(&story->with, "PATH", path.data);
	if (pick(story, 2))
		pretend_set(&story->with, "PYTHONHOME", "/before");
	pretend_init(&story->without, VARS("PATH="));
	for (size_t i = 0; i < story->with.v.n; i++)
		pretend_set(&story->without, story->with.v.v[i].name, story->with.v.v[i].value);
	buf_free(&path);
}

Test(change_random, after_any_story_only_the_user_s_own_edits_are_left)
{
	for (uint32_t seed = 0; seed < 5000; seed++) {
		struct story story;
		char *with, *without;

		begin(&story, seed);
		for (uint32_t n = 1 + pick(&story, 25); n > 0; n--)
			step(&story);
		pretend_go(&story.with, NULL, false);
		with = pretend_all(&story.with);
		without = pretend_all(&story.without);
		cr_assert_str_eq(with, without, "story %u:\n%swant\n%s", seed, with, without);
		free(with);
		free(without);
		pretend_deinit(&story.with);
		pretend_deinit(&story.without);
	}
}

/* While one is on it is found first, unless the user put something before it. */
Test(change_random, what_is_put_on_stands_first)
{
	for (uint32_t seed = 0; seed < 2000; seed++) {
		const struct target *target;
		struct story story;

		begin(&story, seed);
		for (uint32_t n = pick(&story, 10); n > 0; n--)
			step(&story);
		target = &targets[pick(&story, COUNT_OF(targets))];
		pretend_go(&story.with, target, true);
		cr_assert(searchpath_is_first(pretend_get(&story.with, "PATH"),
					      target->entries->v[0]), "%u", seed);
		cr_assert(same_string(pretend_get(&story.with, "VIRTUAL_ENV"),
				      variables_find(target->sets, "VIRTUAL_ENV")));
		for (size_t i = 0; i < target->sets->n; i++)    /* the label may be the user's */
			cr_assert(strcmp(target->sets->v[i].name, "VIRTUAL_ENV_PROMPT") == 0 ||
				  same_string(pretend_get(&story.with, target->sets->v[i].name),
					      target->sets->v[i].value), "%u", seed);
		pretend_deinit(&story.with);
		pretend_deinit(&story.without);
	}
}
