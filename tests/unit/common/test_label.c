/* What may reach a prompt, and the percent codec: the rest of text.c. */
#include <criterion/criterion.h>

#include "envd/buf.h"
#include "envd/text.h"
#include "envd/util.h"

#include <stdio.h>
#include <string.h>

#define TEN "0123456789"
#define WIDE5 "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2"
#define WIDE20 WIDE5 WIDE5 WIDE5 WIDE5

Test(label, only_harmless_text_and_no_more_than_fits)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "" },
		{ "my-env 3.12", "my-env 3.12" },
		{ "(x) #1 & <y>", "(x) #1 & <y>" },
		{ "caf\xc3\xa9 \xf0\x9f\x90\x8d", "caf\xc3\xa9 \xf0\x9f\x90\x8d" },
		{ "a'b\"c$d`e\\f%g!h;i", "a?b?c?d?e?f?g?h?i" },
		{ "$(touch pwned)", "?(touch pwned)" },
		{ "\x1b[31mred\x07", "?[31mred?" },
		{ "a\nb", "a?b" },
		{ "a\tb", "a?b" },
		{ "\x7f\xc2\x9b\xe2\x80\xae\xe2\x80\x8b", "????" },
		{ "a\x80\xff", "a??" },
		{ "  \t x y \t  ", "x y" },
		{ "x\t", "x" },
		{ " \t ", "" },
		{ TEN TEN TEN TEN, TEN TEN TEN TEN },
		{ TEN TEN TEN TEN "x", TEN TEN TEN TEN },
		{ TEN TEN TEN "012345678 x", TEN TEN TEN "012345678" },
		{ WIDE20, WIDE20 },
		{ WIDE20 "x", WIDE20 },
		{ "x" WIDE20, "x" WIDE5 WIDE5 WIDE5 "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2" },
		{ "e\xcc\x81", "e\xcc\x81" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct buf out = BUF_INIT;

		buf_adds(&out, " ");
		text_label(&out, rows[i].text);
		cr_expect_str_eq(out.data + 1, rows[i].want);
		buf_free(&out);
	}
}

/* Marks take no column, and a file may hold thousands of them. */
Test(label, is_short_in_bytes_too)
{
	struct buf text = BUF_INIT, out = BUF_INIT;

	for (int i = 0; i < 5000; i++)
		buf_adds(&text, i ? "\xcc\x81" : "e");
	text_label(&out, text.data);
	cr_expect_leq(out.len, (size_t)TEXT_LABEL_COLUMNS * 4);
	cr_expect_eq(out.data[0], 'e');
	buf_free(&text);
	buf_free(&out);
}

Test(percent, encodes_all_but_the_plain)
{
	static const char plain[] = "ABCXYZabcxyz0189./_-+@";

	for (int c = 1; c < 256; c++) {
		struct buf out = BUF_INIT, back = BUF_INIT;
		char text[2] = { (char)c, '\0' }, want[8];
		bool is_plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
				(c >= '0' && c <= '9') || strchr(plain, c);

		if (is_plain)
			snprintf(want, sizeof(want), "%c", c);
		else
			snprintf(want, sizeof(want), "%%%02X", c);
		percent_encode(&out, text);
		cr_expect_str_eq(out.data, want);
		cr_expect(percent_decode(&back, out.data, out.len));
		cr_expect_str_eq(back.data, text);
		buf_free(&out);
		buf_free(&back);
	}
}

Test(percent, refuses_what_is_malformed)
{
	static const struct {
		const char *text, *want;        /* NULL: refused */
	} rows[] = {
		{ "", "" },
		{ "/a/b-c_d.e+f@g", "/a/b-c_d.e+f@g" },
		{ "%41%2F%FF", "A/\xff" },
		{ "%", NULL }, { "%4", NULL }, { "a%", NULL }, { "%4G", NULL }, { "%G4", NULL },
		{ "%00", NULL }, { "%ff", NULL }, { "%fF", NULL }, { "%%41", NULL }, { "% 1", NULL },
		{ "a b", NULL }, { "a:b", NULL }, { "a,b", NULL }, { "a=b", NULL }, { "~", NULL },
		{ "\xc3\xa9", NULL }, { "a\nb", NULL },
	};
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *text = rows[i].text;
		bool is_good = percent_decode(&out, text, strlen(text));

		cr_expect_eq(is_good, rows[i].want != NULL, "<%s>", text);
		cr_expect(!rows[i].want || strcmp(out.data, rows[i].want) == 0, "<%s>", text);
		buf_reset(&out);
	}
	cr_expect_not(percent_decode(&out, "a\0b", 3));
	buf_reset(&out);
	cr_expect_not(percent_decode(&out, "%41", 2), "reads no further than n");
	buf_free(&out);
}
