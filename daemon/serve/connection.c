/* connection: one client on the socket. */
#include "serve/connection.h"

#include "sys/log.h"

#include "envd/process.h"
#include "envd/protocol.h"

#include <stdlib.h>
#include <unistd.h>

#define MAX_CONNECTIONS 512

/* So long a client may take to ask, and to read what it was sent. An answer may
 * take longer. */
#define TIMEOUT_MS (60 * 1000)

struct connection {
	struct connections *connections;
	struct connection *next, **link;        /* link: what points to us */
	uv_pipe_t pipe;
	uv_timer_t timeout;
	int open_handles;
	int refs;
	bool is_closing, is_asked, is_ending;
	size_t unsent;
	void (*on_change)(void *data);
	void *data;
	struct buf in;
	char chunk[4096];
};

struct frames {
	uv_write_t request;
	struct buf bytes;
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

bool connection_is_closed(const struct connection *connection)
{
	return connection->is_closing;
}

size_t connection_unsent(const struct connection *connection)
{
	return connection->unsent;
}

void connection_observe(struct connection *connection, void (*on_change)(void *data),
			void *data)
{
	connection->on_change = on_change;
	connection->data = data;
}

static void tell(struct connection *connection)
{
	if (connection->on_change)
		connection->on_change(connection->data);
}

/* ---- the end ---- */

static void on_closed(uv_handle_t *handle)
{
	struct connection *connection = handle->data;

	if (--connection->open_handles == 0)
		connection_unref(connection);
}

static void close_now(struct connection *connection)
{
	if (connection->is_closing)
		return;
	connection->is_closing = true;
	*connection->link = connection->next;
	if (connection->next)
		connection->next->link = connection->link;
	connection->connections->n--;
	uv_close((uv_handle_t *)&connection->pipe, on_closed);
	uv_close((uv_handle_t *)&connection->timeout, on_closed);
	tell(connection);
}

void connections_close(struct connections *connections)
{
	while (connections->first)
		close_now(connections->first);
}

void connection_end(struct connection *connection)
{
	connection->is_ending = true;
	if (connection->unsent == 0)
		close_now(connection);
}

static void on_timeout(uv_timer_t *timer)
{
	close_now(timer->data);
}

/* ---- sending ---- */

static void on_written(uv_write_t *request, int status)
{
	struct frames *frames = (struct frames *)request;
	struct connection *connection = request->data;

	connection->unsent -= frames->bytes.len;
	if (connection->unsent == 0)
		uv_timer_stop(&connection->timeout);
	if (status < 0 || (connection->is_ending && connection->unsent == 0))
		close_now(connection);
	else
		tell(connection);
	buf_free(&frames->bytes);
	free(frames);
	connection_unref(connection);
}

void connection_send(struct connection *connection, struct buf *bytes)
{
	struct frames *frames = xcalloc(1, sizeof(*frames));
	uv_buf_t buffer;

	frames->bytes = *bytes;
	*bytes = (struct buf)BUF_INIT;
	buffer = uv_buf_init(frames->bytes.data, (unsigned)frames->bytes.len);
	frames->request.data = connection;
	if (connection->is_closing ||
	    uv_write(&frames->request, (uv_stream_t *)&connection->pipe, &buffer, 1,
		     on_written) < 0) {
		close_now(connection);
		buf_free(&frames->bytes);
		free(frames);
		return;
	}
	connection->unsent += frames->bytes.len;
	connection_ref(connection);
	uv_timer_start(&connection->timeout, on_timeout, TIMEOUT_MS, 0);
}

/* ---- the question ---- */

static void on_alloc(uv_handle_t *handle, size_t size, uv_buf_t *out)
{
	struct connection *connection = handle->data;

	(void)size;
	*out = uv_buf_init(connection->chunk, sizeof(connection->chunk));
}

static void hand_on(struct connection *connection, enum message type, size_t n)
{
	struct connections *connections = connection->connections;
	int r;

	connection->is_asked = true;
	uv_timer_stop(&connection->timeout);
	r = connections->on_question(connections->data, connection, type,
				     connection->in.data + PROTOCOL_HEADER, n);
	if (r < 0) {
		log_warn(r, "a question of type %d was refused", (int)type);
		close_now(connection);
	}
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *data)
{
	struct connection *connection = stream->data;
	enum message type;
	size_t body;
	int r;

	if (n == 0)
		return;         /* nothing more for now, says libuv */
	if (n < 0 || connection->is_asked) {
		close_now(connection);          /* one question a connection */
		return;
	}
	buf_add(&connection->in, data->base, (size_t)n);
	r = frame_look(connection->in.data, connection->in.len, &type, &body);
	if (r < 0 || (r == 1 && connection->in.len > PROTOCOL_HEADER + body)) {
		log_warn(r, "a client sent what is no question");
		close_now(connection);
	} else if (r == 1) {
		hand_on(connection, type, body);
	}
}

/* ---- the beginning ---- */

static bool is_mine(uv_pipe_t *pipe)
{
	uv_os_fd_t fd;
	uid_t uid;

	return uv_fileno((uv_handle_t *)pipe, &fd) == 0 && peer_identify(fd, &uid, NULL) == 0 &&
	       uid == geteuid();
}

static void put_in(struct connections *connections, struct connection *connection)
{
	connection->connections = connections;
	connection->next = connections->first;
	connection->link = &connections->first;
	if (connection->next)
		connection->next->link = &connection->next;
	connections->first = connection;
	connections->n++;
}

/* The one that has been silent longest makes room. False: all are at work. */
static bool drop_silent(struct connections *connections)
{
	struct connection *silent = NULL;

	for (struct connection *c = connections->first; c; c = c->next)
		if (!c->is_asked)
			silent = c;
	if (silent)
		close_now(silent);
	return silent;
}

void connections_accept(struct connections *connections, uv_stream_t *listener)
{
	struct connection *connection = xcalloc(1, sizeof(*connection));
	bool is_full = connections->n >= MAX_CONNECTIONS && !drop_silent(connections);

	connection->refs = 1;
	connection->open_handles = 2;
	connection->in = (struct buf)BUF_INIT;
	uv_pipe_init(connections->loop, &connection->pipe, 0);
	uv_timer_init(connections->loop, &connection->timeout);
	connection->pipe.data = connection;
	connection->timeout.data = connection;
	put_in(connections, connection);
	if (uv_accept(listener, (uv_stream_t *)&connection->pipe) < 0 || is_full ||
	    !is_mine(&connection->pipe)) {
		close_now(connection);
		return;
	}
	uv_timer_start(&connection->timeout, on_timeout, TIMEOUT_MS, 0);
	uv_read_start((uv_stream_t *)&connection->pipe, on_alloc, on_read);
}
