/* paths: our places, and the arithmetic of absolute paths. */
#include "envd/paths.h"

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/frame.h"
#include "envd/process.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Is it a directory of ours that nobody else can write (or, if strict, look)
 * into? A symlink does not count. */
static bool is_ours(const char *dir, bool is_strict)
{
	struct file file;

	return file_look(AT_FDCWD, dir, false, &file) == 0 && S_ISDIR(file.mode) &&
	       file.uid == geteuid() && (file.mode & (is_strict ? 077 : 022)) == 0;
}

/* Makes one directory, 0700, if it is missing. 0 when it is ours. */
static int make_ours(const char *dir)
{
	if (is_ours(dir, true))
		return 0;
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return -errno;
	return is_ours(dir, true) ? 0 : -EPERM;
}

/* Makes what is missing of the parents of `path`, 0700. Root with another's HOME
 * (sudo -E) makes nothing there: its owner could not use it. */
static int make_parents(const char *path)
{
	char *parent = path_parent(path);
	struct file file;
	int r = 0;

	if (file_look(AT_FDCWD, parent, true, &file) < 0) {
		r = make_parents(parent);
		if (r == 0 && mkdir(parent, 0700) < 0 && errno != EEXIST)
			r = -errno;
	} else if (geteuid() == 0 && file.uid != 0) {
		r = -EPERM;
	}
	free(parent);
	return r;
}

/* $NAME when it is an absolute path, else HOME/fallback; to be freed. */
static char *base_directory(const char *name, const char *home, const char *fallback)
{
	const char *value = getenv(name);

	if (value && path_is_clean(value))
		return xstrdup(value);
	if (value && value[0] == '/')
		return path_clean("/", value);
	return path_join(home, fallback);
}

/* A directory in /tmp under a name that nobody could guess, kept in the state
 * directory: for when somebody else has taken /tmp/envd-UID. */
