/* envd trust: what was decided. */
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

static const char *const heads[] = { "DECISION", "SINCE", "STATE", "PATH", NULL };

#define PATH_COLUMN 3

struct ledger {
	struct table table;
	struct strings notes;           /* one a row, below it */
	struct buf text;                /* JSON, or what is printed */
	const char *home;
	bool is_gone_only;
	bool is_bad;                    /* not all could be read */
};

/* ---- one row ---- */

static void add_row(struct ledger *ledger, const struct listed *record)
{
	struct strings *cells = &ledger->table.cells;
	const char *state = record->state.code ? reason_short(record->state.code) : "holds";
	struct buf text = BUF_INIT;

	text_visible(&text, record->type);
	strings_add(cells, text.data);
	table_add_ago(&ledger->table, record->since, time(NULL));
	strings_add(cells, state);
	buf_reset(&text);
	text_path(&text, record->path, ledger->home);
	strings_add(cells, text.data);
	buf_reset(&text);
	for (size_t i = 0; i < record->accepted.n; i++) {
		buf_adds(&text, "  although ");
		reason_say(&text, &record->accepted.v[i], ledger->home);
		buf_addc(&text, '\n');
	}
	strings_add(&ledger->notes, text.data);
	buf_free(&text);
}

static bool is_gone(const struct listed *record)
{
	return strcmp(record->type, "deny") != 0 &&
	       (record->state.code == REASON_PATH_GONE || record->state.code == REASON_REPLACED);
}

static void say_bad(struct ledger *ledger, const struct reason *trouble)
{
	struct buf line = BUF_INIT;

	buf_adds(&line, "envd: ");
	reason_say(&line, trouble, ledger->home);
	fprintf(stderr, "%s\n", line.data);
	buf_free(&line);
	ledger->is_bad = true;
}

static int take(void *data, enum message type, const void *body, size_t n)
{
	struct ledger *ledger = data;
	struct listed record;
	char *text;
	int r;

	switch (type) {
	case MESSAGE_LISTED:
		r = listed_decode(&record, body, n);
		if (r == 0 && *record.type == '\0')
			say_bad(ledger, &record.state);
		else if (r == 0 && (!ledger->is_gone_only || is_gone(&record)))
			add_row(ledger, &record);
		listed_deinit(&record);
		return r;
	case MESSAGE_TEXT:
		r = text_decode_message(&text, body, n);
		if (r == 0)
			buf_adds(&ledger->text, text);
		free(text);
		return r;
	case MESSAGE_END:
		return 1;
	default:
		return -EBADMSG;
	}
}

/* ---- all ---- */

/* The table, with each row's notes below it. */
static void print_table(struct ledger *ledger)
{
	struct buf table = BUF_INIT;
	char *line, *next;

	table_print(&ledger->table, table_terminal_width(), PATH_COLUMN, &table);
	line = table.data;
	for (size_t i = 0; (next = strchr(line, '\n')) != NULL; line = next, i++) {
		buf_add(&ledger->text, line, (size_t)(++next - line));
		if (i > 0 && i <= ledger->notes.n)
			buf_adds(&ledger->text, ledger->notes.v[i - 1]);
	}
	buf_free(&table);
}

/* An exit status; the rows are in *ledger, which is to be freed. */
static int fetch(struct ledger *ledger, const struct paths *paths, bool json)
{
	struct buf question = BUF_INIT;
	int r;

	ledger->table.heads = heads;
	ledger->text = (struct buf)BUF_INIT;
	ledger->home = paths->home;
	list_encode(&question, MESSAGE_DECISIONS, json, "");
	r = connect_ask(paths, CONNECT_LIST_PATIENCE_MS, true, &question, take, ledger);
	buf_free(&question);
	return r < 0 ? command_failed(r) : EXIT_DONE;
}

static void ledger_deinit(struct ledger *ledger)
{
	strings_free(&ledger->table.cells);
	strings_free(&ledger->notes);
	buf_free(&ledger->text);
}

static int list(const struct paths *paths, bool json)
{
	struct ledger ledger = { 0 };
	int status = fetch(&ledger, paths, json);

	if (status == EXIT_DONE && !json && ledger.notes.n == 0)
		fputs("envd: nothing was decided yet\n", stderr);
	else if (status == EXIT_DONE && !json)
		print_table(&ledger);
	(void)write_all(STDOUT_FILENO, ledger.text.data, ledger.text.len);
	if (status == EXIT_DONE && ledger.is_bad)
		status = EXIT_NO;
	ledger_deinit(&ledger);
	return status;
}

static int forget_gone(const struct paths *paths, bool is_sure)
{
	struct ledger ledger = { .is_gone_only = true };
	int status = fetch(&ledger, paths, false), answer = 1;

	if (status != EXIT_DONE || ledger.notes.n == 0) {
		if (status == EXIT_DONE)
			puts("nothing to forget");
		goto out;
	}
	if (!is_sure) {
		print_table(&ledger);
		fputs(ledger.text.data, stderr);
		answer = command_confirm("Forget these?");
	}
	if (answer < 0)
		fputs("envd: nothing was done; with --yes it is done all the same\n", stderr);
	status = answer > 0 ? command_rule(RULING_FORGET_GONE, "/", RULING_YES, false) : EXIT_NO;
out:
	ledger_deinit(&ledger);
	return status;
}

static int forget(const char *argument, bool is_sure)
{
	char *path = command_directory(argument);
	int status = command_rule(RULING_FORGET, path, is_sure ? RULING_YES : 0, false);

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
		return command_usage(argv[0], "ls or forget?");
	if (is_ls ? n > 1 || flags[GONE] || flags[YES] : flags[JSON] != NULL)
		return command_usage(argv[0], "%s takes none of that", argv[1]);
	if (is_forget && n + !!flags[GONE] != 2)
		return command_usage(argv[0], "forget needs one directory, or --gone");
	status = command_paths(&paths);
	if (status)
		return status;
	if (is_ls)
		status = list(&paths, flags[JSON] != NULL);
	else if (flags[GONE])
		status = forget_gone(&paths, flags[YES] != NULL);
	else
		status = forget(argv[2], flags[YES] != NULL);
	paths_deinit(&paths);
	return status;
}
