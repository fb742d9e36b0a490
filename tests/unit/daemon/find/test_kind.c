#include <criterion/criterion.h>

#include "project.h"

#include "envd/varname.h"

TestSuite(kind, .init = set_up, .fini = scratch_empty);

Test(kind, a_venv_is_described)
{
	struct env env;

	put_venv("p/.venv");
	cr_assert_eq(detect("p", &env), 1);
	expect("kind", env.kind->name, "venv");
	expect("prefix", env.prefix, "@/p/.venv");
	expect("real", env.real, "@/p/.venv");
	expect("project", env.project, "@/p");
	expect("pointer", env.pointer, NULL);
	expect("label", env.label, ".venv");
	expect("version", env.version, "3.11.2");
	expect("python", env.python, "@/base/bin/python3.11");
	expect_state("state", &env, 0, NULL, NULL);
	env_deinit(&env);
	cr_assert_null(env.prefix);
	env_deinit(&env);
}

Test(kind, prefix_stays_logical)
{
	struct env env;

	put_venv("p/.venv");
	put_link("l", "p");
	cr_assert_eq(detect("l", &env), 1);
	expect("prefix", env.prefix, "@/l/.venv");
	expect("real", env.real, "@/p/.venv");
	expect("project", env.project, "@/l");
	env_deinit(&env);
}

Test(kind, real_makers)
{
	static const struct {
		const char *command, *label;
	} rows[] = {
		{ "-m venv --without-pip .venv", ".venv" },
		{ "-m venv --without-pip --copies .venv", ".venv" },
		{ "-m venv --without-pip --prompt 'my \"x\" e'\\''s' .venv", "my \"x\" e's" },
		{ "-m virtualenv -q --no-download .venv", ".venv" },
		{ "-m virtualenv -q --no-download --prompt \"it's\" .venv", "it's" },
	};
	size_t made = 0;

	if (access("/usr/bin/python3", X_OK) != 0)
		cr_skip_test("no python3 here");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct env env;
		char command[512];

		snprintf(command, sizeof(command),
			 "cd %s/p && rm -rf .venv && /usr/bin/python3 %s >/dev/null 2>&1", scratch,
			 rows[i].command);
		/* virtualenv, or the venv module of Debian, may be missing. */
		if (system(command) != 0)
			continue;
		made++;
		cr_assert_eq(detect("p", &env), 1, "%s", rows[i].command);
		expect_state(rows[i].command, &env, 0, NULL, NULL);
		expect(rows[i].command, env.label, rows[i].label);
		cr_expect(starts_with(env.version, "3."), "%s", rows[i].command);
		cr_expect_not_null(env.python);
		env_deinit(&env);
	}
	if (made == 0)
		cr_skip_test("neither venv nor virtualenv here");
}

Test(kind, uv_and_pypy_by_hand)
{
	struct env env;

	put_venv("p/.venv");
	put_file("p/.venv/pyvenv.cfg",
		 "home = @/base/bin\nimplementation = CPython\nuv = 0.8.1\nversion_info = 3.11\n"
		 "include-system-site-packages = false\nprompt = my-project\n");
	cr_assert_eq(detect("p", &env), 1);
	expect_state("uv", &env, 0, NULL, NULL);
	expect("uv", env.label, "my-project");
	expect("uv", env.version, "3.11.2");
	env_deinit(&env);

	put_file("p/.venv/pyvenv.cfg",
		 "home = @/base/bin\nimplementation = PyPy\nversion_info = 3.10.14.final.0\n");
	cr_assert_eq(detect("p", &env), 1);
	expect_state("pypy", &env, 0, NULL, NULL);
	expect("pypy", env.version, "3.10.14");
	env_deinit(&env);
}

