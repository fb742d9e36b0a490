/* The rest of the protocol: that a decoder puts each field where it belongs,
 * frames, and the lists that messages hold. */
#include <criterion/criterion.h>

#include "codecs.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

Test(message, a_question_arrives_field_by_field)
{
	struct question in, out;
	struct buf frame = BUF_INIT;

	sample_question(&in);
	question_encode(&frame, &in);
	cr_assert_eq(question_decode(&out, frame.data + PROTOCOL_HEADER,
				     frame.len - PROTOCOL_HEADER), 0);
	buf_free(&frame);               /* what came out is its own */
	cr_expect_eq(out.flags, in.flags);
	cr_expect_eq(out.stamp, in.stamp);
	cr_expect_eq(out.shell.namespace, in.shell.namespace);
	cr_expect_eq(out.shell.pid, in.shell.pid);
	cr_expect_eq(out.shell.start, in.shell.start);
	cr_expect_str_eq(out.shell.directory, in.shell.directory);
	cr_expect_str_eq(out.directory, in.directory);
	cr_expect_eq(out.device, in.device);
	cr_expect_eq(out.inode, in.inode);
	cr_expect_str_eq(out.applied, in.applied);
	cr_expect_eq(out.variables.n, 2u);
	cr_expect_str_eq(variables_find(&out.variables, "FIRST_NAME"), "first value");
	cr_expect_str_eq(out.variables.v[1].name, "SECOND");
	cr_expect_null(variables_find(&out.variables, "SECOND"));
	question_deinit(&in);
	question_deinit(&out);
}

static void expect_lists(const struct answer *out)
{
	cr_expect_eq(out->n_conditions, 2u);
	cr_expect_eq(out->conditions[0].type, (uint32_t)CONDITION_SAME);
	cr_expect_str_eq(out->conditions[0].path, "/entry/one");
	cr_expect_str_eq(out->conditions[0].other, "");
	cr_expect_eq(out->conditions[0].mtime.tv_sec, 25);
	cr_expect_eq(out->conditions[0].mtime.tv_nsec, 26);
	cr_expect_eq(out->conditions[1].type, (uint32_t)CONDITION_LINK);
	cr_expect_str_eq(out->conditions[1].other, "/entry/other");
	cr_expect_eq(out->n_places, 2u);
	cr_expect_str_eq(out->places[0].path, "/place/one");
	cr_expect_eq(out->places[0].device, 27u);
	cr_expect_eq(out->places[0].inode, 28u);
	cr_expect_str_eq(out->places[1].path, "/place/two");
	cr_expect_eq(out->steps.n, 2u);
	cr_expect_eq(out->steps.v[0].code, (uint32_t)REASON_FOUND);
	cr_expect_str_eq(out->steps.v[0].a, "step one");
	cr_expect_str_eq(out->steps.v[0].b, "two");
	cr_expect_eq(out->steps.v[1].code, (uint32_t)REASON_STOP_ROOT);
}