static char *private_runtime(const char *state)
{
	char template[] = "/tmp/envd-XXXXXX";
	struct buf kept = BUF_INIT;
	int dirfd = open(state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *result = NULL;

	if (dirfd < 0)
		return NULL;
	if (file_read_small(dirfd, "runtime", PATH_LIMIT, &kept, NULL) == 0 &&
	    path_is_clean(kept.data) && is_ours(kept.data, true))
		result = buf_detach(&kept);
	else if (mkdtemp(template) &&
		 file_replace(dirfd, "runtime", template, strlen(template)) == 0)
		result = xstrdup(template);
	buf_free(&kept);
	close(dirfd);
	return result;
}

/* The first directory for runtime files that is ours alone; to be freed. */
static char *runtime_base(const char *state)
{
	const char *given = getenv("XDG_RUNTIME_DIR");
	char *dir;

	if (given && path_is_clean(given) && is_ours(given, true))
		return xstrdup(given);
	dir = paths_system_runtime();
	if (dir && is_ours(dir, true))
		return dir;
	free(dir);
	dir = xasprintf("/tmp/envd-%ld", (long)geteuid());
	if (make_ours(dir) == 0)
		return dir;
	free(dir);
	return private_runtime(state);
}

static void name_world(struct paths *paths)
{
	uint64_t hash = HASH_START, namespace = process_mount_namespace();

	hash = hash_bytes(hash, &namespace, sizeof(namespace));
	hash = hash_bytes(hash, paths->home, strlen(paths->home) + 1);
	hash = hash_bytes(hash, paths->state, strlen(paths->state) + 1);
	hash = hash_bytes(hash, paths->config, strlen(paths->config) + 1);
	for (int i = 15; i >= 0; i--, hash >>= 4)
		paths->id[i] = "0123456789abcdef"[hash & 15];
	paths->id[16] = '\0';
}

/* <base>/envd/<id>, each made and ours. */
static int make_runtime(struct paths *paths, char **culprit)
{
	char *base = runtime_base(paths->state), *envd;
	int r;

	if (base == NULL) {
		*culprit = xasprintf("/tmp/envd-%ld", (long)geteuid());
		return -EPERM;
	}
	envd = path_join(base, "envd");
	paths->runtime = path_join(envd, paths->id);
	r = make_ours(envd);
	if (r == 0)
		r = make_ours(paths->runtime);
	if (r < 0)
		*culprit = xstrdup(paths->runtime);
	free(envd);
	free(base);
	return r;
}

static int find_home(struct paths *paths, char **culprit)
{
	const char *home = getenv("HOME");

	if (home == NULL || home[0] != '/') {
		*culprit = xstrdup("HOME");
		return -ENOENT;
	}
	paths->home = path_clean("/", home);
	return 0;
}

static int make_state(struct paths *paths, char **culprit)
{
	int r = make_parents(paths->state);

	if (r == 0 && !is_ours(paths->state, false))
		r = make_ours(paths->state);
	if (r < 0)
		*culprit = xstrdup(paths->state);
	return r;
}

int paths_init(struct paths *paths, char **culprit)
{
	char *base;
	int r;

	*paths = (struct paths){ 0 };
	*culprit = NULL;
	r = find_home(paths, culprit);
	if (r < 0)
		return r;
	base = base_directory("XDG_STATE_HOME", paths->home, ".local/state");
	paths->state = path_join(base, "envd");
	free(base);
	base = base_directory("XDG_CONFIG_HOME", paths->home, ".config");
	paths->config = path_join(base, "envd/envd.ini");
	free(base);
	name_world(paths);
	r = make_state(paths, culprit);
	if (r == 0)
		r = make_runtime(paths, culprit);
	if (r < 0)
		return r;
	paths->socket = xasprintf("%s/" PATHS_SOCKET "%d", paths->runtime, PROTOCOL_VERSION);
	paths->lock = xasprintf("%s/daemon-%s.lock", paths->state, paths->id);
	if (strlen(paths->socket) >= sizeof(((struct sockaddr_un *)0)->sun_path)) {
		*culprit = xstrdup(paths->socket);
		return -ENAMETOOLONG;
	}
	return 0;
}

void paths_deinit(struct paths *paths)
{
	free(paths->home);
	free(paths->state);
	free(paths->config);
	free(paths->runtime);
	free(paths->socket);
	free(paths->lock);
	*paths = (struct paths){ 0 };
}

char *path_join(const char *dir, const char *name)
{
	size_t n = strcmp(dir, "/") == 0 ? 0 : strlen(dir), m = strlen(name);
	char *path = xrealloc(NULL, n + m + 2);

	memcpy(path, dir, n);
	path[n] = '/';
	memcpy(path + n + 1, name, m + 1);
	return path;
}

char *path_parent(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL || slash == path)
		return xstrdup("/");
	return xstrndup(path, (size_t)(slash - path));
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool path_is_in(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	if (strcmp(dir, "/") == 0)
		return path[0] == '/';
	return strncmp(path, dir, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

bool path_is_clean(const char *path)
{
	size_t n = strlen(path);

	if (path[0] != '/' || n > PATH_LIMIT || (n > 1 && path[n - 1] == '/'))
		return false;
	for (const char *p = path; (p = strchr(p, '/')) != NULL; ) {
		size_t part = strcspn(++p, "/");

		if ((part == 0 && n > 1) || (part == 1 && p[0] == '.') ||
		    (part == 2 && p[0] == '.' && p[1] == '.'))
			return false;
	}
	return true;
}

static void add_parts(struct buf *out, const char *path)
{
	while (*path) {
		size_t part = strcspn(path, "/");

		if (part == 2 && path[0] == '.' && path[1] == '.') {
			char *slash = strrchr(out->data, '/');

			out->len = slash ? (size_t)(slash - out->data) : 0;
			if (slash)
				*slash = '\0';
		} else if (part > 0 && !(part == 1 && path[0] == '.')) {
			buf_addc(out, '/');
			buf_add(out, path, part);
		}
		path += part;
		path += strspn(path, "/");
	}
}

char *path_clean(const char *base, const char *path)
{
	struct buf out = BUF_INIT;

	if (path[0] != '/')
		add_parts(&out, base);
	add_parts(&out, path);
	if (out.len == 0)
		buf_addc(&out, '/');
	return buf_detach(&out);
}

char *path_real(const char *path)
{
	return realpath(path, NULL);
}