Test(kind, old_virtualenv_has_no_cfg)
{
	struct env env;

	put_program("base/bin/python2.7");
	put_program("p/env/bin/python");
	put_file("p/env/lib/python2.7/orig-prefix.txt", "@/base");
	cr_assert_eq(detect("p", &env), 1);
	expect("prefix", env.prefix, "@/p/env");
	expect("version", env.version, "2.7");
	expect_state("state", &env, 0, NULL, NULL);
	env_deinit(&env);
	cr_expect_eq(kind_look_at(at("p/env"), &env), 0);
	env_deinit(&env);
}

Test(kind, names_in_order)
{
	struct env env;

	put_venv("p/env");
	cr_assert_eq(detect("p", &env), 1);
	expect("env", env.prefix, "@/p/env");
	env_deinit(&env);
	put_dir("p/venv");
	cr_assert_eq(detect("p", &env), 1);
	expect("an empty venv is none", env.prefix, "@/p/env");
	env_deinit(&env);
	put_venv("p/venv");
	cr_assert_eq(detect("p", &env), 1);
	expect("venv", env.prefix, "@/p/venv");
	env_deinit(&env);
	put_fifo("p/.venv");
	cr_assert_eq(detect("p", &env), 1);
	expect("a FIFO is none", env.prefix, "@/p/venv");
	env_deinit(&env);
	unlink(at("p/.venv"));
	put_link("p/.venv", "gone");
	cr_assert_eq(detect("p", &env), 1);
	expect("a dangling .venv hides them", env.prefix, "@/p/.venv");
	env_deinit(&env);
	unlink(at("p/.venv"));
	put_dir("p/.venv");
	cr_assert_eq(detect("p", &env), 1);
	expect_state("so does an empty one", &env, REASON_NO_CFG, "@/p/.venv", NULL);
	env_deinit(&env);
}

Test(kind, nothing)
{
	struct env env;

	cr_expect_eq(detect("p", &env), 0);
	cr_expect_eq(detect("gone", &env), 0);
	put_file("p/venv", "x");
	put_link("p/env", "../home");
	put_file("f", "x");
	cr_expect_eq(detect("p", &env), 0);
	cr_expect_eq(detect("f", &env), 0);
	cr_expect_eq(kind_look_at(at("p"), &env), 0);
	cr_expect_eq(kind_look_at(at("f"), &env), 0);
	cr_expect_eq(kind_look_at(at("gone"), &env), 0);
	cr_expect_eq(kind_look_at("/", &env), 0);
	cr_expect_null(env.prefix);
}

Test(kind, look_at_any_name)
{
	struct env env;

	put_venv("p/tools-env");
	put_file("p/tools-env/pyvenv.cfg", "home = @/base/bin\nprompt = 'x\\x1b]0;'\n");
	cr_assert_eq(kind_look_at(at("p/tools-env"), &env), 1);
	expect("kind", env.kind->name, "venv");
	expect("prefix", env.prefix, "@/p/tools-env");
	expect("project", env.project, "@/p");
	expect("label is not sanitised here", env.label, "x\x1b]0;");
	expect_state("state", &env, 0, NULL, NULL);
	env_deinit(&env);

	put_link("q", "p/tools-env");
	cr_assert_eq(kind_look_at(at("q"), &env), 1);
	expect("prefix", env.prefix, "@/q");
	expect("real", env.real, "@/p/tools-env");
	expect("pointer", env.pointer, "@/q");
	env_deinit(&env);

	put_link("q", "/net/evil");
	cr_expect_eq(kind_look_at(at("q"), &env), 0);
	put_link("q", "q");
	cr_expect_eq(kind_look_at(at("q"), &env), 0);
	env_deinit(&env);
}

Test(kind, cfg_cut_anywhere)
{
	static const char text[] = "home = /usr/bin\r\nversion = 3.11.1\nprompt = '\\x1b\\'\"'\n";

	put_venv("p/.venv");
	for (size_t n = 0; n < sizeof(text); n++) {
		struct env env;

		put_bytes("p/.venv/pyvenv.cfg", text, n, 0644);
		cr_assert_eq(detect("p", &env), 1, "cut at %zu", n);
		env_deinit(&env);
	}
}

