/*
 * util: memory that never fails, lists of strings, and the few string and
 * descriptor helpers that both programs need.
 */
#ifndef ENVD_UTIL_H
#define ENVD_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* These end the process when there is no memory. */
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t size);
char *xstrdup(const char *string);              /* NULL stays NULL */
char *xstrndup(const char *string, size_t n);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* An array of owned strings. Starts zeroed. */
struct strings {
	char **v;
	size_t n;
};

void strings_add(struct strings *list, const char *string);   /* copies */
bool strings_has(const struct strings *list, const char *string);
void strings_remove(struct strings *list, const char *string);       /* the first */
void strings_free(struct strings *list);

bool starts_with(const char *string, const char *prefix);
bool ends_with(const char *string, const char *suffix);

/* Equal, where NULL equals only NULL. */
bool same_string(const char *a, const char *b);

/* Parses the whole of `text` as an unsigned decimal number. False when it is
 * anything else, or larger than max. */
bool parse_number(const char *text, uint64_t max, uint64_t *out);

/* Takes such a number off *p, and the `end` right behind it. */
bool take_number(const char **p, char end, uint64_t max, uint64_t *out);

/* FNV-1a, to name things after their content; not for secrets. Chain by
 * passing the last result; start with HASH_START. */
#define HASH_START UINT64_C(0xcbf29ce484222325)
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n);

/* Milliseconds of a clock that only goes forward. */
int64_t monotonic_ms(void);

/* Writes all n bytes, whatever signals come. 0 or a negative errno. */
int write_all(int fd, const void *bytes, size_t n);

#endif
