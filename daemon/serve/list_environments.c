/* list_environments: look again at all that is known, then list it. */
#include "serve/list_environments.h"

#include "find/remember.h"
#include "serve/connection.h"
#include "find/explicit.h"
#include "sys/json.h"
#include "trust/assess.h"
#include "find/kind.h"
#include "serve/server.h"

#include "envd/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* One that is known, and what became of it. */
struct find {
	struct env env;                 /* kind NULL: it was not looked at, or not there */
	bool is_gone;
	struct reason why;              /* it could not be looked at */
};

struct catalog {
	uv_work_t work;
	struct connection *connection;
	bool json;
	char *active;
	struct judge judge;
	struct records rows;
	struct find *finds;             /* one a row */
	struct buf bytes;               /* the answer */
};

/* By the name that it is found under in its project, or else by itself. */
static int look_again(const struct record *row, const char *home, struct env *env)
{
	static const struct variables none = { 0 };
	struct surroundings around = { .home = home, .variables = &none };
	int r = row->project ? kind_detect(row->project, &around, env) : 0;

	if (r == 1 && strcmp(env->prefix, row->prefix) == 0)
		return 1;
	env_deinit(env);
	r = kind_look_at(row->prefix, env);
	if (r == 1)
		explicit_look(env, home);
	return r;
}

/* An unreadable directory or a disk that is not mounted says nothing. */
static bool is_gone(const char *prefix, int result)
{
	struct file file;

	return result == 0 || file_look(AT_FDCWD, prefix, true, &file) == -ENOENT;
}

static void look(struct catalog *catalog, struct record *row, struct find *find)
{
	const char *home = connection_server(catalog->connection)->paths->home;
	int r;

	/* A server that is away would hold up the whole list. */
	if (mount_table_is_far(catalog->judge.mounts, row->prefix)) {
		reason_set(&find->why, REASON_NOT_LOOKED_AT, row->prefix, NULL);
		return;
	}
	r = look_again(row, home, &find->env);
	if (r == 1) {
		struct record found = env_as_record(&find->env);

		record_refresh(row, &found);
		return;
	}
	env_deinit(&find->env);
	find->is_gone = is_gone(row->prefix, r);
	if (!find->is_gone)
		reason_set(&find->why, REASON_NO_ACCESS, row->prefix, NULL);
}

/* What would become of it; *why is not to be freed. */
static enum standing judge(struct catalog *catalog, const struct record *row,
			   const struct find *find, const struct reason **why)
{
	const struct trust *trust = &catalog->judge.trust;

	*why = find->why.code ? &find->why : &row->state;
	if (find->why.code)
		return STANDING_UNKNOWN;
	if (row->state.code)
		return STANDING_BROKEN;
	judge_run(&catalog->judge, &find->env);
	if (trust->verdict == VERDICT_YES)
		return STANDING_OK;
	*why = &trust->reason;
	if (trust->verdict == VERDICT_ASK)
		return STANDING_ASKS;
	return trust->reason.code == REASON_DENIED ? STANDING_DENIED : STANDING_REFUSED;
}

static void add_object(struct buf *out, const struct record *row, enum standing standing,
		       uint32_t why, bool is_active)
{
	static const char *const states[] = {
		[STANDING_OK] = "ok", [STANDING_BROKEN] = "broken", [STANDING_ASKS] = "asks",
		[STANDING_REFUSED] = "refused", [STANDING_DENIED] = "denied",
		[STANDING_UNKNOWN] = "unknown",
	};

	buf_addc(out, '{');
	json_string(out, "path", row->prefix);
	json_string(out, "name", row->label);
	json_string(out, "kind", row->kind);
	json_string(out, "project", row->project);
	json_string(out, "python", row->version);
	json_string(out, "state", is_active ? "active" : states[standing]);
	json_string(out, "reason", why ? reason_word(why) : NULL);
	json_time(out, "first_seen", row->first_seen);
	json_time(out, "last_used", row->last_used);
	json_number(out, "uses", row->uses);
	buf_addc(out, '}');
}

static void add_item(struct buf *out, const struct record *row, enum standing standing,
		     const struct reason *why)
{
	item_encode(out, &(struct item){
		.prefix = row->prefix, .project = row->project, .label = row->label,
		.kind = row->kind, .version = row->version, .used = row->last_used,
		.standing = standing, .state = *why });
}

static void add_row(struct catalog *catalog, size_t i, struct buf *json)
{
	struct record *row = &catalog->rows.v[i];
	const struct reason *why;
	enum standing standing;

	look(catalog, row, &catalog->finds[i]);
	if (catalog->finds[i].is_gone)
		return;
	standing = judge(catalog, row, &catalog->finds[i], &why);
	if (!catalog->json) {
		add_item(&catalog->bytes, row, standing, why);
		return;
	}
	buf_adds(json, json->len > 1 ? ",\n " : "\n ");
	add_object(json, row, standing, why->code, strcmp(row->prefix, catalog->active) == 0);
}

/* In the pool. */
static void run(uv_work_t *work)
{
	struct catalog *catalog = work->data;
	struct server *server = connection_server(catalog->connection);
	struct buf json = BUF_INIT;

	catalog->rows = registry_records(server->registry);
	catalog->finds = xcalloc(catalog->rows.n, sizeof(*catalog->finds));
	buf_addc(&json, '[');
	for (size_t i = 0; i < catalog->rows.n; i++)
		add_row(catalog, i, &json);
	buf_adds(&json, json.len > 1 ? "\n]\n" : "]\n");
	if (catalog->json)
		text_encode(&catalog->bytes, json.data);
	empty_encode(&catalog->bytes, MESSAGE_END);
	buf_free(&json);
}

static void catalog_free(struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->rows.n; i++) {
		env_deinit(&catalog->finds[i].env);
		reason_deinit(&catalog->finds[i].why);
	}
	free(catalog->finds);
	records_free(&catalog->rows);
	judge_deinit(&catalog->judge);
	buf_free(&catalog->bytes);
	free(catalog->active);
	connection_unref(catalog->connection);
	free(catalog);
}

/* What was found is remembered. */
static void note(struct catalog *catalog, struct server *server)
{
	for (size_t i = 0; i < catalog->rows.n; i++) {
		if (catalog->finds[i].env.kind)
			env_remember(&catalog->finds[i].env, server->registry);
		else if (catalog->finds[i].is_gone)
			registry_forget(server->registry, catalog->rows.v[i].prefix);
	}
}

static void on_done(uv_work_t *work, int status)
{
	struct catalog *catalog = work->data;
	struct server *server = connection_server(catalog->connection);

	server_release(server);
	if (status == 0 && !server->is_closing) {
		connection_send(catalog->connection, &catalog->bytes, true);
		note(catalog, server);
	}
	catalog_free(catalog);
}

void catalog_start(struct connection *connection, bool json, char *active)
{
	struct catalog *catalog = xcalloc(1, sizeof(*catalog));
	struct server *server = connection_server(connection);

	*catalog = (struct catalog){
		.connection = connection, .json = json, .active = active, .bytes = BUF_INIT,
	};
	judge_init(&catalog->judge, server, QUESTION_QUIET | QUESTION_GRANTED);
	connection_ref(connection);
	catalog->work.data = catalog;
	server_hold(server);
	uv_queue_work(server->loop, &catalog->work, run, on_done);
}
