/* envd allow shows what speaks against it; envd trust lists and takes back. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HIDE "cp /bin/true .venv/bin/git"
#define HIDES "its bin/git would hide the system command of the same name"

static struct world *world;

static void setup(void)
{
	world = world_new();
	mini_be_patient(world);
	mini_functions(world);
	mini_env(world, "home/s/.venv");
}

TestSuite(allow, .init = setup, .fini = world_fini);

static void run_in(const char *relative, const char *script)
{
	const char *argv[] = { "sh", "-ec", script, NULL };
	int status;
	char *out = world_run_in(world, relative, &status, argv);

	cr_assert_eq(status, 0, "%s: %s", script, out);
	free(out);
}

static void says(const char *out, const char *text)
{
	cr_assert(strstr(out, text), "no \"%s\" in: %s", text, out);
}

static void says_not(const char *out, const char *text)
{
	cr_assert_null(strstr(out, text), "\"%s\" in: %s", text, out);
}

/* Types a command that asks, and the answer. */
static char *answer(struct pty *p, const char *line, const char *answer)
{
	char *whole;

	pty_type(p, line);
	pty_type(p, "\n");
	pty_wait_text(p, "[y/N]");
	pty_type(p, answer);
	pty_wait_prompt(p);
	whole = pty_history(p);
	return whole;
}

static void asks_on_a_terminal(const char *shell)
{
	struct pty *p;
	char *out;

	run_in("home/s", HIDE);
	p = world_shell_in(world, shell, "home/s");
	out = answer(p, "envd allow", "n\n");
	says(out, HIDES);
	free(out);
	cr_assert_str_eq(pty_prompt(p), "@@");
	free(pty_run(p, "clear"));
	out = answer(p, "envd allow", "y\n");
	cr_assert_str_eq(pty_prompt(p), "(.venv) @@", "%s", out);
	says(out, ".venv is trusted");
	says(out, "although\n  " HIDES);
	free(out);
	free(pty_run(p, "clear"));
	pty_expect(p, "envd allow | tail -n 1", "  " HIDES);   /* known by now */
}

Test(allow, bash_asks_on_a_terminal) { asks_on_a_terminal("bash"); }
Test(allow, zsh_asks_on_a_terminal) { asks_on_a_terminal("zsh"); }
Test(allow, fish_asks_on_a_terminal) { world_need("fish"); asks_on_a_terminal("fish"); }
Test(allow, pwsh_asks_on_a_terminal)
{
	struct pty *p;
	char *out;

	world_need("pwsh");
	run_in("home/s", HIDE);
	p = world_shell_in(world, "pwsh", "home/s");
	out = answer(p, "envd allow", "y\n");
	cr_assert_str_eq(pty_prompt(p), "(.venv) @@", "%s", out);
	free(out);
}

/* Ctrl-C and an end of input are no yes. */
Test(allow, no_answer_is_no)
{
	struct pty *p;

	run_in("home/s", HIDE);
	p = world_shell_in(world, "bash", "home/s");
	pty_type(p, "envd allow\n");
	pty_wait_text(p, "[y/N]");
	pty_key(p, PTY_CTRL('c'));
	pty_wait_prompt(p);
	cr_assert_str_eq(pty_prompt(p), "@@");
	free(pty_run(p, "clear"));
	pty_type(p, "envd allow\n");
	pty_wait_text(p, "[y/N]");
	pty_key(p, PTY_CTRL('d'));
	pty_wait_prompt(p);
	cr_assert_str_eq(pty_prompt(p), "@@");
}

Test(allow, without_a_terminal_needs_yes)
{
	const char *out;

	mini_envd(world, "home/s", 0, "allow", NULL, NULL);
	run_in("home/s", HIDE);
	out = mini_envd(world, "home/s", 1, "allow", NULL, NULL);
	says(out, HIDES);
	says(out, "--yes");
	mini_envd(world, "home/s", 126, "exec", "true", NULL);
	out = mini_envd(world, "home/s", 0, "allow", "--yes", NULL);
	says(out, "although\n  " HIDES);
	mini_envd(world, "home/s", 0, "exec", "true", NULL);
	out = mini_envd(world, "home/s", 0, "allow", NULL, NULL);
	says(out, "although\n  " HIDES);
	run_in("home/s", "ln -s /bin/true .venv/bin/ls");
	out = mini_envd(world, "home/s", 1, "allow", NULL, NULL);
	says(out, "its bin/ls would hide");
}

/* The question is there for the second time. */
static bool is_asked_again(struct pty *p, void *data)
{
	char *screen = pty_screen(p), *first = strstr(screen, "[y/N]");
	bool is = first && strstr(first + 1, data);

	free(screen);
	return is;
}

