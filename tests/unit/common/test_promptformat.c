/* What stands in front of a prompt: only what a format says, and nothing that a
 * shell or a terminal would take for its own. */
#include <criterion/criterion.h>

#include "envd/buf.h"
#include "envd/promptformat.h"
#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

static const struct promptformat values = {
	.label = "tools", .name = ".venv", .project = "thesis", .version = "3.11.2",
};

Test(promptformat, the_placeholders_are_filled_in)
{
	static const struct {
		const char *format, *want;
	} rows[] = {
		{ PROMPTFORMAT_DEFAULT, "(tools) " },
		{ "{label}", "tools" },
		{ " [{project}/{name}] {version} ", " [thesis/.venv] 3.11.2 " },
		{ "{label}{label}", "toolstools" },
		{ "* ", "* " },
		{ "caf\xc3\xa9 {label}", "caf\xc3\xa9 tools" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct buf out = BUF_INIT;

		cr_expect(promptformat_is_good(rows[i].format), "%s", rows[i].format);
		buf_adds(&out, "before ");
		promptformat_expand(&out, rows[i].format, &values);
		cr_expect_str_eq(out.data + 7, rows[i].want);
		buf_free(&out);
	}
}

/* Those that are refused in envd.ini are not obeyed if they come by the socket. */
Test(promptformat, another_one_is_the_default)
{
	static const char *const bad[] = {
		"", "{", "}", "{}", "{label", "label}", "{Label}", "{label }", "{{label}}",
		"{label}$", "`id`", "$(id)", "%n", "\\u", "a!b", "it's", "\"x\"", "a;b",
		"a\nb", "a\tb", "\x1b[31m", "\xff", "\xe2\x80\xae", "\xc2\x9b",
	};
	char *longest = xcalloc(1, PROMPTFORMAT_LIMIT + 2);

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct buf out = BUF_INIT;

		cr_expect_not(promptformat_is_good(bad[i]), "%s", bad[i]);
		promptformat_expand(&out, bad[i], &values);
		cr_expect_str_eq(out.data, "(tools) ");
		buf_free(&out);
	}
	memset(longest, 'x', PROMPTFORMAT_LIMIT);
	cr_expect(promptformat_is_good(longest));
	longest[PROMPTFORMAT_LIMIT] = 'x';
	cr_expect_not(promptformat_is_good(longest));
	free(longest);
}

/* A value is text: its braces name nothing, and it is tamed and cut as a label. */
Test(promptformat, hostile_values_are_text)
{
	static const struct {
		const char *value, *want;
	} rows[] = {
		{ "{name}", "[{name}] " },
		{ "$(touch pwned)", "[?(touch pwned)] " },
		{ "`id`%n\\u!;'\"", "[?id??n?u????] " },
		{ "a\nb\x1b[2J\xe2\x80\xae\xff", "[a?b?[2J??] " },
		{ "  x  ", "[x] " },
		{ "", "[] " },
		{ NULL, "[] " },
		{ "0123456789012345678901234567890123456789 more",
		  "[0123456789012345678901234567890123456789] " },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *value = rows[i].value;
		const struct promptformat all = { value, value, value, value };
		static const char *const formats[] = {
			"[{label}] ", "[{name}] ", "[{project}] ", "[{version}] ",
		};

		for (size_t k = 0; k < COUNT_OF(formats); k++) {
			struct buf out = BUF_INIT;

			promptformat_expand(&out, formats[k], &all);
			cr_expect_str_eq(out.data, rows[i].want);
			buf_free(&out);
		}
	}
}
