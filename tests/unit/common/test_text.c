#include <criterion/criterion.h>

#include "envd/buf.h"
#include "envd/text.h"
#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

/* In memory of exactly that size, so that a sanitizer sees each byte too far. */
static size_t decode(const char *bytes, size_t n, uint32_t *code)
{
	char *exact = malloc(n);
	size_t length;

	memcpy(exact, bytes, n);
	length = text_decode(exact, n, code);
	free(exact);
	return length;
}

static size_t encode(uint32_t c, char *out)
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = n; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(n == 1 ? c : lead[n] | c);
	return n;
}

Test(text, decodes_every_code_point_and_no_cut_of_one)
{
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		char bytes[4];
		size_t n = encode(c, bytes);
		uint32_t got = 0;
		bool is_surrogate = c >= 0xd800 && c <= 0xdfff;

		cr_assert_eq(text_decode(bytes, n, &got), is_surrogate ? 0 : n, "U+%x", c);
		cr_assert(is_surrogate || got == c, "U+%x became U+%x", c, got);
		for (size_t cut = 1; cut < n && c % 61 == 0; cut++)
			cr_assert_eq(decode(bytes, cut, &got), 0u, "U+%x cut to %zu", c, cut);
	}
}

Test(text, refuses_what_is_not_utf8)
{
	static const char *const rows[] = {
		"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf",
		"\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff",
		"\xc3(", "\xe2\x82(", "\xe2(\xac", "\xf0\x9f\x98(", "\xf0(\x98\x80", "\xc3\xc3",
	};
	uint32_t code;

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		cr_expect_eq(decode(rows[i], strlen(rows[i]), &code), 0u, "row %zu", i);
	cr_expect_eq(text_decode("\xc3\xa9x", 3, &code), 2u);
	cr_expect_eq(code, 0xe9u);
}

Test(text, visible_shows_everything_else_as_an_escape)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "" },
		{ "plain ~!@#$%^&*()'\"\\`", "plain ~!@#$%^&*()'\"\\`" },
		{ "h\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x90\x8d", "h\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x90\x8d" },
		{ "a\nb\tc\rd", "a\\nb\\tc\\rd" },
		{ "\x01\x07\x08\x0b\x0c\x1b\x1f\x7f", "\\x01\\x07\\x08\\x0b\\x0c\\x1b\\x1f\\x7f" },
		{ "\x1b]0;title\x07\x1b[2J", "\\x1b]0;title\\x07\\x1b[2J" },
		{ "\xc2\x80\xc2\x9b\xc2\x9f", "\\u{80}\\u{9b}\\u{9f}" },                  /* C1 */
		{ "\xe2\x80\xae" "x" "\xe2\x80\xac", "\\u{202e}x\\u{202c}" },             /* RLO, PDF */
		{ "\xe2\x81\xa6\xe2\x81\xa9\xd8\x9c", "\\u{2066}\\u{2069}\\u{61c}" },     /* isolates */
		{ "\xe2\x80\x8e\xe2\x80\x8f", "\\u{200e}\\u{200f}" },                     /* LRM, RLM */
		{ "\xe2\x80\x8b\xe2\x80\x8d\xe2\x81\xa0", "\\u{200b}\\u{200d}\\u{2060}" },
		{ "\xef\xbb\xbf\xc2\xad\xcd\x8f", "\\u{feff}\\u{ad}\\u{34f}" },
		{ "\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}" },                     /* lines */
		{ "\xf3\xa0\x80\x81\xf3\xa0\x81\x81", "\\u{e0001}\\u{e0041}" },           /* tags */
		{ "\xef\xb8\x8f\xe3\x85\xa4\xe1\x85\x9f", "\\u{fe0f}\\u{3164}\\u{115f}" },
		{ "\xef\xbf\xb9\xef\xbf\xbf", "\\u{fff9}\\u{ffff}" },
		{ "a\x80\xff\xc3", "a\\x80\\xff\\xc3" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct buf out = BUF_INIT;

		buf_adds(&out, ">");
		text_visible(&out, rows[i].text);
		cr_expect_str_eq(out.data + 1, rows[i].want);
		cr_expect_eq(text_width(rows[i].text), text_width(rows[i].want));
		buf_free(&out);
	}
}

/* Nothing that comes out of the sanitisers can act on a terminal. */
Test(text, what_is_shown_is_printable_and_stays_so)
{
	uint32_t seed = 1;

	for (int round = 0; round < 20000; round++) {
		struct buf once = BUF_INIT, label = BUF_INIT;
		char text[40];
		size_t n = seed % 39;
		uint32_t code;

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = (char)(seed >> 24 ? seed >> 24 : 1);
		}
		text[n] = '\0';
		seed = seed * 1664525 + 1013904223;
		text_visible(&once, text);
		text_label(&label, text);
		buf_add(&once, label.data, label.len);
		for (size_t i = 0, length; i < once.len; i += length) {
			length = text_decode(once.data + i, once.len - i, &code);
			cr_assert(length > 0 && text_is_printable(code), "round %d", round);
		}
		cr_assert_leq(text_width(label.data), (size_t)TEXT_LABEL_COLUMNS);
		cr_assert_null(strpbrk(label.data, "'\"$`\\%!;"));
		buf_free(&once);
		buf_free(&label);
	}
}

Test(text, widths)
{
	static const struct {
		const char *text;
		size_t want;
	} rows[] = {
		{ "", 0 }, { "abc", 3 }, { "\xc3\xa9", 1 }, { "e\xcc\x81", 1 },
		{ "\xe6\xbc\xa2\xe5\xad\x97", 4 }, { "\xf0\x9f\x90\x8d", 2 },
		{ "\xef\xbc\xa1", 2 }, { "\xed\x95\x9c", 2 }, { "\xe2\x80\xa6", 1 },
		{ "\n", 2 }, { "\x1b", 4 }, { "\xff", 4 }, { "\xe2\x80\xae", 8 },
		{ "\xe0\xb8\x99\xe0\xb8\xb1", 1 },      /* Thai, a vowel above */
		{ "\xe0\xa4\x95\xe0\xa5\x8d", 1 },      /* Devanagari, a virama */
		{ "\xd8\xb3\xd9\x91", 1 },              /* Arabic, a shadda */
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		cr_expect_eq(text_width(rows[i].text), rows[i].want, "row %zu: %zu", i,
			     text_width(rows[i].text));
	cr_expect_not(text_is_printable(0x110000));
	cr_expect_not(text_is_printable(UINT32_MAX));
}

Test(text, paths_below_home_begin_with_a_tilde)
{
	static const struct {
		const char *path, *home, *want;
	} rows[] = {
		{ "/home/u/p", "/home/u", "~/p" },
		{ "/home/u", "/home/u", "~" },
		{ "/home/user", "/home/u", "/home/user" },
		{ "/etc", "/home/u", "/etc" },
		{ "/etc", "/", "/etc" },
		{ "/etc", NULL, "/etc" },
		{ "/home/u/a\nb", "/home/u", "~/a\\nb" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct buf out = BUF_INIT;

		text_path(&out, rows[i].path, rows[i].home);
		cr_expect_str_eq(out.data, rows[i].want);
		buf_free(&out);
	}
}
