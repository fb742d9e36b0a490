/*
 * pretend: a shell's variables without a shell, and what the hooks would do to
 * them: each step reads ENVD_STATE, as each run of the client does.
 */
#ifndef TESTS_PRETEND_H
#define TESTS_PRETEND_H

#include "change.h"
#include "hand.h"

struct pretend {
	struct variables v;
};

/* "NAME=value" for each, up to NULL; all others are unset. */
void pretend_init(struct pretend *shell, const char *const *assignments);
void pretend_deinit(struct pretend *shell);

const char *pretend_get(const struct pretend *shell, const char *name);
void pretend_set(struct pretend *shell, const char *name, const char *value);   /* NULL: unset */

/* Puts that environment on (NULL: none). Returns how many variables changed. */
size_t pretend_go(struct pretend *shell, const struct target *target, bool is_new);

enum hand pretend_hand(const struct pretend *shell, bool by_hand, bool is_new);

/* Fails the test where the variables are others; NULL at the end. */
void pretend_expect(const struct pretend *shell, const char *what,
		    const char *const *assignments);

/* All that are set, as one string, to be freed. */
char *pretend_all(const struct pretend *shell);

/* What kinds of environments ask for, as the client gets it. ENTRIES and SETS hold as
 * long as what they are in; a set is { NAME, VALUE }. */
#define ENTRIES(...) &(const struct strings){ (char *[]){ __VA_ARGS__ }, \
		sizeof((char *[]){ __VA_ARGS__ }) / sizeof(char *) }
#define SETS(...) &(const struct variables){ (struct variable[]){ __VA_ARGS__ }, \
		sizeof((struct variable[]){ __VA_ARGS__ }) / sizeof(struct variable) }
#define VENV_SETS(path, name) { "VIRTUAL_ENV", path }, { "VIRTUAL_ENV_PROMPT", name }, \
		{ "PYTHONHOME", NULL }
#define VENV_NAMES(path, tree, name) .prefix = path, .project = tree, .label = name, \
		.identity = path "/pyvenv.cfg", .executable = path "/bin/python"
#define VENV(path, tree, name) { VENV_NAMES(path, tree, name), \
		.entries = ENTRIES(path "/bin"), .sets = SETS(VENV_SETS(path, name)) }

#define VARS(...) (const char *const[]){ __VA_ARGS__, NULL }

#endif
