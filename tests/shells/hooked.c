/* hooked: what the tests of the hooks share. */
#include "hooked.h"

#include "fail.h"
#include "processes.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETTLE_MS 5000
#define DEADLINE_MS "5000"      /* what a busy machine does is not tested here */
#define SLOW      "50"
#define SLOW_S    50

struct world *world;

void hooked_setup(void)
{
	world = world_new();
	if (!world_getenv(world, "ENVD_DEADLINE_MS"))
		world_setenv(world, "ENVD_DEADLINE_MS", DEADLINE_MS);
}

bool can_say(const char *shell, enum words words)
{
	return shell_setup_find(shell)->words[words] != NULL;
}

const char *says(const char *shell, enum words words, const char *a, const char *b)
{
	if (!can_say(shell, words))
		world_skip("optional: there is no such thing in %s", shell);
	return world_keep(world, shell_says(shell_setup_find(shell), words, a, b));
}

void rc_write(const char *shell, const char *before, const char *after)
{
	const struct shell_setup *setup = shell_setup_find(shell);
	const char *mark = strstr(setup->hook, "%s");
	char *text = NULL;

	cr_assert(asprintf(&text, "%s%s\n%.*s%s%s%s\n", setup->prompts, before,
			   (int)(mark - setup->hook), setup->hook,
			   world_path(world, "bin/envd"), mark + 2, after) > 0);
	world_write(world, setup->rc, text);
	free(text);
}

void client(const char *relative, const char *command, const char *argument)
{
	const char *argv[] = { "envd", command, argument, NULL };
	int status;
	char *text = world_run_in(world, relative, &status, argv);

	if (status != 0)
		test_fail("envd %s %s: status %d: %s", command, argument ? argument : "", status,
			  text);
	free(text);
}

void allow(const char *path)
{
	int status;
	char *text = world_run(world, &status, "envd", "allow", "--yes", path, NULL);

	if (status != 0)
		test_fail("envd allow --yes %s: status %d: %s", path, status, text);
	free(text);
}

void project(const char *name)
{
	char *path = NULL;

	cr_assert(asprintf(&path, "home/%s/.venv", name) > 0);
	allow(world_venv(world, path));
	free(path);
}

void prompt_is(struct pty *p, const char *prompt)
{
	const char *row = pty_prompt(p);

	if (strcmp(row, prompt) != 0) {
		char *screen = pty_history(p);

		test_fail("the prompt is \"%s\", not \"%s\":\n%s", row, prompt, screen);
	}
}

void run_to(struct pty *p, const char *line, const char *prompt)
{
	pty_expect(p, line, "");
	prompt_is(p, prompt);
}

void made_to(struct pty *p, const char *line, const char *made, const char *prompt)
{
	char *notice = NULL;

	cr_assert(asprintf(&notice, "envd: activated ~/%s (created here just now)",
			   made) > 0);
	pty_expect(p, line, notice);
	prompt_is(p, prompt);
	free(notice);
}

void expect_home(struct pty *p, const char *line, const char *expected)
{
	const char *mark = strstr(expected, "%H");
	char *text = NULL;

	cr_assert(mark);
	cr_assert(asprintf(&text, "%.*s%s%s", (int)(mark - expected), expected, world->home,
			   mark + 2) > 0);
	pty_expect(p, line, text);
	free(text);
}

static void look_for(struct pty *p, const char *line, const char *text, bool wanted)
{
	char *printed = pty_run(p, line);

	if ((strstr(printed, text) != NULL) != wanted)
		test_fail("`%s` printed:\n%s\n%s \"%s\"", line, printed,
			  wanted ? "without" : "with", text);
	test_held();
	free(printed);
}

void expect_text(struct pty *p, const char *line, const char *text)
{
	look_for(p, line, text, true);
}

void expect_no_text(struct pty *p, const char *line, const char *text)
{
	look_for(p, line, text, false);
}

int occurrences(const char *text, const char *part)
{
	int n = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		n++;
	return n;
}

void in_shell(const char *shell, void (*test)(const char *shell))
{
	world_need(shell);
	test(shell);
}

void allow_time(void)
{
	if (test_deadline_ms() < SLOW_S * 1000)
		setenv("ENVD_TEST_TIMEOUT_S", SLOW, 1);
}

void settle(struct pty *p)
{
	settle_in(p, "bash");
}

void settle_in(struct pty *p, const char *shell)
{
	const char *line = shell_setup_find(shell)->calls;
	long long deadline = test_now_ms() + SETTLE_MS;
	char *before, *now;

	if (!line) {
		free(pty_run(p, ""));
		return;
	}
	before = pty_run(p, line);
	while (now = pty_run(p, line), strcmp(before, now) != 0) {
		if (test_now_ms() > deadline)
			test_late("each prompt asks: %s, %s", before, now);
		free(before);
		before = now;
	}
	free(before);
	free(now);
}

void python_is(struct pty *p, const char *relative)
{
	char *expected = NULL;

	if (relative)
		cr_assert(asprintf(&expected, "%s/%s", world->home, relative) > 0);
	pty_expect(p, "python3 -c 'import sys; print(sys.prefix)'", expected ? expected : "/usr");
	pty_expect(p, "sh -c 'echo ${VIRTUAL_ENV-none}'", expected ? expected : "none");
	free(expected);
}

void variable_is(struct pty *p, const char *name, const char *value)
{
	pty_expect(p, world_format(world, "/bin/sh -c 'echo ${%s-none}'", name),
		   value ? value : "none");
}

static bool is_waiting(pid_t pid, const char *name, void *data)
{
	*(bool *)data = strcmp(name, "envd") == 0 && process_waits_for_input(pid);
	return !*(bool *)data;
}

bool client_waits(struct pty *p, void *data)
{
	bool waits = false;

	(void)p, (void)data;
	processes_of(world->root, is_waiting, &waits);
	return waits;
}
