/* envd ls: every known environment. */
#include "colour.h"
#include "command.h"
#include "connect.h"
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
	const char *active, *home;
	time_t now;
	struct buf text;
};

static void add_cell(struct list *list, const char *text)
{
	struct buf shown = BUF_INIT;

	text_visible(&shown, text && *text ? text : "-");
	strings_add(&list->table.cells, shown.data);
	buf_free(&shown);
}

/* Most that ask do so because nothing was decided: that needs no reason. */
static void add_state(struct list *list, const struct item *item)
{
	static const char *const states[] = {
		[STANDING_OK] = "ok", [STANDING_BROKEN] = "broken: ", [STANDING_ASKS] = "asks: ",
		[STANDING_REFUSED] = "refused: ", [STANDING_DENIED] = "denied",
		[STANDING_UNKNOWN] = "",
	};
	bool is_active = strcmp(item->prefix, list->active) == 0;
	const char *state = states[item->standing], *why = "";
	char *text;

	if (is_active && item->standing != STANDING_BROKEN)
		state = "active";
	else if (item->state.code && item->standing != STANDING_DENIED)
		why = reason_short(item->state.code);
	if (item->standing == STANDING_ASKS && strcmp(why, REASON_UNDECIDED) == 0)
		state = "";
	text = xasprintf("%s%s", state, why);
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

static void add_item(struct list *list, const struct item *item)
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

static int take(void *data, enum message type, const void *body, size_t n)
{
	struct list *list = data;
	struct item item;
	char *text;
	int r;

	switch (type) {
	case MESSAGE_ITEM:
		r = item_decode(&item, body, n);
		if (r == 0)
			add_item(list, &item);
		item_deinit(&item);
		return r;
	case MESSAGE_TEXT:
		r = text_decode_message(&text, body, n);
		if (r == 0)
			buf_adds(&list->text, text);
		free(text);
		return r;
	case MESSAGE_END:
		return 1;
	default:
		return -EBADMSG;
	}
}

static void print(struct list *list, bool json)
{
	if (!json && list->table.cells.n == 0)
		fputs("envd: no environments yet; 'envd create' makes one\n", stderr);
	else if (!json)
		table_print(&list->table, table_terminal_width(), PATH_COLUMN, &list->text);
	(void)write_all(STDOUT_FILENO, list->text.data, list->text.len);
}

int cmd_ls(int argc, char **argv)
{
	static const char *const known[] = { "--json", NULL };
	const char *flags[1] = { NULL }, *active = getenv("VIRTUAL_ENV");
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
	list.active = active ? active : "";
	list.home = paths.home;
	list.table.coloured = STATE_COLUMN;
	list.table.colour_of = colour_is_wanted(STDOUT_FILENO) ? colour_of : NULL;
	list_encode(&question, MESSAGE_LIST, flags[0] != NULL, list.active);
	r = connect_ask(&paths, CONNECT_LIST_PATIENCE_MS, true, &question, take, &list);
	if (r == 0)
		print(&list, flags[0] != NULL);
	strings_free(&list.table.cells);
	buf_free(&list.text);
	buf_free(&question);
	paths_deinit(&paths);
	return r < 0 ? command_failed(r) : EXIT_DONE;
}
