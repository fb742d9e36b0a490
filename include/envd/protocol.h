/*
 * protocol: what the client and the daemon say to each other.
 *
 * One question a connection. An answer is one frame (see frame.h), or for lists
 * many and an END.
 *
 * A changed meaning needs a new PROTOCOL_VERSION; retired numbers of types and
 * codes are never used again.
 */
#ifndef ENVD_PROTOCOL_H
#define ENVD_PROTOCOL_H

#include "envd/buf.h"
#include "envd/frame.h"
#include "envd/reasons.h"
#include "envd/util.h"
#include "envd/variables.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum message {
	/* questions */
	MESSAGE_ASK = 1,        /* struct question -> ANSWER: what is active here? */
	MESSAGE_LIST,           /* -> ITEM*, END */
	MESSAGE_STATUS,         /* -> STATUS */
	MESSAGE_STOP,           /* -> END, then the daemon ends */
	MESSAGE_DECIDE,         /* struct decision_request -> ANSWER: ACTIVE when it is
				 * done, with what it is about and, as steps, the
				 * concerns that were accepted or what was forgotten;
				 * REFUSED and the reason when not */
	MESSAGE_DECISIONS,      /* -> LISTED*, END */

	/* answers */
	MESSAGE_ANSWER = 100,
	MESSAGE_ITEM,
	MESSAGE_END = 103,
	MESSAGE_STATUS_IS,
	MESSAGE_LISTED = 106,   /* 105 is retired */
};

/*
 * The variables that some kind of environment looks at (besides HOME). The
 * client sends them with each question and each shell's hook compares them.
 */
extern const char *const kind_variables[];      /* ends with NULL */

/* A live shell: pid namespace, pid and start time (see process_start_time),
 * and its own directory below the client's runtime directory. */
struct shell_id {
	uint64_t namespace;
	uint32_t pid;
	uint64_t start;
	char *directory;        /* "" for none: a command, not a prompt */
};

enum {
	QUESTION_STEPS = 1,     /* say each step (`envd why`) */
	QUESTION_QUIET = 2,     /* change nothing: no session, no use, no witness */
	QUESTION_GRANTED = 4,   /* a witness counts only if it was stored before */
};

struct question {
	uint32_t flags;
	struct shell_id shell;
	uint32_t stamp;         /* the answer's number; file stamp.N is there */
	char *directory;        /* logical */
	uint64_t device, inode; /* of "." */
	char *applied;          /* prefix that is active in the shell, or "" */
	struct variables variables;
};

/* What must still hold for an answer to be used again. */
enum condition_type {
	CONDITION_SAME = 1,     /* path has exactly this mtime */
	CONDITION_PRESENT,      /* path is there (links followed) */
	CONDITION_ABSENT,       /* path is not there */
	CONDITION_LINK,         /* path and other are the same file */
};

struct condition {
	uint32_t type;
	char *path;
	char *other;
	struct timespec mtime;
};

/* A directory that was walked, and which it was. */
struct place {
	char *path;
	uint64_t device, inode;
};

enum outcome {
	OUTCOME_NOTHING = 1,    /* no environment here */
	OUTCOME_ACTIVE,         /* this one */
	OUTCOME_REFUSED,        /* there is one: denied, not trusted, broken ... */
	OUTCOME_UNKNOWN,        /* the daemon cannot look: keep what is active */
};

enum {
	ANSWER_VOLATILE = 1,    /* no list can vouch for it: ask at each prompt */
	ANSWER_ASK_AGAIN = 2,   /* something changed a moment ago: ask once more */
	/* 4 is retired */
	ANSWER_TO_ACCEPT = 8,   /* of DECIDE: refused unless the user says that he
				 * knows what is in the steps */
};

/* How much a prompt says above itself. */
enum messages {
	MESSAGES_SILENT = 0,    /* nothing; only `envd on` has an answer */
	MESSAGES_NORMAL,
	MESSAGES_VERBOSE,       /* what is activated and deactivated, too */
};

enum show {
	SHOW_AUTO = 0,          /* not where another shows it, or where it is not wanted */
	SHOW_ALWAYS,
	SHOW_NEVER,
};

/* What envd.ini says about prompts. */
struct settings {
	uint32_t deadline_ms;   /* of the next question */
	uint32_t messages;
	uint32_t show;
	bool is_project_shown;  /* instead of a label that says nothing: .venv, env ... */
	char *format;           /* see promptformat.h */
};

