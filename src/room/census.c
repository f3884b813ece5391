/* SPDX-License-Identifier: Apache-2.0
 *
 * census.c - see census.h. All of it is read within one read transaction, each
 * table once, in the order of its key.
 */
#include "room/census.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/stats.h"
#include "room/counted.h"
#include "room/matched.h"
#include "room/views.h"

typedef struct taking {
    ledger *l;
    census *c;
    sqlite3_stmt *rows; /* of the query that is under way */
} taking;

/* ---- reading tables ---- */

static int taking__ask(taking *t, const char *sql)
{
    sqlite3_finalize(t->rows);
    t->rows = NULL;
    return sqlite3_prepare_v2(t->l->db, sql, -1, &t->rows, NULL) == SQLITE_OK ? SELON_OK : ledger_fail_sql(t->l);
}

static int taking__count(taking *t, const char *sql, uint32_t *out)
{
    *out = 0;
    int error = taking__ask(t, sql);
    if (error != SELON_OK) return error;
    int row = ledger_sql_row(t->l, t->rows);
    if (row < 0) return row;
    int64_t count = row == 1 ? sqlite3_column_int64(t->rows, 0) : 0;
    *out = count > 0 && count < UINT32_MAX ? (uint32_t)count : 0;
    return SELON_OK;
}

static uint32_t column__number(sqlite3_stmt *s, int column)
{
    int64_t number = sqlite3_column_int64(s, column);
    return number > 0 && number < UINT32_MAX ? (uint32_t)number : 0;
}

/* "2025-11-14T..." as 20251114; 0 for none. */
static int32_t text__day(const char *text)
{
    int32_t day = 0;
    if (text == NULL || strlen(text) < 10) return 0;
    for (int i = 0; i < 10; i++) {
        if (i == 4 || i == 7) continue;
        if (text[i] < '0' || text[i] > '9') return 0;
        day = day * 10 + (text[i] - '0');
    }
    return day;
}

/* ---- texts and places ---- */

static int taking__texts(taking *t)
{
    census *c = t->c;
    uint32_t most;
    int error = taking__count(t, "select count(*) from texts", &most);
    if (error == SELON_OK) error = taking__ask(t, "select id from texts order by id");
    if (error != SELON_OK) return error;
    c->texts = ARENA_ARRAY(c->arena, census_text, most + 1);
    int row;
    while ((row = ledger_sql_row(t->l, t->rows)) == 1)
        if (c->text_count < most) c->texts[c->text_count++] = (census_text){.id = column__number(t->rows, 0)};
    return row;
}

