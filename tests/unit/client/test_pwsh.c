/* pwsh: its renderer, read by the real one ($ENVD_TEST_PWSH, or on PATH). */
#include <criterion/criterion.h>

#include "../daemon/scratch.h"
#include "names.h"
#include "shell.h"

#include "envd/text.h"
#include "envd/util.h"

#include <stdio.h>

static void init(void)
{
	scratch_init();
	put_dir("here");
}

TestSuite(pwsh, .init = init, .fini = scratch_empty);

/* Evaluates ../answer, and writes the n own values and the exported ones. */
static const char reader[] =
	"& ([scriptblock]::Create([System.IO.File]::ReadAllText('../answer')))\n"
	"$own = 0..(%zu - 1) | ForEach-Object { (Get-Variable \"__envd_$_\" -ValueOnly) + \"`0\" }\n"
	"[System.IO.File]::WriteAllText('../own', ($own -join ''))\n"
	"& /bin/sh -c '/usr/bin/printenv -0 \"$@\" >../exported' sh (0..(%zu - 1) | "
	"ForEach-Object { \"V$_\" })\n"
	"if (\"$env:GONE$env:NEVER\" -or (Test-Path Env:GONE)) { 'set' }\n"
	"if (& /usr/bin/printenv EMPTY) { 'not empty' } elseif ($LASTEXITCODE) { 'unset' }\n"
	"'end'\n";

static char *run(void)
{
	const char *line = "cd \"$WHERE\"/here && HOME=\"$WHERE\" NO_COLOR=1 LC_ALL=C.UTF-8 "
			   "\"${ENVD_TEST_PWSH:-pwsh}\" -NoProfile -File ../script.ps1 </dev/null 2>&1";
	struct buf out = BUF_INIT;
	char chunk[4096];
	size_t n;
	FILE *in;

	setenv("WHERE", scratch, 1);
	in = popen(line, "r");
	cr_assert_not_null(in);
	while ((n = fread(chunk, 1, sizeof(chunk), in)) > 0)
		buf_add(&out, chunk, n);
	if (WEXITSTATUS(pclose(in)) == 127) {
		scratch_empty();        /* .fini is not run then */
		cr_skip_test("pwsh is not installed");
	}
	return buf_detach(&out);
}

static void expect_values(const char *name, const char *const *values, size_t count)
{
	FILE *in = fopen(at(name), "r");

	cr_assert_not_null(in, "%s", name);
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(values[i]) + 1;
		char *got = xcalloc(1, n + 1);

		cr_assert(fread(got, 1, n, in) == n && memcmp(got, values[i], n) == 0,
			  "%s: value %zu (%.40s) arrived as <%.40s>", name, i, values[i], got);
		free(got);
	}
	cr_expect_eq(fgetc(in), EOF);
	fclose(in);
}

Test(pwsh, each_value_arrives_and_nothing_is_run)
{
	const char *values[COUNT_OF(hostile_names) + 1];
	const struct shell *shell = shell_find("pwsh");
	struct buf answer = BUF_INIT;
	char *big = xcalloc(1, 33001), *text;
	size_t count = 0;

	/* What is not UTF-8 is refused before: is_nameable() in cmd_prompt.c. */
	for (size_t i = 0; i < COUNT_OF(hostile_names); i++)
		if (text_is_utf8(hostile_names[i]))
			values[count++] = hostile_names[i];
	memset(big, '\'', 33000);
	values[count++] = big;
	for (size_t i = 0; i < count; i++) {
		char *exported = xasprintf("V%zu", i), *own = xasprintf("__envd_%zu", i);

		shell->set(&answer, exported, values[i]);
		shell->assign(&answer, own, values[i]);
		free(exported);
		free(own);
	}
	shell->set(&answer, "EMPTY", "");
	shell->set(&answer, "GONE", "x");
	shell->unset(&answer, "GONE");
	shell->unset(&answer, "NEVER");
	shell->rehash(&answer);
	put_bytes("answer", answer.data, answer.len, 0600);
	text = xasprintf(reader, count, count);
	put_bytes("script.ps1", text, strlen(text), 0600);
	free(text);
	text = run();
	cr_expect_str_eq(text, "end\n", "<%s>", text);
	expect_values("own", values, count);
	expect_values("exported", values, count);
	cr_expect_neq(access(at("here/pwned"), F_OK), 0, "it ran something");
	buf_free(&answer);
	free(text);
	free(big);
}
