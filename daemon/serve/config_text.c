/* config_text: see config_text.h. */
#include "serve/config_text.h"
#include "serve/config_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/paths.h"
#include "envd/text.h"
#include "find/inifile.h"

struct filling {
	struct config *config;
	const char *home;
};

static bool on_key(void *data, const char *section, const char *name, const char *value,
		   struct buf *error)
{
	const struct filling *filling = data;

	return config_keys_set(filling->config, filling->home, section, name, value, error);
}

static const char *why(int error)
{
	switch (error) {
	case -EPERM:
		return "belongs to another user, or others can write to it; it is ignored";
	case -ENOENT:
		return "is a symlink to what is not there";
	default:
		return inifile_trouble(error);
	}
}

/* What decides whom to trust must be the user's own (or root's: a store of
 * configurations that he links to). */
static int check_owner(const struct file *info)
{
	if (info->uid != geteuid() && info->uid != 0)
		return -EPERM;
	return info->mode & S_IWOTH ? -EPERM : 0;
}

/* 1 when it was read, 0 when there is none, else a negative errno. */
static int read_text(const char *file, struct buf *text)
{
	char *real = path_real(file);
	struct file info;
	int r;

	if (!real) {
		r = -errno;
		if (r == -ENOTDIR ||
		    (r == -ENOENT && file_look(AT_FDCWD, file, false, &info) == -ENOENT))
			r = 0;
		return r;
	}
	r = file_read_small(AT_FDCWD, real, INIFILE_LIMIT, text, &info);
	if (r == 0)
		r = check_owner(&info);
	free(real);
	return r < 0 ? r : 1;
}

int config_read(struct config *out, const char *file, const char *home,
		struct buf *error)
{
	struct buf text = BUF_INIT;
	struct config fresh;
	struct filling filling = { .config = &fresh, .home = home };
	struct inifile ini = { .file = file, .sections = config_sections, .on_key = on_key,
			       .data = &filling };
	int r;

	config_init(&fresh);
	r = read_text(file, &text);
	if (r < 0) {
		text_visible(error, file);
		buf_addf(error, ": %s", why(r));
	} else {
		r = inifile_parse(&ini, text.data, error);
	}
	if (r == 0) {
		*out = fresh;
		fresh = (struct config){ 0 };
	}
	config_deinit(&fresh);
	buf_free(&text);
	return r;
}