/* What comes up between the question and the answer was not answered. */
Test(allow, more_by_now_asks_again)
{
	struct pty *p;

	run_in("home/s", HIDE);
	p = world_shell_in(world, "bash", "home/s");
	pty_type(p, "envd allow\n");
	pty_wait_text(p, "[y/N]");
	run_in("home/s", "ln -s /bin/true .venv/bin/ls");
	pty_type(p, "y\n");
	pty_wait_for(p, is_asked_again, "[y/N]", "it was not asked again");
	pty_wait_text(p, "its bin/ls would hide");
	pty_type(p, "n\n");
	pty_wait_prompt(p);
	cr_assert_str_eq(pty_prompt(p), "@@");
}

Test(allow, what_others_can_write_is_refused_with_the_remedy)
{
	const char *out;

	cr_assert_eq(chmod(world_path(world, "home/s"), 0777), 0);
	out = mini_envd(world, "home/s", 1, "allow", "--yes", NULL);
	says(out, "~/s/.venv is refused: other users can write to ~/s. To fix it: chmod o-w ~/s\n");
	out = mini_envd(world, "home/s", 126, "exec", "true", NULL);
	says(out, "To fix it: chmod o-w ~/s\n");
}

/* ---- another's -------------------------------------------------------------- */

static void need_nobody(void)
{
	if (geteuid() != 0 || !getpwnam("nobody"))
		world_skip("optional: only root can give files away");
}

Test(allow, root_trusts_no_other)
{
	const char *out;

	need_nobody();
	run_in("home/s", "chown -R nobody .venv");
	out = mini_envd(world, "home/s", 1, "allow", "--trust-owner=nobody", NULL);
	says(out, "root cannot trust another user's");
	out = mini_envd(world, "home/s", 1, "allow", "--yes", NULL);
	says(out, "does not belong to root");
	mini_envd(world, "home/s", 2, "allow", "--trust-owner=root", NULL);
	mini_envd(world, "home/s", 2, "allow", "--trust-owner=no-such-user", NULL);
	mini_envd(world, "home/s", 2, "allow", "--trust-owner=nobody", "--tree=x");
}

/* All that this world is belongs to nobody then, but for what is daemon's. */
Test(allow, another_user_that_is_trusted)
{
	static const char *const as_nobody[] = {
		"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", NULL,
	};
	static const char script[] =
		"cd s || exit 9; envd allow; echo $?; envd allow --trust-owner=daemon; echo $?;"
		"envd exec echo on; envd trust ls; envd daemon stop >/dev/null; envd exec echo still;"
		"envd allow --yes; envd exec echo off; envd daemon stop >/dev/null";
	const char *argv[8];
	char *out;
	int status;

	need_nobody();
	if (!getpwnam("daemon"))
		world_skip("optional: there is no user called daemon");
	/* 65534 is everybody else in a user namespace, and so nobody to envd. */
	memcpy(argv, as_nobody, sizeof(as_nobody));
	argv[1] = "--reuid=2";
	argv[2] = "--regid=2";
	argv[6] = script;
	argv[7] = NULL;
	run_in(NULL, "chmod 755 .. ; chown -R 2:2 ../home ../run ../state ../config ../cache ../data;"
		     "chown -R daemon s/.venv");
	out = world_run_in(world, NULL, &status, argv);
	says(out, "belongs to another user (number 1)");
	says(out, "envd allow --trust-owner=USER");
	says(out, ".venv is trusted");
	says(out, "although it belongs to another user (number 1)");
	says(out, "\non\n");
	says(out, "\nstill\n");
	free(out);
}

/* ---- envd trust --------------------------------------------------------------- */

Test(allow, ls_lists_what_was_decided)
{
	const char *out;

	mini_envd(world, NULL, 0, "trust", "ls", NULL);
	run_in("home/s", HIDE);
	mini_envd(world, "home/s", 0, "allow", "--yes", NULL);
	mini_env(world, "home/t/.venv");
	mini_envd(world, "home/t", 0, "deny", NULL, NULL);
	mini_env(world, "home/u/.venv");
	mini_envd(world, "home/u", 0, "allow", NULL, NULL);
	mini_env(world, "home/v/.venv");
	mini_envd(world, "home/v", 0, "allow", NULL, NULL);
	mini_allow_tree(world, "home/s");
	run_in("home", "rm -rf u/.venv t/.venv; mv v/.venv x");
	mini_env(world, "home/v/.venv");
	out = mini_envd(world, NULL, 0, "trust", "ls", NULL);
	says(out, "DECISION");
	says(out, "valid     ~/s/.venv\n  although " HIDES "\n");
	says(out, "valid     ~/s\n");
	says(out, "gone      ~/t/.venv\n");
	says(out, "gone      ~/u/.venv\n");
	says(out, "replaced  ~/v/.venv\n");
	out = mini_envd(world, NULL, 0, "trust", "ls", "--json");
	run_in(NULL, "envd trust ls --json | python3 -c 'import json, sys\n"
	       "v = json.load(sys.stdin); h = sys.argv[1]\n"
	       "assert [(d[\"decision\"], d[\"path\"][len(h):], d[\"state\"]) for d in v] == [\n"
	       "  (\"tree\", \"/s\", \"holds\"), (\"allow\", \"/s/.venv\", \"holds\"),\n"
	       "  (\"deny\", \"/t/.venv\", \"gone\"), (\"allow\", \"/u/.venv\", \"gone\"),\n"
	       "  (\"allow\", \"/v/.venv\", \"replaced\")], v\n"
	       "assert v[1][\"accepted\"] == [{\"what\": \"hides-command\",\n"
	       "  \"path\": h + \"/s/.venv/bin/git\"}], v' \"$HOME\"");
}

