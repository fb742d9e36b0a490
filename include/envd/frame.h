/*
 * frame: what all messages between the client and the daemon have in common.
 *
 * A frame is u32 length (of what follows the header), u16 version, u16 type,
 * in host byte order (both ends are on one machine), then fields: integers of
 * fixed size, and strings as u32 length, bytes, NUL.
 */
#ifndef ENVD_FRAME_H
#define ENVD_FRAME_H

enum {
	PROTOCOL_VERSION = 4,           /* is in the socket's name, too */
	PROTOCOL_HEADER = 8,
	PROTOCOL_MAX_FRAME = 256 * 1024,
	PROTOCOL_MAX_ITEMS = 4096,      /* of any array in a frame */
};

#endif
