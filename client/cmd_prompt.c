/*
 * envd prompt: what the hooks run when something has changed. It asks the
 * daemon what should be active here and prints, in the shell's language, what has
 * to change. Whatever fails, it prints nothing that is half an answer.
 *
 *   envd prompt SHELL ACTION PID N DIRECTORY SETTINGS TRIES HAND
 *
 * ACTION: prompt, on, off, deactivate, leave. PID, N: of the shell, and the
 * hook's own number of this call, which the last line repeats. SETTINGS, TRIES:
 * what the last answer gave (0: none). HAND: 1 when an activate script's own
 * variable is set in the shell.
 */
#include "change.h"
#include "command.h"
#include "connect.h"
#include "grant.h"
#include "hand.h"
#include "held.h"
#include "prompt.h"
#include "say.h"
#include "script.h"

#include "envd/file.h"
#include "envd/process.h"
#include "envd/text.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEADLINE_MS 50
#define MAX_DEADLINE_MS 60000

static bool is_action(const struct prompt *p, const char *name)
{
	return strcmp(p->action, name) == 0;
}

/* ---- what comes in ---- */

/* "DEADLINE:MESSAGES", as script.c prints it, or "0". */
static bool parse_settings(struct prompt *p, const char *word)
{
	size_t n = strcspn(word, ":");
	char *first = xstrndup(word, n);
	uint64_t deadline, messages = MESSAGES_NORMAL;
	bool is_good = parse_number(first, MAX_DEADLINE_MS, &deadline) &&
		       (!word[n] || parse_number(word + n + 1, MESSAGES_VERBOSE, &messages));

	free(first);
	if (!is_good)
		return false;
	p->has_settings = deadline != 0;
	p->deadline_ms = deadline ? deadline : DEADLINE_MS;
	p->settings.deadline_ms = (uint32_t)deadline;
	p->settings.messages = (uint32_t)messages;
	return true;
}

static bool parse_arguments(struct prompt *p, int argc, char **argv)
{
	uint64_t hand;

	if (argc != 9)
		return false;
	p->shell = shell_find(argv[1]);
	p->action = argv[2];
	p->directory = path_clean("/", argv[5]);
	if (p->shell == NULL || argv[5][0] != '/' ||
	    !parse_number(argv[3], INT32_MAX, &p->pid) ||
	    !parse_number(argv[4], UINT32_MAX, &p->n) ||
	    !parse_settings(p, argv[6]) ||
	    !parse_number(argv[7], UINT32_MAX, &p->tries) ||
	    !parse_number(argv[8], 1, &hand))
		return false;
	p->by_hand = hand;
	if (p->tries > PROMPT_MAX_TRIES)
		p->tries = PROMPT_MAX_TRIES;
	return true;
}

static void read_environment(struct prompt *p)
{
	const char *deadline = getenv("ENVD_DEADLINE_MS");

	change_read(&p->now, &p->state);
	if (deadline)
		parse_number(deadline, MAX_DEADLINE_MS, &p->deadline_ms);
}

/* ---- the question ---- */

/* Was the shell's directory removed under it? A shell that is in its location
 * by name only (PowerShell) then starts programs in "/". */
static bool is_removed(const struct prompt *p)
{
	struct file named;
	char cwd[2];

	if (getcwd(cwd, sizeof(cwd)) == NULL)
		return errno == ENOENT;
	return file_look(AT_FDCWD, p->directory, true, &named) < 0;
}

/* Where the shell is; one that is in nothing any more is in what has that name
 * now, or in the nearest directory above it that is left. To be freed. */
static char *find_place(const struct prompt *p, struct file *here)
{
	char *dir = xstrdup(p->directory), *parent;

	if (!is_removed(p)) {
		file_look(AT_FDCWD, ".", true, here);
		return dir;
	}
	while (file_look(AT_FDCWD, dir, true, here) < 0 || !S_ISDIR(here->mode)) {
		parent = path_parent(dir);
		free(dir);
		dir = parent;
	}
	return dir;
}

static void add_question(struct buf *out, const struct prompt *p)
{
	struct file here = { 0 };
	char *directory = find_place(p, &here);
	struct question question = {
		.shell = p->dir.id, .stamp = p->dir.stamp, .directory = directory,
		.applied = p->state.prefix,
	};

	question.device = here.device;
	question.inode = here.inode;
	for (size_t i = 0; kind_variables[i]; i++)
		variables_add(&question.variables, kind_variables[i], getenv(kind_variables[i]));
	question_encode(out, &question);
	variables_free(&question.variables);
	free(directory);
}

