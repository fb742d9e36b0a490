/* envd ls: every known environment. */
#include "colour.h"
#include "change.h"
#include "command.h"
#include "connect.h"
#include "hand.h"
#include "json.h"
#include "reason.h"
#include "table.h"

#include "envd/text.h"
#include "envd/util.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const heads[] = { "NAME", "PYTHON", "STATE", "USED", "PATH", NULL };

#define STATE_COLUMN 2
#define PATH_COLUMN 4

struct list {
	struct table table;
	char *active;
	const char *home;
	time_t now;
	bool is_json;
	struct buf text;
};

static void add_cell(struct list *list, const char *text)
{
	struct buf shown = BUF_INIT;

	text_visible(&shown, text && *text ? text : "-");
	strings_add(&list->table.cells, shown.data);
	buf_free(&shown);
}

/* That nothing is known of an environment, and no concern, needs no reason. */
static void add_state(struct list *list, const struct item *item)
{
	static const char *const states[] = {
		[STANDING_OK] = "ok", [STANDING_BROKEN] = "broken",
		[STANDING_ASKS] = "needs approval", [STANDING_REFUSED] = "refused",
		[STANDING_DENIED] = "denied", [STANDING_UNKNOWN] = "not checked",
	};
	bool is_active = strcmp(item->prefix, list->active) == 0;
	const char *state = states[item->standing], *why = NULL;
	char *text;

	if (is_active && item->standing != STANDING_BROKEN)
		state = "active";
	else if (item->state.code && item->standing != STANDING_DENIED &&
		 reason_scope(item->state.code) != SCOPE_DOUBT)
		why = reason_short(item->state.code);
	text = why ? xasprintf("%s (%s)", state, why) : xstrdup(state);
	add_cell(list, text);
	free(text);
}

/* What is well has its usual look. */
static const char *colour_of(const char *state)
{
	if (strcmp(state, "active") == 0)
		return COLOUR_GREEN;
	if (strcmp(state, "ok") == 0)
		return NULL;
	return starts_with(state, "broken") || starts_with(state, "refused") ? COLOUR_RED :
	       COLOUR_CYAN;
}

static void add_row(struct list *list, const struct item *item)
{
	struct buf path = BUF_INIT;

	add_cell(list, item->label);
	add_cell(list, item->version);
	add_state(list, item);
	table_add_ago(&list->table, item->used, list->now);
	text_path(&path, item->prefix, list->home);
	strings_add(&list->table.cells, path.data);
	buf_free(&path);
}

static void add_object(struct list *list, const struct item *item)
{
	static const char *const states[] = {
		[STANDING_OK] = "ok", [STANDING_BROKEN] = "broken",
		[STANDING_ASKS] = "needs-approval", [STANDING_REFUSED] = "refused",
		[STANDING_DENIED] = "denied", [STANDING_UNKNOWN] = "not-checked",
	};
	bool is_active = strcmp(item->prefix, list->active) == 0;
	uint32_t why = item->state.code;
	struct buf *out = &list->text;

	json_row(out);
	json_string(out, "path", item->prefix);
	json_string(out, "name", item->label);
	json_string(out, "kind", item->kind);
	json_string(out, "manager", *item->manager ? item->manager : NULL);
	json_string(out, "project", *item->project ? item->project : NULL);
	json_string(out, "python", *item->version ? item->version : NULL);
	json_string(out, "state", is_active ? "active" : states[item->standing]);
	json_string(out, "reason", why ? reason_word(why) : NULL);
	json_time(out, "first_seen", item->first_seen);
	json_time(out, "last_used", item->used);
	json_number(out, "uses", item->uses);
	json_end(out);
}

static int take(void *data, enum message type, const void *body, size_t n)
{
	struct list *list = data;
	struct item item;
	int r;

	if (type == MESSAGE_END)
		return 1;
	if (type != MESSAGE_ITEM)
		return -EBADMSG;
	r = item_decode(&item, body, n);
	if (r == 0 && list->is_json)
		add_object(list, &item);
	else if (r == 0)
		add_row(list, &item);
	item_deinit(&item);
	return r;
}

static void print(struct list *list)
{
	if (list->is_json)
		json_finish(&list->text);
	else if (list->table.cells.n == 0)
		fputs("envd: no environments yet. To create one: envd create\n", stderr);
	else
		table_print(&list->table, table_terminal_width(), PATH_COLUMN, &list->text);
	(void)write_all(STDOUT_FILENO, list->text.data, list->text.len);
}

/* What is active in the shell that asks, whoever has activated it; to be freed. */
static char *active_prefix(void)
{
	struct variables now = { 0 };
	struct state state;
	enum hand hand;
	const char *prefix;
	char *copy;

	change_read(&now, &state);
	hand = hand_of(&state, &now, false, false);
	prefix = hand == HAND_NONE || hand == HAND_TAKEN_OFF ? state.prefix :
		 hand_prefix(hand, &now);
	copy = xstrdup(prefix ? prefix : "");
	state_deinit(&state);
	variables_free(&now);
	return copy;
}

int cmd_ls(int argc, char **argv)
{
	static const char *const known[] = { "--json", NULL };
	const char *flags[1] = { NULL };
	struct list list = { .table.heads = heads, .text = BUF_INIT, .now = time(NULL) };
	struct buf question = BUF_INIT;
	struct paths paths;
	int n = command_options(argc, argv, known, flags), r;

	if (n < 0)
		return EXIT_USAGE;
	if (n > 0)
		return command_usage(argv[0], "takes no arguments");
	r = command_paths(&paths);
	if (r)
		return r;
	list.active = active_prefix();
	list.home = paths.home;
	list.table.coloured = STATE_COLUMN;
	list.table.colour_of = colour_is_wanted(STDOUT_FILENO) ? colour_of : NULL;
	list.is_json = flags[0];
	empty_encode(&question, MESSAGE_LIST);
	r = connect_ask(&paths, CONNECT_LIST_PATIENCE_MS, true, &question, take, &list);
	if (r == 0)
		print(&list);
	strings_free(&list.table.cells);
	buf_free(&list.text);
	buf_free(&question);
	free(list.active);
	paths_deinit(&paths);
	return r < 0 ? command_failed(r) : EXIT_DONE;
}
