/* SPDX-License-Identifier: Apache-2.0
 *
 * entity_join.c - whose speaker is it?
 *
 * A text's speakers are looked at once, when the text has been written. What
 * could be the same is found by the keys of its name (person.h), at most
 * CANDIDATES_MOST entities for a key and CANDIDATES_ALL for a speaker, so the ledger's size does not count. Each
 * of them is weighed (entity_weigh.c), and then:
 *
 *   - one fits, or one fits better than the others: the speaker is that one
 *   - several fit alike: it cannot be told, and the speaker stays without
 *   - none fits, and it is a whole name: a new entity
 *   - none fits, and it is a bare family name or a description: without
 *
 * What a person has corrected (`pins`) comes before all of that.
 *
 * Deciding depends on what is in the ledger, so the order of articles matters a
 * little: a bare name that comes before the whole one is not joined to it. The
 * ledger made anew (ledger_rejoin) goes through all texts twice, whole names
 * first, and always comes to the same.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/joining.h"
#include "ledger/who.h"

#define CANDIDATES_MOST 64 /* for a key */
#define CANDIDATES_ALL 96
#define TAKEN_MOST 1024 /* entities of one text that are remembered */

/* ---- candidates ---- */

typedef VEC(int64_t) ids;

static int candidates__add(joining *g, int64_t key, ids *out)
{
    int64_t found[CANDIDATES_MOST];
    size_t count = 0;
    sqlite3_stmt *s = join_sql_get(g->l, JOIN_KEY_FIND);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, key);
    sqlite3_bind_int(s, 2, CANDIDATES_MOST);
    int row;
    while ((row = ledger_sql_row(g->l, s)) == 1)
        if (count < CANDIDATES_MOST) found[count++] = sqlite3_column_int64(s, 0);
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < out->count && out->items[k] != found[i]) k++;
        if (k == out->count && k < CANDIDATES_ALL) VEC_PUSH(g->arena, out, found[i]);
    }
    return row;
}

/* The keys that a speaker is looked for under. */
static size_t speaker__keys(const joining *g, const join_speaker *k, int64_t out[NAME_KEYS * SPEAKER_NAMES])
{
    size_t count = 0;
    for (size_t i = 0; i < k->name_count; i++) {
        const person_name *n = &k->names[i];
        if (n->sort == PERSON_BARE) {
            out[count++] = person_family_key(n);
            count += person_keys(g->book, n, out + count);
        } else {
            size_t added = name_keys(g->book, n, g->place, out + count);
            if (n->sort == PERSON_FULL && n->family > 0) added--; /* not all of the same family name */
            if (n->sort == BODY_OF_KIND && added > 0) out[count] = out[count + added - 1], added = 1;
            count += added;
        }
    }
    return count;
}

/* Is `x` a better choice than `y`? 0 when they are alike. */
static int weighed__compare(const weighed *x, const weighed *y)
{
    if ((x->name == NAME_EXACT) != (y->name == NAME_EXACT)) return x->name == NAME_EXACT ? 1 : -1;
    if (x->role != y->role) return x->role > y->role ? 1 : -1;
    if (x->name != y->name) return x->name > y->name ? 1 : -1;
    if (x->outlet != y->outlet) return x->outlet ? 1 : -1;
    return 0;
}

/* A bare name that nobody known has as a family name, and one body as its whole
 * name: that body ("Greenpeace", of an authority). */
static int bare__body(joining *g, const join_speaker *k, const ids *candidates, int64_t *out)
{
    known *p;
    *out = 0;
    if (k->names[0].surely_person || k->role != 0) return SELON_OK;
    for (size_t i = 0; i < candidates->count; i++) {
        int error = known_get(g->l, candidates->items[i], &p);
        if (error != SELON_OK) return error;
        bool same = false;
        for (size_t n = 0; n < p->names.count; n++)
            same |= strcmp(p->names.items[n].name.folded, k->names[0].folded) == 0;
        if (!same || *out != 0) {
            *out = 0;
            return SELON_OK;
        }
        *out = candidates->items[i];
    }
    int64_t body;
    sqlite3_stmt *s = join_sql_get(g->l, JOIN_ENTITY_GET);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, *out);
    int error = join_number(g->l, s, &body);
    if (body == 0) *out = 0;
    return error;
}

