/* SPDX-License-Identifier: Apache-2.0
 *
 * entity.c - see entity.h.
 *
 * A row that is held while the arena jumps would stay open; so what a query
 * gives is copied with arena_try_alloc() and looked at when it is closed.
 */
#include "ledger/entity.h"

#include <string.h>

#include "base/hash.h"

/* ---- the joiner ---- */

struct joiner *ledger_joiner(ledger *l)
{
    if (l->joiner != NULL) return l->joiner;
    struct joiner *j = l->allocator.allocate(sizeof *j, l->allocator.payload);
    if (j != NULL) {
        memset(j, 0, sizeof *j);
        j->book = namebook_new(&l->allocator);
        if (j->book != NULL) return l->joiner = j;
        l->allocator.release(j, l->allocator.payload);
    }
    ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    return NULL;
}

void joiner_reset(ledger *l)
{
    if (l->joiner == NULL) return;
    for (size_t i = 0; i < JOIN_COUNT_OF; i++) sqlite3_reset(l->joiner->sql[i]);
    known_forget(l);
}

void joiner_free(ledger *l)
{
    if (l->joiner == NULL) return;
    for (size_t i = 0; i < JOIN_COUNT_OF; i++) sqlite3_finalize(l->joiner->sql[i]);
    known_forget(l);
    namebook_free(l->joiner->book);
    l->allocator.release(l->joiner, l->allocator.payload);
    l->joiner = NULL;
}

sqlite3_stmt *join_sql_get(ledger *l, join_sql which)
{
    static const char *const texts[JOIN_COUNT_OF] = {
#define X(name, sql) sql,
        JOIN_SQL(X)
#undef X
    };
    struct joiner *j = ledger_joiner(l);
    if (j == NULL) return NULL;
    if (j->sql[which] == NULL &&
        sqlite3_prepare_v3(l->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT, &j->sql[which], NULL) != SQLITE_OK) {
        ledger_fail_sql(l);
        return NULL;
    }
    return j->sql[which];
}

int join_number(ledger *l, sqlite3_stmt *s, int64_t *out)
{
    int row = ledger_sql_row(l, s);
    *out = row == 1 ? sqlite3_column_int64(s, 0) : 0;
    if (row == 1) {
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
    }
    return row < 0 ? row : SELON_OK;
}

bool column_copy(arena *a, sqlite3_stmt *s, int column, const char **out)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    *out = NULL;
    if (text == NULL) return sqlite3_column_type(s, column) == SQLITE_NULL;
    size_t size = strlen(text) + 1;
    char *copy = arena_try_alloc(a, size);
    if (copy != NULL) memcpy(copy, text, size);
    *out = copy;
    return copy != NULL;
}

/* ---- what is known of one ---- */

int traits_read(ledger *l, arena *a, join_sql which, int64_t entity, size_t most, trait_row *rows, size_t *count)
{
    sqlite3_stmt *s = join_sql_get(l, which);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, entity);
    sqlite3_bind_int64(s, 2, (int64_t)most);
    int row;
    *count = 0;
    while ((row = ledger_sql_row(l, s)) == 1) {
        trait_row *r = &rows[*count];
        if (*count == most || !column_copy(a, s, 2, &r->text) || r->text == NULL) {
            sqlite3_reset(s);
            return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
        }
        r->sort = sqlite3_column_int(s, 0);
        r->value = sqlite3_column_int64(s, 1);
        r->first = sqlite3_column_int(s, 3);
        r->last = sqlite3_column_int(s, 4);
        ++*count;
    }
    return row;
}

static void days__widen(int32_t *first, int32_t *last, int32_t from, int32_t to)
{
    if (from != 0 && (*first == 0 || from < *first)) *first = from;
    if (to > *last) *last = to;
}

int profile_names(ledger *l, arena *a, int64_t entity, profile *out)
{
    trait_row rows[PROFILE_NAMES];
    out->entity = entity;
    out->name_count = out->role_count = 0;
    out->first = out->last = 0;
    int error = traits_read(l, a, JOIN_TRAITS_NAMES, entity, PROFILE_NAMES, rows, &out->name_count);
    if (error != SELON_OK) return error;
    for (size_t i = 0; i < out->name_count; i++) {
        person_parse(l->joiner->book, a, rows[i].text, &out->names[i]);
        out->texts[i] = rows[i].text;
        days__widen(&out->first, &out->last, rows[i].first, rows[i].last);
    }
    return SELON_OK;
}

