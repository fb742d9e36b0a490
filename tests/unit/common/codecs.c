/* codecs: the messages of the protocol, for the tests. */
#include "codecs.h"

#include <stdlib.h>

void sample_question(struct question *x)
{
	*x = (struct question){
		.flags = QUESTION_STEPS, .stamp = 11,
		.shell = { UINT64_C(0x1111222233334444), 12, UINT64_C(13) << 40, xstrdup("/run/s") },
		.directory = xstrdup("/dir/name"), .device = 14, .inode = UINT64_MAX,
		.applied = xstrdup("/applied"),
	};
	variables_add(&x->variables, "FIRST_NAME", "first value");
	variables_add(&x->variables, "SECOND", NULL);
}

void sample_answer(struct answer *x)
{
	*x = (struct answer){
		.outcome = OUTCOME_ACTIVE, .flags = ANSWER_ASK_AGAIN,
		.settings = { 21, MESSAGES_VERBOSE, SHOW_ALWAYS, true, xstrdup("[{label}] ") },
		.kind = xstrdup("a kind of"), .manager = xstrdup("uv"),
		.repair = xstrdup("fix %p"), .remake = xstrdup("make %p"),
		.identity = xstrdup("/prefixed/identity"),
		.executable = xstrdup("/prefixed/python"), .prefix = xstrdup("/prefixed"),
		.project = xstrdup("/project"), .label = xstrdup("label \xff\xc3\xa9"),
		.version = xstrdup("3.12"), .device = 22, .inode = 23, .btime = { -24, 999999999 },
		.is_news = true,
	};
	reason_set(&x->reason, REASON_ALLOWED, "reason a", "reason b");
	sets_add(&x->sets, SET_VALUE, "ASKED", "for");
	sets_add(&x->sets, SET_LABEL, "LABELLED", NULL);
	sets_add(&x->sets, SET_UNSET, "TAKEN", NULL);
	strings_add(&x->entries, "/dir/one");
	strings_add(&x->entries, "/dir/two");
	answer_add_condition(x, CONDITION_SAME, "/entry/one", NULL, (struct timespec){ 25, 26 });
	answer_add_condition(x, CONDITION_LINK, "/entry/two", "/entry/other",
			     (struct timespec){ 0, 0 });
	answer_add_place(x, "/place/one", 27, 28);
	answer_add_place(x, "/place/two", 29, 30);
	reasons_add(&x->steps, REASON_FOUND, "step one", "two");
	reasons_add(&x->steps, REASON_STOP_ROOT, NULL, NULL);
}

static void question_sample(struct buf *frame)
{
	struct question x;

	sample_question(&x);
	question_encode(frame, &x);
	question_deinit(&x);
}

static void answer_sample(struct buf *frame)
{
	struct answer x;

	sample_answer(&x);
	answer_encode(frame, &x);
	answer_deinit(&x);
}

static void item_sample(struct buf *frame)
{
	item_encode(frame, &(struct item){
		.prefix = "/item/prefix", .project = "/item/project", .label = "l", .kind = "venv",
		.manager = "uv",
		.version = "3.11.2", .standing = STANDING_BROKEN, .state = { REASON_DANGLING, "/a", "/b" },
		.first_seen = -7, .used = -5, .uses = 9 });
}

static void status_sample(struct buf *frame)
{
	status_encode(frame, &(struct status){
		.pid = 1, .version = "0.1", .uptime_s = UINT64_MAX, .sessions = 2, .environments = 3,
		.watches = 4, .registry = "damaged", .config = "line 3" });
}

static void decision_request_sample(struct buf *frame)
{
	struct decision_request x = { .type = DECIDE_ALLOW, .flags = DECIDE_TRUST_OWNER,
				      .owner = 41, .path = "/ruled/ab" };

	reasons_add(&x.accepted, REASON_HIDES, "/hides/git", NULL);
	reasons_add(&x.accepted, REASON_LINK_OUT, "/link", "/out");
	decision_request_encode(frame, &x);
	reasons_free(&x.accepted);
}

static void listed_sample(struct buf *frame)
{
	struct listed x = { .path = "/decided", .type = "allow", .since = -43,
			    .state = { REASON_REPLACED, "/decided", NULL } };

	reasons_add(&x.accepted, REASON_HIDES, "/hides/git", NULL);
	listed_encode(frame, &x);
	reasons_free(&x.accepted);
}

#define DECODE(message)                                                        \
	static int message##_again(const void *body, size_t n, struct buf *again) \
	{                                                                      \
		struct message x;                                              \
		int r = message##_decode(&x, body, n);                         \
									       \
		if (r == 0)                                                    \
			message##_encode(again, &x);                           \
		message##_deinit(&x);   /* zeroed, when it was refused */      \
		return r;                                                      \
	}

DECODE(question)
DECODE(answer)
DECODE(item)
DECODE(status)
DECODE(decision_request)
DECODE(listed)

const struct codec codecs[] = {
	{ "question", MESSAGE_ASK, question_sample, question_again },
	{ "answer", MESSAGE_ANSWER, answer_sample, answer_again },
	{ "item", MESSAGE_ITEM, item_sample, item_again },
	{ "status", MESSAGE_STATUS_IS, status_sample, status_again },
	{ "decision_request", MESSAGE_DECIDE, decision_request_sample, decision_request_again },
	{ "listed", MESSAGE_LISTED, listed_sample, listed_again },
	{ 0 },
};
