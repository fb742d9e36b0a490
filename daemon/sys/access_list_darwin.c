/*
 * access_list on macOS: its entries allow and deny beside the mode and whatever
 * that says. Each home directory has one that denies its removal.
 */
#include "sys/access_list.h"

#include <errno.h>
#include <stddef.h>
#include <sys/acl.h>

/* Does the entry allow something by which the file, or what is in it, becomes
 * another's? */
static bool allows_writing(acl_entry_t entry)
{
	static const acl_perm_t writing[] = {
		ACL_WRITE_DATA, ACL_APPEND_DATA, ACL_DELETE, ACL_DELETE_CHILD,
		ACL_WRITE_ATTRIBUTES, ACL_WRITE_EXTATTRIBUTES, ACL_WRITE_SECURITY,
		ACL_CHANGE_OWNER,
	};
	acl_permset_t permissions;
	acl_tag_t tag;

	if (acl_get_tag_type(entry, &tag) < 0)
		return true;
	if (tag != ACL_EXTENDED_ALLOW)
		return false;
	if (acl_get_permset(entry, &permissions) < 0)
		return true;
	for (size_t i = 0; i < sizeof(writing) / sizeof(writing[0]); i++)
		if (acl_get_perm_np(permissions, writing[i]) != 0)
			return true;
	return false;
}

bool access_list_lets_write(const char *path, mode_t mode)
{
	acl_t list = acl_get_link_np(path, ACL_TYPE_EXTENDED);
	int which = ACL_FIRST_ENTRY;
	acl_entry_t entry;
	bool lets = false;

	(void)mode;
	/* ENOENT: there is no list. */
	if (list == NULL)
		return errno != ENOENT && errno != ENOTSUP;
	for (; !lets && acl_get_entry(list, which, &entry) == 0; which = ACL_NEXT_ENTRY)
		lets = allows_writing(entry);
	acl_free(list);
	return lets;
}