Test(kind, table)
{
	struct strings markers = { 0 };

	for (size_t i = 0; kinds[i]; i++) {
		cr_expect_not_null(kinds[i]->detect);
		cr_expect_eq(kinds[i]->look_at == NULL, kinds[i]->inspect == NULL);
		expect(kinds[i]->name, kinds[i]->slot, "python");
	}
	kind_markers(&markers);
	expect("first", markers.v[0], ".venv");
	cr_expect_geq(markers.n, 3u);
	for (size_t i = 0; i < markers.n; i++)
		for (size_t j = 0; j < i; j++)
			cr_expect_str_neq(markers.v[i], markers.v[j], "each once");
	strings_free(&markers);
}

/* What the hooks compare is what the kinds look at, and no more. */
Test(kind, variables_are_those_of_the_protocol)
{
	struct strings asked = { 0 };
	size_t n = 0;

	for (size_t i = 0; kinds[i]; i++)
		for (size_t j = 0; kinds[i]->variables && kinds[i]->variables[j]; j++)
			if (!strings_has(&asked, kinds[i]->variables[j]))
				strings_add(&asked, kinds[i]->variables[j]);
	for (; kind_variables[n]; n++)
		cr_expect(strings_has(&asked, kind_variables[n]), "%s", kind_variables[n]);
	cr_expect_eq(n, asked.n);
	strings_free(&asked);
}

Test(kind, what_activates_a_venv)
{
	struct env env;

	put_venv("p/.venv");
	put_link("l", "p");
	cr_assert_eq(detect("l", &env), 1);
	cr_assert_eq(env.entries.n, 1u);
	expect("entry", env.entries.v[0], "@/l/.venv/bin");
	expect("identity", env.identity, "@/p/.venv/pyvenv.cfg");
	expect("executable", env.executable, "@/l/.venv/bin/python");
	cr_assert_eq(env.sets.n, 3u);
	expect("set", env.sets.v[0].name, "VIRTUAL_ENV");
	expect("set", env.sets.v[0].value, "@/l/.venv");
	expect("set", env.sets.v[1].name, "VIRTUAL_ENV_PROMPT");
	cr_expect_eq(env.sets.v[1].type, (uint32_t)SET_LABEL);
	expect("set", env.sets.v[2].name, "PYTHONHOME");
	cr_expect_eq(env.sets.v[2].type, (uint32_t)SET_UNSET);
	for (size_t i = 0; i < env.sets.n; i++)
		cr_expect(varname_may_be_undone(env.sets.v[i].name), "%s", env.sets.v[i].name);
	env_deinit(&env);
}

/* However it is asked for. */
Test(kind, a_link_leads_to_one_kind)
{
	struct env found, looked;

	put_venv("store/one");
	put_link("p/.venv", "@/store/one");
	cr_assert_eq(detect("p", &found), 1);
	cr_assert_eq(kind_look_at(at("p/.venv"), &looked), 1);
	cr_expect_eq(found.kind, looked.kind);
	expect("prefix", looked.prefix, found.prefix);
	expect("pointer", looked.pointer, found.pointer);
	expect("real", looked.real, found.real);
	env_deinit(&found);
	env_deinit(&looked);
}

Test(kind, who_made_it)
{
	static const char *const rows[][2] = {
		{ "home = @/base/bin\nversion = 3.11.1\n", "venv" },
		{ "home = @/base/bin\nuv = 0.8.1\n", "uv" },
		{ "virtualenv = 20.26\nhome = @/base/bin\n", "virtualenv" },
		{ "home = @/base/bin\nuvx = 1\n", "venv" },
		{ "nothing", NULL },
		{ "", NULL },
	};

	put_venv("p/.venv");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct env env;

		put_file("p/.venv/pyvenv.cfg", rows[i][0]);
		cr_assert_eq(detect("p", &env), 1);
		expect(rows[i][0], env.manager, rows[i][1]);
		env_deinit(&env);
	}
}
