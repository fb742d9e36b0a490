/* nushell: what is special to it. The rest is in test_each.c. */
#include "hooked.h"


#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(nu, .init = hooked_setup, .fini = world_fini);

/* What the prompts of shells.c end in: see pty.h. */
#define MARK PTY_PROMPT

static struct pty *nu_in(const char *relative)
{
	return relative ? world_shell_in(world, "nu", relative) : world_shell(world, "nu");
}

/* ---- the prompt -------------------------------------------------------------- */

Test(nu, other_prompts)
{
	struct pty *p;

	project("p");
	rc_write("nu", "", "$env.PROMPT_COMMAND = {|| $'later " MARK "' }\n");
	p = nu_in("home/p");
	prompt_is(p, "(.venv) later @@");
	run_to(p, "$env.PROMPT_COMMAND = 'new " MARK "'", "(.venv) new @@");
	run_to(p, "let old = $env.PROMPT_COMMAND; $env.PROMPT_COMMAND = {|| $'outer (do $old)' }",
	       "(.venv) outer new @@");
	run_to(p, "cd ..", "outer new @@");
	run_to(p, "cd p", "(.venv) outer new @@");
	run_to(p, "$env.VIRTUAL_ENV_DISABLE_PROMPT = '1'", "outer new @@");
	run_to(p, "hide-env VIRTUAL_ENV_DISABLE_PROMPT", "(.venv) outer new @@");
	run_to(p, "$env.PROMPT_COMMAND = {|| ^echo -n 'program " MARK "' }", "(.venv) program @@");
	pty_expect(p, "$env.PROMPT_COMMAND = \"two\\nrows " MARK "\"", "(.venv) two");
	prompt_is(p, "rows @@");
	run_to(p, "$env.TRANSIENT_PROMPT_COMMAND = ''; $env.PROMPT_COMMAND = '" MARK "'", "(.venv) @@");
}

/* As some frameworks do; and a hook that fails, behind which none is run. */
Test(nu, a_prompt_at_each_prompt)
{
	static const char own[] =
		"$env.N = 0\n$env.config.hooks.pre_prompt ++= [{||\n$env.N = ($env.N | into int) + 1\n"
		"let n = $env.N\n$env.PROMPT_COMMAND = {|| $'($n) " MARK "' } }]\n";
	struct pty *p;

	project("p");
	rc_write("nu", own, "");
	p = nu_in("home/p");
	prompt_is(p, "(.venv) 1 @@");
	run_to(p, "", "(.venv) 2 @@");
	run_to(p, "cd ..", "3 @@");
	world_pty_close(world, p);
	rc_write("nu", "", own);
	p = nu_in("home/p");
	free(pty_run(p, ""));
	prompt_is(p, "(.venv) 2 @@");
	run_to(p, "cd ..", "3 @@");
	run_to(p, "cd p", "(.venv) 4 @@");
	/* Behind ours from now on. */
	free(pty_run(p, "$env.config.hooks.pre_prompt ++= [{|| $env.PROMPT_COMMAND = 'z " MARK "' }]"));
	run_to(p, "", "(.venv) z @@");
	run_to(p, "", "(.venv) z @@");
	free(pty_run(p, "$env.config.hooks.pre_prompt = [{|| error make {msg: bad} }] ++ "
		     "$env.config.hooks.pre_prompt"));
	free(pty_run(p, "$env.PROMPT_COMMAND = '" MARK "'"));
	free(pty_run(p, "cd .."));      /* ours are first again */
	prompt_is(p, "@@");
	free(pty_run(p, "cd p"));
	prompt_is(p, "(.venv) @@");
}

/* ---- company ----------------------------------------------------------------- */

/* Functions and aliases of the user's own, in the place of all that is used. */
Test(nu, own_commands)
{
	static const char own[] =
		"def ls [...x] { ^touch ~/pwned; [] }\nalias load-env = ^touch ~/pwned\n"
		"alias hide-env = ^touch ~/pwned\nalias with-env = ^touch ~/pwned\n"
		"alias describe = ^touch ~/pwned\nalias cd = ^touch ~/pwned\n";
	static const char *const commands[] = {
		"path exists", "path expand", "from nuon", "get", "select", "each", "is-empty",
		"into int", "compact", "default", "split row", "append", "first", "last", "upsert",
		"view source", "which", "merge", "do", "error make", "describe",
	};
	const char *all = own;
	struct pty *p;

	project("p");
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		all = world_format(world, "%sdef '%s' [...x] { ^touch ~/pwned }\n", all, commands[i]);
	rc_write("nu", all, "");
	p = nu_in("home/p");
	prompt_is(p, "(.venv) @@");
	run_to(p, "%cd ..", "@@");
	run_to(p, "%cd p", "(.venv) @@");
	run_to(p, "deactivate", "@@");
	run_to(p, "envd on", "(.venv) @@");
	run_to(p, "envd off", "@@");
	cr_assert_neq(access(world_path(world, "home/pwned"), F_OK), 0);
}

