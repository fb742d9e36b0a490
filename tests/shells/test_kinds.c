/* A kind that is none of Python's (tests/kinds/toolbox.c): whatever is promised of an
 * environment holds for it too, in each shell. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_NOW "/usr/bin/printenv PATH"
#define MAKE     "mktoolbox . box"

/* In the directory $1, called $2. */
static const char maker[] =
	"#!/bin/sh\n"
	"mkdir -p \"$1/.toolbox/bin\" \"$1/.toolbox/tools\" && cd \"$1/.toolbox\" || exit\n"
	"printf '#!/bin/sh\\necho tool\\n' >bin/tool\n"
	"printf '#!/bin/sh\\necho gauge\\n' >tools/gauge\n"
	"chmod +x bin/tool tools/gauge\n"
	"{ echo \"$2\"; pwd -P; } >toolbox.conf\n";

static void setup(void)
{
	const char *build = getenv("BUILD");
	char *with_kinds = NULL;

	cr_assert(asprintf(&with_kinds, "%s/kinds", build && *build ? build : "build") > 0);
	setenv("BUILD", with_kinds, 1);
	free(with_kinds);
	hooked_setup();
	world_write(world, "bin/mktoolbox", maker);
	cr_assert_eq(chmod(world_path(world, "bin/mktoolbox"), 0755), 0);
}

TestSuite(kinds, .init = setup, .fini = world_fini);

static void make_box(const char *name)
{
	const char *dir = world_mkdir(world, world_format(world, "home/%s", name));
	int status;

	free(world_run(world, &status, "mktoolbox", dir, "box", NULL));
	cr_assert_eq(status, 0);
}

static void make_allowed_box(const char *name)
{
	make_box(name);
	allow(world_format(world, "%s/%s/.toolbox", world->home, name));
}

static const char *path_of(struct pty *p)
{
	return world_keep(world, pty_run(p, PATH_NOW));
}

/* Is that of ~/name active, above the PATH that was; or none (NULL)? */
static void box_is(struct pty *p, const char *name, const char *path)
{
	const char *prefix = name ? world_format(world, "%s/%s.toolbox", world->home, name) : NULL;

	prompt_is(p, name ? "(box) @@" : "@@");
	pty_expect(p, PATH_NOW, name ? world_format(world, "%s/bin:%s/tools:%s", prefix, prefix, path)
				     : path);
	variable_is(p, "TOOLBOX_PREFIX", prefix);
	variable_is(p, "TOOLBOX_NAME", name ? "box" : NULL);
	variable_is(p, "TOOLBOX_OLD", name ? NULL : "mine");
	variable_is(p, "VIRTUAL_ENV", NULL);
}

/* ---- found, trusted, activated, listed, left ------------------------------------ */

EACH_SHELL(kinds, made_here)
{
	const char *path;
	struct pty *p;

	world_setenv(world, "TOOLBOX_OLD", "mine");
	p = world_shell(world, shell);
	path = path_of(p);
	run_to(p, "sh -c 'mkdir -p p/sub'; cd p", "@@");
	made_to(p, MAKE, "p/.toolbox", "(box) @@");
	box_is(p, "p/", path);
	pty_expect(p, "tool", "tool");
	pty_expect(p, "gauge", "gauge");
	run_to(p, "cd sub", "(box) @@");
	expect_text(p, "envd ls --json", "\"kind\":\"toolbox\"");
	expect_text(p, "envd ls", "~/p/.toolbox");
	expect_text(p, "envd status", "~/p/.toolbox");
	expect_text(p, "envd why", "~/p/.toolbox");
	run_to(p, "cd ~", "@@");
	box_is(p, NULL, path);
	run_to(p, "cd p", "(box) @@");
	pty_expect(p, "rm -rf .toolbox", "envd: deactivated ~/p/.toolbox, which is gone");
	box_is(p, NULL, path);
}

EACH_SHELL(kinds, older_asks)
{
	const char *path;
	struct pty *p;

	world_setenv(world, "TOOLBOX_OLD", "mine");
	make_box("p");
	p = world_shell(world, shell);
	path = path_of(p);
	expect_text(p, "cd p", "envd allow");
	box_is(p, NULL, path);
	expect_text(p, "envd allow", "trusted");
	box_is(p, "p/", path);
	run_to(p, "deactivate", "@@");
	box_is(p, NULL, path);
	run_to(p, "envd on", "(box) @@");
	box_is(p, "p/", path);
	run_to(p, "envd off", "@@");
	run_to(p, "envd on", "(box) @@");
	expect_text(p, "envd deny", "denied");
	box_is(p, NULL, path);
}

/* The whole environment, byte for byte, but for what says where the shell was. */
EACH_SHELL(kinds, all_as_before)
{
	static const char save[] = "sh -c 'env | grep -v -e ^OLDPWD= -e ^_= -e ^CMD_DURATION_MS= "
				   "| sort >~/%s'";
	const char *before = world_format(world, save, "before");
	struct pty *p;

	make_allowed_box("p");
	make_allowed_box("p/q");
	project("r");
	world_setenv(world, "TOOLBOX_OLD", "it's \\ \"mine\"\n$HOME `touch pwned`");
	world_setenv(world, "TOOLBOX_PREFIX", "");
	p = world_shell(world, shell);
	run_to(p, before, "@@");
	run_to(p, before, "@@");        /* xonsh exports the status of the last one */
	run_to(p, "cd p", "(box) @@");
	variable_is(p, "TOOLBOX_OLD", NULL);
	run_to(p, "cd q", "(box) @@");
	expect_text(p, "sh -c 'echo $TOOLBOX_PREFIX'", "p/q/.toolbox");
	run_to(p, "cd ~/r", "(.venv) @@");
	python_is(p, "r/.venv");
	run_to(p, "cd ~/p", "(box) @@");
	run_to(p, "cd ~", "@@");
	run_to(p, world_format(world, save, "after"), "@@");
	pty_expect(p, "sh -c 'diff ~/before ~/after; grep -c TOOLBOX_ ~/after'", "2");
}

