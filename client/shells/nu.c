/*
 * nu: nushell, 0.114 and later.
 *
 * It evaluates no text at run time, so it is given data: a list in its own
 * notation (NUON), which the hook reads with `from nuon` and acts on. Its `ls`
 * tells a path's own time and does not follow a symlink: see physical.h.
 */
#include "physical.h"
#include "shell.h"

#include "hook_nu.inc"

#include "envd/buf.h"
#include "envd/text.h"

#include <string.h>

static void quote(struct buf *out, const char *text)
{
	buf_addc(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < ' ' || c == 0x7f)
			buf_addf(out, "\\u{%x}", c);
		else if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", c);
		else
			buf_addc(out, (char)c);
	}
	buf_addc(out, '"');
}

static void add(struct buf *out, const char *what, const char *name, const char *value)
{
	buf_addf(out, "[%s \"%s\" ", what, name);
	quote(out, value);
	buf_adds(out, "]\n");
}

static void set(struct buf *out, const char *name, const char *value)
{
	add(out, "set", name, value);
}

static void put(struct buf *out, const char *name, const char *value)
{
	add(out, "put", name, value);
}

static void unset(struct buf *out, const char *name)
{
	add(out, "unset", name, "");
}

static void assign(struct buf *out, const char *name, const char *value)
{
	add(out, "assign", name + strlen("__envd_"), value);
}

/* It looks commands up each time. */
static void rehash(struct buf *out)
{
	(void)out;
}

/* ---- whether to ask ---- */

/* It takes a part of three or more dots for so many directories up, less one, and
 * what looks like a colour out of a name. */
static bool is_taken_literally(const char *path)
{
	for (const char *p = path; *p; p++)
		if ((unsigned char)*p < ' ' || strncmp(p, "/...", 4) == 0)
			return false;
	return true;
}

static void add_test(struct buf *out, const char *what, const char *path)
{
	buf_addf(out, " [%s ", what);
	quote(out, path);
}

static void add_time(struct buf *out, const char *path, struct timespec mtime)
{
	add_test(out, "time", path);
	buf_addf(out, " %lld]", (long long)mtime.tv_sec * 1000000000 + mtime.tv_nsec);
}

static void add_absent(struct buf *out, const char *path)
{
	add_test(out, "absent", path);
	buf_adds(out, " 0]");
}

static void add_present(struct buf *out, const char *path)
{
	add_test(out, "present", path);
	buf_adds(out, " 0]");
}

/* Whether something is there it tells as others do, links or not. */
static bool add_condition(struct buf *out, const struct condition *condition)
{
	static const struct physical physical = { add_time, add_absent };

	if (condition->type == CONDITION_PRESENT)
		add_present(out, condition->path);
	else if (condition->type == CONDITION_ABSENT)
		add_absent(out, condition->path);
	else
		return physical_add_condition(out, &physical, condition);
	return true;
}

static bool add_conditions(struct buf *out, const struct freshness *freshness)
{
	static const struct physical physical = { add_time, add_absent };
	bool is_said = is_taken_literally(freshness->directory) &&
		       is_taken_literally(freshness->stamp) &&
		       physical_add_directory(out, &physical, freshness->directory);

	for (size_t i = 0; is_said && i < freshness->n; i++)
		is_said = is_taken_literally(freshness->conditions[i].path) &&
			  add_condition(out, &freshness->conditions[i]);
	return is_said && text_is_utf8(out->data);
}

static void fresh(struct buf *out, const struct freshness *freshness)
{
	struct buf tests = BUF_INIT;

	add_present(&tests, freshness->stamp);
	add_present(&tests, freshness->directory);
	if (add_conditions(&tests, freshness)) {
		buf_adds(out, "[fresh ");
		quote(out, freshness->directory);
		buf_addf(out, " %u [", freshness->uses);
		for (size_t i = 0; shell_variable(i); i++)
			buf_addf(out, "%s%s", i ? " " : "", shell_variable(i));
		buf_addf(out, "] [%s]]\n", tests.data);
	}
	buf_free(&tests);
}

/* ---- for a script, which has no hook ---- */

static void script_set(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "$env.%s = ", name);
	quote(out, value);
	if (strcmp(name, "PATH") == 0)
		buf_adds(out, " | split row (char esep)");
	buf_addc(out, '\n');
}

static void script_unset(struct buf *out, const char *name)
{
	buf_addf(out, "hide-env --ignore-errors %s\n", name);
}

static const struct shell script = {
	.name = "nu", .is_unicode = true, .set = script_set, .unset = script_unset,
	.fail = "error make {msg: 'envd export: no environment'}\n",
};

const struct shell shell_nu = {
	.name = "nu", .hook = hook, .hook_size = sizeof(hook),
	.rc = "~/.config/nushell/config.nu",
	.is_unicode = true, .has_no_twins = true,
	.quote = quote, .set = set, .unset = unset, .put = put, .script = &script,
	.assign = assign, .rehash = rehash, .fresh = fresh,
};
