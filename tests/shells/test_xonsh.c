/* xonsh: what bash and zsh are held to, in its own words. It starts slowly, so
 * the tests are few and broad. */
#include "hooked.h"


#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(xonsh, .init = hooked_setup, .fini = world_fini);

#define VENV "python3 -m venv --without-pip "
#define ENTRIES "[x for x in $PATH if 'venv' in x]"

static struct pty *xonsh_in(const char *relative)
{
	client(NULL, "daemon", "start");
	return relative ? world_shell_in(world, "xonsh", relative) : world_shell(world, "xonsh");
}

/* ---- the story -------------------------------------------------------------- */

/* But for what no two prompts have in common, and what xonsh makes when it is
 * first needed. */
static const char dump[] =
	"def dump(name):\n"
	"  x = __xonsh__\n"
	"  with open($HOME + '/' + name, 'w') as out:\n"
	"    own = ('PWD', 'OLDPWD', 'LAST_RETURN_CODE', 'LS_COLORS')\n"
	"    for n, v in sorted(x.env.detype().items()):\n"
	"      if n not in own and not n.startswith('XONSH_'):\n"
	"        print(n, repr(v), file=out)\n"
	"    print(list($PATH), sorted(x.aliases), sorted(x.ctx), repr($PROMPT), file=out)\n";

Test(xonsh, nested_and_all_as_before)
{
	static const char *const ways[][2] = {
		{ "cd ~/p", "%H/p/.venv" }, { "cd q", "%H/p/q/.venv" }, { "cd ..", "%H/p/.venv" },
		{ "cd ~/p/q", "%H/p/q/.venv" }, { "cd ~/r", "%H/r/.venv" },
		{ "cd ~/p/q", "%H/p/q/.venv" }, { "cd ~/p; cd ~/r", "%H/r/.venv" },
		{ "cd -", "%H/p/.venv" }, { "cd ~/link", "%H/link/.venv" },
		{ "pushd -q ~/p/q", "%H/p/q/.venv" }, { "popd -q", "%H/link/.venv" },
	};
	struct pty *p;

	project("p");
	project("p/q");
	project("r");
	cr_assert_eq(symlink("r", world_path(world, "home/link")), 0);
	rc_write("xonsh", "", dump);
	world_setenv(world, "PYTHONHOME", "/usr");
	p = xonsh_in(NULL);
	run_to(p, "mkdir out; cd out", "@@");
	run_to(p, "dump('before')", "@@");
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		run_to(p, ways[i][0], "(.venv) @@");
		expect_home(p, "echo $VIRTUAL_ENV", ways[i][1]);
	}
	pty_expect(p, "'PYTHONHOME' in ${...}", "False");
	run_to(p, "dump('in'); cd ~/out", "@@");
	run_to(p, "dump('after')", "@@");
	pty_expect(p, "diff ~/before ~/after", "");
	pty_expect(p, "grep -c ^VIRTUAL_ENV ~/in", "2");
	pty_expect(p, "$PYTHONHOME", "'/usr'");
}

