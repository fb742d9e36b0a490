/* decide: what is meant, what speaks against it, and the decision. */
#include "serve/decide.h"

#include "find/remember.h"
#include "serve/connection.h"
#include "trust/decision_list.h"
#include "trust/assess.h"
#include "find/kind.h"
#include "serve/list_decisions.h"
#include "serve/server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct ruling_job {
	uv_work_t work;
	struct connection *connection;
	struct ruling ruling;
	struct judge judge;
	struct env env;

	/* the answer */
	struct reason result;           /* code 0: it is done */
	struct reasons steps;
	bool is_to_accept;
};

static const enum decision_type decision_types[] = {
	[RULING_ALLOW] = DECISION_ALLOW,
	[RULING_ALLOW_TREE] = DECISION_TREE,
	[RULING_DENY] = DECISION_DENY,
	[RULING_CREATED] = DECISION_CREATED,
};

static int refuse(struct ruling_job *job, int error, uint32_t code, const char *a, const char *b)
{
	reason_set(&job->result, code, a, b);
	return error;
}

static int refuse_for(struct ruling_job *job, int error, const struct reason *reason)
{
	return refuse(job, error, reason->code, reason->a, reason->b);
}

/* ---- what is meant ---- */

/* The one that a `.venv` file or link at `path` leads to. */
static int find_pointed(const char *path, const struct surroundings *around, struct env *env)
{
	char *dir = path_parent(path);
	int r = kind_detect(dir, around, env);

	free(dir);
	if (r == 1 && same_string(env->pointer, path))
		return 1;
	env_deinit(env);
	return 0;
}

/* The only one in `dir` that is known by whatever name. */
static int find_named(const char *dir, struct registry *registry, struct env *env)
{
	struct strings names = { 0 };
	struct env other = { 0 };
	size_t found = 0;

	registry_names_in(registry, dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		char *prefix = path_join(dir, names.v[i]);

		if (kind_look_at(prefix, found ? &other : env) == 1)
			found++;
		env_deinit(&other);
		free(prefix);
	}
	strings_free(&names);
	if (found > 1)
		env_deinit(env);
	return found == 1;
}

/* The environment that a path means: at it, in it, or where it points. */
static bool find_env(struct ruling_job *job)
{
	static const struct variables none = { 0 };
	struct surroundings around = { .home = job->judge.server->paths->home,
				       .variables = &none };
	const char *path = job->ruling.path;
	int r = kind_look_at(path, &job->env);

	if (r == 0)
		r = kind_detect(path, &around, &job->env);
	if (r == 0)
		r = find_named(path, job->judge.server->registry, &job->env);
	if (r == 0)
		r = find_pointed(path, &around, &job->env);
	return r == 1;
}

/* ---- allow, deny ---- */

/* A decision that is about a path only: deny, or a tree. */
static int decide_path(struct ruling_job *job, struct decision *decision)
{
	const char *path = job->env.kind ? job->env.real : job->ruling.path;
	char *real = path_real(path);
	struct file file;
	int r = 0;

	if (job->ruling.type == RULING_ALLOW_TREE &&
	    (real == NULL || file_look(AT_FDCWD, real, true, &file) < 0 ||
	     !S_ISDIR(file.mode)))
		r = refuse(job, -ENOTDIR, REASON_NO_DIRECTORY, path, NULL);
	*decision = (struct decision){
		.type = decision_types[job->ruling.type], .when = time(NULL),
		.path = real ? real : xstrdup(path), .uid = geteuid(),
	};
	return r;
}

static bool was_shown(const struct ruling *ruling, const struct reason *veto)
{
	for (size_t i = 0; i < ruling->accepted.n; i++) {
		const struct reason *shown = &ruling->accepted.v[i];

		if (shown->code == veto->code &&
		    strcmp(shown->a, veto->a ? veto->a : "") == 0 &&
		    strcmp(shown->b, veto->b ? veto->b : "") == 0)
			return true;
	}
	return false;
}

/* What speaks against it the user has to know of: from an earlier `allow` of the
 * very same, or because he was shown it just now. */
