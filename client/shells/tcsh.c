/*
 * tcsh: 6.20 and later.
 *
 * It reads its answers from files, as there is no safe way to evaluate what a
 * program prints. An answer is one line, of which Ctrl-C spares all or nothing:
 * tcsh heeds it while it reads a line, and at a prompt not while it runs one.
 */
#include "shell.h"

#include "hook_tcsh.inc"

#include "envd/buf.h"
#include "envd/util.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Any other may be the one that history is named with, or mean something. Within
 * quotes, what a backslash does is a matter of settings. */
static bool is_plain(unsigned char c)
{
	return isalnum(c) || c >= 0x80 || c == '.' || c == '_';
}

/* Where text is GBK or Big5, a byte in front of a backslash may make a letter of the
 * two; of no byte and a quote it does. */
static void quote(struct buf *out, const char *text)
{
	unsigned char before = '\0';

	if (*text == '\0')
		buf_adds(out, "''");
	for (; *text; before = (unsigned char)*text++) {
		if (is_plain((unsigned char)*text)) {
			buf_addc(out, *text);
			continue;
		}
		if (before >= 0x80)
			buf_adds(out, "''");
		buf_adds(out, *text == '\n' ? "'\\\n'" : "\\");
		if (*text != '\n')
			buf_addc(out, *text);
	}
}

static void set(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "seten\\v %s ", name);
	quote(out, value);
	buf_addc(out, ';');
}

static void unset(struct buf *out, const char *name)
{
	buf_addf(out, "unseten\\v %s;", name);
}

static void assign(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "s\\et %s = ", name);
	quote(out, value);
	buf_addc(out, ';');
}

/* To set PATH does that. A word alone might be taken for a directory's name. */
static void rehash(struct buf *out)
{
	if (out->len == 0 || !strstr(out->data, "seten\\v PATH "))
		buf_adds(out, "rehas\\h .;");
}

/* ---- whether to ask, in a file of its own ---- */

/* Will it be set when the answer was read? */
static bool is_set(const struct freshness *freshness, const char *name)
{
	for (size_t i = 0; freshness->edits && i < freshness->edits->n; i++)
		if (strcmp(freshness->edits->v[i].name, name) == 0)
			return freshness->edits->v[i].value != NULL;
	return getenv(name) != NULL;
}

/* As one word: to name one that is not set is an error in tcsh. */
static void add_values(struct buf *out, const struct freshness *freshness)
{
	buf_addc(out, '"');
	for (size_t i = 0; shell_variable(i); i++)
		if (is_set(freshness, shell_variable(i)))
			buf_addf(out, "$%s:q|", shell_variable(i));
	buf_addc(out, '"');
}

static void add_which_are_set(struct buf *out, const struct freshness *freshness)
{
	buf_adds(out, "\"$?_OLD_VIRTUAL_PATH");
	for (size_t i = 0; shell_variable(i); i++)
		buf_addf(out, "$?%s", shell_variable(i));
	buf_adds(out, "\" == \"${__envd_hand}");
	for (size_t i = 0; shell_variable(i); i++)
		buf_addc(out, is_set(freshness, shell_variable(i)) ? '1' : '0');
	buf_addc(out, '"');
}

static void fresh(struct buf *out, const struct freshness *freshness)
{
	if (freshness->uses)
		buf_addf(out, "s\\et __envd_uses = %u;", freshness->uses);
	buf_adds(out, "s\\et __envd_hand = $?_OLD_VIRTUAL_PATH;s\\et __envd_vars = ");
	add_values(out, freshness);
	buf_adds(out, ";s\\et __envd_fresh = 1;");
}

static void add_is_same_file(struct buf *out, const char *a, const char *b)
{
	static const char kinds[] = { 'I', 'D' };

	for (size_t i = 0; i < sizeof(kinds); i++) {
		buf_addf(out, " && -%c ", kinds[i]);
		quote(out, a);
		buf_addf(out, " == -%c ", kinds[i]);
		quote(out, b);
	}
}

