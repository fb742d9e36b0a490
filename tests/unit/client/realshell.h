/*
 * realshell: runs a script in the real bash or zsh, in a directory of the test's,
 * with nothing in its environment but what a shell needs.
 */
#ifndef TESTS_REALSHELL_H
#define TESTS_REALSHELL_H

#include "envd/buf.h"

#include <stdbool.h>
#include <sys/types.h>

/* A way to run one. `before` is put at the script's beginning. */
struct mode {
	const char *shell;              /* as in shell_find() */
	const char *arguments[4];       /* with the program's name */
	const char *locale;
	const char *before;
	bool has_all_rows;              /* else every fifth (renderer.h) */
};

extern const struct mode modes[];       /* ends with a NULL shell */

const char *mode_name(const struct mode *mode);         /* until the next call */

/*
 * `write` writes the script, knowing the pid that the shell will have; it is put
 * beside `dir`, into DIR.script. What it prints goes into *out. The exit status;
 * 1000 and more: a signal. -1: that shell is not here.
 */
int realshell_run(const struct mode *mode, const char *dir,
		  void (*write_it)(struct buf *script, pid_t pid, void *data), void *data,
		  struct buf *out);

#endif