static int check_vetoes(struct ruling_job *job)
{
	const struct ruling *ruling = &job->ruling;
	const struct evidence *evidence = &job->judge.evidence;
	struct decisions *decisions = job->judge.server->decisions;
	bool is_asking = ruling->type != RULING_CREATED && !(ruling->flags & RULING_YES);
	struct reasons all = { 0 }, fresh = { 0 };
	int r = 0;

	decisions_lock(decisions);
	decisions_refresh(decisions);
	trust_find_vetoes(&job->env, evidence, decisions, &all, &fresh);
	decisions_unlock(decisions);
	for (size_t i = 0; i < all.n && i < RULING_MAX_STEPS; i++) {
		reasons_add(&job->steps, all.v[i].code, all.v[i].a, all.v[i].b);
		if (all.v[i].code == REASON_FILE_ASKS)
			projectfile_say(job->env.file, &job->steps);
	}
	for (size_t i = 0; i < fresh.n && r == 0 && is_asking; i++) {
		job->is_to_accept = !was_shown(ruling, &fresh.v[i]);
		if (job->is_to_accept)
			r = refuse_for(job, -EPERM, &fresh.v[i]);
	}
	reasons_free(&all);
	reasons_free(&fresh);
	return r;
}

/* A decision about the very environment. */
static int decide_env(struct ruling_job *job, struct decision *decision)
{
	const struct ruling *ruling = &job->ruling;
	const struct evidence *evidence = &job->judge.evidence;
	uid_t trusted = ruling->flags & RULING_TRUST_OWNER ? ruling->owner : 0;
	int r;

	if (trusted && geteuid() == 0)
		return refuse(job, -EPERM, REASON_NOT_FOR_ROOT, NULL, NULL);
	if (job->env.kind == NULL)
		return refuse(job, -ENOENT, REASON_NO_ENVIRONMENT, ruling->path, NULL);
	if (job->env.state.code)
		return refuse_for(job, -EINVAL, &job->env.state);
	judge_gather(&job->judge, &job->env, trusted);
	if (evidence->hard.code)
		return refuse_for(job, -EPERM, &evidence->hard);
	r = check_vetoes(job);
	if (r == 0)
		trust_to_decision(decision, decision_types[ruling->type], &job->env, evidence);
	return r;
}

static int make_decision(struct ruling_job *job, struct decision *decision)
{
	uint32_t type = job->ruling.type;

	if (type != RULING_ALLOW_TREE && !find_env(job))
		env_deinit(&job->env);
	if (type == RULING_ALLOW_TREE || type == RULING_DENY)
		return decide_path(job, decision);
	return decide_env(job, decision);
}

/* ---- forget ---- */

static bool is_about(const struct ruling_job *job, const struct decision *decision,
		     const char *real)
{
	const struct projectfile *file = job->env.file;
	char *project = file ? path_real(file->path) : NULL;
	bool is = strcmp(decision->path, job->ruling.path) == 0 ||
		  same_string(decision->path, real) ||
		  same_string(decision->path, job->env.real) ||
		  same_string(decision->path, project);

	free(project);
	return is;
}

/* A place that is not to be seen at this moment may be back later, and what was
 * denied stays denied. */
static bool is_gone(const struct ruling_job *job, const struct decision *decision)
{
	struct reason state = { 0 };
	bool is;

	if (decision->type == DECISION_DENY)
		return false;
	ledger_look(&state, decision, job->judge.mounts);
	is = state.code == REASON_PATH_GONE || state.code == REASON_REPLACED;
	reason_deinit(&state);
	return is;
}

static void add_step(struct ruling_job *job, const struct decision *decision)
{
	static const uint32_t codes[] = {
		[DECISION_ALLOW] = REASON_ALLOWED, [DECISION_DENY] = REASON_DENIED,
		[DECISION_TREE] = REASON_TREE, [DECISION_CREATED] = REASON_CREATED,
		[DECISION_WITNESS] = REASON_WITNESSED_BEFORE,
	};

	if (decision->type != DECISION_PINNED && job->steps.n < RULING_MAX_STEPS)
		reasons_add(&job->steps, codes[decision->type], decision->path, NULL);
}

