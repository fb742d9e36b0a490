#include <criterion/criterion.h>

#include "project.h"

TestSuite(prefix, .init = set_up, .fini = scratch_empty);

static void break_with_program(const char *path)
{
	unlink(at(path));
	put_program(path);
}

#define CFG "p/.venv/pyvenv.cfg"

static void no_cfg(void) { unlink(at(CFG)); }
static void cfg_nul(void) { put_bytes(CFG, "a\0b", 3, 0644); }
static void cfg_utf16(void) { put_bytes(CFG, "\xff\xfeh", 3, 0644); }
static void cfg_loop(void) { put_link(CFG, "pyvenv.cfg"); }
static void cfg_lost(void) { put_link(CFG, "@/gone"); }
static void cfg_proc(void) { put_link(CFG, "/proc/self/status"); }
static void home_gone(void) { put_file(CFG, "home = @/gone\n"); }
static void home_net(void) { put_file(CFG, "home = /net/evil/x\n"); }
static void python_net(void) { put_link("p/.venv/bin/python", "/net/evil/python"); }
static void python_gone(void) { unlink(at("base/bin/python3.11")); }
static void python_plain(void) { put_bytes("base/bin/python3.11", "", 0, 0644); }

static void cfg_linked(void)
{
	put_file("cfg", "home = @/base/bin\nversion = 3.11.1\n");
	put_link("p/.venv/pyvenv.cfg", "@/cfg");
}

static void cfg_fifo(void)
{
	no_cfg();
	put_fifo("p/.venv/pyvenv.cfg");
}

static void cfg_big(void)
{
	static char big[17 * 1024];

	memset(big, '\n', sizeof(big));
	put_bytes("p/.venv/pyvenv.cfg", big, sizeof(big), 0644);
}

static void no_python(void)
{
	unlink(at("p/.venv/bin/python"));
	unlink(at("p/.venv/bin/python3"));
}

static void no_bin(void)
{
	no_python();
	rmdir(at("p/.venv/bin"));
}

static void only_python3(void)
{
	unlink(at("p/.venv/bin/python"));
	put_link("p/.venv/bin/python3", "@/base/bin/python3.11");
}

static void python_lost_python3_fine(void)
{
	only_python3();
	put_link("p/.venv/bin/python", "/gone/python");
}

static void base_upgraded(void)
{
	put_base("3.12");
	put_link("p/.venv/bin/python", "@/base/bin/python3.12");
}

static void other_library(void)
{
	rmdir(at("p/.venv/lib/python3.11"));
	put_dir("p/.venv/lib/python3.9");
}

static void no_library(void)
{
	rmdir(at("p/.venv/lib/python3.11"));
}

static void copies_base_upgraded(void)
{
	break_with_program("p/.venv/bin/python");
	unlink(at("base/bin/python3.11"));
	put_base("3.12");
	put_link("base/bin/python3", "python3.12");
}

static void python_loops(void)
{
	no_python();
	put_link("p/.venv/bin/python", "python3");
	put_link("p/.venv/bin/python3", "python");
}

