/* SPDX-License-Identifier: Apache-2.0
 *
 * correct.c - a person says who is who; and all is joined anew.
 *
 * What was said is kept in `pins`: this name in this text (known by its hash)
 * is that entity. All speakers of an entity that was corrected are pinned, the
 * ones that stay as well as the ones that go; so it is the same again after the
 * texts were read by a newer version or the joining was changed. Speakers that
 * come later are weighed as ever, against the corrected entities.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/entity.h"
#include "ledger/entry.h"
#include "ledger/who.h"

typedef struct owned {
    int64_t speaker, name;
    uint8_t hash[TEXT_HASH_SIZE];
    const char *text; /* the name */
} owned;
typedef VEC(owned) owned_list;

/* The speakers of an entity. */
static int entity__owned(ledger *l, arena *a, int64_t entity, owned_list *out)
{
    struct link {
        owned o;
        struct link *next;
    } *first = NULL, **last = &first;
    sqlite3_stmt *s = join_sql_get(l, JOIN_IDENTITIES_OF);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, entity);
    int row;
    while ((row = ledger_sql_row(l, s)) == 1) {
        struct link *n = arena_try_alloc(a, sizeof *n);
        if (n == NULL || !column_copy(a, s, 2, &n->o.text) || n->o.text == NULL) {
            sqlite3_reset(s);
            return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
        }
        n->o.speaker = sqlite3_column_int64(s, 0);
        n->o.name = sqlite3_column_int64(s, 3);
        n->next = NULL;
        memset(n->o.hash, 0, sizeof n->o.hash);
        const void *hash = sqlite3_column_blob(s, 1);
        if (hash != NULL && sqlite3_column_bytes(s, 1) == TEXT_HASH_SIZE) memcpy(n->o.hash, hash, TEXT_HASH_SIZE);
        *last = n;
        last = &n->next;
    }
    for (; first != NULL; first = first->next) VEC_PUSH(a, out, first->o);
    return row;
}

int entity_pin(ledger *l, arena *a, int64_t entity)
{
    owned_list all = {0};
    int error = entity__owned(l, a, entity, &all);
    known_forget(l);
    for (size_t i = 0; i < all.count && error == SELON_OK; i++) {
        sqlite3_stmt *s = join_sql_get(l, JOIN_PIN_SET);
        if (s == NULL) return l->error;
        sqlite3_bind_blob(s, 1, all.items[i].hash, TEXT_HASH_SIZE, SQLITE_STATIC);
        sql_bind_text(s, 2, words_fold(a, all.items[i].text, strlen(all.items[i].text), NULL));
        sqlite3_bind_int64(s, 3, entity);
        error = ledger_sql_do(l, s);
    }
    return error;
}

static int correct__run(ledger *l, join_sql which, int64_t x, int64_t y)
{
    sqlite3_stmt *s = join_sql_get(l, which);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, x);
    if (y != 0) sqlite3_bind_int64(s, 2, y);
    return ledger_sql_do(l, s);
}

/* Is there one with this id; is it a body? */
static int entity__look(ledger *l, uint64_t id, bool *body)
{
    sqlite3_stmt *s = join_sql_get(l, JOIN_ENTITY_GET);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, (int64_t)id);
    int row = ledger_sql_row(l, s);
    if (row == 0)
        return ledger_fail(l, SELON_ERROR_ARGUMENT, "there is nobody with the number %llu", (unsigned long long)id);
    if (row < 0) return row;
    *body = sqlite3_column_int(s, 0) != 0;
    sqlite3_reset(s);
    return SELON_OK;
}

/* ---- merging ---- */

/* The one's name of the authority goes with it; two cannot. */
static int merge__authority(ledger *l, int64_t first, int64_t other)
{
    int64_t mine, theirs;
    sqlite3_stmt *s = join_sql_get(l, JOIN_AUTHORITY_OF);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, first);
    int error = join_number(l, s, &mine);
    if (error != SELON_OK || (s = join_sql_get(l, JOIN_AUTHORITY_OF)) == NULL) return l->error;
    sqlite3_bind_int64(s, 1, other);
    error = join_number(l, s, &theirs);
    if (error != SELON_OK || theirs == 0) return error;
    if (mine != 0)
        return ledger_fail(l, SELON_ERROR_ARGUMENT, "%lld and %lld are two in the name authority", (long long)first,
                           (long long)other);
    error = correct__run(l, JOIN_AUTHORITY_MOVE, other, first);
    return error == SELON_OK ? correct__run(l, JOIN_AUTHORITY_WORDS_MOVE, other, first) : error;
}

static int merge__one(ledger *l, arena *a, int64_t first, int64_t other)
{
    int error = correct__run(l, JOIN_IDENTITIES_MOVE, other, first);
    if (error == SELON_OK) error = correct__run(l, JOIN_PINS_MOVE, other, first);
    if (error == SELON_OK) error = merge__authority(l, first, other);
    if (error == SELON_OK) error = entity_refresh(l, a, other); /* nothing is left of it */
    return error == SELON_OK ? correct__run(l, JOIN_ENTITY_DROP, other, 0) : error;
}

static int merge__all(ledger *l, arena *a, const uint64_t *ids, size_t count)
{
    bool body;
    int error = SELON_OK;
    for (size_t i = 0; i < count && error == SELON_OK; i++) error = entity__look(l, ids[i], &body);
    for (size_t i = 1; i < count && error == SELON_OK; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++) again |= ids[k] == ids[i];
        if (!again) error = merge__one(l, a, (int64_t)ids[0], (int64_t)ids[i]);
    }
    if (error == SELON_OK) error = entity_refresh(l, a, (int64_t)ids[0]);
    return error == SELON_OK ? entity_pin(l, a, (int64_t)ids[0]) : error;
}

