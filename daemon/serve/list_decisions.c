/* list_decisions: all decisions, each looked at again now. */
#include "serve/question.h"

#include "trust/accepted.h"
#include "trust/decision_list.h"
#include "trust/decision_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct listing_decisions {
	struct decisions *decisions;
	struct mount_table *mounts;
};

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct decision *)a)->path, ((const struct decision *)b)->path);
}

static void send_trouble(struct job *job, const struct reason *trouble)
{
	struct buf bytes = BUF_INIT;

	listed_encode(&bytes, &(struct listed){ .state = *trouble });
	job_send(job, &bytes);
}

static void send_one(struct job *job, const struct decision *decision,
		     const struct mount_table *mounts)
{
	struct listed listed = {
		.path = decision->path, .since = decision->when,
		.type = (char *)decision_type_name(decision->type),
	};
	struct buf bytes = BUF_INIT;

	decision_look(&listed.state, decision, mounts);
	accepted_list(decision, &listed.accepted);
	listed_encode(&bytes, &listed);
	job_send(job, &bytes);
	reason_deinit(&listed.state);
	reasons_free(&listed.accepted);
}

static void run(struct job *job, void *data)
{
	struct listing_decisions *listing = data;
	struct decisions *decisions = listing->decisions;
	struct reason trouble = { 0 };
	const struct reason *bad;
	struct decision_list list;

	decisions_lock(decisions);
	decisions_refresh(decisions);
	bad = decisions_trouble(decisions);
	if (bad)
		reason_set(&trouble, bad->code, bad->a, bad->b);
	decisions_list(decisions, &list);
	decisions_unlock(decisions);
	if (trouble.code)
		send_trouble(job, &trouble);
	if (list.n)
		qsort(list.v, list.n, sizeof(*list.v), by_path);
	for (size_t i = 0; i < list.n && !job_is_stopped(job); i++)
		send_one(job, &list.v[i], listing->mounts);
	decision_list_deinit(&list);
	reason_deinit(&trouble);
}

static void done(struct job *job, void *data)
{
	struct buf bytes = BUF_INIT;

	(void)data;
	empty_encode(&bytes, MESSAGE_END);
	job_answer(job, &bytes);
}

static void listing_free(void *data)
{
	struct listing_decisions *listing = data;

	mount_table_drop(listing->mounts);
	free(listing);
}

int list_decisions_start(struct services *services, struct connection *connection,
			 const void *bytes, size_t n)
{
	static const struct job_steps steps = { .run = run, .done = done,
						.free = listing_free, .is_long = true };
	struct listing_decisions *listing;

	(void)bytes;
	if (n != 0)
		return -EBADMSG;
	listing = xcalloc(1, sizeof(*listing));
	listing->decisions = services->decisions;
	listing->mounts = mounts_take(services->mounts);
	job_start(services->jobs, connection, &steps, listing, NULL, NULL);
	return 0;
}
