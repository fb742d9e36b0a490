#include <criterion/criterion.h>

#include "project.h"
#include "sys/follow.h"

TestSuite(dotfile, .init = set_up, .fini = scratch_empty);

/* What it leads to has its own kind. */
static const char *kind_behind(uint32_t code)
{
	bool is_lost = code == REASON_POINTER_LOST || code == REASON_POINTER_REFUSED ||
		       code == REASON_POINTER_EMPTY;

	return is_lost ? "dotfile" : "venv";
}

Test(dotfile, links)
{
	static const struct {
		const char *target;
		uint32_t code;
		const char *real, *b;
	} rows[] = {
		{ "../store/one", 0, "@/store/one", NULL },
		{ "@/store/one", 0, "@/store/one", NULL },
		{ "@/hop", 0, "@/store/one", NULL },
		{ "@/gone", REASON_POINTER_LOST, "@/p/.venv", "@/gone" },
		{ "@/gone/deeper", REASON_POINTER_LOST, "@/p/.venv", "@/gone/deeper" },
		{ "@/home", REASON_POINTER_LOST, "@/home", "@/home" },
		{ "@/file", REASON_POINTER_LOST, "@/file", "@/file" },
		{ ".venv", REASON_POINTER_LOST, "@/p/.venv", "@/p/.venv/" },
		{ "/net/evil.example/x", REASON_POINTER_REFUSED, "@/p/.venv", "/net/evil.example/x" },
		{ "/net", REASON_POINTER_REFUSED, "@/p/.venv", "/net" },
		{ "/tmp/../proc/self/cwd", REASON_POINTER_REFUSED, "@/p/.venv", "/proc/self/cwd" },
		{ "/dev/fd/3", REASON_POINTER_REFUSED, "@/p/.venv", "/dev/fd/3" },
		{ "/run/user/1/x", REASON_POINTER_REFUSED, "@/p/.venv", "/run/user/1/x" },
		{ "@/tonet/x", REASON_POINTER_REFUSED, "@/p/.venv", "/net/x" },
	};

	put_venv("store/one");
	put_link("hop", "store/one");
	put_link("tonet", "/net");
	put_file("file", "@/store/one\n");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct env env;

		put_link("p/.venv", rows[i].target);
		cr_assert_eq(detect("p", &env), 1, "%s", rows[i].target);
		cr_expect_eq(env.state.code, rows[i].code, "%s: %u", rows[i].target,
			     env.state.code);
		if (!ends_with(rows[i].b ? rows[i].b : "", "/"))
			expect(rows[i].target, env.state.b, rows[i].b);
		expect(rows[i].target, env.kind->name, kind_behind(rows[i].code));
		expect(rows[i].target, env.prefix, "@/p/.venv");
		expect(rows[i].target, env.pointer, "@/p/.venv");
		expect(rows[i].target, env.project, "@/p");
		expect(rows[i].target, env.label, ".venv");
		expect(rows[i].target, env.real, rows[i].real);
		env_deinit(&env);
	}
}

Test(dotfile, files)
{
	static const struct {
		const char *content, *prefix;
		uint32_t code;
	} rows[] = {
		/* paths */
		{ "../store/one", "@/store/one", 0 },
		{ "@/store/one\n", "@/store/one", 0 },
		{ "  @/store/one/ \r\nreserved\n", "@/store/one", 0 },
		{ "\xef\xbb\xbf@/store/one\n", "@/store/one", 0 },
		{ "@/hop", "@/hop", 0 },
		{ "~/.virtualenvs/two", "@/home/.virtualenvs/two", 0 },
		{ "./beside", "@/p/beside", 0 },
		{ ".hidden", "@/p/.hidden", 0 },
		{ "@/gone", "@/gone", REASON_POINTER_LOST },
		{ "~nobody/x", "@/p/~nobody/x", REASON_POINTER_LOST },
		{ "./.venv", "@/p/.venv", REASON_POINTER_LOST },
		{ "@/other", "@/other", REASON_POINTER_LOST },
		{ "/net/evil/x", "/net/evil/x", REASON_POINTER_REFUSED },
		{ "../tonet/x", "@/tonet/x", REASON_POINTER_REFUSED },
		{ "/proc/self/cwd\n", "/proc/self/cwd", REASON_POINTER_REFUSED },
		/* names */
		{ "beside", "@/p/beside", 0 },
		{ "two\n", "@/home/.virtualenvs/two", 0 },
		{ "three", "@/home/.local/share/virtualenvs/three", 0 },
		{ "unknown", "@/p/unknown", REASON_POINTER_LOST },
		{ "..", "@/p/.venv", REASON_POINTER_LOST },
		/* neither */
		{ "", "@/p/.venv", REASON_POINTER_EMPTY },
		{ "\n\n@/store/one", "@/p/.venv", REASON_POINTER_EMPTY },
		{ " \t \r\n", "@/p/.venv", REASON_POINTER_EMPTY },
	};

	put_venv("store/one");
	put_venv("p/beside");
	put_venv("p/.hidden");
	put_venv("home/.virtualenvs/two");
	put_dir("p/two");               /* not one, so the name goes on */
	put_venv("home/.local/share/virtualenvs/three");
	put_link("hop", "store/one");
	put_link("tonet", "/net");
	put_file("other", "@/store/one");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct env env;

		put_file("p/.venv", rows[i].content);
		cr_assert_eq(detect("p", &env), 1, "%s", rows[i].content);
		cr_expect_eq(env.state.code, rows[i].code, "<%s>: %u", rows[i].content,
			     env.state.code);
		expect(rows[i].content, env.prefix, rows[i].prefix);
		expect(rows[i].content, env.pointer, "@/p/.venv");
		expect(rows[i].content, env.project, "@/p");
		expect(rows[i].content, env.kind->name, kind_behind(rows[i].code));
		cr_expect_not_null(env.real);
		cr_expect_not_null(env.label);
		if (env.state.code)
			expect(rows[i].content, env.state.a, "@/p/.venv");
		env_deinit(&env);
	}
}

