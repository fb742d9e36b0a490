/* python: see python.h. */
#include "find/python.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/paths.h"

#define MAX_ENTRIES 4096
#define MAX_DIGITS 4
#define HEADER_LIMIT (64 * 1024)

/* Digits at the start of s; 0: none, or too many. */
static size_t number_length(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n <= MAX_DIGITS ? n : 0;
}

char *python_version_in(const char *text)
{
	size_t major = number_length(text), minor, patch, n;

	if (major == 0 || text[major] != '.')
		return NULL;
	minor = number_length(text + major + 1);
	if (minor == 0)
		return NULL;
	n = major + 1 + minor;
	patch = text[n] == '.' ? number_length(text + n + 1) : 0;
	return xstrndup(text, patch > 0 ? n + 1 + patch : n);
}

static size_t minor_length(const char *version)
{
	size_t major = strcspn(version, ".");

	return version[major] ? major + 1 + strcspn(version + major + 1, ".") : major;
}

char *python_minor(const char *version)
{
	return xstrndup(version, minor_length(version));
}

bool python_is_same_minor(const char *a, const char *b)
{
	return a && b && minor_length(a) == minor_length(b) &&
	       strncmp(a, b, minor_length(a)) == 0;
}

char *python_minor_of_name(const char *name)
{
	char *version;
	size_t n;

	if (!starts_with(name, "python"))
		return NULL;
	name += strlen("python");
	version = python_version_in(name);
	if (!version)
		return NULL;
	/* An ABI letter or two may follow, and nothing else. */
	n = strlen(version);
	while (islower((unsigned char)name[n]))
		n++;
	if (name[n] != '\0' || minor_length(version) != strlen(version)) {
		free(version);
		version = NULL;
	}
	return version;
}

void python_libraries(int dirfd, struct strings *minors)
{
	int fd = openat(dirfd, "lib", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (int i = 0; i < MAX_ENTRIES && (entry = readdir(dir)); i++) {
		char *minor = python_minor_of_name(entry->d_name);

		if (minor && !strings_has(minors, minor))
			strings_add(minors, minor);
		free(minor);
	}
	closedir(dir);
}

/* ---- an installation ------------------------------------------------------ */

static int read_below(const char *base, const char *in, const char *name, struct buf *out)
{
	char *path = xasprintf("%s/%s/%s", same_string(base, "/") ? "" : base, in, name);
	int r = file_read_small(AT_FDCWD, path, HEADER_LIMIT, out, NULL);

	free(path);
	return r;
}

/* The number after the first "key": in *text, and *text goes behind it. */
static bool next_number(const char **text, const char *key, char *number)
{
	const char *s = strstr(*text, key);
	size_t n;

	if (!s)
		return false;
	s += strlen(key);
	s += strspn(s, " \t\r\n:");
	n = number_length(s);
	memcpy(number, s, n);
	number[n] = '\0';
	*text = s + n;
	return n > 0;
}

/* PEP 739, Python 3.14 and later. Of its two objects with these three keys
 * either will do: for CPython they are equal. */
static char *version_of_details(const char *base, const char *name)
{
	char major[MAX_DIGITS + 1], minor[MAX_DIGITS + 1], micro[MAX_DIGITS + 1];
	char *in = xasprintf("lib/%s", name), *version = NULL;
	struct buf json = BUF_INIT;
	const char *at;

	if (read_below(base, in, "build-details.json", &json) == 0) {
		at = json.data;
		if (next_number(&at, "\"major\"", major) && next_number(&at, "\"minor\"", minor) &&
		    next_number(&at, "\"micro\"", micro))
			version = xasprintf("%s.%s.%s", major, minor, micro);
	}
	buf_free(&json);
	free(in);
	return version;
}

static char *version_of_header(const char *base, const char *name)
{
	static const char define[] = "#define PY_VERSION ";
	char *in = xasprintf("include/%s", name), *version = NULL;
	struct buf header = BUF_INIT;

	if (read_below(base, in, "patchlevel.h", &header) == 0) {
		const char *at = strstr(header.data, define);

		if (at) {
			at += strlen(define);
			version = python_version_in(at + strspn(at, " \t\""));
		}
	}
	buf_free(&header);
	free(in);
	return version;
}

/* The only pythonX.Y in BASE/lib; NULL when there are none or several. */
static char *only_library(const char *base)
{
	int fd = file_open_directory(base, true);
	struct strings minors = { 0 };
	char *minor = NULL;

	if (fd < 0)
		return NULL;
	python_libraries(fd, &minors);
	if (minors.n == 1)
		minor = xstrdup(minors.v[0]);
	strings_free(&minors);
	close(fd);
	return minor;
}

static char *version_of_base(const char *base, const char *minor)
{
	/* Headers of 3.7 and older are in python3.7m, those of free-threaded
	 * builds in python3.13t, of debug builds in python3.11d. */
	static const char *const suffixes[] = { "", "m", "t", "d" };
	char *version = NULL;

	for (size_t i = 0; i < COUNT_OF(suffixes) && !version; i++) {
		char *name = xasprintf("python%s%s", minor, suffixes[i]);

		version = version_of_details(base, name);
		if (!version)
			version = version_of_header(base, name);
		/* A file of another version says nothing of this one. */
		if (!python_is_same_minor(version, minor)) {
			free(version);
			version = NULL;
		}
		free(name);
	}
	return version ? version : xstrdup(minor);
}

char *python_version(const char *python)
{
	char *bin = path_parent(python), *base = path_parent(bin);
	char *minor = python_minor_of_name(path_base(python)), *version = NULL;

	/* `pypy3` in /usr/bin has nothing to do with /usr/lib/python3.11. */
	if (!minor && starts_with(path_base(python), "python"))
		minor = only_library(base);
	if (minor)
		version = version_of_base(base, minor);
	free(minor);
	free(base);
	free(bin);
	return version;
}
