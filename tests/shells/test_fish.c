/* fish: what bash and zsh are held to, in its own words. */
#include "hooked.h"

#include "fail.h"
#include "shells.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(fish, .init = hooked_setup, .fini = world_fini);

#define VENV "python3 -m venv --without-pip "
#define NONE "set -q VIRTUAL_ENV; or echo none"

static struct pty *fish_in(const char *relative)
{
	return relative ? world_shell_in(world, "fish", relative) : world_shell(world, "fish");
}

/* ---- the story -------------------------------------------------------------- */

Test(fish, deactivate)
{
	struct pty *p;

	project("p");
	p = fish_in("home/p");
	run_to(p, "deactivate", "@@");
	expect_text(p, "deactivate", "Unknown command");
	run_to(p, "envd on", "(.venv) @@");
	pty_expect(p, "echo $status", "0");
	run_to(p, "envd off", "@@");
	pty_expect(p, "echo $status", "0");
}

Test(fish, back_and_forth)
{
	struct pty *p;

	project("p");
	project("r");
	p = fish_in(NULL);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "cd ~/r", "(.venv) @@");
	run_to(p, "prevd", "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "nextd", "(.venv) @@");
	python_is(p, "r/.venv");
	run_to(p, "prevd 2", "@@");
	python_is(p, NULL);
}

/* But for what no two prompts have in common. */
static const char dump[] =
	"function dump\n"
	"  set --show | string match -rv '^\\$(__envd_|_:|history|status|pipestatus|fish_kill|PWD|"
	"OLDPWD|dirprev|dirnext|argv|CMD_DURATION|last_|__fish_last|COLUMNS|SHLVL)'\n"
	"  for f in (functions -an | string match -v '__envd_*' | sort); functions $f; end\n"
	"  bind; abbr; complete; umask; trap; /usr/bin/env | sort\n"
	"  echo /proc/$fish_pid/fd/*\n"
	"end\n";

Test(fish, all_as_before)
{
	struct pty *p;

	project("p");
	project("p/q");
	rc_write("fish", "", dump);
	world_setenv(world, "PYTHONHOME", "/usr");
	p = fish_in(NULL);
	run_to(p, "mkdir out; cd out", "@@");
	run_to(p, "dump >/dev/null; dump >~/before", "@@");
	run_to(p, "cd ~/p", "(.venv) @@");
	pty_expect(p, "set -q PYTHONHOME; or echo unset", "unset");
	run_to(p, "cd q", "(.venv) @@");
	run_to(p, "dump >~/in; cd ~/out", "@@");
	run_to(p, "dump >~/after", "@@");
	pty_expect(p, "grep -v '^PWD\\|^OLDPWD\\|^ENVD_STATE' ~/before >~/b; "
		      "grep -v '^PWD\\|^OLDPWD\\|^ENVD_STATE' ~/after >~/a; "
		      "diff ~/b ~/a; cmp -s ~/before ~/in; echo $status", "1");
	pty_expect(p, "test (count <~/before) -gt 100; echo $status", "0");
}

/* ---- names ------------------------------------------------------------------- */

static const char *const names[] = {
	"$(touch pwned)", "(touch pwned)", "`touch pwned`", "%n%{", "\\u\\h", "a!b", "it's \"q\"",
	"\xe2\x80\xaerlo", "\xf0\x9f\x90\x8d", "bad\xff\xfe", " spaces  ", "-dash", "*?[x]", "~",
	"a;b&c|d", "esc\x1b[31m", "@@ ", "x'(touch pwned)'y", "\\'", "x\\", "#x", "{a,b}", "$HOME",
	"new\nline", "tab\there", "\xef\x98\x80", "!",
};

Test(fish, hostile_names)
{
	struct pty *p;

	world_venv(world, "home/good");
	rc_write("fish", "function fish_title; end", "");      /* they garble by themselves */
	p = fish_in(NULL);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *path = NULL, *text;

		cr_assert(asprintf(&path, "home/%zu/%s", i, names[i]) > 0);
		world_mkdir(world, path);
		free(path);
		cr_assert(asprintf(&path, "cd ~/%zu/*", i) > 0);
		run_to(p, path, "@@");
		free(path);
		free(pty_run(p, "cp -a ~/good ./.venv; envd allow --yes"));
		cr_assert(asprintf(&path, "home/%zu/%s/.venv/pyvenv.cfg", i, names[i]) > 0);
		text = world_read(world, path);
		cr_assert(text, "%s", path);
		free(text);
		if (!strchr(names[i], '\n'))
			world_append(world, path, "prompt = '$(touch pwned)(touch pwned)'\n");
		free(path);
		free(pty_run(p, ""));
		cr_assert(strncmp(pty_prompt(p), "(", 1) == 0, "%zu: %s", i, pty_prompt(p));
		pty_expect(p, "test $VIRTUAL_ENV = $PWD/.venv; echo $status", "0");
		pty_expect(p, "test (command -v python3 | string collect) = $PWD/.venv/bin/python3; "
			      "echo $status", "0");
		run_to(p, "cd ~", "@@");
	}
	pty_expect(p, "find ~ -name pwned", "");
	pty_expect(p, "echo $PATH[1]", world_path(world, "bin"));
}