typedef struct choosing {
    ids candidates;
    size_t weighed; /* of them */
    weighed best;
    bool tie, refused; /* one of the very name was not good enough, for want of a role */
} choosing;

/* Weighs those that have come since. */
static int choosing__weigh(joining *g, const join_speaker *k, choosing *c)
{
    weighed w;
    for (; c->weighed < c->candidates.count; c->weighed++) {
        int error = candidate_weigh(g, k, c->candidates.items[c->weighed], &w);
        if (error != SELON_OK) return error;
        c->refused |= w.name == NAME_EXACT && !w.good && w.role == ROLE_UNKNOWN && !person_is_body(&k->names[0]);
        if (!w.good) continue;
        int better = c->best.entity == 0 ? 1 : weighed__compare(&w, &c->best);
        if (better > 0) c->best = w;
        c->tie = better == 0 || (c->tie && better < 0);
    }
    return SELON_OK;
}

/* *out: the entity; 0 for none that fits; -1: it cannot be told. */
static int speaker__choose(joining *g, const join_speaker *k, int64_t *out)
{
    int64_t keys[NAME_KEYS * SPEAKER_NAMES];
    choosing c = {0};
    int error = SELON_OK;
    bool full = k->names[0].sort == PERSON_FULL, bare = k->names[0].sort == PERSON_BARE;
    size_t key_count = speaker__keys(g, k, keys);
    for (size_t i = 0; i < key_count && error == SELON_OK; i++) {
        error = candidates__add(g, keys[i], &c.candidates);
        /* The first key is of the very name: nobody is a better choice than who has it. */
        if (error == SELON_OK && full && i == 0) error = choosing__weigh(g, k, &c);
        if (c.best.entity != 0) break;
    }
    if (error == SELON_OK) error = choosing__weigh(g, k, &c);
    *out = c.tie || (c.best.entity == 0 && c.refused) ? -1 : c.best.entity;
    return bare && c.best.entity == 0 && error == SELON_OK ? bare__body(g, k, &c.candidates, out) : error;
}

/* ---- the quick way ---- */

/* The table has 32 bits of a key, which another name can have, too. */
static bool known__has_key(const joining *g, const known *of, int64_t name, int64_t key)
{
    int64_t keys[PERSON_KEYS];
    if (known_has_name(of, TRAIT_NAME, name)) return true;
    for (size_t i = 0; i < of->names.count; i++)
        if (person_keys(g->book, &of->names.items[i].name, keys) > 0 && keys[0] == key) return true;
    return false;
}

/* Most speakers have been met before: one entity alone has this very name and
 * has had this role, not long ago. Then weighing would come to the same. */
static int speaker__known(joining *g, const join_speaker *k, int64_t *out)
{
    int64_t keys[NAME_KEYS], entity = 0;
    sqlite3_stmt *s;
    *out = 0;
    if (k->names[0].sort != PERSON_FULL || k->role == 0 || person_keys(g->book, &k->names[0], keys) == 0)
        return SELON_OK;
    if ((s = join_sql_get(g->l, JOIN_KEY_FIND)) == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, keys[0]);
    sqlite3_bind_int(s, 2, 2);
    int row = ledger_sql_row(g->l, s);
    if (row == 1) {
        entity = sqlite3_column_int64(s, 0);
        row = ledger_sql_row(g->l, s);
        if (row == 1) entity = 0; /* two have it */
        sqlite3_reset(s);
    }
    if (row < 0 || entity == 0) return row < 0 ? row : SELON_OK;
    if ((s = join_sql_get(g->l, JOIN_TRAIT_GET)) == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, entity);
    sqlite3_bind_int(s, 2, TRAIT_ROLE);
    sqlite3_bind_int64(s, 3, k->role);
    row = ledger_sql_row(g->l, s);
    if (row != 1) return row;
    int32_t apart = days_apart(sqlite3_column_int(s, 0), sqlite3_column_int(s, 1), k->day);
    sqlite3_reset(s);
    bool sure = k->r.head_count > 0 && !speaker_is_ordinary(g, &k->r);
    if (!sure || !days_within(apart, 20 * YEAR, false)) return SELON_OK;
    known *of;
    int error = known_get(g->l, entity, &of);
    if (error == SELON_OK && known__has_key(g, of, k->name, keys[0])) *out = entity;
    return error;
}

