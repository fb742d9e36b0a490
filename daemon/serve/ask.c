/* ask: one question of a prompt, from its arrival to its answer. */
#include "serve/ask.h"

#include "find/remember.h"
#include "serve/connection.h"
#include "trust/assess.h"
#include "find/listing.h"
#include "find/resolve.h"
#include "serve/server.h"

#include <stdlib.h>
#include <string.h>

struct lookup {
	uv_work_t work;
	struct lookup *next, **link;    /* of those that are out; link: what points to us */
	int64_t since_ms;
	struct connection *connection;
	struct question question;
	char *ceiling;
	struct judge judge;
	/* results */
	struct answer answer;
	struct env env;
	bool is_found;
	char *claimed;                  /* far mount that is ours alone meanwhile */
};

/* Fewer than libuv's threads: lookups on dead mounts leave two for the rest. */
#define MAX_FAR 6

/* One that takes this long hangs: on what a pointer leads to, say. */
#define STUCK_MS 1000

/* One lookup at a time goes out on a far mount, which may never come back. */
static bool claim_mount(struct lookup *lookup, struct server *server)
{
	const struct mount *mount = mount_table_find(lookup->judge.mounts,
						     lookup->question.directory);

	if (mount == NULL || !mount_is_far(mount))
		return true;
	if (server->busy.n >= MAX_FAR || strings_has(&server->busy, mount->point)) {
		reason_set(&lookup->answer.reason, REASON_MOUNT_STUCK, mount->point, NULL);
		return false;
	}
	lookup->claimed = xstrdup(mount->point);
	strings_add(&server->busy, mount->point);
	return true;
}

static void go_out(struct lookup *lookup, struct server *server)
{
	lookup->since_ms = monotonic_ms();
	lookup->next = server->lookups;
	lookup->link = &server->lookups;
	if (lookup->next)
		lookup->next->link = &lookup->next;
	server->lookups = lookup;
	server_hold(server);
}

static void come_back(struct lookup *lookup, struct server *server)
{
	*lookup->link = lookup->next;
	if (lookup->next)
		lookup->next->link = lookup->link;
	server_release(server);
}

/* Does one hang in this directory or above? Each more would take a thread from
 * the others. */
static bool is_stuck_there(struct lookup *lookup, const struct server *server)
{
	int64_t latest = monotonic_ms() - STUCK_MS;
	const struct lookup *other = server->lookups;

	while (other && (other->since_ms > latest ||
			 !path_is_in(lookup->question.directory, other->question.directory)))
		other = other->next;
	if (other)
		reason_set(&lookup->answer.reason, REASON_MOUNT_STUCK,
			   other->question.directory, NULL);
	return other;
}

/* What the verdict rests on must stay as it was. */
static void list_supports(struct lookup *lookup)
{
	const struct evidence *evidence = &lookup->judge.evidence;
	struct answer *answer = &lookup->answer;

	for (size_t i = 0; i < evidence->supports.n; i++) {
		const struct support *support = &evidence->supports.v[i];

		if (mount_table_is_far(lookup->judge.mounts, support->path))
			answer->flags |= ANSWER_VOLATILE;
		else
			listing_add_support(answer, support);
	}
}

static void set_verdict(struct lookup *lookup)
{
	struct answer *answer = &lookup->answer;
	const struct trust *trust = &lookup->judge.trust;
	const struct file *prefix = &lookup->judge.evidence.prefix;

	answer->outcome = trust->verdict == VERDICT_YES ? OUTCOME_ACTIVE : OUTCOME_REFUSED;
	answer->is_news = trust->is_news;
	answer->device = prefix->device;
	answer->inode = prefix->inode;
	answer->btime = prefix->btime;
	list_supports(lookup);
	reason_set(&answer->reason, trust->reason.code, trust->reason.a, trust->reason.b);
	if (!(lookup->question.flags & QUESTION_STEPS))
		return;
	for (size_t i = 0; i < trust->steps.n; i++)
		reasons_add(&answer->steps, trust->steps.v[i].code, trust->steps.v[i].a,
			    trust->steps.v[i].b);
}

