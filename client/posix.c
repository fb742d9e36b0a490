/*
 * posix: how bash and zsh say it.
 *
 * `builtin` and the backslash keep the user's functions and aliases of the
 * same names out of it.
 */
#include "shell.h"

#include "envd/buf.h"
#include "envd/util.h"

#include <stdlib.h>

void posix_quote(struct buf *out, const char *text)
{
	buf_addc(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			buf_adds(out, "'\\''");
		else
			buf_addc(out, *text);
	}
	buf_addc(out, '\'');
}

void posix_set(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "\\builtin export %s=", name);
	posix_quote(out, value);
	buf_addc(out, '\n');
}

void posix_unset(struct buf *out, const char *name)
{
	buf_addf(out, "\\builtin unset -v %s\n", name);
}

void posix_put(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "__envd_put %s ", name);
	posix_quote(out, value);
	buf_addc(out, '\n');
}

void posix_assign(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "%s=", name);
	posix_quote(out, value);
	buf_addc(out, '\n');
}

void posix_rehash(struct buf *out)
{
	buf_adds(out, "\\builtin hash -r\n");
}

/* The variables that a change by hand shows in, as one string. */
static void add_variables(struct buf *out)
{
	buf_adds(out, "\"${_OLD_VIRTUAL_PATH+x}");
	for (size_t i = 0; shell_variable(i); i++)
		buf_addf(out, "|${%s-}", shell_variable(i));
	buf_adds(out, "\"");
}

/* All but what has to keep its time. */
static void add_condition(struct buf *out, const struct condition *condition)
{
	if (condition->type == CONDITION_SAME)
		return;
	buf_adds(out, condition->type == CONDITION_ABSENT ? " && ! -e " :
		      condition->type == CONDITION_PRESENT ? " && -e " : " && ");
	posix_quote(out, condition->path);
	if (condition->type == CONDITION_LINK) {
		buf_adds(out, " -ef ");
		posix_quote(out, condition->other);
	}
}

void posix_fresh_begin(struct buf *out, const struct freshness *freshness)
{
	posix_assign(out, "__envd_twins", freshness->twins);
	buf_adds(out, "__envd_vars=");
	add_variables(out);
	if (freshness->uses)
		buf_addf(out, "\n__envd_uses=%u", freshness->uses);
	buf_addf(out, "\n__envd_fresh() { [[ $$ == %lu && $PWD == ",
		 (unsigned long)freshness->pid);
	posix_quote(out, freshness->directory);
	/* Not $PWD: `==` may be told not to mind the case of letters. */
	buf_adds(out, " && . -ef ");
	posix_quote(out, freshness->directory);
	buf_adds(out, " && -e ");
	posix_quote(out, freshness->stamp);
	buf_adds(out, " && $__envd_vars == ");
	add_variables(out);
	for (size_t i = 0; i < freshness->n; i++)
		add_condition(out, &freshness->conditions[i]);
}

/* The twin has exactly the time that the path had; equal is "neither is newer". */
void posix_fresh_twins(struct buf *out, const struct freshness *freshness, bool must_exist)
{
	for (size_t i = 0; i < freshness->n; i++) {
		struct buf path = BUF_INIT;

		if (freshness->conditions[i].type != CONDITION_SAME)
			continue;
		posix_quote(&path, freshness->conditions[i].path);
		if (must_exist)
			buf_addf(out, " && -e %s && -e ${__envd_twins}%zu", path.data, i);
		buf_addf(out, " && ! ${__envd_twins}%zu -nt %s && ! %s -nt ${__envd_twins}%zu", i,
			 path.data, path.data, i);
		buf_free(&path);
	}
}

void posix_fresh_end(struct buf *out, const struct freshness *freshness)
{
	if (freshness->uses)
		buf_adds(out, " && [[ $__envd_uses != 0 ]] && __envd_uses=$((__envd_uses - 1))");
	buf_adds(out, "; }\n");
}
