#include <criterion/criterion.h>

#include "pretend.h"
#include "state_text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct target a = VENV("/a/.venv", "/a", "a"),
			   b = VENV("/b/.venv", "/b", "b");

#define A "/a/.venv/bin"
#define B "/b/.venv/bin"

Test(change, what_activation_sets)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/usr/bin:/bin", "PYTHONHOME=/python"));
	cr_expect_eq(pretend_go(&shell, &a, false), 5u);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), A ":/usr/bin:/bin");
	cr_expect_str_eq(pretend_get(&shell, "VIRTUAL_ENV"), "/a/.venv");
	cr_expect_str_eq(pretend_get(&shell, "VIRTUAL_ENV_PROMPT"), "a");
	cr_expect_null(pretend_get(&shell, "PYTHONHOME"));
	cr_expect_not_null(pretend_get(&shell, "ENVD_STATE"));
	cr_expect_null(pretend_get(&shell, "CONDA_PREFIX"));
	cr_expect_eq(pretend_go(&shell, &a, false), 0u, "once more changes nothing");
	cr_expect_eq(pretend_go(&shell, &a, true), 0u, "nor in a new shell");
	pretend_deinit(&shell);
}

Test(change, nothing_on_and_nothing_to_be_on_changes_nothing)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=" A ":/bin", "VIRTUAL_ENV=/other", "PYTHONHOME=/p"));
	cr_expect_eq(pretend_go(&shell, NULL, false), 0u);
	cr_expect_eq(pretend_go(&shell, NULL, true), 0u);
	pretend_deinit(&shell);
}

/* On and off again, whatever was there: to the byte. */
Test(change, off_brings_everything_back)
{
	const char *const *const rows[] = {
		VARS("PATH=/usr/bin:/bin"), VARS("PATH="), VARS("PATH=:"), VARS("PATH=:/bin"),
		VARS("PATH=/bin:"), VARS("PATH=/x::/y"), VARS("PATH=" A), VARS("PATH=/x:" A ":/y"),
		VARS("PATH=" A ":" A ":/x:" A), VARS("PATH=" A "/:" A "x"),
		VARS("PATH=/bin", "PYTHONHOME=/p"), VARS("PATH=/bin", "PYTHONHOME="),
		VARS("PATH=/bin", "VIRTUAL_ENV_PROMPT=mine"), VARS("PATH=/bin", "VIRTUAL_ENV_PROMPT="),
		VARS("PATH=/bin", "VIRTUAL_ENV="), VARS("PATH=/bin", "VIRTUAL_ENV=/other"),
		VARS("PATH=/bin", "CONDA_PREFIX=/c", "CONDA_DEFAULT_ENV=base"),
		VARS("PATH=/a b:/c,d:/e%f:/\xff:/=\n", "PYTHONHOME=a:b,c=d%e\xff\n"),
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pretend shell;
		char *before, *after;

		pretend_init(&shell, rows[i]);
		before = pretend_all(&shell);
		cr_expect_geq(pretend_go(&shell, &a, false), 4u);
		cr_expect_geq(pretend_go(&shell, &b, false), 4u);
		cr_expect_geq(pretend_go(&shell, &a, false), 4u);
		cr_expect_geq(pretend_go(&shell, NULL, false), 4u);
		after = pretend_all(&shell);
		cr_expect_str_eq(after, before, "row %zu: <%s> was <%s>", i, after, before);
		free(before);
		free(after);
		pretend_deinit(&shell);
	}
}

/* No PATH at all and an empty one mean the same, and come back as empty. */
Test(change, an_unset_path_comes_back_empty)
{
	struct pretend shell;

	pretend_init(&shell, VARS("VIRTUAL_ENV_PROMPT=x"));
	pretend_go(&shell, &a, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), A);
	pretend_go(&shell, NULL, false);
	pretend_expect(&shell, "unset", VARS("PATH=", "VIRTUAL_ENV_PROMPT=x"));
	pretend_deinit(&shell);
}

Test(change, there_and_back_is_the_same_to_the_byte)
{
	struct pretend shell;
	char *first, *again;

	pretend_init(&shell, VARS("PATH=/bin:" B ":" A, "PYTHONHOME=/p"));
	pretend_go(&shell, &a, false);
	first = pretend_all(&shell);
	pretend_go(&shell, &b, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), B ":/bin:" B ":" A);
	pretend_go(&shell, &a, false);
	again = pretend_all(&shell);
	cr_expect_str_eq(first, again);
	free(first);
	free(again);
	pretend_deinit(&shell);
}

