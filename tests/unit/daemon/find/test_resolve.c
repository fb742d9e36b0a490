/* The walk: which environment is nearest, and what the answer rests on. */
#include "scratch.h"

#include "find/listing.h"
#include "find/resolve.h"

#include "envd/file.h"
#include "envd/paths.h"

static struct answer answer;
static struct env env;
static char *home;

static void setup(void)
{
	scratch_init();
	put_dir("home");
	home = strdup(at("home"));
	answer = (struct answer){ 0 };
	env = (struct env){ 0 };
}

static void teardown(void)
{
	answer_deinit(&answer);
	env_deinit(&env);
	free(home);
	scratch_empty();
}

TestSuite(resolve, .init = setup, .fini = teardown);

static void put_env(const char *path)
{
	char file[256];

	snprintf(file, sizeof(file), "%s/pyvenv.cfg", path);
	put_file(file, "home = /usr/bin\n");
	snprintf(file, sizeof(file), "%s/bin/python", path);
	put_program(file);
}

/* Resolves a directory below the scratch one; NULL ceiling: none. */
static int resolve_in(const char *directory, const char *shell, const char *ceiling)
{
	struct question question = {
		.shell.directory = (char *)(shell ? shell : ""), .applied = (char *)"",
		.directory = at(directory),
	};
	struct resolve_scope scope = { .home = home, .ceiling = ceiling, .with_steps = true };
	struct file here;

	cr_assert_eq(file_look(AT_FDCWD, question.directory, true, &here), 0);
	question.device = here.device;
	question.inode = here.inode;
	answer_deinit(&answer);
	env_deinit(&env);
	return resolve(&question, &scope, &answer, &env);
}

static const struct condition *find_condition(enum condition_type type, const char *path)
{
	for (size_t i = 0; i < answer.n_conditions; i++)
		if (answer.conditions[i].type == type &&
		    strcmp(answer.conditions[i].path, path) == 0)
			return &answer.conditions[i];
	return NULL;
}

static bool has_step(uint32_t code)
{
	for (size_t i = 0; i < answer.steps.n; i++)
		if (answer.steps.v[i].code == code)
			return true;
	return false;
}

Test(resolve, nearest_wins)
{
	put_env("home/.venv");
	put_env("home/a/.venv");
	put_dir("home/a/b/c");
	cr_assert_eq(resolve_in("home/a/b/c", NULL, NULL), 1);
	cr_assert_str_eq(env.prefix, at("home/a/.venv"));
	cr_assert_str_eq(answer.project, at("home/a"));
	cr_assert_eq(resolve_in("home", NULL, NULL), 1);
	cr_assert_str_eq(env.prefix, at("home/.venv"));
}

Test(resolve, ends_at_home)
{
	put_env(".venv");
	put_dir("home/a");
	cr_assert_eq(resolve_in("home/a", NULL, NULL), 0);
	cr_assert_eq(answer.outcome, OUTCOME_NOTHING);
	cr_assert(has_step(REASON_STOP_HOME));
	cr_assert_eq(answer.n_places, 2);
}

Test(resolve, ends_at_the_ceiling)
{
	put_env("home/a/.venv");
	put_dir("home/a/b/c");
	cr_assert_eq(resolve_in("home/a/b/c", NULL, at("home/a/b")), 0);
	cr_assert(has_step(REASON_STOP_CEILING));
}

Test(resolve, broken_ends_the_walk)
{
	put_env("home/.venv");
	put_dir("home/a/.venv");
	cr_assert_eq(resolve_in("home/a", NULL, NULL), 1);
	cr_assert_eq(answer.outcome, OUTCOME_REFUSED);
	cr_assert_eq(answer.reason.code, REASON_NO_CFG);
	cr_assert_str_eq(env.prefix, at("home/a/.venv"));
}

Test(resolve, inside_counts)
{
	put_env("home/a/tools");
	cr_assert_eq(resolve_in("home/a/tools/bin", NULL, NULL), 1);
	cr_assert_str_eq(env.prefix, at("home/a/tools"));
	cr_assert(has_step(REASON_INSIDE));
}

Test(resolve, logical_name_first_then_physical)
{
	put_env("real/project/.venv");
	put_dir("real/project/src");
	cr_assert_eq(symlink(at("real/project/src"), at("home/link")), 0);
	/* The link's own parents are home, which has none; then the real ones. */
	cr_assert_eq(resolve_in("home/link", NULL, NULL), 1);
	cr_assert_str_eq(env.prefix, at("real/project/.venv"));
	put_env("home/.venv");
	cr_assert_eq(resolve_in("home/link", NULL, NULL), 1);
	cr_assert_str_eq(env.prefix, at("home/.venv"));
}

Test(resolve, another_directory_under_that_name)
{
	struct question question = { .directory = at("home"), .device = 1, .inode = 1,
				     .shell.directory = (char *)"" };
	struct resolve_scope scope = { .home = home };

	cr_assert_eq(resolve(&question, &scope, &answer, &env), 0);
	cr_assert_eq(answer.outcome, OUTCOME_UNKNOWN);
	cr_assert_eq(answer.reason.code, REASON_OTHER_VIEW);
	question.directory = at("gone");
	answer_deinit(&answer);
	cr_assert_eq(resolve(&question, &scope, &answer, &env), 0);
	cr_assert_eq(answer.reason.code, REASON_NO_DIRECTORY);
	cr_assert(answer.flags & ANSWER_VOLATILE);
}

