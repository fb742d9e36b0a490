/*
 * selfpath: bin/activate says VIRTUAL_ENV=PATH, in a quoting that differs from
 * maker to maker:
 *
 *   CPython to 3.12     VIRTUAL_ENV="/p"         whatever is in the path, raw
 *   CPython from 3.13   export VIRTUAL_ENV=/p    quoted as shlex.quote() does
 *   virtualenv, uv      VIRTUAL_ENV='/p'
 *
 * some with a second line for Cygwin, VIRTUAL_ENV=$(cygpath ...), which says
 * nothing here. Where there is no such line, pyvenv.cfg's `command` ends with
 * the path, raw.
 */
#include "find/selfpath.h"

#include "envd/buf.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ACTIVATE_LIMIT (64 * 1024)
#define CFG_LIMIT (16 * 1024)

/* Is it the same directory, whatever the way there? */
static bool leads_to(const char *path, const struct file *prefix)
{
	struct file file;

	return path[0] == '/' && file_look(AT_FDCWD, path, true, &file) == 0 &&
	       file_is_same(&file, prefix);
}

/* One shell word of s[0..n) without its quotes. False when the shell would
 * put something in. */
static bool unquote(const char *s, size_t n, struct buf *out)
{
	char quote = '\0';

	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (quote != '\'' && (c == '$' || c == '`'))
			return false;
		if (c == quote)
			quote = '\0';
		else if (quote == '\0' && (c == '\'' || c == '"'))
			quote = c;
		else if (quote == '\0' && strchr(" \t;&|", c))
			break;
		else if (c == '\\' && i + 1 < n &&
			 (quote == '\0' || (quote == '"' && strchr("$`\"\\", s[i + 1]))))
			buf_addc(out, s[++i]);
		else
			buf_addc(out, c);
	}
	return quote == '\0';
}

/* s[0..n) between double quotes as it stands: CPython to 3.12 escaped nothing. */
static bool take_raw(const char *s, size_t n, struct buf *out)
{
	if (n < 2 || s[0] != '"' || s[n - 1] != '"')
		return false;
	buf_add(out, s + 1, n - 2);
	return true;
}

/* What one value of VIRTUAL_ENV says: 1 this prefix, 0 another, which is then
 * in *other, -1 nothing. */
static int judge_value(const char *s, size_t n, const struct file *prefix, char **other)
{
	struct buf value = BUF_INIT;
	int r = -1;

	if (take_raw(s, n, &value) && leads_to(value.data, prefix)) {
		r = 1;
	} else {
		buf_reset(&value);
		if (unquote(s, n, &value) && value.len > 0)
			r = leads_to(value.data, prefix);
	}
	if (r == 0 && *other == NULL)
		*other = xstrdup(value.data);
	buf_free(&value);
	return r;
}

/* All that bin/activate says must be this prefix; results as judge_value. */
static int judge_activate(const char *text, const struct file *prefix, char **other)
{
	int r = -1;

	for (; *text && r != 0; text += strcspn(text, "\r\n"), text += strspn(text, "\r\n")) {
		const char *line = text + strspn(text, " \t");
		int one = -1;

		if (starts_with(line, "export "))
			line += strlen("export ");
		if (starts_with(line, "VIRTUAL_ENV=")) {
			line += strlen("VIRTUAL_ENV=");
			one = judge_value(line, strcspn(line, "\r\n"), prefix, other);
		}
		if (one >= 0)
			r = one;
	}
	return r;
}

/* The value of the first `command` key, to be freed, or NULL. */
static char *find_command(const char *cfg)
{
	while (*cfg) {
		size_t n, key;

		cfg += strspn(cfg, " \t");
		n = strcspn(cfg, "\r\n");
		key = strcspn(cfg, " \t=\r\n");
		if (key == strlen("command") && strncasecmp(cfg, "command", key) == 0) {
			const char *value = cfg + key + strspn(cfg + key, " \t");

			if (*value == '=')
				return xstrndup(value + 1, strcspn(value + 1, "\r\n"));
		}
		cfg += n;
		cfg += strspn(cfg, "\r\n");
	}
	return NULL;
}

/* The last argument may hold spaces and is not quoted: it begins at one of the
 * places where a space and a slash are. Results as judge_value. */
static int judge_command(char *command, const struct file *prefix, char **other)
{
	char *last = NULL;

	for (size_t n = strlen(command); n && strchr(" \t", command[n - 1]); n--)
		command[n - 1] = '\0';
	for (char *p = strstr(command, " /"); p; p = strstr(p + 1, " /")) {
		last = p + 1;
		if (leads_to(last, prefix))
			return 1;
	}
	if (last == NULL)
		return -1;
	*other = xstrdup(last);
	return 0;
}

bool selfpath_is_own(const char *prefix, const struct file *file, char **other)
{
	char *path = path_join(prefix, "bin/activate"), *command = NULL;
	struct buf text = BUF_INIT;
	int r = -1;

	*other = NULL;
	if (file_read_small(AT_FDCWD, path, ACTIVATE_LIMIT, &text, NULL) == 0)
		r = judge_activate(text.data, file, other);
	free(path);
	buf_reset(&text);
	path = path_join(prefix, "pyvenv.cfg");
	if (r < 0 && file_read_small(AT_FDCWD, path, CFG_LIMIT, &text, NULL) == 0)
		command = find_command(text.data);
	if (command)
		r = judge_command(command, file, other);
	free(command);
	free(path);
	buf_free(&text);
	return r == 1;
}