int profile_roles(ledger *l, arena *a, profile *out)
{
    trait_row rows[PROFILE_ROLES] = {0};
    int error = traits_read(l, a, JOIN_TRAITS_ROLES, out->entity, PROFILE_ROLES, rows, &out->role_count);
    if (error != SELON_OK) return error;
    for (size_t i = 0; i < out->role_count; i++) {
        role_parse(l->joiner->book, a, rows[i].text, &out->roles[i].r);
        out->roles[i].first = rows[i].first;
        out->roles[i].last = rows[i].last;
    }
    return SELON_OK;
}

int64_t place_of(int64_t outlet, const char *lang)
{
    unsigned code = 0;
    for (size_t i = 0; lang != NULL && i < 2 && lang[i] != '\0'; i++) code = code * 256 + (unsigned char)lang[i];
    return outlet * PLACE_LANGUAGES + code;
}

/* ---- changing ---- */

int entity_make(ledger *l, int64_t id, bool body, int64_t *out)
{
    sqlite3_stmt *s = join_sql_get(l, JOIN_ENTITY_ADD);
    if (s == NULL) return l->error;
    sql_bind_id(s, 1, id);
    sqlite3_bind_int(s, 2, body);
    int error = ledger_sql_do(l, s);
    *out = sqlite3_last_insert_rowid(l->db);
    return error;
}

size_t name_keys(const namebook *b, const person_name *n, int64_t place, int64_t out[NAME_KEYS])
{
    size_t count = person_keys(b, n, out);
    if (n->sort == PERSON_FULL && n->family > 0) out[count++] = person_family_key(n);
    if (n->sort == BODY_OF_KIND && count > 1)
        out[count++] = (int64_t)hash_mix(hash_join((uint64_t)out[1], (uint64_t)place));
    return count;
}

/* Makes or drops the keys of a name at a place. */
static int entity__key(ledger *l, int64_t entity, const person_name *n, int64_t place, bool drop)
{
    int64_t keys[NAME_KEYS];
    int error = SELON_OK;
    size_t count = name_keys(ledger_joiner(l)->book, n, place, keys);
    for (size_t i = 0; i < count && error == SELON_OK; i++) {
        sqlite3_stmt *s = join_sql_get(l, drop ? JOIN_KEY_DROP : JOIN_KEY_ADD);
        if (s == NULL) return l->error;
        sqlite3_bind_int64(s, 1, keys[i]);
        sqlite3_bind_int64(s, 2, entity);
        error = ledger_sql_do(l, s);
    }
    return error;
}

int entity_has_trait(ledger *l, int64_t entity, int sort, int64_t from, int64_t to, bool *out)
{
    int64_t found;
    sqlite3_stmt *s = join_sql_get(l, JOIN_TRAIT_IS_THERE);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, entity);
    sqlite3_bind_int(s, 2, sort);
    sqlite3_bind_int64(s, 3, from);
    sqlite3_bind_int64(s, 4, to);
    int error = join_number(l, s, &found);
    *out = found != 0;
    return error;
}

static int trait__add(ledger *l, int64_t entity, int sort, int64_t value, const join_speaker *k)
{
    sqlite3_stmt *s = join_sql_get(l, JOIN_TRAIT_ADD);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, entity);
    sqlite3_bind_int(s, 2, sort);
    sqlite3_bind_int64(s, 3, value);
    sql_bind_id(s, 4, k != NULL ? k->day : 0);
    sqlite3_bind_int64(s, 5, k != NULL);
    sqlite3_bind_int64(s, 6, k != NULL ? k->statements : 0);
    return ledger_sql_do(l, s);
}

int entity_take(ledger *l, known *of, const join_speaker *k, int64_t place)
{
    int64_t entity = of->entity;
    sqlite3_stmt *s = join_sql_get(l, JOIN_IDENTITY_ADD);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, k->id);
    sqlite3_bind_int64(s, 2, entity);
    sql_bind_id(s, 3, k->day);
    sqlite3_bind_int64(s, 4, k->statements);
    sqlite3_bind_int64(s, 5, place);
    int error = ledger_sql_do(l, s);
    for (size_t i = 0; i < k->name_count && error == SELON_OK; i++) {
        int sort = i == 0 ? TRAIT_NAME : TRAIT_ALIAS;
        bool known = known_has_name(of, sort, k->name_ids[i]);
        /* Of a body of a kind there is a key for each outlet. */
        if (!known || k->names[i].sort == BODY_OF_KIND) error = entity__key(l, entity, &k->names[i], place, false);
        if (error == SELON_OK) error = trait__add(l, entity, sort, k->name_ids[i], k);
    }
    if (error == SELON_OK && k->role != 0) error = trait__add(l, entity, TRAIT_ROLE, k->role, k);
    if (error == SELON_OK) error = trait__add(l, entity, TRAIT_WHERE, place, k);
    if (error == SELON_OK) known_took(l, of, k, place);
    return error;
}