struct answer {
	uint32_t outcome, flags;
	struct settings settings;

	/* of the environment, for ACTIVE and REFUSED; else empty */
	char *kind, *manager, *prefix, *project, *label, *version;
	char *repair, *remake;          /* as its kind says: see find/kind.h */
	uint64_t device, inode;
	struct timespec btime;

	/* What activates it, of an allowed .envd.ini too: directories in front of
	 * PATH, in this order, and variables. */
	struct strings entries;
	struct sets sets;

	/* What must be there for it to stay active where the daemon cannot be
	 * asked; empty when nothing but prefix must. */
	char *identity, *executable;

	struct condition *conditions;
	size_t n_conditions;
	struct place *places;           /* walked and empty; of ACTIVE also the project */
	size_t n_places;
	struct reason reason;           /* what decided */
	bool is_news;                   /* to be said now, though it is a yes */
	struct reasons steps;
};

void answer_add_condition(struct answer *answer, enum condition_type type, const char *path,
			  const char *other, struct timespec mtime);
void answer_add_place(struct answer *answer, const char *path, uint64_t device,
		      uint64_t inode);

/* Without conditions, places and steps. */
void answer_clear_lists(struct answer *answer);

/* What would become of an environment at a prompt in its project. */
enum standing {
	STANDING_OK,
	STANDING_BROKEN,
	STANDING_ASKS,          /* needs approval: not activated before it is allowed */
	STANDING_REFUSED,       /* not activated as long as others can change it */
	STANDING_DENIED,        /* by the user */
	STANDING_UNKNOWN,       /* it could not be looked at */
};

/* One row of `envd ls`. */
struct item {
	char *prefix, *project, *label, *kind, *manager, *version;
	enum standing standing;
	struct reason state;            /* code 0: STANDING_OK; else why */
	int64_t first_seen, used;       /* seconds since 1970; used: 0 is never */
	int64_t uses;
};

struct status {
	uint32_t pid;
	char *version;
	uint64_t uptime_s;
	uint32_t sessions, environments, watches;
	char *registry;                 /* "" when it is fine, else what is wrong */
	char *config;                   /* the same of the configuration */
};

/* A decision the user makes about a path. */
enum decision_request_type {
	DECIDE_ALLOW = 1,       /* the environment at path */
	DECIDE_ALLOW_TREE,      /* all of mine below the directory path */
	DECIDE_DENY,
	DECIDE_CREATED,         /* envd create made it */
	DECIDE_FORGET,          /* whatever was decided about path */
	DECIDE_FORGET_GONE,     /* but denied: all whose environment is gone */
};

enum {
	DECIDE_YES = 1,         /* whatever speaks against it */
	DECIDE_TRUST_OWNER = 2, /* of ALLOW: what belongs to `owner` is as mine */
};

#define DECIDE_MAX_STEPS 256    /* that fit a frame, and an eye */

struct decision_request {
	uint32_t type, flags;
	uint32_t owner;
	char *path;             /* clean, absolute */
	struct reasons accepted;        /* what the user was shown before */
};

/* One row of `envd trust ls`. */
struct listed {
	char *path, *type;      /* allow, deny, tree, created, witness */
	int64_t since;          /* seconds since 1970 */
	struct reason state;    /* code 0: it holds */
	struct reasons accepted;
};

/*
 * Encoding appends a whole frame to `out`. Decoding takes the n bytes behind
 * a header; 0, or -EBADMSG and then *x is zeroed. Strings are copied out.
 */
#define DECLARE_MESSAGE(name)                                                  \
	void name##_encode(struct buf *out, const struct name *x);             \
	int name##_decode(struct name *x, const void *bytes, size_t n);        \
	void name##_deinit(struct name *x)

DECLARE_MESSAGE(question);
DECLARE_MESSAGE(answer);
DECLARE_MESSAGE(item);
DECLARE_MESSAGE(status);
DECLARE_MESSAGE(decision_request);
DECLARE_MESSAGE(listed);

/* Those without a body. */
void empty_encode(struct buf *out, enum message type);

/* Is a whole frame at the start of bytes[0..n)? 1 and *type, *body (length of
 * what follows the header); 0: more is needed; -EBADMSG: too long;
 * -EPROTONOSUPPORT: another version. */
int frame_look(const void *bytes, size_t n, enum message *type, size_t *body);

#endif
