/* catalog: look again at all that is known, then list it. */
#include "catalog.h"

#include "connection.h"
#include "kind.h"
#include "server.h"

#include "envd/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

struct catalog {
	uv_work_t work;
	struct connection *connection;
	bool json;
	char *active;
	struct item *items;             /* as they were known */
	struct env *envs;               /* as they are; kind NULL: not to be told, or gone */
	bool *is_gone;
	size_t n;
};

/* By the name that it is found under in its project, or else by itself. */
static int look_again(const struct item *item, const char *home, struct env *env)
{
	static const struct variables none = { 0 };
	struct surroundings around = { .home = home, .variables = &none };
	int r = kind_detect(item->project, &around, env);

	if (r == 1 && strcmp(env->prefix, item->prefix) == 0)
		return 1;
	env_deinit(env);
	return kind_look_at(item->prefix, env);
}

/* An unreadable directory or a disk that is not mounted says nothing. */
static bool is_gone(const char *prefix, int result)
{
	struct file file;

	return result == 0 || file_look(AT_FDCWD, prefix, true, &file) == -ENOENT;
}

/* In the pool. */
static void run(uv_work_t *work)
{
	struct catalog *catalog = work->data;
	struct server *server = connection_server(catalog->connection);

	catalog->items = registry_items(server->registry, &catalog->n);
	catalog->envs = xcalloc(catalog->n, sizeof(*catalog->envs));
	catalog->is_gone = xcalloc(catalog->n, sizeof(*catalog->is_gone));
	for (size_t i = 0; i < catalog->n; i++) {
		int r = look_again(&catalog->items[i], server->paths->home,
				   &catalog->envs[i]);

		if (r != 1)
			env_deinit(&catalog->envs[i]);
		catalog->is_gone[i] = r != 1 && is_gone(catalog->items[i].prefix, r);
	}
}

static void catalog_free(struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->n; i++) {
		item_deinit(&catalog->items[i]);
		env_deinit(&catalog->envs[i]);
	}
	free(catalog->items);
	free(catalog->envs);
	free(catalog->is_gone);
	free(catalog->active);
	connection_unref(catalog->connection);
	free(catalog);
}

static void send_items(struct catalog *catalog, struct server *server)
{
	struct buf bytes = BUF_INIT;
	size_t n;
	struct item *items = registry_items(server->registry, &n);

	for (size_t i = 0; i < n; i++) {
		item_encode(&bytes, &items[i]);
		item_deinit(&items[i]);
	}
	free(items);
	empty_encode(&bytes, MESSAGE_END);
	connection_send(catalog->connection, &bytes, true);
}

static void on_json(void *data, const char *json, int error)
{
	struct catalog *catalog = data;
	struct buf bytes = BUF_INIT;

	if (json)
		text_encode(&bytes, json);
	else
		failed_encode(&bytes, error);
	empty_encode(&bytes, MESSAGE_END);
	connection_send(catalog->connection, &bytes, true);
	catalog_free(catalog);
}

static void on_done(uv_work_t *work, int status)
{
	struct catalog *catalog = work->data;
	struct server *server = connection_server(catalog->connection);

	server_release(server);
	if (status != 0 || server->is_closing) {
		catalog_free(catalog);
		return;
	}
	for (size_t i = 0; i < catalog->n; i++) {
		if (catalog->envs[i].kind)
			registry_see(server->registry, &catalog->envs[i]);
		else if (catalog->is_gone[i])
			registry_forget(server->registry, catalog->items[i].prefix);
	}
	if (catalog->json) {
		registry_json(server->registry, catalog->active, on_json, catalog);
		return;
	}
	send_items(catalog, server);
	catalog_free(catalog);
}

void catalog_start(struct connection *connection, bool json, char *active)
{
	struct catalog *catalog = xcalloc(1, sizeof(*catalog));

	*catalog = (struct catalog){ .connection = connection, .json = json, .active = active };
	connection_ref(connection);
	catalog->work.data = catalog;
	server_hold(connection_server(connection));
	uv_queue_work(connection_server(connection)->loop, &catalog->work, run, on_done);
}
