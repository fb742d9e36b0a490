/* pyvenv: see pyvenv.h. */
#include "find/pyvenv.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/util.h"
#include "find/python.h"

enum key {
	KEY_HOME, KEY_PROMPT, KEY_PYTHON_VERSION, KEY_VERSION_INFO, KEY_VERSION,
	KEY_IMPLEMENTATION, KEY_VIRTUALENV, KEY_UV, KEY_COUNT,
};

static const char *const key_names[KEY_COUNT] = {
	[KEY_HOME] = "home",
	[KEY_PROMPT] = "prompt",
	[KEY_PYTHON_VERSION] = "python-version",        /* PEP 838 */
	[KEY_VERSION_INFO] = "version_info",            /* virtualenv, uv */
	[KEY_VERSION] = "version",                      /* venv */
	[KEY_IMPLEMENTATION] = "implementation",
	[KEY_VIRTUALENV] = "virtualenv",
	[KEY_UV] = "uv",
};

/* ---- the prompt ---------------------------------------------------------- */

static void add_code(struct buf *out, uint32_t code)
{
	if (code >= 0xdc80 && code <= 0xdcff) {         /* surrogateescape */
		buf_addc(out, (char)(code - 0xdc00));
		return;
	}
	if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff || code == 0)
		code = 0xfffd;
	if (code < 0x80) {
		buf_addc(out, (char)code);
		return;
	}
	if (code < 0x800) {
		buf_addc(out, (char)(0xc0 | code >> 6));
	} else if (code < 0x10000) {
		buf_addc(out, (char)(0xe0 | code >> 12));
		buf_addc(out, (char)(0x80 | (code >> 6 & 0x3f)));
	} else {
		buf_addc(out, (char)(0xf0 | code >> 18));
		buf_addc(out, (char)(0x80 | (code >> 12 & 0x3f)));
		buf_addc(out, (char)(0x80 | (code >> 6 & 0x3f)));
	}
	buf_addc(out, (char)(0x80 | (code & 0x3f)));
}