/* ---- splitting ---- */

static bool owned__is(const owned *o, const char *which, const char *folded, arena *a)
{
    size_t size = strlen(which);
    if (size > 0 && size < 19 && strspn(which, "0123456789") == size) return strtoll(which, NULL, 10) == o->speaker;
    return strcmp(words_fold(a, o->text, strlen(o->text), NULL), folded) == 0;
}

/* Marks those that are named by `which`; false when there is none. */
static bool split__mark(arena *a, const owned_list *all, const char *which, bool *goes)
{
    bool found = false;
    const char *folded = words_fold(a, which, strlen(which), NULL);
    for (size_t i = 0; i < all->count; i++)
        if (owned__is(&all->items[i], which, folded, a)) goes[i] = found = true;
    return found;
}

typedef struct splitting {
    const char *const *which;
    size_t count;
    uint64_t id, made, moved;
} splitting;

static int split__all(ledger *l, arena *a, splitting *x)
{
    owned_list all = {0};
    int64_t made;
    bool body = false;
    int error = entity__look(l, x->id, &body);
    if (error == SELON_OK) error = entity__owned(l, a, (int64_t)x->id, &all);
    if (error != SELON_OK) return error;
    bool *goes = ARENA_ZARRAY(a, bool, all.count + 1);
    for (size_t i = 0; i < x->count; i++)
        if (!split__mark(a, &all, x->which[i], goes))
            return ledger_fail(l, SELON_ERROR_ARGUMENT, "%llu has no speaker or name \"%.100s\"",
                               (unsigned long long)x->id, x->which[i]);
    for (size_t i = 0; i < all.count; i++) x->moved += goes[i];
    if (x->moved == all.count)
        return ledger_fail(l, SELON_ERROR_ARGUMENT, "nothing would be left of %llu", (unsigned long long)x->id);
    error = entity_make(l, 0, body, &made);
    x->made = (uint64_t)made;
    for (size_t i = 0; i < all.count && error == SELON_OK; i++)
        if (goes[i]) error = correct__run(l, JOIN_IDENTITY_MOVE, all.items[i].speaker, made);
    if (error == SELON_OK) error = entity_refresh(l, a, (int64_t)x->id);
    if (error == SELON_OK) error = entity_refresh(l, a, made);
    if (error == SELON_OK) error = entity_pin(l, a, (int64_t)x->id);
    return error == SELON_OK ? entity_pin(l, a, made) : error;
}

/* ---- anew ---- */

/* Each number that a query gives after the last, until there is none. */
static int rejoin__next(ledger *l, join_sql which, int64_t *at)
{
    sqlite3_stmt *s = join_sql_get(l, which);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, *at);
    return join_number(l, s, at);
}

/* Runs in an arena of its own. */
static int rejoin__text(ledger *l, int64_t text, bool whole)
{
    arena *a = arena_new(&l->allocator, 65536);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        if (a != NULL) arena_free(a);
        return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    }
    int error = join_text_part(l, a, text, whole, !whole);
    arena_free(a);
    return error;
}

static int rejoin__all(ledger *l, arena *a)
{
    int64_t at = 0;
    known_forget(l);
    int error = ledger_run(l, "create temp table identities_before (speaker integer primary key, entity integer);"
                              "insert into temp.identities_before select speaker, entity from identities;"
                              "delete from trait_rows; delete from entity_keys; delete from identities;"
                              "delete from entities where id not in (select entity from authorities)");
    while (error == SELON_OK && (error = rejoin__next(l, JOIN_AUTHORITY_AFTER, &at)) == SELON_OK && at != 0)
        error = entity_refresh(l, a, at);
    for (int pass = 0; pass < 2; pass++)
        for (at = 0; error == SELON_OK && (error = rejoin__next(l, JOIN_TEXT_AFTER, &at)) == SELON_OK && at != 0;)
            error = rejoin__text(l, at, pass == 0);
    if (error == SELON_OK && l->joiner->sql[JOIN_ENTITY_BEFORE] != NULL) {
        sqlite3_finalize(l->joiner->sql[JOIN_ENTITY_BEFORE]);
        l->joiner->sql[JOIN_ENTITY_BEFORE] = NULL;
    }
    return error == SELON_OK ? ledger_run(l, "drop table temp.identities_before") : error;
}

/* ---- in a transaction ---- */

typedef enum change { CHANGE_MERGE, CHANGE_SPLIT, CHANGE_REJOIN } change;

typedef struct changing {
    change what;
    const uint64_t *ids;
    size_t count;
    splitting split;
} changing;

static int change__do(ledger *l, arena *a, void *payload)
{
    changing *c = payload;
    if (ledger_joiner(l) == NULL) return l->error;
    switch (c->what) {
    case CHANGE_MERGE: return merge__all(l, a, c->ids, c->count);
    case CHANGE_SPLIT: return split__all(l, a, &c->split);
    default: l->joiner->again = true; return rejoin__all(l, a);
    }
}

static int change__run(ledger *l, changing *c)
{
    int error = ledger_work(l, change__do, c);
    if (l->joiner != NULL) l->joiner->again = false;
    return error;
}

int ledger_merge(ledger *l, const uint64_t *ids, size_t count)
{
    return change__run(l, &(changing){.what = CHANGE_MERGE, .ids = ids, .count = count});
}

int ledger_split(ledger *l, uint64_t id, const char *const *which, size_t count, uint64_t *out, uint64_t *moved)
{
    changing c = {.what = CHANGE_SPLIT, .split = {.which = which, .count = count, .id = id}};
    int error = change__run(l, &c);
    *out = c.split.made;
    *moved = c.split.moved;
    return error;
}

int ledger_rejoin(ledger *l)
{
    return change__run(l, &(changing){.what = CHANGE_REJOIN});
}