static void add_condition(struct buf *out, const struct freshness *freshness, size_t i)
{
	const struct condition *condition = &freshness->conditions[i];

	switch (condition->type) {
	case CONDITION_SAME:
		buf_adds(out, " && -M ");
		quote(out, condition->path);
		buf_addf(out, " == %lld && -C ", (long long)condition->mtime.tv_sec);
		quote(out, condition->path);
		buf_addf(out, " == %lld", (long long)freshness->changed[i]);
		break;
	case CONDITION_PRESENT:
	case CONDITION_ABSENT:
		buf_adds(out, condition->type == CONDITION_PRESENT ? " && -e " : " && ! -e ");
		quote(out, condition->path);
		break;
	case CONDITION_LINK:    /* two that are missing are the same to it */
		buf_adds(out, " && -e ");
		quote(out, condition->path);
		add_is_same_file(out, condition->path, condition->other);
		break;
	}
}

/* Each command there costs some 15 system calls, so they are few. Within quotes,
 * $cwd:q would lose a backslash in front of a newline. */
static void test(struct buf *out, const struct freshness *freshness)
{
	buf_addf(out, "s\\et __envd_fresh = 0\nif ($$ == %lu && ", (unsigned long)freshness->pid);
	add_which_are_set(out, freshness);
	buf_adds(out, " && $cwd:q == ");
	quote(out, freshness->directory);
	add_is_same_file(out, ".", freshness->directory);
	buf_adds(out, " && -e ");
	quote(out, freshness->stamp);
	for (size_t i = 0; i < freshness->n; i++)
		add_condition(out, freshness, i);
	buf_adds(out, ") then\nif (");
	add_values(out, freshness);
	buf_adds(out, " == \"$__envd_vars:q\") set __envd_fresh = 1\n");
	if (freshness->uses)
		buf_adds(out, "if ($__envd_fresh) @ __envd_uses--\n"
			      "if ($__envd_uses < 0) set __envd_fresh = 0\n");
	buf_adds(out, "endif\n");
}

/* What aliases are given arguments by. It takes a line that was put into a file; or
 * deactivates; or is `envd WORD ...`, of which on and off are for the shell itself.
 * What comes last leaves its status, so it is not within an if. */
static const char command[] =
	"s\\et __envd_do = '$__envd_client:q $argv[2-]:q'\n"
	"s\\et __envd_why = \"$argv[1]:q\"\n"
	"if ($__envd_why == read) set __envd_do = 's\\et __envd_taken = \"$<\"'\n"
	"if ($#argv == 2) then\n"
	"if (\"$argv[2]:q\" == on || \"$argv[2]:q\" == off) set __envd_why = $argv[2]\n"
	"if (\"$argv[2]:q\" == nondestructive) set __envd_why = leave\n"
	"endif\n"
	"if ($__envd_why != envd && $__envd_why != read) "
	"set __envd_do = 'e\\val __envd_ask; s\\et status = $__envd_status'\n"
	"e\\val $__envd_do:q\n";

/* ---- for a script, which has no hook ---- */

static void script_set(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "setenv %s ", name);
	quote(out, value);
	buf_adds(out, ";\n");
}

static void script_unset(struct buf *out, const char *name)
{
	buf_addf(out, "unsetenv %s;\n", name);
}

static const struct shell script = {
	.name = "tcsh", .set = script_set, .unset = script_unset, .has_one_line = true,
	.fail = "exit 1;\n",
};

const struct shell shell_tcsh = {
	.name = "tcsh", .hook = hook, .hook_size = sizeof(hook),
	.rc = "~/.tcshrc", .has_no_twins = true,
	.quote = quote, .set = set, .unset = unset, .script = &script,
	.assign = assign, .rehash = rehash, .fresh = fresh, .test = test, .command = command,
};
