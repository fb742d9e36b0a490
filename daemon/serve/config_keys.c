/* config_keys: the table. */
#include "serve/config_keys.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "envd/buf.h"
#include "envd/paths.h"
#include "envd/promptformat.h"
#include "envd/text.h"
#include "serve/config.h"

const char *const config_sections[] = { "activation", "trust", "client", "prompt", "watch",
					NULL };

struct key {
	const char *section, *name;
	bool (*parse)(const struct key *key, void *field, const char *value,
		      const char *home);
	size_t offset;
	const char *allowed;
	uint32_t min, max;
};

static bool parse_count(const struct key *key, void *field, const char *value,
			const char *home)
{
	uint64_t number;

	(void)home;
	if (!parse_number(value, key->max, &number) || number < key->min)
		return false;
	*(uint32_t *)field = (uint32_t)number;
	return true;
}

/* Which of the words it is: key->allowed has them, by their number, with a blank
 * between two. */
static bool parse_word(const struct key *key, void *field, const char *value,
		       const char *home)
{
	const char *word = key->allowed;
	uint32_t number = 0;

	(void)home;
	for (;; number++) {
		size_t n = strcspn(word, " ");

		if (strlen(value) == n && !strncmp(word, value, n))
			break;
		if (!word[n])
			return false;
		word += n + 1;
	}
	*(uint32_t *)field = number;
	return true;
}

/* The same of two. */
static bool parse_switch(const struct key *key, void *field, const char *value,
			 const char *home)
{
	uint32_t number = 0;
	bool is_good = parse_word(key, &number, value, home);

	*(bool *)field = number;
	return is_good;
}

/* inih drops the blanks at a value's ends: one is added, unless quotes say where
 * it ends. */
static bool parse_format(const struct key *key, void *field, const char *value,
			 const char *home)
{
	size_t n = strlen(value);
	bool is_quoted = n >= 2 && value[0] == '"' && value[n - 1] == '"';
	char *format = is_quoted ? xstrndup(value + 1, n - 2)
				 : xasprintf("%s%s", value, n ? " " : "");

	(void)key;
	(void)home;
	if (!promptformat_is_good(format)) {
		free(format);
		return false;
	}
	free(*(char **)field);
	*(char **)field = format;
	return true;
}

/* The clean path that value[0..n) means, to be freed; NULL when it is not
 * absolute, nor ~ or below it. */
static char *expand(const char *value, size_t n, const char *home)
{
	bool is_home = n > 0 && value[0] == '~' && (n == 1 || value[1] == '/');
	char *path, *clean = NULL;

	if (!is_home && (n == 0 || value[0] != '/'))
		return NULL;
	path = is_home ? xasprintf("%s/%.*s", home, (int)(n - 1), value + 1)
		       : xstrndup(value, n);
	clean = path_clean("/", path);
	free(path);
	if (!clean || !path_is_clean(clean)) {
		free(clean);
		return NULL;
	}
	return clean;
}

static bool parse_path(const struct key *key, void *field, const char *value,
		       const char *home)
{
	char *path = *value ? expand(value, strlen(value), home) : NULL;

	(void)key;
	*(char **)field = path;
	return path || !*value;
}

static bool parse_path_list(const struct key *key, void *field, const char *value,
			    const char *home)
{
	(void)key;
	if (!*value)
		return true;
	for (;;) {
		size_t n = strcspn(value, ":");
		char *path = expand(value, n, home);

		if (!path)
			return false;
		strings_add(field, path);
		free(path);
		if (!value[n])
			return true;
		value += n + 1;
	}
}

#define FIELD(name) offsetof(struct config, name)

static const struct key keys[] = {
	{ "activation", "ceiling", parse_path, FIELD(ceiling),
	  "one path, that begins with / or ~/", 0, 0 },
	{ "trust", "policy", parse_switch, FIELD(is_policy_ask),
	  "made-here ask", 0, 0 },
	{ "trust", "pinned-bin", parse_switch, FIELD(is_bin_pinned), "no yes", 0, 0 },
	{ "trust", "roots", parse_path_list, FIELD(roots),
	  "paths with : between them, that each begin with / or ~/", 0, 0 },
	{ "client", "deadline", parse_count, FIELD(settings.deadline_ms),
	  "milliseconds, from 10 to 5000", 10, 5000 },
	{ "prompt", "format", parse_format, FIELD(settings.format),
	  "text with " PROMPTFORMAT_PLACES ", and without ' \" $ ` \\ % ! ;", 0, 0 },
	{ "prompt", "show", parse_word, FIELD(settings.show),
	  "auto always never", 0, 0 },
	{ "prompt", "generic", parse_switch, FIELD(settings.is_project_shown),
	  "label project", 0, 0 },
	{ "prompt", "messages", parse_word, FIELD(settings.messages),
	  "silent normal verbose", 0, 0 },
	{ "watch", "limit", parse_count, FIELD(watch_limit),
	  "a number of directories, from 0 to 65536", 0, 65536 },
};

static bool refuse_key(struct buf *error, const char *section, const char *name)
{
	const char *before = "";

	buf_adds(error, "unknown key ");
	text_visible(error, name);
	buf_addf(error, "; [%s] has ", section);
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		if (strcmp(keys[i].section, section))
			continue;
		buf_addf(error, "%s%s", before, keys[i].name);
		before = ", ";
	}
	return false;
}

/* Words get an "or" before the last one. */
static void add_allowed(struct buf *out, const struct key *key)
{
	const char *last = key->parse == parse_word || key->parse == parse_switch
				   ? strrchr(key->allowed, ' ') : NULL;

	for (const char *c = key->allowed; *c; c++) {
		if (last && *c == ' ')
			buf_adds(out, c == last ? " or " : ", ");
		else
			buf_addc(out, *c);
	}
}

bool config_keys_set(struct config *config, const char *home, const char *section,
		     const char *name, const char *value, struct buf *error)
{
	const struct key *key = NULL;

	for (size_t i = 0; i < COUNT_OF(keys) && !key; i++)
		if (!strcmp(keys[i].section, section) && !strcmp(keys[i].name, name))
			key = &keys[i];
	if (!key)
		return refuse_key(error, section, name);
	if (key->parse(key, (char *)config + key->offset, value, home))
		return true;
	text_visible(error, *value ? value : "nothing");
	buf_addf(error, " is not allowed for %s; it takes ", name);
	add_allowed(error, key);
	return false;
}
