/* SPDX-License-Identifier: Apache-2.0
 *
 * who.c - who is called so, and what is known of one. See who.h.
 *
 * A name is looked for by the keys that speakers are joined by, which finds it
 * in any spelling; what comes is kept when the names match. Only when nothing
 * does are all names gone through for the words.
 */
#include "ledger/who.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "ledger/entity.h"

#define FOUND_MOST 256
#define NUMBER_DIGITS 18

static const char person_columns[] =
    "select e.id, e.body, "
    "coalesce((select n.name from traits t join names n on n.id = t.value where t.entity = e.id and t.sort in (0, 3) "
    "order by t.sort, t.statements desc, t.value limit 1), ''), "
    "(select r.name from traits t join roles r on r.id = t.value where t.entity = e.id and t.sort = 1 "
    "order by t.last desc, t.speakers desc, t.value limit 1), "
    "(select ident from authorities a where a.entity = e.id), "
    "(select coalesce(sum(statements), 0) from identities i where i.entity = e.id) as statements, "
    "(select count(*) from identities i where i.entity = e.id), "
    "(select min(day) from identities i where i.entity = e.id), "
    "(select max(day) from identities i where i.entity = e.id) ";

/* ---- giving rows away ---- */

typedef struct looking {
    ledger *l;
    arena *arena;
    const who_index *index; /* or NULL */
    int64_t ids[FOUND_MOST];
    name_match matches[FOUND_MOST];
    size_t count;
} looking;

/* Prepares SQL of this file, which is asked seldom. */
static sqlite3_stmt *looking__sql(ledger *l, const char *sql)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(l->db, sql, -1, &s, NULL) != SQLITE_OK) ledger_fail_sql(l);
    return s;
}

static int person__give(ledger *l, sqlite3_stmt *s, ledger_take_person take, void *payload)
{
    int row = 0;
    bool stop = false;
    while (!stop && (row = ledger_sql_row(l, s)) == 1) {
        ledger_person p = {.id = (uint64_t)sqlite3_column_int64(s, 0),
                           .body = sqlite3_column_int(s, 1) != 0,
                           .name = (const char *)sqlite3_column_text(s, 2),
                           .role = (const char *)sqlite3_column_text(s, 3),
                           .ident = (const char *)sqlite3_column_text(s, 4),
                           .statements = (uint64_t)sqlite3_column_int64(s, 5),
                           .articles = (uint64_t)sqlite3_column_int64(s, 6),
                           .first = sqlite3_column_int(s, 7),
                           .last = sqlite3_column_int(s, 8)};
        /* Readers may have said of all that somebody said that it was others. */
        stop = (p.statements > 0 || p.ident != NULL) && take(&p, payload) != 0;
    }
    return row < 0 ? row : SELON_OK;
}

/* All of them, most quoted first. */
static int who__all(ledger *l, uint64_t limit, ledger_take_person take, void *payload)
{
    char sql[2048];
    sqlite3_snprintf(
        (int)sizeof sql, sql,
        "%s from (select entity as id from identities group by entity order by sum(statements) desc, entity "
        "limit ?1) x join entities e on e.id = x.id order by statements desc, e.id",
        person_columns);
    sqlite3_stmt *s = looking__sql(l, sql);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, limit > 0 && limit < INT64_MAX ? (int64_t)limit : -1);
    int error = person__give(l, s, take, payload);
    sqlite3_finalize(s);
    return error;
}

/* ---- by name ---- */

static void looking__add(looking *k, int64_t id, name_match match)
{
    for (size_t i = 0; i < k->count; i++)
        if (k->ids[i] == id) {
            if (match > k->matches[i]) k->matches[i] = match;
            return;
        }
    if (k->count == FOUND_MOST) return;
    k->ids[k->count] = id;
    k->matches[k->count++] = match;
}

static name_match name__match(const namebook *b, const person_name *asked, const person_name *known)
{
    if (strcmp(asked->folded, known->folded) == 0) return NAME_EXACT;
    if (asked->initials[0] != '\0' && strcmp(asked->initials, known->initials) == 0) return NAME_EXACT;
    name_match m = person_match(b, asked, known);
    return m > NAME_BARE || asked->sort == PERSON_BARE ? m : NAME_OTHER;
}

