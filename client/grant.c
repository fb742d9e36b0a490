/* grant: the same question as a prompt's, without its witness. */
#include "grant.h"

#include "command.h"
#include "inquiry.h"
#include "reason.h"
#include "wanted.h"

#include "envd/file.h"
#include "envd/text.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool grant_is_as_tested(const struct answer *answer)
{
	struct file file;

	return file_look(AT_FDCWD, answer->prefix, true, &file) == 0 &&
	       file.device == answer->device && file.inode == answer->inode &&
	       time_compare(file.btime, answer->btime) == 0;
}

/* Why there is nothing to activate. */
static void say(const char *command, const struct paths *paths, const char *directory,
		bool is_named, const struct answer *answer)
{
	struct buf line = BUF_INIT;

	buf_addf(&line, "envd %s: ", command);
	if (answer->outcome == OUTCOME_NOTHING) {
		text_path(&line, directory, paths->home);
		buf_adds(&line, ": no environment here. To create one: envd create");
	} else if (answer->outcome == OUTCOME_ACTIVE) {
		buf_adds(&line, "it was replaced at this moment: ");
		text_path(&line, answer->prefix, paths->home);
	} else {
		reason_add_refusal(&line, "", answer, is_named ? directory : NULL,
				   paths->home);
	}
	fprintf(stderr, "%s\n", line.data);
	buf_free(&line);
}

/* Where programs are looked for when PATH is not set, as exec() does. */
static char *default_path(void)
{
	size_t n = confstr(_CS_PATH, NULL, 0);
	char *path = xcalloc(n + 1, 1);

	confstr(_CS_PATH, path, n);
	return path;
}

static void make_edits(const struct answer *answer, struct variables *edits)
{
	struct variables now = { 0 };
	struct wanted wanted;
	struct state state;

	change_read(&now, &state);
	if (variables_find(&now, "PATH") == NULL)
		variables_set(&now, "PATH", default_path());
	wanted_from_answer(&wanted, answer);
	wanted_add_values(&wanted, &state, &now);
	change_for_child(&state, &now, &wanted.target, edits);
	state_deinit(&state);
	variables_free(&now);
	wanted_deinit(&wanted);
}

int grant_make(const char *command, const struct paths *paths, const char *directory,
	       struct variables *edits)
{
	char *path = command_directory(directory);
	struct answer answer;
	int r = inquiry_make(paths, path, QUESTION_GRANTED, &answer), status = EXIT_DONE;

	if (r < 0) {
		status = r == -EPERM ? EXIT_NOT_GRANTED : EXIT_NO_DAEMON;
	} else if (answer.outcome == OUTCOME_ACTIVE && grant_is_as_tested(&answer)) {
		make_edits(&answer, edits);
	} else {
		status = EXIT_NOT_GRANTED;
		say(command, paths, path, directory != NULL, &answer);
	}
	answer_deinit(&answer);
	free(path);
	return status;
}
