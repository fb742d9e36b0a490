/* Another tool that brings PATH back as a whole. */
#include <criterion/criterion.h>

#include "pretend.h"

#include <stdlib.h>
#include <string.h>

static const struct target a = VENV("/a/.venv", "/a", "a"),
			   b = VENV("/b/.venv", "/b", "b");

#define A "/a/.venv/bin"
#define B "/b/.venv/bin"

/* What the other tool does: PATH as it was, and what it adds; NULL: it keeps nothing. */
static void tool(struct pretend *shell, const char *path, const char *diff)
{
	pretend_set(shell, "PATH", path);
	pretend_set(shell, "DIRENV_DIFF", diff);
}

Test(keeper, what_it_brings_back_is_taken_away)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/bin"));
	pretend_go(&shell, &a, false);
	tool(&shell, "/t:" A ":/bin", "1");
	pretend_go(&shell, &a, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), A ":/t:/bin");
	cr_expect_eq(pretend_go(&shell, &a, false), 0u, "once more changes nothing");
	pretend_go(&shell, NULL, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), "/t:/bin");
	tool(&shell, A ":/bin", NULL);
	pretend_go(&shell, NULL, false);
	pretend_expect(&shell, "left", VARS("PATH=/bin"));
	pretend_deinit(&shell);
}

Test(keeper, either_of_two_tools)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/bin", "__MISE_DIFF=1", "DIRENV_DIFF=1"));
	pretend_go(&shell, &a, false);
	tool(&shell, "/t:/bin", "1");
	pretend_set(&shell, "__MISE_DIFF", "2");
	pretend_go(&shell, &a, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), A ":/t:/bin");
	tool(&shell, "/u:/bin", NULL);
	pretend_go(&shell, &a, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), A ":/u:/bin");
	pretend_deinit(&shell);
}

/* From one of its directories to another: it keeps what was there before both. */
Test(keeper, it_may_come_back_much_later)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/bin"));
	pretend_go(&shell, &a, false);
	tool(&shell, "/t:" A ":/bin", "1");
	pretend_go(&shell, &b, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), B ":/t:/bin");
	tool(&shell, "/u:" A ":/bin", "2");
	cr_expect_eq(pretend_hand(&shell, false, false), HAND_NONE);
	pretend_go(&shell, &b, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), B ":/u:/bin");
	pretend_go(&shell, NULL, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), "/u:/bin");
	tool(&shell, A ":/bin", NULL);
	pretend_go(&shell, NULL, false);
	pretend_expect(&shell, "left", VARS("PATH=/bin"));
	pretend_deinit(&shell);
}

/* What was there before us, too, stays; and so does what the user puts there
 * while the tool does nothing. */
Test(keeper, the_user_s_own_is_left)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/x:" A ":/bin"));
	pretend_go(&shell, &a, false);
	tool(&shell, "/t:" A ":/x:" A ":/bin", "1");
	pretend_go(&shell, &a, false);
	pretend_go(&shell, NULL, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), "/t:/x:" A ":/bin");
	pretend_set(&shell, "PATH", A ":/t:/x:" A ":/bin");
	pretend_go(&shell, NULL, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), A ":/t:/x:" A ":/bin");
	tool(&shell, A ":/x:" A ":/bin", NULL);
	pretend_go(&shell, NULL, false);
	pretend_expect(&shell, "left", VARS("PATH=/x:" A ":/bin"));
	pretend_deinit(&shell);
}

Test(keeper, a_user_who_takes_it_off_is_still_heeded)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/bin", "DIRENV_DIFF=1"));
	pretend_go(&shell, &a, false);
	pretend_set(&shell, "PATH", "/bin");
	cr_expect_eq(pretend_hand(&shell, false, false), HAND_TAKEN_OFF);
	pretend_set(&shell, "DIRENV_DIFF", "2");
	cr_expect_eq(pretend_hand(&shell, false, false), HAND_NONE);
	pretend_deinit(&shell);
}
