/* company: what the tests share that have other tools beside the hook. */
#ifndef TESTS_COMPANY_H
#define TESTS_COMPANY_H

#include "hooked.h"

#define LABEL "(.venv) "

/* The absolute path of one of tests/shells/fixtures, and ". PATH" with a newline.
 * They belong to the world. */
const char *fixture_path(const char *name);
const char *fixture(const char *name);

/* A text with the arguments put in, that belongs to the world. */
#define worded(...) world_format(world, __VA_ARGS__)

/* A shell in home, or in a directory, with two projects, p and q; the lines are
 * before and behind the hook's. Skips the test if the shell is not installed. */
struct pty *beside(const char *shell, const char *before, const char *after,
		   const char *relative);

/* Whether the pwsh that is installed has it: line editing, and completion. */
bool has_psreadline(void);

/* What is in front of the prompt, once, or not at all (NULL), in its one row. */
void label_is(struct pty *p, const char *label);
void line_to(struct pty *p, const char *line, const char *label);

/* In and out of both, by hand too, and all of PATH as it was. */
void in_and_out(struct pty *p);

#endif