/* What the user did meanwhile stays. Each row: PATH before, what he made of
 * it, and what it has to be in the end. */
Test(change, the_user_s_own_changes_of_path_stay)
{
	static const struct {
		const char *before, *meanwhile, *after;
	} rows[] = {
		{ "/bin", "/new:" A ":/bin", "/new:/bin" },
		{ "/bin", A ":/bin:/new", "/bin:/new" },
		{ "/bin", A ":/new:/bin", "/new:/bin" },
		{ "/x:/bin", A ":/bin", "/bin" },
		{ "/bin", "/bin:" A, "/bin" },
		{ "/bin", ":" A ":/bin:", ":/bin:" },
		{ "/bin", "/bin", "/bin" },
		{ "/bin", "", "" },
		{ "/bin", NULL, "" },
		{ "/bin", A, "" },
		{ "/bin", A ":" A ":/bin", "/bin" },            /* a rc file put it on twice */
		{ "/bin", "/a/.venv/bin/:" A ":/bin", "/a/.venv/bin/:/bin" },
		{ "/bin:" A, "/new:" A ":/bin:" A, "/new:/bin:" A },
		{ "/bin:" A, "/bin:" A, "/bin:" A },            /* ours is gone already */
		{ "/bin:" A, "/bin", "/bin" },                  /* both are */
		{ A ":/bin", "/new:" A ":" A ":/bin", "/new:" A ":/bin" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pretend shell;

		pretend_init(&shell, VARS("VIRTUAL_ENV_PROMPT=x"));
		pretend_set(&shell, "PATH", rows[i].before);
		pretend_go(&shell, &a, false);
		pretend_set(&shell, "PATH", rows[i].meanwhile);
		pretend_go(&shell, NULL, false);
		cr_expect_str_eq(pretend_get(&shell, "PATH"), rows[i].after, "row %zu: <%s>", i,
				 pretend_get(&shell, "PATH"));
		pretend_deinit(&shell);
	}
}

Test(change, a_variable_that_the_user_changed_is_left_to_him)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/bin", "PYTHONHOME=/old", "VIRTUAL_ENV_PROMPT=old"));
	pretend_go(&shell, &a, false);
	pretend_set(&shell, "VIRTUAL_ENV", "/mine");
	pretend_set(&shell, "VIRTUAL_ENV_PROMPT", NULL);
	pretend_set(&shell, "PYTHONHOME", "/new");
	pretend_go(&shell, NULL, false);
	pretend_expect(&shell, "changed", VARS("PATH=/bin", "VIRTUAL_ENV=/mine", "PYTHONHOME=/new"));
	pretend_deinit(&shell);
}

Test(change, a_new_label_and_a_new_prefix_are_put_on)
{
	struct target renamed = VENV("/a/.venv", "/a", "renamed");
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/bin", "VIRTUAL_ENV_PROMPT=old"));
	pretend_go(&shell, &a, false);
	cr_expect_eq(pretend_go(&shell, &renamed, false), 2u);
	cr_expect_str_eq(pretend_get(&shell, "VIRTUAL_ENV_PROMPT"), "renamed");
	cr_expect_str_eq(pretend_get(&shell, "PATH"), A ":/bin");
	pretend_go(&shell, NULL, false);
	pretend_expect(&shell, "renamed", VARS("PATH=/bin", "VIRTUAL_ENV_PROMPT=old"));
	pretend_deinit(&shell);
}

/* ---- new shells ---- */

Test(change, a_new_shell_has_it_in_front_again_and_an_old_one_as_the_user_likes)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/usr/bin:/bin"));
	pretend_go(&shell, &a, false);
	pretend_set(&shell, "PATH", "/login:" A ":/usr/bin");
	cr_expect_eq(pretend_go(&shell, &a, false), 0u);
	cr_expect_eq(pretend_go(&shell, &a, true), 1u);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), A ":/login:/usr/bin");
	pretend_go(&shell, NULL, false);
	pretend_expect(&shell, "re-ordered", VARS("PATH=/login:/usr/bin"));
	pretend_deinit(&shell);
}

