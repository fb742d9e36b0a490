/* Names that others chose: nothing of them runs, or disturbs the terminal. */
#include "hooked.h"

#include "fail.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(labels, .init = hooked_setup, .fini = world_fini);

/* The label of a whole prompt, between its parentheses. */
static char *label(struct pty *p)
{
	const char *row = pty_prompt(p);
	size_t n = strlen(row);

	if (row[0] != '(' || n < 5 || strcmp(row + n - 4, ") @@") != 0)
		test_fail("no label: \"%s\":\n%s", row, pty_screen(p));
	return strndup(row + 1, n - 5);
}

/* Nothing of it in the label, apart from what is shown in its place. */
static void is_tame(const char *text)
{
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || strchr("'\"$`\\%!;\x7f", *c))
			test_fail("in the label: \"%s\"", text);
}

/* ---- names of directories --------------------------------------------------- */

static const char *const names[] = {
	"$(touch pwned)", "`touch pwned`", "%n%{", "\\u\\h", "a!b", "it's \"q\"", "new\nline",
	"\xe2\x80\xaerlo", "\xf0\x9f\x90\x8d", "bad\xff\xfe", " spaces  ", "-dash", "*?[x]",
	"~", "a;b&c|d", "esc\x1b[31m", "@@ ", "x'$(touch pwned)'y", "$'\\x41'", "=ls", "#x",
};

/* The shell goes there by number, as such names can't be typed. */
static void make_directories(void)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *path = NULL;

		cr_assert(asprintf(&path, "home/%zu/%s", i, names[i]) > 0);
		world_mkdir(world, path);
		free(path);
	}
}

/* A line feed in a path: activate names another one then, as its lines are read
 * one by one, and that is asked about. */
static void make_environment(struct pty *p, const char *line, const char *name)
{
	bool is_utf8 = !strchr(name, '\xff');

	if (!is_utf8)           /* venv refuses */
		line = "cp -a ~/good ./${n-.venv}";
	if (is_utf8 && !strchr(name, '\n')) {
		expect_text(p, line, "envd: activated ");
		return;
	}
	expect_text(p, line, "was moved or copied");
	free(pty_run(p, "envd allow --yes"));
}

BOTH_SHELLS(labels, project_directories)
{
	struct pty *p;

	world_need(shell);
	make_directories();
	world_venv(world, "home/good");
	p = world_shell(world, shell);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *go = NULL;

		cr_assert(asprintf(&go, "cd ~/%zu/*(N) 2>/dev/null || cd ~/%zu/*", i, i) > 0);
		if (strcmp(shell, "bash") == 0)
			sprintf(go, "cd ~/%zu/*", i);
		run_to(p, go, "@@");
		make_environment(p, "python3 -m venv --without-pip .venv", names[i]);
		prompt_is(p, "(.venv) @@");
		pty_expect(p, "[ \"$VIRTUAL_ENV\" = \"$PWD/.venv\" ]; echo $?", "0");
		pty_expect(p, "[ \"$(command -v python3)\" = \"$PWD/.venv/bin/python3\" ]; echo $?",
			   "0");
		run_to(p, "cd .venv/bin", "(.venv) @@");
		run_to(p, "cd ~", "@@");
		free(go);
	}
	pty_expect(p, "find ~ -name pwned", "");
	pty_expect(p, "printf '%s\\n' \"${PATH%%:*}\"", world_path(world, "bin"));
}

BOTH_SHELLS(labels, environment_directories)
{
	struct pty *p;
	int status;

	world_need(shell);
	free(world_run(world, &status, "envd", "allow", "--tree", world->home, NULL));
	cr_assert_eq(status, 0);
	world_venv(world, "home/good");
	p = world_shell(world, shell);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *line = NULL, *text;

		cr_assert(asprintf(&line, "mkdir ~/%zu; cd ~/%zu", i, i) > 0);
		run_to(p, line, "@@");
		cr_assert(asprintf(&text, "home/name-%zu", i) > 0);
		world_write(world, text, names[i]);
		free(text);
		free(line);
		cr_assert(asprintf(&line, "n=$(cat ~/name-%zu)", i) > 0);
		run_to(p, line, "@@");
		free(line);
		make_environment(p, "python3 -m venv --without-pip -- \"./$n\"", names[i]);
		text = label(p);
		is_tame(text);
		free(text);
		pty_expect(p, "[ \"$VIRTUAL_ENV\" = \"$PWD/$n\" ]; echo $?", "0");
		pty_expect(p, "[ \"$(command -v python3)\" = \"$PWD/$n/bin/python3\" ]; echo $?",
			   "0");
		run_to(p, "cd ~", "@@");
	}
	pty_expect(p, "find ~ -name pwned", "");
}

BOTH_SHELLS(labels, long_names)
{
	struct pty *p = world_shell(world, shell);
	char *text;

	run_to(p, "mkdir p; cd p; n=$(printf '%0255d' 0)", "@@");
	expect_text(p, "python3 -m venv --without-pip $n", "envd: activated ");
	text = label(p);
	cr_assert_leq(strlen(text), 45, "%s", text);
	free(text);
	pty_expect(p, "[ \"$(command -v python3)\" = \"$PWD/$n/bin/python3\" ]; echo $?", "0");
	run_to(p, "cd ..", "@@");
}