Test(nu, hooked_twice)
{
	struct pty *p;

	project("p");
	rc_write("nu", "$env.config.hooks.pre_prompt = [{ 1 }]",
		 "$env.config.hooks.pre_prompt ++= [{ code: (envd hook nu) }]");
	p = nu_in(NULL);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "$env.config.hooks.pre_prompt ++= [{ code: (envd hook nu) }]", "(.venv) @@");
	pty_expect(p, "print ($env.config.hooks.pre_prompt | length)", "3");
	run_to(p, "cd ..", "@@");
}

Test(nu, commands)
{
	struct pty *p;

	project("p");
	p = nu_in("home/p");
	run_to(p, "deactivate", "@@");
	expect_text(p, "deactivate", "envd has activated nothing here");
	expect_no_text(p, "deactivate", "__envd");
	run_to(p, "cd ..; cd p", "@@");
	run_to(p, "envd on", "(.venv) @@");
	expect_text(p, "envd status | str replace daemon xx", "xx: running");
	expect_text(p, "envd nonsense", "no command");
	pty_expect(p, "print $env.LAST_EXIT_CODE", "2");
	free(pty_run(p, "^sh -c 'exit 7'"));
	free(pty_run(p, "^sh -c 'cd ..; exit 7'"));
	pty_expect(p, "print $env.LAST_EXIT_CODE", "7");
	run_to(p, "envd off", "@@");
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", "(.venv) @@");
}

/* The status is the user's, whether the client was run or not. */
Test(nu, statuses)
{
	struct pty *p;

	project("p");
	p = nu_in("home/p");
	settle_in(p, "nu");
	run_to(p, "^sh -c 'touch new; exit 7'", "(.venv) @@");
	pty_expect(p, "print $env.LAST_EXIT_CODE", "7");
	run_to(p, "cd ..; ^sh -c 'exit 8'", "@@");
	pty_expect(p, "print $env.LAST_EXIT_CODE", "8");
	settle_in(p, "nu");
	run_to(p, "^sh -c 'exit 9'", "@@");
	pty_expect(p, "print $env.LAST_EXIT_CODE", "9");
	rc_write("nu", "$env.PROMPT_COMMAND = {|| $'($env.LAST_EXIT_CODE) " MARK "' }\n", "");
	p = nu_in("home/p");
	prompt_is(p, "(.venv) 0 @@");
	run_to(p, "^sh -c 'touch new2; exit 7'", "(.venv) 7 @@");
}

Test(nu, own_deactivate)
{
	struct pty *p;

	project("p");
	rc_write("nu", "def deactivate [] { 'theirs' }\n", "");
	p = nu_in("home/p");
	pty_expect(p, "deactivate", "theirs");
	run_to(p, "envd off", "@@");
	run_to(p, "envd on", "(.venv) @@");
	pty_expect(p, "deactivate", "theirs");
	world_pty_close(world, p);
	/* What is first typed, and of which there is a program. */
	rc_write("nu", "", "");
	world_write(world, "bin/deactivate", "#!/bin/sh\necho program\n");
	free(world_run(world, NULL, "chmod", "+x", world_path(world, "bin/deactivate"), NULL));
	p = nu_in("home/p");
	run_to(p, "deactivate", "@@");
	run_to(p, "envd on", "(.venv) @@");
	run_to(p, "def deactivate [] { 'later' }", "(.venv) @@");
	pty_expect(p, "deactivate", "later");
}

/* ---- PATH, and other lists ---------------------------------------------------- */

/* What is the user's own in the list stays as he wrote it. */
Test(nu, path_as_it_was)
{
	static const char *const paths[] = {
		"['/usr/bin', '/a b', '', '/bin']", "['', '/usr/bin']", "['/usr/bin', '/bin', '']",
		"['/usr/bin', '/usr/bin']", "['~/bin', '/usr/bin', '~/x']", "'/usr/bin:/bin'",
		"['/x\'y', '/*', '/\\\\', '/usr/bin']",
	};
	struct pty *p;

	project("p");
	rc_write("nu", "", "def raw [] { $'($env.PATH | to nuon)(^/bin/sh -c \"echo $PATH\")' }\n");
	p = nu_in(NULL);
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		bool has_quote = strstr(paths[i], "\\'") != NULL;

		run_to(p, world_format(world, "$env.PATH = %s; $env.WAS = (raw)", has_quote ?
				       "['/x\\y', \"/it's\", '/*', '/usr/bin']" : paths[i]), "@@");
		run_to(p, "cd p", "(.venv) @@");
		expect_text(p, "/usr/bin/printenv PATH", "/p/.venv/bin:");
		run_to(p, "cd ..", "@@");
		pty_expect(p, "(raw) == $env.WAS", "true");
	}
	run_to(p, "$env.PATH = ['/usr/bin', '/bin']; cd p", "(.venv) @@");
	run_to(p, "$env.PATH = ['~/first' ...$env.PATH '/last']", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "$env.PATH | to nuon", "[~/first, /usr/bin, /bin, /last]");
}

