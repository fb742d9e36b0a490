/* say: what is worth a line. */
#include "say.h"

#include "notice.h"

#include "envd/file.h"
#include "envd/paths.h"
#include "envd/text.h"
#include "envd/util.h"

#include <fcntl.h>
#include <string.h>

/* What was on is here no more, and no answer has told why. */
static bool is_gone(const struct prompt *p, const char *was_on)
{
	struct file file;

	return was_on && p->state.project && path_is_in(p->directory, p->state.project) &&
	       file_look(AT_FDCWD, was_on, true, &file) < 0;
}

static bool has_python(const struct state *state)
{
	return state->executable && starts_with(path_base(state->executable), "python");
}

/* The line that matters, if there is one. True when it says that what was on is
 * off. */
static bool say_news(struct prompt *p, const char *was_on)
{
	const struct answer *answer = &p->answer;
	bool is_word = strcmp(p->action, "on") == 0;
	bool is_refused = answer->outcome == OUTCOME_REFUSED && p->dir.fd >= 0;
	bool was_this = is_refused && was_on && strcmp(was_on, answer->prefix) == 0;

	if (is_gone(p, was_on) && !was_this) {
		notice_gone(&p->paths, was_on, p->has_target ? p->wanted.prefix : NULL,
			    has_python(&p->state));
		return true;
	}
	if (is_refused)
		notice_refused(&p->paths, &p->dir, answer, was_this, is_word);
	else if (answer->outcome == OUTCOME_ACTIVE && !p->has_target && p->dir.fd >= 0 &&
		 shelldir_is_first(&p->dir, answer->prefix))
		notice_line(&p->paths, text_is_utf8(answer->prefix) ?
			    "not activated: this shell cannot use its path:" :
			    "not activated: its path is not valid UTF-8:", answer->prefix);
	else if (answer->outcome == OUTCOME_ACTIVE && answer->is_news && p->dir.fd >= 0)
		notice_on(&p->paths, &p->dir, answer);
	else if (answer->outcome == OUTCOME_NOTHING && is_word)
		notice_line(&p->paths, "no environment here. To create one, type envd create in",
			    p->directory);
	return was_this;
}

/* What has gone on or off, for those who want to hear all. */
static void say_switch(struct prompt *p, const char *was_on, bool is_told)
{
	const char *now = p->has_target ? p->wanted.prefix : NULL;

	if (same_string(now, was_on))
		return;
	if (now)
		notice_switch(&p->paths, "activated", now, p->answer.version);
	else if (!is_told)
		notice_switch(&p->paths, "deactivated", was_on, NULL);
}

void say_prompt(struct prompt *p, const char *was_on)
{
	bool is_told = false;

	if (p->settings.messages == MESSAGES_SILENT && strcmp(p->action, "on") != 0)
		return;
	if (p->is_asked && p->error < 0)
		notice_no_daemon(&p->dir, p->error);
	if (p->is_asked)
		is_told = say_news(p, was_on);
	if (p->settings.messages == MESSAGES_VERBOSE && !p->is_kept)
		say_switch(p, was_on, is_told);
}
