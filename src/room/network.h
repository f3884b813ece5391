/* SPDX-License-Identifier: Apache-2.0
 *
 * network.h - which addresses are everybody's, and which are this machine's or
 * its network's, where a server that fetches for others must not go.
 */
#ifndef SELON_ROOM_NETWORK_H
#define SELON_ROOM_NETWORK_H

#include <stdbool.h>
#include <sys/socket.h>

/* Is it an address of the public internet? The question is asked of the address that is connected to, after all names
 * have been resolved: so it does not matter how it was written. */
bool network_is_public(const struct sockaddr *address);

#endif
