/* shell_name: written and read back, and of whom it is. */
#include <criterion/criterion.h>

#include "envd/process.h"
#include "envd/protocol.h"
#include "envd/shell_name.h"
#include "envd/util.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int is_alive(uint64_t namespace, pid_t pid, uint64_t start)
{
	struct shell_id shell = { .namespace = namespace, .pid = (uint32_t)pid, .start = start };
	char *name = shell_name(&shell);
	int r = shell_name_is_alive(name);

	free(name);
	return r;
}

Test(shell_name, of_a_process_that_lives_and_of_one_that_had_its_pid)
{
	uint64_t namespace = process_namespace(), start;

	cr_assert_eq(process_start_time(getpid(), &start), 0);
	cr_assert_eq(is_alive(namespace, getpid(), start), 1);
	cr_assert_eq(is_alive(namespace, getpid(), start + 1), 0);
	cr_assert_eq(is_alive(namespace + 1, getpid(), start), -EXDEV);
	cr_assert_eq(is_alive(0, getpid(), start), -EXDEV);
}

Test(shell_name, of_a_process_that_has_ended)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
	cr_assert_eq(is_alive(process_namespace(), pid, 1), 0);
}

Test(shell_name, nothing_else_is_one)
{
	static const char *const names[] = {
		"", ".", "..", "1-2", "1-2-", "-2-3", "1-2-3-4", "1-2-3 ", "a-2-3", "1-2-3x",
		"1-99999999999-3", "1--2-3", "+1-2-3",
	};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		cr_assert_eq(shell_name_is_alive(names[i]), -EINVAL, "%s", names[i]);
}
