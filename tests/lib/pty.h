/*
 * pty: a real program on a pseudo-terminal, read as a person reads it: from the
 * screen. Nothing here sleeps for a fixed time; a wait that meets its deadline
 * fails the test and shows the screen.
 *
 * A shell's prompt must end in PTY_PROMPT (continuation lines: PTY_PROMPT2).
 * The next prompt is there when, since bytes were sent to its line editor, a line
 * feed was seen, the cursor stands right behind the marker with nothing after it,
 * the shell sleeps, and the terminal is in the line editor's mode (a shell gives
 * that up for each command), so a command that prints the marker is no prompt. A
 * marker that has a colour (RGB) must have another one each time: elvish first
 * shows the prompt that it had before.
 */
#ifndef TESTS_PTY_H
#define TESTS_PTY_H

#include <stdbool.h>
#include <sys/types.h>

#define PTY_PROMPT  "@@ "
#define PTY_PROMPT2 "@> "
#define PTY_CTRL(c) ((c) & 0x1f)

struct pty;

/* How long a wait sleeps between two looks (predicates may look at the world
 * outside); 0 for who measures. */
extern int pty_tick_ms;

/* Starts argv (found in env's PATH) in cwd, with exactly this environment, no
 * inherited descriptors and default signals. Waits for nothing. */
struct pty *pty_open(const char *const argv[], const char *const env[], const char *cwd,
		     int rows, int cols);

/* Ends the program (`exit` at a prompt, else SIGHUP, else SIGKILL), reaps it,
 * frees p. Returns its wait status. NULL: nothing, 0. */
int pty_close(struct pty *p);

pid_t pty_pid(const struct pty *p);

/* Sends bytes as they are / one key, such as PTY_CTRL('c'), as soon as a line
 * editor (if one is on) waits for it. */
void pty_type(struct pty *p, const char *text);
void pty_key(struct pty *p, char key);

/* Waits until a prompt has followed what was sent last (at first: any prompt). */
void pty_wait_prompt(struct pty *p);

/* Types a line at the prompt and waits for the next prompt. Returns what was
 * printed between the two, without the blanks and newlines at its end; the
 * caller frees. The line may have newlines in it (a command of many lines).
 * What ends without a newline is before the marker: see pty_prompt. Do not
 * type tabs: wait for what completion shows with pty_type and pty_wait_text. */
char *pty_run(struct pty *p, const char *line);

/* pty_run, and fails unless exactly this was printed. */
void pty_expect(struct pty *p, const char *line, const char *expected);

/* The cursor's row up to the cursor, without blanks at its end, such as
 * "(.venv) @@". Good until the next call. */
const char *pty_prompt(struct pty *p);

/* Has this text (ASCII), where the screen shows it last, a colour of its own? Fails
 * if it is not shown. */
bool pty_is_coloured(struct pty *p, const char *text);

/* What the screen shows / with all that has scrolled off. The caller frees. */
char *pty_screen(struct pty *p);
char *pty_history(struct pty *p);

/* What the screen shows, with the program's name and where the cursor stands. The
 * caller frees. */
char *pty_describe(struct pty *p);

/* Waits until the predicate holds; it is asked at each output, and each few
 * milliseconds, as it may look at other things than the screen. */
void pty_wait_for(struct pty *p, bool (*holds)(struct pty *p, void *data), void *data,
		  const char *what);

/* Waits until the screen shows the text. */
void pty_wait_text(struct pty *p, const char *text);

/* Waits until a command other than the shell has the terminal and can take a
 * Ctrl-C. */
void pty_wait_job(struct pty *p);

/* Waits until the program has ended; returns its wait status. */
int pty_wait_exit(struct pty *p);

/* Gives the terminal another size (the program gets SIGWINCH). */
void pty_resize(struct pty *p, int rows, int cols);

#endif
