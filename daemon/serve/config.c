/* config: what holds without the file. */
#include "serve/config.h"

#include <stdlib.h>

#include "envd/promptformat.h"

void config_init(struct config *config)
{
	*config = (struct config){
		.settings = {
			.deadline_ms = 50, .messages = MESSAGES_NORMAL,
			.format = xstrdup(PROMPTFORMAT_DEFAULT),
		},
		.watch_limit = 4096,
	};
}

void config_deinit(struct config *config)
{
	free(config->ceiling);
	free(config->settings.format);
	strings_free(&config->roots);
	*config = (struct config){ 0 };
}