Test(xonsh, off_on_and_asked_for)
{
	struct pty *p;

	project("p");
	world_mkdir(world, "home/p/sub");
	world_venv(world, "home/q/.venv");
	p = xonsh_in("home/p");
	run_to(p, "deactivate", "@@");
	pty_expect(p, "which python3; 'VIRTUAL_ENV' in ${...}", "/usr/bin/python3\nFalse");
	run_to(p, "cd sub", "@@");
	run_to(p, "touch new", "@@");
	expect_text(p, "deactivate", "not found");
	run_to(p, "cd ../..", "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "cd sub; deactivate", "@@");
	run_to(p, "envd on", "(.venv) @@");
	pty_expect(p, "echo $LAST_RETURN_CODE", "0");
	run_to(p, "envd off", "@@");
	run_to(p, "cd; cd p", "@@");
	run_to(p, "cd", "@@");
	expect_text(p, "cd q", "envd allow");
	prompt_is(p, "@@");
	free(pty_run(p, "envd allow"));
	prompt_is(p, "(.venv) @@");
	/* It is a program: its output, its input, its status. */
	expect_text(p, "envd status", "active here: ~/q/.venv");
	expect_text(p, "envd status | cat", "active here: ~/q/.venv");
	pty_expect(p, "x = $(envd --version); len(x.split())", "2");
	pty_expect(p, "envd ls > ~/list; grep -c venv ~/list", "2");
	expect_text(p, "envd nonsense", "no command");
	pty_expect(p, "echo $LAST_RETURN_CODE", "2");
	free(pty_run(p, "envd deny"));
	prompt_is(p, "@@");
	/* One of their own by that name. */
	run_to(p, "aliases['deactivate'] = 'echo theirs'; cd ~/p", "(.venv) @@");
	pty_expect(p, "deactivate", "theirs");
	run_to(p, "cd", "@@");
	pty_expect(p, "deactivate", "theirs");
}

/* xonsh 0.13 ends when a function of its own aliases writes at the wrong moment. */
Test(xonsh, outlives_its_commands)
{
	struct pty *p;

	project("p");
	p = xonsh_in("home/p");
	run_to(p, "$THREAD_SUBPROCS = True", "(.venv) @@");     /* as it is by itself */
	for (int i = 0; i < 100; i++)
		expect_text(p, "envd status", "active here: ~/p/.venv");
	for (int i = 0; i < 10; i++) {
		run_to(p, "deactivate", "@@");
		run_to(p, "envd on", "(.venv) @@");
	}
}

/* ---- the prompt ---------------------------------------------------------------- */

Test(xonsh, prompts)
{
	struct pty *p;

	project("p");
	rc_write("xonsh", "", "$PROMPT = 'later " PTY_PROMPT "'");
	p = xonsh_in("home/p");
	prompt_is(p, "(.venv) later @@");
	pty_expect(p, "$PROMPT", "'later @@ '");
	run_to(p, "$PROMPT = lambda: 'function @@ '", "(.venv) function @@");
	run_to(p, "$PROMPT = '{env_name}|@@ '", "(.venv) |@@");
	run_to(p, "$PROMPT = lambda: '<{env_name}> @@ '", "<(.venv) > @@");
	run_to(p, "$VIRTUAL_ENV_DISABLE_PROMPT = '1'", "<> @@");
	run_to(p, "$PROMPT = '@@ '", "@@");
	run_to(p, "del $VIRTUAL_ENV_DISABLE_PROMPT", "(.venv) @@");
	run_to(p, "$PROMPT = '{GREEN}{cwd_base}{RESET} @@ '", "(.venv) p @@");
	run_to(p, "$PROMPT_FIELDS['env_name'] = 'mine '; $PROMPT = '{env_name}@@ '", "mine @@");
	run_to(p, "cd ..", "mine @@");
	run_to(p, "source ~/.xonshrc; cd p", "(.venv) later @@");
	pty_expect(p, "len(list(events.on_pre_prompt_format))", "1");
}

/* As on a busy machine: its $() takes what has come by the time that the program
 * has ended. */
Test(xonsh, loaded_though_reading_is_late)
{
	struct pty *p;

	project("p");
	rc_write("xonsh", "$THREAD_SUBPROCS = False\nimport os, time\n"
		 "def late(fd, n, read=os.read):\n  time.sleep(0.05)\n  return read(fd, n)\n"
		 "os.read = late\n", "os.read = late.__defaults__[0]\n");
	p = xonsh_in("home/p");
	prompt_is(p, "(.venv) @@");
}

Test(xonsh, own_default_prompt)
{
	struct pty *p;

	project("p");
	rc_write("xonsh", "$PROMPT_FIELDS['prompt_end'] = '@@'; del $PROMPT", "");
	p = xonsh_in(NULL);
	free(pty_run(p, "cd p"));
	cr_assert_eq(strncmp(pty_prompt(p), "(.venv) ", 8), 0, "%s", pty_prompt(p));
	cr_assert_eq(occurrences(pty_prompt(p), "venv"), 1, "%s", pty_prompt(p));
	free(pty_run(p, "deactivate"));
	cr_assert_eq(occurrences(pty_prompt(p), "venv"), 0, "%s", pty_prompt(p));
	/* By hand: xonsh's own way to show it. */
	free(pty_run(p, "$VIRTUAL_ENV = $HOME + '/p/.venv'"));
	cr_assert_eq(strncmp(pty_prompt(p), "(.venv) ", 8), 0, "%s", pty_prompt(p));
}

/* ---- names ------------------------------------------------------------------- */

static const char *const names[] = {
	"$(touch pwned)", "`touch pwned`", "$HOME", "${HOME}", "${...}", "~", "a=~", "~root", "%n%{",
	"a!b", "it's \"q\"", "\xe2\x80\xaerlo", "\xf0\x9f\x90\x8d", "bad\xff\xfe", " spaces  ", "-dash",
	"*?[x]", "a;b&c|d", "esc\x1b[31m", "x\\", "\\x41", "#x", "{a,b}", "{RED}", "{", "new\nline",
	"tab\there", "'''", "\"\"\"", "@(1)",
};

/* Directories of these names: the shell goes there by number. A label with a
 * brace in it is no field and no colour. */
Test(xonsh, hostile_names)
{
	size_t n = sizeof(names) / sizeof(*names);
	struct pty *p;

	world_venv(world, "home/good");
	world_append(world, "home/good/pyvenv.cfg", "prompt = '{RED}{$(touch pwned)'\n");
	for (size_t i = 0; i < n; i++) {
		char *path = NULL, *prefix = NULL;

		cr_assert(asprintf(&path, "home/%zu/%s", i, names[i]) > 0);
		cr_assert(asprintf(&prefix, "%s/.venv", world_mkdir(world, path)) > 0);
		free(world_run(world, NULL, "cp", "-a", "good", prefix, NULL));
		free(prefix);
		client(path, "allow", "--yes");
		free(path);
	}
	rc_write("xonsh", "$TITLE = ''", "import os\n"
		 "def go(i):\n  os.chdir(os.path.join($HOME, str(i), os.listdir($HOME + f'/{i}')[0]))\n"
		 "def seen():\n  v = $PWD + '/.venv'\n  return ($VIRTUAL_ENV == v, $PATH[0] == v + '/bin', "
		 "__xonsh__.env.detype()['PATH'].split(':')[0] == v + '/bin', "
		 "$(sh -c 'command -v python3') == v + '/bin/python3\\n')\n");
	p = xonsh_in(NULL);
	for (size_t i = 0; i < n; i++) {
		char *line = NULL;

		cr_assert(asprintf(&line, "go(%zu)", i) > 0);
		run_to(p, line, "({RED}{?(touch pwned)) @@");
		pty_expect(p, "seen()", "(True, True, True, True)");
		free(line);
	}
	run_to(p, "cd ~", "@@");
	pty_expect(p, "find ~ -name pwned", "");
	pty_expect(p, "print($PATH[0])", world_path(world, "bin"));
}

/* What is the user's own in the list stays as he wrote it. */
Test(xonsh, path_as_it_was)
{
	static const char *const paths[] = {
		"['/usr/bin', '/a b', '', '/bin']", "['', '/usr/bin']", "['/usr/bin', '/bin', '']",
		"['/usr/bin', '/usr/bin']", "['~/bin', '$HOME/x', '/usr/bin', __import__('pathlib').Path('/p')]",
		"['/x\\'y', '/*', '/\\\\', '/usr/bin']",
	};
	struct pty *p;

	project("p");
	rc_write("xonsh", "", "raw = lambda: repr($PATH) + __xonsh__.env.detype()['PATH']\n");
	p = xonsh_in(NULL);
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		char *line = NULL;

		cr_assert(asprintf(&line, "$PATH = %s; was = raw()", paths[i]) > 0);
		run_to(p, line, "@@");
		free(line);
		run_to(p, "cd p", "(.venv) @@");
		expect_home(p, "print($PATH[0])", "%H/p/.venv/bin");
		run_to(p, "cd ..", "@@");
		pty_expect(p, "was == raw()", "True");
	}
	run_to(p, "$PATH = ['/usr/bin', '/bin']; cd p", "(.venv) @@");
	run_to(p, "$PATH.insert(0, '~/first'); $PATH.append('/last')", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "repr($PATH)", "\"['~/first', '/usr/bin', '/bin', '/last']\"");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "$PATH.remove($VIRTUAL_ENV + '/bin')", "@@");
	pty_expect(p, "'VIRTUAL_ENV' in ${...}", "False");
}

