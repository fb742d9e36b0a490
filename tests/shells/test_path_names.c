/* The names that others chose for a project's directory and in its `prompt =`: in each
 * shell nothing of them runs or reaches the terminal, the right python is found, and
 * leaving restores all. */
#include "company.h"

#include "fail.h"
#include "tree.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(path_names, .init = hooked_setup, .fini = world_fini, .timeout = 400);

#define LONGEST_NAME 255
#define LONGEST_PATH 4000
#define LONGEST_LABEL 40

static const struct {
	const char *name;
	const char *shown;      /* as a label */
} names[] = {
	{ "a b", "a b" },
	{ "tab\there", "tab?here" },
	{ "new\nline", "new?line" },
	{ "it's", "it?s" },
	{ "\"q\"", "?q?" },
	{ "'; touch pwned; '", "?? touch pwned? ?" },
	{ "\"; touch pwned; \"", "?? touch pwned? ?" },
	{ "`touch pwned`", "?touch pwned?" },
	{ "$(touch pwned)", "?(touch pwned)" },
	{ "(touch pwned)", "(touch pwned)" },
	{ "@(touch pwned)", "@(touch pwned)" },
	{ "${HOME}$PWD", "?{HOME}?PWD" },
	{ "a;touch pwned;b", "a?touch pwned?b" },
	{ "a&touch pwned&b", "a&touch pwned&b" },
	{ "a|touch pwned|b", "a|touch pwned|b" },
	{ "a>pwned", "a>pwned" },
	{ "*", "*" },
	{ "?", "?" },
	{ "[", "[" },
	{ "[a-z]*", "[a-z]*" },
	{ "~", "~" },
	{ "~root", "~root" },
	{ "=ls", "=ls" },
	{ "a!b!!", "a?b??" },
	{ "%n%m", "?n?m" },
	{ "%{x%}%20v", "?{x?}?20v" },
	{ "\\u\\w", "?u?w" },
	{ "\\$(touch pwned)", "?" "?(touch pwned)" },
	{ "x\\", "x?" },
	{ "#x", "#x" },
	{ "{a,b}", "{a,b}" },
	{ "{RED}{env_name}", "{RED}{env_name}" },
	{ "-dash", "-dash" },
	{ "-", "-" },
	{ "\xe2\x80\x98;touch pwned;\xe2\x80\x99", "\xe2\x80\x98?touch pwned?\xe2\x80\x99" },
	{ "\xe2\x80\x9a;touch pwned;\xe2\x80\x9b", "\xe2\x80\x9a?touch pwned?\xe2\x80\x9b" },
	{ "\xe2\x80\xaegnp.exe", "?gnp.exe" },
	{ "soft\xc2\xadhyphen", "soft?hyphen" },
	{ "\xf0\x9f\x90\x8d", "\xf0\x9f\x90\x8d" },
	{ "bad\xff\xfe", "bad??" },
	{ "esc\x1b[31m\x1b]0;t\x07\x1b[2J", "esc?[31m?]0?t??[2J" },
	{ "\r\b\x9b" "31m\x1b[8m", "???31m?[8m" },
	{ "@@ ", "@@" },
};

#define NAMES (sizeof(names) / sizeof(*names))

static bool is_utf8(const char *name)
{
	return !strpbrk(name, "\xff\x9b") || strstr(name, "\xe2\x80\x9b");
}

/* The shell's own python tells where it is, and what it was told. */
static const char where[] =
	"import os, sys\n"
	"e, here = os.environb, os.getcwdb() + b'/.venv'\n"
	"said = [os.fsencode(sys.prefix), e.get(b'VIRTUAL_ENV'), e[b'PATH'].split(b':')[0]]\n"
	"if said == [here, here, here + b'/bin']: print('here')\n"
	"elif said[:2] == [b'/usr', None]: print(e[b'PATH'].decode())\n"
	"else: print(said)\n";

/* The user's titles of windows would show the names. */
static const char *untitled(const char *shell)
{
	return strcmp(shell, "fish") == 0 ? "function fish_title; end\n" :
	       strcmp(shell, "xonsh") == 0 ? "$TITLE = ''\n" :
	       strcmp(shell, "nu") == 0 ? "$env.config.shell_integration.osc2 = false\n" : "";
}

static struct pty *start(const char *shell, const char *setting)
{
	struct pty *p;

	world_write(world, "where.py", where);
	world_write(world, "config/envd/envd.ini", "[prompt]\ngeneric = project\n");
	rc_write(shell, worded("%s%s", untitled(shell), setting), "");
	p = world_shell(world, shell);
	return p;
}

static void nothing_ran(struct pty *p)
{
	pty_expect(p, "/usr/bin/find .. -name pwned", "");
}

/* nushell's cd takes a name only. */
static const char *cd(const char *shell, const char *pattern)
{
	return worded(strcmp(shell, "nu") == 0 ? "cd (glob %s | first)" : "cd %s", pattern);
}

/* PowerShell and nushell hold text, and what is not UTF-8 is none. PowerShell takes a
 * backslash for a slash. nushell's cd takes what looks like a colour out of a name. */
