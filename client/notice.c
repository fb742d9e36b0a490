/* notice: the one line above a prompt. */
#include "notice.h"

#include "colour.h"
#include "reason.h"

#include "envd/buf.h"
#include "envd/text.h"
#include "envd/util.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* `line` begins behind the name. */
static void write_line(struct buf *line)
{
	struct buf all = BUF_INIT;
	bool is_coloured = colour_is_wanted(STDERR_FILENO);

	buf_addf(&all, "%senvd:%s %s\n", is_coloured ? COLOUR_CYAN : "",
		 is_coloured ? COLOUR_NONE : "", line->data);
	(void)write_all(STDERR_FILENO, all.data, all.len);      /* nobody to tell */
	buf_free(&all);
	buf_free(line);
}

void notice_gone(const struct paths *paths, const char *prefix, const char *other,
		 bool had_python)
{
	struct buf line = BUF_INIT;

	buf_adds(&line, "deactivated ");
	text_path(&line, prefix, paths->home);
	buf_adds(&line, ", which is gone");
	if (other) {
		buf_adds(&line, "; ");
		text_path(&line, other, paths->home);
		buf_adds(&line, " is active now");
	} else if (had_python) {
		buf_adds(&line, "; python3 is the system's again");
	}
	write_line(&line);
}

/* Was this, of this environment, not told to this shell before? */
static bool is_new(struct shelldir *dir, const struct answer *answer)
{
	char *key = xasprintf("%u %s %s", (unsigned)answer->reason.code, answer->prefix,
			      answer->reason.a);
	bool is = shelldir_is_first(dir, key);

	free(key);
	return is;
}

void notice_refused(const struct paths *paths, struct shelldir *dir,
		    const struct answer *answer, bool was_on, bool is_asked)
{
	struct buf line = BUF_INIT;

	if (!is_new(dir, answer) && !was_on && !is_asked)
		return;
	if (was_on) {
		buf_adds(&line, "deactivated ");
		text_path(&line, answer->prefix, paths->home);
		buf_adds(&line, ": ");
		reason_say_of(&line, &answer->reason, answer->prefix, paths->home);
		reason_add_remedy(&line, ". ", answer, NULL, paths->home);
	} else {
		reason_add_refusal(&line, "not activated: ", answer, NULL, paths->home);
	}
	write_line(&line);
}

void notice_on(const struct paths *paths, struct shelldir *dir, const struct answer *answer)
{
	struct buf line = BUF_INIT;

	if (!is_new(dir, answer))
		return;
	buf_adds(&line, "activated ");
	text_path(&line, answer->prefix, paths->home);
	buf_addf(&line, " (%s)", reason_short(answer->reason.code));
	write_line(&line);
}

void notice_no_daemon(struct shelldir *dir, int error)
{
	struct buf line = BUF_INIT;

	if (dir->fd < 0 || !shelldir_is_first(dir, error == -ETIMEDOUT ? "slow" : "none"))
		return;
	if (error == -ETIMEDOUT)
		buf_adds(&line, "the daemon does not answer; nothing changes until it does");
	else if (error == -EPROTONOSUPPORT)
		buf_adds(&line, "a daemon of another version is running. "
				"To replace it: envd daemon restart");
	else
		buf_addf(&line, "the daemon cannot be started (%s). To try again: "
				"envd daemon start", strerror(-error));
	write_line(&line);
}

void notice_switch(const struct paths *paths, const char *word, const char *prefix,
		   const char *version)
{
	struct buf line = BUF_INIT;

	buf_addf(&line, "%s ", word);
	text_path(&line, prefix, paths->home);
	if (version && *version) {
		buf_adds(&line, " (Python ");
		text_visible(&line, version);
		buf_addc(&line, ')');
	}
	write_line(&line);
}

void notice_line(const struct paths *paths, const char *text, const char *path)
{
	struct buf line = BUF_INIT;

	buf_adds(&line, text);
	if (path) {
		buf_addc(&line, ' ');
		text_path(&line, path, paths->home);
	}
	write_line(&line);
}
