/* server: wiring, the socket, signals, the configuration's reload. */
#include "serve/server.h"

#include "serve/connection.h"
#include "vcs/git_cache.h"
#include "sys/log.h"

#include "envd/buf.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 128
#define MAX_CONNECTIONS 512
#define REGISTRY_PATIENCE_MS 100
#define CONFIG_GUARD_S 3

/* ---- configuration ---- */

/* Watches the directory that the file is in, or the nearest one above that
 * exists: the file may appear later. There, others' writes are no news. */
static void watch_config(struct server *server)
{
	char *dir = path_parent(server->paths->config);
	int old = server->config_watch;

	server->config_watch = -1;
	if (server->watch)
		server->config_watch = watch_add_with_writes(server->watch, dir);
	while (server->config_watch == -ENOENT && strcmp(dir, "/") != 0) {
		char *parent = path_parent(dir);

		free(dir);
		dir = parent;
		server->config_watch = watch_add(server->watch, dir);
	}
	if (old >= 0)
		watch_remove(server->watch, old);
	free(dir);
}

/* Is the file still the one that was read? One that changed a moment ago may
 * have changed twice at one time. */
static bool is_config_read(const struct server *server)
{
	const struct file *read = &server->config_file;
	struct file now = { 0 };
	struct timespec settled;

	clock_gettime(CLOCK_REALTIME, &settled);
	settled.tv_sec -= CONFIG_GUARD_S;
	file_look(AT_FDCWD, server->paths->config, true, &now);
	return file_is_same(&now, read) && now.size == read->size &&
	       time_compare(now.mtime, read->mtime) == 0 &&
	       time_compare(now.ctime, read->ctime) == 0 &&
	       time_compare(now.ctime, settled) < 0;
}

/* Takes the file as it is now. A file with an error changes nothing. */
static void load_config(struct server *server)
{
	struct buf error = BUF_INIT;
	struct config config;

	free(server->config_error);
	server->config_error = NULL;
	server->config_file = (struct file){ 0 };
	file_look(AT_FDCWD, server->paths->config, true, &server->config_file);
	if (config_read(&config, server->paths->config, server->paths->home, &error) == 0) {
		config_deinit(&server->config);
		server->config = config;
	} else {
		server->config_error = buf_detach(&error);
		log_warn(0, "%s", server->config_error);
	}
	buf_free(&error);
}

/* ---- events ---- */

/* Does the socket's name still lead to us? */
static bool is_reachable(const struct server *server)
{
	struct file file;

	return file_look(AT_FDCWD, server->paths->socket, false, &file) == 0 &&
	       file_is_same(&file, &server->socket);
}

static void on_change(void *data, int id, bool is_itself)
{
	struct server *server = data;

	if (id == server->config_watch) {
		/* Often a directory that others write to, as HOME. */
		watch_config(server);
		if (!is_config_read(server)) {
			load_config(server);
			sessions_take_back(server->sessions);
		}
	}
	if (id == server->runtime_watch) {
		if (server->socket.inode && !is_reachable(server)) {
			log_warn(0, "%s: removed; another daemon may start",
				 server->paths->socket);
			server_close(server);
		}
	} else {
		sessions_changed(server->sessions, id, is_itself);
	}
}

/* The mounts or the clock: what answers rest on means something else now. */
static void on_upheaval(void *data)
{
	struct server *server = data;

	sessions_take_back(server->sessions);
}

static void on_lost(void *data)
{
	struct server *server = data;

	load_config(server);
	sessions_take_back(server->sessions);
}

static void on_signal(uv_signal_t *signal_, int number)
{
	log_info("ended by signal %d", number);
	server_close(signal_->data);
}

static void on_connection(uv_stream_t *listener, int status)
{
	struct server *server = listener->data;

	if (status < 0)
		log_warn(status, "%s: accept", server->paths->socket);
	else
		connection_accept(server, server->n_connections >= MAX_CONNECTIONS);
}

/* ---- the socket ---- */

/* uv_pipe_bind would cut a long path silently, so the socket is ours. Whoever
 * holds the lock may remove what an earlier daemon left. */
static int bind_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	mode_t mask;
	int fd, r;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	unlink(path);
	mask = umask(077);
	r = bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ? -errno : fd;
	umask(mask);
	if (r < 0)
		close(fd);
	return r;
}

