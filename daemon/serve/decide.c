/* decide: the user's word about a path, from the question to the decisions' file. */
#include "serve/question.h"

#include "serve/forget.h"
#include "serve/make_decision.h"

#include "find/remember.h"

#include <stdlib.h>
#include <string.h>

static void run(struct job *job, void *data)
{
	struct deciding *deciding = data;
	uint32_t type = deciding->request.type;
	int r;

	deciding->job = job;
	r = type == DECIDE_FORGET || type == DECIDE_FORGET_GONE ? forget_decisions(deciding) :
	    make_decision(deciding);
	if (r < 0 && deciding->outcome.refusal.code == 0) {
		char *file = path_join(deciding->services->paths->state, "decisions");

		outcome_refuse(&deciding->outcome, r, REASON_CANNOT_WRITE, file, strerror(-r));
		free(file);
	}
}

static void refuse(void *data, const struct reason *why)
{
	struct deciding *deciding = data;

	outcome_refuse(&deciding->outcome, 0, why->code, why->a, why->b);
}

static void done(struct job *job, void *data)
{
	struct deciding *deciding = data;
	struct services *services = deciding->services;
	const struct env *env = &deciding->env;
	struct buf bytes = BUF_INIT;

	if (job_in_shutdown(job))
		return;
	if (deciding->outcome.refusal.code == 0 && env->kind && !env->is_plain)
		env_remember(env, services->registry);
	/* Also when it failed: a deny that can't be kept ends all that is granted by
	 * itself. */
	if (!deciding->outcome.is_to_accept)
		sessions_take_back(services->sessions);
	outcome_encode(&bytes, &deciding->outcome,
		       env->kind ? env->prefix : deciding->request.path);
	job_answer(job, &bytes);
}

static void deciding_free(void *data)
{
	struct deciding *deciding = data;

	decision_request_deinit(&deciding->request);
	env_deinit(&deciding->env);
	outcome_deinit(&deciding->outcome);
	assess_deinit(&deciding->assess);
	free(deciding);
}

int decide_start(struct services *services, struct connection *connection,
		 const void *bytes, size_t n)
{
	static const struct job_steps steps = { .refuse = refuse, .run = run, .done = done,
						.free = deciding_free };
	struct deciding *deciding = xcalloc(1, sizeof(*deciding));
	int r = decision_request_decode(&deciding->request, bytes, n);

	if (r < 0) {
		free(deciding);
		return r;
	}
	deciding->services = services;
	services_assess(services, QUESTION_QUIET, &deciding->assess);
	job_start(services->jobs, connection, &steps, deciding,
		  deciding->request.path[0] ? deciding->request.path : NULL,
		  deciding->assess.means.mounts);
	return 0;
}
