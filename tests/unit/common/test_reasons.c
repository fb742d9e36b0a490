#include <criterion/criterion.h>

#include "envd/reasons.h"

#include "envd/util.h"

#include <string.h>

static const struct {
	uint32_t code;
	const char *name, *word;
} lines[] = {
#define REASON(number, name, scope, word, brief, sentence, remedy) { number, #name, word },
#include "envd/reasons.inc"
#undef REASON
};

/* They are kept in files: none may change its number, or take another's. */
Test(reasons, numbers_rise_and_retired_ones_stay_free)
{
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		cr_expect_neq(lines[i].code, 7u);
		cr_expect(i == 0 || lines[i].code > lines[i - 1].code, "%s", lines[i].name);
		cr_expect_neq(reason_scope(lines[i].code), 0u, "%s", lines[i].name);
	}
	cr_expect_eq(REASON_NO_PYTHON, 22);
	cr_expect_eq(REASON_POINTER_LEAVES, 55);
	cr_expect_eq(REASON_TRACKED, 83);
	cr_expect_eq(REASON_FILE_LABELS, 111);
}

Test(reasons, a_word_for_each_one_that_programs_can_meet)
{
	cr_expect_str_eq(reason_word(REASON_NO_PYTHON), "no-python");
	cr_expect_str_eq(reason_word(REASON_TRACKED), "tracked");
	cr_expect_str_eq(reason_word(REASON_STOP_ROOT), "other");
	cr_expect_str_eq(reason_word(4000000000u), "other");
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		for (size_t j = 0; lines[i].word && j < i; j++)
			cr_expect(!lines[j].word || strcmp(lines[i].word, lines[j].word) != 0,
				  "%s and %s: %s", lines[i].name, lines[j].name, lines[i].word);
}

Test(reasons, what_is_kept_in_a_decision_is_a_concern)
{
	cr_expect(reason_scope(REASON_HIDES) & SCOPE_CONCERN);
	cr_expect(reason_scope(REASON_OWNER) & SCOPE_CONCERN, "with --trust-owner");
	cr_expect_not(reason_scope(REASON_WRITABLE) & SCOPE_CONCERN);
	cr_expect_eq(reason_scope(4000000000u), 0u);
}