Test(message, an_answer_arrives_field_by_field)
{
	struct answer in, out;
	struct buf frame = BUF_INIT;

	sample_answer(&in);
	answer_encode(&frame, &in);
	cr_assert_eq(answer_decode(&out, frame.data + PROTOCOL_HEADER,
				   frame.len - PROTOCOL_HEADER), 0);
	buf_free(&frame);
	cr_expect_eq(out.outcome, in.outcome);
	cr_expect_eq(out.flags, in.flags);
	cr_expect_eq(out.settings.deadline_ms, in.settings.deadline_ms);
	cr_expect_eq(out.settings.messages, in.settings.messages);
	cr_expect_eq(out.settings.show, in.settings.show);
	cr_expect_eq(out.settings.is_project_shown, in.settings.is_project_shown);
	cr_expect_str_eq(out.settings.format, in.settings.format);
	cr_expect_str_eq(out.kind, in.kind);
	cr_expect_str_eq(out.prefix, in.prefix);
	cr_expect_str_eq(out.project, in.project);
	cr_expect_str_eq(out.label, in.label);
	cr_expect_str_eq(out.version, in.version);
	cr_expect_eq(out.device, in.device);
	cr_expect_eq(out.inode, in.inode);
	cr_expect_eq(out.btime.tv_sec, -24, "before 1970");
	cr_expect_eq(out.btime.tv_nsec, 999999999);
	cr_expect_eq(out.reason.code, in.reason.code);
	cr_expect_str_eq(out.reason.a, "reason a");
	cr_expect_str_eq(out.reason.b, "reason b");
	cr_expect(out.is_news);
	cr_assert_eq(out.sets.n, 3u);
	cr_expect_eq(out.sets.v[0].type, (uint32_t)SET_VALUE);
	cr_expect_str_eq(out.sets.v[0].name, "ASKED");
	cr_expect_str_eq(out.sets.v[0].value, "for");
	cr_expect_eq(out.sets.v[1].type, (uint32_t)SET_LABEL);
	cr_expect_null(out.sets.v[1].value);
	cr_expect_eq(out.sets.v[2].type, (uint32_t)SET_UNSET);
	cr_expect_str_eq(out.sets.v[2].name, "TAKEN");
	cr_assert_eq(out.entries.n, 2u);
	cr_expect_str_eq(out.entries.v[1], "/dir/two");
	cr_expect_str_eq(out.identity, in.identity);
	cr_expect_str_eq(out.executable, in.executable);
	cr_expect_str_eq(out.manager, in.manager);
	cr_expect_str_eq(out.repair, in.repair);
	cr_expect_str_eq(out.remake, in.remake);
	expect_lists(&out);
	answer_deinit(&in);
	answer_deinit(&out);
}

Test(message, a_list_of_the_longest_length_arrives)
{
	struct question in = { 0 }, out;
	struct buf frame = BUF_INIT;

	for (size_t i = 0; i < PROTOCOL_MAX_ITEMS; i++)
		variables_add(&in.variables, "N", i % 2 ? "v" : NULL);
	question_encode(&frame, &in);
	cr_assert_eq(question_decode(&out, frame.data + PROTOCOL_HEADER,
				     frame.len - PROTOCOL_HEADER), 0);
	cr_expect_eq(out.variables.n, PROTOCOL_MAX_ITEMS);
	question_deinit(&out);
	variables_add(&in.variables, "N", "one more");
	buf_reset(&frame);
	question_encode(&frame, &in);
	cr_expect_eq(question_decode(&out, frame.data + PROTOCOL_HEADER,
				     frame.len - PROTOCOL_HEADER), -EBADMSG);
	question_deinit(&in);
	buf_free(&frame);
}

/* ---- frames ---- */

static int look(uint32_t length, uint16_t version, size_t n)
{
	char *bytes = calloc(1, n + 1);
	char header[PROTOCOL_HEADER];
	uint16_t words[2] = { version, 77 };
	enum message type = 0;
	size_t body = SIZE_MAX;
	int r;

	memcpy(header, &length, 4);
	memcpy(header + 4, words, 4);
	memcpy(bytes, header, n < PROTOCOL_HEADER ? n : PROTOCOL_HEADER);
	bytes = realloc(bytes, n ? n : 1);      /* no byte to spare */
	r = frame_look(bytes, n, &type, &body);
	cr_expect(r != 1 || (body == length && (int)type == 77));
	free(bytes);
	return r;
}

