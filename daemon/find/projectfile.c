/* projectfile: the table of keys, and what their values may be. */
#include "find/projectfile.h"

#include "find/inifile.h"
#include "sys/digest.h"

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/paths.h"
#include "envd/text.h"
#include "envd/varname.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define MAX_VARIABLES 128
#define MAX_PREPENDED 32
#define MAX_BYTES (8 * 1024)            /* ENVD_STATE has to hold it all */

struct reading {
	struct projectfile *file;
	const char *dir, *home;
};

static bool refuse(struct buf *why, const char *before, const char *detail, const char *behind)
{
	buf_adds(why, before);
	text_visible(why, detail);
	buf_adds(why, behind);
	return false;
}

/* ---- [env] ---- */

static bool read_env(struct reading *r, const char *name, const char *value, struct buf *why)
{
	struct projectfile *file = r->file;

	if (file->target || file->is_none)
		return refuse(why, "[env] takes one of path, name and none; ", name,
			      " is one more");
	if (strcmp(name, "none") == 0) {
		file->is_none = true;
		if (strcmp(value, "yes") != 0)
			return refuse(why, "", value, " is not allowed for none; it takes yes");
		return true;
	}
	file->is_name = strcmp(name, "name") == 0;
	if (!file->is_name && strcmp(name, "path") != 0)
		return refuse(why, "unknown key ", name, "; [env] has path, name, none");
	if (!*value || (file->is_name && (strchr(value, '/') || value[0] == '.')))
		return refuse(why, "", *value ? value : "nothing",
			      file->is_name ? " is not allowed for name; it takes a name without /"
					    : " is not allowed for path; it takes a path");
	file->target = xstrdup(value);
	return true;
}

/* ---- [vars] ---- */

static bool read_variable(struct reading *r, const char *name, const char *value,
			  struct buf *why)
{
	if (r->file->vars.n == MAX_VARIABLES)
		return refuse(why, "more than 128 variables; ", name, " is one too many");
	switch (varname_judge(name)) {
	case VARNAME_MALFORMED:
		return refuse(why, "no name for a variable: ", name,
			      "; capitals, digits and _ are allowed, 64 at most");
	case VARNAME_REFUSED:
		return refuse(why, "", name, " belongs to the shell, the system or envd; "
					     "a project may not set it");
	case VARNAME_MARKED:
	case VARNAME_PLAIN:
		break;
	}
	variables_add(&r->file->vars, name, value);
	return true;
}

/* ---- [path] ---- */

/* The clean absolute path that a part of a list means, to be freed; or NULL. */
static char *expand(const struct reading *r, const char *part)
{
	bool is_home = part[0] == '~' && (part[1] == '/' || part[1] == '\0');
	char *joined = is_home ? xasprintf("%s%s", r->home, part + 1) : xstrdup(part), *clean;

	clean = *joined ? path_clean(r->dir, joined) : NULL;
	free(joined);
	if (clean && !strchr(clean, ':') && path_is_clean(clean))
		return clean;
	free(clean);
	return NULL;
}

static bool read_path(struct reading *r, const char *name, const char *value, struct buf *why)
{
	char *list, *part, *rest;

	if (strcmp(name, "prepend") != 0)
		return refuse(why, "unknown key ", name, "; [path] has prepend");
	rest = list = xstrdup(value);
	while (list && (part = strsep(&rest, ":")) != NULL) {
		char *path = expand(r, part);

		if (r->file->prepend.n == MAX_PREPENDED)
			refuse(why, "more than 32 directories; ", part, " is one too many");
		else if (path && !strings_has(&r->file->prepend, path))
			strings_add(&r->file->prepend, path);
		else if (!path)
			refuse(why, "", *part ? part : "nothing",
			       " is not allowed for prepend; it takes directories with : "
			       "between them");
		free(path);
	}
	free(list);
	return why->len == 0;
}

/* ---- [prompt] ---- */

static bool read_prompt(struct reading *r, const char *name, const char *value,
			struct buf *why)
{
	if (strcmp(name, "label") != 0)
		return refuse(why, "unknown key ", name, "; [prompt] has label");
	r->file->label = xstrdup(value);
	return true;
}

/* ---- the whole ---- */

