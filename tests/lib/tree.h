/* tree: files of a test. */
#ifndef TESTS_TREE_H
#define TESTS_TREE_H

/* Makes a directory and those above it. Fails the test if it can't. */
void tree_mkdir(const char *path);

/* Writes (flags O_TRUNC) or adds to (O_APPEND) a file and makes the directories
 * above it. Fails the test if it can't. */
void tree_write(const char *path, const char *content, int flags);

/* A whole file, with a NUL; NULL if it can't be read. The caller frees. */
char *tree_read(const char *path);

/* Removes a file or a directory with all below it, whatever its modes. Follows
 * no symlink. Returns 0 or a negative errno. */
int tree_remove(const char *path);

#endif