Test(message, a_frame_is_whole_or_refused_or_more_is_needed)
{
	static const struct {
		uint32_t length;
		int version;
		size_t n;
		int want;
	} rows[] = {
		{ 0, PROTOCOL_VERSION, 8, 1 },
		{ 0, PROTOCOL_VERSION, 100, 1 },
		{ 10, PROTOCOL_VERSION, 18, 1 },
		{ 10, PROTOCOL_VERSION, 19, 1 },
		{ 10, PROTOCOL_VERSION, 17, 0 },
		{ 10, PROTOCOL_VERSION, 8, 0 },
		{ PROTOCOL_MAX_FRAME, PROTOCOL_VERSION, 8, 0 },
		{ PROTOCOL_MAX_FRAME, PROTOCOL_VERSION, PROTOCOL_MAX_FRAME + 7, 0 },
		{ PROTOCOL_MAX_FRAME, PROTOCOL_VERSION, PROTOCOL_MAX_FRAME + 8, 1 },
		{ PROTOCOL_MAX_FRAME + 1, PROTOCOL_VERSION, 8, -EBADMSG },
		{ UINT32_MAX, PROTOCOL_VERSION, 8, -EBADMSG },
		{ UINT32_MAX - 7, PROTOCOL_VERSION, 8, -EBADMSG },
		{ 0, PROTOCOL_VERSION + 1, 8, -EPROTONOSUPPORT },
		{ 0, PROTOCOL_VERSION - 1, 8, -EPROTONOSUPPORT },
		{ UINT32_MAX, UINT16_MAX, 8, -EPROTONOSUPPORT },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		cr_expect_eq(look(rows[i].length, (uint16_t)rows[i].version, rows[i].n),
			     rows[i].want, "row %zu", i);
	for (size_t n = 0; n < PROTOCOL_HEADER; n++)
		cr_expect_eq(look(UINT32_MAX, UINT16_MAX, n), 0, "%zu bytes say nothing", n);
}

Test(message, empty_frames_and_frames_in_a_row)
{
	struct buf out = BUF_INIT;
	enum message type;
	size_t body;

	empty_encode(&out, MESSAGE_STOP);
	status_encode(&out, &(struct status){ .version = "x" });
	cr_expect_eq(frame_look(out.data, out.len, &type, &body), 1);
	cr_expect(type == MESSAGE_STOP && body == 0);
	buf_consume(&out, PROTOCOL_HEADER + body);
	cr_expect_eq(frame_look(out.data, out.len, &type, &body), 1);
	cr_expect(type == MESSAGE_STATUS_IS && body == out.len - PROTOCOL_HEADER);
	buf_consume(&out, PROTOCOL_HEADER + body);
	cr_expect_eq(out.len, 0u);
	buf_free(&out);
}

/* Criterion hides leaks from a sanitizer, so the memory is counted; what
 * malloc() keeps at hand for itself is counted too. */
Test(message, nothing_is_left_behind_by_a_refusal)
{
	size_t before = 0;

	for (size_t round = 0; round < 30; round++) {
		if (round == 10)
			before = mallinfo2().uordblks;
		for (size_t i = 0; codecs[i].name; i++) {
			struct buf frame = BUF_INIT, again = BUF_INIT;

			codecs[i].sample(&frame);
			for (size_t n = PROTOCOL_HEADER; n <= frame.len; n++)
				codecs[i].decode(frame.data + PROTOCOL_HEADER, n - PROTOCOL_HEADER,
						 &again);
			buf_free(&again);
			buf_free(&frame);
		}
	}
	cr_expect_leq(mallinfo2().uordblks, before + 8192, "grew by %zu",
		      mallinfo2().uordblks - before);
}

/* ---- lists ---- */

Test(message, a_reason_may_be_set_from_itself)
{
	struct reason reason = { 0 };

	reason_set(&reason, REASON_FOUND, "one", "two");
	reason_set(&reason, REASON_DENIED, reason.b, reason.a);
	cr_expect_eq(reason.code, (uint32_t)REASON_DENIED);
	cr_expect_str_eq(reason.a, "two");
	cr_expect_str_eq(reason.b, "one");
	reason_set(&reason, REASON_NONE, NULL, NULL);
	cr_expect(!reason.a && !reason.b);
	reason_deinit(&reason);
}

Test(message, the_first_variable_of_a_name_counts)
{
	struct variables list = { 0 };

	variables_add(&list, "A", NULL);
	variables_add(&list, "A", "second");
	variables_add(&list, "AB", "x");
	cr_expect_null(variables_find(&list, "A"));
	cr_expect_str_eq(variables_find(&list, "AB"), "x");
	cr_expect_null(variables_find(&list, ""));
	variables_free(&list);
	cr_expect_null(variables_find(&list, "AB"));
	variables_free(&list);
}
