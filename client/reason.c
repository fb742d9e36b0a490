/* reason: wording. %a and %b stand for the arguments, %p for the prefix. */
#include "reason.h"

#include "shell.h"

#include "envd/buf.h"
#include "envd/text.h"
#include "envd/util.h"

#include <string.h>

/* What was installed in it has to be installed again. */
#define REMAKE "python3 -m venv --clear %p"

static const struct wording {
	uint32_t code;
	const char *sentence;
	const char *brief;      /* for a table; NULL: never in one */
	const char *remedy;     /* what to type next; NULL: nothing */
} wordings[] = {
	{ REASON_NOTHING_IN, "%a: no environment", NULL, NULL },
	{ REASON_FOUND, "%a: found (%b)", NULL, NULL },
	{ REASON_INSIDE, "you are inside the environment %a", NULL, NULL },
	{ REASON_STOP_ROOT, "/ is reached: the walk ends", NULL, NULL },
	{ REASON_STOP_HOME, "%a is your home: the walk ends", NULL, NULL },
	{ REASON_STOP_CEILING, "%a is the ceiling set in envd.ini: the walk ends", NULL, NULL },
	{ REASON_STOP_MOUNT, "%a: the walk ends at a network file system's edge", NULL, NULL },
	{ REASON_STOP_DEPTH, "the walk ends here: too many levels", NULL, NULL },
	{ REASON_SEVERAL, "%a has several environments (%b) and none is called .venv",
	  "several", NULL },
	{ REASON_OTHER_VIEW, "%a is another directory for the daemon than for this shell",
	  NULL, "envd daemon restart" },
	{ REASON_NO_DIRECTORY, "%a: no such directory", NULL, NULL },
	{ REASON_MOUNT_STUCK, "%a does not answer", "not answering", NULL },

	{ REASON_NO_CFG, "%a has no pyvenv.cfg", "no pyvenv.cfg",
	  "python3 -m venv %p" },
	{ REASON_BAD_CFG, "%a cannot be read as a pyvenv.cfg", "bad pyvenv.cfg", NULL },
	{ REASON_NO_PYTHON, "%a is missing", "no python", REMAKE },
	{ REASON_DANGLING, "%a leads to %b, which is gone", "its Python is gone",
	  REMAKE },
	{ REASON_NO_HOME, "the Python it was made from is gone (%a)", "its Python is gone",
	  REMAKE },
	{ REASON_VERSION_CHANGED, "it was made for Python %a, which is %b by now",
	  "Python changed", REMAKE },
	{ REASON_NO_ACCESS, "%a may not be read", "no access", NULL },
	{ REASON_POINTER_EMPTY, "%a is empty", "empty pointer", NULL },
	{ REASON_POINTER_LOST, "%a points to %b, which is no environment", "points nowhere",
	  NULL },
	{ REASON_POINTER_REFUSED, "%a points to %b, where envd does not look",
	  "refused pointer", NULL },
	{ REASON_COLON, "%a has a colon in it, so it cannot be on PATH", "colon in path", NULL },

	{ REASON_DENIED, "%a is denied by you", "denied", "envd allow" },
	{ REASON_OWNER, "%a belongs to another user (uid %b)", "another's", NULL },
	{ REASON_WRITABLE, "%a can be written by other users", "writable by others",
	  "chmod o-w %a" },
	{ REASON_ROOT_ONLY, "%a is not root's, and this is root's shell", "not root's", NULL },
	{ REASON_ALLOWED, "%a is allowed by you", NULL, NULL },
	{ REASON_POINTER_LEAVES, "%a points out of its project, to %b", "points out",
	  "envd allow" },
	{ REASON_HIDES, "%a would hide a command of the system", "hides a command",
	  "envd allow" },
	{ REASON_IS_LINK, "%a is a symbolic link", "a link", "envd allow" },
	{ REASON_LINK_OUT, "%a is a link that leads to %b", "a link leads out", "envd allow" },
	{ REASON_OTHER_PATH, "%a was moved or copied: its scripts name %b", "moved or copied",
	  "envd allow" },
	{ REASON_GROUP_WRITABLE, "%a can be written by its group", "group-writable",
	  "envd allow" },
	{ REASON_ACL, "%a can be written by others, by an access list", "access list",
	  "envd allow" },
	{ REASON_TOO_MANY, "%a has too many files to be looked at", "too many files",
	  "envd allow" },
	{ REASON_CREATED, "%a was made by envd create", NULL, NULL },
	{ REASON_TREE, "%a is allowed as a tree", NULL, NULL },
	{ REASON_WITNESSED, "%a was made while your shell was there", NULL, NULL },
	{ REASON_WITNESSED_BEFORE, "%a: one of your shells saw it being made", NULL, NULL },
	{ REASON_POLICY_ASK, "your policy is to ask", REASON_UNDECIDED, "envd allow" },
	{ REASON_ROOT_OWNED, "%a belongs to root", "root's", "envd allow" },
	{ REASON_MADE_UP_MODES, "%a is on a %b file system, whose permissions say nothing",
	  REASON_UNDECIDED, "envd allow" },
	{ REASON_NO_BIRTH_TIME, "%a: this file system does not tell when it was made",
	  REASON_UNDECIDED, "envd allow" },
	{ REASON_NOT_SEEN, "%a was not made while your shell was there", REASON_UNDECIDED,
	  "envd allow" },
	{ REASON_OLDER_FILE, "%a is older than the moment the environment appeared",
	  REASON_UNDECIDED, "envd allow" },
	{ REASON_FUTURE_FILE, "%a has a time in the future", REASON_UNDECIDED, "envd allow" },
	{ REASON_VCS_WROTE, "%a was written meanwhile: it may have come with a checkout",
	  REASON_UNDECIDED, "envd allow" },
	{ REASON_DECISIONS_BAD, "%a has a bad line (%b), so nothing is allowed by itself",
	  REASON_UNDECIDED, "envd allow" },

	{ REASON_FILE_ASKS, "%a asks for settings of its own", "asks for settings",
	  "envd allow" },
	{ REASON_FILE_BAD, "%b", "bad .envd.ini", NULL },
	{ REASON_NEW_PROGRAM, "%a is new in bin, which is pinned", "a new program",
	  "envd allow" },
	{ REASON_NOT_PINNED, "%a was allowed before bin was pinned", "not pinned",
	  "envd allow" },
	{ REASON_ROW_PASSED, "%a: %b", NULL, NULL },
	{ REASON_ROW_MATCHED, "%a: ", NULL, NULL },
	{ REASON_ROW_NOTE, "   besides: ", NULL, NULL },
	{ REASON_TRACKED, "%a is tracked by git, so it may have come with a checkout", "tracked",
	  "envd allow" },
	{ REASON_VCS_BUSY, "git is at work here, or was stopped in it: %a", "git is at work",
	  "envd allow" },
	{ REASON_VCS_UNCLEAR, "git's %a leaves open whether it came with a checkout",
	  "git leaves it open", "envd allow" },
	{ REASON_UNTRACKED, "%a: git does not track it", NULL, NULL },

	{ REASON_NO_ENVIRONMENT, "%a: no environment here", NULL, "envd create" },
	{ REASON_CANNOT_WRITE, "%a cannot be written: %b", NULL, NULL },
	{ REASON_NO_DECISION, "nothing was decided about %a", NULL, NULL },
	{ REASON_PATH_GONE, "%a is gone", "gone", NULL },
	{ REASON_REPLACED, "%a is another one by now", "replaced", NULL },
	{ REASON_NOT_LOOKED_AT, "%a is far away, and was not looked at", "not looked at", NULL },
	{ REASON_NOT_FOR_ROOT, "root trusts no other user", NULL, NULL },
	{ REASON_FILE_ENV, "  the environment %a", NULL, NULL },
	{ REASON_FILE_SETS, "  %a = %b", NULL, NULL },
	{ REASON_FILE_SETS_MARKED, "  %a = %b    (may run code, or send data elsewhere)", NULL,
	  NULL },
	{ REASON_FILE_PREPENDS, "  programs of %a", NULL, NULL },
	{ REASON_FILE_LABELS, "  the label %a", NULL, NULL },
};

