/* ask: one question of a prompt, from its arrival to its answer. */
#include "serve/question.h"

#include "find/listing.h"
#include "find/remember.h"
#include "find/resolve.h"
#include "sys/log.h"

#include <stdlib.h>
#include <string.h>

struct ask {
	struct services *services;
	struct question question;
	char *ceiling;
	struct assess assess;
	/* results */
	struct answer answer;
	struct env env;
	bool is_found;
};

/* What the decision to trust it or not rests on must stay as it was. */
static void list_supports(struct ask *ask)
{
	const struct evidence *evidence = &ask->assess.evidence;
	struct answer *answer = &ask->answer;

	for (size_t i = 0; i < evidence->supports.n; i++) {
		const struct support *support = &evidence->supports.v[i];

		if (mount_table_is_far(ask->assess.means.mounts, support->path))
			answer->flags |= ANSWER_VOLATILE;
		else
			listing_add_support(answer, support);
	}
}

static void set_verdict(struct ask *ask)
{
	struct answer *answer = &ask->answer;
	const struct trust *trust = &ask->assess.trust;
	const struct file *prefix = &ask->assess.evidence.prefix;

	answer->outcome = trust->verdict == VERDICT_YES ? OUTCOME_ACTIVE : OUTCOME_REFUSED;
	answer->is_news = trust->is_news;
	answer->device = prefix->device;
	answer->inode = prefix->inode;
	answer->btime = prefix->btime;
	list_supports(ask);
	reason_set(&answer->reason, trust->reason.code, trust->reason.a, trust->reason.b);
	if (!(ask->question.flags & QUESTION_STEPS))
		return;
	for (size_t i = 0; i < trust->steps.n; i++)
		reasons_add(&answer->steps, trust->steps.v[i].code, trust->steps.v[i].a,
			    trust->steps.v[i].b);
}

static void run(struct job *job, void *data)
{
	struct ask *ask = data;
	struct services *services = ask->services;
	struct resolve_scope scope = {
		.home = services->paths->home, .ceiling = ask->ceiling,
		.registry = services->registry, .mounts = ask->assess.means.mounts,
		.with_steps = ask->question.flags & QUESTION_STEPS,
	};

	(void)job;              /* whoever asks again finds what was found */
	ask->is_found = resolve(&ask->question, &scope, &ask->answer, &ask->env) == 1;
	if (!ask->is_found || ask->answer.outcome == OUTCOME_REFUSED)
		return;
	assess_run(&ask->assess, &ask->env);
	set_verdict(ask);
}

static void refuse(void *data, const struct reason *why)
{
	struct ask *ask = data;

	ask->answer.outcome = OUTCOME_UNKNOWN;
	ask->answer.flags = ANSWER_VOLATILE;
	reason_set(&ask->answer.reason, why->code, why->a, why->b);
}

/* ---- behind the answer ---- */

/* Writes what is in force but not yet on disk. */
static void run_commit(struct job *job, void *data)
{
	struct services *services = data;
	int r = decisions_commit(services->decisions);

	(void)job;
	if (r < 0)
		log_warn(r, "%s/decisions: cannot write", services->paths->state);
}

static void keep(struct services *services, const struct env *env)
{
	static const struct job_steps steps = { .run = run_commit };

	log_info("%s: created while a shell watched, trusted from now on", env->prefix);
	job_start(services->jobs, NULL, &steps, services, NULL, NULL);
}

/* Is it anything but what the shell has already? */
static bool has_news(const struct ask *ask)
{
	const struct answer *answer = &ask->answer;
	bool is_active = answer->outcome == OUTCOME_ACTIVE;

	return answer->outcome != OUTCOME_UNKNOWN &&
	       strcmp(ask->question.applied, is_active ? answer->prefix : "") != 0;
}

/* What the answer tells the daemon itself. A shell that no longer waits for it
 * made do without, and should ask again. */
static void note(struct ask *ask, bool is_gone)
{
	struct services *services = ask->services;
	const struct question *question = &ask->question;
	const struct answer *answer = &ask->answer;

	if (question->flags & QUESTION_QUIET)
		return;
	session_answer(services->sessions, &question->shell, question->stamp, answer);
	if (is_gone && has_news(ask))
		session_take_back(services->sessions, &question->shell);
	if (!ask->is_found || ask->env.is_plain)
		return;
	env_remember(&ask->env, services->registry);
	if (answer->outcome == OUTCOME_ACTIVE &&
	    strcmp(question->applied, answer->prefix) != 0)
		registry_use(services->registry, answer->prefix);
	if (ask->assess.trust.is_to_store)
		keep(services, &ask->env);
}

/* A list that no frame can hold (hundreds of levels of long names) is none. */
static void encode(struct buf *bytes, struct answer *answer)
{
	answer_encode(bytes, answer);
	if (bytes->len <= PROTOCOL_MAX_FRAME)
		return;
	buf_reset(bytes);
	answer_clear_lists(answer);
	answer->flags |= ANSWER_VOLATILE;
	answer_encode(bytes, answer);
}

/* The answer first, as the prompt waits for it: giving watches back takes the
 * kernel a while. */
static void done(struct job *job, void *data)
{
	struct ask *ask = data;
	const struct settings *settings = &ask->services->config.config.settings;
	struct buf bytes = BUF_INIT;
	bool is_gone = job_is_stopped(job);

	if (job_in_shutdown(job))
		return;
	ask->answer.settings = *settings;
	ask->answer.settings.format = xstrdup(settings->format);
	encode(&bytes, &ask->answer);
	job_answer(job, &bytes);
	note(ask, is_gone);
}

static void ask_free(void *data)
{
	struct ask *ask = data;

	question_deinit(&ask->question);
	answer_deinit(&ask->answer);
	env_deinit(&ask->env);
	assess_deinit(&ask->assess);
	free(ask->ceiling);
	free(ask);
}

int ask_start(struct services *services, struct connection *connection,
	      const void *bytes, size_t n)
{
	static const struct job_steps steps = { .refuse = refuse, .run = run, .done = done,
						.free = ask_free };
	struct ask *ask = xcalloc(1, sizeof(*ask));
	int r = question_decode(&ask->question, bytes, n);

	if (r < 0) {
		free(ask);
		return r;
	}
	/* What happened until now is no news to this answer. It may be that the
	 * socket was removed, which ends us. */
	if (services->watch)
		watch_drain(services->watch);
	ask->services = services;
	ask->ceiling = xstrdup(services->config.config.ceiling);
	services_assess(services, ask->question.flags, &ask->assess);
	if (connection_is_closed(connection)) {
		ask_free(ask);
		return 0;
	}
	if (!(ask->question.flags & QUESTION_QUIET))
		session_begin(services->sessions, &ask->question.shell, ask->question.stamp);
	job_start(services->jobs, connection, &steps, ask, ask->question.directory,
		  ask->assess.means.mounts);
	return 0;
}
