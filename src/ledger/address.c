/* SPDX-License-Identifier: Apache-2.0
 *
 * address.c - one form for what names the same page: scheme and host in lower
 * case, no default port, no fragment. What comes after the host is the site's
 * own business and stays to the byte.
 */
#include <string.h>
#include <strings.h>

#include "ledger/entry.h"

static const struct {
    const char *scheme, *port;
} webs[] = {{"http://", ":80"}, {"https://", ":443"}};

const char *address_normal(arena *a, const char *address)
{
    for (size_t i = 0; i < sizeof webs / sizeof *webs; i++) {
        size_t scheme = strlen(webs[i].scheme), port = strlen(webs[i].port);
        if (strncasecmp(address, webs[i].scheme, scheme) != 0) continue;
        size_t host = strcspn(address + scheme, "/?#"), rest = scheme + host, end = rest + strcspn(address + rest, "#");
        char *out = arena_strndup(a, address, end);
        for (size_t k = 0; k < rest; k++)
            if (out[k] >= 'A' && out[k] <= 'Z') out[k] = (char)(out[k] + 32);
        if (host > port && memcmp(out + rest - port, webs[i].port, port) == 0)
            memmove(out + rest - port, out + rest, end - rest + 1);
        return out;
    }
    return address;
}
