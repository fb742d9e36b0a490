/*
 * decisions_file: <state>/decisions on disk, which several daemons may share: it is
 * locked while it is rewritten.
 */
#ifndef ENVD_DECISIONS_FILE_H
#define ENVD_DECISIONS_FILE_H

struct decision_list;
struct file;

/*
 * Reads it into an empty list. -1 when it is good or not there, else the number of
 * the bad line, or 0 for the file as a whole: unreadable, another version, not ours,
 * cut off. The lines that are good are in the list all the same. *identity is of what
 * was read, zeroed when there is no file.
 */
int decisions_file_read(const char *file, struct decision_list *list, struct file *identity);

/*
 * Writes what is there by then, with the changes put in and without what is, to the
 * letter, as in `gone` (NULL: nothing). Waits a little while another writes. 0 or a
 * negative errno, and then the file is as it was: -EBADMSG damaged, -EBUSY locked.
 */
int decisions_file_change(const char *file, const struct decision_list *changes,
			  const struct decision_list *gone);

#endif
