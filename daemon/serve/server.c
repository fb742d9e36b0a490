/* server: wiring, signals, and what happens when something has changed. */
#include "serve/server.h"

#include "serve/request.h"

#include "sys/log.h"
#include "vcs/git_cache.h"

#include "envd/util.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REGISTRY_PATIENCE_MS 100

/* Watches the directory that envd.ini is in, or the nearest one above that
 * exists: the file may appear later. There, others' writes are no news. */
static void watch_config(struct server *server)
{
	struct watch *watch = server->services.watch;
	char *dir = path_parent(server->services.paths->config);
	int old = server->config_watch;

	server->config_watch = -1;
	if (watch)
		server->config_watch = watch_add_with_writes(watch, dir);
	while (server->config_watch == -ENOENT && strcmp(dir, "/") != 0) {
		char *parent = path_parent(dir);

		free(dir);
		dir = parent;
		server->config_watch = watch_add(watch, dir);
	}
	if (old >= 0)
		watch_remove(watch, old);
	free(dir);
}

/* ---- events ---- */

static void close_all(struct server *server);

/* What the loop has read of events before the end comes behind it. */
static void on_change(void *data, int id, bool is_itself)
{
	struct server *server = data;
	struct services *services = &server->services;

	if (server->is_closing)
		return;
	if (id == server->config_watch) {
		/* Often a directory that others write to, as HOME. */
		watch_config(server);
		if (!config_file_is_read(&services->config)) {
			config_file_load(&services->config);
			sessions_take_back(services->sessions);
		}
	}
	if (id != server->runtime_watch) {
		sessions_changed(services->sessions, id, is_itself);
	} else if (!listener_is_reachable(&server->listener)) {
		log_warn(0, "%s: removed; another daemon may start", services->paths->socket);
		close_all(server);
	}
}

/* The mounts or the clock: what answers rest on means something else now. */
static void on_upheaval(void *data)
{
	struct server *server = data;

	if (!server->is_closing)
		sessions_take_back(server->services.sessions);
}

static void on_lost(void *data)
{
	struct server *server = data;

	if (!server->is_closing)
		config_file_load(&server->services.config);
	on_upheaval(server);
}

static void on_signal(uv_signal_t *signal_, int number)
{
	log_info("ended by signal %d", number);
	close_all(signal_->data);
}

static void stop(void *data)
{
	log_info("asked to stop");
	close_all(data);
}

static int on_question(void *data, struct connection *connection, enum message type,
		       const void *bytes, size_t n)
{
	struct server *server = data;

	return request_handle(&server->services, connection, type, bytes, n);
}

static void on_connection(void *data)
{
	struct server *server = data;

	connections_accept(&server->connections, (uv_stream_t *)&server->listener.pipe);
}

/* ---- the start ---- */

/* Listens once the registry is loaded or has taken too long. */
static void start_listening(struct server *server)
{
	struct services *services = &server->services;

	if (server->is_closing || listener_is_started(&server->listener))
		return;
	uv_timer_stop(&server->patience);
	server->error = listener_start(&server->listener, on_connection, server);
	if (server->error < 0) {
		log_warn(server->error, "%s: cannot listen", services->paths->socket);
		close_all(server);
	} else if (services->watch) {
		server->runtime_watch = watch_add(services->watch, services->paths->runtime);
	}
}

static void on_patience(uv_timer_t *timer)
{
	start_listening(timer->data);
}

static void on_registry_loaded(void *data)
{
	struct server *server = data;

	if (!server->is_closing && listener_is_started(&server->listener))
		sessions_take_back(server->services.sessions);
	start_listening(server);
}

static void open_handles(struct server *server)
{
	static const int numbers[] = { SIGTERM, SIGINT };

	signal(SIGPIPE, SIG_IGN);
	listener_open(&server->listener, server->loop, server->services.paths->socket);
	uv_timer_init(server->loop, &server->patience);
	server->patience.data = server;
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		uv_signal_init(server->loop, &server->signals[i]);
		server->signals[i].data = server;
		uv_signal_start(&server->signals[i], on_signal, numbers[i]);
	}
}

static void open_services(struct server *server, const struct paths *paths)
{
	struct watch_events events = { .on_change = on_change, .on_lost = on_lost,
				       .data = server };
	struct services *services = &server->services;
	char *file;

	config_file_open(&services->config, paths);
	services->jobs = jobs_open(server->loop);
	services->watch = watch_open(server->loop, services->config.config.watch_limit, &events);
	services->sessions = sessions_open(server->loop, paths->runtime, services->watch);
	services->mounts = mounts_open(server->loop, on_upheaval, server);
	file = path_join(paths->state, "decisions");
	services->decisions = decisions_new(file);
	free(file);
	services->git = git_cache_new();
	file = path_join(paths->state, "registry.db");
	services->registry = registry_open(server->loop, file, on_registry_loaded, server);
	free(file);
}

void server_open(struct server *server, uv_loop_t *loop, const struct paths *paths)
{
	*server = (struct server){
		.loop = loop, .config_watch = -1, .runtime_watch = -1,
		.connections = { .loop = loop, .on_question = on_question, .data = server },
		.services = { .paths = paths, .started_ms = monotonic_ms(), .stop = stop,
			      .data = server },
	};
	open_handles(server);
	open_services(server, paths);
	server->clock = clock_watch_open(loop, on_upheaval, server);
	watch_config(server);
	uv_timer_start(&server->patience, on_patience, REGISTRY_PATIENCE_MS, 0);
	log_info("envd-daemon " ENVD_VERSION " started, pid %ld", (long)getpid());
}

/* ---- the end: first who uses the services, then the services ---- */

static void on_registry_closed(void *data)
{
	struct services *services = data;

	decisions_free(services->decisions);
	git_cache_free(services->git);
	config_file_close(&services->config);
}

static void on_user_closed(void *data)
{
	struct server *server = data;
	struct services *services = &server->services;

	if (--server->users > 0)
		return;
	watch_close(services->watch);
	mounts_close(services->mounts);
	registry_close(services->registry, on_registry_closed, services);
}

/* The loop then comes to its end. May be called again. */
static void close_all(struct server *server)
{
	if (server->is_closing)
		return;
	server->is_closing = true;
	/* A job on a dead mount must not keep us for ever. */
	alarm(5);
	listener_close(&server->listener);
	uv_close((uv_handle_t *)&server->patience, NULL);
	for (size_t i = 0; i < COUNT_OF(server->signals); i++)
		uv_close((uv_handle_t *)&server->signals[i], NULL);
	clock_watch_close(server->clock);
	connections_close(&server->connections);
	server->users = 2;
	jobs_close(server->services.jobs, on_user_closed, server);
	sessions_close(server->services.sessions, on_user_closed, server);
}