Test(allow, ls_says_when_the_file_is_damaged)
{
	const char *out;

	mini_envd(world, "home/s", 0, "allow", NULL, NULL);
	world_append(world, "state/envd/decisions", "what is this\n");
	out = mini_envd(world, NULL, 1, "trust", "ls", NULL);
	says(out, "is damaged");
	says(out, "~/s/.venv");
	mini_envd(world, "home/s", 1, "trust", "forget", ".");
}

Test(allow, forget)
{
	const char *out;

	mini_envd(world, "home/s", 1, "trust", "forget", ".");
	mini_envd(world, "home/s", 0, "allow", NULL, NULL);
	mini_envd(world, "home/s", 0, "exec", "true", NULL);
	out = mini_envd(world, "home/s", 0, "trust", "forget", ".");
	says(out, "forgotten");
	says(out, "you allowed it");
	mini_envd(world, "home/s", 126, "exec", "true", NULL);

	/* What was allowed above would count again. */
	mini_allow_tree(world, "home");
	mini_envd(world, "home/s", 0, "deny", NULL, NULL);
	out = mini_envd(world, "home/s", 1, "trust", "forget", ".");
	says(out, "you denied it");
	says(out, "--yes");
	mini_envd(world, "home/s", 126, "exec", "true", NULL);
	run_in("home/s", "envd trust forget --yes .");
	mini_envd(world, "home/s", 0, "exec", "true", NULL);
	mini_envd(world, NULL, 0, "trust", "forget", ".");
	mini_envd(world, "home/s", 126, "exec", "true", NULL);
}

Test(allow, forget_asks_for_a_deny)
{
	struct pty *p;
	char *out;

	mini_allow_tree(world, "home");
	mini_envd(world, "home/s", 0, "deny", NULL, NULL);
	p = world_shell_in(world, "bash", "home/s");
	out = answer(p, "envd trust forget .venv", "n\n");
	cr_assert_str_eq(pty_prompt(p), "@@");
	free(out);
	free(pty_run(p, "clear"));
	out = answer(p, "envd trust forget .venv", "y\n");
	cr_assert_str_eq(pty_prompt(p), "(.venv) @@", "%s", out);
	free(out);
}

Test(allow, forget_what_is_gone)
{
	const char *out;

	out = mini_envd(world, NULL, 0, "trust", "forget", "--gone");
	says(out, "nothing");
	mini_env(world, "home/t/.venv");
	mini_envd(world, "home/t", 0, "deny", NULL, NULL);
	mini_env(world, "home/u/.venv");
	mini_envd(world, "home/u", 0, "allow", NULL, NULL);
	mini_envd(world, "home/s", 0, "allow", NULL, NULL);
	run_in("home", "rm -rf u t");
	out = mini_envd(world, NULL, 1, "trust", "forget", "--gone");
	says(out, "~/u/.venv");
	says_not(out, "~/t/.venv");
	says(out, "--yes");
	says(mini_envd(world, NULL, 0, "trust", "ls", NULL), "~/u/.venv");
	run_in("home", "envd trust forget --gone --yes");
	out = mini_envd(world, NULL, 0, "trust", "ls", NULL);
	says_not(out, "~/u/.venv");
	says(out, "~/t/.venv");
	says(out, "~/s/.venv");
}

Test(allow, words_of_trust)
{
	mini_envd(world, NULL, 2, "trust", NULL, NULL);
	mini_envd(world, NULL, 2, "trust", "forget", NULL);
	mini_envd(world, NULL, 2, "trust", "ls", "--gone");
	mini_envd(world, NULL, 2, "trust", "ls", ".");
	mini_envd(world, NULL, 2, "trust", "forget", "--json");
	mini_envd(world, NULL, 2, "trust", "loose", NULL);
}
