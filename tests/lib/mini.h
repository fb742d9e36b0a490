/* mini: the smallest environment that passes every veto, and what a prompt says
 * about one. No Python is started, so hundreds are quickly made. */
#ifndef TESTS_MINI_H
#define TESTS_MINI_H

#include "pty.h"
#include "world.h"

/* Makes the environment at a path of the world. Returns its absolute path. */
const char *mini_env(struct world *w, const char *relative);

/* Gives bash and zsh, before they are started, the functions
 *	mk DIR    makes the same below $PWD
 *	t         removes .venv if it is there, else makes it
 *	check     writes "ok" to $HOME/checks when what is on is what is here,
 *	          else what is wrong; run at each prompt if $CHECK is set */
void mini_functions(struct world *w);

/* For tests that are not about time: prompts of this world wait for the daemon
 * however busy the machine is. */
void mini_be_patient(struct world *w);

/* `envd allow --tree`. */
void mini_allow_tree(struct world *w, const char *relative);

/* Is the environment labelled .venv on, by the prompt and by PATH? */
bool mini_is_on(struct pty *p);
void mini_expect_on(struct pty *p, const char *prefix);
void mini_expect_off(struct pty *p);

/* Presses enter until the guard time is over: what is shown may be kept. */
void mini_settle(struct pty *p);

/* How often `text` begins a line of a file; its lines. */
unsigned mini_count_lines(struct world *w, const char *relative, const char *text);

/* Runs `envd ARGS` in a directory; fails the test unless it exits with status.
 * Returns what it wrote, which belongs to the world. */
const char *mini_envd(struct world *w, const char *relative, int status,
		      const char *a, const char *b, const char *c);

/* kill -9, and wait until it has gone. False if there is no daemon. */
bool mini_kill_daemon(struct world *w);

#endif