static int looking__weigh(looking *k, const person_name *asked, int64_t id)
{
    profile *p = ARENA_NEW(k->arena, profile);
    int error = profile_names(k->l, k->arena, id, p);
    for (size_t i = 0; i < p->name_count && error == SELON_OK; i++) {
        name_match m = name__match(k->l->joiner->book, asked, &p->names[i]);
        if (m != NAME_OTHER) looking__add(k, id, m);
    }
    return error;
}

static int looking__by_key(looking *k, const person_name *asked, int64_t key)
{
    int64_t ids[FOUND_MOST];
    size_t count = 0;
    sqlite3_stmt *s = join_sql_get(k->l, JOIN_KEY_FIND);
    if (s == NULL) return k->l->error;
    sqlite3_bind_int64(s, 1, key);
    sqlite3_bind_int(s, 2, FOUND_MOST);
    int row;
    while ((row = ledger_sql_row(k->l, s)) == 1)
        if (count < FOUND_MOST) ids[count++] = sqlite3_column_int64(s, 0);
    for (size_t i = 0; i < count && row == SELON_OK; i++) row = looking__weigh(k, asked, ids[i]);
    return row;
}

/* As people type: without capitals, which a name has. */
static const char *name__capitals(arena *a, const char *name)
{
    size_t size = strlen(name), used = 0;
    char *out = arena_alloc(a, size * 2 + 5);
    bool inside = false;
    unsigned n;
    for (const char *at = name, *end = name + size; at < end; at += n) {
        uint32_t cp = utf8_decode(at, end, &n);
        bool letter = char_is_letter(cp);
        int32_t upper = letter && !inside ? utf8proc_toupper((int32_t)cp) : (int32_t)cp;
        if (used <= size * 2) used += utf8_encode((uint32_t)upper, out + used);
        inside = letter;
    }
    out[used] = '\0';
    return out;
}

static int looking__by_keys(looking *k, const char *name)
{
    int64_t keys[NAME_KEYS];
    struct joiner *j = ledger_joiner(k->l);
    person_name *asked = ARENA_NEW(k->arena, person_name);
    if (j == NULL) return k->l->error;
    person_parse(j->book, k->arena, name, asked);
    if (asked->sort == PERSON_NOBODY) person_parse(j->book, k->arena, name__capitals(k->arena, name), asked);
    size_t count = name_keys(j->book, asked, 0, keys);
    int error = SELON_OK;
    for (size_t i = 0; i < count && error == SELON_OK; i++) error = looking__by_key(k, asked, keys[i]);
    if (error == SELON_OK && asked->sort == PERSON_BARE) error = looking__by_key(k, asked, person_family_key(asked));
    return error;
}

/* Are all folded words of `asked` in `name`? */
static bool words__in(const char *asked, const char *name)
{
    word_cursor want = words_of(asked, strlen(asked));
    while (words_next(&want)) {
        word_cursor have = words_of(name, strlen(name));
        bool found = false;
        while (!found && words_next(&have)) found = strcmp(want.folded, have.folded) == 0;
        if (!found) return false;
    }
    return true;
}

static void looking__by_index(looking *k, const char *name)
{
    uint64_t ids[FOUND_MOST];
    size_t count = k->index->find(name, ids, FOUND_MOST, k->index->payload);
    for (size_t i = 0; i < count; i++) looking__add(k, (int64_t)ids[i], NAME_BARE);
}

static int looking__by_words(looking *k, const char *name)
{
    word_cursor any = words_of(name, strlen(name));
    if (!words_next(&any)) return SELON_OK;
    if (k->index != NULL) {
        looking__by_index(k, name);
        return SELON_OK;
    }
    sqlite3_stmt *s = join_sql_get(k->l, JOIN_NAMES_ALL);
    if (s == NULL) return k->l->error;
    int row;
    while ((row = ledger_sql_row(k->l, s)) == 1) {
        const char *known = (const char *)sqlite3_column_text(s, 1);
        if (known != NULL && words__in(name, known)) looking__add(k, sqlite3_column_int64(s, 0), NAME_BARE);
    }
    return row;
}

/* Where some have exactly the name, or nearly, those that share less are not meant. */
static void looking__best(looking *k)
{
    name_match best = NAME_OTHER;
    size_t kept = 0;
    for (size_t i = 0; i < k->count; i++)
        if (k->matches[i] > best) best = k->matches[i];
    for (size_t i = 0; i < k->count; i++) {
        bool keep = best == NAME_EXACT ? k->matches[i] == NAME_EXACT : true;
        if (!keep) continue;
        k->ids[kept] = k->ids[i];
        k->matches[kept++] = k->matches[i];
    }
    k->count = kept;
}

