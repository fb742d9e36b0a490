#include <criterion/criterion.h>

#include "envd/util.h"
#include "find/pyvenv.h"
#include "scratch.h"

TestSuite(pyvenv, .init = scratch_init, .fini = scratch_empty);

#define PARSE(cfg, text) pyvenv_parse(&(cfg), text, strlen(text))

static void expect(const char *what, const char *got, const char *want)
{
	cr_expect(same_string(got, want), "%s: got <%s>, want <%s>", what, got ? got : "NULL",
		  want ? want : "NULL");
}

Test(pyvenv, prompt_of_each_dialect)
{
	static const struct {
		const char *line, *want;
	} rows[] = {
		/* raw: uv, virtualenv before 2026 */
		{ "prompt = plain", "plain" },
		{ "prompt = two words", "two words" },
		{ "prompt = C:\\new", "C:\\new" },
		{ "prompt = it's", "it's" },
		{ "prompt = a = b", "a = b" },
		{ "PROMPT=x", "x" },
		{ "prompt =", NULL },
		{ "prompt = '", "'" },
		{ "prompt = ''", NULL },
		/* repr: venv */
		{ "prompt = 'x'", "x" },
		{ "prompt = \"my 'q' env\"", "my 'q' env" },
		{ "prompt = 'x\\'y\"z'", "x'y\"z" },
		{ "prompt = 'a\\\\b'", "a\\b" },
		{ "prompt = 'a\\nb\\tc\\rd'", "a\nb\tc\rd" },
		{ "prompt = 'x\\x1b]0;'", "x\x1b]0;" },
		{ "prompt = '\\xe9\\u202e\\U0001f40d'", "\xc3\xa9\xe2\x80\xae\xf0\x9f\x90\x8d" },
		{ "prompt = '\\udc80'", "\x80" },
		{ "prompt = '\\ud800\\x00\\U00110000'", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "prompt = '\xc3\xa9'", "\xc3\xa9" },
		/* looks like it and is not */
		{ "prompt = 'a\\q'", "a\\q" },
		{ "prompt = 'a\\x1'", "a\\x1" },
		{ "prompt = 'a\\'", "a\\" },
		{ "prompt = 'a'b'", "a'b" },
		{ "prompt = 'open", "'open" },
		{ "prompt = 'a\"", "'a\"" },
		/* "as it is": virtualenv since 2026 */
		{ "prompt = \"x\"", "x" },
		{ "prompt = \"C:\\new\"", "C:\\new" },
		{ "prompt = \"a\"b\"", "a\"b" },
		{ "virtualenv = 21.0\nprompt = \"it's \\n\"", "it's \\n" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pyvenv cfg;

		PARSE(cfg, rows[i].line);
		expect(rows[i].line, cfg.prompt, rows[i].want);
		pyvenv_deinit(&cfg);
	}
}

Test(pyvenv, version_of_each_dialect)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "version = 3.11.2", "3.11.2" },
		{ "version = 3.11", "3.11" },
		{ "version_info = 3.14.4.final.0", "3.14.4" },
		{ "version_info = 3.12", "3.12" },
		{ "python-version = 3.13", "3.13" },
		{ "python-version = 3.13\nversion = 3.13.1", "3.13.1" },
		{ "python-version = 3.13\nversion = 3.12.9", "3.13" },
		{ "python-version = 3.1\nversion = 3.13.1", "3.1" },
		{ "version = 3.9.1\nversion_info = 3.9.2.final.0", "3.9.2" },
		{ "version = 3", NULL },
		{ "version = 3.", NULL },
		{ "version = .11", NULL },
		{ "version = x", NULL },
		{ "version = 99999.1", NULL },
		{ "version = 3.11.99999", "3.11" },
		{ "version = 3.14.0rc1", "3.14.0" },
		{ "version =", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pyvenv cfg;

		PARSE(cfg, rows[i].text);
		expect(rows[i].text, cfg.version, rows[i].want);
		pyvenv_deinit(&cfg);
	}
}

