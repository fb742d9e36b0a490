/*
 * xonsh: a shell in Python.
 *
 * It is given data and no commands: Python literals, one a line, that the hook
 * reads with ast.literal_eval and acts on. A string is one of bytes, as the
 * system has it.
 */
#include "shell.h"

#include "hook_xonsh.inc"

#include "envd/buf.h"

/* The hook, with our path in it, is within a string of the other quotes. */
static bool is_plain(unsigned char c)
{
	return c >= ' ' && c < 0x7f && c != '\'' && c != '"' && c != '\\';
}

static void quote(struct buf *out, const char *text)
{
	buf_adds(out, "b'");
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (is_plain(c))
			buf_addc(out, (char)c);
		else
			buf_addf(out, "\\x%02x", c);
	}
	buf_addc(out, '\'');
}

static void set(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "('set', '%s', ", name);
	quote(out, value);
	buf_adds(out, "),\n");
}

static void put(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "('put', '%s', ", name);
	quote(out, value);
	buf_adds(out, "),\n");
}

static void unset(struct buf *out, const char *name)
{
	buf_addf(out, "('unset', '%s'),\n", name);
}

static void assign(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "('assign', '%s', ", name);
	quote(out, value);
	buf_adds(out, "),\n");
}

/* It looks at the times of PATH's directories each time. */
static void rehash(struct buf *out)
{
	(void)out;
}

/* The variables that a change by hand shows in. */
static void add_variables(struct buf *out)
{
	buf_adds(out, "('_OLD_VIRTUAL_PATH'");
	for (size_t i = 0; shell_variable(i); i++)
		buf_addf(out, ", '%s'", shell_variable(i));
	buf_adds(out, ")");
}

static void add_condition(struct buf *out, const struct condition *condition)
{
	switch (condition->type) {
	case CONDITION_SAME:    /* times are compared by the nanosecond */
		buf_adds(out, " ('same', ");
		quote(out, condition->path);
		buf_addf(out, ", %lld", (long long)condition->mtime.tv_sec * 1000000000 +
			 condition->mtime.tv_nsec);
		break;
	case CONDITION_PRESENT:
	case CONDITION_ABSENT:
		buf_adds(out, condition->type == CONDITION_PRESENT ? " ('present', " :
								" ('absent', ");
		quote(out, condition->path);
		buf_adds(out, ", None");
		break;
	case CONDITION_LINK:
		buf_adds(out, " ('link', ");
		quote(out, condition->path);
		buf_adds(out, ", ");
		quote(out, condition->other);
		break;
	}
	buf_adds(out, "),\n");
}

static void fresh(struct buf *out, const struct freshness *freshness)
{
	buf_addf(out, "('fresh', %lu, ", (unsigned long)freshness->pid);
	quote(out, freshness->directory);
	buf_adds(out, ", ");
	quote(out, freshness->stamp);
	buf_addf(out, ", %u, ", freshness->uses);
	add_variables(out);
	buf_adds(out, ", [\n");
	for (size_t i = 0; i < freshness->n; i++)
		add_condition(out, &freshness->conditions[i]);
	buf_adds(out, "]),\n");
}

/* ---- for a script, which has no hook ---- */

static void script_set(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "__xonsh__.env['%s'] = __import__('os').fsdecode(", name);
	quote(out, value);
	buf_adds(out, ")\n");
}

static void script_unset(struct buf *out, const char *name)
{
	buf_addf(out, "__xonsh__.env.pop('%s', None)\n", name);
}

static const struct shell script = {
	.name = "xonsh", .set = script_set, .unset = script_unset,
	.fail = "raise SystemExit(1)\n",
};

const struct shell shell_xonsh = {
	.name = "xonsh", .hook = hook, .hook_size = sizeof(hook),
	.rc = "~/.xonshrc",
	.quote = quote, .set = set, .unset = unset, .put = put, .script = &script,
	.assign = assign, .rehash = rehash, .fresh = fresh,
};
