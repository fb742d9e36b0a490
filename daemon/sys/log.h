/*
 * log: one line an event, to stderr or to a file. The one piece of the daemon
 * with state of its own. Bytes that are not printable are escaped.
 */
#ifndef ENVD_LOG_H
#define ENVD_LOG_H

#define LOG_LIMIT (1024 * 1024)

/* Logs to `file` from now on (0600; begun anew when a line would make it longer
 * than LOG_LIMIT). NULL: to stderr, which is where it starts. */
void log_open(const char *file);
void log_close(void);

void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* `error`: a negative errno whose text is put behind, or 0. */
void log_warn(int error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
