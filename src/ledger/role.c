/* SPDX-License-Identifier: Apache-2.0
 *
 * role.c - see role.h.
 *
 * A role is a bag of words: what somebody is (heads: "minister", "mayor"), what
 * it is concerned with (fields: "health"), its countries, the names in it, and
 * what the book does not know. Words for the same in two languages are one line
 * of the book, so that "ministre de la Santé" and "health minister" are the same
 * bag.
 */
#include "ledger/role.h"

#include <string.h>

#include "base/hash.h"

#define ROLE_TOKENS 32

/* ---- sets ---- */

#define SET_ADD(set, count, value) \
    do { \
        size_t i_ = 0; \
        while (i_ < (count) && (set)[i_] != (value)) i_++; \
        if (i_ == (count) && (count) < ROLE_WORDS) (set)[(count)++] = (value); \
    } while (0)

static size_t shared16(const uint16_t *x, size_t xs, const uint16_t *y, size_t ys)
{
    size_t n = 0;
    for (size_t i = 0; i < xs; i++)
        for (size_t k = 0; k < ys; k++) n += x[i] == y[k];
    return n;
}

static size_t shared64(const uint64_t *x, size_t xs, const uint64_t *y, size_t ys)
{
    size_t n = 0;
    for (size_t i = 0; i < xs; i++)
        for (size_t k = 0; k < ys; k++) n += x[i] == y[k];
    return n;
}

/* ---- parsing ---- */

/* A hash that the plural and the singular have in common. */
static uint64_t word__stem(const name_token *t)
{
    size_t size = t->folded_size;
    if (size > 4 && t->folded[size - 1] == 's') size--;
    return hash_bytes(t->folded, size);
}

/* A word of the role, or, where the book does not know "ex-ministre" as one, its
 * last part. */
static name_word token__word(const namebook *b, const name_token *t)
{
    name_word w = t->word;
    bool known = w.role != 0 || w.field != 0 || w.country != 0 || w.flags != 0;
    if (known || t->part_count < 2) return w;
    uint8_t from = t->part_end[t->part_count - 2];
    return namebook_word(b, t->folded + from, t->folded_size - from);
}

static void role__take(role *r, const name_token *t, name_word w, bool other_heads)
{
    bool both = w.role != 0 && w.field != 0; /* "general", "justice" */
    if (w.role != 0 && !(both && other_heads)) {
        SET_ADD(r->heads, r->head_count, w.role);
    } else if (w.field != 0) {
        SET_ADD(r->fields, r->field_count, w.field);
    } else if (w.country != 0) {
        SET_ADD(r->countries, r->country_count, w.country);
    } else if (w.flags & (NAMEWORD_FUNCTION | NAMEWORD_PASSING | NAMEWORD_TITLE | NAMEWORD_SUFFIX)) {
        return;
    } else if (t->all_capitals && t->folded_size >= 2 && t->folded_size <= 6) {
        SET_ADD(r->acronyms, r->acronym_count, word__stem(t));
    } else if (t->capital && t->folded_size > 1 && !(w.flags & (NAMEWORD_GROUP | NAMEWORD_ROLE))) {
        SET_ADD(r->propers, r->proper_count, word__stem(t));
    } else if (t->folded_size > 2 && !(w.flags & NAMEWORD_PARTICLE)) {
        SET_ADD(r->others, r->other_count, word__stem(t));
    }
}

/* The fields of life that it is from. */
static void role__domains(const namebook *b, role *r)
{
    uint32_t by_field = 0, lead = 0;
    bool alone = r->field_count + r->proper_count + r->acronym_count + r->other_count == 0;
    for (size_t i = 0; i < r->field_count; i++) by_field |= b->field_domain[r->fields[i]];
    for (size_t i = 0; i < r->head_count; i++) {
        uint32_t one = b->role_domain[r->heads[i]], all = b->role_alone[r->heads[i]];
        r->domains |= alone || r->country_count > 0 ? all : one;
        for (unsigned bit = 0; bit < 32; bit++)
            if (one == UINT32_C(1) << bit) lead |= b->near[bit];
    }
    /* "secretary of the union": of a union; a lawyer of one is a lawyer. */
    if (r->head_count > 0 && (lead & by_field) != 0) r->domains |= lead & by_field;
}