/* ---- the user's own hands ------------------------------------------------------- */

/* virtualenv makes an activate.xsh; vox is xonsh's own. */
Test(xonsh, by_hand)
{
	struct pty *p;
	int status;

	project("p");
	world_mkdir(world, "home/q");
	free(world_run_in(world, "home/q", &status, (const char *[]) {
		"/usr/bin/python3", "-m", "virtualenv", "-q", "--without-pip", "tools", NULL }));
	cr_assert_eq(status, 0);
	rc_write("xonsh", "$VIRTUALENV_HOME = $HOME + '/q'", "xontrib load vox\n"
		 "raw = lambda: __xonsh__.env.detype()['PATH']\nwas = raw()\n");
	p = xonsh_in(NULL);
	run_to(p, "source q/tools/bin/activate.xsh", "@@");
	run_to(p, "cd p", "@@");
	expect_home(p, "which python3", "%H/q/tools/bin/python3");
	run_to(p, "deactivate", "(.venv) @@");
	expect_home(p, "which python3", "%H/p/.venv/bin/python3");
	run_to(p, "source ../q/tools/bin/activate.xsh", "@@");
	expect_home(p, "which python3", "%H/q/tools/bin/python3");
	run_to(p, "cd ..; deactivate", "@@");
	pty_expect(p, "was == raw(), 'VIRTUAL_ENV' in ${...}, 'deactivate' in aliases",
		   "(True, False, False)");
	run_to(p, "cd p", "(.venv) @@");
	free(pty_run(p, "vox activate tools"));
	prompt_is(p, "@@");
	expect_home(p, "which python3", "%H/q/tools/bin/python3");
	free(pty_run(p, "cd ..; vox deactivate"));
	prompt_is(p, "@@");
	pty_expect(p, "was == raw(), 'VIRTUAL_ENV' in ${...}", "(True, False)");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "del $VIRTUAL_ENV", "@@");
	pty_expect(p, "was == raw()", "True");
	run_to(p, "cd ..", "@@");
	run_to(p, "$CONDA_PREFIX = '/opt/x'; $CONDA_DEFAULT_ENV = 'x'; cd p", "@@");
	run_to(p, "del $CONDA_PREFIX, $CONDA_DEFAULT_ENV", "(.venv) @@");
}