/* In the pool. */
static void run(uv_work_t *work)
{
	struct lookup *lookup = work->data;
	struct server *server = connection_server(lookup->connection);
	struct resolve_scope scope = {
		.home = server->paths->home, .ceiling = lookup->ceiling,
		.registry = server->registry, .mounts = lookup->judge.mounts,
		.with_steps = lookup->question.flags & QUESTION_STEPS,
	};

	lookup->is_found = resolve(&lookup->question, &scope, &lookup->answer,
				   &lookup->env) == 1;
	if (!lookup->is_found || lookup->answer.outcome == OUTCOME_REFUSED)
		return;
	judge_run(&lookup->judge, &lookup->env);
	set_verdict(lookup);
}

static void lookup_free(struct lookup *lookup)
{
	connection_unref(lookup->connection);
	question_deinit(&lookup->question);
	answer_deinit(&lookup->answer);
	env_deinit(&lookup->env);
	judge_deinit(&lookup->judge);
	free(lookup->claimed);
	free(lookup->ceiling);
	free(lookup);
}

/* Is it anything but what the shell has already? */
static bool has_news(const struct lookup *lookup)
{
	const struct answer *answer = &lookup->answer;
	bool is_active = answer->outcome == OUTCOME_ACTIVE;

	return answer->outcome != OUTCOME_UNKNOWN &&
	       strcmp(lookup->question.applied, is_active ? answer->prefix : "") != 0;
}

/* What the answer tells the daemon itself. A shell that no longer waits for it
 * made do without, and should ask again. */
static void note(struct lookup *lookup, struct server *server, bool is_gone)
{
	const struct question *question = &lookup->question;
	const struct answer *answer = &lookup->answer;

	if (question->flags & QUESTION_QUIET)
		return;
	session_answer(server->sessions, &question->shell, question->stamp, answer);
	if (is_gone && has_news(lookup))
		session_take_back(server->sessions, &question->shell);
	if (!lookup->is_found)
		return;
	if (lookup->env.is_plain)
		return;
	env_remember(&lookup->env, server->registry);
	if (answer->outcome == OUTCOME_ACTIVE &&
	    strcmp(question->applied, answer->prefix) != 0)
		registry_use(server->registry, answer->prefix);
	if (lookup->judge.trust.is_to_store)
		judge_store(&lookup->judge, &lookup->env);
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

static void finish(struct lookup *lookup, struct server *server)
{
	struct buf bytes = BUF_INIT;
	bool is_gone;

	if (!server->is_closing) {
		lookup->answer.settings = server->config.settings;
		lookup->answer.settings.format = xstrdup(server->config.settings.format);
		encode(&bytes, &lookup->answer);
		/* First, as the prompt waits for it: giving watches back takes the
		 * kernel a while. */
		is_gone = connection_is_closed(lookup->connection);
		connection_send(lookup->connection, &bytes, true);
		note(lookup, server, is_gone);
	}
	lookup_free(lookup);
}

static void on_done(uv_work_t *work, int status)
{
	struct lookup *lookup = work->data;
	struct server *server = connection_server(lookup->connection);

	(void)status;           /* never cancelled */
	if (lookup->claimed)
		strings_remove(&server->busy, lookup->claimed);
	come_back(lookup, server);
	finish(lookup, server);
}

void lookup_start(struct connection *connection, struct question *question)
{
	struct server *server = connection_server(connection);
	struct lookup *lookup = xcalloc(1, sizeof(*lookup));

	lookup->connection = connection;
	connection_ref(connection);
	lookup->question = *question;
	lookup->ceiling = xstrdup(server->config.ceiling);
	judge_init(&lookup->judge, server, question->flags);
	lookup->work.data = lookup;
	/* What happened until now is no news to this answer. It may be that the
	 * socket was removed, which ends us. */
	if (server->watch)
		watch_drain(server->watch);
	if (server->is_closing) {
		lookup_free(lookup);
		return;
	}
	if (!(question->flags & QUESTION_QUIET))
		session_begin(server->sessions, &question->shell, question->stamp);
	if (is_stuck_there(lookup, server) || !claim_mount(lookup, server)) {
		lookup->answer.outcome = OUTCOME_UNKNOWN;
		lookup->answer.flags = ANSWER_VOLATILE;
		finish(lookup, server);
		return;
	}
	go_out(lookup, server);
	uv_queue_work(server->loop, &lookup->work, run, on_done);
}
