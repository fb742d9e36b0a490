/*
 * config_text: the text of envd.ini, if it is the user's own.
 */
#ifndef ENVD_CONFIG_TEXT_H
#define ENVD_CONFIG_TEXT_H

#include "serve/config.h"

struct buf;

/*
 * Reads `file` (a symlink is followed) into *out, whose old content is not
 * looked at; one that is not there is as an empty one. 0, or a negative errno:
 * then *out is untouched and one line is appended to *error: "FILE:LINE: what
 * is wrong, what is allowed", fit to be seen.
 */
int config_read(struct config *out, const char *file, const char *home,
		struct buf *error);

#endif