/* Two up, to nushell: that may be there or not. */
Test(nu, a_name_of_dots)
{
	static const char *const names[] = { "...", ".../a" };
	struct pty *p;

	world_need("nu");
	project("p");
	for (size_t i = 0; i < 2; i++) {
		project(names[i]);
		p = world_shell_in(world, "bash", world_format(world, "home/%s", names[i]));
		prompt_is(p, "(.venv) @@");
		run_to(p, world_keep(world, shell_command(shell_setup_find("nu"))), "(.venv) @@");
		python_is(p, world_format(world, "%s/.venv", names[i]));
		expect_text(p, "^rm .venv/pyvenv.cfg", "has no pyvenv.cfg");
		run_to(p, "cd ~/p", "(.venv) @@");
		python_is(p, "p/.venv");
	}
}

/* ---- the user's own hands ------------------------------------------------------- */

/* What virtualenv makes for it is an overlay. */
static const char activate[] =
	"export-env {\n"
	"let old = $env.PROMPT_COMMAND\n"
	"load-env { VIRTUAL_ENV: '%s', VIRTUAL_ENV_PROMPT: 'tools'\n"
	"PATH: ($env.PATH | prepend '%s/bin')\n"
	"PROMPT_COMMAND: {|| $'(char lparen)tools(char rparen) (if ($old | describe) == closure "
	"{ do $old } else { $old })' } }\n}\n"
	"export alias deactivate = overlay hide activate\n";

Test(nu, by_hand)
{
	const char *tools, *line = "overlay use ~/tools/bin/activate.nu";
	struct pty *p;

	world_need("nu");
	project("p");
	tools = world_venv(world, "home/tools");
	world_write(world, "home/tools/bin/activate.nu",
		    world_format(world, activate, tools, tools));
	p = nu_in(NULL);
	run_to(p, "$env.WAS = $env.PATH", "@@");
	run_to(p, line, "(tools) @@");
	run_to(p, "cd p", "(tools) @@");        /* theirs stays */
	python_is(p, "tools");
	run_to(p, "deactivate", "@@");          /* back where it was put on */
	python_is(p, NULL);
	run_to(p, "cd p", "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, line, "(tools) @@");
	python_is(p, "tools");
	run_to(p, "cd .", "(tools) @@");
	run_to(p, "cd ..; deactivate", "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "cd ..", "@@");
	python_is(p, NULL);
	pty_expect(p, "$env.PATH == $env.WAS", "true");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "deactivate", "@@");          /* ours again */
	run_to(p, "envd on", "(.venv) @@");
}

/* Another layer of variables, and back. */
Test(nu, overlays)
{
	struct pty *p;

	project("p");
	project("q");
	p = nu_in(NULL);
	run_to(p, "let path = $env.PATH; cd p", "(.venv) @@");
	run_to(p, "overlay new x", "(.venv) @@");
	run_to(p, "cd ../q", "(.venv) @@");
	python_is(p, "q/.venv");
	run_to(p, "overlay hide x --keep-env [PWD]", "(.venv) @@");
	python_is(p, "q/.venv");
	run_to(p, "overlay new y; cd ~", "@@");
	python_is(p, NULL);
	run_to(p, "overlay hide y", "(.venv) @@");
	python_is(p, "q/.venv");
	run_to(p, "cd ~", "@@");
	pty_expect(p, "$path == $env.PATH", "true");
}

/* ---- others ------------------------------------------------------------------ */

Test(nu, scripts_are_untouched)
{
	char *nu = shell_program("nu");
	const char *argv[] = { nu, "-c", "^which python3; $env.VIRTUAL_ENV?", NULL };
	const char *reads_config[] = { nu, "--login", "-c", "print ($env.__envd? | to nuon)", NULL };
	int status;
	char *text;

	world_need("nu");
	project("p");
	client(NULL, "daemon", "stop");
	text = world_run_in(world, "home/p", &status, argv);
	cr_assert_str_eq(text, "/usr/bin/python3\n");
	free(text);
	rc_write("nu", "", "");
	text = world_run_in(world, "home/p", &status, reads_config);
	cr_assert_str_eq(text, "null\n");
	free(text);
	free(nu);
	cr_assert_eq(world_daemon_pid(world), 0);
}

/* The shell's child, once it is a program of its own that waits for its answer. */
/* The program is gone; then a directory has its name. */
Test(nu, no_longer_installed)
{
	struct pty *p;

	project("p");
	client(NULL, "daemon", "start");
	free(world_run(world, NULL, "cp", "-L", world_path(world, "bin/envd"), "copy", NULL));
	world_write(world, "config/nushell/config.nu", shell_setup_find("nu")->prompts);
	world_append(world, "config/nushell/config.nu",
		     "$env.config.hooks.pre_prompt ++= [{ code: (^~/copy hook nu) }]\n");
	p = nu_in("home/p");
	prompt_is(p, "(.venv) @@");
	run_to(p, "rm ~/copy", "(.venv) @@");
	run_to(p, "mkdir ~/copy", "(.venv) @@");
	expect_home(p, "$env.PWD", "%H/p");
	run_to(p, "cd ..", "(.venv) @@");
}