static const struct wording *find(uint32_t code)
{
	static const struct wording unknown = { 0, "for a reason this envd does not know",
						"unknown", NULL };

	for (size_t i = 0; i < COUNT_OF(wordings); i++)
		if (wordings[i].code == code)
			return &wordings[i];
	return &unknown;
}

void reason_say(struct buf *out, const struct reason *reason, const char *home)
{
	const char *p = find(reason->code)->sentence;

	for (; *p; p++) {
		if (p[0] == '%' && (p[1] == 'a' || p[1] == 'b')) {
			const char *path = *++p == 'a' ? reason->a : reason->b;

			text_path(out, path && *path ? path : "?", home);
		} else {
			buf_addc(out, *p);
		}
	}
}

const char *reason_short(uint32_t code)
{
	const char *brief = find(code)->brief;

	return brief ? brief : "unknown";
}

/* A path as it can be typed; false when it has bytes that cannot be shown. */
static bool add_typed(struct buf *out, const char *path, const char *home)
{
	struct buf plain = BUF_INIT, shown = BUF_INIT;
	bool is_shown;

	if (path == NULL || *path == '\0')
		return false;
	percent_encode(&plain, path);
	text_visible(&shown, path);
	is_shown = strcmp(shown.data, path) == 0;
	if (strcmp(plain.data, path) == 0)
		text_path(out, path, home);
	else if (is_shown)
		posix_quote(out, path);
	buf_free(&plain);
	buf_free(&shown);
	return is_shown;
}

bool reason_add_remedy(struct buf *out, const char *before, const struct answer *answer,
		       const char *directory, const char *home)
{
	const char *p = find(answer->reason.code)->remedy, *place = p ? strchr(p, '%') : NULL;
	size_t start = out->len;
	bool is_allow = p && starts_with(p, "envd allow"), is_typed = true;

	if (p == NULL)
		return false;
	buf_addf(out, "%sto %s: ", before, is_allow ? "have it on" : "mend it");
	buf_add(out, p, place ? (size_t)(place - p) : strlen(p));
	if (place) {
		is_typed = add_typed(out, place[1] == 'p' ? answer->prefix : answer->reason.a,
				     home);
	} else if (is_allow && directory) {
		buf_addc(out, ' ');
		is_typed = add_typed(out, directory, home);
	}
	if (!is_typed) {
		out->len = start;
		out->data[start] = '\0';
	}
	return is_typed;
}
