/* SPDX-License-Identifier: Apache-2.0
 *
 * known.c - what is known of the entities that speakers were compared with
 * lately.
 *
 * Every speaker is weighed against all who might be the same (entity_join.c),
 * and those are the same few again and again: whoever shares a family name with
 * people in the news. So they are kept as they were read, and follow what is
 * written of them. All are in one arena; when it has KNOWN_BYTES, it is emptied.
 *
 * Whatever changes traits in another way than entity_take() makes all of them
 * unknown (known_forget()).
 */
#include <string.h>

#include "ledger/entity.h"

#define KNOWN_BYTES ((size_t)14 << 20)

/* Room for so many, and not for sixteen: most have one name, one role, one place. */
#define LIST_NEW(a, list, type, n) \
    do { \
        (list)->capacity = (n) > 0 ? (n) : 1; \
        (list)->items = ARENA_ARRAY((a), type, (list)->capacity); \
        (list)->count = 0; \
    } while (0)

arena *known_enter(ledger *l)
{
    struct joiner *j = ledger_joiner(l);
    if (j == NULL) return NULL;
    if (j->known_arena != NULL && arena_footprint(j->known_arena) > KNOWN_BYTES) known_forget(l);
    if (j->known_arena == NULL && (j->known_arena = arena_new(&l->allocator, 65536)) == NULL)
        ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    return j->known_arena;
}

void known_forget(ledger *l)
{
    struct joiner *j = l->joiner;
    if (j == NULL) return;
    j->pins = PINS_UNASKED;
    if (j->known_arena == NULL) return; /* in which all that is known would be */
    arena_free(j->known_arena);
    j->known_arena = NULL;
    memset(j->known, 0, sizeof j->known);
}

static known **known__slot(ledger *l, int64_t entity)
{
    return &l->joiner->known[(uint64_t)entity % KNOWN_MOST];
}

known *known_new(ledger *l, int64_t entity)
{
    known *k = ARENA_NEW(l->joiner->known_arena, known);
    k->entity = entity;
    k->has_roles = k->has_places = true;
    LIST_NEW(l->joiner->known_arena, &k->names, known_name, 0);
    LIST_NEW(l->joiner->known_arena, &k->roles, known_role, 0);
    LIST_NEW(l->joiner->known_arena, &k->places, int64_t, 0);
    *known__slot(l, entity) = k;
    return k;
}

static void days__widen(int32_t *first, int32_t *last, int32_t from, int32_t to)
{
    if (from != 0 && (*first == 0 || from < *first)) *first = from;
    if (to > *last) *last = to;
}

int known_get(ledger *l, int64_t entity, known **out)
{
    trait_row rows[PROFILE_NAMES];
    size_t count;
    arena *a = l->joiner->known_arena;
    *out = *known__slot(l, entity);
    if (*out != NULL && (*out)->entity == entity) return SELON_OK;
    int error = traits_read(l, a, JOIN_TRAITS_NAMES, entity, PROFILE_NAMES, rows, &count);
    if (error != SELON_OK) return error;
    known *k = *out = ARENA_NEW(a, known);
    k->entity = entity;
    LIST_NEW(a, &k->names, known_name, count);
    for (size_t i = 0; i < count; i++) {
        known_name *n = &k->names.items[k->names.count++];
        person_parse(l->joiner->book, a, rows[i].text, &n->name);
        n->value = rows[i].value;
        n->sort = rows[i].sort;
        days__widen(&k->first, &k->last, rows[i].first, rows[i].last);
    }
    *known__slot(l, entity) = k;
    return SELON_OK;
}

