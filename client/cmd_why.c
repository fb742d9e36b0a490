/* envd why: each step of the decision for a directory. */
#include "command.h"
#include "inquiry.h"
#include "reason.h"

#include "envd/text.h"

#include <stdio.h>
#include <stdlib.h>

/* Here, or in the directory that was named. */
static void add_place(struct buf *out, const struct paths *paths, const char *directory)
{
	if (directory) {
		buf_adds(out, " in ");
		text_path(out, directory, paths->home);
	} else {
		buf_adds(out, " here");
	}
	buf_adds(out, ": ");
}

static void print_result(const struct paths *paths, const struct answer *answer,
			 const char *directory)
{
	struct buf out = BUF_INIT;

	buf_adds(&out, "so ");
	switch (answer->outcome) {
	case OUTCOME_ACTIVE:
		text_path(&out, answer->prefix, paths->home);
		buf_adds(&out, " is activated");
		add_place(&out, paths, directory);
		reason_say_of(&out, &answer->reason, answer->prefix, paths->home);
		break;
	case OUTCOME_REFUSED:
		buf_adds(&out, "nothing is activated");
		add_place(&out, paths, directory);
		reason_add_refusal(&out, "", answer, directory, paths->home);
		break;
	case OUTCOME_NOTHING:
		buf_adds(&out, "nothing is activated");
		add_place(&out, paths, directory);
		buf_adds(&out, "there is no environment. To create one: envd create");
		break;
	default:
		buf_adds(&out, "nothing changes");
		add_place(&out, paths, directory);
		reason_say(&out, &answer->reason, paths->home);
	}
	puts(out.data);
	buf_free(&out);
}

int cmd_why(int argc, char **argv)
{
	static const char *const known[] = { NULL };
	struct answer answer;
	struct paths paths;
	char *directory;
	int n = command_options(argc, argv, known, NULL), r;

	if (n < 0)
		return EXIT_USAGE;
	if (n > 1)
		return command_usage(argv[0], "one directory at a time");
	r = command_paths(&paths);
	if (r)
		return r;
	directory = command_directory(n == 1 ? argv[1] : NULL);
	r = inquiry_make(&paths, directory, QUESTION_STEPS | QUESTION_QUIET, &answer);
	if (r == 0) {
		inquiry_print_steps(&paths, &answer);
		print_result(&paths, &answer, n == 0 ? NULL : directory);
		if (n == 0)
			inquiry_print_hands(&paths, directory);
	}
	answer_deinit(&answer);
	free(directory);
	paths_deinit(&paths);
	return r < 0 ? command_failed(r) : EXIT_DONE;
}
