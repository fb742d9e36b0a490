/*
 * elvish: 0.19 and later.
 *
 * The hook evaluates this with nothing but elvish's own commands and its own
 * variables in sight. Elvish has no command that tells a file's time, so only
 * answers that rest on what is there and what is not can be used again.
 */
#include "shell.h"

#include "hook_elvish.inc"

#include "envd/buf.h"
#include "envd/util.h"

#include <ctype.h>

/* A string is bytes; what is not UTF-8 can only be written in this way. */
static void quote(struct buf *out, const char *text)
{
	buf_addc(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c >= 0x7f)
			buf_addf(out, "\\x%02x", c);
		else if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", c);
		else
			buf_addc(out, (char)c);
	}
	buf_addc(out, '"');
}

static void set(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "set-env %s ", name);
	quote(out, value);
	buf_addc(out, '\n');
}

static void unset(struct buf *out, const char *name)
{
	buf_addf(out, "unset-env %s\n", name);
}

static void assign(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "set %s = ", name);
	quote(out, value);
	buf_addc(out, '\n');
}

/* It looks commands up each time. */
static void rehash(struct buf *out)
{
	(void)out;
}

/* The variables that a change by hand shows in, as one string. */
static void add_variables(struct buf *out)
{
	for (size_t i = 0; shell_variable(i); i++)
		buf_addf(out, "%s$E:%s", i ? "'|'" : "", shell_variable(i));
}

static bool is_testable(const struct freshness *freshness)
{
	for (size_t i = 0; i < freshness->n; i++)
		if (freshness->conditions[i].type == CONDITION_SAME)
			return false;
	return true;
}

/* $pwd is the directory that the shell is in, whatever its name was before. */
static void fresh(struct buf *out, const struct freshness *freshness)
{
	if (!is_testable(freshness))
		return;
	buf_addf(out, "set __envd_vars = ");
	add_variables(out);
	if (freshness->uses)
		buf_addf(out, "\nset __envd_uses = %u", freshness->uses);
	buf_addf(out, "\nset __envd_fresh~ = { and (eq $pid %lu) (eq $pwd ",
		 (unsigned long)freshness->pid);
	quote(out, freshness->directory);
	buf_adds(out, ") (eq $__envd_vars ");
	add_variables(out);
	buf_adds(out, ") (__envd_is ");
	quote(out, freshness->stamp);
	buf_addc(out, ')');
	for (size_t i = 0; i < freshness->n; i++) {
		const struct condition *condition = &freshness->conditions[i];

		buf_adds(out, condition->type == CONDITION_ABSENT ? " (not (__envd_is " :
							       " (__envd_is ");
		quote(out, condition->path);
		if (condition->type == CONDITION_LINK) {
			buf_addc(out, ' ');
			quote(out, condition->other);
		}
		buf_adds(out, condition->type == CONDITION_ABSENT ? "))" : ")");
	}
	if (freshness->uses)
		buf_adds(out, " (> $__envd_uses 0) "
			      "({ set __envd_uses = (- $__envd_uses 1); put $true })");
	buf_adds(out, " }\n");
}

const struct shell shell_elvish = {
	.name = "elvish", .hook = hook, .hook_size = sizeof(hook),
	.rc = "~/.config/elvish/rc.elv",
	.has_no_twins = true,
	.quote = quote, .set = set, .unset = unset,
	.fail = "fail 'envd export: no environment'\n",
	.assign = assign, .rehash = rehash, .fresh = fresh,
};
