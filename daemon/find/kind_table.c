/*
 * kind_table: the kinds that this daemon knows. Apart from kind.c, so that the
 * tests can link one with another table.
 */
#include "find/kind.h"

#define KIND(name) extern const struct kind kind_##name;
#include "find/kinds.inc"
#undef KIND

const struct kind *const kinds[] = {
#define KIND(name) &kind_##name,
#include "find/kinds.inc"
#undef KIND
	NULL,
};
