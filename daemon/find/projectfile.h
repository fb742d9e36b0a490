/*
 * projectfile: `.envd.ini`, what a project asks for: which environment, which
 * variables, which directories on PATH, which label. It came with the project,
 * so it only asks: it counts when the user has allowed exactly this content.
 */
#ifndef ENVD_PROJECTFILE_H
#define ENVD_PROJECTFILE_H

#include "envd/protocol.h"

#define PROJECTFILE_NAME ".envd.ini"
#define PROJECTFILE_HASH 64             /* hexadecimal digits of a SHA-256 */

struct projectfile {
	char *path;                     /* logical */
	char hash[PROJECTFILE_HASH + 1];/* of its bytes */
	char *target;                   /* [env] path or name, as it was written; or NULL */
	bool is_name;                   /* it is a name */
	bool is_none;                   /* [env] none: no environment here */
	struct variables vars;          /* [vars] */
	struct strings prepend;         /* [path] prepend: absolute, clean */
	char *label;                    /* [prompt] label, or NULL */
	char *trouble;                  /* "PATH:LINE: what is wrong", or NULL */
};

/* Looks for one in the directory `dir` (logical, clean). 1 when there is one:
 * what is wrong with it is in `trouble`, and then only path (and hash, when it
 * could be read) are set. 0 when there is none. */
int projectfile_read(struct projectfile *file, const char *dir, const char *home);

/* The same of a text that was read. */
void projectfile_parse(struct projectfile *file, const char *text, const char *dir,
		       const char *home);

/* Adds what it asks for, a reason a line, for the user who has to decide. */
void projectfile_say(const struct projectfile *file, struct reasons *out);

void projectfile_deinit(struct projectfile *file);

#endif
