/* outcome: see outcome.h. */
#include "serve/outcome.h"

int outcome_refuse(struct outcome_of *outcome, int error, uint32_t code, const char *a,
		   const char *b)
{
	reason_set(&outcome->refusal, code, a, b);
	return error;
}

void outcome_add(struct outcome_of *outcome, uint32_t code, const char *a, const char *b)
{
	if (outcome->steps.n < DECIDE_MAX_STEPS)
		reasons_add(&outcome->steps, code, a, b);
}

void outcome_encode(struct buf *out, const struct outcome_of *outcome, const char *about)
{
	struct answer answer = {
		.outcome = outcome->refusal.code ? OUTCOME_REFUSED : OUTCOME_ACTIVE,
		.flags = outcome->is_to_accept ? ANSWER_TO_ACCEPT : 0,
		.reason = outcome->refusal, .steps = outcome->steps, .prefix = (char *)about,
	};

	answer_encode(out, &answer);
}

void outcome_deinit(struct outcome_of *outcome)
{
	reason_deinit(&outcome->refusal);
	reasons_free(&outcome->steps);
	*outcome = (struct outcome_of){ 0 };
}
