/* stringset: each once, in order, many of them. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "sys/stringset.h"

#define MANY 5000

static const char *name(int i)
{
	static char text[32];

	snprintf(text, sizeof(text), "name-%d", i);
	return text;
}

Test(stringset, an_empty_one_has_nothing)
{
	struct stringset set = { 0 }, copy;

	cr_assert_not(stringset_has(&set, ""));
	stringset_copy(&copy, &set);
	cr_assert_eq(copy.n, 0);
	stringset_free(&copy);
	stringset_free(&set);
}

Test(stringset, each_is_there_once_in_the_order_of_coming)
{
	struct stringset set = { 0 }, copy;

	for (int i = 0; i < MANY; i++) {
		cr_assert_not(stringset_has(&set, name(i)));
		cr_assert(stringset_add(&set, name(i)));
	}
	for (int i = 0; i < MANY; i++)
		cr_assert_not(stringset_add(&set, name(i)));
	cr_assert(stringset_add(&set, ""));
	cr_assert_eq(set.n, MANY + 1);
	stringset_copy(&copy, &set);
	stringset_free(&set);
	for (int i = 0; i < MANY; i++) {
		cr_assert(stringset_has(&copy, name(i)));
		cr_assert_str_eq(copy.v[i], name(i));
	}
	cr_assert_not(stringset_has(&copy, name(MANY)));
	stringset_free(&copy);
	cr_assert_eq(copy.n, 0);
}
