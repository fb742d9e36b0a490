/*
 * inifile: our own INI files, read by inih with the care that it needs: what
 * inih would cut, join or overlook is an error with its line, and a file with
 * an error is refused whole.
 */
#ifndef ENVD_INIFILE_H
#define ENVD_INIFILE_H

#include <stdbool.h>

struct buf;

struct inifile {
	const char *file;                       /* its name, for messages */
	const char *const *sections;            /* that there are; ends with NULL */

	/* A key of one of these sections, the first of its name there. False
	 * when it is refused: then what is wrong was appended to *why, fit to
	 * be seen. */
	bool (*on_key)(void *data, const char *section, const char *name, const char *value,
		       struct buf *why);
	void *data;
};

/* The most that a file may have. */
#define INIFILE_LIMIT (64 * 1024)

/* What is wrong with a file that could not be read (a negative errno), to stand
 * behind its name. -EILSEQ: it is not text. */
const char *inifile_trouble(int error);

/* Parses a whole text (a UTF-8 mark at its start is left out). 0, or -EINVAL and
 * "FILE:LINE: what is wrong" is appended to *error; keys before that line have
 * been handed over. */
int inifile_parse(const struct inifile *ini, const char *text, struct buf *error);

#endif
