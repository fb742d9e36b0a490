/* inquiry: what would be active, and why. */
#include "inquiry.h"

#include "change.h"
#include "connect.h"
#include "hand.h"
#include "reason.h"

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/text.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

static int take(void *data, enum message type, const void *body, size_t n)
{
	int r = type == MESSAGE_ANSWER ? answer_decode(data, body, n) : -EBADMSG;

	return r < 0 ? r : 1;
}

int inquiry_make(const struct paths *paths, const char *directory, uint32_t flags,
		 struct answer *answer)
{
	struct question question = { .flags = flags, .directory = (char *)directory };
	struct buf bytes = BUF_INIT;
	struct file here;
	int r = file_look(AT_FDCWD, directory, true, &here);

	*answer = (struct answer){ 0 };
	if (r < 0) {
		struct buf shown = BUF_INIT;

		text_path(&shown, directory, paths->home);
		fprintf(stderr, "envd: %s: no such directory\n", shown.data);
		buf_free(&shown);
		return -EPERM;
	}
	question.device = here.device;
	question.inode = here.inode;
	for (size_t i = 0; kind_variables[i]; i++)
		variables_add(&question.variables, kind_variables[i], getenv(kind_variables[i]));
	question_encode(&bytes, &question);
	variables_free(&question.variables);
	r = connect_ask(paths, CONNECT_PATIENCE_MS, true, &bytes, take, answer);
	buf_free(&bytes);
	return r;
}

void inquiry_print_steps(const struct paths *paths, const struct answer *answer)
{
	struct buf out = BUF_INIT;
	bool is_begun, was_begun = false;

	for (size_t i = 0; i < answer->steps.n; i++) {
		const struct reason *step = &answer->steps.v[i];

		/* These two are the beginning of the next one's line. */
		is_begun = step->code == REASON_ROW_MATCHED || step->code == REASON_ROW_NOTE;
		if (!was_begun)
			buf_adds(&out, "  ");
		reason_say(&out, step, paths->home);
		if (!is_begun)
			buf_addc(&out, '\n');
		was_begun = is_begun;
	}
	fputs(out.data, stdout);
	buf_free(&out);
}

bool inquiry_print_hands(const struct paths *paths, const char *directory)
{
	struct variables now = { 0 };
	struct buf out = BUF_INIT;
	struct state state;
	enum hand hand;

	change_read(&now, &state);
	hand = hand_of(&state, &now, false, false);
	if (hand == HAND_OTHER || hand == HAND_OTHER_BESIDE) {
		buf_adds(&out, "activated by hand, so envd leaves it alone: ");
		text_path(&out, hand_prefix(hand, &now), paths->home);
	} else if (state.off && path_is_in(directory, state.off)) {
		buf_adds(&out, "deactivated in this shell until it leaves ");
		text_path(&out, state.off, paths->home);
		buf_adds(&out, ". To activate it again: envd on");
	}
	if (out.len)
		puts(out.data);
	hand = out.len ? HAND_OTHER : HAND_NONE;
	buf_free(&out);
	state_deinit(&state);
	variables_free(&now);
	return hand != HAND_NONE;
}
