/* SPDX-License-Identifier: Apache-2.0
 *
 * session.c - see session.h.
 */
#include "room/session.h"

#include <string.h>
#include <sys/random.h>

static void bytes__hex(const uint8_t *bytes, size_t count, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * count] = '\0';
}

static bool random__fill(void *out, size_t size)
{
    return getrandom(out, size, 0) == (ssize_t)size;
}

bool sessions_begin(sessions *s)
{
    memset(s, 0, sizeof *s);
    pthread_mutex_init(&s->lock, NULL);
    return random__fill(s->secret, sizeof s->secret);
}

void sessions_end(sessions *s)
{
    pthread_mutex_destroy(&s->lock);
}

bool session_new_id(char out[SESSION_ID + 1])
{
    uint8_t bytes[SESSION_ID / 2];
    if (!random__fill(bytes, sizeof bytes)) return false;
    bytes__hex(bytes, sizeof bytes, out);
    return true;
}

bool session_is_id(const char *id)
{
    return id != NULL && strlen(id) == SESSION_ID && strspn(id, "0123456789abcdef") == SESSION_ID;
}

/* HMAC is not needed: both parts have a fixed length, and the secret comes at both ends. */
void session_csrf(const sessions *s, const char *id, char out[CSRF_SIZE + 1])
{
    uint8_t bytes[2 * sizeof s->secret + SESSION_ID], hash[SHA256_SIZE];
    memcpy(bytes, s->secret, sizeof s->secret);
    memcpy(bytes + sizeof s->secret, id, SESSION_ID);
    memcpy(bytes + sizeof s->secret + SESSION_ID, s->secret, sizeof s->secret);
    sha256(bytes, sizeof bytes, hash);
    bytes__hex(hash, CSRF_SIZE / 2, out);
}

/* ---- signed in ---- */

static session *sessions__find(sessions *s, const char *id, time_t now)
{
    uint8_t hash[SHA256_SIZE];
    sha256(id, strlen(id), hash);
    for (size_t i = 0; i < SESSIONS; i++) {
        session *one = &s->items[i];
        if (one->begun != 0 && (now - one->used > SESSION_IDLE || now - one->begun > SESSION_AGE))
            *one = (session){.begun = 0};
        if (one->begun != 0 && memcmp(one->hash, hash, sizeof hash) == 0) return one;
    }
    return NULL;
}

void session_sign_in(sessions *s, const char *id, time_t now)
{
    pthread_mutex_lock(&s->lock);
    session *oldest = &s->items[0];
    for (size_t i = 1; i < SESSIONS; i++)
        if (s->items[i].used < oldest->used) oldest = &s->items[i];
    *oldest = (session){.begun = now, .used = now};
    sha256(id, strlen(id), oldest->hash);
    pthread_mutex_unlock(&s->lock);
}

void session_sign_out(sessions *s, const char *id)
{
    pthread_mutex_lock(&s->lock);
    session *one = sessions__find(s, id, time(NULL));
    if (one != NULL) *one = (session){.begun = 0};
    pthread_mutex_unlock(&s->lock);
}

bool session_is_signed_in(sessions *s, const char *id, time_t now)
{
    pthread_mutex_lock(&s->lock);
    session *one = sessions__find(s, id, now);
    if (one != NULL) one->used = now;
    pthread_mutex_unlock(&s->lock);
    return one != NULL;
}

bool secret_equal(const char *a, const char *b)
{
    uint8_t one[SHA256_SIZE], other[SHA256_SIZE], differ = 0;
    sha256(a, strlen(a), one);
    sha256(b, strlen(b), other);
    for (size_t i = 0; i < SHA256_SIZE; i++) differ |= (uint8_t)(one[i] ^ other[i]);
    return differ == 0;
}