/* ---- one speaker ---- */

/* Has anybody corrected anything? */
static int joining__has_pins(joining *g, bool *out)
{
    struct joiner *j = g->l->joiner;
    int64_t found = 0;
    int error = SELON_OK;
    if (j->pins == PINS_UNASKED) {
        sqlite3_stmt *s = join_sql_get(g->l, JOIN_PIN_ANY);
        error = s != NULL ? join_number(g->l, s, &found) : g->l->error;
        if (error == SELON_OK) j->pins = found != 0 ? PINS_SOME : PINS_NONE;
    }
    *out = j->pins == PINS_SOME;
    return error;
}

static int speaker__pinned(joining *g, const join_speaker *k, int64_t *out)
{
    bool any;
    int error = joining__has_pins(g, &any);
    *out = 0;
    if (error != SELON_OK || !any) return error;
    sqlite3_stmt *s = join_sql_get(g->l, JOIN_PIN_GET);
    const char *folded = words_fold(g->arena, k->name_text, strlen(k->name_text), NULL);
    if (s == NULL) return g->l->error;
    sqlite3_bind_blob(s, 1, g->hash, TEXT_HASH_SIZE, SQLITE_STATIC);
    sql_bind_text(s, 2, folded);
    return join_number(g->l, s, out);
}

/* The entity that a pin names is made again, if need be. */
static int entity__ensure(ledger *l, int64_t entity, bool body)
{
    int64_t made;
    sqlite3_stmt *s = join_sql_get(l, JOIN_ENTITY_GET);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, entity);
    int row = ledger_sql_row(l, s);
    if (row == 1) sqlite3_reset(s);
    return row == 0 ? entity_make(l, entity, body, &made) : row < 0 ? row : SELON_OK;
}

/* A new entity for a whole name, with the number that its first speaker's had
 * before, if that is free (ledger_rejoin). */
static int speaker__found(joining *g, const join_speaker *k, int64_t *out)
{
    int64_t before = 0;
    int error = SELON_OK;
    if (g->l->joiner->again) {
        sqlite3_stmt *s = join_sql_get(g->l, JOIN_ENTITY_BEFORE);
        if (s == NULL) return g->l->error;
        sqlite3_bind_int64(s, 1, k->id);
        error = join_number(g->l, s, &before);
    }
    return error == SELON_OK ? entity_make(g->l, before, person_is_body(&k->names[0]), out) : error;
}

/* Can a new entity begin with it? */
static bool speaker__can_found(const joining *g, const join_speaker *k)
{
    person_sort sort = k->names[0].sort;
    if (sort == BODY_OF_KIND) return g->outlet != 0;
    return sort == PERSON_FULL || person_is_body(&k->names[0]);
}

