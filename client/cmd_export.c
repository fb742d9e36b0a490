/*
 * envd export: the variables of the directory's environment, for a script to
 * evaluate or a program to read.
 */
#include "command.h"
#include "grant.h"
#include "shell.h"

#include "envd/text.h"
#include "envd/util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- sh ---- */

static void sh_set(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "export %s=", name);
	posix_quote(out, value);
	buf_addc(out, '\n');
}

static void sh_unset(struct buf *out, const char *name)
{
	buf_addf(out, "unset %s\n", name);
}

/* Has no hook, so it is in no table of shells. */
static const struct shell sh = {
	.name = "sh", .set = sh_set, .unset = sh_unset, .fail = "false\n",
};

/* ---- other languages ---- */

static void json_string(struct buf *out, const char *text)
{
	buf_addc(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f)
			buf_addf(out, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", c);
		else
			buf_addc(out, (char)c);
	}
	buf_addc(out, '"');
}

static void add_json(struct buf *out, const struct variables *edits)
{
	for (size_t i = 0; i < edits->n; i++) {
		buf_adds(out, i ? ",\n  " : "{\n  ");
		json_string(out, edits->v[i].name);
		buf_adds(out, ": ");
		if (edits->v[i].value)
			json_string(out, edits->v[i].value);
		else
			buf_adds(out, "null");
	}
	buf_adds(out, "\n}\n");
}

/* Its readers agree on plain words, and most on 'text' and on "text" with
 * backslashes. What is to be unset can't be said. */
static void add_dotenv(struct buf *out, const struct variables *edits)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789/._-+:@%,=";

	for (size_t i = 0; i < edits->n; i++) {
		const char *value = edits->v[i].value;
		bool is_plain = value && value[strspn(value, plain)] == '\0';

		if (value == NULL)
			continue;
		buf_addf(out, "%s=", edits->v[i].name);
		if (is_plain) {
			buf_adds(out, value);
		} else if (!strchr(value, '\'')) {
			buf_addf(out, "'%s'", value);
		} else {
			buf_addc(out, '"');
			for (; *value; value++)
				buf_addf(out, strchr("\"\\$`", *value) ? "\\%c" : "%c", *value);
			buf_addc(out, '"');
		}
		buf_addc(out, '\n');
	}
}

static void add_shell(struct buf *out, const struct shell *shell, const struct variables *edits)
{
	for (size_t i = 0; i < edits->n; i++) {
		if (edits->v[i].value)
			shell->set(out, edits->v[i].name, edits->v[i].value);
		else
			shell->unset(out, edits->v[i].name);
	}
	if (shell->rehash)
		shell->rehash(out);
}

/* ---- the command ---- */

enum { DIRECTORY, JSON, DOTENV };

/* Can it all be represented? JSON, and some shells, hold text and not bytes; what
 * evaluates a command's output line by line loses newlines. */
static bool is_representable(const struct variables *edits, bool as_text, bool in_one_line)
{
	for (size_t i = 0; i < edits->n; i++) {
		const char *value = edits->v[i].value, *what = NULL;

		if (value && as_text && !text_is_utf8(value))
			what = "is not UTF-8";
		else if (value && in_one_line && strchr(value, '\n'))
			what = "has a newline in it";
		if (what) {
			fprintf(stderr, "envd export: %s %s, so it cannot be represented in "
				"this format\n",
				edits->v[i].name, what);
			return false;
		}
	}
	return true;
}

static int print(const char *flags[], const struct shell *shell, const struct variables *edits)
{
	struct buf out = BUF_INIT;
	int r;

	if (!is_representable(edits, flags[JSON] || shell->is_unicode,
			shell->has_one_line && !flags[JSON] && !flags[DOTENV]))
		return EXIT_NO;
	if (flags[JSON])
		add_json(&out, edits);
	else if (flags[DOTENV])
		add_dotenv(&out, edits);
	else
		add_shell(&out, shell, edits);
	r = write_all(STDOUT_FILENO, out.data, out.len);
	buf_free(&out);
	return r < 0 ? EXIT_NO : EXIT_DONE;
}

static int export(const char *flags[], const struct shell *shell)
{
	struct variables edits = { 0 };
	struct paths paths;
	int status = command_paths(&paths) ? EXIT_NOT_GRANTED : EXIT_DONE;

	if (status == EXIT_DONE)
		status = grant_make("export", &paths, flags[DIRECTORY], &edits);
	if (status == EXIT_DONE)
		status = print(flags, shell, &edits);
	/* What evaluates this is not to go on as if all were well. */
	if (status != EXIT_DONE && !flags[JSON] && !flags[DOTENV])
		fputs(shell->fail, stdout);
	variables_free(&edits);
	paths_deinit(&paths);
	return status;
}

int cmd_export(int argc, char **argv)
{
	static const char *const known[] = { "-C=", "--json", "--dotenv", NULL };
	const char *flags[] = { NULL, NULL, NULL };
	const struct shell *shell = &sh;
	int n = command_options(argc, argv, known, flags);

	if (n < 0)
		return EXIT_USAGE;
	if (n + !!flags[JSON] + !!flags[DOTENV] > 1)
		return command_usage(argv[0], "one format at a time");
	if (n == 1 && strcmp(argv[1], "sh") != 0)
		shell = shell_find(argv[1]);
	if (shell == NULL)
		return command_usage(argv[0], "envd does not know the shell '%s'", argv[1]);
	return export(flags, shell->script ? shell->script : shell);
}
