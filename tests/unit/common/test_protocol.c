#include <criterion/criterion.h>

#include "codecs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Runs a decoder on a copy in memory of exactly that size, so that a sanitizer
 * sees each byte too far. What it accepts it encodes anew. */
static int decode(const struct codec *codec, const void *body, size_t n, struct buf *again)
{
	void *exact = malloc(n ? n : 1);
	int r;

	memcpy(exact, body, n);
	r = codec->decode(exact, n, again);
	free(exact);
	return r;
}

Test(protocol, each_message_comes_back_to_the_byte)
{
	for (size_t i = 0; codecs[i].name; i++) {
		struct buf frame = BUF_INIT, again = BUF_INIT;
		enum message type = 0;
		size_t body = 0;

		codecs[i].sample(&frame);
		cr_expect_eq(frame_look(frame.data, frame.len, &type, &body), 1);
		cr_expect_eq(type, codecs[i].type, "%s", codecs[i].name);
		cr_expect_eq(body, frame.len - PROTOCOL_HEADER);
		cr_expect_eq(decode(&codecs[i], frame.data + PROTOCOL_HEADER, body, &again), 0,
			     "%s", codecs[i].name);
		cr_assert_eq(again.len, frame.len, "%s", codecs[i].name);
		cr_expect_arr_eq(again.data, frame.data, frame.len, "%s", codecs[i].name);
		buf_free(&frame);
		buf_free(&again);
	}
}

Test(protocol, each_cut_and_each_byte_more_is_refused)
{
	for (size_t i = 0; codecs[i].name; i++) {
		struct buf frame = BUF_INIT, again = BUF_INIT;
		const char *body;
		size_t n;

		codecs[i].sample(&frame);
		body = frame.data + PROTOCOL_HEADER;
		n = frame.len - PROTOCOL_HEADER;
		for (size_t cut = 0; cut < n; cut++)
			cr_assert_eq(decode(&codecs[i], body, cut, &again), -EBADMSG, "%s cut to %zu",
				     codecs[i].name, cut);
		buf_addc(&frame, '\0');
		body = frame.data + PROTOCOL_HEADER;
		cr_expect_eq(decode(&codecs[i], body, n + 1, &again), -EBADMSG, "%s with a byte more",
			     codecs[i].name);
		cr_expect_eq(again.len, 0u);
		buf_free(&frame);
	}
}

/* Any byte may be anything: it is refused, or it is another message that comes
 * back as what it was taken for. */
Test(protocol, a_wrong_byte_does_no_harm)
{
	static const unsigned char values[] = { 0, 1, 2, 0x7f, 0x80, 0xfe, 0xff, '/', '.' };

	for (size_t i = 0; codecs[i].name; i++) {
		struct buf frame = BUF_INIT;
		size_t n;

		codecs[i].sample(&frame);
		n = frame.len - PROTOCOL_HEADER;
		for (size_t k = 0; k < n * COUNT_OF(values); k++) {
			struct buf once = BUF_INIT, twice = BUF_INIT;
			char *byte = frame.data + PROTOCOL_HEADER + k / COUNT_OF(values), old = *byte;

			*byte = (char)values[k % COUNT_OF(values)];
			if (decode(&codecs[i], frame.data + PROTOCOL_HEADER, n, &once) == 0) {
				cr_assert_eq(decode(&codecs[i], once.data + PROTOCOL_HEADER,
						    once.len - PROTOCOL_HEADER, &twice), 0);
				cr_assert(once.len == twice.len &&
					  memcmp(once.data, twice.data, once.len) == 0);
			}
			*byte = old;
			buf_free(&once);
			buf_free(&twice);
		}
		buf_free(&frame);
	}
}

/* ---- one field at a time ---- */

/* Where `needle` begins in the frame. */
static char *find(struct buf *frame, const char *needle)
{
	char *found = memmem(frame->data, frame->len, needle, strlen(needle));

	cr_assert_not_null(found, "%s is not in the sample", needle);
	return found;
}

/* The sample of a message with 4 bytes at `offset` from a string in it (which
 * has its length before it) replaced; refused? */
static bool refuses(const char *name, const char *needle, ptrdiff_t offset, uint32_t value)
{
	const struct codec *codec = codecs;
	struct buf frame = BUF_INIT, again = BUF_INIT;
	int r;

	while (strcmp(codec->name, name) != 0)
		codec++;
	codec->sample(&frame);
	memcpy(find(&frame, needle) + offset, &value, sizeof(value));
	r = decode(codec, frame.data + PROTOCOL_HEADER, frame.len - PROTOCOL_HEADER, &again);
	buf_free(&frame);
	buf_free(&again);
	return r == -EBADMSG;
}