static int speaker__join(joining *g, const join_speaker *k)
{
    int64_t entity = 0;
    bool fresh = false;
    known *of = NULL;
    bool bare = k->names[0].sort == PERSON_BARE;
    int error = speaker__pinned(g, k, &entity);
    if (error == SELON_OK && entity != 0) {
        if (!g->whole) return SELON_OK; /* done when whole names were */
        error = entity__ensure(g->l, entity, person_is_body(&k->names[0]));
    } else {
        if (error != SELON_OK || k->names[0].sort == PERSON_NOBODY || !(bare ? g->bare : g->whole)) return error;
        if (k->names[0].sort == BODY_OF_KIND && g->outlet == 0) return SELON_OK;
        error = speaker__known(g, k, &entity);
        if (error == SELON_OK && entity == 0) error = speaker__choose(g, k, &entity);
        fresh = error == SELON_OK && entity == 0 && speaker__can_found(g, k);
        if (fresh) error = speaker__found(g, k, &entity);
    }
    if (error != SELON_OK || entity <= 0) return error;
    if (g->taken.count < TAKEN_MOST) VEC_PUSH(g->arena, &g->taken, entity);
    if (fresh)
        of = known_new(g->l, entity);
    else if ((error = known_get(g->l, entity, &of)) != SELON_OK)
        return error;
    return entity_take(g->l, of, k, g->place);
}

/* With the arena of what is known, which lasts longer than the text's. */
static int speaker__join_knowing(joining *g, const join_speaker *k)
{
    arena *a = known_enter(g->l);
    if (a == NULL) return g->l->error;
    if (setjmp(*arena_escape(a)) != 0) {
        joiner_reset(g->l);
        return ledger_fail(g->l, SELON_ERROR_MEMORY, "not enough memory");
    }
    return speaker__join(g, k);
}

/* ---- a text ---- */

static int32_t day__parse(const char *date)
{
    int32_t first, last;
    return value_days(date, &first, &last) ? first : 0;
}

static void joining__set(joining *g, const char *lang, const char *date, int64_t outlet)
{
    for (size_t i = 0; lang != NULL && lang[i] != '\0' && i + 1 < sizeof g->lang; i++) g->lang[i] = lang[i];
    g->read_day = day__parse(date);
    g->outlet = outlet;
    g->place = place_of(outlet, g->lang);
}

static int joining__text(joining *g)
{
    sqlite3_stmt *s = join_sql_get(g->l, JOIN_TEXT);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, g->text);
    int row = ledger_sql_row(g->l, s);
    if (row != 1) return row;
    const void *hash = sqlite3_column_blob(s, 0);
    if (hash != NULL && sqlite3_column_bytes(s, 0) == TEXT_HASH_SIZE) memcpy(g->hash, hash, TEXT_HASH_SIZE);
    joining__set(g, (const char *)sqlite3_column_text(s, 1), (const char *)sqlite3_column_text(s, 2),
                 sqlite3_column_int64(s, 3));
    sqlite3_reset(s);
    return SELON_OK;
}

static int joining__speakers(joining *g)
{
    sqlite3_stmt *s = join_sql_get(g->l, JOIN_SPEAKERS);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, g->text);
    struct link {
        join_speaker k;
        struct link *next;
    } *first = NULL, **last = &first;
    int row;
    while ((row = ledger_sql_row(g->l, s)) == 1) {
        struct link *n = arena_try_alloc(g->arena, sizeof *n);
        if (n != NULL) memset(n, 0, sizeof *n);
        if (n == NULL || !column_copy(g->arena, s, 3, &n->k.name_text) ||
            !column_copy(g->arena, s, 4, &n->k.role_text)) {
            sqlite3_reset(s);
            return ledger_fail(g->l, SELON_ERROR_MEMORY, "not enough memory");
        }
        n->k.id = sqlite3_column_int64(s, 0);
        n->k.name = sqlite3_column_int64(s, 1);
        n->k.role = sqlite3_column_int64(s, 2);
        n->k.statements = sqlite3_column_int64(s, 5);
        n->k.day = sqlite3_column_int(s, 6);
        *last = n;
        last = &n->next;
    }
    for (; first != NULL; first = first->next) VEC_PUSH(g->arena, &g->speakers, first->k);
    return row;
}