/* A project's file goes with what this kind finds as with any other. */
EACH_SHELL(kinds, with_a_project_file)
{
	struct pty *p;

	make_box("p");
	world_write(world, "home/p/.envd.ini", "[prompt]\nlabel = mine\n[vars]\nPURPOSE = thesis\n");
	p = world_shell_in(world, shell, "home/p");
	prompt_is(p, "@@");
	expect_text(p, "envd allow --yes", "trusted");
	prompt_is(p, "(mine) @@");
	variable_is(p, "TOOLBOX_NAME", "mine");
	variable_is(p, "PURPOSE", "thesis");
	variable_is(p, "VIRTUAL_ENV_PROMPT", NULL);
	run_to(p, "cd ~", "@@");
	variable_is(p, "TOOLBOX_NAME", NULL);
	variable_is(p, "PURPOSE", NULL);
}

/* In a directory that changes all the time, the kinds' markers alone are looked at. */
EACH_SHELL(kinds, at_home)
{
	const char *path;
	struct pty *p;

	world_setenv(world, "TOOLBOX_OLD", "mine");
	p = world_shell(world, shell);
	path = path_of(p);
	run_to(p, "touch x", "@@");
	settle_in(p, shell);
	made_to(p, MAKE, ".toolbox", "(box) @@");
	settle_in(p, shell);
	run_to(p, "touch y", "(box) @@");
	box_is(p, "", path);
	run_to(p, "cd /", "@@");
	run_to(p, "cd ~", "(box) @@");
	free(pty_run(p, "rm -rf .toolbox"));
	box_is(p, NULL, path);
}

/* ---- without the daemon ---------------------------------------------------------- */

/* What is active stays while it is whole, by what this kind says that this is. */
static void held_until_gone(struct pty *p, const char *shell, const char *part,
			    const char *path)
{
	pid_t daemon = world_daemon_pid(world);

	run_to(p, "cd p", "(box) @@");
	settle_in(p, shell);
	cr_assert_eq(kill(daemon, SIGSTOP), 0);
	free(pty_run(p, "touch x"));
	box_is(p, "p/", path);
	free(pty_run(p, "cd sub"));
	box_is(p, "p/", path);
	free(pty_run(p, world_format(world, "rm ../.toolbox/%s", part)));
	box_is(p, NULL, path);
	cr_assert_eq(kill(daemon, SIGCONT), 0);
	free(pty_run(p, "cd ~"));
}

EACH_SHELL(kinds, held)
{
	static const char *const parts[] = { "toolbox.conf", "bin/tool" };
	const char *path;
	struct pty *p;

	world_setenv(world, "TOOLBOX_OLD", "mine");
	world_setenv(world, "ENVD_DEADLINE_MS", "300");
	p = world_shell(world, shell);
	path = path_of(p);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		make_allowed_box("p");
		world_mkdir(world, "home/p/sub");
		held_until_gone(p, shell, parts[i], path);
	}
}

/* ---- what is wrong with one ------------------------------------------------------ */

EACH_SHELL(kinds, copied)
{
	const char *path;
	struct pty *p;

	world_setenv(world, "TOOLBOX_OLD", "mine");
	make_allowed_box("p");
	p = world_shell(world, shell);
	path = path_of(p);
	run_to(p, "sh -c 'mkdir q'; cd q", "@@");
	expect_text(p, "cp -r ../p/.toolbox .toolbox", "p/.toolbox");
	box_is(p, NULL, path);
	expect_text(p, "envd why", "moved or copied");
	expect_text(p, "envd allow --yes", "although");
	box_is(p, "q/", path);
}

/* Nothing is advised that is another kind's. */
EACH_SHELL(kinds, broken)
{
	const char *path;
	struct pty *p;

	world_setenv(world, "TOOLBOX_OLD", "mine");
	make_allowed_box("p");
	p = world_shell(world, shell);
	path = path_of(p);
	run_to(p, "cd p", "(box) @@");
	pty_expect(p, "rm .toolbox/bin/tool",
		   "envd: deactivated ~/p/.toolbox: its bin/tool is missing");
	box_is(p, NULL, path);
	expect_no_text(p, "envd why", "python3");
}

/* ---- for a program --------------------------------------------------------------- */

Test(kinds, exec_and_export)
{
	const char *const tool[] = { "envd", "exec", "tool", NULL };
	const char *const names[] = { "envd", "exec", "printenv", "TOOLBOX_NAME", NULL };
	const char *const json[] = { "envd", "export", "--json", NULL };
	char *text;
	int status;

	world_setenv(world, "TOOLBOX_OLD", "mine");
	make_allowed_box("p");
	text = world_run_in(world, "home/p", &status, tool);
	cr_assert_str_eq(text, "tool\n");
	free(text);
	text = world_run_in(world, "home/p", &status, names);
	cr_assert_str_eq(text, "box\n");
	free(text);
	text = world_run_in(world, "home/p", &status, json);
	cr_assert_eq(status, 0);
	cr_assert(strstr(text, "\"TOOLBOX_OLD\": null"), "%s", text);
	cr_assert(strstr(text, "/p/.toolbox/bin:"), "%s", text);
	free(text);
}