/* What is no longer denied may be on at the next prompt. */
static int forget(struct ruling_job *job)
{
	struct decisions *decisions = job->judge.server->decisions;
	bool is_all = job->ruling.type == RULING_FORGET_GONE;
	struct decision_list all, gone = { 0 };
	char *real = path_real(job->ruling.path);
	int r = 0;

	if (!is_all && !find_env(job))
		env_deinit(&job->env);
	decisions_lock(decisions);
	decisions_refresh(decisions);
	decisions_list(decisions, &all);
	decisions_unlock(decisions);
	for (size_t i = 0; i < all.n; i++) {
		const struct decision *one = &all.v[i];

		if (is_all ? !is_gone(job, one) : !is_about(job, one, real))
			continue;
		decision_list_put(&gone, one);
		add_step(job, one);
		job->is_to_accept |= one->type == DECISION_DENY;
	}
	job->is_to_accept = job->is_to_accept && !(job->ruling.flags & RULING_YES);
	if (gone.n == 0 && !is_all)
		r = refuse(job, -ENOENT, REASON_NO_DECISION, job->ruling.path, NULL);
	else if (job->is_to_accept)
		r = refuse(job, -EPERM, REASON_DENIED, job->ruling.path, NULL);
	else if (gone.n)
		r = decisions_forget(decisions, &gone);
	decision_list_deinit(&all);
	decision_list_deinit(&gone);
	free(real);
	return r;
}

/* ---- the job ---- */

/* What the project's file asks for is kept under that file's own name, so that
 * it outlives the environment. */
static int accept_file(struct ruling_job *job, const struct decision *decision)
{
	const struct reasons *soft = &job->judge.evidence.soft;
	struct decision file;
	int r = 0;

	for (size_t i = 0; i < soft->n && r == 0; i++) {
		if (soft->v[i].code != REASON_FILE_ASKS ||
		    strcmp(soft->v[i].a, decision->path) == 0)
			continue;
		decision_copy(&file, decision);
		free(file.path);
		file.path = xstrdup(soft->v[i].a);
		file.type = DECISION_ALLOW;
		r = decisions_set(job->judge.server->decisions, &file);
		decision_deinit(&file);
	}
	return r;
}

static int decide(struct ruling_job *job)
{
	struct decision decision = { 0 };
	int r = make_decision(job, &decision);

	if (r == 0 && job->ruling.type == RULING_ALLOW)
		r = accept_file(job, &decision);
	if (r == 0)
		r = decisions_set(job->judge.server->decisions, &decision);
	decision_deinit(&decision);
	return r;
}

/* In the pool. */
static void run(uv_work_t *work)
{
	struct ruling_job *job = work->data;
	uint32_t type = job->ruling.type;
	int r = type == RULING_FORGET || type == RULING_FORGET_GONE ? forget(job) : decide(job);

	if (r < 0 && job->result.code == 0) {
		char *file = path_join(job->judge.server->paths->state, "decisions");

		reason_set(&job->result, REASON_CANNOT_WRITE, file, strerror(-r));
		free(file);
	}
}

static void send_result(struct ruling_job *job)
{
	struct buf bytes = BUF_INIT;
	struct answer answer = {
		.outcome = job->result.code ? OUTCOME_REFUSED : OUTCOME_ACTIVE,
		.flags = job->is_to_accept ? ANSWER_TO_ACCEPT : 0,
		.reason = job->result, .steps = job->steps,
		.prefix = job->env.kind ? job->env.prefix : job->ruling.path,
	};

	answer_encode(&bytes, &answer);
	connection_send(job->connection, &bytes, true);
}

static void on_done(uv_work_t *work, int status)
{
	struct ruling_job *job = work->data;
	struct server *server = job->judge.server;

	if (status == 0 && !server->is_closing) {
		if (job->result.code == 0 && job->env.kind && !job->env.is_plain)
			env_remember(&job->env, server->registry);
		/* Also when it failed: a deny that can't be kept ends all that is
		 * granted by itself. */
		if (!job->is_to_accept)
			sessions_take_back(server->sessions);
		send_result(job);
	}
	connection_unref(job->connection);
	ruling_deinit(&job->ruling);
	env_deinit(&job->env);
	reason_deinit(&job->result);
	reasons_free(&job->steps);
	judge_deinit(&job->judge);
	free(job);
	server_release(server);
}

void ruling_start(struct connection *connection, struct ruling *ruling)
{
	struct ruling_job *job = xcalloc(1, sizeof(*job));

	job->connection = connection;
	connection_ref(connection);
	job->ruling = *ruling;
	judge_init(&job->judge, connection_server(connection), QUESTION_QUIET);
	job->work.data = job;
	server_hold(job->judge.server);
	uv_queue_work(job->judge.server->loop, &job->work, run, on_done);
}