static int listen_on(struct server *server)
{
	int fd = bind_socket(server->paths->socket), r;

	if (fd < 0)
		return fd;
	r = uv_pipe_open(&server->listener, fd);
	if (r < 0) {
		close(fd);
		return r;
	}
	file_look(AT_FDCWD, server->paths->socket, false, &server->socket);
	if (server->watch)
		server->runtime_watch = watch_add(server->watch, server->paths->runtime);
	return uv_listen((uv_stream_t *)&server->listener, BACKLOG, on_connection);
}

/* Listens once the registry is loaded or has taken too long. */
static void start_listening(struct server *server)
{
	int r;

	if (server->is_closing || uv_is_active((uv_handle_t *)&server->listener))
		return;
	uv_timer_stop(&server->patience);
	r = listen_on(server);
	if (r < 0) {
		log_warn(r, "%s: cannot listen", server->paths->socket);
		server_close(server);
	}
}

static void on_patience(uv_timer_t *timer)
{
	start_listening(timer->data);
}

static void on_registry_loaded(void *data)
{
	struct server *server = data;

	server->has_registry = true;
	if (uv_is_active((uv_handle_t *)&server->listener))
		sessions_take_back(server->sessions);
	start_listening(server);
}

/* ---- life ---- */

static void open_handles(struct server *server)
{
	static const int numbers[] = { SIGTERM, SIGINT };

	uv_pipe_init(server->loop, &server->listener, 0);
	server->listener.data = server;
	uv_timer_init(server->loop, &server->patience);
	server->patience.data = server;
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		uv_signal_init(server->loop, &server->signals[i]);
		server->signals[i].data = server;
		uv_signal_start(&server->signals[i], on_signal, numbers[i]);
	}
}

int server_open(struct server *server, uv_loop_t *loop, const struct paths *paths)
{
	struct watch_events events = { .on_change = on_change, .on_lost = on_lost,
				       .data = server };
	char *file;

	*server = (struct server){ .loop = loop, .paths = paths, .config_watch = -1,
				   .runtime_watch = -1,
				   .started_ms = monotonic_ms() };
	signal(SIGPIPE, SIG_IGN);
	open_handles(server);
	config_init(&server->config);
	load_config(server);
	/* What the refused file wanted is not known: be careful. */
	if (server->config_error)
		server->config.is_policy_ask = true;
	server->watch = watch_open(loop, server->config.watch_limit, &events);
	server->sessions = sessions_open(loop, paths->runtime, server->watch);
	server->mounts = mounts_open(loop, on_upheaval, server);
	server->clock = clock_watch_open(loop, on_upheaval, server);
	watch_config(server);
	file = path_join(paths->state, "decisions");
	server->decisions = decisions_new(file);
	free(file);
	server->git = git_cache_new();
	file = path_join(paths->state, "registry.db");
	server->registry = registry_open(loop, file, on_registry_loaded, server);
	free(file);
	uv_timer_start(&server->patience, on_patience, REGISTRY_PATIENCE_MS, 0);
	log_info("envd-daemon " ENVD_VERSION " started, pid %ld", (long)getpid());
	return 0;
}

static void on_registry_closed(void *data)
{
	struct server *server = data;

	decisions_free(server->decisions);
	git_cache_free(server->git);
	config_deinit(&server->config);
	free(server->config_error);
}

static void close_registry(struct server *server)
{
	if (server->is_alone && server->n_jobs == 0)
		registry_close(server->registry, on_registry_closed, server);
}

void server_hold(struct server *server)
{
	server->n_jobs++;
}

void server_release(struct server *server)
{
	server->n_jobs--;
	close_registry(server);
}

/* What the sessions' end still needs is closed after them. */
static void on_sessions_closed(void *data)
{
	struct server *server = data;

	watch_close(server->watch);
	mounts_close(server->mounts);
	clock_watch_close(server->clock);
	strings_free(&server->busy);
	server->is_alone = true;
	close_registry(server);
}

void server_close(struct server *server)
{
	if (server->is_closing)
		return;
	server->is_closing = true;
	/* A lookup on a dead mount must not keep us for ever. */
	alarm(5);
	if (is_reachable(server))
		unlink(server->paths->socket);
	uv_close((uv_handle_t *)&server->listener, NULL);
	uv_close((uv_handle_t *)&server->patience, NULL);
	for (size_t i = 0; i < COUNT_OF(server->signals); i++)
		uv_close((uv_handle_t *)&server->signals[i], NULL);
	while (server->connections)
		connection_close(server->connections);
	sessions_close(server->sessions, on_sessions_closed, server);
}