Test(dotfile, places_from_variables)
{
	struct env env;

	put_venv("work/two");
	put_venv("data/virtualenvs/three");
	put_venv("home/.virtualenvs/two");
	put_venv("home/.local/share/virtualenvs/three");
	variables_add(&variables, "WORKON_HOME", at("work"));
	variables_add(&variables, "XDG_DATA_HOME", at("data"));
	put_file("p/.venv", "two");
	cr_assert_eq(detect("p", &env), 1);
	expect("WORKON_HOME", env.prefix, "@/work/two");
	env_deinit(&env);
	put_file("p/.venv", "three");
	cr_assert_eq(detect("p", &env), 1);
	expect("XDG_DATA_HOME", env.prefix, "@/data/virtualenvs/three");
	env_deinit(&env);

	variables_free(&variables);
	variables_add(&variables, "WORKON_HOME", "/net/evil");
	cr_assert_eq(detect("p", &env), 1);
	cr_expect_eq(env.state.code, REASON_POINTER_REFUSED);
	variables_free(&variables);
	env_deinit(&env);
}

Test(dotfile, through_a_link_to_the_project)
{
	struct env env;

	put_venv("deep/store");
	put_dir("deep/p");
	put_link("l", "deep/p");
	put_file("deep/p/.venv", "../store");
	cr_assert_eq(detect("l", &env), 1);
	expect("what the kernel sees", env.prefix, "@/deep/store");
	cr_expect_eq(env.state.code, 0);
	env_deinit(&env);
}

Test(dotfile, hostile)
{
	static const struct {
		size_t n;
		uint32_t code;
	} rows[] = { { 4096, REASON_POINTER_LOST }, { 4097, REASON_BAD_CFG } };
	struct env env;
	char big[4097];

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		memset(big, '/', sizeof(big));
		big[1] = 'x';
		memset(big + 2, 'y', sizeof(big) - 2);
		put_bytes("p/.venv", big, rows[i].n, 0644);
		cr_assert_eq(detect("p", &env), 1);
		cr_expect_eq(env.state.code, rows[i].code, "%zu: %u", rows[i].n, env.state.code);
		env_deinit(&env);
	}
	put_bytes("p/.venv", "a\0b", 3, 0644);
	cr_assert_eq(detect("p", &env), 1);
	expect_state("NUL", &env, REASON_BAD_CFG, "@/p/.venv", NULL);
	env_deinit(&env);
}

Test(dotfile, target_where_the_user_is_already)
{
	/* A stick below /run/media, a project in /dev/shm. */
	static const struct {
		const char *from, *path;
		int r;
		const char *want;
	} rows[] = {
		{ "/dev/shm", "envd-none/x", -ENOENT, "/dev/shm/envd-none/x" },
		{ "/dev/shm", "../fd/0", -EPERM, "/dev/fd/0" },
		{ "/", "tmp/..//./tmp/", 0, "/tmp" },
		{ "/tmp", "../../..", 0, "/" },
		{ "/tmp", "", 0, "/tmp" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *out;

		cr_expect_eq(follow(rows[i].from, rows[i].path, &out), rows[i].r);
		expect(rows[i].path, out, rows[i].want);
		free(out);
	}
}