static int speaker__variants(joining *g, join_speaker *k)
{
    sqlite3_stmt *s = join_sql_get(g->l, JOIN_VARIANTS);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, k->id);
    int row;
    while ((row = ledger_sql_row(g->l, s)) == 1) {
        if (k->name_count == SPEAKER_NAMES) continue;
        k->name_ids[k->name_count] = sqlite3_column_int64(s, 0);
        if (!column_copy(g->arena, s, 1, &k->texts[k->name_count++]) || k->texts[k->name_count - 1] == NULL) {
            sqlite3_reset(s);
            return ledger_fail(g->l, SELON_ERROR_MEMORY, "not enough memory");
        }
    }
    if (k->name_count == 1 || row < 0) return row;
    person_name *names = ARENA_ARRAY(g->arena, person_name, k->name_count);
    names[0] = k->names[0];
    k->names = names;
    for (size_t i = 1; i < k->name_count; i++) person_parse(g->book, g->arena, k->texts[i], &k->names[i]);
    return row;
}

/* "Moody's, the agency": one word is a body's name when its role is one. */
static bool role__is_body(const joining *g, const char *text)
{
    name_token tokens[8];
    bool group = false;
    size_t count = text != NULL ? name_tokens(g->book, g->arena, text, tokens, 8) : 0;
    for (size_t i = 0; i < count && i < 8; i++) {
        if (tokens[i].word.role != 0 || (tokens[i].word.flags & NAMEWORD_ROLE)) return false;
        group |= (tokens[i].word.flags & NAMEWORD_GROUP) != 0;
    }
    return group;
}

static int speaker__understand(joining *g, join_speaker *k)
{
    k->names = ARENA_ARRAY(g->arena, person_name, 1);
    person_parse(g->book, g->arena, k->name_text, &k->names[0]);
    k->name_ids[0] = k->name;
    k->texts[0] = k->name_text;
    k->name_count = 1;
    if (k->day == 0) k->day = g->read_day;
    role_parse(g->book, g->arena, k->role_text, &k->r);
    person_name *n = &k->names[0];
    if (n->sort == PERSON_BARE && !n->surely_person && role__is_body(g, k->role_text)) n->sort = BODY_NAMED;
    return person_is_body(&k->names[0]) ? speaker__variants(g, k) : SELON_OK;
}

/* Of the speakers that were collected. */
static int joining__run(joining *g)
{
    int error = SELON_OK;
    for (size_t i = 0; i < g->speakers.count && error == SELON_OK; i++)
        error = speaker__understand(g, &g->speakers.items[i]);
    /* Whole names first: the bare ones may be of the same text's people. */
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < g->speakers.count && error == SELON_OK; i++)
            if ((g->speakers.items[i].names[0].sort == PERSON_BARE) == (pass == 1))
                error = speaker__join_knowing(g, &g->speakers.items[i]);
    return error;
}

static joining *joining__new(ledger *l, arena *a, int64_t text, bool whole, bool bare)
{
    if (ledger_joiner(l) == NULL) return NULL;
    joining *g = ARENA_NEW(a, joining);
    g->l = l;
    g->arena = a;
    g->book = l->joiner->book;
    g->text = text;
    g->whole = whole;
    g->bare = bare;
    return g;
}

int join_text_part(ledger *l, arena *a, int64_t text, bool whole, bool bare)
{
    joining *g = joining__new(l, a, text, whole, bare);
    if (g == NULL) return l->error;
    int error = joining__text(g);
    if (error == SELON_OK) error = joining__speakers(g);
    return error == SELON_OK ? joining__run(g) : error;
}

int join_text_new(ledger *l, arena *a, const join_new *t)
{
    joining *g = joining__new(l, a, t->text, true, true);
    if (g == NULL) return l->error;
    memcpy(g->hash, t->hash, TEXT_HASH_SIZE);
    joining__set(g, t->lang, t->read_date, t->outlet);
    g->speakers.items = t->speakers;
    g->speakers.count = t->speaker_count;
    return joining__run(g);
}

int join_text(ledger *l, arena *a, int64_t text)
{
    return join_text_part(l, a, text, true, true);
}
