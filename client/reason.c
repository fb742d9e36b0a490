/* reason: wording. %a and %b stand for the arguments, %p for the prefix. */
#include "reason.h"

#include "shell.h"

#include "envd/buf.h"
#include "envd/text.h"
#include "envd/util.h"

#include <string.h>

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
