/* reason: wording. */
#include "reason.h"

#include "shell.h"

#include "envd/buf.h"
#include "envd/paths.h"
#include "envd/text.h"
#include "envd/util.h"

#include <string.h>

/* What is typed most, with what it is for. Only the last one deletes something. */
#define ALLOW "To activate it here: envd allow"
#define ANYWAY "To activate it anyway: envd allow"
#define REPAIR "To fix it and keep its packages: %r"
#define REMAKE "To make it anew, which deletes the packages in it: %m"

static const struct wording {
	uint32_t code;
	const char *sentence;
	const char *brief;      /* for a table; NULL: never in one */
	const char *remedy;     /* what to type next; NULL: nothing */
} wordings[] = {
#define REASON(number, name, scope, word, brief, sentence, remedy) \
	{ number, sentence, brief, remedy },
#include "envd/reasons.inc"
#undef REASON
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

static void add_argument(struct buf *out, const char *path, const char *about, const char *home)
{
	const char *inside = NULL;

	if (path && about && about[1] && path_is_in(path, about))
		inside = path + strlen(about);
	if (path == NULL || *path == '\0') {
		buf_addc(out, '?');
	} else if (inside == NULL) {
		text_path(out, path, home);
	} else if (inside[0] && inside[1]) {
		buf_adds(out, "its ");
		text_visible(out, inside + 1);
	} else {
		buf_adds(out, "it");
	}
}

void reason_say_of(struct buf *out, const struct reason *reason, const char *about,
		   const char *home)
{
	const char *p = find(reason->code)->sentence;

	for (; *p; p++) {
		if (p[0] != '%' || (p[1] != 'a' && p[1] != 'b'))
			buf_addc(out, *p);
		else if (*++p == 'a')
			add_argument(out, reason->a, about, home);
		else
			add_argument(out, reason->b, NULL, home);
	}
}

void reason_say(struct buf *out, const struct reason *reason, const char *home)
{
	reason_say_of(out, reason, NULL, home);
}

const char *reason_short(uint32_t code)
{
	const char *brief = find(code)->brief;

	return brief ? brief : "unknown";
}

bool reason_add_typed(struct buf *out, const char *path, const char *home)
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

/* A remedy with its %p, %a, and what the kind says: its %r and %m. False: there is none,
 * or it cannot be typed. */
static bool add_command(struct buf *out, const char *text, const struct answer *answer,
			const char *home)
{
	bool is_typed = text && *text;

	for (const char *p = text; is_typed && *p; p++) {
		if (p[0] != '%' || !strchr("parm", p[1]) || !p[1])
			buf_addc(out, *p);
		else if (*++p == 'p' || *p == 'a')
			is_typed = reason_add_typed(out, *p == 'p' ? answer->prefix :
						    answer->reason.a, home);
		else
			is_typed = add_command(out, *p == 'r' ? answer->repair : answer->remake,
					       answer, home);
	}
	return is_typed;
}

bool reason_add_remedy(struct buf *out, const char *before, const struct answer *answer,
		       const char *directory, const char *home)
{
	const char *p = find(answer->reason.code)->remedy;
	bool is_allow = p && ends_with(p, " envd allow"), is_typed;
	size_t start = out->len;

	if (p)
		buf_adds(out, before);
	is_typed = add_command(out, p, answer, home);
	if (is_typed && is_allow && directory) {
		buf_addc(out, ' ');
		is_typed = reason_add_typed(out, directory, home);
	}
	if (!is_typed && p) {
		out->len = start;
		out->data[start] = '\0';
	}
	return is_typed;
}

/* What the reason is for; NULL: the sentence says it all. */
static const char *verb(uint32_t code)
{
	if (code == REASON_DENIED || code == REASON_FILE_ASKS)
		return NULL;
	switch (reason_scope(code) & ~(unsigned)SCOPE_WAY) {
	case SCOPE_BROKEN:
		return " is broken: ";
	case SCOPE_CONCERN:
		return " is not trusted: ";
	case SCOPE_DOUBT:
		return " is not trusted yet: ";
	case SCOPE_REFUSED:
	case SCOPE_REFUSED | SCOPE_CONCERN:
		return " is refused: ";
	case SCOPE_STOP:
	case SCOPE_REPLY:
		return NULL;
	default:
		return " is not activated: ";
	}
}

void reason_add_refusal(struct buf *out, const char *before, const struct answer *answer,
			const char *directory, const char *home)
{
	const char *about = answer->prefix && *answer->prefix ? answer->prefix : NULL;
	const char *is = verb(answer->reason.code);

	if (about && is) {
		text_path(out, about, home);
		buf_adds(out, is);
	} else {
		buf_adds(out, before);
	}
	reason_say_of(out, &answer->reason, is ? about : NULL, home);
	reason_add_remedy(out, ". ", answer, directory, home);
}