static int ask_once(struct prompt *p, const struct buf *question)
{
	struct buf in = BUF_INIT;
	int64_t deadline;
	enum message type;
	const void *body;
	size_t n;
	int fd = connect_daemon(&p->paths, true), r = fd;

	if (fd < 0)
		return fd;
	deadline = monotonic_ms() + (int64_t)p->deadline_ms;
	r = connect_send(fd, question, deadline);
	if (r == 0)
		r = connect_receive(fd, &in, deadline, &type, &body, &n);
	if (r == 0)
		r = type == MESSAGE_ANSWER ? answer_decode(&p->answer, body, n) : -EBADMSG;
	buf_free(&in);
	close(fd);
	return r;
}

/* A daemon that ends at this moment (or is killed) takes connections and does
 * not answer; the next one will. */
static int ask(struct prompt *p)
{
	struct buf question = BUF_INIT;
	int r;

	if (p->paths.socket == NULL)
		return -EACCES;         /* we have no place of our own here */
	add_question(&question, p);
	r = ask_once(p, &question);
	if (r == -EPIPE || r == -ECONNRESET)
		r = ask_once(p, &question);
	buf_free(&question);
	return r;
}

/* ---- what should be active ---- */

/* Some shells hold text, not bytes: what they would make of it is elsewhere. */
static bool is_nameable(const struct prompt *p, const char *path)
{
	return !p->shell->is_unicode || text_is_utf8(path);
}

static void use_answer(struct prompt *p)
{
	struct answer *answer = &p->answer;

	p->settings = answer->settings;
	p->settings.format = NULL;      /* the answer's own */
	if (answer->outcome == OUTCOME_ACTIVE && !grant_is_as_tested(answer)) {
		/* Exchanged at this moment: nobody has judged what is there now. */
		answer_deinit(answer);
		answer->flags = ANSWER_ASK_AGAIN;
		return;
	}
	if (answer->outcome == OUTCOME_UNKNOWN) {
		held_make(p);
		return;
	}
	if (answer->outcome == OUTCOME_ACTIVE && is_nameable(p, answer->prefix)) {
		wanted_from_answer(&p->wanted, answer);
		p->has_target = true;
	}
	/* The witness is not to be lost: what was refused may be in the making,
	 * and a daemon that is killed now has not kept its new decision yet. */
	if (answer->outcome != OUTCOME_REFUSED && answer->reason.code != REASON_WITNESSED)
		shelldir_write_seen(&p->dir, answer->places, answer->n_places);
}

/* ---- the decision ---- */

static void turn_off(struct prompt *p, const char *tree)
{
	free(p->state.off);
	p->state.off = xstrdup(tree);
}

/* What the user's own hands have done comes first. True when nothing is left
 * to be asked. */
static bool heed_hands(struct prompt *p, enum hand hand)
{
	const char *tree = p->state.project ? p->state.project : p->directory;

	if (is_action(p, "leave"))
		return true;
	if (is_action(p, "off") || is_action(p, "deactivate")) {
		turn_off(p, tree);
		return true;
	}
	if (is_action(p, "on") || (p->state.off && !path_is_in(p->directory, p->state.off)))
		turn_off(p, NULL);
	if (hand == HAND_TAKEN_OFF && !is_action(p, "on") && path_is_in(p->directory, tree))
		turn_off(p, tree);
	return p->state.off || hand == HAND_OTHER || hand == HAND_OTHER_BESIDE;
}

static void decide(struct prompt *p, enum hand hand)
{
	if (heed_hands(p, hand))
		return;
	p->is_asked = true;
	p->error = ask(p);
	if (p->error < 0)
		held_make(p);
	else
		use_answer(p);
}

static void prompt_deinit(struct prompt *p)
{
	wanted_deinit(&p->wanted);
	free(p->directory);
	answer_deinit(&p->answer);
	variables_free(&p->now);
	state_deinit(&p->state);
	shelldir_close(&p->dir);
	paths_deinit(&p->paths);
}

int cmd_prompt(int argc, char **argv)
{
	struct prompt p = { .dir = { .fd = -1 } };
	char *culprit = NULL;
	enum hand hand;

	signal(SIGTSTP, SIG_IGN);       /* the shell waits for what we print */
	if (!parse_arguments(&p, argc, argv) || !process_is_ordinary()) {
		free(p.directory);
		return EXIT_USAGE;
	}
	read_environment(&p);
	if (paths_init(&p.paths, &culprit) == 0 &&
	    shelldir_open(&p.dir, &p.paths, (uint32_t)p.pid) == 0)
		shelldir_stamp(&p.dir, (uint32_t)p.n);
	free(culprit);
	hand = hand_of(&p.state, &p.now, p.by_hand, p.n == 1);
	decide(&p, hand);
	wanted_add_values(&p.wanted, &p.state, &p.now);
	p.is_kept = hand == HAND_OTHER && is_action(&p, "prompt") && !p.state.is_foreign;
	say_prompt(&p, p.state.prefix);
	script_print(&p);
	prompt_deinit(&p);
	return 0;
}
