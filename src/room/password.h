/* SPDX-License-Identifier: Apache-2.0
 *
 * password.h - passwords, hashed with Argon2id.
 */
#ifndef SELON_ROOM_PASSWORD_H
#define SELON_ROOM_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

#define PASSWORD_HASH 128 /* bytes of a hash as text */
#define PASSWORD_MOST 1024

/* "$argon2id$v=19$m=19456,t=2,p=1$..."; false without memory or random numbers. */
bool password_hash(const char *password, char out[PASSWORD_HASH]);

/* Is it a hash that can be checked, of a cost that is no attack on ourselves? */
bool password_is_hash(const char *hash);

bool password_matches(const char *hash, const char *password);

#endif