Test(change, a_new_shell_gets_back_what_a_login_script_dropped)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/usr/bin:/bin"));
	pretend_go(&shell, &a, false);
	pretend_set(&shell, "PATH", "/usr/bin:/bin");
	cr_expect_eq(pretend_go(&shell, &a, true), 1u);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), A ":/usr/bin:/bin");
	pretend_go(&shell, NULL, false);
	pretend_expect(&shell, "dropped", VARS("PATH=/usr/bin:/bin"));
	pretend_deinit(&shell);
}

Test(change, a_new_shell_loses_the_pythonhome_that_its_start_up_files_set)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/bin", "PYTHONHOME=/old"));
	pretend_go(&shell, &a, false);
	pretend_set(&shell, "PYTHONHOME", "/rc");
	cr_expect_eq(pretend_go(&shell, &a, false), 0u, "an old shell's is the user's own");
	cr_expect_eq(pretend_go(&shell, &a, true), 2u);
	cr_expect_null(pretend_get(&shell, "PYTHONHOME"));
	pretend_go(&shell, NULL, false);
	pretend_expect(&shell, "new shell", VARS("PATH=/bin", "PYTHONHOME=/rc"));
	pretend_deinit(&shell);
}

/* ---- a state that is not ours ---- */

/* sudo -E, su: it may take away, and brings nothing back. */
Test(change, another_user_s_state_takes_away_and_brings_nothing_back)
{
	char *state = xasprintf("1:%lu,e:/a/.venv:/a,p:0:" A ",v:VIRTUAL_ENV:=/a/.venv:=/planted,"
				"v:VIRTUAL_ENV_PROMPT:=a:-,v:PYTHONHOME:-:=/planted",
				(unsigned long)geteuid() + 1);
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/x:" A ":/bin", "VIRTUAL_ENV=/a/.venv",
				  "VIRTUAL_ENV_PROMPT=other"));
	pretend_set(&shell, "ENVD_STATE", state);
	pretend_go(&shell, NULL, false);
	pretend_expect(&shell, "foreign", VARS("PATH=/x:/bin", "VIRTUAL_ENV_PROMPT=other"));
	pretend_set(&shell, "ENVD_STATE", state);
	pretend_set(&shell, "VIRTUAL_ENV", "/a/.venv");
	cr_expect_gt(pretend_go(&shell, &a, false), 0u, "is put on anew, as ours");
	pretend_go(&shell, NULL, false);
	pretend_expect(&shell, "foreign", VARS("PATH=/x:/bin", "VIRTUAL_ENV_PROMPT=other"));
	pretend_deinit(&shell);
	free(state);
}

/* An update of envd happens below live shells. */
Test(change, what_the_version_before_has_written_is_kept_and_undone)
{
	char *state = xasprintf("1:%lu,e:/a/.venv:/a,i:1:2:3,p:1:" A ",p:0:/a/tools,"
				"v:VIRTUAL_ENV:=/a/.venv:-,v:VIRTUAL_ENV_PROMPT:=a:=mine,"
				"v:PYTHONHOME:-:=/p,v:DEBUG:=1:=0", (unsigned long)geteuid());
	const struct target same = {
		VENV_NAMES("/a/.venv", "/a", "a"), .entries = ENTRIES(A, "/a/tools"),
		.sets = SETS(VENV_SETS("/a/.venv", "a"), { "DEBUG", "1" }),
	};
	const char *const *before = VARS("PATH=/x:" A ":/bin", "VIRTUAL_ENV_PROMPT=mine",
					 "PYTHONHOME=/p", "DEBUG=0");
	struct pretend shell;

	for (int with_answer = 0; with_answer < 2; with_answer++) {
		pretend_init(&shell, VARS("PATH=/new:" A ":/a/tools:/x:" A ":/bin", "DEBUG=1",
					  "VIRTUAL_ENV=/a/.venv", "VIRTUAL_ENV_PROMPT=a",
					  "PYTHONHOME="));
		pretend_set(&shell, "PYTHONHOME", NULL);
		pretend_set(&shell, "ENVD_STATE", state);
		cr_expect_eq(pretend_hand(&shell, false, false), HAND_NONE);
		if (with_answer)
			cr_expect_eq(pretend_go(&shell, &same, false), 1u, "only the state itself");
		pretend_go(&shell, NULL, false);
		cr_expect_str_eq(pretend_get(&shell, "PATH"), "/new:/x:" A ":/bin");
		pretend_set(&shell, "PATH", "/x:" A ":/bin");
		pretend_expect(&shell, "left", before);
		pretend_deinit(&shell);
	}
	free(state);
}

