/* envd trust: what was allowed and denied. */
#include "command.h"
#include "connect.h"
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

static const char *const heads[] = { "DECISION", "SINCE", "STATE", "PATH", NULL };

#define PATH_COLUMN 3

struct list {
	struct table table;
	struct strings notes;           /* one a row, below it */
	struct buf text;                /* JSON, or what is printed */
	const char *home;
	bool is_json;
	bool is_gone_only;
	bool is_bad;                    /* not all could be read */
};

/* ---- one row ---- */

/* The words of the decisions' file, which JSON has, in words for people. */
static const char *say_type(const char *type)
{
	static const char *const words[][2] = {
		{ "allow", "allowed" }, { "deny", "denied" }, { "tree", "allowed tree" },
		{ "created", "envd create" }, { "witness", "created here" },
		{ "pinned", "in allowed tree" },
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcmp(type, words[i][0]) == 0)
			return words[i][1];
	return type;
}

static const char *say_state(uint32_t code)
{
	if (code == REASON_NONE)
		return "valid";
	return code == REASON_NOT_LOOKED_AT ? "not checked" : reason_short(code);
}

static void add_row(struct list *list, const struct listed *listed)
{
	struct strings *cells = &list->table.cells;
	struct buf text = BUF_INIT;

	text_visible(&text, say_type(listed->type));
	strings_add(cells, text.data);
	table_add_ago(&list->table, listed->since, time(NULL));
	strings_add(cells, say_state(listed->state.code));
	buf_reset(&text);
	text_path(&text, listed->path, list->home);
	strings_add(cells, text.data);
	buf_reset(&text);
	for (size_t i = 0; i < listed->accepted.n; i++) {
		buf_adds(&text, "  although ");
		reason_say_of(&text, &listed->accepted.v[i], listed->path, list->home);
		buf_addc(&text, '\n');
	}
	strings_add(&list->notes, text.data);
	buf_free(&text);
}

static bool is_gone(const struct listed *listed)
{
	return strcmp(listed->type, "deny") != 0 &&
	       (listed->state.code == REASON_PATH_GONE || listed->state.code == REASON_REPLACED);
}

static void say_bad(struct list *list, const struct reason *trouble)
{
	struct buf line = BUF_INIT;

	buf_adds(&line, "envd: ");
	reason_say(&line, trouble, list->home);
	fprintf(stderr, "%s\n", line.data);
	buf_free(&line);
	list->is_bad = true;
}

static void add_object(struct list *list, const struct listed *listed)
{
	struct buf *out = &list->text;

	json_row(out);
	json_string(out, "path", listed->path);
	json_string(out, "decision", listed->type);
	json_time(out, "since", listed->since);
	json_string(out, "state", listed->state.code ? reason_word(listed->state.code) : "holds");
	json_array(out, "accepted");
	for (size_t i = 0; i < listed->accepted.n; i++) {
		const struct reason *concern = &listed->accepted.v[i];

		json_object(out);
		json_string(out, "what", reason_word(concern->code));
		json_string(out, "path", concern->a);
		json_end(out);
	}
	json_array_end(out);
	json_end(out);
}

static void add(struct list *list, const struct listed *listed)
{
	if (*listed->type == '\0')
		say_bad(list, &listed->state);
	else if (list->is_gone_only && !is_gone(listed))
		return;
	else if (list->is_json)
		add_object(list, listed);
	else
		add_row(list, listed);
}

static int take(void *data, enum message type, const void *body, size_t n)
{
	struct listed listed;
	int r;

	if (type == MESSAGE_END)
		return 1;
	if (type != MESSAGE_LISTED)
		return -EBADMSG;
	r = listed_decode(&listed, body, n);
	if (r == 0)
		add(data, &listed);
	listed_deinit(&listed);
	return r;
}

/* ---- all ---- */

