/*
 * notice: the one line that a prompt may have above it. Always on stderr, one
 * write, at most one path, last thing said once.
 */
#ifndef ENVD_NOTICE_H
#define ENVD_NOTICE_H

#include "shelldir.h"

/* "envd: deactivated ~/p/.venv, which is gone; ..." and what is active now, `other`; NULL:
 * none, and if it had a Python, that is the system's again. */
void notice_gone(const struct paths *paths, const char *prefix, const char *other,
		 bool had_python);

/* Why the environment here is not activated, and what to type; once a shell,
 * unless it was active a moment ago, or the user has just asked for it. */
void notice_refused(const struct paths *paths, struct shelldir *dir,
		    const struct answer *answer, bool was_on, bool is_asked);

/* A yes that is news; once a shell. */
void notice_on(const struct paths *paths, struct shelldir *dir, const struct answer *answer);

/* The daemon cannot be asked; once a shell. */
void notice_no_daemon(struct shelldir *dir, int error);

/* "envd: activated ~/p/.venv (Python 3.11.2)"; `version` may be NULL or "". */
void notice_switch(const struct paths *paths, const char *word, const char *prefix,
		   const char *version);

/* Any other line; `path` (or NULL) is shown behind it. */
void notice_line(const struct paths *paths, const char *text, const char *path);

#endif
