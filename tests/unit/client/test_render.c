/* What the renderers print, read by the real shells: each value has to arrive
 * byte for byte, and nothing may be run. */
#include <criterion/criterion.h>

#include "../daemon/scratch.h"
#include "names.h"
#include "realshell.h"
#include "shell.h"

#include "envd/util.h"

static void init(void)
{
	scratch_init();
	put_dir("here");
}

TestSuite(render, .init = init, .fini = scratch_empty);

/* .fini is not run then. */
static void skip(const struct mode *mode)
{
	scratch_empty();
	cr_skip_test("%s is not installed", mode->shell);
}

/* All values: the names, and two that are too long for one. */
static struct strings make_values(void)
{
	struct strings values = { 0 };
	char *path = xcalloc(1, 4001), *big = xcalloc(1, 33001);

	for (size_t i = 0; i < COUNT_OF(hostile_names); i++)
		strings_add(&values, hostile_names[i]);
	for (size_t i = 0; i < 4000; i++)
		path[i] = i % 10 ? "'\\$\xe6\xbc\xa2 \n\""[i % 9] : '/';
	memset(big, '\'', 33000);
	strings_add(&values, "");
	strings_add(&values, path);
	strings_add(&values, big);
	free(path);
	free(big);
	return values;
}

/* Reads the answer as the hooks do. */
static void add_eval(struct buf *script)
{
	buf_adds(script, "answer=$(/bin/cat ../answer; echo x)\nanswer=${answer%x}\n"
			 "\\builtin eval \"$answer\" || exit 9\n");
}

struct words {
	const struct shell *shell;
	const struct strings *values;
};

static void write_values(struct buf *script, pid_t pid, void *data)
{
	const struct words *words = data;
	struct buf answer = BUF_INIT;

	(void)pid;
	for (size_t i = 0; i < words->values->n; i++) {
		char *exported = xasprintf("V%zu", i), *own = xasprintf("__envd_%zu", i);

		words->shell->set(&answer, exported, words->values->v[i]);
		words->shell->assign(&answer, own, words->values->v[i]);
		free(exported);
		free(own);
	}
	words->shell->rehash(&answer);
	put_bytes("answer", answer.data, answer.len, 0600);
	add_eval(script);
	for (size_t i = 0; i < words->values->n; i++)
		buf_addf(script, "\\builtin printf '%%s\\0' \"$__envd_%zu\"\n", i);
	buf_adds(script, "/usr/bin/printenv -0");
	for (size_t i = 0; i < words->values->n; i++)
		buf_addf(script, " V%zu", i);
	buf_adds(script, "\n/usr/bin/printenv");
	for (size_t i = 0; i < words->values->n; i++)
		buf_addf(script, " __envd_%zu", i);
	buf_adds(script, " || echo end\n");
	buf_free(&answer);
}

static void expect_values(const struct mode *mode, const struct strings *values,
			  const struct buf *out)
{
	const char *p = out->data;

	for (size_t i = 0; i < values->n * 2; i++) {
		const char *want = values->v[i % values->n];
		size_t n = strlen(want);

		if ((size_t)(out->data + out->len - p) <= n || memcmp(p, want, n + 1) != 0)
			cr_assert_fail("%s: value %zu (%s) arrived as <%.60s>", mode_name(mode),
				       i % values->n, i < values->n ? "assigned" : "exported", p);
		p += n + 1;
	}
	cr_expect_str_eq(p, "end\n", "%s: <%.60s>", mode_name(mode), p);
}

Test(render, each_value_arrives_and_nothing_is_run)
{
	struct strings values = make_values();

	for (const struct mode *mode = modes; mode->shell; mode++) {
		struct words words = { shell_find(mode->shell), &values };
		struct buf out = BUF_INIT;
		int status = realshell_run(mode, at("here"), write_values, &words, &out);

		if (status < 0)
			skip(mode);
		cr_expect_eq(status, 0, "%s: exit status %d", mode_name(mode), status);
		expect_values(mode, &values, &out);
		cr_expect_neq(access(at("here/pwned"), F_OK), 0, "%s ran something",
			      mode_name(mode));
		buf_free(&out);
	}
	strings_free(&values);
}

/* ---- unset ---- */

static void write_unset(struct buf *script, pid_t pid, void *data)
{
	const struct shell *shell = data;
	struct buf answer = BUF_INIT;

	(void)pid;
	shell->unset(&answer, "WAS_SET");
	shell->unset(&answer, "WAS_NOT");
	shell->set(&answer, "AFTER", "x");
	put_bytes("answer", answer.data, answer.len, 0600);
	buf_adds(script, "WAS_SET=1; \\builtin export WAS_SET\n");
	add_eval(script);
	buf_adds(script, "echo \"${WAS_SET+set}${WAS_NOT+set}$AFTER\"\n"
			 "/usr/bin/printenv WAS_SET || echo none\n");
	buf_free(&answer);
}

Test(render, unset_takes_away_and_may_be_repeated)
{
	for (const struct mode *mode = modes; mode->shell; mode++) {
		struct buf out = BUF_INIT;
		int status = realshell_run(mode, at("here"), write_unset,
					   (void *)shell_find(mode->shell), &out);

		if (status < 0)
			skip(mode);
		cr_expect_eq(status, 0, "%s: %d", mode_name(mode), status);
		cr_expect_str_eq(out.data, "x\nnone\n", "%s: <%s>", mode_name(mode), out.data);
		cr_expect_neq(access(at("here/pwned"), F_OK), 0, "%s", mode_name(mode));
		buf_free(&out);
	}
}

/* ---- the table ---- */

/* Unpacked, each is lines of its own, and there is one place for our path. */
Test(render, each_hook_is_whole)
{
	for (size_t i = 0; shells[i]; i++) {
		struct buf hook = BUF_INIT;
		const char *mark;

		shell_hook(&hook, shells[i]);
		mark = strstr(hook.data, "@CLIENT@");
		cr_expect(mark && !strstr(mark + 1, "@CLIENT@"), "%s", shells[i]->name);
		cr_expect_eq(strlen(hook.data), hook.len, "%s", shells[i]->name);
		cr_expect_eq(hook.data[hook.len - 1], '\n', "%s", shells[i]->name);
		cr_expect_null(strstr(hook.data, "\n\n"), "%s", shells[i]->name);
		for (const char *p = hook.data; *p; p++)
			cr_expect(*p == '\n' || *p == '\t' || (*p >= ' ' && *p <= '~'), "%s",
				  shells[i]->name);
		buf_free(&hook);
	}
}

/* In test_NAME.c. */
static bool has_tests_of_its_own(const char *name)
{
	static const char *const names[] = { "fish", "pwsh", "xonsh", "elvish", "nu", "tcsh" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

Test(render, each_shell_is_complete_and_tried_here)
{
	for (size_t i = 0; shells[i]; i++) {
		const struct shell *shell = shells[i];
		const struct mode *mode = modes;

		cr_expect(shell->name && shell->rc && shell->hook && shell->hook_size > 0);
		cr_expect(shell->quote && shell->set && shell->unset && shell->assign);
		cr_expect(shell->rehash && shell->fresh);
		cr_expect_eq(shell_find(shell->name), shell);
		if (has_tests_of_its_own(shell->name))
			continue;
		while (mode->shell && strcmp(mode->shell, shell->name) != 0)
			mode++;
		cr_expect_not_null(mode->shell, "no mode for %s in realshell.c", shell->name);
	}
	cr_expect_null(shell_find("csh"));
	cr_expect_null(shell_find(""));
	cr_expect_null(shell_find("bas"));
	cr_expect_null(shell_find("bash "));
}
