/* list_environments: look again at all that is known, one after the other. */
#include "serve/question.h"

#include "find/kind.h"
#include "find/project.h"
#include "find/remember.h"

#include "envd/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* What became of one that is known. */
struct look {
	struct env env;                 /* kind NULL: it could not be looked at, or is gone */
	bool is_gone;
	struct reason why;              /* it could not be looked at */
};

struct listing_environments {
	struct services *services;
	struct assess assess;
	struct records seen, gone;      /* to be remembered, and forgotten */
};

/* By the name that it is found under in its project, or else by itself. */
static int look_again(const struct record *row, const char *home, struct env *env)
{
	static const struct variables none = { 0 };
	struct surroundings around = { .home = home, .variables = &none };
	int r = row->project ? project_detect(row->project, &around, env) : 0;

	if (r == 1 && strcmp(env->prefix, row->prefix) == 0)
		return 1;
	env_deinit(env);
	r = kind_look_at(row->prefix, env);
	if (r == 1)
		project_look(env, home);
	return r;
}

/* An unreadable directory or a disk that is not mounted says nothing. */
static bool is_gone(const char *prefix, int result)
{
	struct file file;

	return result == 0 || file_look(AT_FDCWD, prefix, true, &file) == -ENOENT;
}

static void look(struct look *look, struct record *record,
		 const struct listing_environments *listing)
{
	const char *home = listing->services->paths->home;
	struct record found;
	int r;

	*look = (struct look){ 0 };
	/* A server that is away would hold up the whole list. */
	if (mount_table_is_far(listing->assess.means.mounts, record->prefix)) {
		reason_set(&look->why, REASON_NOT_LOOKED_AT, record->prefix, NULL);
		return;
	}
	r = look_again(record, home, &look->env);
	if (r == 1) {
		found = env_as_record(&look->env);
		record_refresh(record, &found);
		return;
	}
	env_deinit(&look->env);
	look->is_gone = is_gone(record->prefix, r);
	if (!look->is_gone)
		reason_set(&look->why, REASON_NO_ACCESS, record->prefix, NULL);
}

static void look_deinit(struct look *look)
{
	env_deinit(&look->env);
	reason_deinit(&look->why);
}

/* What would become of it; *why is not to be freed. */
static enum standing judge(struct listing_environments *listing, const struct record *record,
			   const struct look *look, const struct reason **why)
{
	const struct trust *trust = &listing->assess.trust;

	*why = look->why.code ? &look->why : &record->state;
	if (look->why.code)
		return STANDING_UNKNOWN;
	if (record->state.code)
		return STANDING_BROKEN;
	assess_run(&listing->assess, &look->env);
	if (trust->verdict == VERDICT_YES)
		return STANDING_OK;
	*why = &trust->reason;
	if (trust->verdict == VERDICT_ASK)
		return STANDING_ASKS;
	return trust->reason.code == REASON_DENIED ? STANDING_DENIED : STANDING_REFUSED;
}

static void send_item(struct job *job, struct listing_environments *listing,
		      const struct record *record, const struct look *look)
{
	const struct reason *why;
	enum standing standing = judge(listing, record, look, &why);
	struct buf bytes = BUF_INIT;

	item_encode(&bytes, &(struct item){
		.prefix = record->prefix, .project = record->project, .label = record->label,
		.kind = record->kind, .manager = (char *)look->env.manager,
		.version = record->version, .standing = standing, .state = *why,
		 .first_seen = record->first_seen, .used = record->last_used,
		.uses = record->uses });
	job_send(job, &bytes);
}

static void run(struct job *job, void *data)
{
	struct listing_environments *listing = data;
	struct records known = registry_records(listing->services->registry);

	for (size_t i = 0; i < known.n && !job_is_stopped(job); i++) {
		struct record *record = &known.v[i];
		struct look found;

		look(&found, record, listing);
		if (!found.is_gone)
			send_item(job, listing, record, &found);
		if (found.is_gone)
			record_copy(records_add(&listing->gone), record);
		else if (found.env.kind)
			record_copy(records_add(&listing->seen), record);
		look_deinit(&found);
	}
	records_free(&known);
}

/* What was found is remembered. */
static void done(struct job *job, void *data)
{
	struct listing_environments *listing = data;
	struct registry *registry = listing->services->registry;
	struct buf bytes = BUF_INIT;

	empty_encode(&bytes, MESSAGE_END);
	job_answer(job, &bytes);
	if (job_in_shutdown(job))
		return;
	for (size_t i = 0; i < listing->seen.n; i++)
		registry_see(registry, &listing->seen.v[i]);
	for (size_t i = 0; i < listing->gone.n; i++)
		registry_forget(registry, listing->gone.v[i].prefix);
}

static void listing_free(void *data)
{
	struct listing_environments *listing = data;

	records_free(&listing->seen);
	records_free(&listing->gone);
	assess_deinit(&listing->assess);
	free(listing);
}

int list_environments_start(struct services *services, struct connection *connection,
			    const void *bytes, size_t n)
{
	static const struct job_steps steps = { .run = run, .done = done,
						.free = listing_free, .is_long = true };
	struct listing_environments *listing;

	(void)bytes;
	if (n != 0)
		return -EBADMSG;
	listing = xcalloc(1, sizeof(*listing));
	listing->services = services;
	services_assess(services, QUESTION_QUIET | QUESTION_GRANTED, &listing->assess);
	job_start(services->jobs, connection, &steps, listing, NULL, NULL);
	return 0;
}