/* The ids as a JSON list. */
static const char *looking__list(const looking *k)
{
    size_t room = k->count * 24 + 8;
    char *list = arena_alloc(k->arena, room);
    size_t used = 0;
    list[used++] = '[';
    for (size_t i = 0; i < k->count; i++) {
        sqlite3_snprintf((int)(room - used), list + used, "%s%lld", i > 0 ? "," : "", (long long)k->ids[i]);
        used += strlen(list + used);
    }
    list[used++] = ']';
    list[used] = '\0';
    return list;
}

static int looking__give(const looking *k, uint64_t limit, ledger_take_person take, void *payload)
{
    char sql[2048];
    ledger *l = k->l;
    sqlite3_snprintf(
        (int)sizeof sql, sql,
        "%s from json_each(?1) x join entities e on e.id = x.value order by statements desc, e.id limit ?2",
        person_columns);
    const char *list = looking__list(k);
    sqlite3_stmt *s = looking__sql(l, sql);
    if (s == NULL) return l->error;
    sql_bind_text(s, 1, list);
    sqlite3_bind_int64(s, 2, limit > 0 && limit < INT64_MAX ? (int64_t)limit : -1);
    int error = person__give(l, s, take, payload);
    sqlite3_finalize(s);
    return error;
}

static bool name__is_number(const char *name, int64_t *out)
{
    size_t size = strlen(name);
    if (size == 0 || size > NUMBER_DIGITS || strspn(name, "0123456789") != size) return false;
    *out = strtoll(name, NULL, 10);
    return true;
}

static int who__look(ledger *l, arena *a, const char *name, uint64_t limit, const who_index *index,
                     ledger_take_person take, void *payload)
{
    int64_t id;
    looking *k = ARENA_NEW(a, looking);
    k->l = l;
    k->arena = a;
    k->index = index;
    int error = SELON_OK;
    if (name__is_number(name, &id)) {
        looking__add(k, id, NAME_EXACT);
    } else {
        error = looking__by_keys(k, name);
        if (error == SELON_OK && k->count == 0) error = looking__by_words(k, name);
        looking__best(k);
    }
    return error == SELON_OK && k->count > 0 ? looking__give(k, limit, take, payload) : error;
}

int ledger_who(ledger *l, const char *name, uint64_t limit, ledger_take_person take, void *payload)
{
    return ledger_who_indexed(l, name, limit, NULL, take, payload);
}

int ledger_who_indexed(ledger *l, const char *name, uint64_t limit, const who_index *index, ledger_take_person take,
                       void *payload)
{
    if (name == NULL) return who__all(l, limit, take, payload);
    arena *a = arena_new(&l->allocator, 16384);
    if (a == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    if (setjmp(*arena_escape(a)) != 0) {
        arena_free(a);
        joiner_reset(l);
        return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    }
    int error = who__look(l, a, name, limit, index, take, payload);
    arena_free(a);
    return error;
}

/* Has one entity alone this name? */
static int name__is_alone(ledger *l, const person_name *n, bool *out)
{
    int64_t keys[PERSON_KEYS];
    int rows = 0, row;
    *out = false;
    if (n->sort == PERSON_BARE || person_keys(l->joiner->book, n, keys) == 0) return SELON_OK;
    sqlite3_stmt *s = join_sql_get(l, JOIN_KEY_FIND);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, keys[0]);
    sqlite3_bind_int(s, 2, 2);
    while ((row = ledger_sql_row(l, s)) == 1) rows++;
    *out = rows == 1;
    return row;
}

int who_names(ledger *l, arena *a, const char *name, const char *out[OTHER_NAMES], size_t *count)
{
    looking *k = ARENA_NEW(a, looking);
    profile *p = ARENA_NEW(a, profile);
    k->l = l;
    k->arena = a;
    *count = 0;
    int error = looking__by_keys(k, name);
    looking__best(k);
    if (error != SELON_OK || k->count != 1 || k->matches[0] <= NAME_INITIAL) return error;
    error = profile_names(l, a, k->ids[0], p);
    for (size_t i = 0; i < p->name_count && *count < OTHER_NAMES && error == SELON_OK; i++) {
        bool alone = false;
        error = name__is_alone(l, &p->names[i], &alone);
        if (alone) out[(*count)++] = words_fold(a, p->texts[i], strlen(p->texts[i]), NULL);
    }
    return error;
}

