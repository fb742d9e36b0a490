/* hooked: what the tests of the hooks share. A world a test; `world` is it. */
#ifndef TESTS_HOOKED_H
#define TESTS_HOOKED_H

#include "pty.h"
#include "shells.h"
#include "world.h"

extern struct world *world;

void hooked_setup(void);

/* Runs it, or skips the test before it has started anything: what comes behind a
 * skip is not run. */
void in_shell(const char *shell, void (*test)(const char *shell));

/* A test for each shell, named by it, as a skip can't name a parameter:
 * BOTH_SHELLS(suite, name) { struct pty *p = world_shell(world, shell); ... } */
#define BOTH_SHELLS(suite, name)                                 \
	static void name(const char *shell);                     \
	Test(suite, bash_##name) { in_shell("bash", name); }     \
	Test(suite, zsh_##name) { in_shell("zsh", name); }       \
	static void name(const char *shell)

/* The same for all. What they run must mean the same in each language: a name
 * and plain words, `;` between two, or sh -c '...' without quotes in it. */
#define EACH_SHELL(suite, name)                                  \
	static void name(const char *shell);                     \
	Test(suite, bash_##name) { in_shell("bash", name); }     \
	Test(suite, zsh_##name) { in_shell("zsh", name); }       \
	Test(suite, fish_##name) { in_shell("fish", name); }     \
	Test(suite, pwsh_##name) { in_shell("pwsh", name); }     \
	Test(suite, xonsh_##name) { in_shell("xonsh", name); }   \
	Test(suite, elvish_##name) { in_shell("elvish", name); } \
	Test(suite, nu_##name) { in_shell("nu", name); }         \
	Test(suite, tcsh_##name) { in_shell("tcsh", name); }     \
	static void name(const char *shell)

/* A line in this shell's own words, which belongs to the world; the test is
 * skipped if it has none. */
bool can_say(const char *shell, enum words words);
const char *says(const char *shell, enum words words, const char *a, const char *b);

/* Writes a shell's rc file: what is before the hook's line, it, what follows. */
void rc_write(const char *shell, const char *before, const char *after);

/* A directory of home with a .venv that was there before and is allowed. */
void project(const char *name);

/* envd allow, whatever speaks against it. */
void allow(const char *path);

/* envd with these arguments in a directory; fails unless it exits 0. */
void client(const char *relative, const char *command, const char *argument);

/* Runs a line that prints nothing; the prompt after it must be this. */
void run_to(struct pty *p, const char *line, const char *prompt);

/* The same where ~/made is new: the one line says that it was made here. */
void made_to(struct pty *p, const char *line, const char *made, const char *prompt);

void prompt_is(struct pty *p, const char *prompt);

/* pty_expect with a format; %H in it is the world's home. */
void expect_home(struct pty *p, const char *line, const char *expected);

/* Runs a line; what it prints must have this text in it, or must not. */
void expect_text(struct pty *p, const char *line, const char *text);
void expect_no_text(struct pty *p, const char *line, const char *text);

/* How often a text is in another. */
int occurrences(const char *text, const char *part);

/* More time for each wait of this test: pip is installed in it. */
void allow_time(void);

/* Empty lines until a prompt ran no client: the hook's own number of its calls
 * stands still. Fails if it never does. */
void settle(struct pty *p);
void settle_in(struct pty *p, const char *shell);

/* Which python the shell itself finds, and VIRTUAL_ENV: those of an environment
 * below home, or the system's and none. */
void python_is(struct pty *p, const char *relative);

/* Does a client of this world wait for the daemon? For pty_wait_for. */
bool client_waits(struct pty *p, void *data);

/* What programs see of an environment variable; NULL: it is not set. */
void variable_is(struct pty *p, const char *name, const char *value);

#endif
