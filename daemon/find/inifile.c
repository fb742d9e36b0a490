/*
 * inifile: inih cuts a line at 200 bytes and takes the rest for another one,
 * takes an indented line for more of the key above, and knows no duplicates; so
 * each line is looked at before inih gets it, from the function that hands it
 * out. That one also counts the lines, because a handler is not told where it
 * is.
 */
#include "find/inifile.h"

#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "envd/buf.h"
#include "envd/text.h"
#include "envd/util.h"

enum { LINE_LIMIT = 200 };

/* The text as it is handed out to inih, line by line. */
struct source {
	const struct inifile *ini;
	const char *rest;
	int line;
	struct strings seen;            /* "section\nkey" */
	struct buf *error;
	bool has_failed;
};

/* Says what is wrong, once: `what`, then `detail` (NULL for none) made visible,
 * then `more`. */
static int refuse(struct source *source, const char *what, const char *detail,
		  const char *more)
{
	if (source->has_failed)
		return 0;
	source->has_failed = true;
	text_visible(source->error, source->ini->file);
	buf_addf(source->error, ":%d: %s", source->line, what);
	if (detail)
		text_visible(source->error, detail);
	buf_adds(source->error, more);
	return 0;
}

static bool is_section(const struct source *source, const char *name)
{
	for (const char *const *one = source->ini->sections; *one; one++)
		if (!strcmp(*one, name))
			return true;
	return false;
}

/* `detail`, and which sections there are. */
static bool refuse_section(struct source *source, const char *what, const char *detail,
			   const char *more)
{
	struct buf known = BUF_INIT;

	buf_adds(&known, more);
	for (const char *const *one = source->ini->sections; *one; one++)
		buf_addf(&known, one == source->ini->sections ? "%s" : ", %s", *one);
	refuse(source, what, detail, known.data);
	buf_free(&known);
	return false;
}

static bool check_section(struct source *source, const char *line)
{
	size_t n = strcspn(line, "]");
	char *name = xstrndup(line + 1, n ? n - 1 : 0);
	const char *behind = line[n] ? line + n + 1 : line + n;
	bool is_good = true;

	behind += strspn(behind, " \t");
	if (!line[n])
		is_good = refuse(source, "a section needs a ] at its end", NULL, "");
	else if (*behind && *behind != ';' && *behind != '#')
		is_good = refuse(source, "nothing but a comment may stand behind the ]",
				 NULL, "");
	else if (!is_section(source, name))
		is_good = refuse_section(source, "unknown section [", name,
					 "]; the sections are ");
	free(name);
	return is_good;
}

/* May inih have it? */
static bool check_line(struct source *source, const char *line)
{
	size_t indent = strspn(line, " \t");

	if (strlen(line) >= LINE_LIMIT)
		return refuse(source, "the line is too long; 199 bytes are allowed", NULL, "");
	for (const char *c = line; *c; c++)
		if (((unsigned char)*c < 0x20 && *c != '\t') || *c == 0x7f)
			return refuse(source, "the line holds a control character", NULL, "");
	if (strchr(";#", line[indent]))         /* or there is nothing else */
		return true;
	if (indent)
		return refuse(source, "a line may not begin with a blank", NULL, "");
	if (*line == '[')
		return check_section(source, line);
	if (!strpbrk(line, "=:"))
		return refuse(source, "neither a [section], nor key = value, nor a comment: ",
			      line, "");
	return true;
}

/* inih's reader, in the manner of fgets. */
static char *next_line(char *out, int size, void *data)
{
	struct source *source = data;
	size_t n = strcspn(source->rest, "\n"), length = n;
	char *line;

	if (source->has_failed || !*source->rest)
		return NULL;
	source->line++;
	if (length && source->rest[length - 1] == '\r')
		length--;
	line = xstrndup(source->rest, length);
	source->rest += source->rest[n] ? n + 1 : n;
	if (check_line(source, line) && length >= (size_t)size)
		refuse(source, "the line is too long", NULL, "");
	if (!source->has_failed)
		memcpy(out, line, length + 1);
	free(line);
	return source->has_failed ? NULL : out;
}

static bool is_second(struct source *source, const char *section, const char *name)
{
	char *key = xasprintf("%s\n%s", section, name);
	bool is = strings_has(&source->seen, key);

	strings_add(&source->seen, key);
	free(key);
	return is;
}

/* inih's handler: not 0 to go on. */
static int on_key(void *data, const char *section, const char *name, const char *value)
{
	struct source *source = data;
	const struct inifile *ini = source->ini;
	struct buf why = BUF_INIT;

	if (!*section)
		refuse_section(source, "the key ", name,
			       " stands before the first section; they are ");
	else if (is_second(source, section, name))
		refuse(source, "the key is set for the second time: ", name, "");
	else if (!ini->on_key(ini->data, section, name, value, &why))
		refuse(source, why.data, NULL, "");
	buf_free(&why);
	return !source->has_failed;
}

const char *inifile_trouble(int error)
{
	switch (error) {
	case -EFBIG:
		return "is too long; 64 KiB are allowed";
	case -EILSEQ:
		return "is not text; UTF-8 without NUL bytes is allowed";
	case -EINVAL:
		return "is not a regular file";
	default:
		return strerror(-error);
	}
}

int inifile_parse(const struct inifile *ini, const char *text, struct buf *error)
{
	struct source source = { .ini = ini, .rest = text, .error = error };
	int line;

	if (starts_with(source.rest, "\xef\xbb\xbf"))
		source.rest += 3;
	line = ini_parse_stream(next_line, &source, on_key, &source);
	if (line && !source.has_failed) {
		source.line = line;
		refuse(&source, "neither a [section], nor key = value, nor a comment",
		       NULL, "");
	}
	strings_free(&source.seen);
	return source.has_failed ? -EINVAL : 0;
}
