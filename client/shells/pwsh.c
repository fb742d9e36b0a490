/*
 * pwsh: PowerShell 7; its syntax is that of Windows PowerShell 5.1, too.
 *
 * .NET gives a path's own time and does not follow a symlink: see physical.h.
 * Its operators compare as people read (some characters count as
 * none, others as the same); Equals() compares what is there.
 */
#include "physical.h"
#include "shell.h"

#include "hook_pwsh.inc"

#include "envd/buf.h"
#include "envd/text.h"
#include "envd/util.h"

#include <string.h>

#define EPOCH_TICKS INT64_C(621355968000000000) /* of 1970, since the year 1 */
#define TICKS_S     10000000
#define TICK_NS     100

/* These begin and end a string, too: U+2018, U+2019, U+201A, U+201B. */
static bool is_quote(const char *s)
{
	return *s == '\'' || (strncmp(s, "\xe2\x80", 2) == 0 && s[2] >= '\x98' && s[2] <= '\x9b');
}

static void quote(struct buf *out, const char *text)
{
	buf_addc(out, '\'');
	for (; *text; text++) {
		if (is_quote(text)) {
			size_t n = *text == '\'' ? 1 : 3;

			buf_add(out, text, n);
			buf_add(out, text, n);
			text += n - 1;
		} else {
			buf_addc(out, *text);
		}
	}
	buf_addc(out, '\'');
}

/* With a cmdlet an empty value would unset it in some versions. */
static void set(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "[System.Environment]::SetEnvironmentVariable('%s', ", name);
	quote(out, value);
	buf_adds(out, ")\n");
}

static void unset(struct buf *out, const char *name)
{
	buf_addf(out, "[System.Environment]::SetEnvironmentVariable('%s', [NullString]::Value)\n",
		 name);
}

static void assign(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "$global:%s = ", name);
	quote(out, value);
	buf_addc(out, '\n');
}

/* It looks commands up each time. */
static void rehash(struct buf *out)
{
	(void)out;
}

/* ---- whether to ask ---- */

/* The variables that a change by hand shows in, as one string. */
static void add_variables(struct buf *out)
{
	static const char get[] = "[System.Environment]::GetEnvironmentVariable";

	buf_addf(out, "[string]::Join('|', [string[]]@(%s('_OLD_VIRTUAL_PATH')", get);
	for (size_t i = 0; shell_variable(i); i++)
		buf_addf(out, ", %s('%s')", get, shell_variable(i));
	buf_adds(out, "))");
}

static void add_time(struct buf *out, const char *path, struct timespec mtime)
{
	int64_t ticks = EPOCH_TICKS + (int64_t)mtime.tv_sec * TICKS_S + mtime.tv_nsec / TICK_NS;

	buf_adds(out, " -and [System.IO.File]::GetLastWriteTimeUtc(");
	quote(out, path);
	buf_addf(out, ").Ticks -ceq %lld", (long long)ticks);
}

/* Of a file or a directory; a link to nothing counts as a file. */
static void add_absent(struct buf *out, const char *path)
{
	buf_adds(out, " -and -not [System.IO.File]::Exists(");
	quote(out, path);
	buf_adds(out, ") -and -not [System.IO.Directory]::Exists(");
	quote(out, path);
	buf_adds(out, ")");
}

static const struct physical physical = { add_time, add_absent };

/* That the location is the same the hook tests by itself. */
static void fresh(struct buf *out, const struct freshness *freshness)
{
	struct buf tests = BUF_INIT;
	bool is_said = physical_add_directory(&tests, &physical, freshness->directory);

	buf_adds(&tests, " -and [System.IO.Directory]::Exists(");
	quote(&tests, freshness->directory);
	buf_adds(&tests, ") -and [System.IO.File]::Exists(");
	quote(&tests, freshness->stamp);
	buf_adds(&tests, ") -and $global:__envd_vars.Equals(");
	add_variables(&tests);
	buf_adds(&tests, ")");
	for (size_t i = 0; is_said && i < freshness->n; i++)
		is_said = physical_add_condition(&tests, &physical, &freshness->conditions[i]);
	if (is_said && text_is_utf8(tests.data)) {
		buf_adds(out, "$global:__envd_vars = ");
		add_variables(out);
		if (freshness->uses)
			buf_addf(out, "\n$global:__envd_uses = %u", freshness->uses);
		buf_addf(out, "\n$global:__envd_fresh = { $PID -ceq %lu%s",
			 (unsigned long)freshness->pid, tests.data);
		if (freshness->uses)
			buf_adds(out, " -and $global:__envd_uses-- -cgt 0");
		buf_adds(out, " }\n");
	}
	buf_free(&tests);
}

const struct shell shell_pwsh = {
	.name = "pwsh", .hook = hook, .hook_size = sizeof(hook),
	.rc = "$PROFILE",
	.is_unicode = true, .has_no_twins = true,
	.quote = quote, .set = set, .unset = unset,
	.fail = "throw 'envd export: no environment'\n",
	.assign = assign, .rehash = rehash, .fresh = fresh,
};
