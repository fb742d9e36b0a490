/*
 * dotfile: a `.venv` that is a pointer: a symlink, or a file whose first line
 * is a path (PEP 832's draft, uv, pipenv) or the name of an environment in the
 * places where kinds keep them. Pointers are followed once, never from file to
 * file. What it leads to is of its own kind; of this one is what leads nowhere.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "envd/file.h"
#include "envd/paths.h"
#include "find/kind.h"
#include "find/pointer.h"

extern const struct kind kind_dotfile;

#define FILE_LIMIT 4096

/* The first line without white space at its ends, and a UTF-8 mark; to be
 * freed. */
static char *first_line(const char *text)
{
	size_t n;

	if (starts_with(text, "\xef\xbb\xbf"))
		text += 3;
	n = strcspn(text, "\r\n");
	while (n > 0 && isspace((unsigned char)text[0])) {
		text++;
		n--;
	}
	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	return xstrndup(text, n);
}

/* 1, 0 when the file is gone again, or a negative errno. */
static int follow_file(const struct pointer *pointer, const struct surroundings *around,
		       struct env *env)
{
	struct buf text = BUF_INIT;
	int r = file_read_small(AT_FDCWD, pointer->path, FILE_LIMIT, &text, NULL);

	if (r == 0) {
		char *line = first_line(text.data);

		pointer_follow_text(pointer, line, around, env);
		free(line);
		r = 1;
	} else if (r == -EFBIG || r == -EILSEQ || r == -EACCES) {
		env_start(env, &kind_dotfile, pointer->path, NULL, pointer->dir);
		env->pointer = xstrdup(pointer->path);
		reason_set(&env->state, r == -EACCES ? REASON_NO_ACCESS : REASON_BAD_CFG,
			   pointer->path, NULL);
		r = 1;
	} else if (r == -ENOENT) {
		r = 0;
	}
	buf_free(&text);
	return r;
}

static int detect(const char *dir, const struct surroundings *around, struct env *env)
{
	struct pointer pointer = { .kind = &kind_dotfile, .dir = dir,
				   .path = path_join(dir, ".venv") };
	struct file file;
	int r = file_look(AT_FDCWD, pointer.path, false, &file);

	if (r == -ENOENT || r == -ENOTDIR || r == -ELOOP || r == -ENAMETOOLONG)
		r = 0;
	else if (r == 0 && (S_ISLNK(file.mode) || S_ISREG(file.mode))) {
		pointer.real_dir = path_real(dir);
		if (!pointer.real_dir) {
			r = -errno;
		} else if (S_ISLNK(file.mode)) {
			pointer_follow_link(&pointer, env);
			r = 1;
		} else {
			r = follow_file(&pointer, around, env);
		}
	}
	free(pointer.real_dir);
	free(pointer.path);
	return r;
}

static const char *const markers[] = { ".venv", NULL };

const struct kind kind_dotfile = {
	.name = "dotfile", .slot = "python", .markers = markers, .detect = detect,
};