Test(prefix, each_broken_state)
{
	static const struct {
		const char *what;
		void (*damage)(void);
		uint32_t code;
		const char *a, *b;
	} rows[] = {
		{ "no cfg", no_cfg, REASON_NO_CFG, "@/p/.venv", NULL },
		{ "NUL", cfg_nul, REASON_BAD_CFG, "@/p/.venv/pyvenv.cfg", NULL },
		{ "UTF-16", cfg_utf16, REASON_BAD_CFG, "@/p/.venv/pyvenv.cfg", NULL },
		{ "17 KiB", cfg_big, REASON_BAD_CFG, "@/p/.venv/pyvenv.cfg", NULL },
		{ "cfg FIFO", cfg_fifo, REASON_BAD_CFG, "@/p/.venv/pyvenv.cfg", NULL },
		{ "cfg loop", cfg_loop, REASON_BAD_CFG, "@/p/.venv/pyvenv.cfg", NULL },
		{ "cfg link lost", cfg_lost, REASON_DANGLING, "@/p/.venv/pyvenv.cfg", "@/gone" },
		{ "cfg link refused", cfg_proc, REASON_POINTER_REFUSED, "@/p/.venv/pyvenv.cfg",
		  "/proc/self/status" },
		{ "cfg link", cfg_linked, 0, NULL, NULL },
		{ "no python", no_python, REASON_NO_PYTHON, "@/p/.venv/bin/python", NULL },
		{ "no bin", no_bin, REASON_NO_PYTHON, "@/p/.venv/bin/python", NULL },
		{ "not a program", python_plain, REASON_NO_PYTHON, "@/p/.venv/bin/python", NULL },
		{ "python3 only", only_python3, 0, NULL, NULL },
		{ "python lost", python_lost_python3_fine, 0, NULL, NULL },
		{ "dangling", python_gone, REASON_DANGLING, "@/p/.venv/bin/python",
		  "@/base/bin/python3.11" },
		{ "loop", python_loops, REASON_DANGLING, "@/p/.venv/bin/python", "*" },
		{ "python refused", python_net, REASON_POINTER_REFUSED, "@/p/.venv/bin/python",
		  "/net/evil/python" },
		{ "home gone", home_gone, REASON_NO_HOME, "@/gone", NULL },
		{ "home refused", home_net, REASON_POINTER_REFUSED, "@/p/.venv/pyvenv.cfg",
		  "/net/evil/x" },
		{ "upgraded", base_upgraded, REASON_VERSION_CHANGED, "3.11", "3.12.2" },
		{ "copies", copies_base_upgraded, REASON_VERSION_CHANGED, "3.11", "3.12.2" },
		{ "other library", other_library, REASON_VERSION_CHANGED, "3.9", "3.11" },
		{ "no library", no_library, 0, NULL, NULL },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct env env;
		bool any = same_string(rows[i].b, "*");

		scratch_empty();
		set_up();
		put_venv("p/.venv");
		rows[i].damage();
		cr_assert_eq(detect("p", &env), 1, "%s", rows[i].what);
		expect_state(rows[i].what, &env, rows[i].code, rows[i].a,
			     any ? env.state.b : rows[i].b);
		expect(rows[i].what, env.prefix, "@/p/.venv");
		cr_expect_not_null(env.real);
		cr_expect_not_null(env.label);
		env_deinit(&env);
	}
}

Test(prefix, a_colon_cannot_be_in_a_path)
{
	struct env env;

	put_venv("a:b/.venv");
	cr_assert_eq(detect("a:b", &env), 1);
	expect_state("colon", &env, REASON_COLON, "@/a:b/.venv", NULL);
	env_deinit(&env);
}

Test(prefix, no_access)
{
	struct env env;

	put_venv("p/.venv");
	put_venv("q/.venv");
	put_venv("r/.venv");
	chmod(at("p/.venv"), 0);
	chmod(at("q/.venv/pyvenv.cfg"), 0);
	chmod(at("base"), 0);
	chmod(scratch, 0755);
	if (geteuid() == 0 && seteuid(65534) != 0)
		cr_skip_test("cannot give up root");
	cr_assert_eq(detect("p", &env), 1);
	expect_state("prefix", &env, REASON_NO_ACCESS, "@/p/.venv/pyvenv.cfg", NULL);
	env_deinit(&env);
	cr_assert_eq(detect("q", &env), 1);
	expect_state("cfg", &env, REASON_NO_ACCESS, "@/q/.venv/pyvenv.cfg", NULL);
	env_deinit(&env);
	cr_assert_eq(detect("r", &env), 1);
	expect_state("base", &env, REASON_NO_ACCESS, "@/base/bin/python3.11", NULL);
	env_deinit(&env);
	cr_expect_eq(kind_look_at(at("p/.venv"), &env), -EACCES);
	if (getuid() == 0)
		cr_assert_eq(seteuid(0), 0);
	chmod(at("p/.venv"), 0755);
	chmod(at("base"), 0755);
	env_deinit(&env);
}