Test(change, a_malformed_state_is_dropped_and_undoes_nothing)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=" A ":/bin", "VIRTUAL_ENV=/a/.venv",
				  "ENVD_STATE=1:0,e:/a/.venv:/a,p:0:" A ",v:PATH:=x:=y"));
	cr_expect_eq(pretend_go(&shell, NULL, false), 1u);
	pretend_expect(&shell, "malformed", VARS("PATH=" A ":/bin", "VIRTUAL_ENV=/a/.venv"));
	pretend_deinit(&shell);
}

Test(change, values_of_any_size)
{
	char *big = xcalloc(1, 200001), *path = xasprintf("/%04000d", 7), *home, *bin, *cfg;
	struct target deep = { .prefix = path, .project = "/", .label = "deep" };
	struct pretend shell;

	memset(big, '\xe9', 200000);
	home = xstrndup(big, 5000);
	pretend_init(&shell, VARS("PATH=/bin"));
	pretend_set(&shell, "PATH", big);
	pretend_set(&shell, "PYTHONHOME", home);
	memset(path + 1, '\xe6', 4000);
	bin = xasprintf("%s/bin", path);
	cfg = xasprintf("%s/pyvenv.cfg", path);
	deep.identity = cfg;
	deep.entries = ENTRIES(bin);
	deep.sets = SETS(VENV_SETS(path, "deep"));
	pretend_go(&shell, &deep, false);
	cr_expect_lt(strlen(pretend_get(&shell, "ENVD_STATE")), 128u * 1024, "exec() takes no more");
	pretend_go(&shell, NULL, false);
	cr_expect(same_string(pretend_get(&shell, "PATH"), big));
	cr_expect(same_string(pretend_get(&shell, "PYTHONHOME"), home));
	cr_expect_null(pretend_get(&shell, "VIRTUAL_ENV"));
	pretend_deinit(&shell);
	free(big);
	free(home);
	free(path);
	free(bin);
	free(cfg);
}

/* ---- for a child ---- */

/* From what is in the variables to what a child gets; then it is the shell. */
static void go_child(struct pretend *shell, const struct target *target)
{
	struct variables edits = { 0 };
	struct state state;

	state_decode(&state, pretend_get(shell, "ENVD_STATE"));
	change_for_child(&state, &shell->v, target, &edits);
	cr_expect_geq(edits.n, 5u, "what activation sets is told in any case");
	for (size_t i = 0; i < edits.n; i++)
		pretend_set(shell, edits.v[i].name, edits.v[i].value);
	variables_free(&edits);
	state_deinit(&state);
}

/* Whatever is on, and whoever put it on: the child has b, and off is clean. */
Test(change, a_child_has_one_only)
{
	const struct {
		const char *const *before;
		bool with_a;            /* ours is on */
		const char *const *after;       /* once b is off again */
	} rows[] = {
		{ VARS("PATH=/bin"), false, VARS("PATH=/bin") },
		{ VARS("PATH=/bin", "PYTHONHOME=/p"), true, VARS("PATH=/bin", "PYTHONHOME=/p") },
		{ VARS("PATH=/bin"), true, VARS("PATH=/bin") },
		{ VARS("PATH=/h/bin:/bin:/h/bin", "VIRTUAL_ENV=/h", "VIRTUAL_ENV_PROMPT=h"), false,
		  VARS("PATH=/bin") },
		{ VARS("PATH=/c/bin:/bin", "CONDA_PREFIX=/c", "CONDA_DEFAULT_ENV=c",
		       "CONDA_SHLVL=1", "CONDA_PROMPT_MODIFIER=(c) "), false, VARS("PATH=/bin") },
		{ VARS("PATH=/c/bin:/bin", "CONDA_PREFIX=/c", "CONDA_DEFAULT_ENV=base"), false,
		  VARS("PATH=/c/bin:/bin", "CONDA_PREFIX=/c", "CONDA_DEFAULT_ENV=base") },
		{ VARS("PATH=" B ":/bin"), false, VARS("PATH=" B ":/bin") },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pretend shell;
		char *once, *twice;

		pretend_init(&shell, rows[i].before);
		if (rows[i].with_a)
			pretend_go(&shell, &a, false);
		go_child(&shell, &b);
		cr_expect(starts_with(pretend_get(&shell, "PATH"), B ":"), "row %zu", i);
		cr_expect_null(strstr(pretend_get(&shell, "PATH"), A), "row %zu", i);
		cr_expect_str_eq(pretend_get(&shell, "VIRTUAL_ENV"), "/b/.venv");
		cr_expect_null(pretend_get(&shell, "PYTHONHOME"));
		cr_expect_eq(pretend_hand(&shell, false, true), HAND_NONE, "row %zu", i);
		once = pretend_all(&shell);
		go_child(&shell, &b);
		twice = pretend_all(&shell);
		cr_expect_str_eq(once, twice, "row %zu", i);
		pretend_go(&shell, NULL, false);
		pretend_expect(&shell, "off again", rows[i].after);
		free(once);
		free(twice);
		pretend_deinit(&shell);
	}
}

