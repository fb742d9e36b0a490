/* util: memory that never fails, lists of strings, small helpers. */
#include "envd/util.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void *check(void *p)
{
	static const char message[] = "envd: out of memory\n";

	if (p)
		return p;
	(void)!write(STDERR_FILENO, message, sizeof(message) - 1);
	abort();
}

void *xcalloc(size_t n, size_t size)
{
	return check(calloc(n ? n : 1, size ? size : 1));
}

void *xrealloc(void *p, size_t size)
{
	return check(realloc(p, size ? size : 1));
}

char *xstrdup(const char *string)
{
	return string ? xstrndup(string, strlen(string)) : NULL;
}

char *xstrndup(const char *string, size_t n)
{
	char *copy = xrealloc(NULL, n + 1);

	memcpy(copy, string, n);
	copy[n] = '\0';
	return copy;
}

char *xasprintf(const char *format, ...)
{
	char *string = NULL;
	va_list args;
	int n;

	va_start(args, format);
	n = vasprintf(&string, format, args);
	va_end(args);
	return check(n < 0 ? NULL : string);
}

void strings_add(struct strings *list, const char *string)
{
	list->v = xrealloc(list->v, (list->n + 1) * sizeof(*list->v));
	list->v[list->n++] = xstrdup(string);
}

bool strings_has(const struct strings *list, const char *string)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i], string) == 0)
			return true;
	return false;
}

void strings_remove(struct strings *list, const char *string)
{
	size_t i = 0;

	while (i < list->n && strcmp(list->v[i], string) != 0)
		i++;
	if (i == list->n)
		return;
	free(list->v[i]);
	for (list->n--; i < list->n; i++)
		list->v[i] = list->v[i + 1];
}

void strings_free(struct strings *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->v[i]);
	free(list->v);
	*list = (struct strings){ 0 };
}

bool starts_with(const char *string, const char *prefix)
{
	return strncmp(string, prefix, strlen(prefix)) == 0;
}

bool ends_with(const char *string, const char *suffix)
{
	size_t n = strlen(string), m = strlen(suffix);

	return n >= m && strcmp(string + n - m, suffix) == 0;
}

bool same_string(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool parse_number(const char *text, uint64_t max, uint64_t *out)
{
	uint64_t n = 0;

	if (*text == '\0')
		return false;
	for (; *text; text++) {
		unsigned digit = (unsigned)(*text - '0');

		if (digit > 9 || n > (UINT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	if (n > max)
		return false;
	*out = n;
	return true;
}

bool take_number(const char **p, char end, uint64_t max, uint64_t *out)
{
	size_t n = strspn(*p, "0123456789");
	char digits[24];

	if (n >= sizeof(digits) || (*p)[n] != end)
		return false;
	memcpy(digits, *p, n);
	digits[n] = '\0';
	if (!parse_number(digits, max, out))
		return false;
	*p += n + (end != '\0');
	return true;
}

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
	return hash;
}

int64_t monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int write_all(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}
