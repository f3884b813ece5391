/* SPDX-License-Identifier: Apache-2.0
 *
 * proxy.h - who asks, where a server before us speaks for him.
 */
#ifndef SELON_ROOM_PROXY_H
#define SELON_ROOM_PROXY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/* What a request's headers say about whom it was forwarded for: the last of each name, or NULL. */
typedef struct proxy_headers {
    const char *forwarded, *x_forwarded_for, *x_forwarded_proto;
} proxy_headers;

typedef struct proxy_client {
    uint64_t from; /* a hash of the client's address, of its network in IPv6 */
    bool tls;      /* the server before us says that it came by HTTPS */
} proxy_client;

/* `from` NULL: it is not known. `trusted`, NULL-ended, or NULL for none, are addresses whose headers are believed. */
proxy_client proxy_client_of(const struct sockaddr *from, const proxy_headers *headers, const char *const *trusted);

/* Is it an address, as 127.0.0.1 or ::1? */
bool proxy_is_address(const char *text);

#endif