/* Asked for by name, it is on where the shell has it off. */
Test(change, a_child_knows_no_off)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/bin", "ENVD_STATE="));
	{
		struct state state = { .off = xstrdup("/b") };
		char *text = state_encode(&state);

		pretend_set(&shell, "ENVD_STATE", text);
		free(text);
		state_deinit(&state);
	}
	go_child(&shell, &b);
	cr_expect_null(strstr(pretend_get(&shell, "ENVD_STATE"), ",o:"));
	cr_expect_str_eq(pretend_get(&shell, "PATH"), B ":/bin");
	pretend_deinit(&shell);
}

/* ---- what a project's file asks for ------------------------------------------- */

#define ASKED { "DEBUG", "1" }, { "PIP_INDEX_URL", "https://x/" }

static const struct target full = {
	VENV_NAMES("/a/.venv", "/a", "a"), .entries = ENTRIES(A, "/a/tools", "/x"),
	.sets = SETS(VENV_SETS("/a/.venv", "a"), ASKED),
};
static const struct target plain = {
	.prefix = "/c/.envd.ini", .project = "/c", .label = "",
	.entries = ENTRIES("/a/tools", "/x"), .sets = SETS(ASKED),
};

Test(change, a_project_asks)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/x:/usr/bin", "DEBUG=0"));
	pretend_go(&shell, &full, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), A ":/a/tools:/x:/x:/usr/bin");
	cr_expect_str_eq(pretend_get(&shell, "DEBUG"), "1");
	cr_expect_str_eq(pretend_get(&shell, "PIP_INDEX_URL"), "https://x/");
	cr_expect_eq(pretend_go(&shell, &full, false), 0u, "once more changes nothing");
	cr_expect_eq(pretend_go(&shell, &full, true), 0u, "nor in a new shell");
	cr_expect_eq(pretend_hand(&shell, false, false), HAND_NONE);
	pretend_go(&shell, &a, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), A ":/x:/usr/bin");
	cr_expect_str_eq(pretend_get(&shell, "DEBUG"), "0");
	cr_expect_null(pretend_get(&shell, "PIP_INDEX_URL"));
	pretend_go(&shell, &full, false);
	pretend_set(&shell, "PIP_INDEX_URL", "mine");
	pretend_go(&shell, NULL, false);
	pretend_expect(&shell, "left",
		       VARS("PATH=/x:/usr/bin", "DEBUG=0", "PIP_INDEX_URL=mine"));
	pretend_deinit(&shell);
}

Test(change, a_project_without_an_environment)
{
	struct pretend shell;

	pretend_init(&shell, VARS("PATH=/usr/bin", "PYTHONHOME=/python"));
	pretend_go(&shell, &plain, false);
	cr_expect_str_eq(pretend_get(&shell, "PATH"), "/a/tools:/x:/usr/bin");
	cr_expect_str_eq(pretend_get(&shell, "PYTHONHOME"), "/python");
	cr_expect_null(pretend_get(&shell, "VIRTUAL_ENV"));
	cr_expect_eq(pretend_hand(&shell, false, false), HAND_NONE);
	pretend_set(&shell, "VIRTUAL_ENV", "/by/hand");
	cr_expect_eq(pretend_hand(&shell, false, false), HAND_OTHER);
	pretend_set(&shell, "VIRTUAL_ENV", NULL);
	pretend_go(&shell, &a, false);
	pretend_go(&shell, NULL, false);
	pretend_expect(&shell, "left", VARS("PATH=/usr/bin", "PYTHONHOME=/python"));
	pretend_deinit(&shell);
}
