/* SPDX-License-Identifier: Apache-2.0
 *
 * password.c - see password.h. The cost (19 MiB, two passes) is what OWASP
 * recommends as the least; a file may have a hash that costs more.
 */
#include "room/password.h"

#include <argon2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define MEMORY_KIB 19456
#define PASSES 2
#define SALT 16
#define HASH 32
#define MEMORY_MOST (256 * 1024)
#define PASSES_MOST 16

bool password_hash(const char *password, char out[PASSWORD_HASH])
{
    uint8_t salt[SALT];
    if (getrandom(salt, sizeof salt, 0) != sizeof salt) return false;
    return argon2id_hash_encoded(PASSES, MEMORY_KIB, 1, password, strlen(password), salt, sizeof salt, HASH, out,
                                 PASSWORD_HASH) == ARGON2_OK;
}

/* The number after "m=" or "t="; 0 for none. */
static unsigned long hash__cost(const char *hash, const char *name)
{
    const char *at = strstr(hash, name);
    return at != NULL ? strtoul(at + strlen(name), NULL, 10) : 0;
}

bool password_is_hash(const char *hash)
{
    static const char kind[] = "$argon2id$v=19$m=";
    if (strncmp(hash, kind, sizeof kind - 1) != 0 || strlen(hash) >= PASSWORD_HASH) return false;
    unsigned long memory = hash__cost(hash, "$m="), passes = hash__cost(hash, ",t=");
    return memory >= 8 && memory <= MEMORY_MOST && passes >= 1 && passes <= PASSES_MOST;
}

bool password_matches(const char *hash, const char *password)
{
    size_t size = strlen(password);
    return size <= PASSWORD_MOST && argon2id_verify(hash, password, size) == ARGON2_OK;
}
