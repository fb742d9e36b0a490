/* envd status: what is active here and why; how the daemon is. */
#include "command.h"
#include "health.h"
#include "inquiry.h"
#include "reason.h"

#include "envd/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_env(struct buf *out, const struct paths *paths, const struct answer *answer)
{
	text_path(out, answer->prefix, paths->home);
	buf_adds(out, " (");
	text_visible(out, answer->kind);
	if (*answer->manager && strcmp(answer->manager, answer->kind) != 0) {
		buf_adds(out, " made by ");
		text_visible(out, answer->manager);
	}
	if (*answer->version) {
		buf_adds(out, ", Python ");
		text_visible(out, answer->version);
	}
	buf_adds(out, ")");
}

static void print_answer(const struct paths *paths, const struct answer *answer)
{
	struct buf out = BUF_INIT;

	switch (answer->outcome) {
	case OUTCOME_ACTIVE:
		buf_adds(&out, "active here: ");
		print_env(&out, paths, answer);
		buf_adds(&out, "\nreason: ");
		reason_say_of(&out, &answer->reason, answer->prefix, paths->home);
		break;
	case OUTCOME_REFUSED:
		if (*answer->prefix) {
			buf_adds(&out, "not active here: ");
			print_env(&out, paths, answer);
			buf_adds(&out, "\nreason: ");
		}
		reason_add_refusal(&out, "", answer, NULL, paths->home);
		break;
	default:
		buf_adds(&out, "no environment here. To create one: envd create");
	}
	puts(out.data);
	buf_free(&out);
}

int cmd_status(int argc, char **argv)
{
	static const char *const known[] = { NULL };
	struct answer answer;
	struct paths paths;
	char *directory;
	int n = command_options(argc, argv, known, NULL), r;

	if (n < 0)
		return EXIT_USAGE;
	if (n > 0)
		return command_usage(argv[0], "takes no arguments");
	r = command_paths(&paths);
	if (r)
		return r;
	directory = command_directory(NULL);
	r = inquiry_make(&paths, directory, QUESTION_STEPS | QUESTION_QUIET, &answer);
	if (r == 0 && !inquiry_print_hands(&paths, directory))
		print_answer(&paths, &answer);
	if (r == 0)
		r = health_print(&paths);
	answer_deinit(&answer);
	free(directory);
	paths_deinit(&paths);
	return r < 0 ? command_failed(r) : EXIT_DONE;
}