Test(protocol, lengths_that_lie_are_refused)
{
	static const uint32_t lies[] = {
		0, 1, 8, 10, PROTOCOL_MAX_FRAME - 1, PROTOCOL_MAX_FRAME, PROTOCOL_MAX_FRAME + 1,
		INT32_MAX, (uint32_t)INT32_MAX + 1, UINT32_MAX - 1, UINT32_MAX,
	};

	for (size_t i = 0; i < COUNT_OF(lies); i++) {
		cr_expect(refuses("question", "/dir/name", -4, lies[i]), "%u", lies[i]);
		cr_expect(refuses("answer", "/prefixed", -4, lies[i]), "%u", lies[i]);
		cr_expect(refuses("answer", "[{label}]", -4, lies[i] == 10 ? 9 : lies[i]), "%u",
			  lies[i]);
		cr_expect(refuses("decision_request", "/ruled/ab", -4, lies[i]), "%u", lies[i]);
	}
}

Test(protocol, counts_that_lie_are_refused)
{
	static const uint32_t lies[] = {
		0, 1, 3, 4, PROTOCOL_MAX_ITEMS, PROTOCOL_MAX_ITEMS + 1, INT32_MAX, UINT32_MAX,
		UINT32_MAX / 14 + 1, UINT32_MAX / 26 + 1,
	};

	for (size_t i = 0; i < COUNT_OF(lies); i++) {
		cr_expect(refuses("question", "FIRST_NAME", -8, lies[i]), "variables: %u", lies[i]);
		cr_expect(refuses("answer", "/entry/one", -12, lies[i]), "entries: %u", lies[i]);
		cr_expect(refuses("answer", "/place/one", -8, lies[i]), "places: %u", lies[i]);
		cr_expect(refuses("answer", "step one", -12, lies[i]), "steps: %u", lies[i]);
	}
}

Test(protocol, a_nul_in_a_string_and_none_behind_it_are_refused)
{
	uint32_t none = 0, no_end = 0x41414141;

	cr_expect(refuses("question", "/dir/name", 2, none));
	cr_expect(refuses("question", "/dir/name", 9, no_end));
	cr_expect(refuses("question", "first value", 3, none));
	cr_expect(refuses("answer", "/entry/one", 0, none));
	cr_expect(refuses("answer", "reason b", 1, none));
	cr_expect(refuses("status", "damaged", 0, none));
	cr_expect(refuses("item", "/item/prefix", 5, none));
	cr_expect(refuses("listed", "/decided", 2, none));
}

Test(protocol, values_out_of_range_are_refused)
{
	uint32_t second = 1000000000;

	cr_expect(refuses("answer", "/entry/one", -8, 0), "entry of type 0");
	cr_expect(refuses("answer", "/entry/one", -8, CONDITION_LINK + 1), "entry of no type");
	cr_expect(refuses("answer", "[{label}]", -28, 0), "outcome 0");
	cr_expect(refuses("answer", "[{label}]", -28, OUTCOME_UNKNOWN + 1), "no outcome");
	cr_expect_not(refuses("answer", "[{label}]", -28, OUTCOME_UNKNOWN));
	cr_expect(refuses("answer", "[{label}]", -16, MESSAGES_VERBOSE + 1), "no level");
	cr_expect_not(refuses("answer", "[{label}]", -16, MESSAGES_SILENT));
	cr_expect(refuses("answer", "[{label}]", -12, SHOW_NEVER + 1), "shown in no way");
	cr_expect_not(refuses("answer", "[{label}]", -12, SHOW_NEVER));
	cr_expect(refuses("answer", "/entry/one", 10 + 1 + 5 + 8, second), "a second of nanoseconds");
	cr_expect_not(refuses("answer", "/entry/one", 10 + 1 + 5 + 8, second - 1));
	cr_expect(refuses("decision_request", "/ruled/ab", -16, 0), "request 0");
	cr_expect(refuses("decision_request", "/ruled/ab", -16, DECIDE_FORGET_GONE + 1), "no request");
	cr_expect(refuses("decision_request", "/ruled/ab", 0, 0x2f2f2f2f), "not a clean path");
}

/* A sender's zeroed struct is a message, if an odd one. */
Test(protocol, null_strings_travel_as_empty_ones)
{
	struct question in = { .stamp = 7 }, out;
	struct buf frame = BUF_INIT;

	variables_add(&in.variables, "UNSET", NULL);
	variables_add(&in.variables, "EMPTY", "");
	question_encode(&frame, &in);
	cr_assert_eq(question_decode(&out, frame.data + PROTOCOL_HEADER,
				     frame.len - PROTOCOL_HEADER), 0);
	cr_expect_str_eq(out.directory, "");
	cr_expect_str_eq(out.shell.directory, "");
	cr_expect_eq(out.stamp, 7u);
	cr_expect_eq(out.variables.n, 2u);
	cr_expect_null(out.variables.v[0].value, "unset stays unset");
	cr_expect_str_eq(out.variables.v[1].value, "");
	question_deinit(&out);
	question_deinit(&in);
	question_deinit(&in);
	buf_free(&frame);
}
