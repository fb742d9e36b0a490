/*
 * stringset: strings, each once, in the order in which they came; whether one is
 * there takes the same time in a large set as in a small one.
 */
#ifndef ENVD_STRINGSET_H
#define ENVD_STRINGSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts zeroed. */
struct stringset {
	char **v;               /* owned */
	size_t n;
	struct stringset_slot *slots;   /* by hash */
	size_t n_slots;         /* a power of two, or 0 */
};

/* Copies. False when it was there already. */
bool stringset_add(struct stringset *set, const char *string);
bool stringset_has(const struct stringset *set, const char *string);
void stringset_copy(struct stringset *copy, const struct stringset *set);
void stringset_free(struct stringset *set);

#endif
