/*
 * world: everything a test may touch. A temporary directory with a home of its
 * own, XDG directories, a clean environment, rc files, shells on ptys and at
 * most one daemon, which live and end with it.
 *
 *	static struct world *world;
 *	static void setup(void) { world = world_new(); }
 *	TestSuite(cd, .init = setup, .fini = world_fini);
 *
 *	Test(cd, activates)
 *	{
 *		struct pty *p = world_shell(world, "bash");
 *		pty_expect(p, "mkdir p; cd p", "");
 *		pty_expect(p, "python3 -m venv --without-pip .venv", "");
 *		cr_assert_str_eq(pty_prompt(p), "(p) @@");
 *	}
 *
 * Relative paths are below world->root: home, run, state, config, data, cache,
 * tmp, bin are there. bin comes first on PATH and holds `envd`.
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "pty.h"

#include <stdbool.h>
#include <sys/types.h>

struct world {
	char *root;             /* physical, absolute */
	char *home;
	char *build;            /* absolute; $BUILD, default "build" */
	char **env;             /* as execve takes it */
	size_t env_count;
	struct pty **ptys;
	size_t pty_count;
	char **strings;         /* of world_keep */
	size_t string_count;
	bool is_bare;
	struct world *next;
};

/* A new world. bare: without envd (rc files that set the prompts only). */
struct world *world_new(void);
struct world *world_new_bare(void);

/* Ends the shells and the daemon, fails the test if a process of this world is
 * left (and kills it) or a sanitizer wrote a report; removes the directory. */
void world_close(struct world *w);

/* For .fini: world_close for each world still open in this test. A failed
 * assertion does not fail a test there, so it aborts, and tests/run counts it. */
void world_fini(void);

/* Changes the environment of what is started from now on; NULL: unsets. */
void world_setenv(struct world *w, const char *name, const char *value);
const char *world_getenv(const struct world *w, const char *name);

/* Takes a string that was allocated; it is good until the world ends. */
const char *world_keep(struct world *w, char *text);
const char *world_format(struct world *w, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The absolute path of a relative one. Belongs to the world. */
const char *world_path(struct world *w, const char *relative);

/* Files, with the directories above them made. world_read: NULL if it can't be
 * read; the caller frees. */
const char *world_mkdir(struct world *w, const char *relative);
const char *world_write(struct world *w, const char *relative, const char *content);
const char *world_append(struct world *w, const char *relative, const char *content);
char *world_read(struct world *w, const char *relative);

/* Makes a real virtual environment with /usr/bin/python3, without pip. */
const char *world_venv(struct world *w, const char *relative);

/* An interactive shell at its first prompt, in `home` or in a directory, 50
 * rows of 200 columns. Its rc file, which a test may replace before: bash
 * home/.bashrc, zsh home/.zshrc, fish config/fish/config.fish. */
struct pty *world_shell(struct world *w, const char *shell);
struct pty *world_shell_in(struct world *w, const char *shell, const char *relative);
struct pty *world_pty(struct world *w, const char *const argv[], const char *relative);

/* pty_close for one that the world would close at its end. */
int world_pty_close(struct world *w, struct pty *p);

/* Runs a program in the world's environment (in home, or in a directory); see
 * spawn_run. The arguments end with NULL. The caller frees. */
char *world_run(struct world *w, int *status, const char *program, ...)
	__attribute__((sentinel));
char *world_run_in(struct world *w, const char *relative, int *status,
		   const char *const argv[]);

/* The daemon of this world, 0 if there is none. */
pid_t world_daemon_pid(const struct world *w);

/* Skips the running test, for this reason. Criterion's own skip runs no .fini, so that
 * what the test has started would be left. "optional:" before it: see tests/run. */
_Noreturn void world_skip(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Skips the running test if this program is not installed. */
void world_need(const char *program);

#endif
