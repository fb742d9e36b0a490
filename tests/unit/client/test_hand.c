/* hand_of(): what the user's own hand did, which goes first. */
#include <criterion/criterion.h>

#include "pretend.h"

static const struct target a = VENV("/a/.venv", "/a", "a");

#define A "/a/.venv/bin"

struct row {
	const char *name, *value;       /* what was changed by hand; NULL: unset */
	enum hand old, new;             /* in a shell that was there, in a new one */
};

static void expect_rows(const struct row *rows, size_t n, const char *path,
			const struct target *target)
{
	for (size_t i = 0; i < n; i++) {
		struct pretend shell;

		pretend_init(&shell, VARS("ENVD_STATE="));
		pretend_set(&shell, "PATH", path);
		pretend_go(&shell, target, false);
		pretend_set(&shell, rows[i].name, rows[i].value);
		cr_expect_eq(pretend_hand(&shell, false, false), rows[i].old, "%s=%s: %d",
			     rows[i].name, rows[i].value, pretend_hand(&shell, false, false));
		cr_expect_eq(pretend_hand(&shell, false, true), rows[i].new, "%s=%s, new: %d",
			     rows[i].name, rows[i].value, pretend_hand(&shell, false, true));
		pretend_deinit(&shell);
	}
}

Test(hand, while_nothing_of_ours_is_on)
{
	static const struct row rows[] = {
		{ "PATH", "/bin", HAND_NONE, HAND_NONE },
		{ "VIRTUAL_ENV", NULL, HAND_NONE, HAND_NONE },
		{ "VIRTUAL_ENV", "", HAND_NONE, HAND_NONE },
		{ "VIRTUAL_ENV", "/a/.venv", HAND_OTHER, HAND_OTHER },
		{ "CONDA_PREFIX", "/c", HAND_OTHER, HAND_OTHER },
		{ "CONDA_PREFIX", "", HAND_NONE, HAND_NONE },
		{ "CONDA_DEFAULT_ENV", "x", HAND_NONE, HAND_NONE },
		{ "VIRTUAL_ENV_PROMPT", "x", HAND_NONE, HAND_NONE },
	};

	expect_rows(rows, COUNT_OF(rows), "/bin", NULL);
}

Test(hand, while_ours_is_on)
{
	static const struct row rows[] = {
		{ "PATH", A ":/bin", HAND_NONE, HAND_NONE },
		{ "PATH", "/x:" A ":/bin", HAND_NONE, HAND_NONE },
		{ "PATH", "/bin", HAND_TAKEN_OFF, HAND_NONE },
		{ "PATH", NULL, HAND_TAKEN_OFF, HAND_NONE },
		{ "PATH", A "x:/bin", HAND_TAKEN_OFF, HAND_NONE },
		{ "VIRTUAL_ENV", NULL, HAND_TAKEN_OFF, HAND_TAKEN_OFF },
		{ "VIRTUAL_ENV", "", HAND_TAKEN_OFF, HAND_TAKEN_OFF },
		{ "VIRTUAL_ENV", "/a/.venv/", HAND_OTHER, HAND_OTHER },
		{ "VIRTUAL_ENV", "/other", HAND_OTHER, HAND_OTHER },
		{ "VIRTUAL_ENV_PROMPT", NULL, HAND_NONE, HAND_NONE },
		{ "CONDA_PREFIX", "/c", HAND_OTHER_BESIDE, HAND_OTHER_BESIDE },
		{ "ENVD_STATE", NULL, HAND_OTHER, HAND_OTHER },
		{ "ENVD_STATE", "rubbish", HAND_OTHER, HAND_OTHER },
	};

	expect_rows(rows, COUNT_OF(rows), "/bin", &a);
}

/* A copy that stood there before is not ours. */
Test(hand, copies_of_the_entry_are_counted)
{
	static const struct row rows[] = {
		{ "PATH", A ":/bin:" A, HAND_NONE, HAND_NONE },
		{ "PATH", "/bin:" A, HAND_TAKEN_OFF, HAND_NONE },
	};

	expect_rows(rows, COUNT_OF(rows), "/bin:" A, &a);
}

Test(hand, an_activate_script_in_force_is_the_user_s)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/bin"));
	cr_expect_eq(pretend_hand(&shell, true, false), HAND_NONE, "its variable alone says nothing");
	pretend_set(&shell, "VIRTUAL_ENV", "/x");
	cr_expect_eq(pretend_hand(&shell, true, false), HAND_OTHER);
	pretend_set(&shell, "VIRTUAL_ENV", NULL);
	pretend_go(&shell, &a, false);
	cr_expect_eq(pretend_hand(&shell, true, false), HAND_OTHER, "even of the very same");
	pretend_deinit(&shell);
}

Test(hand, conda_s_base_is_on_in_every_shell_and_says_nothing)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/bin", "CONDA_PREFIX=/c", "CONDA_DEFAULT_ENV=base"));
	cr_expect_eq(pretend_hand(&shell, false, false), HAND_NONE);
	pretend_go(&shell, &a, false);
	cr_expect_eq(pretend_hand(&shell, false, false), HAND_NONE);
	pretend_set(&shell, "CONDA_DEFAULT_ENV", "other");
	cr_expect_eq(pretend_hand(&shell, false, false), HAND_OTHER_BESIDE);
	pretend_deinit(&shell);
}