/* ---- one of them ---- */

static const char *const fact_queries[] = {
    [LEDGER_FACT_NAME] =
        "select 0, n.name, null, null, null, min(t.first), max(t.last), sum(t.statements), sum(t.speakers) "
        "from traits t join names n on n.id = t.value where t.entity = ?1 and t.sort in (0, 3) "
        "group by n.id order by 8 desc, min(t.first), n.id limit ?2",
    [LEDGER_FACT_ROLE] = "select 0, r.name, null, null, null, t.first, t.last, t.statements, t.speakers "
                         "from traits t join roles r on r.id = t.value where t.entity = ?1 and t.sort = 1 "
                         "order by t.statements desc, t.first, r.id limit ?2",
    [LEDGER_FACT_OUTLET] = "select 0, o.name, null, null, null, min(t.first), max(t.last), sum(t.statements), "
                           "sum(t.speakers) from traits t join outlets o on o.id = t.value / 65536 "
                           "where t.entity = ?1 and t.sort = 2 group by o.id order by 8 desc, o.id limit ?2",
    [LEDGER_FACT_SPEAKER] = "select k.id, n.name, r.name, "
                            "(select o.name from outlets o where o.id = i.place / 65536), "
                            "(select v.title from versions v where v.text = k.text order by v.id limit 1), "
                            "i.day, i.day, i.statements, 1 from identities i join speakers k on k.id = i.speaker "
                            "join names n on n.id = k.name left join roles r on r.id = k.role where i.entity = ?1 "
                            "order by i.day, k.id limit ?2",
};

int ledger_person_facts(ledger *l, uint64_t id, ledger_fact_sort sort, uint64_t limit, ledger_take_fact take,
                        void *payload)
{
    sqlite3_stmt *s = looking__sql(l, fact_queries[sort]);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, (int64_t)id);
    sqlite3_bind_int64(s, 2, limit > 0 && limit < INT64_MAX ? (int64_t)limit : -1);
    int row = 0;
    bool stop = false;
    while (!stop && (row = ledger_sql_row(l, s)) == 1) {
        ledger_fact f = {.sort = sort,
                         .id = (uint64_t)sqlite3_column_int64(s, 0),
                         .text = (const char *)sqlite3_column_text(s, 1),
                         .role = (const char *)sqlite3_column_text(s, 2),
                         .outlet = (const char *)sqlite3_column_text(s, 3),
                         .title = (const char *)sqlite3_column_text(s, 4),
                         .first = sqlite3_column_int(s, 5),
                         .last = sqlite3_column_int(s, 6),
                         .statements = (uint64_t)sqlite3_column_int64(s, 7),
                         .articles = (uint64_t)sqlite3_column_int64(s, 8)};
        stop = f.text == NULL || take(&f, payload) != 0;
    }
    sqlite3_finalize(s);
    return row < 0 ? row : SELON_OK;
}

/* The statement of the entity's first or last day. */
static int person__end(ledger *l, uint64_t id, const char *sql, uint64_t *out)
{
    sqlite3_stmt *s = looking__sql(l, sql);
    *out = 0;
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, (int64_t)id);
    int row = ledger_sql_row(l, s);
    if (row == 1) *out = (uint64_t)sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return row < 0 ? row : SELON_OK;
}

int ledger_person_ends(ledger *l, uint64_t id, uint64_t *first, uint64_t *last)
{
    /* `day` of identities is the first of a speaker's statements, so the last statement is one of the speakers of the
     * last days; those of one text are all but never days apart. */
    int error = person__end(
        l, id,
        "select s.id from (select speaker from identities where entity = ?1 order by day is null, day "
        "limit 16) i join speakers k on k.id = i.speaker join statements s on s.text = k.text and s.speaker = k.id "
        "order by s.day is null, s.day, s.id limit 1",
        first);
    if (error != SELON_OK) return error;
    return person__end(
        l, id,
        "select s.id from (select speaker from identities where entity = ?1 order by day desc limit 16) i "
        "join speakers k on k.id = i.speaker join statements s on s.text = k.text and s.speaker = k.id "
        "order by s.day desc, s.id desc limit 1",
        last);
}
