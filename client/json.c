/* json: see json.h. */
#include "json.h"

#include <inttypes.h>
#include <string.h>

#include "envd/buf.h"
#include "envd/text.h"
#include "envd/util.h"

/* Appends the bytes in base64. */
static void add_base64(struct buf *out, const char *string)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *s = (const unsigned char *)string;
	size_t left = strlen(string);

	while (left) {
		size_t n = left < 3 ? left : 3;
		uint32_t bits = (uint32_t)s[0] << 16;

		if (n > 1)
			bits |= (uint32_t)s[1] << 8;
		if (n > 2)
			bits |= s[2];
		buf_addc(out, digits[bits >> 18]);
		buf_addc(out, digits[bits >> 12 & 63]);
		buf_addc(out, n > 1 ? digits[bits >> 6 & 63] : '=');
		buf_addc(out, n > 2 ? digits[bits & 63] : '=');
		s += n;
		left -= n;
	}
}

/* One character, of n bytes; n is 0 for a byte that is not UTF-8. */
static void add_character(struct buf *out, const char *bytes, size_t n, uint32_t code)
{
	if (n == 0) {
		buf_adds(out, "\xef\xbf\xbd");
	} else if (code == '"' || code == '\\') {
		buf_addf(out, "\\%c", (int)code);
	} else if (text_is_printable(code)) {
		buf_add(out, bytes, n);
	} else if (code < 0x10000) {
		buf_addf(out, "\\u%04x", (unsigned)code);
	} else {
		code -= 0x10000;
		buf_addf(out, "\\u%04x\\u%04x", 0xd800u + (unsigned)(code >> 10),
			 0xdc00u + (unsigned)(code & 0x3ff));
	}
}

/* True if all of it is UTF-8. */
static bool add_text(struct buf *out, const char *string)
{
	size_t left = strlen(string);
	bool is_utf8 = true;

	buf_addc(out, '"');
	while (left) {
		uint32_t code;
		size_t n = text_decode(string, left, &code);

		add_character(out, string, n, code);
		is_utf8 = is_utf8 && n > 0;
		n = n ? n : 1;
		string += n;
		left -= n;
	}
	buf_addc(out, '"');
	return is_utf8;
}

static void add_name(struct buf *out, const char *name, const char *suffix)
{
	if (out->len > 0 && out->data[out->len - 1] != '{')
		buf_addc(out, ',');
	buf_addf(out, "\"%s%s\":", name, suffix);
}

void json_string(struct buf *out, const char *name, const char *string)
{
	add_name(out, name, "");
	if (string == NULL) {
		buf_adds(out, "null");
	} else if (!add_text(out, string)) {
		add_name(out, name, "_b64");
		buf_addc(out, '"');
		add_base64(out, string);
		buf_addc(out, '"');
	}
}

void json_number(struct buf *out, const char *name, int64_t number)
{
	add_name(out, name, "");
	buf_addf(out, "%" PRId64, number);
}

/* By hand, in years that begin in March: strftime() brings all the world's time zones
 * with it, and the prompt waits for this program. */
void json_time(struct buf *out, const char *name, int64_t time)
{
	static const int64_t era = 146097;      /* days in 400 years */
	int64_t days = time / 86400 + 719468, second = time % 86400;
	int64_t day = days % era, year, month;

	if (time <= 0) {
		json_string(out, name, NULL);
		return;
	}
	year = (day - day / 1460 + day / 36524 - day / (era - 1)) / 365;
	day -= 365 * year + year / 4 - year / 100;
	month = (5 * day + 2) / 153;
	day -= (153 * month + 2) / 5;
	year += days / era * 400 + (month >= 10);
	add_name(out, name, "");
	buf_addf(out, "\"%04d-%02d-%02dT%02d:%02d:%02dZ\"", (int)year,
		 (int)(month < 10 ? month + 3 : month - 9), (int)day + 1, (int)(second / 3600),
		 (int)(second / 60 % 60), (int)(second % 60));
}

/* ---- objects and lists ---- */

void json_row(struct buf *out)
{
	buf_adds(out, out->len ? ",\n {" : "[\n {");
}

void json_finish(struct buf *out)
{
	buf_adds(out, out->len ? "\n]\n" : "[]\n");
}

void json_end(struct buf *out)
{
	buf_addc(out, '}');
}

void json_array(struct buf *out, const char *name)
{
	add_name(out, name, "");
	buf_addc(out, '[');
}

void json_object(struct buf *out)
{
	buf_adds(out, out->data[out->len - 1] == '[' ? "{" : ",{");
}

void json_array_end(struct buf *out)
{
	buf_addc(out, ']');
}
