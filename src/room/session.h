/* SPDX-License-Identifier: Apache-2.0
 *
 * session.h - who has signed in, and the tokens that show that a form is ours.
 *
 * Each browser gets a random number as a cookie. A form carries a token that is
 * made of this number and a secret of the room, so nobody else's page can know
 * it. Signing in gives the browser a new number, which is written down here:
 * whoever knew the old one (or chose it) knows nothing. Only a hash of the number
 * is kept.
 */
#ifndef SELON_ROOM_SESSION_H
#define SELON_ROOM_SESSION_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/sha256.h"

#define SESSIONS 256
#define SESSION_ID 64 /* hexadecimal digits */
#define SESSION_IDLE (12 * 3600)
#define SESSION_AGE (7 * 24 * 3600)
#define CSRF_SIZE 32 /* hexadecimal digits */

typedef struct session {
    uint8_t hash[SHA256_SIZE];
    time_t begun, used; /* 0: nobody's */
} session;

typedef struct sessions {
    pthread_mutex_t lock;
    uint8_t secret[32];
    session items[SESSIONS];
} sessions;

bool sessions_begin(sessions *s); /* false without random numbers */
void sessions_end(sessions *s);

/* A new number; false without random numbers. */
bool session_new_id(char out[SESSION_ID + 1]);
bool session_is_id(const char *id);

/* The token of a browser's forms. */
void session_csrf(const sessions *s, const char *id, char out[CSRF_SIZE + 1]);

void session_sign_in(sessions *s, const char *id, time_t now); /* the oldest goes where there are too many */
void session_sign_out(sessions *s, const char *id);
bool session_is_signed_in(sessions *s, const char *id, time_t now);

/* Equal strings? In a time that does not tell where they differ. */
bool secret_equal(const char *a, const char *b);

#endif
