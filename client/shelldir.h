/*
 * shelldir: a shell's own directory, <runtime>/s/NAMESPACE-PID-START: the
 * stamps of its answers, the twins of their times, what it has seen and what
 * it was told. The daemon sweeps it when the shell has ended.
 */
#ifndef ENVD_SHELLDIR_H
#define ENVD_SHELLDIR_H

#include "envd/paths.h"
#include "envd/protocol.h"

struct shelldir {
	struct shell_id id;             /* owns its directory's name */
	int fd;                         /* the directory, or -1 */
	uint32_t stamp;
	char *stamp_path, *twins;       /* twins: prefix of the files' names */
	struct timespec asked;          /* the stamp's time */
};

/* Finds the shell `pid` and makes its directory. 0 or a negative errno. */
int shelldir_open(struct shelldir *dir, const struct paths *paths, uint32_t pid);
void shelldir_close(struct shelldir *dir);

/* Makes the stamp of answer n, and removes the one before. To be done before
 * the question is sent: then an answer that is taken back at once is not
 * missed. 0 or a negative errno. */
int shelldir_stamp(struct shelldir *dir, uint32_t n);

/* Gives a twin to each SAME condition: an empty file of exactly that time. 0 or a
 * negative errno. */
int shelldir_make_twins(struct shelldir *dir, const struct condition *conditions, size_t n);

/* Writes down that nothing was in these places when the question began; none:
 * forgets what was written. */
int shelldir_write_seen(struct shelldir *dir, const struct place *places, size_t n);

/* Writes a file that the shell reads. 0 or a negative errno. */
int shelldir_write(struct shelldir *dir, const char *name, const void *text, size_t n);

/* True the first time that this key is told to this shell. */
bool shelldir_is_first(struct shelldir *dir, const char *key);

#endif
