/*
 * text: the one sanitiser. What is a control, a bidirectional mark or has no
 * width is listed here once, from Unicode 15 (DerivedGeneralCategory Cc, Cf,
 * Zl, Zp; PropList Bidi_Control); widths from EastAsianWidth (W and F).
 */
#include "envd/text.h"

#include "envd/buf.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <string.h>

struct range {
	uint32_t from, to;
};

/* Formats, separators, zero widths, fillers, surrogates, private tags. */
static const struct range hidden[] = {
	{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad },
	{ 0x034f, 0x034f }, { 0x061c, 0x061c }, { 0x115f, 0x1160 },
	{ 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 },
	{ 0xd800, 0xdfff }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0xfffe, 0xffff },
	{ 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

static const struct range combining[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd },
	{ 0x05bf, 0x05bf }, { 0x05c1, 0x05c2 }, { 0x05c4, 0x05c5 },
	{ 0x05c7, 0x05c7 }, { 0x0610, 0x061a }, { 0x064b, 0x065f },
	{ 0x0670, 0x0670 }, { 0x06d6, 0x06dc }, { 0x06df, 0x06e4 },
	{ 0x06e7, 0x06e8 }, { 0x06ea, 0x06ed }, { 0x0900, 0x0902 },
	{ 0x093a, 0x093a }, { 0x093c, 0x093c }, { 0x0941, 0x0948 },
	{ 0x094d, 0x094d }, { 0x0951, 0x0957 }, { 0x0962, 0x0963 },
	{ 0x0981, 0x0981 }, { 0x09bc, 0x09bc }, { 0x09c1, 0x09c4 },
	{ 0x09cd, 0x09cd }, { 0x0b82, 0x0b82 }, { 0x0bc0, 0x0bc0 },
	{ 0x0bcd, 0x0bcd }, { 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a },
	{ 0x0e47, 0x0e4e }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },
	{ 0x20d0, 0x20ff }, { 0x302a, 0x302f }, { 0x3099, 0x309a },
	{ 0xfe20, 0xfe2f },
};

static const struct range wide[] = {
	{ 0x1100, 0x115f }, { 0x231a, 0x231b }, { 0x2329, 0x232a },
	{ 0x23e9, 0x23ec }, { 0x23f0, 0x23f0 }, { 0x23f3, 0x23f3 },
	{ 0x25fd, 0x25fe }, { 0x2614, 0x2615 }, { 0x2648, 0x2653 },
	{ 0x267f, 0x267f }, { 0x2693, 0x2693 }, { 0x26a1, 0x26a1 },
	{ 0x26aa, 0x26ab }, { 0x26bd, 0x26be }, { 0x26c4, 0x26c5 },
	{ 0x26ce, 0x26ce }, { 0x26d4, 0x26d4 }, { 0x26ea, 0x26ea },
	{ 0x26f2, 0x26f3 }, { 0x26f5, 0x26f5 }, { 0x26fa, 0x26fa },
	{ 0x26fd, 0x26fd }, { 0x2705, 0x2705 }, { 0x270a, 0x270b },
	{ 0x2728, 0x2728 }, { 0x274c, 0x274c }, { 0x274e, 0x274e },
	{ 0x2753, 0x2755 }, { 0x2757, 0x2757 }, { 0x2795, 0x2797 },
	{ 0x27b0, 0x27b0 }, { 0x27bf, 0x27bf }, { 0x2b1b, 0x2b1c },
	{ 0x2b50, 0x2b50 }, { 0x2b55, 0x2b55 }, { 0x2e80, 0x303e },
	{ 0x3041, 0x33ff }, { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff },
	{ 0xa000, 0xa4cf }, { 0xa960, 0xa97f }, { 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff }, { 0xfe10, 0xfe19 }, { 0xfe30, 0xfe6f },
	{ 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x16fe0, 0x18cff },
	{ 0x1aff0, 0x1b2ff }, { 0x1f004, 0x1f004 }, { 0x1f0cf, 0x1f0cf },
	{ 0x1f18e, 0x1f18e }, { 0x1f191, 0x1f19a }, { 0x1f200, 0x1f320 },
	{ 0x1f32d, 0x1f335 }, { 0x1f337, 0x1f37c }, { 0x1f37e, 0x1f393 },
	{ 0x1f3a0, 0x1f3ca }, { 0x1f3cf, 0x1f3d3 }, { 0x1f3e0, 0x1f3f0 },
	{ 0x1f3f4, 0x1f3f4 }, { 0x1f3f8, 0x1f43e }, { 0x1f440, 0x1f440 },
	{ 0x1f442, 0x1f4fc }, { 0x1f4ff, 0x1f53d }, { 0x1f54b, 0x1f54e },
	{ 0x1f550, 0x1f567 }, { 0x1f57a, 0x1f57a }, { 0x1f595, 0x1f596 },
	{ 0x1f5a4, 0x1f5a4 }, { 0x1f5fb, 0x1f64f }, { 0x1f680, 0x1f6c5 },
	{ 0x1f6cc, 0x1f6cc }, { 0x1f6d0, 0x1f6d2 }, { 0x1f6d5, 0x1f6d7 },
	{ 0x1f6dc, 0x1f6df }, { 0x1f6eb, 0x1f6ec }, { 0x1f6f4, 0x1f6fc },
	{ 0x1f7e0, 0x1f7f0 }, { 0x1f90c, 0x1f9ff }, { 0x1fa70, 0x1faff },
	{ 0x20000, 0x3fffd },
};