Test(xonsh, children_and_scripts)
{
	const char *argv[] = { "xonsh", "-c", "which python3; print('VIRTUAL_ENV' in ${...})", NULL };
	struct pty *p;
	int status;
	char *text;

	project("p");
	world_need("xonsh");
	p = world_shell_in(world, "bash", "home/p");
	run_to(p, "xonsh --shell-type readline", "(.venv) @@");
	expect_home(p, "which python3", "%H/p/.venv/bin/python3");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "which python3", "/usr/bin/python3");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "bash", "(.venv) @@");
	expect_home(p, "command -v python3", "%H/p/.venv/bin/python3");
	free(pty_run(p, "exit"));
	prompt_is(p, "(.venv) @@");
	run_to(p, "deactivate; xexec xonsh --shell-type readline", "@@");
	run_to(p, "envd on", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "which python3; 'VIRTUAL_ENV' in ${...}", "/usr/bin/python3\nFalse");
	client(NULL, "daemon", "stop");
	text = world_run_in(world, "home/p", &status, argv);
	cr_assert_str_eq(text, "/usr/bin/python3\nFalse\n");
	free(text);
	cr_assert_eq(world_daemon_pid(world), 0);
}

/* No program can be run with that. */
Test(xonsh, an_environment_that_is_none)
{
	struct pty *p;

	project("p");
	p = xonsh_in(NULL);
	run_to(p, "$PATH.insert(0, '/nonexistent'); $PYTHONHOME = 'x\\0y'", "@@");
	run_to(p, "cd p", "@@");
	run_to(p, "del $PYTHONHOME", "(.venv) @@");
}

/* ---- the other line editor ------------------------------------------------------ */

/* It is used if it is there, which may be in a place of its own. */
Test(xonsh, prompt_toolkit)
{
	const char *argv[] = { "xonsh", "--shell-type", "prompt_toolkit", NULL };
	struct pty *p;
	int status;

	world_need("xonsh");
	world_setenv(world, "PYTHONPATH", getenv("PYTHONPATH"));
	free(world_run(world, &status, "/usr/bin/python3", "-c", "import prompt_toolkit", NULL));
	if (status != 0)
		world_skip("prompt_toolkit is not installed");
	project("p");
	p = world_pty(world, argv, NULL);
	pty_wait_prompt(p);
	prompt_is(p, "@@");
	run_to(p, "cd p", "(.venv) @@");
	expect_home(p, "which python3", "%H/p/.venv/bin/python3");
	run_to(p, "$PROMPT = lambda: '{cwd_base} @@ '", "(.venv) p @@");
	run_to(p, "$PROMPT = '@@ '; $ENABLE_ASYNC_PROMPT = True", "(.venv) @@");
	run_to(p, "deactivate", "@@");
	run_to(p, "envd on", "(.venv) @@");
	run_to(p, "cd ..", "@@");
}