static census_text *census__text(const census *c, uint32_t id)
{
    uint32_t low = 0, high = c->text_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (c->texts[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->text_count && c->texts[low].id == id ? &c->texts[low] : NULL;
}

/* The places of a family stand together, those of its first text first; a text has its own and those behind. */
static int taking__places(taking *t)
{
    census *c = t->c;
    uint32_t most, begin = 0;
    int64_t family = 0;
    int error = taking__count(t, "select count(*) from versions", &most);
    if (error == SELON_OK)
        error = taking__ask(t,
                            "select x.family, x.id, a.outlet, v.published, a.id from versions v join texts x on x.id = "
                            "v.text join articles a on a.id = v.article order by x.family, x.id, v.id");
    if (error != SELON_OK) return error;
    c->places = ARENA_ARRAY(c->arena, census_place, most + 1);
    for (int row = 1; row == 1;) {
        row = ledger_sql_row(t->l, t->rows);
        if (row < 0) return row;
        if (row == 0 || sqlite3_column_int64(t->rows, 0) != family) {
            for (uint32_t i = begin; i < c->place_count; i++) {
                census_text *text = census__text(c, c->places[i].text);
                if (text != NULL && text->end == 0) text->first = i;
                if (text != NULL) text->end = c->place_count;
            }
            begin = c->place_count;
        }
        if (row == 0 || c->place_count == most) break;
        family = sqlite3_column_int64(t->rows, 0);
        c->places[c->place_count++] = (census_place){.text = column__number(t->rows, 1),
                                                     .article = column__number(t->rows, 4),
                                                     .outlet = column__number(t->rows, 2),
                                                     .day = text__day((const char *)sqlite3_column_text(t->rows, 3))};
        uint32_t article = c->places[c->place_count - 1].article;
        if (article > c->article_most) c->article_most = article;
    }
    return SELON_OK;
}

static int taking__absences(taking *t)
{
    census *c = t->c;
    uint32_t most;
    int error = taking__count(t, "select count(*) from absent", &most);
    if (error == SELON_OK) error = taking__ask(t, "select statement, text from absent order by 1, 2");
    if (error != SELON_OK) return error;
    c->absences = ARENA_ARRAY(c->arena, census_absence, most + 1);
    int row;
    while ((row = ledger_sql_row(t->l, t->rows)) == 1)
        if (c->absence_count < most)
            c->absences[c->absence_count++] = (census_absence){column__number(t->rows, 0), column__number(t->rows, 1)};
    return row;
}

/* ---- statements ---- */

static uint8_t census__lang(census *c, const char *lang)
{
    if (lang == NULL) lang = "";
    for (uint32_t i = 0; i < c->lang_count; i++)
        if (strncmp(c->langs[i], lang, sizeof c->langs[i] - 1) == 0) return (uint8_t)i;
    if (c->lang_count == LANGS_MOST) return LANGS_MOST;
    strncpy(c->langs[c->lang_count], lang, sizeof c->langs[0] - 1);
    return (uint8_t)c->lang_count++;
}

/* Is the fourth of the packed spans (pack.h) not empty? */
static bool places__addressed(const uint8_t *bytes, size_t size)
{
    uint32_t numbers = 0;
    for (size_t i = 0; i < size && numbers < 8; i++) {
        if (numbers == 7) return bytes[i] != 0;
        numbers += bytes[i] < 0x80;
    }
    return false;
}

static int taking__statements(taking *t)
{
    census *c = t->c;
    uint32_t most;
    int error = taking__count(t, "select count(*) from statements", &most);
    if (error == SELON_OK)
        error = taking__ask(t,
                            "select s.id, s.day, s.day_end, s.text, s.type, s.kind, s.confidence, k.name, i.entity, "
                            "t.lang, g.leader, s.places from statements s join texts t on t.id = s.text "
                            "left join speakers k on k.id = s.speaker left join identities i on i.speaker = s.speaker "
                            "left join grouped g on g.statement = s.id order by s.id");
    if (error != SELON_OK) return error;
    c->rows = ARENA_ARRAY(c->arena, census_row, most + 1);
    c->langs = (char(*)[8])arena_zalloc(c->arena, (LANGS_MOST + 1) * sizeof c->langs[0]);
    int row;
    sqlite3_stmt *s = t->rows;
    while ((row = ledger_sql_row(t->l, s)) == 1) {
        census_text *text = census__text(c, column__number(s, 3));
        int32_t day = (int32_t)column__number(s, 1), end = (int32_t)column__number(s, 2);
        if (c->count == most || text == NULL) continue;
        c->rows[c->count++] = (census_row){.id = column__number(s, 0),
                                           .day = day,
                                           .day_end = end > day ? end : 0,
                                           .text = (uint32_t)(text - c->texts),
                                           .type = (uint8_t)(sqlite3_column_int(s, 4) & 3),
                                           .kind = (uint8_t)(sqlite3_column_int(s, 5) & 3),
                                           .confidence = (uint16_t)sqlite3_column_int(s, 6),
                                           .name = column__number(s, 7),
                                           .person = column__number(s, 8),
                                           .lang = census__lang(c, (const char *)sqlite3_column_text(s, 9)),
                                           .group = column__number(s, 10)};
        size_t size = (size_t)sqlite3_column_bytes(s, 11);
        c->rows[c->count - 1].marks = places__addressed(sqlite3_column_blob(s, 11), size) ? ROW_ADDRESSED : 0;
        const census_row *last = &c->rows[c->count - 1];
        if (last->person > c->person_most) c->person_most = last->person;
        if (last->name > c->name_most) c->name_most = last->name;
    }
    return row;
}

/* ---- names, to be completed as one types ---- */

static void census__name(census *c, const char *name, uint32_t id, uint32_t statements, int sort, uint32_t most)
{
    if (name == NULL) return;
    const char *copy = arena_strndup(c->arena, name, strlen(name));
    const char *folded = words_fold(c->arena, name, strlen(name), NULL);
    for (const char *word = folded; word != NULL && *word != '\0' && c->name_count < most;) {
        c->names[c->name_count++] = (census_name){
            .word = word, .name = copy, .id = id, .statements = statements, .sort = (uint8_t)sort};
        word = strchr(word, ' ');
        if (word != NULL) word++;
    }
}

static int name__before(const void *a, const void *b)
{
    const census_name *x = a, *y = b;
    int order = strcmp(x->word, y->word);
    if (order != 0) return order;
    return x->sort != y->sort ? x->sort - y->sort : (x->id > y->id) - (x->id < y->id);
}

static uint32_t census__person_count(const census *c, uint32_t person)
{
    return person <= c->person_most ? c->person_first[person + 1] - c->person_first[person] : 0;
}

static int taking__names(taking *t)
{
    census *c = t->c;
    uint32_t traits, outlets;
    int error = taking__count(t, "select count(*) from traits where sort in (0, 3)", &traits);
    if (error == SELON_OK) error = taking__count(t, "select count(*) from outlets", &outlets);
    if (error == SELON_OK)
        error = taking__ask(t, "select t.entity, n.name, e.body, exists (select 1 from authorities a where a.entity = "
                               "e.id) from traits t join names n on n.id = t.value "
                               "join entities e on e.id = t.entity where t.sort in (0, 3)");
    if (error != SELON_OK) return error;
    uint32_t most = (traits + outlets) * 4 + 64;
    c->names = ARENA_ARRAY(c->arena, census_name, most);
    int row;
    while ((row = ledger_sql_row(t->l, t->rows)) == 1) {
        uint32_t id = column__number(t->rows, 0), count = census__person_count(c, id);
        if (count == 0 && sqlite3_column_int(t->rows, 3) == 0) continue;
        census__name(c, (const char *)sqlite3_column_text(t->rows, 1), id, count,
                     sqlite3_column_int(t->rows, 2) != 0 ? SUGGEST_BODY : SUGGEST_PERSON, most);
    }
    if (row == SELON_OK) row = taking__ask(t, "select id, name from outlets");
    if (row != SELON_OK) return row;
    while ((row = ledger_sql_row(t->l, t->rows)) == 1)
        census__name(c, (const char *)sqlite3_column_text(t->rows, 1), column__number(t->rows, 0), 0, SUGGEST_OUTLET,
                     most);
    if (c->name_count > 0) qsort(c->names, c->name_count, sizeof *c->names, name__before);
    return row;
}

/* A group has the number of one of its statements, where it is counted. */
static int census__repeats(census *c)
{
    uint32_t *counts = calloc((size_t)c->count + 1, sizeof *counts);
    if (counts == NULL) return SELON_ERROR_MEMORY;
    for (int counted = 0; counted < 2; counted++)
        for (uint32_t i = 0; i < c->count; i++) {
            const census_row *leader = c->rows[i].group != 0 ? census_find(c, c->rows[i].group) : NULL;
            if (leader == NULL) continue;
            uint32_t others = counts[leader - c->rows];
            if (counted)
                c->rows[i].repeats = (uint16_t)(others - 1 < REPEATS_MOST ? others - 1 : REPEATS_MOST);
            else
                counts[leader - c->rows]++;
        }
    free(counts);
    return SELON_OK;
}

/* ---- all of it ---- */

static int taking__all(taking *t)
{
    int error = ledger_count(t->l, &t->c->totals);
    if (error == SELON_OK) error = taking__texts(t);
    if (error == SELON_OK) error = taking__places(t);
    if (error == SELON_OK) error = taking__absences(t);
    if (error == SELON_OK) error = taking__statements(t);
    if (error == SELON_OK) error = census__repeats(t->c);
    if (error != SELON_OK) return error;
    census_by_person(t->c);
    census_by_outlet(t->c);
    error = census_by_time(t->c);
    if (error == SELON_OK) error = census_by_group(t->c, t->l);
    return error == SELON_OK ? taking__names(t) : error;
}

int census_make(census **out, ledger *l)
{
    taking held = {.l = l}, *t = &held;
    *out = NULL;
    arena *a = arena_new(&l->allocator, 1 << 20);
    if (a == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    int error = ledger_begin_reading(l);
    if (error == SELON_OK) {
        if (setjmp(*arena_escape(a)) == 0) {
            t->c = ARENA_NEW(a, census);
            t->c->arena = a;
            atomic_init(&t->c->users, 1);
            error = taking__all(t);
        } else {
            error = ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
        }
        sqlite3_finalize(t->rows);
        ledger_end_reading(l);
    }
    if (error == SELON_OK && t->c != NULL) {
        t->c->cache = counted_cache_new();
        t->c->matched = matched_new(bits_words(t->c->count));
        *out = t->c;
    } else {
        arena_free(a);
    }
    return error;
}

void census_release(census *c)
{
    if (c == NULL || atomic_fetch_sub(&c->users, 1) != 1) return;
    counted_cache_free(c->cache);
    matched_free(c->matched);
    arena_free(c->arena);
}

/* Those of whom nothing is known stay 0, SHOWN_NOTHING. The arena may jump. */
static census_genders *genders__new(census *c)
{
    census_genders *g = ARENA_NEW(c->arena, census_genders);
    g->people = ARENA_ZARRAY(c->arena, uint8_t, (size_t)c->person_most + 1);
    g->names = ARENA_ZARRAY(c->arena, uint8_t, (size_t)c->name_most + 1);
    return g;
}

void census_put_genders(census *c, arena *a, census_genders *g)
{
    g->speakers = ARENA_ZARRAY(a, uint8_t, (size_t)c->time.speaker_count + 1);
    for (uint32_t i = 1; i <= c->time.speaker_count; i++) {
        uint32_t key = c->time.speakers[i];
        g->speakers[i] = key & SPEAKER_NAME ? g->names[key & ~SPEAKER_NAME] : g->people[key];
    }
    atomic_store(&c->genders, g);
}

int census_count_genders(census *c, ledger *l)
{
    ledger_stats *stats = NULL;
    ledger_filter all = {0};
    if (setjmp(*arena_escape(c->arena)) != 0) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    census_genders *g = genders__new(c);
    int error = ledger_stats_make(&stats, l, &all, 0);
    for (size_t i = 0; error == SELON_OK && i < stats->speakers.count; i++) {
        const stats_row *row = &stats->speakers.rows[i];
        if (row->person != 0 && row->person <= c->person_most) g->people[row->person] = (uint8_t)row->gender;
        if (row->person == 0 && row->row <= c->name_most) g->names[row->row] = (uint8_t)row->gender;
    }
    ledger_stats_free(stats);
    if (error == SELON_OK) census_put_genders(c, c->arena, g);
    return error;
}

int census_take_genders(census *c, const census *old)
{
    const census_genders *from = atomic_load(&old->genders);
    if (from == NULL) return SELON_OK;
    if (setjmp(*arena_escape(c->arena)) != 0) return SELON_ERROR_MEMORY;
    census_genders *g = genders__new(c);
    memcpy(g->people, from->people,
           (size_t)(c->person_most < old->person_most ? c->person_most : old->person_most) + 1);
    memcpy(g->names, from->names, (size_t)(c->name_most < old->name_most ? c->name_most : old->name_most) + 1);
    census_put_genders(c, c->arena, g);
    return SELON_OK;
}

/* ---- looking ---- */

const census_row *census_find(const census *c, uint64_t id)
{
    uint32_t low = 0, high = c->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (c->rows[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->count && c->rows[low].id == id ? &c->rows[low] : NULL;
}

static int absence__order(const void *a, const void *b)
{
    const census_absence *x = a, *y = b;
    if (x->statement != y->statement) return x->statement < y->statement ? -1 : 1;
    return (x->text > y->text) - (x->text < y->text);
}

bool census_is_absent(const census *c, const census_row *row, uint32_t text)
{
    census_absence wanted = {row->id, text};
    return row->marks & ROW_ABSENT && c->texts[row->text].id != text &&
           bsearch(&wanted, c->absences, c->absence_count, sizeof wanted, absence__order) != NULL;
}
