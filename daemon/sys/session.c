/* session: the live shells. */
#include "sys/session.h"

#include "sys/process_end.h"
#include "sys/shell_directory.h"

#include "envd/file.h"
#include "envd/paths.h"
#include "envd/process.h"
#include "envd/util.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct session_watch {
	int id;
	bool is_itself;         /* what happens in the directory is no news */
};

struct session {
	struct sessions *sessions;
	struct session *next;
	struct shell_id shell;
	uint32_t asked;         /* stamp of the question that arrived last */
	uint32_t stamp;         /* of its answer; 0: none, or taken back */
	bool has_changed;       /* since that question arrived */
	struct session_watch *watches;
	size_t n_watches;
	struct process_end *end;        /* the shell's; NULL: not known, swept at start */
};

struct sessions {
	uv_loop_t *loop;
	struct watch *watch;
	uint64_t namespace;
	struct session *first;
	size_t n;
	void (*on_closed)(void *data);
	void *data;
};

/* ---- one session ---- */

static void take_back(struct session *session)
{
	char *path;

	if (session->stamp == 0)
		return;
	path = xasprintf("%s/stamp.%u", session->shell.directory, session->stamp);
	unlink(path);
	free(path);
	session->stamp = 0;
}

static void unwatch(struct session *session)
{
	for (size_t i = 0; i < session->n_watches; i++)
		watch_remove(session->sessions->watch, session->watches[i].id);
	free(session->watches);
	session->watches = NULL;
	session->n_watches = 0;
}

static void free_session(struct session *session)
{
	struct sessions *sessions = session->sessions;

	free(session->shell.directory);
	free(session);
	if (--sessions->n == 0 && sessions->on_closed) {
		sessions->on_closed(sessions->data);
		free(sessions);
	}
}

static void on_end_closed(void *data)
{
	free_session(data);
}

/* Takes it out of the list and frees it once its handle has closed. */
static void close_session(struct session *session)
{
	struct session **p = &session->sessions->first;

	while (*p != session)
		p = &(*p)->next;
	*p = session->next;
	if (session->n_watches)
		unwatch(session);
	if (session->end)
		process_end_close(session->end, on_end_closed);
	else
		free_session(session);
}

static void on_shell_end(void *data)
{
	struct session *session = data;

	shell_directory_sweep(session->shell.directory);
	close_session(session);
}

/* Learns of the shell's end. Where it cannot, the session stays until the
 * daemon's next start. */
static void watch_end(struct session *session)
{
	struct sessions *sessions = session->sessions;

	if (session->shell.namespace == sessions->namespace)
		session->end = process_end_open(sessions->loop, (pid_t)session->shell.pid,
						session->shell.start, on_shell_end, session);
}

static struct session *find(struct sessions *sessions, const struct shell_id *shell)
{
	struct session *session = sessions->first;

	while (session && (session->shell.pid != shell->pid ||
			   session->shell.start != shell->start ||
			   session->shell.namespace != shell->namespace))
		session = session->next;
	return session;
}

static struct session *find_or_add(struct sessions *sessions, const struct shell_id *shell)
{
	struct session *session = find(sessions, shell);

	if (session == NULL) {
		session = xcalloc(1, sizeof(*session));
		*session = (struct session){
			.sessions = sessions, .next = sessions->first, .shell = *shell,
		};
		session->shell.directory = xstrdup(shell->directory);
		sessions->first = session;
		sessions->n++;
		watch_end(session);
	} else if (strcmp(session->shell.directory, shell->directory) != 0) {
		/* The same shell with another runtime directory. */
		take_back(session);
		free(session->shell.directory);
		session->shell.directory = xstrdup(shell->directory);
	}
	return session;
}

void session_begin(struct sessions *sessions, const struct shell_id *shell, uint32_t stamp)
{
	struct session *session;

	if (!shell_directory_is_sound(shell))
		return;
	session = find_or_add(sessions, shell);
	session->asked = stamp;
	session->has_changed = false;
}

static void add_watch(struct session *session, int id, bool is_itself)
{
	if (id < 0)
		return;         /* a file, or no watch left: the list has it */
	session->watches = xrealloc(session->watches,
				    (session->n_watches + 1) * sizeof(*session->watches));
	session->watches[session->n_watches++] = (struct session_watch){ id, is_itself };
}

/* A chmod of a directory above changes no time that is listed. Only what is
 * ours: root's is root's to open, and others' is refused anyway. */
static void watch_above(struct session *session, const char *prefix)
{
	char *at = path_parent(prefix);
	struct file file;

	while (strcmp(at, "/") != 0) {
		char *parent = path_parent(at);

		if (file_look(AT_FDCWD, at, true, &file) == 0 && file.uid == geteuid())
			add_watch(session, watch_add_itself(session->sessions->watch, at), true);
		free(at);
		at = parent;
	}
	free(at);
}

/* The directories whose time is listed; what is listed by name changes too
 * often to be watched. A volatile answer has no list, and its paths may hang. */
static void watch_conditions(struct session *session, const struct answer *answer)
{
	struct session old = *session;
	bool is_watched = session->sessions->watch && !(answer->flags & ANSWER_VOLATILE);

	session->watches = NULL;
	session->n_watches = 0;
	for (size_t i = 0; is_watched && i < answer->n_conditions; i++) {
		if (answer->conditions[i].type == CONDITION_SAME)
			add_watch(session, watch_add(session->sessions->watch,
						     answer->conditions[i].path), false);
	}
	if (is_watched && answer->prefix && answer->prefix[0] == '/')
		watch_above(session, answer->prefix);
	if (old.n_watches)
		unwatch(&old);
}

void session_answer(struct sessions *sessions, const struct shell_id *shell,
		    uint32_t stamp, const struct answer *answer)
{
	struct session *session = find(sessions, shell);

	/* One that the shell no longer waits for must not take the watches of the
	 * one that it has. */
	if (session == NULL || session->asked != stamp)
		return;
	watch_conditions(session, answer);
	session->stamp = stamp;
	if (session->has_changed)
		take_back(session);
}

void session_take_back(struct sessions *sessions, const struct shell_id *shell)
{
	struct session *session = find(sessions, shell);

	if (session)
		take_back(session);
}

void sessions_changed(struct sessions *sessions, int id, bool is_itself)
{
	for (struct session *s = sessions->first; s; s = s->next)
		for (size_t i = 0; i < s->n_watches; i++)
			if (s->watches[i].id == id && (is_itself || !s->watches[i].is_itself)) {
				s->has_changed = true;
				take_back(s);
				break;
			}
}

void sessions_take_back(struct sessions *sessions)
{
	for (struct session *s = sessions->first; s; s = s->next) {
		s->has_changed = true;
		take_back(s);
	}
}

/* ---- all of them ---- */

struct sessions *sessions_open(uv_loop_t *loop, const char *runtime, struct watch *watch)
{
	struct sessions *sessions = xcalloc(1, sizeof(*sessions));

	*sessions = (struct sessions){
		.loop = loop, .watch = watch, .n = 1,
		.namespace = process_namespace(),
	};
	shell_directory_sweep_dead(runtime);
	return sessions;
}

void sessions_close(struct sessions *sessions, void (*on_closed)(void *data), void *data)
{
	sessions->on_closed = on_closed;
	sessions->data = data;
	while (sessions->first)
		close_session(sessions->first);
	/* The one that sessions_open counted for itself. */
	if (--sessions->n == 0) {
		on_closed(data);
		free(sessions);
	}
}

size_t sessions_count(const struct sessions *sessions)
{
	return sessions->n - 1;
}
