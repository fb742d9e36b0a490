/*
 * fish: 3.1 and later.
 *
 * `builtin` keeps the user's functions of the same names out of it. Variables
 * are set globally; a universal one of the same name is not touched.
 */
#include "shell.h"

#include "hook_fish.inc"

#include "envd/buf.h"
#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

/* Nothing but these two means anything there. Where text is GBK or Big5, a byte in
 * front of a backslash may make a letter of the two; of no byte and a quote it does. */
static void quote(struct buf *out, const char *text)
{
	unsigned char before = '\0';

	buf_addc(out, '\'');
	for (; *text; before = (unsigned char)*text++) {
		if (*text == '\'' || *text == '\\')
			buf_adds(out, before >= 0x80 ? "''\\" : "\\");
		buf_addc(out, *text);
	}
	buf_addc(out, '\'');
}

/* PATH is a list; fish makes "." of an empty entry, and so did it when it read
 * the one that it was started with. */
static void quote_list(struct buf *out, const char *text)
{
	char *list = xstrdup(text), *entry = list, *end;

	while ((end = strchr(entry, ':')) != NULL) {
		*end = '\0';
		quote(out, entry);
		buf_addc(out, ' ');
		entry = end + 1;
	}
	quote(out, entry);
	free(list);
}

static void set(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "builtin set -gx %s ", name);
	if (strcmp(name, "PATH") != 0)
		quote(out, value);
	else if (*value)
		quote_list(out, value);
	buf_addc(out, '\n');
}

static void unset(struct buf *out, const char *name)
{
	buf_addf(out, "builtin set -eg %s\n", name);
}

static void put(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "__envd_put %s ", name);
	quote(out, value);
	buf_addc(out, '\n');
}

static void assign(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "builtin set -gu %s ", name);
	quote(out, value);
	buf_addc(out, '\n');
}

/* It looks commands up each time. */
static void rehash(struct buf *out)
{
	(void)out;
}

/* The variables that a change by hand shows in, as one string, which no
 * operator of `test` begins like. */
static void add_variables(struct buf *out)
{
	buf_adds(out, "\"=$_OLD_VIRTUAL_PATH");
	for (size_t i = 0; shell_variable(i); i++)
		buf_addf(out, "|$%s", shell_variable(i));
	buf_adds(out, "\"");
}

/* It says yes to `a -nt missing`, so a vanished path is never the same. */
static void add_same(struct buf *out, const char *path, const char *twins, size_t i)
{
	struct buf name = BUF_INIT, twin = BUF_INIT;
	char *file = xasprintf("%s%zu", twins, i);

	quote(&name, path);
	quote(&twin, file);
	buf_addf(out, " -a ! %s -nt %s -a ! %s -nt %s", twin.data, name.data, name.data,
		 twin.data);
	buf_free(&name);
	buf_free(&twin);
	free(file);
}

static void add_condition(struct buf *out, const struct freshness *freshness, size_t i)
{
	const struct condition *condition = &freshness->conditions[i];

	switch (condition->type) {
	case CONDITION_SAME:
		add_same(out, condition->path, freshness->twins, i);
		break;
	case CONDITION_PRESENT:
	case CONDITION_ABSENT:
		buf_adds(out, condition->type == CONDITION_PRESENT ? " -a -e " : " -a ! -e ");
		quote(out, condition->path);
		break;
	case CONDITION_LINK:    /* two that are missing are the same to it */
		buf_adds(out, " -a -e ");
		quote(out, condition->path);
		buf_adds(out, " -a ");
		quote(out, condition->path);
		buf_adds(out, " -ef ");
		quote(out, condition->other);
		break;
	}
}

static void fresh(struct buf *out, const struct freshness *freshness)
{
	buf_adds(out, "builtin set -gu __envd_vars ");
	add_variables(out);
	if (freshness->uses)
		buf_addf(out, "\nbuiltin set -gu __envd_uses %u", freshness->uses);
	buf_addf(out, "\nfunction __envd_fresh\nbuiltin test $fish_pid = %lu -a \"$PWD\" = ",
		 (unsigned long)freshness->pid);
	quote(out, freshness->directory);
	buf_adds(out, " -a . -ef ");
	quote(out, freshness->directory);
	buf_adds(out, " -a -e ");
	quote(out, freshness->stamp);
	buf_adds(out, " -a \"$__envd_vars\" = ");
	add_variables(out);
	for (size_t i = 0; i < freshness->n; i++)
		add_condition(out, freshness, i);
	if (freshness->uses)
		buf_adds(out, " -a $__envd_uses != 0\n"
			      "and builtin set -g __envd_uses (builtin math $__envd_uses - 1)");
	buf_adds(out, "\nend\n");
}

const struct shell shell_fish = {
	.name = "fish", .hook = hook, .hook_size = sizeof(hook),
	.rc = "~/.config/fish/config.fish",
	.quote = quote, .set = set, .unset = unset, .put = put,
	.fail = "builtin false\n",
	.assign = assign, .rehash = rehash, .fresh = fresh,
};
