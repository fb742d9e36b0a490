/*
 * promptformat: what stands in front of a prompt, as `[prompt] format` in
 * envd.ini wants it: text with {label}, {name}, {project} and {version}.
 */
#ifndef ENVD_PROMPTFORMAT_H
#define ENVD_PROMPTFORMAT_H

#include <stdbool.h>

struct buf;

#define PROMPTFORMAT_DEFAULT "({label}) "
#define PROMPTFORMAT_LIMIT 255          /* bytes */

/* "{label}, {name} ...": the placeholders, for a message. */
#define PROMPTFORMAT_PLACES "{label}, {name}, {project} and {version}"

/* What an environment puts in their place; NULL is as "". */
struct promptformat {
	const char *label;              /* what the environment is called */
	const char *name;               /* its directory's name */
	const char *project;            /* the name of its project's directory */
	const char *version;            /* of its Python */
};

/* May it be used? Not empty, not too long, each brace belongs to a placeholder
 * that there is, and text_tame() leaves the rest as it is. */
bool promptformat_is_good(const char *format);

/* Appends it with the placeholders filled in; each value as a label, and the
 * rest tamed once more. One that is not good: the default. */
void promptformat_expand(struct buf *out, const char *format, const struct promptformat *values);

#endif
