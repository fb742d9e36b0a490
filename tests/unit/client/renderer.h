/*
 * renderer: what each shell's renderer must do, read by the real shell. One body, and
 * a struct renderer for each shell in a file of its own, test_NAME.c, which has what is
 * special to that shell, too.
 */
#ifndef TESTS_RENDERER_H
#define TESTS_RENDERER_H

#include "realshell.h"
#include "shell.h"

#include "envd/util.h"

#include <criterion/criterion.h>
#include <stdbool.h>

/* What happens between two questions, and what is said then. */
struct row {
	const char *what;       /* commands */
	const char *want;
};

/* Words between these two are what a program is called with. */
struct command {
	const char *before, *after;
};

struct renderer {
	const struct mode *modes;       /* ends with a NULL shell */

	/* Lines that read an answer from a file, as the hook does; the n-th that this
	 * script reads, from 0 on. Those of an answer end with a newline. */
	void (*read)(struct buf *script, const char *path, unsigned n);

	/* They print, with a NUL behind each: the own variable __envd_%zu; the exported ones
	 * that are named; and without one, "end" if none that is named is exported. */
	const char *own;
	struct command exported, none;

	/* Lines: the first ones, those that say "yes" if the answer holds, else "no". */
	const char *define, *ask;
	const struct row *rows;         /* after a "yes"; `want` of the next. End with NULL. */
	const struct row *uses;         /* `want` of all, if it holds three times. The same. */
	const char *cd, *spoil;         /* a quoted path follows; it does not hold any more */
	bool tells_no_time;             /* by itself; what rests on one is asked again */
};

/* A place where an answer holds, and what is different in it. */
struct scene {
	const struct mode *mode;
	const struct row *row;
	unsigned uses;
	long wrong_pid, later, changed_later;
	bool has_time;                  /* though the shell tells none */
};

/* For suites: the directory of a test. */
void renderer_init(void);
void renderer_fini(void);

/* The absolute path of a file in it. Good for a while. */
char *renderer_path(const char *relative);

/* Writes bytes to such a file. */
void renderer_put(const char *relative, const struct buf *bytes);

/* Runs a script, which has to end well and may run nothing that a value names; skips the
 * test if that shell is not installed. */
void renderer_run(const struct mode *mode,
		  void (*write_it)(struct buf *script, pid_t pid, void *data), void *data,
		  struct buf *out);

/* Values that mean harm: the names, none, each byte, and two that are too long for names.
 * strings_free() is the caller's. */
struct strings renderer_values(void);

/* An answer that sets V0 ... and assigns __envd_0 ... to these, sets EMPTY to nothing, and
 * unsets GONE and NEVER. */
void renderer_answer(struct buf *answer, const struct shell *shell,
		     const struct strings *values);

/* The next value in the output, at *at, is this one. */
void renderer_expect(const struct buf *out, size_t *at, const char *want, const char *what);

/* What is said in a scene: to the first question, by its row, to the last one. */
void renderer_scene(const struct renderer *renderer, const struct scene *scene,
		    const char *want);

/* The tests of each shell. */
void renderer_values_arrive(const struct renderer *renderer);
void renderer_rows(const struct renderer *renderer);
void renderer_pid(const struct renderer *renderer);
void renderer_uses(const struct renderer *renderer);
void renderer_paths(const struct renderer *renderer);

#define RENDERER_VALUES(shell, renderer)                                                 \
	TestSuite(shell, .init = renderer_init, .fini = renderer_fini);                  \
	Test(shell, each_value_arrives_and_nothing_is_run) { renderer_values_arrive(renderer); }

#define RENDERER_TESTS(shell, renderer)                                                  \
	RENDERER_VALUES(shell, renderer)                                                 \
	Test(shell, each_thing_that_happens) { renderer_rows(renderer); }                \
	Test(shell, another_shell_s_answer_is_not_ours) { renderer_pid(renderer); }      \
	Test(shell, holds_as_often_as_it_may) { renderer_uses(renderer); }               \
	Test(shell, hostile_paths_are_only_paths) { renderer_paths(renderer); }

#endif
