/* list_decisions: all decisions, for `envd trust`. */
#include "serve/list_decisions.h"

#include "serve/connection.h"
#include "trust/decision_list.h"
#include "sys/json.h"
#include "find/projectfile.h"
#include "serve/server.h"
#include "trust/accepted.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* The decision about a project's file is about its content. */
static void look_at_file(struct reason *state, const struct decision *decision)
{
	struct projectfile file = { 0 };
	struct reasons accepted = { 0 };
	char *dir = path_parent(decision->path);
	bool is_same = false;

	accepted_list(decision, &accepted);
	if (projectfile_read(&file, dir, "/") == 0)
		reason_set(state, REASON_PATH_GONE, decision->path, NULL);
	for (size_t i = 0; i < accepted.n; i++)
		is_same |= accepted.v[i].code == REASON_FILE_ASKS &&
			   strcmp(accepted.v[i].b, file.hash) == 0;
	if (!is_same && state->code == 0)
		reason_set(state, REASON_REPLACED, decision->path, NULL);
	reasons_free(&accepted);
	projectfile_deinit(&file);
	free(dir);
}

void ledger_look(struct reason *state, const struct decision *decision,
		 const struct mount_table *mounts)
{
	char *path = path_join(decision->path, "pyvenv.cfg");
	struct file file, cfg = { 0 };
	bool is_by_name = decision->type == DECISION_DENY || decision->type == DECISION_TREE;
	int r;

	if (mount_table_is_far(mounts, decision->path)) {
		reason_set(state, REASON_NOT_LOOKED_AT, decision->path, NULL);
		goto out;
	}
	if (!is_by_name && strcmp(path_base(decision->path), PROJECTFILE_NAME) == 0) {
		look_at_file(state, decision);
		goto out;
	}
	r = file_look(AT_FDCWD, decision->path, false, &file);
	if (r == 0 && !is_by_name)
		file_look(AT_FDCWD, path, false, &cfg);
	if (r == -ENOENT || r == -ENOTDIR)
		reason_set(state, REASON_PATH_GONE, decision->path, NULL);
	else if (r < 0)
		reason_set(state, REASON_NO_ACCESS, decision->path, NULL);
	else if (!is_by_name && !decision_is_bound(decision, &file, &cfg))
		reason_set(state, REASON_REPLACED, decision->path, NULL);
out:
	free(path);
}

/* ---- JSON ---- */

static void add_object(struct buf *out, const struct listed *record)
{
	uint32_t code = record->state.code;

	buf_addc(out, '{');
	json_string(out, "path", record->path);
	json_string(out, "decision", record->type);
	json_time(out, "since", record->since);
	json_string(out, "state", code ? reason_word(code) : "holds");
	buf_adds(out, ",\"accepted\":[");
	for (size_t i = 0; i < record->accepted.n; i++) {
		const struct reason *veto = &record->accepted.v[i];

		buf_adds(out, i ? ",{" : "{");
		json_string(out, "what", reason_word(veto->code));
		json_string(out, "path", veto->a ? veto->a : "");
		buf_addc(out, '}');
	}
	buf_adds(out, "]}");
}

/* ---- the job ---- */

struct ledger {
	uv_work_t work;
	struct connection *connection;
	bool json;
	struct mount_table *mounts;
	struct buf bytes;
};

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct decision *)a)->path, ((const struct decision *)b)->path);
}

static void add_trouble(struct buf *out, const struct reason *trouble)
{
	if (trouble)
		listed_encode(out, &(struct listed){ .state = *trouble });
}

/* In the pool. */
static void run(uv_work_t *work)
{
	struct ledger *ledger = work->data;
	struct decisions *decisions = connection_server(ledger->connection)->decisions;
	struct decision_list list;
	struct buf text = BUF_INIT;

	decisions_lock(decisions);
	decisions_refresh(decisions);
	add_trouble(&ledger->bytes, decisions_trouble(decisions));
	decisions_list(decisions, &list);
	decisions_unlock(decisions);
	if (list.n)
		qsort(list.v, list.n, sizeof(*list.v), by_path);
	for (size_t i = 0; i < list.n; i++) {
		struct listed record = {
			.path = list.v[i].path, .since = list.v[i].when,
			.type = (char *)decision_type_name(list.v[i].type),
		};

		ledger_look(&record.state, &list.v[i], ledger->mounts);
		accepted_list(&list.v[i], &record.accepted);
		if (ledger->json) {
			buf_adds(&text, i ? ",\n " : "[\n ");
			add_object(&text, &record);
		} else {
			listed_encode(&ledger->bytes, &record);
		}
		reason_deinit(&record.state);
		reasons_free(&record.accepted);
	}
	if (ledger->json) {
		buf_adds(&text, list.n ? "\n]\n" : "[]\n");
		text_encode(&ledger->bytes, text.data);
	}
	empty_encode(&ledger->bytes, MESSAGE_END);
	buf_free(&text);
	decision_list_deinit(&list);
}

static void on_done(uv_work_t *work, int status)
{
	struct ledger *ledger = work->data;
	struct server *server = connection_server(ledger->connection);

	if (status == 0 && !server->is_closing)
		connection_send(ledger->connection, &ledger->bytes, true);
	buf_free(&ledger->bytes);
	mount_table_drop(ledger->mounts);
	connection_unref(ledger->connection);
	free(ledger);
	server_release(server);
}

void ledger_start(struct connection *connection, bool json)
{
	struct server *server = connection_server(connection);
	struct ledger *ledger = xcalloc(1, sizeof(*ledger));

	*ledger = (struct ledger){
		.connection = connection, .json = json, .bytes = BUF_INIT,
		.mounts = mounts_take(server->mounts),
	};
	connection_ref(connection);
	ledger->work.data = ledger;
	server_hold(server);
	uv_queue_work(server->loop, &ledger->work, run, on_done);
}