static bool is_in(uint32_t code, const struct range *ranges, size_t n)
{
	size_t low = 0;

	while (low < n) {
		size_t middle = low + (n - low) / 2;

		if (code > ranges[middle].to)
			low = middle + 1;
		else if (code < ranges[middle].from)
			n = middle;
		else
			return true;
	}
	return false;
}

size_t text_decode(const char *s, size_t n, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)s;
	size_t length = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 :
			p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;

	if (length == 0 || length > n)
		return 0;
	*code = length == 1 ? p[0] : p[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (p[i] & 0x3f);
	}
	if (*code < least[length] || *code > 0x10ffff ||
	    (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return length;
}

bool text_is_utf8(const char *string)
{
	size_t left = strlen(string), n;
	uint32_t code;

	for (; left > 0; string += n, left -= n) {
		n = text_decode(string, left, &code);
		if (n == 0)
			return false;
	}
	return true;
}

bool text_is_printable(uint32_t code)
{
	return code <= 0x10ffff && !is_in(code, hidden, COUNT_OF(hidden));
}

int text_width_of(uint32_t code)
{
	if (code < 0x300)
		return 1;
	if (is_in(code, combining, COUNT_OF(combining)))
		return 0;
	return is_in(code, wide, COUNT_OF(wide)) ? 2 : 1;
}

/* Appends one decoded code point, or a byte that is none, to be seen. */
static void add_escape(struct buf *out, size_t length, uint32_t code)
{
	if (code == '\n' || code == '\t' || code == '\r')
		buf_addf(out, "\\%c", code == '\n' ? 'n' : code == '\t' ? 't' : 'r');
	else if (length == 0 || code < 0x80)
		buf_addf(out, "\\x%02x", (unsigned)code);
	else
		buf_addf(out, "\\u{%x}", (unsigned)code);
}

void text_visible(struct buf *out, const char *string)
{
	size_t n = strlen(string);

	while (n > 0) {
		uint32_t code;
		size_t length = text_decode(string, n, &code);

		if (length == 0)
			add_escape(out, 0, (unsigned char)*string);
		else if (!text_is_printable(code))
			add_escape(out, length, code);
		else
			buf_add(out, string, length);
		length = length ? length : 1;
		string += length;
		n -= length;
	}
}

size_t text_width(const char *string)
{
	struct buf shown = BUF_INIT;
	size_t width = 0;
	uint32_t code;

	text_visible(&shown, string);
	for (size_t i = 0, length; i < shown.len; i += length) {
		length = text_decode(shown.data + i, shown.len - i, &code);
		width += (size_t)text_width_of(code);
	}
	buf_free(&shown);
	return width;
}

void text_path(struct buf *out, const char *path, const char *home)
{
	if (home && strcmp(home, "/") != 0 && path_is_in(path, home)) {
		buf_addc(out, '~');
		path += strlen(home);
	}
	text_visible(out, path);
}

/* Appends at most this many columns, and bytes: marks take no column, but
 * thousands of them are no label either. */
static void add_tame(struct buf *out, const char *s, size_t n, size_t columns, size_t bytes)
{
	while (n > 0) {
		uint32_t code = 0;
		size_t length = text_decode(s, n, &code);
		bool is_safe = length > 0 && text_is_printable(code) &&
			       !(code < 0x80 && strchr("'\"$`\\%!;", (int)code));
		size_t width = is_safe ? (size_t)text_width_of(code) : 1;

		length = length ? length : 1;
		if (width > columns || length > bytes)
			break;
		columns -= width;
		bytes -= length;
		if (is_safe)
			buf_add(out, s, length);
		else
			buf_addc(out, '?');
		s += length;
		n -= length;
	}
}

void text_tame(struct buf *out, const char *s, size_t n)
{
	add_tame(out, s, n, n, n);
}

void text_label(struct buf *out, const char *string)
{
	size_t start = out->len, n;

	string += strspn(string, " \t");
	n = strlen(string);
	while (n > 0 && (string[n - 1] == ' ' || string[n - 1] == '\t'))
		n--;
	add_tame(out, string, n, TEXT_LABEL_COLUMNS, (size_t)TEXT_LABEL_COLUMNS * 4);
	while (out->len > start && out->data[out->len - 1] == ' ')
		out->data[--out->len] = '\0';
}

static bool is_plain(unsigned char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || (c && strchr("./_-+@", c));
}

void percent_encode(struct buf *out, const char *string)
{
	for (; *string; string++) {
		unsigned char c = (unsigned char)*string;

		if (is_plain(c))
			buf_addc(out, (char)c);
		else
			buf_addf(out, "%%%02X", c);
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool percent_decode(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int high, low;

		if (is_plain((unsigned char)s[i])) {
			buf_addc(out, s[i]);
			continue;
		}
		if (s[i] != '%' || n - i < 3)
			return false;
		high = hex_digit(s[i + 1]);
		low = hex_digit(s[i + 2]);
		if (high < 0 || low < 0 || (high == 0 && low == 0))
			return false;
		buf_addc(out, (char)(high << 4 | low));
		i += 2;
	}
	return true;
}
