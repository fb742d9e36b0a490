/* connection: one client on the socket. */
#include "serve/connection.h"

#include "sys/log.h"
#include "serve/request.h"
#include "serve/server.h"

#include "envd/process.h"
#include "envd/protocol.h"

#include <stdlib.h>
#include <unistd.h>

#define TIMEOUT_MS (60 * 1000)

struct connection {
	struct server *server;
	struct connection *next, **link;        /* link: what points to us */
	uv_pipe_t pipe;
	uv_timer_t timeout;
	int open_handles;
	int refs;
	bool is_closing, is_asked;
	struct buf in;
	char chunk[4096];
};

struct reply {
	uv_write_t request;
	struct buf bytes;
	bool is_last;
};

void connection_ref(struct connection *connection)
{
	connection->refs++;
}

void connection_unref(struct connection *connection)
{
	if (--connection->refs > 0)
		return;
	buf_free(&connection->in);
	free(connection);
}

struct server *connection_server(const struct connection *connection)
{
	return connection->server;
}

bool connection_is_closed(const struct connection *connection)
{
	return connection->is_closing;
}

static void on_closed(uv_handle_t *handle)
{
	struct connection *connection = handle->data;

	if (--connection->open_handles == 0)
		connection_unref(connection);
}

void connection_close(struct connection *connection)
{
	if (connection->is_closing)
		return;
	connection->is_closing = true;
	*connection->link = connection->next;
	if (connection->next)
		connection->next->link = connection->link;
	connection->server->n_connections--;
	uv_close((uv_handle_t *)&connection->pipe, on_closed);
	uv_close((uv_handle_t *)&connection->timeout, on_closed);
}

static void on_written(uv_write_t *request, int status)
{
	struct reply *reply = (struct reply *)request;
	struct connection *connection = request->data;

	if (status < 0 || reply->is_last)
		connection_close(connection);
	buf_free(&reply->bytes);
	free(reply);
	connection_unref(connection);
}

void connection_send(struct connection *connection, struct buf *bytes, bool is_last)
{
	struct reply *reply = xcalloc(1, sizeof(*reply));
	uv_buf_t buffer;

	reply->bytes = *bytes;
	reply->is_last = is_last;
	*bytes = (struct buf)BUF_INIT;
	buffer = uv_buf_init(reply->bytes.data, (unsigned)reply->bytes.len);
	reply->request.data = connection;
	if (connection->is_closing ||
	    uv_write(&reply->request, (uv_stream_t *)&connection->pipe, &buffer, 1,
		     on_written) < 0) {
		connection_close(connection);
		buf_free(&reply->bytes);
		free(reply);
		return;
	}
	connection_ref(connection);
}

static void on_alloc(uv_handle_t *handle, size_t size, uv_buf_t *out)
{
	struct connection *connection = handle->data;

	(void)size;
	*out = uv_buf_init(connection->chunk, sizeof(connection->chunk));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *data)
{
	struct connection *connection = stream->data;
	enum message type;
	size_t body;
	int r;

	if (n < 0) {
		connection_close(connection);
		return;
	}
	if (n == 0)
		return;         /* nothing more for now, says libuv */
	if (connection->is_asked) {
		connection_close(connection);   /* one question a connection */
		return;
	}
	buf_add(&connection->in, data->base, (size_t)n);
	r = frame_look(connection->in.data, connection->in.len, &type, &body);
	if (r < 0 || (r == 1 && connection->in.len > PROTOCOL_HEADER + body)) {
		log_warn(r, "a client sent what is no question");
		connection_close(connection);
	} else if (r == 1) {
		connection->is_asked = true;
		request_handle(connection, type, connection->in.data + PROTOCOL_HEADER, body);
	}
}

static void on_timeout(uv_timer_t *timer)
{
	connection_close(timer->data);
}

static bool is_mine(uv_pipe_t *pipe)
{
	uv_os_fd_t fd;
	uid_t uid;

	return uv_fileno((uv_handle_t *)pipe, &fd) == 0 && peer_identify(fd, &uid, NULL) == 0 &&
	       uid == geteuid();
}

static void add_to(struct server *server, struct connection *connection)
{
	connection->next = server->connections;
	connection->link = &server->connections;
	if (connection->next)
		connection->next->link = &connection->next;
	server->connections = connection;
	server->n_connections++;
}

/* The one that has been silent longest makes room. False: all are at work. */
static bool drop_silent(struct server *server)
{
	struct connection *silent = NULL;

	for (struct connection *c = server->connections; c; c = c->next)
		if (!c->is_asked)
			silent = c;
	if (silent)
		connection_close(silent);
	return silent;
}

void connection_accept(struct server *server, bool is_full)
{
	struct connection *connection = xcalloc(1, sizeof(*connection));
	bool refuse = is_full && !drop_silent(server);

	connection->server = server;
	connection->refs = 1;
	connection->open_handles = 2;
	connection->in = (struct buf)BUF_INIT;
	uv_pipe_init(server->loop, &connection->pipe, 0);
	uv_timer_init(server->loop, &connection->timeout);
	connection->pipe.data = connection;
	connection->timeout.data = connection;
	add_to(server, connection);
	if (uv_accept((uv_stream_t *)&server->listener, (uv_stream_t *)&connection->pipe) < 0 ||
	    refuse || !is_mine(&connection->pipe)) {
		connection_close(connection);
		return;
	}
	uv_timer_start(&connection->timeout, on_timeout, TIMEOUT_MS, 0);
	uv_read_start((uv_stream_t *)&connection->pipe, on_alloc, on_read);
}
