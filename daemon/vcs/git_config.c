/* git_config: see git-config(1), "Syntax". */
#include "vcs/git_config.h"

#include "envd/buf.h"
#include "envd/util.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define KEY LETTERS "0123456789-"

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t\r\n");
}

/* "[section]", "[section.sub]" or `[section "sub"]`: what is between the
 * brackets. NULL when there is no end, else behind it. */
static const char *read_section(struct buf *section, const char *p)
{
	bool is_quoted = false;

	buf_reset(section);
	for (p++; *p && *p != '\n'; p++) {
		if (*p == ']' && !is_quoted)
			return p + 1;
		if (*p == '"')
			is_quoted = !is_quoted;
		if (*p == '\\' && is_quoted && p[1] && p[1] != '\n')
			buf_addc(section, *p++);
		buf_addc(section, *p);
	}
	return NULL;
}

/* One character behind a backslash; false when it may not stand there. */
static bool add_escaped(struct buf *value, char c)
{
	static const char from[] = "nt\"\\b", to[] = "\n\t\"\\\b";
	const char *at = c ? strchr(from, c) : NULL;

	if (at)
		buf_addc(value, to[at - from]);
	return at;
}

static void trim_to(struct buf *value, size_t n)
{
	if (n < value->len) {
		value->len = n;
		value->data[n] = '\0';
	}
}

/* What follows "=". Blanks at its end count only when they are quoted. */
static const char *read_value(struct buf *value, const char *p)
{
	bool is_quoted = false;
	size_t end = 0;

	buf_reset(value);
	for (p += strspn(p, " \t"); *p && *p != '\n'; p++) {
		if (*p == '\\' && (p[1] == '\n' || (p[1] == '\r' && p[2] == '\n'))) {
			p += p[1] == '\r' ? 2 : 1;
			continue;
		}
		if (*p == '"') {
			is_quoted = !is_quoted;
			end = value->len;
		} else if (*p == '\\') {
			if (!add_escaped(value, *++p))
				return NULL;
			end = value->len;
		} else if (!is_quoted && (*p == '#' || *p == ';')) {
			p += strcspn(p, "\n") - 1;
		} else {
			buf_addc(value, *p);
			if (is_quoted || !strchr(" \t\r", *p))
				end = value->len;
		}
	}
	trim_to(value, end);
	return is_quoted ? NULL : p;
}

/* No value at all means yes. */
static bool is_true(const char *value)
{
	static const char *const words[] = { "true", "yes", "on" };

	for (size_t i = 0; value && i < COUNT_OF(words); i++)
		if (strcasecmp(value, words[i]) == 0)
			return true;
	return value == NULL || strspn(value, "-+0") < strspn(value, "-+0123456789");
}

static bool set(struct git_config *config, const char *section, const char *key,
		const char *value)
{
	bool is_core = strcasecmp(section, "core") == 0;

	if (!is_core && strcasecmp(section, "extensions") != 0)
		return true;
	if (is_core && strcasecmp(key, "bare") == 0) {
		config->is_bare = is_true(value);
	} else if (is_core && strcasecmp(key, "worktree") == 0) {
		free(config->worktree);
		config->worktree = xstrdup(value);
		return value;
	} else if (!is_core && strcasecmp(key, "worktreeconfig") == 0) {
		config->has_worktree_config = is_true(value);
	} else if (!is_core && strcasecmp(key, "objectformat") == 0) {
		config->is_sha256 = same_string(value, "sha256");
		return config->is_sha256 || same_string(value, "sha1");
	}
	return true;
}

/* "key = value" or "key". Behind it, or NULL. */
static const char *read_key(struct git_config *config, const char *section, const char *p)
{
	size_t n = strspn(p, KEY);
	char *key = xstrndup(p, n);
	struct buf value = BUF_INIT;
	bool has_value, is_good;

	is_good = strspn(key, LETTERS) > 0;
	p += n;
	p += strspn(p, " \t");
	has_value = *p == '=';
	if (has_value)
		p = read_value(&value, p + 1);
	else if (*p == '#' || *p == ';')
		p += strcspn(p, "\n");
	else if (*p && *p != '\n' && strncmp(p, "\r\n", 2) != 0)
		is_good = false;
	is_good = is_good && p && set(config, section, key, has_value ? value.data : NULL);
	buf_free(&value);
	free(key);
	return is_good ? p : NULL;
}

bool git_config_read(struct git_config *config, const char *text)
{
	struct buf section = BUF_INIT;
	const char *p = text;

	if (starts_with(p, "\xef\xbb\xbf"))
		p += 3;
	while (p && *(p = skip_blanks(p))) {
		if (*p == '#' || *p == ';')
			p += strcspn(p, "\n");
		else if (*p == '[')
			p = read_section(&section, p);
		else
			p = read_key(config, section.data, p);
	}
	buf_free(&section);
	return p;
}

void git_config_deinit(struct git_config *config)
{
	free(config->worktree);
	*config = (struct git_config){ 0 };
}