static const struct section {
	const char *name;
	bool (*read)(struct reading *r, const char *name, const char *value, struct buf *why);
} table[] = {
	{ "env", read_env },
	{ "vars", read_variable },
	{ "path", read_path },
	{ "prompt", read_prompt },
};

static const char *const sections[] = { "env", "vars", "path", "prompt", NULL };

static bool on_key(void *data, const char *section, const char *name, const char *value,
		   struct buf *why)
{
	for (size_t i = 0; i < COUNT_OF(table); i++)
		if (strcmp(table[i].name, section) == 0)
			return table[i].read(data, name, value, why);
	return false;
}

static const char *why(int error)
{
	if (error == -ELOOP)
		return "is a symlink; only a file of the project's own is read";
	return inifile_trouble(error);
}

/* Nothing of a file that is wrong somewhere is used. */
static void forget(struct projectfile *file)
{
	free(file->target);
	free(file->label);
	variables_free(&file->vars);
	strings_free(&file->prepend);
	file->target = file->label = NULL;
	file->is_name = file->is_none = false;
}

static size_t size_of(const struct projectfile *file)
{
	size_t n = file->label ? strlen(file->label) : 0;

	for (size_t i = 0; i < file->vars.n; i++)
		n += strlen(file->vars.v[i].name) + strlen(file->vars.v[i].value);
	for (size_t i = 0; i < file->prepend.n; i++)
		n += strlen(file->prepend.v[i]);
	return n;
}

static void set_trouble(struct projectfile *file, const char *what)
{
	forget(file);
	file->trouble = xasprintf(PROJECTFILE_NAME ": %s", what);
}

void projectfile_parse(struct projectfile *file, const char *text, const char *dir,
		       const char *home)
{
	struct reading reading = { .file = file, .dir = dir, .home = home };
	struct inifile ini = { .file = PROJECTFILE_NAME, .sections = sections,
			       .on_key = on_key, .data = &reading };
	unsigned char digest[DIGEST_SHA256_SIZE];
	struct buf error = BUF_INIT;

	digest_sha256(text, strlen(text), digest);
	digest_write(file->hash, digest, sizeof(digest));
	if (!text_is_utf8(text)) {
		set_trouble(file, why(-EILSEQ));
	} else if (inifile_parse(&ini, text, &error) < 0) {
		forget(file);
		file->trouble = buf_detach(&error);
	} else if (size_of(file) > MAX_BYTES) {
		set_trouble(file, "sets more than 8 KiB");
	}
	buf_free(&error);
}

int projectfile_read(struct projectfile *file, const char *dir, const char *home)
{
	char *path = path_join(dir, PROJECTFILE_NAME);
	struct buf text = BUF_INIT;
	struct file info;
	int r = file_look(AT_FDCWD, path, false, &info);

	*file = (struct projectfile){ 0 };
	if (r == -ENOENT || r == -ENOTDIR || r == -ELOOP || r == -ENAMETOOLONG) {
		free(path);
		return 0;
	}
	file->path = path;
	if (r == 0)
		r = file_read_small(AT_FDCWD, path, INIFILE_LIMIT, &text, NULL);
	if (r == 0)
		projectfile_parse(file, text.data, dir, home);
	else
		set_trouble(file, why(r));
	buf_free(&text);
	return 1;
}

void projectfile_say(const struct projectfile *file, struct reasons *out)
{
	if (file->target || file->is_none)
		reasons_add(out, REASON_FILE_ENV,
			    file->is_none ? "none" : file->target, NULL);
	for (size_t i = 0; i < file->vars.n; i++) {
		const struct variable *v = &file->vars.v[i];
		bool is_marked = varname_judge(v->name) == VARNAME_MARKED;

		reasons_add(out, is_marked ? REASON_FILE_SETS_MARKED : REASON_FILE_SETS,
			    v->name, v->value);
	}
	for (size_t i = 0; i < file->prepend.n; i++)
		reasons_add(out, REASON_FILE_PREPENDS, file->prepend.v[i], NULL);
	if (file->label)
		reasons_add(out, REASON_FILE_LABELS, file->label, NULL);
}

void projectfile_deinit(struct projectfile *file)
{
	forget(file);
	free(file->path);
	free(file->trouble);
	*file = (struct projectfile){ 0 };
}