void role_parse(const namebook *b, arena *a, const char *text, role *out)
{
    name_token tokens[ROLE_TOKENS];
    name_word words[ROLE_TOKENS];
    bool pure = false;
    *out = (role){0};
    if (text == NULL) return;
    size_t count = name_tokens(b, a, text, tokens, ROLE_TOKENS);
    if (count > ROLE_TOKENS) count = ROLE_TOKENS;
    for (size_t i = 0; i < count; i++) {
        words[i] = token__word(b, &tokens[i]);
        pure = pure || (words[i].role != 0 && words[i].field == 0);
    }
    bool seen = false; /* of two words that may be heads or not, the first is one */
    for (size_t i = 0; i < count; i++) {
        role__take(out, &tokens[i], words[i], pure || seen);
        seen = seen || words[i].role != 0;
    }
    role__domains(b, out);
}

/* ---- comparing ---- */

static bool role__is_empty(const role *r)
{
    return r->head_count == 0;
}

/* Names of one kind that both have and none in common. */
static bool role__other_place(const role *x, const role *y)
{
    if (x->country_count > 0 && y->country_count > 0 &&
        shared16(x->countries, x->country_count, y->countries, y->country_count) == 0)
        return true;
    if (x->proper_count > 0 && y->proper_count > 0 &&
        shared64(x->propers, x->proper_count, y->propers, y->proper_count) == 0)
        return true;
    return false;
}

static bool role__same_place(const role *x, const role *y)
{
    return shared64(x->propers, x->proper_count, y->propers, y->proper_count) > 0 ||
           shared64(x->acronyms, x->acronym_count, y->acronyms, y->acronym_count) > 0;
}

static bool role__same_field(const role *x, const role *y)
{
    return shared16(x->fields, x->field_count, y->fields, y->field_count) > 0 ||
           shared64(x->others, x->other_count, y->others, y->other_count) > 0;
}

static bool domains__near(const namebook *b, uint32_t x, uint32_t y)
{
    for (unsigned i = 0; i < 32; i++)
        if ((x >> i & 1) && (b->near[i] & y) != 0) return true;
    return false;
}

static role_match role__other_heads(const namebook *b, const role *x, const role *y)
{
    bool share = (x->domains & y->domains) != 0;
    if (x->domains == 0 || y->domains == 0) return ROLE_UNKNOWN;
    bool other_country = x->country_count > 0 && y->country_count > 0 &&
                         shared16(x->countries, x->country_count, y->countries, y->country_count) == 0;
    if (other_country || (!share && role__other_place(x, y))) return ROLE_CONFLICT;
    if (share) return role__other_place(x, y) ? ROLE_FAR : ROLE_FITS; /* of Tarlac, of Mirande */
    if (!domains__near(b, x->domains, y->domains)) return ROLE_CONFLICT;
    return role__same_place(x, y) ? ROLE_FITS : ROLE_FAR;
}

role_match role_compare(const namebook *b, const role *x, const role *y)
{
    if (role__is_empty(x) || role__is_empty(y)) return ROLE_UNKNOWN;
    if (shared16(x->heads, x->head_count, y->heads, y->head_count) == 0) return role__other_heads(b, x, y);
    bool same_place = role__same_place(x, y), same_field = role__same_field(x, y);
    if (same_place) return ROLE_SURE;
    if (role__other_place(x, y)) return ROLE_CONFLICT;
    bool bare_x = x->field_count + x->other_count == 0, bare_y = y->field_count + y->other_count == 0;
    if (same_field)
        return shared16(x->countries, x->country_count, y->countries, y->country_count) > 0 ? ROLE_SURE : ROLE_SAME;
    if (bare_x && bare_y) return ROLE_SAME;
    return ROLE_FITS; /* the minister, the health minister; of health, of finance */
}