/* Exactly `digits` hexadecimal digits in s[0..n). */
static bool read_hex(const char *s, size_t n, size_t digits, uint32_t *code)
{
	if (n < digits)
		return false;
	*code = 0;
	for (size_t i = 0; i < digits; i++) {
		unsigned char c = (unsigned char)s[i];

		if (!isxdigit(c))
			return false;
		*code = *code << 4 | (uint32_t)(isdigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return true;
}

/* Decodes the escape behind a backslash, s[0..n). Its length; 0: none that
 * repr() writes. */
static size_t add_escape(struct buf *out, const char *s, size_t n)
{
	static const char plain[] = "\\'\"nrt", meaning[] = "\\'\"\n\r\t";
	const char *known = n > 0 ? memchr(plain, s[0], sizeof(plain) - 1) : NULL;
	size_t digits;
	uint32_t code;

	if (known) {
		buf_addc(out, meaning[known - plain]);
		return 1;
	}
	if (n == 0)
		return 0;
	digits = s[0] == 'x' ? 2 : s[0] == 'u' ? 4 : s[0] == 'U' ? 8 : 0;
	if (digits == 0 || !read_hex(s + 1, n - 1, digits, &code))
		return 0;
	add_code(out, code);
	return 1 + digits;
}

/* What is between the quotes, if repr() could have written it. */
static bool decode_repr(struct buf *out, const char *s, size_t n, char quote)
{
	/* It takes double quotes only for a text that has single ones. */
	if (quote == '"' && !memchr(s, '\'', n))
		return false;
	for (size_t i = 0; i < n;) {
		size_t used = 1;

		if (s[i] == quote)
			return false;
		if (s[i] != '\\')
			buf_addc(out, s[i]);
		else if ((used = add_escape(out, s + i + 1, n - i - 1)) == 0)
			return false;
		else
			used++;
		i += used;
	}
	return true;
}

/* venv writes repr(), virtualenv since 2026 "as it is", uv and older
 * virtualenv as it is without quotes. */
static char *decode_prompt(const char *value, bool is_repr)
{
	size_t n = strlen(value);
	struct buf out = BUF_INIT;

	if (n < 2 || (value[0] != '\'' && value[0] != '"') || value[n - 1] != value[0])
		return xstrdup(value);
	if (!is_repr || !decode_repr(&out, value + 1, n - 2, value[0])) {
		buf_reset(&out);
		buf_add(&out, value + 1, n - 2);
	}
	return buf_detach(&out);
}

/* ---- lines --------------------------------------------------------------- */

/* s[0..n) without white space at its ends. */
static char *trimmed(const char *s, size_t n)
{
	while (n > 0 && isspace((unsigned char)s[0])) {
		s++;
		n--;
	}
	while (n > 0 && isspace((unsigned char)s[n - 1]))
		n--;
	return xstrndup(s, n);
}

static void parse_line(char **values, const char *line, size_t n)
{
	const char *equals = memchr(line, '=', n);
	char *key;

	if (!equals)
		return;
	key = trimmed(line, (size_t)(equals - line));
	for (size_t i = 0; i < KEY_COUNT; i++)
		/* The first wins: a prompt with a line break, written raw in
		 * `command`, forges a second `home`. */
		if (strcasecmp(key, key_names[i]) == 0 && !values[i])
			values[i] = trimmed(equals + 1, n - (size_t)(equals - line) - 1);
	free(key);
}

/* "3.14.4.final.0" is 3.14.4. `python-version` never goes stale, but has no
 * patch level: a key that agrees with it lends its own. */
static char *pick_version(char *const *values)
{
	static const enum key keys[] = { KEY_PYTHON_VERSION, KEY_VERSION_INFO, KEY_VERSION };
	char *best = NULL;

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const char *value = values[keys[i]];
		char *version = value ? python_version_in(value) : NULL;

		if (version && (!best || (python_is_same_minor(best, version) &&
					  strlen(version) > strlen(best)))) {
			free(best);
			best = version;
			version = NULL;
		}
		free(version);
	}
	return best;
}

/* CPython's own names nobody. */
static const char *pick_manager(char *const *values)
{
	if (values[KEY_UV])
		return key_names[KEY_UV];
	if (values[KEY_VIRTUALENV])
		return key_names[KEY_VIRTUALENV];
	return values[KEY_HOME] ? "venv" : NULL;
}

static char *take(char **value)
{
	char *taken = *value;

	*value = NULL;
	if (taken && taken[0] == '\0') {
		free(taken);
		taken = NULL;
	}
	return taken;
}

void pyvenv_parse(struct pyvenv *cfg, const char *text, size_t n)
{
	char *values[KEY_COUNT] = { 0 };
	const char *end = text + n;

	*cfg = (struct pyvenv){ 0 };
	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	while (text < end) {
		const char *line = text;

		/* Python reads with universal line ends: \n, \r\n and \r. */
		while (text < end && *text != '\n' && *text != '\r')
			text++;
		parse_line(values, line, (size_t)(text - line));
		text += text < end;
	}
	cfg->manager = pick_manager(values);
	cfg->home = take(&values[KEY_HOME]);
	cfg->implementation = take(&values[KEY_IMPLEMENTATION]);
	cfg->version = pick_version(values);
	if (values[KEY_PROMPT]) {
		cfg->prompt = decode_prompt(values[KEY_PROMPT], !values[KEY_VIRTUALENV]);
		cfg->prompt = take(&cfg->prompt);
	}
	for (size_t i = 0; i < KEY_COUNT; i++)
		free(values[i]);
}

int pyvenv_read(struct pyvenv *cfg, int dirfd, const char *name)
{
	struct buf text = BUF_INIT;
	int r = file_read_small(dirfd, name, PYVENV_LIMIT, &text, NULL);

	*cfg = (struct pyvenv){ 0 };
	if (r == 0)
		pyvenv_parse(cfg, text.data, text.len);
	buf_free(&text);
	return r;
}

void pyvenv_deinit(struct pyvenv *cfg)
{
	free(cfg->home);
	free(cfg->prompt);
	free(cfg->version);
	free(cfg->implementation);
	*cfg = (struct pyvenv){ 0 };
}
