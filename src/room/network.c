/* SPDX-License-Identifier: Apache-2.0
 *
 * network.c - see network.h. Of IPv6 only what is given to the public today,
 * 2000::/3, less what in it leads elsewhere: so mapped and translated IPv4
 * addresses, link-local, unique local, multicast and all that will come are out.
 */
#include "room/network.h"

#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

/* Special-purpose networks: the registries of RFC 6890. */
static const struct {
    uint32_t net;
    int bits;
} four_special[] = {
    {0x00000000, 8},  /* this network */
    {0x0A000000, 8},  /* private */
    {0x64400000, 10}, /* shared by a provider's customers */
    {0x7F000000, 8},  /* loopback */
    {0xA9FE0000, 16}, /* link-local; clouds' metadata */
    {0xAC100000, 12}, /* private */
    {0xC0000000, 24}, /* protocol assignments */
    {0xC0000200, 24}, /* documentation */
    {0xC0586300, 24}, /* 6to4 relays */
    {0xC0A80000, 16}, /* private */
    {0xC6120000, 15}, /* benchmarks */
    {0xC6336400, 24}, /* documentation */
    {0xCB007100, 24}, /* documentation */
    {0xE0000000, 3},  /* multicast, reserved, broadcast */
};

static const struct {
    uint8_t net[6];
    int bits;
} six_special[] = {
    {{0x20, 0x01, 0x00}, 23},             /* protocol assignments: Teredo, ORCHID ... */
    {{0x20, 0x01, 0x0d, 0xb8}, 32},       /* documentation */
    {{0x20, 0x02}, 16},                   /* 6to4: an IPv4 address within */
    {{0x26, 0x20, 0x00, 0x4f, 0x80}, 48}, /* AS112 */
    {{0x3f, 0xff}, 20},                   /* documentation */
};

static bool four__is_public(uint32_t address)
{
    for (size_t i = 0; i < sizeof four_special / sizeof *four_special; i++)
        if (((address ^ four_special[i].net) >> (32 - four_special[i].bits)) == 0) return false;
    return true;
}

static bool six__within(const uint8_t *address, const uint8_t *net, int bits)
{
    int whole = bits / 8, rest = bits % 8;
    if (memcmp(address, net, (size_t)whole) != 0) return false;
    return rest == 0 || ((address[whole] ^ net[whole]) >> (8 - rest)) == 0;
}

static bool six__is_public(const uint8_t *address)
{
    if ((address[0] & 0xE0) != 0x20) return false;
    for (size_t i = 0; i < sizeof six_special / sizeof *six_special; i++)
        if (six__within(address, six_special[i].net, six_special[i].bits)) return false;
    return true;
}

bool network_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, address, sizeof four);
        return four__is_public(ntohl(four.sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6) return false;
    struct sockaddr_in6 six;
    memcpy(&six, address, sizeof six);
    return six__is_public(six.sin6_addr.s6_addr);
}
