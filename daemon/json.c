#include "json.h"

#include <stdint.h>
#include <string.h>

#include "envd/buf.h"
#include "envd/text.h"

bool json_lossy(struct buf *out, const char *string)
{
	size_t left = strlen(string);
	bool is_utf8 = true;

	while (left) {
		uint32_t code;
		size_t n = text_decode(string, left, &code);

		if (n) {
			buf_add(out, string, n);
		} else {
			buf_adds(out, "\xef\xbf\xbd");
			is_utf8 = false;
			n = 1;
		}
		string += n;
		left -= n;
	}
	return is_utf8;
}

void json_base64(struct buf *out, const char *string)
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

void json_escape(struct buf *out, const char *json)
{
	size_t left = strlen(json);

	while (left) {
		uint32_t code;
		size_t n = text_decode(json, left, &code);

		if (n && text_is_printable(code)) {
			buf_add(out, json, n);
		} else if (!n) {
			buf_adds(out, "\\ufffd");
			n = 1;
		} else if (code < 0x10000) {
			buf_addf(out, "\\u%04x", (unsigned)code);
		} else {
			code -= 0x10000;
			buf_addf(out, "\\u%04x\\u%04x", 0xd800u + (unsigned)(code >> 10),
				 0xdc00u + (unsigned)(code & 0x3ff));
		}
		json += n;
		left -= n;
	}
}
