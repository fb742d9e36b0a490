/* The table with a kind more: each is asked, in order, and none of another's. */
#include <criterion/criterion.h>

#include "project.h"

#include "envd/file.h"

TestSuite(table, .init = set_up, .fini = scratch_empty);

static void put_toolbox(const char *prefix)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/bin/tool", prefix);
	put_program(path);
	snprintf(path, sizeof(path), "%s/toolbox.conf", prefix);
	put_file(path, "the box\n@/p/.toolbox\n");
}

static void expect_kind(const char *dir, const char *kind)
{
	struct env env = { 0 };

	cr_expect_eq(detect(dir, &env), kind != NULL, "%s", dir);
	expect(dir, env.kind ? env.kind->name : NULL, kind);
	env_deinit(&env);
}

Test(table, asks_both_in_order)
{
	expect_kind("p", NULL);
	put_toolbox("p/.toolbox");
	expect_kind("p", "toolbox");
	put_venv("p/.venv");
	expect_kind("p", "venv");
	put_dir("q");
	put_venv("q/.venv");
	expect_kind("q", "venv");
}

Test(table, all_that_it_says_is_taken)
{
	struct env env = { 0 };
	char *other = NULL;
	struct file prefix;

	put_toolbox("p/.toolbox");
	cr_assert_eq(detect("p", &env), 1);
	expect("prefix", env.prefix, "@/p/.toolbox");
	expect("project", env.project, "@/p");
	expect("label", env.label, "the box");
	expect("python", env.python, NULL);
	expect("identity", env.identity, "@/p/.toolbox/toolbox.conf");
	expect("executable", env.executable, "@/p/.toolbox/bin/tool");
	expect_state("state", &env, 0, NULL, NULL);
	cr_assert_eq(env.entries.n, 2);
	expect("first", env.entries.v[0], "@/p/.toolbox/bin");
	expect("second", env.entries.v[1], "@/p/.toolbox/tools");
	cr_assert_eq(env.sets.n, 3);
	cr_expect_eq(file_look(AT_FDCWD, env.real, false, &prefix), 0);
	cr_expect(env.kind->is_own_path(&env, &prefix, &other));
	env_deinit(&env);
}

Test(table, markers_of_all)
{
	struct strings names = { 0 };

	kind_markers(&names);
	cr_expect(strings_has(&names, ".venv"));
	cr_expect(strings_has(&names, ".toolbox"));
	strings_free(&names);
}

/* By any other name, and by a link or an .envd.ini that says so. */
Test(table, wherever_it_is)
{
	static const char *const names[] = { "p/.venv", "p/other" };
	struct env env = { 0 };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		put_toolbox(names[i]);
		cr_expect_eq(kind_look_at(at(names[i]), &env), 1, "%s", names[i]);
		expect(names[i], env.kind->name, "toolbox");
		env_deinit(&env);
	}
	expect_kind("p", "toolbox");
	put_dir("q");
	put_link("q/.venv", "../p/other");
	expect_kind("q", "toolbox");
	put_dir("r");
	put_file("r/.envd.ini", "[env]\npath = ../p/other\n");
	expect_kind("r", "toolbox");
}

Test(table, says_what_is_broken)
{
	struct env env = { 0 };

	put_file("p/.toolbox/toolbox.conf", "");
	cr_assert_eq(detect("p", &env), 1);
	expect("label", env.label, ".toolbox");
	expect_state("state", &env, REASON_NO_PYTHON, "@/p/.toolbox/bin/tool", NULL);
	env_deinit(&env);
}