static bool can_go(const char *shell, const char *name)
{
	bool is_nu = strcmp(shell, "nu") == 0, is_pwsh = strcmp(shell, "pwsh") == 0;

	return (!is_nu || !strchr(name, '\x1b')) && (!is_pwsh || !strchr(name, '\\')) &&
	       ((!is_nu && !is_pwsh) || is_utf8(name));
}

/* A line that was asked for, in one row however long, without what names do. */
static void is_refused(struct pty *p, const char *line, const char *why)
{
	char *text = pty_run(p, line);

	if (strncmp(text, "envd: ~/", 8) != 0 || !strstr(text, why) ||
	    strpbrk(text, "\n\t"))
		test_fail("`%s` printed:\n%s", line, text);
	free(text);
	prompt_is(p, "@@");
}

/* In and out of the one directory that the line leads to, which is asked about. */
static void visit(struct pty *p, const char *line, const char *label)
{
	const char *tell = worded("python3 %s/where.py", world->root);
	char *outside = pty_run(p, tell);

	is_refused(p, line, "/.venv is not trusted: it was moved or copied here (its scripts "
			    "still name ~/good). To activate it anyway: envd allow");
	expect_text(p, "envd allow --yes", "trusted");
	prompt_is(p, worded("(%s) @@", label));
	pty_expect(p, tell, "here");
	run_to(p, "cd ~", "@@");
	pty_expect(p, tell, outside);
	free(outside);
}

static void copy_environment(const char *to)
{
	int status;
	char *said = world_run(world, &status, "cp", "-a", "good", to, NULL);

	cr_assert_eq(status, 0, "%s", said);
	free(said);
}

/* The shell goes there by number, as such names can't be typed. */
static void projects(const char *shell, const char *setting)
{
	struct pty *p;

	world_need(shell);
	world_venv(world, "home/good");
	for (size_t i = 0; i < NAMES; i++) {
		tree_mkdir(worded("%s/%zu/%s", world->home, i, names[i].name));
		copy_environment(worded("%zu/%s/.venv", i, names[i].name));
	}
	p = start(shell, setting);
	for (size_t i = 0; i < NAMES; i++)
		if (can_go(shell, names[i].name))
			visit(p, cd(shell, worded("~/%zu/*", i)), names[i].shown);
	nothing_ran(p);
}

EACH_SHELL(path_names, directory) { projects(shell, ""); }

Test(path_names, bash_directory_no_promptvars) { projects("bash", "shopt -u promptvars"); }
Test(path_names, zsh_directory_prompt_subst) { projects("zsh", "setopt prompt_subst prompt_bang"); }

/* No entry of PATH can have a colon in it. */
EACH_SHELL(path_names, colon)
{
	struct pty *p;

	world_need(shell);
	world_venv(world, "home/good");
	world_mkdir(world, "home/0/a:b");
	copy_environment("0/a:b/.venv");
	p = start(shell, "");
	is_refused(p, cd(shell, "~/0/*"), "it has a colon in its path, so it cannot be on PATH");
	python_is(p, NULL);
	run_to(p, "cd ~", "@@");
}

static const char *repeated(char c, size_t n)
{
	char text[LONGEST_NAME + 1];

	memset(text, c, n);
	text[n] = '\0';
	return worded("%s", text);
}

EACH_SHELL(path_names, longest)
{
	const char *path = worded("%s/1", world->home);
	const char *pattern = "~/1";
	struct pty *p;

	world_need(shell);
	world_venv(world, "home/good");
	world_mkdir(world, worded("home/0/%s", repeated('n', LONGEST_NAME)));
	copy_environment(worded("0/%s/.venv", repeated('n', LONGEST_NAME)));
	for (size_t n; (n = LONGEST_PATH - strlen(path)) > 0; pattern = worded("%s/*", pattern))
		path = worded("%s/%s", path, repeated('p', n > 2 * LONGEST_NAME ? LONGEST_NAME :
							  n > LONGEST_NAME ? n / 2 : n - 1));
	cr_assert_eq(strlen(path), LONGEST_PATH);
	tree_mkdir(path);
	copy_environment(worded("%s/.venv", path));
	p = start(shell, "");
	visit(p, cd(shell, "~/0/*"), repeated('n', LONGEST_LABEL));
	visit(p, cd(shell, pattern), repeated('p', LONGEST_LABEL));
}

/* ---- prompt = ------------------------------------------------------------------- */

/* A line of a file has no line's end in it. */
static void labels(const char *shell, const char *setting)
{
	struct pty *p;

	world_need(shell);
	project("p");
	p = start(shell, setting);
	for (size_t i = 0; i < NAMES; i++) {
		const char *name = names[i].name, *quote = strchr(name, '\'') ? "\"" : "'";

		if (strpbrk(name, "\r\n"))
			continue;
		world_write(world, "home/p/.venv/pyvenv.cfg",
			    worded("home = /usr/bin\nversion = 3.11.2\nprompt = %s%s%s\n", quote,
				   name, quote));
		run_to(p, "cd p", worded("(%s) @@", names[i].shown));
		run_to(p, "cd ~", "@@");
	}
	nothing_ran(p);
}

EACH_SHELL(path_names, label) { labels(shell, ""); }

Test(path_names, bash_label_no_promptvars) { labels("bash", "shopt -u promptvars"); }
Test(path_names, zsh_label_prompt_subst) { labels("zsh", "setopt prompt_subst prompt_bang"); }