int known_roles(ledger *l, known *k)
{
    trait_row rows[PROFILE_ROLES];
    size_t count;
    arena *a = l->joiner->known_arena;
    if (k->has_roles) return SELON_OK;
    int error = traits_read(l, a, JOIN_TRAITS_ROLES, k->entity, PROFILE_ROLES, rows, &count);
    if (error != SELON_OK) return error;
    LIST_NEW(a, &k->roles, known_role, count);
    for (size_t i = 0; i < count; i++) {
        known_role *r = &k->roles.items[k->roles.count++];
        role_parse(l->joiner->book, a, rows[i].text, &r->r);
        r->value = rows[i].value;
        r->first = rows[i].first;
        r->last = rows[i].last;
    }
    k->has_roles = true;
    return SELON_OK;
}

int known_places(ledger *l, known *k)
{
    if (k->has_places) return SELON_OK;
    sqlite3_stmt *s = join_sql_get(l, JOIN_TRAITS_PLACES);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, k->entity);
    sqlite3_bind_int(s, 2, KNOWN_PLACES);
    int64_t places[KNOWN_PLACES];
    size_t count = 0;
    int row;
    while ((row = ledger_sql_row(l, s)) == 1)
        if (count < KNOWN_PLACES) places[count++] = sqlite3_column_int64(s, 0);
    if (row != 0) return row;
    LIST_NEW(l->joiner->known_arena, &k->places, int64_t, count);
    for (size_t i = 0; i < count; i++) VEC_PUSH(l->joiner->known_arena, &k->places, places[i]);
    k->has_places = true;
    k->more_places = count == KNOWN_PLACES;
    return SELON_OK;
}

/* ---- what is written of it ---- */

bool known_has_name(const known *k, int sort, int64_t value)
{
    for (size_t i = 0; i < k->names.count; i++)
        if (k->names.items[i].value == value && k->names.items[i].sort == sort) return true;
    return false;
}

static bool known__took_name(ledger *l, arena *a, known *k, int sort, int64_t value, const char *text)
{
    if (known_has_name(k, sort, value)) return true;
    if (k->names.count >= PROFILE_NAMES) return false;
    VEC_RESERVE(a, &k->names, 1);
    known_name *n = &k->names.items[k->names.count];
    person_parse(l->joiner->book, a, text, &n->name);
    n->value = value;
    n->sort = sort;
    k->names.count++;
    return true;
}

static bool known__took_role(ledger *l, arena *a, known *k, const join_speaker *speaker)
{
    if (speaker->role == 0 || !k->has_roles) return true;
    for (size_t i = 0; i < k->roles.count; i++) {
        known_role *r = &k->roles.items[i];
        if (r->value != speaker->role) continue;
        days__widen(&r->first, &r->last, speaker->day, speaker->day);
        return true;
    }
    if (k->roles.count >= PROFILE_ROLES) return false;
    VEC_RESERVE(a, &k->roles, 1);
    known_role *r = &k->roles.items[k->roles.count];
    role_parse(l->joiner->book, a, speaker->role_text, &r->r);
    r->value = speaker->role;
    r->first = r->last = speaker->day;
    k->roles.count++;
    return true;
}

static bool known__took_place(arena *a, known *k, int64_t place)
{
    if (!k->has_places) return true;
    for (size_t i = 0; i < k->places.count; i++)
        if (k->places.items[i] == place) return true;
    k->more_places |= k->places.count == KNOWN_PLACES;
    if (!k->more_places) VEC_PUSH(a, &k->places, place);
    return true;
}

void known_took(ledger *l, known *k, const join_speaker *speaker, int64_t place)
{
    arena *a = l->joiner->known_arena;
    bool good = k->names.count < PROFILE_NAMES && k->roles.count < PROFILE_ROLES; /* else others may be frequent now */
    *known__slot(l, k->entity) = NULL;
    for (size_t i = 0; i < speaker->name_count && good; i++)
        good = known__took_name(l, a, k, i == 0 ? TRAIT_NAME : TRAIT_ALIAS, speaker->name_ids[i], speaker->texts[i]);
    days__widen(&k->first, &k->last, speaker->day, speaker->day);
    good = good && known__took_role(l, a, k, speaker) && known__took_place(a, k, place);
    if (good) *known__slot(l, k->entity) = k;
}
