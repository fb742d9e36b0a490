/* pwsh: its renderer, read by the real one ($ENVD_TEST_PWSH, or on PATH). */
#include <criterion/criterion.h>

#include "../daemon/scratch.h"
#include "renderer.h"
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

static void expect_values(const char *name, const struct strings *values)
{
	FILE *in = fopen(at(name), "r");

	cr_assert_not_null(in, "%s", name);
	for (size_t i = 0; i < values->n; i++) {
		size_t n = strlen(values->v[i]) + 1;
		char *got = xcalloc(1, n + 1);

		cr_assert(fread(got, 1, n, in) == n && memcmp(got, values->v[i], n) == 0,
			  "%s: value %zu (%.40s) arrived as <%.40s>", name, i, values->v[i], got);
		free(got);
	}
	cr_expect_eq(fgetc(in), EOF);
	fclose(in);
}

Test(pwsh, each_value_arrives_and_nothing_is_run)
{
	struct strings all = renderer_values(), values = { 0 };
	struct buf answer = BUF_INIT;
	char *text;

	/* What is not UTF-8 is refused before: is_nameable() in cmd_prompt.c. */
	for (size_t i = 0; i < all.n; i++)
		if (*all.v[i] && text_is_utf8(all.v[i]))
			strings_add(&values, all.v[i]);
	renderer_answer(&answer, shell_find("pwsh"), &values);
	put_bytes("answer", answer.data, answer.len, 0600);
	text = xasprintf(reader, values.n, values.n);
	put_bytes("script.ps1", text, strlen(text), 0600);
	free(text);
	text = run();
	cr_expect_str_eq(text, "end\n", "<%s>", text);
	expect_values("own", &values);
	expect_values("exported", &values);
	cr_expect_neq(access(at("here/pwned"), F_OK), 0, "it ran something");
	buf_free(&answer);
	free(text);
	strings_free(&all);
	strings_free(&values);
}