/* ---- anew ---- */

static int entity__run(ledger *l, join_sql which, int64_t entity)
{
    sqlite3_stmt *s = join_sql_get(l, which);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, entity);
    return ledger_sql_do(l, s);
}

typedef struct name_row {
    const char *text;
    int sort;
} name_row;
typedef VEC(name_row) name_rows;

/* The first column of a query about an entity, and the second as a number. */
static int entity__texts(ledger *l, arena *a, join_sql which, int64_t entity, name_rows *out)
{
    name_row rows[256];
    size_t count = 0;
    sqlite3_stmt *s = join_sql_get(l, which);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, entity);
    int row;
    while ((row = ledger_sql_row(l, s)) == 1) {
        if (count == sizeof rows / sizeof *rows) {
            sqlite3_reset(s);
            break;
        }
        rows[count].sort = sqlite3_column_int(s, 1);
        if (!column_copy(a, s, 0, &rows[count++].text)) {
            sqlite3_reset(s);
            return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
        }
    }
    for (size_t i = 0; i < count; i++)
        if (rows[i].text != NULL) VEC_PUSH(a, out, rows[i]);
    return row < 0 ? row : SELON_OK;
}

static int entity__add_authority(ledger *l, arena *a, int64_t entity)
{
    name_rows names = {0}, roles = {0};
    int64_t id = 0;
    int error = entity__texts(l, a, JOIN_AUTHORITY_NAMES, entity, &names);
    for (size_t i = 0; i < names.count && error == SELON_OK; i++) {
        error = row_id(l, SQL_NAME_ID, SQL_NAME_ADD, names.items[i].text, &id);
        if (error == SELON_OK && id != 0)
            error = trait__add(l, entity, names.items[i].sort == 0 ? TRAIT_NAME : TRAIT_ALIAS, id, NULL);
    }
    if (error == SELON_OK) error = entity__texts(l, a, JOIN_AUTHORITY_ROLES, entity, &roles);
    for (size_t i = 0; i < roles.count && error == SELON_OK; i++) {
        error = row_id(l, SQL_ROLE_ID, SQL_ROLE_ADD, roles.items[i].text, &id);
        if (error == SELON_OK && id != 0) error = trait__add(l, entity, TRAIT_ROLE, id, NULL);
    }
    return error;
}

#define PLACES_MOST 64

static int entity__places(ledger *l, int64_t entity, int64_t *out, size_t *count)
{
    sqlite3_stmt *s = join_sql_get(l, JOIN_TRAITS_PLACES);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, entity);
    sqlite3_bind_int(s, 2, PLACES_MOST);
    int row;
    *count = 0;
    while ((row = ledger_sql_row(l, s)) == 1)
        if (*count < PLACES_MOST) out[(*count)++] = sqlite3_column_int64(s, 0);
    return row;
}

/* The keys of all its names, made or dropped. */
static int entity__keys(ledger *l, arena *a, int64_t entity, bool drop)
{
    person_name *n = ARENA_NEW(a, person_name);
    trait_row *rows = ARENA_ARRAY(a, trait_row, 256);
    int64_t places[PLACES_MOST];
    size_t count = 0, place_count = 0;
    int error = traits_read(l, a, JOIN_TRAITS_NAMES, entity, 256, rows, &count);
    if (error == SELON_OK) error = entity__places(l, entity, places, &place_count);
    for (size_t i = 0; i < count && error == SELON_OK; i++) {
        person_parse(l->joiner->book, a, rows[i].text, n);
        size_t times = n->sort == BODY_OF_KIND ? place_count : 1;
        for (size_t k = 0; k < times && error == SELON_OK; k++)
            error = entity__key(l, entity, n, n->sort == BODY_OF_KIND ? places[k] : 0, drop);
    }
    return error;
}

int entity_refresh(ledger *l, arena *a, int64_t entity)
{
    if (ledger_joiner(l) == NULL) return l->error;
    known_forget(l);
    int error = entity__keys(l, a, entity, true);
    if (error == SELON_OK) error = entity__run(l, JOIN_TRAITS_DROP, entity);
    if (error == SELON_OK) error = entity__run(l, JOIN_TRAITS_MAKE, entity);
    if (error == SELON_OK) error = entity__add_authority(l, a, entity);
    return error == SELON_OK ? entity__keys(l, a, entity, false) : error;
}
