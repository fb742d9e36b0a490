/* The members of JSON objects. */
#include "json.h"

#include "envd/buf.h"
#include "envd/protocol.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

static struct buf out = BUF_INIT;

static void expect(const char *text)
{
	cr_expect_str_eq(out.data, text, "%s, not %s", out.data, text);
	buf_reset(&out);
}

Test(json, members)
{
	buf_addc(&out, '{');
	json_string(&out, "one", "a b");
	json_string(&out, "two", NULL);
	json_number(&out, "three", -7);
	json_time(&out, "four", 1767268800);
	json_time(&out, "five", 0);
	expect("{\"one\":\"a b\",\"two\":null,\"three\":-7,"
	       "\"four\":\"2026-01-01T12:00:00Z\",\"five\":null");
	buf_free(&out);
}

Test(json, what_is_not_utf8_has_its_bytes_beside_it)
{
	buf_addc(&out, '{');
	json_string(&out, "path", "/p/\xff" "a\xc3");
	expect("{\"path\":\"/p/\xef\xbf\xbd" "a\xef\xbf\xbd\",\"path_b64\":\"L3Av/2HD\"");
	buf_free(&out);
}

Test(json, nothing_acts_on_a_terminal)
{
	buf_addc(&out, '{');
	json_string(&out, "p", "/p/\x1b[2J\n\"\\\x7f\xc2\x9b\xe2\x80\xae\xe2\x80\x8b"
			       "\xf3\xa0\x80\x81\xc3\xa9");
	expect("{\"p\":\"/p/\\u001b[2J\\u000a\\\"\\\\\\u007f\\u009b\\u202e\\u200b"
	       "\\udb40\\udc01\xc3\xa9\"");
	buf_free(&out);
}

/* Each day of eight centuries and more, as the C library has it. */
Test(json, times)
{
	for (int64_t t = 86399; t < (int64_t)86400 * 366 * 830; t += 86400 + 3607) {
		time_t then = (time_t)t;
		char text[48];
		struct tm tm;

		cr_assert_not_null(gmtime_r(&then, &tm));
		strftime(text, sizeof(text), "\"t\":\"%Y-%m-%dT%H:%M:%SZ\"", &tm);
		json_time(&out, "t", t);
		cr_assert_str_eq(out.data, text);
		buf_reset(&out);
	}
	buf_free(&out);
}

Test(json, lists)
{
	json_finish(&out);
	expect("[]\n");
	for (int i = 0; i < 2; i++) {
		json_row(&out);
		json_number(&out, "n", i);
		json_array(&out, "in");
		for (int k = 0; k < i * 2; k++) {
			json_object(&out);
			json_number(&out, "k", k);
			json_end(&out);
		}
		json_array_end(&out);
		json_end(&out);
	}
	json_finish(&out);
	expect("[\n {\"n\":0,\"in\":[]},\n {\"n\":1,\"in\":[{\"k\":0},{\"k\":1}]}\n]\n");
	buf_free(&out);
}