Test(resolve, lists_what_it_rests_on)
{
	put_env("home/a/.venv");
	cr_assert_eq(resolve_in("home/a", NULL, NULL), 1);
	cr_assert(find_condition(CONDITION_SAME, at("home/a")));
	cr_assert(find_condition(CONDITION_SAME, at("home/a/.venv/bin")));
	cr_assert(find_condition(CONDITION_SAME, at("home/a/.venv/pyvenv.cfg")));
	cr_assert(find_condition(CONDITION_PRESENT, at("home/a/.venv/bin/python")));
	cr_assert(answer.flags & ANSWER_ASK_AGAIN, "it was made just now");
}

Test(resolve, old_directories_need_no_second_question)
{
	put_env("home/a/.venv");
	usleep(40 * 1000);      /* the guard is about age; nothing to wait for */
	cr_assert_eq(resolve_in("home/a", NULL, NULL), 1);
	cr_assert_eq(answer.flags, 0);
}

Test(resolve, coarse_times_have_a_longer_guard)
{
	struct timespec whole[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };

	put_dir("home/a");
	utimensat(AT_FDCWD, at("home/a"), whole, 0);
	usleep(40 * 1000);
	cr_assert_eq(resolve_in("home/a", NULL, NULL), 0);
	cr_assert(answer.flags & ANSWER_ASK_AGAIN);
	cr_assert_eq(find_condition(CONDITION_SAME, at("home/a"))->mtime.tv_sec, 1000000000);
}

Test(resolve, home_is_listed_by_names)
{
	put_dir("home/env");
	cr_assert_eq(resolve_in("home", NULL, NULL), 0);
	cr_assert_null(find_condition(CONDITION_SAME, home));
	cr_assert(find_condition(CONDITION_ABSENT, at("home/.venv")));
	cr_assert(find_condition(CONDITION_ABSENT, at("home/venv")));
	cr_assert(find_condition(CONDITION_SAME, at("home/env")), "it may become one");
}

Test(resolve, sticky_directories_are_listed_by_names)
{
	put_dir("tmp");
	chmod(at("tmp"), 01777);
	cr_assert_eq(resolve_in("tmp", NULL, at("tmp")), 0);
	cr_assert_null(find_condition(CONDITION_SAME, at("tmp")));
	cr_assert(find_condition(CONDITION_ABSENT, at("tmp/.venv")));
}

Test(resolve, nothing_follows_version_control)
{
	put_dir("home/a/.git");
	cr_assert_eq(resolve_in("home/a", NULL, NULL), 0);
	cr_assert(find_condition(CONDITION_SAME, at("home/a/.git")));
}

Test(resolve, a_linked_environment_lists_where_it_leads)
{
	put_env("home/envs/x");
	put_dir("home/a");
	cr_assert_eq(symlink("../envs/x", at("home/a/.venv")), 0);
	cr_assert_eq(resolve_in("home/a", NULL, NULL), 1);
	cr_assert_str_eq(env.prefix, at("home/a/.venv"));
	cr_assert_str_eq(find_condition(CONDITION_LINK, at("home/a/.venv"))->other,
			 at("home/envs/x"));
}

/* ---- unconventional names ---- */

/* A `seen` file that says `directory` was empty at the time of the file `at_`. */
static void put_seen(const char *directory, const struct timespec *when)
{
	struct file dir;
	char text[512];

	cr_assert_eq(file_look(AT_FDCWD, at(directory), true, &dir), 0);
	snprintf(text, sizeof(text), "seen 1 %lld.%09ld\n%llu %llu %s\n",
		 (long long)when->tv_sec, when->tv_nsec, (unsigned long long)dir.device,
		 (unsigned long long)dir.inode, at(directory));
	put_file("shell/seen", text);
	chmod(at("shell"), 0700);
}

Test(resolve, a_new_name_is_found_where_nothing_was_seen)
{
	struct timespec when;

	put_dir("home/a");
	put_file("stamp", "");
	cr_assert_eq(stat(at("stamp"), &(struct stat){ 0 }), 0);
	{
		struct file stamp;

		file_look(AT_FDCWD, at("stamp"), false, &stamp);
		when = stamp.mtime;
	}
	put_env("home/a/tools");
	put_seen("home/a", &when);
	cr_assert_eq(resolve_in("home/a", at("shell"), NULL), 1);
	cr_assert_str_eq(env.prefix, at("home/a/tools"));
	/* Without that shell's memory it is just a directory. */
	cr_assert_eq(resolve_in("home/a", NULL, NULL), 0);
}

Test(resolve, several_new_names_are_none)
{
	struct timespec when = { .tv_sec = 1 };

	put_dir("home/a");
	put_env("home/a/one");
	put_env("home/a/two");
	put_seen("home/a", &when);
	cr_assert_eq(resolve_in("home/a", at("shell"), NULL), 0);
	cr_assert_eq(answer.outcome, OUTCOME_REFUSED);
	cr_assert_eq(answer.reason.code, REASON_SEVERAL);
	put_env("home/a/venv");
	cr_assert_eq(resolve_in("home/a", at("shell"), NULL), 1);
	cr_assert_str_eq(env.prefix, at("home/a/venv"));
}

Test(resolve, no_new_names_in_home)
{
	struct timespec when = { .tv_sec = 1 };

	put_env("home/tools");
	put_seen("home", &when);
	cr_assert_eq(resolve_in("home", at("shell"), NULL), 0);
}
