/* fstype: the types by name, as Linux and macOS name them; noowners and nonlocal
 * are mounts_darwin.c's words. */
#include "sys/fstype.h"

#include "envd/util.h"

#include <string.h>

static bool is_one_of(const char *type, const char *const *types)
{
	for (; *types; types++)
		if (strcmp(type, *types) == 0)
			return true;
	return false;
}

bool fstype_is_made_up(const char *type)
{
	static const char *const types[] = {
		"drvfs", "9p", "vfat", "msdos", "exfat", "ntfs", "ntfs3", "ntfs-3g",
		"cifs", "smb3", "smbfs", "vboxsf", "vmhgfs", "prl_fs", "fakeowner",
		"hgfs", "fuse", "fuseblk", "macfuse", "osxfuse", "noowners", NULL
	};

	/* Rootless containers live on this one; it keeps modes as they are. */
	if (strcmp(type, "fuse.fuse-overlayfs") == 0)
		return false;
	return starts_with(type, "fuse.") || is_one_of(type, types);
}

bool fstype_is_remote(const char *type)
{
	static const char *const types[] = {
		"nfs", "nfs4", "afs", "ceph", "lustre", "gpfs", "glusterfs",
		"ocfs2", "gfs2", "coda", "beegfs", "orangefs", "afpfs",
		"webdav", "ftp", "acfs", "nonlocal", NULL
	};

	return is_one_of(type, types);
}