Test(fish, path_as_it_was)
{
	static const char *const paths[] = {
		"/usr/bin '/a b' '' /bin", "/usr/bin /bin ''", "'' /usr/bin /bin", "/usr/bin /usr/bin",
		"'/x\\'y' '/\\\\' '/$HOME' '/*' /usr/bin", "$old",
	};
	struct pty *p;

	project("p");
	p = fish_in(NULL);
	run_to(p, "set -g old $PATH; set -U PYTHONHOME_X 1", "@@");
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		char *line = NULL;

		cr_assert(asprintf(&line, "set PATH %s; set -g was (set --show PATH | string "
				   "match -v '*inherited*')", paths[i]) > 0);
		run_to(p, line, "@@");
		free(line);
		run_to(p, "cd p", "(.venv) @@");
		expect_home(p, "echo $PATH[1]", "%H/p/.venv/bin");
		run_to(p, "cd ..", "@@");
		pty_expect(p, "test \"$was\" = \"\"(set --show PATH | string match -v '*inherited*' "
			      "| string join ' '); echo $status", "0");
	}
}

/* A universal variable is in a file that other shells read. */
Test(fish, universal_variables)
{
	struct pty *p;

	project("p");
	p = fish_in(NULL);
	run_to(p, "set -Ux VIRTUAL_ENV_PROMPT mine; set -U deactivate x", "@@");
	run_to(p, "cd p", "(.venv) @@");
	pty_expect(p, "echo $VIRTUAL_ENV_PROMPT", ".venv");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "echo $VIRTUAL_ENV_PROMPT", "mine");
	pty_expect(p, "set -qU VIRTUAL_ENV; set -qU PATH; set -qU ENVD_STATE; echo $status", "1");
	pty_expect(p, "set -eg VIRTUAL_ENV_PROMPT; echo $VIRTUAL_ENV_PROMPT", "mine");
}

/* ---- the prompt ---------------------------------------------------------------- */

Test(fish, another_prompt_later)
{
	struct pty *p;

	project("p");
	rc_write("fish", "", "function fish_prompt; echo -n 'later @@ '; end");
	p = fish_in("home/p");
	prompt_is(p, "(.venv) later @@");
	run_to(p, "function fish_prompt; printf 'new @@ '; end", "(.venv) new @@");
	run_to(p, "functions -c fish_prompt kept; "
		  "function fish_prompt; echo -n 'outer '; kept; end", "(.venv) outer new @@");
	run_to(p, "set -g VIRTUAL_ENV_DISABLE_PROMPT 1", "outer new @@");
	run_to(p, "set -e VIRTUAL_ENV_DISABLE_PROMPT", "(.venv) outer new @@");
	run_to(p, "cd ..", "outer new @@");
	run_to(p, "source ~/../config/fish/config.fish", "later @@");
	run_to(p, "cd p", "(.venv) later @@");
}

/* As some frameworks do. */
Test(fish, a_prompt_at_each_prompt)
{
	struct pty *p;

	project("p");
	rc_write("fish", "function other --on-event fish_prompt\n"
		 "set -g i (math 0$i + 1)\n"
		 "eval \"function fish_prompt; echo -n '\"(math $i % 2)\" @@ '; end\"\nend", "");
	p = fish_in("home/p");
	for (int i = 0; i < 200; i++)
		free(pty_run(p, ""));
	prompt_is(p, "(.venv) 1 @@");
	pty_expect(p, "functions -an | grep -c __envd_prompt_ | xargs -I % test % -le 64; "
		      "echo $status", "0");
}

Test(fish, status_is_kept)
{
	struct pty *p;

	project("p");
	rc_write("fish", "function fish_prompt; set -l s $status $pipestatus; echo -n \"$s @@ \"; "
		 "end", "");
	p = fish_in("home/p");
	prompt_is(p, "(.venv) 0 0 @@");
	run_to(p, "false", "(.venv) 1 1 @@");
	pty_expect(p, "false", "");
	pty_expect(p, "echo $status", "1");
	run_to(p, "sh -c 'exit 42'", "(.venv) 42 42 @@");
	run_to(p, "false | true", "(.venv) 0 1 0 @@");
	run_to(p, "sh -c 'exit 3' | sh -c 'exit 4' | false; cd ..", "0 0 @@");
	run_to(p, "true | sh -c 'exit 3' | sh -c 'exit 4'", "4 0 3 4 @@");
	pty_expect(p, "echo $status $pipestatus", "4 0 3 4");
	run_to(p, "! false", "0 0 @@");
	run_to(p, "! true", "1 1 @@");
}

Test(fish, right_prompt_and_keys)
{
	struct pty *p;

	project("p");
	p = fish_in(NULL);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "cd", "@@");
	pty_type(p, "\x1b[1;3D");               /* Alt-Left: back, and no new prompt */
	pty_wait_text(p, "(.venv) @@");
	pty_type(p, "echo $VIRTUAL_ENV >~/seen\n");
	pty_wait_prompt(p);
	prompt_is(p, "(.venv) @@");
	expect_home(p, "cat ~/seen", "%H/p/.venv");
}

/* ---- others ---------------------------------------------------------------- */

Test(fish, own_commands)
{
	struct pty *p;

	project("p");
	rc_write("fish", "", "for f in math source functions count contains\n"
		 "eval \"function $f; status stack-trace | string match -q '*__envd*'; and command touch ~/pwned; builtin $f \\$argv; end\"\nend\n"
		 "function deactivate; echo theirs; end\n");
	p = fish_in(NULL);
	run_to(p, "cd p", "(.venv) @@");
	pty_expect(p, "deactivate", "theirs");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "deactivate", "theirs");
	run_to(p, "cd p", "(.venv) @@");
	cr_assert_neq(access(world_path(world, "home/pwned"), F_OK), 0);
}

Test(fish, scripts_are_untouched)
{
	const char *argv[] = { "fish", "-c", "which python3; " NONE, NULL };
	int status;
	char *text;

	world_need("fish");
	project("p");
	client(NULL, "daemon", "stop");
	text = world_run_in(world, "home/p", &status, argv);
	cr_assert_str_eq(text, "/usr/bin/python3\nnone\n");
	free(text);
	cr_assert_eq(world_daemon_pid(world), 0);
}