Test(pyvenv, lines)
{
	static const struct {
		const char *text, *want;        /* home */
	} rows[] = {
		{ "home = /usr/bin", "/usr/bin" },
		{ "home=/usr/bin\n", "/usr/bin" },
		{ "  HoMe\t=\t/usr/bin \r\n", "/usr/bin" },
		{ "version = 3.1\rhome = /usr/bin\r", "/usr/bin" },
		{ "\xef\xbb\xbfhome = /usr/bin", "/usr/bin" },
		{ "home = /a=b", "/a=b" },
		{ "home = /a b", "/a b" },
		{ "home = /first\nhome = /second", "/first" },
		{ "home =\nhome = /second", NULL },
		{ "command = python -m venv --prompt=\"x\nhome = /evil\"", "/evil\"" },
		{ "home = /a\ncommand = python -m venv --prompt=\"x\nhome = /evil\"", "/a" },
		{ "home", NULL },
		{ "= x\n==\n=", NULL },
		{ "[home]\n; home = x\nhomes = y", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pyvenv cfg;

		PARSE(cfg, rows[i].text);
		expect(rows[i].text, cfg.home, rows[i].want);
		pyvenv_deinit(&cfg);
	}
}

/* Found in that text, in one line of it, and not empty. */
static void expect_from(const char *text, size_t n, const char *got)
{
	cr_expect(!got || (*got && !strpbrk(got, "\r\n") && memmem(text, n, got, strlen(got))),
		  "%zu bytes: <%s>", n, got);
}

/* Whatever the text is, what was made of it is such a value or none. */
static void parse_any(const char *text, size_t n)
{
	struct pyvenv cfg;

	pyvenv_parse(&cfg, text, n);
	expect_from(text, n, cfg.home);
	expect_from(text, n, cfg.implementation);
	cr_expect(!cfg.version || (strspn(cfg.version, "0123456789.") == strlen(cfg.version) &&
				   strchr(cfg.version, '.') > cfg.version),
		  "%zu bytes: version <%s>", n, cfg.version);
	cr_expect(!cfg.prompt || *cfg.prompt, "%zu bytes: an empty prompt", n);
	pyvenv_deinit(&cfg);
}

/* In memory of exactly that size, so that a sanitizer sees each byte too far. */
Test(pyvenv, any_cut_and_any_byte_is_harmless)
{
	static const char text[] =
		"\xef\xbb\xbfhome = /usr/bin\r\nimplementation = CPython\nversion_info = "
		"3.12.1.final.0\npython-version = 3.12\nprompt = '\\x1b\\u202e\\U0001f40d\\'\"'\n"
		"command = x -m venv \"--prompt=a\nhome = /evil\"";

	for (size_t n = 0; n < sizeof(text); n++) {
		char *cut = malloc(n ? n : 1);

		memcpy(cut, text, n);
		parse_any(cut, n);
		for (int byte = 0; n > 0 && byte < 256; byte++) {
			cut[n - 1] = (char)byte;
			parse_any(cut, n);
		}
		free(cut);
	}
}

Test(pyvenv, hostile_files_are_errors)
{
	static char big[PYVENV_LIMIT + 1];
	struct pyvenv cfg;

	memset(big, 'x', sizeof(big));
	put_bytes("big", big, sizeof(big), 0644);
	put_bytes("limit", big, PYVENV_LIMIT, 0644);
	put_bytes("nul", "home = /a\0b", 11, 0644);
	put_bytes("utf16", "\xff\xfeh\0", 4, 0644);
	put_fifo("fifo");
	put_dir("dir");
	put_link("link", "limit");

	cr_expect_eq(pyvenv_read(&cfg, AT_FDCWD, at("big")), -EFBIG);
	cr_expect_eq(pyvenv_read(&cfg, AT_FDCWD, at("limit")), 0);
	cr_expect_eq(pyvenv_read(&cfg, AT_FDCWD, at("nul")), -EILSEQ);
	cr_expect_eq(pyvenv_read(&cfg, AT_FDCWD, at("utf16")), -EILSEQ);
	cr_expect_eq(pyvenv_read(&cfg, AT_FDCWD, at("fifo")), -EINVAL);
	cr_expect_eq(pyvenv_read(&cfg, AT_FDCWD, at("dir")), -EINVAL);
	cr_expect_eq(pyvenv_read(&cfg, AT_FDCWD, at("link")), -ELOOP);
	cr_expect_eq(pyvenv_read(&cfg, AT_FDCWD, at("none")), -ENOENT);
	cr_expect_null(cfg.home);
}
