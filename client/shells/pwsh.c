/*
 * pwsh: PowerShell 7; its syntax is that of Windows PowerShell 5.1, too.
 *
 * .NET gives a path's own time and does not follow a symlink, so a list for
 * this shell has each link on the way by itself, and then what lies behind the
 * last one. Its operators compare as people read (some characters count as
 * none, others as the same); Equals() compares what is there.
 */
#include "shell.h"

#include "hook_pwsh.inc"

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/paths.h"
#include "envd/text.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define EPOCH_TICKS INT64_C(621355968000000000) /* of 1970, since the year 1 */
#define TICKS_S     10000000
#define TICK_NS     100
#define MAX_LINKS   40
#define YOUNG_MS    100         /* may change again and keep its time */
#define YOUNG_COARSE_MS 3000

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
	static const char *const names[] = {
		"PATH", "VIRTUAL_ENV", "CONDA_PREFIX", "ENVD_STATE", "_OLD_VIRTUAL_PATH", NULL,
	};
	const char *const *const lists[] = { names, kind_variables };

	buf_adds(out, "[string]::Join('|', [string[]]@(");
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		for (size_t k = 0; lists[i][k]; k++)
			buf_addf(out, "%s[System.Environment]::GetEnvironmentVariable('%s')",
				 i + k ? ", " : "", lists[i][k]);
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

static bool is_young(const struct file *file)
{
	struct timespec now = time_of_files();
	int64_t age_ms = ((int64_t)now.tv_sec - file->ctime.tv_sec) * 1000 +
			 (now.tv_nsec - file->ctime.tv_nsec) / 1000000;

	return age_ms < (file->mtime.tv_nsec % 1000000 ? YOUNG_MS : YOUNG_COARSE_MS);
}

/* What is left of a path after its first part, to be freed; *part gets that. */
static char *split(char *path, char **part)
{
	size_t n;

	path += strspn(path, "/");
	n = strcspn(path, "/");
	*part = xasprintf("%.*s", (int)n, path);
	return xstrdup(path + n);
}

/*
 * Follows the path as the kernel does and lists each link that it leads over.
 * 0, and *end is where it leads, *file what is there; -ENOENT, and *end is the
 * first that is missing; or another negative errno. To be freed.
 */
static int follow(struct buf *out, const char *path, char **end, struct file *file)
{
	char *rest = xstrdup(path), *at = xstrdup("/"), *part, *next;
	int links = 0, r = file_look(AT_FDCWD, at, false, file);

	while (r == 0 && rest[strspn(rest, "/")]) {
		next = split(rest, &part);
		free(rest);
		rest = next;
		next = strcmp(part, "..") == 0 ? path_parent(at) :
		       strcmp(part, ".") == 0 ? xstrdup(at) : path_join(at, part);
		free(part);
		r = file_look(AT_FDCWD, next, false, file);
		if (r == 0 && S_ISLNK(file->mode)) {
			char *target = file_link_target(AT_FDCWD, next);

			add_time(out, next, file->mtime);
			if (!target || ++links > MAX_LINKS || is_young(file))
				r = -ELOOP;
			part = xasprintf("%s/%s", target ? target : "", rest);
			free(rest);
			rest = part;
			free(next);
			next = xstrdup(target && target[0] == '/' ? "/" : at);
			free(target);
			if (r == 0)
				r = file_look(AT_FDCWD, next, false, file);
		}
		free(at);
		at = next;
	}
	free(rest);
	*end = at;
	return r;
}

/* The shell is where the path leads to now, and that was asked about. */
static bool add_directory(struct buf *out, const char *path)
{
	struct file file = { 0 }, here;
	char *end;
	int r = follow(out, path, &end, &file);

	free(end);
	buf_adds(out, " -and [System.IO.Directory]::Exists(");
	quote(out, path);
	buf_adds(out, ")");
	return r == 0 && file_look(AT_FDCWD, ".", true, &here) == 0 && file_is_same(&file, &here);
}

/* False: it can't be said, or has changed by now. */
static bool add_entry(struct buf *out, const struct entry *entry)
{
	struct file file = { 0 }, other;
	bool is_said = false;
	char *end;
	int r = follow(out, entry->path, &end, &file);

	switch (entry->type) {
	case ENTRY_SAME:
		is_said = r == 0;
		add_time(out, end, entry->mtime);
		break;
	case ENTRY_PRESENT:
		is_said = r == 0 && !is_young(&file);
		add_time(out, end, file.mtime);
		break;
	case ENTRY_ABSENT:
		is_said = r == -ENOENT;
		add_absent(out, end);
		break;
	case ENTRY_LINK:
		is_said = r == 0 && file_look(AT_FDCWD, entry->other, true, &other) == 0 &&
			  file_is_same(&file, &other);
		break;
	}
	free(end);
	return is_said;
}

/* That the location is the same the hook tests by itself. */
static void fresh(struct buf *out, const struct freshness *freshness)
{
	struct buf tests = BUF_INIT;
	bool is_said = add_directory(&tests, freshness->directory);

	buf_adds(&tests, " -and [System.IO.File]::Exists(");
	quote(&tests, freshness->stamp);
	buf_adds(&tests, ") -and $global:__envd_vars.Equals(");
	add_variables(&tests);
	buf_adds(&tests, ")");
	for (size_t i = 0; is_said && i < freshness->n; i++)
		is_said = add_entry(&tests, &freshness->entries[i]);
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
