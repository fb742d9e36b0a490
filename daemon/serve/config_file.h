/*
 * config_file: envd.ini as it is in force, and whether the file is still the one
 * that was read.
 */
#ifndef ENVD_CONFIG_FILE_H
#define ENVD_CONFIG_FILE_H

#include "serve/config.h"

#include "envd/file.h"
#include "envd/paths.h"

struct config_file {
	const struct paths *paths;
	struct config config;
	char *error;                    /* why the file is ignored, or NULL */
	struct file read;               /* as it was before it was read; zeroed: none */
};

/* What holds without a file, and then the file. What one with an error wanted is not
 * known, so all is to be asked for then. */
void config_file_open(struct config_file *file, const struct paths *paths);
void config_file_close(struct config_file *file);

/* Takes the file as it is now. One with an error changes nothing. */
void config_file_load(struct config_file *file);

/* Is the file still the one that was read? */
bool config_file_is_read(const struct config_file *file);

#endif
