/* config_file: see config_file.h. */
#include "serve/config_file.h"
#include "serve/config_text.h"

#include "sys/log.h"

#include "envd/buf.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>

/* One that changed a moment ago may have changed twice at one time. */
#define GUARD_S 3

bool config_file_is_read(const struct config_file *file)
{
	const struct file *read = &file->read;
	struct file now = { 0 };
	struct timespec settled;

	clock_gettime(CLOCK_REALTIME, &settled);
	settled.tv_sec -= GUARD_S;
	file_look(AT_FDCWD, file->paths->config, true, &now);
	return file_is_same(&now, read) && now.size == read->size &&
	       time_compare(now.mtime, read->mtime) == 0 &&
	       time_compare(now.ctime, read->ctime) == 0 &&
	       time_compare(now.ctime, settled) < 0;
}

void config_file_load(struct config_file *file)
{
	const struct paths *paths = file->paths;
	struct buf error = BUF_INIT;
	struct config config;

	free(file->error);
	file->error = NULL;
	file->read = (struct file){ 0 };
	file_look(AT_FDCWD, paths->config, true, &file->read);
	if (config_read(&config, paths->config, paths->home, &error) == 0) {
		config_deinit(&file->config);
		file->config = config;
	} else {
		file->error = buf_detach(&error);
		log_warn(0, "%s", file->error);
	}
	buf_free(&error);
}

void config_file_open(struct config_file *file, const struct paths *paths)
{
	*file = (struct config_file){ .paths = paths };
	config_init(&file->config);
	config_file_load(file);
	if (file->error)
		file->config.is_policy_ask = true;
}

void config_file_close(struct config_file *file)
{
	config_deinit(&file->config);
	free(file->error);
	*file = (struct config_file){ 0 };
}