/* The table, with each row's notes below it. */
static void print_table(struct list *list)
{
	struct buf table = BUF_INIT;
	char *line, *next;

	table_print(&list->table, table_terminal_width(), PATH_COLUMN, &table);
	line = table.data;
	for (size_t i = 0; (next = strchr(line, '\n')) != NULL; line = next, i++) {
		buf_add(&list->text, line, (size_t)(++next - line));
		if (i > 0 && i <= list->notes.n)
			buf_adds(&list->text, list->notes.v[i - 1]);
	}
	buf_free(&table);
}

/* An exit status; the rows are in *list, which is to be freed. */
static int fetch(struct list *list, const struct paths *paths)
{
	struct buf question = BUF_INIT;
	int r;

	list->table.heads = heads;
	list->text = (struct buf)BUF_INIT;
	list->home = paths->home;
	empty_encode(&question, MESSAGE_DECISIONS);
	r = connect_ask(paths, CONNECT_LIST_PATIENCE_MS, true, &question, take, list);
	buf_free(&question);
	return r < 0 ? command_failed(r) : EXIT_DONE;
}

static void list_deinit(struct list *list)
{
	strings_free(&list->table.cells);
	strings_free(&list->notes);
	buf_free(&list->text);
}

static int print_all(const struct paths *paths, bool is_json)
{
	struct list list = { .is_json = is_json };
	int status = fetch(&list, paths);

	if (status == EXIT_DONE && is_json)
		json_finish(&list.text);
	else if (status == EXIT_DONE && list.notes.n == 0)
		fputs("envd: you have not allowed or denied anything yet\n", stderr);
	else if (status == EXIT_DONE)
		print_table(&list);
	(void)write_all(STDOUT_FILENO, list.text.data, list.text.len);
	if (status == EXIT_DONE && list.is_bad)
		status = EXIT_NO;
	list_deinit(&list);
	return status;
}

static int forget_gone(const struct paths *paths, bool is_sure)
{
	struct list list = { .is_gone_only = true };
	int status = fetch(&list, paths), answer = 1;

	if (status != EXIT_DONE || list.notes.n == 0) {
		if (status == EXIT_DONE)
			puts("nothing to forget");
		goto out;
	}
	if (!is_sure) {
		print_table(&list);
		fputs(list.text.data, stderr);
		answer = command_confirm("Forget these?");
	}
	if (answer < 0)
		fputs("envd: not confirmed, nothing changed (--yes skips the question)\n", stderr);
	status = answer > 0 ? command_rule(DECIDE_FORGET_GONE, "/", DECIDE_YES, false) : EXIT_NO;
out:
	list_deinit(&list);
	return status;
}

static int forget(const char *argument, bool is_sure)
{
	char *path = command_directory(argument);
	int status = command_rule(DECIDE_FORGET, path, is_sure ? DECIDE_YES : 0, false);

	free(path);
	return status;
}

enum { JSON, GONE, YES };

static bool is_word(int n, char **argv, const char *word)
{
	return n > 0 && strcmp(argv[1], word) == 0;
}

int cmd_trust(int argc, char **argv)
{
	static const char *const known[] = { "--json", "--gone", "--yes", NULL };
	const char *flags[3] = { NULL };
	int n = command_options(argc, argv, known, flags), status;
	bool is_ls = is_word(n, argv, "ls"), is_forget = is_word(n, argv, "forget");
	struct paths paths;

	if (n < 0)
		return EXIT_USAGE;
	if (!is_ls && !is_forget)
		return command_usage(argv[0], "ls or forget is missing");
	if (is_ls ? n > 1 || flags[GONE] || flags[YES] : flags[JSON] != NULL)
		return command_usage(argv[0], "%s does not take these options", argv[1]);
	if (is_forget && n + !!flags[GONE] != 2)
		return command_usage(argv[0], "forget needs one directory, or --gone");
	status = command_paths(&paths);
	if (status)
		return status;
	if (is_ls)
		status = print_all(&paths, flags[JSON] != NULL);
	else if (flags[GONE])
		status = forget_gone(&paths, flags[YES] != NULL);
	else
		status = forget(argv[2], flags[YES] != NULL);
	paths_deinit(&paths);
	return status;
}
