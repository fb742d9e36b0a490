/* envd allow, deny: the user's word about an environment. */
#include "command.h"
#include "connect.h"
#include "reason.h"
#include "user.h"

#include "envd/file.h"
#include "envd/text.h"
#include "envd/util.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int take(void *data, enum message type, const void *body, size_t n)
{
	int r = type == MESSAGE_ANSWER ? answer_decode(data, body, n) : -EBADMSG;

	return r < 0 ? r : 1;
}

static int ask(const struct paths *paths, const struct decision_request *request,
	       struct answer *answer)
{
	struct buf question = BUF_INIT;
	int r;

	*answer = (struct answer){ 0 };
	decision_request_encode(&question, request);
	r = connect_ask(paths, CONNECT_PATIENCE_MS, true, &question, take, answer);
	buf_free(&question);
	return r;
}

/* ---- what is said ---- */

static void add_steps(struct buf *out, const struct paths *paths, const struct answer *answer)
{
	for (size_t i = 0; i < answer->steps.n; i++) {
		buf_adds(out, "\n  ");
		reason_say_of(out, &answer->steps.v[i], answer->prefix, paths->home);
	}
}

static void say_refused(const struct paths *paths, const struct answer *answer)
{
	struct buf line = BUF_INIT;

	buf_adds(&line, "envd: ");
	reason_add_refusal(&line, "", answer, NULL, paths->home);
	/* Not for the line above a prompt: neither is to be done lightly. */
	if (answer->reason.code == REASON_OWNER || answer->reason.code == REASON_ROOT_ONLY)
		buf_adds(&line, ". If it is really yours: sudo chown -R USER DIRECTORY");
	if (answer->reason.code == REASON_OWNER)
		buf_adds(&line, ". If you trust that user with all that you have: "
				"envd allow --trust-owner=USER");
	fprintf(stderr, "%s\n", line.data);
	buf_free(&line);
}

/* What it is about, and what was accepted with it. */
static void say_done(const struct paths *paths, enum decision_request_type type,
		     const struct answer *answer)
{
	static const char *const done[] = {
		[DECIDE_ALLOW] = " is trusted from now on",
		[DECIDE_ALLOW_TREE] = ": all your environments below it are trusted from now on",
		[DECIDE_DENY] = " is denied: it is never activated. To take that back: "
				"envd trust forget ",
		[DECIDE_CREATED] = " is trusted",
		[DECIDE_FORGET] = ":", [DECIDE_FORGET_GONE] = "forgotten:",
	};
	struct buf line = BUF_INIT;

	if (type == DECIDE_FORGET)
		buf_adds(&line, "forgotten about ");
	if (type != DECIDE_FORGET_GONE)
		text_path(&line, answer->prefix, paths->home);
	buf_adds(&line, done[type]);
	if (type == DECIDE_DENY)
		reason_add_typed(&line, answer->prefix, paths->home);
	if (type == DECIDE_ALLOW && answer->steps.n)
		buf_adds(&line, ", although");
	add_steps(&line, paths, answer);
	puts(line.data);
	buf_free(&line);
}

/* Has the user seen it, and does he want it all the same? */
static bool confirm(const struct paths *paths, enum decision_request_type type,
		    const struct answer *answer)
{
	struct buf text = BUF_INIT;
	int r;

	buf_adds(&text, type == DECIDE_FORGET ? "your decision about " : "concerns about ");
	text_path(&text, answer->prefix, paths->home);
	buf_addc(&text, ':');
	add_steps(&text, paths, answer);
	fprintf(stderr, "%s\n", text.data);
	buf_free(&text);
	r = command_confirm(type == DECIDE_FORGET ?
			    "Forget that? It can be activated again then." :
			    "Trust this environment and activate it anyway?");
	if (r < 0)
		fputs("envd: not confirmed, nothing changed (--yes skips the question)\n", stderr);
	return r > 0;
}

/* ---- the commands ---- */

/* The user accepts what he was shown; should there be more by now, he is asked
 * again. */
static int ask_until_known(const struct paths *paths, struct decision_request *request,
			   struct answer *answer)
{
	int r = ask(paths, request, answer);

	while (r == 0 && (answer->flags & ANSWER_TO_ACCEPT) &&
	       confirm(paths, request->type, answer)) {
		reasons_free(&request->accepted);
		request->accepted = answer->steps;
		answer->steps = (struct reasons){ 0 };
		if (request->type == DECIDE_FORGET || request->accepted.n >= DECIDE_MAX_STEPS)
			request->flags |= DECIDE_YES;
		answer_deinit(answer);
		r = ask(paths, request, answer);
	}
	return r;
}

static int rule(struct decision_request *request, bool is_quiet)
{
	struct answer answer;
	struct paths paths;
	int r = command_paths(&paths);

	if (r)
		return r;
	r = ask_until_known(&paths, request, &answer);
	if (r == 0 && answer.outcome != OUTCOME_ACTIVE && !(answer.flags & ANSWER_TO_ACCEPT))
		say_refused(&paths, &answer);
	else if (r == 0 && answer.outcome == OUTCOME_ACTIVE && !is_quiet)
		say_done(&paths, request->type, &answer);
	r = r < 0 ? command_failed(r) :
	    answer.outcome == OUTCOME_ACTIVE ? EXIT_DONE : EXIT_NO;
	reasons_free(&request->accepted);
	answer_deinit(&answer);
	paths_deinit(&paths);
	return r;
}

int command_rule(enum decision_request_type type, const char *path, uint32_t flags, bool is_quiet)
{
	struct decision_request request = { .type = type, .flags = flags, .path = (char *)path };

	return rule(&request, is_quiet);
}

static bool parse_owner(struct decision_request *request, const char *name)
{
	uid_t uid;

	if (!user_find(name, &uid))
		return false;
	request->owner = uid;
	request->flags |= DECIDE_TRUST_OWNER;
	return uid != 0 && uid != geteuid();
}

enum { TREE, YES, OWNER };

int cmd_allow(int argc, char **argv)
{
	static const char *const known[] = { "--tree", "--yes", "--trust-owner=", NULL };
	const char *flags[3] = { NULL };
	struct decision_request request = { .type = DECIDE_ALLOW };
	int n = command_options(argc, argv, known, flags), r;

	if (n < 0)
		return EXIT_USAGE;
	if (n > 1)
		return command_usage(argv[0], "one directory at a time");
	if (flags[TREE] && n == 0)
		return command_usage(argv[0], "--tree needs a directory");
	if (flags[TREE] && flags[OWNER])
		return command_usage(argv[0], "--trust-owner and --tree do not go together");
	if (flags[OWNER] && !parse_owner(&request, flags[OWNER]))
		return command_usage(argv[0], "there is no other user '%s'", flags[OWNER]);
	if (flags[TREE])
		request.type = DECIDE_ALLOW_TREE;
	if (flags[YES])
		request.flags |= DECIDE_YES;
	request.path = command_directory(n == 1 ? argv[1] : NULL);
	r = rule(&request, false);
	free(request.path);
	return r;
}

int cmd_deny(int argc, char **argv)
{
	static const char *const known[] = { NULL };
	int n = command_options(argc, argv, known, NULL), r;
	char *path;

	if (n < 0)
		return EXIT_USAGE;
	if (n > 1)
		return command_usage(argv[0], "one directory at a time");
	path = command_directory(n == 1 ? argv[1] : NULL);
	r = command_rule(DECIDE_DENY, path, 0, false);
	free(path);
	return r;
}
