/* SPDX-License-Identifier: Apache-2.0
 *
 * view_statement.c - one statement in its sentences, and all that its group
 * says.
 */
#include <string.h>

#include "ledger/pack.h"
#include "room/view_search.h"

static const char statement_sql[] =
    "select " VIEW_STATEMENT_COLUMNS
    ", t.lang, t.family, (select entity from identities i where i.speaker = s.speaker), "
    "(select count(*) - 1 from grouped where leader = (select leader from grouped where statement = s.id)), "
    "exists (select 1 from overruled o where o.statement = s.id) "
    "from statements s join texts t on t.id = s.text left join speakers k on k.id = s.speaker "
    "left join names n on n.id = k.name left join roles r on r.id = k.role where s.id = ?1";

static selon_span span__within(selon_span s, selon_span sentence)
{
    if (s.start < sentence.start || s.end > sentence.end || s.start >= s.end) return (selon_span){0, 0};
    return (selon_span){s.start - sentence.start, s.end - sentence.start};
}

static void statement__parts(arena *a, view_statement *out, const places *p)
{
    selon_span *content = ARENA_ARRAY(a, selon_span, p->content_count + 1);
    out->sentence = (selon_span){0, (uint32_t)out->text_size};
    out->source = span__within(p->source, p->sentence);
    out->cue = span__within(p->cue, p->sentence);
    out->addressee = span__within(p->addressee, p->sentence);
    out->via = span__within(p->via, p->sentence);
    out->time = span__within(p->time, p->sentence);
    for (uint32_t i = 0; i < p->content_count; i++) {
        selon_span s = span__within(p->content[i], p->sentence);
        if (s.start < s.end) content[out->content_count++] = s;
    }
    out->content = content;
}

static int statement__text(request *q, view_statement *out, int64_t text, blob packed, kept_text *kept)
{
    places p;
    int error = recent_texts_get(q->ledger, q->arena, text, kept);
    if (error != SELON_OK) return view_fail(q, error);
    if (kept->text == NULL) return 0;
    if (!places_unpack(q->arena, packed, kept->size, &p) || p.sentence.start >= p.sentence.end)
        return view_fail(
            q, ledger_fail(q->ledger, LEDGER_DAMAGED, "is damaged: statement %llu", (unsigned long long)out->id));
    out->text_size = p.sentence.end - p.sentence.start;
    out->text = arena_strndup(q->arena, kept->text + p.sentence.start, out->text_size);
    statement__parts(q->arena, out, &p);
    return 0;
}

int view_statement_row(request *q, sqlite3_stmt *s, view_statement *out)
{
    int type = sqlite3_column_int(s, 2), kind = sqlite3_column_int(s, 3);
    if (type < SELON_DIRECT || type > SELON_MIXED || kind < SELON_SAID || kind > SELON_THOUGHT)
        return view_fail(q, ledger_fail(q->ledger, LEDGER_DAMAGED, "is damaged: a statement"));
    *out = (view_statement){.id = (uint64_t)sqlite3_column_int64(s, 0),
                            .type = (selon_type)type,
                            .kind = (selon_kind)kind,
                            .negated = sqlite3_column_int(s, 4) != 0,
                            .confidence = (float)(sqlite3_column_int(s, 5) / 1000.0),
                            .day = sqlite3_column_int(s, 6),
                            .day_end = sqlite3_column_int(s, 7),
                            .time_value = view_text(q, s, 8),
                            .parent = (uint64_t)sqlite3_column_int64(s, 9),
                            .name = view_text(q, s, 11),
                            .role = view_text(q, s, 12),
                            .speaker = VIEW_NONE};
    return 0;
}

/* The same of those that the census has: what it knows is not looked up again. */
static const char row_sql[] = "select " VIEW_STATEMENT_COLUMNS
                              ", exists (select 1 from overruled o where o.statement = s.id) "
                              "from statements s left join speakers k on k.id = s.speaker "
                              "left join names n on n.id = k.name left join roles r on r.id = k.role where s.id = ?1";

static int statement__places(request *q, view_statement *out, int64_t family, int64_t text)
{
    const ledger_appearance *all;
    size_t count;
    int error = ledger_appearances(q->ledger, q->arena, (int64_t)out->id, family, text, &all, &count);
    if (error != SELON_OK) return view_fail(q, error);
    out->places = view_places_copy(q->arena, all, count);
    return 0;
}

static int statement__read(request *q, sqlite3_stmt *s, view_statement *out)
{
    int status = view_statement_row(q, s, out);
    if (status != 0) return status;
    int64_t repeats = sqlite3_column_int64(s, 16), text = sqlite3_column_int64(s, VIEW_STATEMENT_TEXT);
    out->lang = view_text(q, s, VIEW_STATEMENT_COUNT);
    out->person = (uint64_t)sqlite3_column_int64(s, 15);
    out->repeats = repeats > 0 ? (size_t)repeats : 0;
    out->corrected = sqlite3_column_int(s, 17) != 0;
    size_t size = (size_t)sqlite3_column_bytes(s, VIEW_STATEMENT_PLACES);
    kept_text kept;
    status = statement__text(q, out, text, (blob){sqlite3_column_blob(s, VIEW_STATEMENT_PLACES), size}, &kept);
    return status == 0 ? statement__places(q, out, sqlite3_column_int64(s, 14), text) : status;
}

static int row__read(request *q, const census_row *row, sqlite3_stmt *s, view_statement *out)
{
    kept_text kept;
    int status = view_statement_row(q, s, out);
    if (status != 0) return status;
    int64_t text = sqlite3_column_int64(s, VIEW_STATEMENT_TEXT);
    out->person = row->person;
    out->repeats = row->repeats;
    out->corrected = sqlite3_column_int(s, VIEW_STATEMENT_COUNT) != 0;
    size_t size = (size_t)sqlite3_column_bytes(s, VIEW_STATEMENT_PLACES);
    status = statement__text(q, out, text, (blob){sqlite3_column_blob(s, VIEW_STATEMENT_PLACES), size}, &kept);
    if (status != 0) return status;
    out->lang = kept.lang != NULL ? arena_strndup(q->arena, kept.lang, strlen(kept.lang)) : NULL;
    return statement__places(q, out, kept.family, text);
}

int view_statement_get(request *q, uint64_t id, view_statement *out)
{
    sqlite3_stmt *s = view_sql(q, statement_sql);
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, (int64_t)id);
    int row = view_row(q, s);
    if (row < 0) return view_fail(q, row);
    if (row == 0) return request_fail(q, 404, "not-found", NULL, NULL);
    int status = statement__read(q, s, out);
    sqlite3_reset(s);
    return status;
}

int view_row_get(request *q, const census_row *row, view_statement *out)
{
    sqlite3_stmt *s = view_sql(q, row_sql);
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, row->id);
    int found = view_row(q, s);
    if (found < 0) return view_fail(q, found);
    if (found == 0) return request_fail(q, 404, "not-found", NULL, NULL);
    int status = row__read(q, row, s, out);
    sqlite3_reset(s);
    return status;
}

/* ---- with its group ---- */

typedef struct keeping {
    arena *arena;
    const same_group *group;
} keeping;

static const char *string__copy(arena *a, const char *s)
{
    return s != NULL ? arena_strndup(a, s, strlen(s)) : NULL;
}

static void member__copy(arena *a, const same_member *from, same_member *to)
{
    ledger_appearance *places = ARENA_ARRAY(a, ledger_appearance, from->appearance_count + 1);
    same_piece *pieces = ARENA_ARRAY(a, same_piece, from->piece_count + 1);
    *to = *from;
    to->lang = string__copy(a, from->lang);
    to->speaker = string__copy(a, from->speaker);
    to->role = string__copy(a, from->role);
    for (size_t i = 0; i < from->piece_count; i++) {
        pieces[i] = from->pieces[i];
        pieces[i].words = string__copy(a, from->pieces[i].words);
        pieces[i].was = string__copy(a, from->pieces[i].was);
    }
    for (size_t i = 0; i < from->appearance_count; i++) {
        const ledger_appearance *p = &from->appearances[i];
        places[i] = *p;
        places[i].address = string__copy(a, p->address);
        places[i].outlet = string__copy(a, p->outlet);
        places[i].title = string__copy(a, p->title);
        places[i].author = string__copy(a, p->author);
        places[i].published = string__copy(a, p->published);
        places[i].added = string__copy(a, p->added);
    }
    to->pieces = pieces;
    to->appearances = places;
}

static int group__keep(const same_group *g, void *payload)
{
    keeping *k = payload;
    same_group *copy = ARENA_NEW(k->arena, same_group);
    same_member *members = ARENA_ARRAY(k->arena, same_member, g->count + 1);
    *copy = *g;
    for (size_t i = 0; i < g->count; i++) member__copy(k->arena, &g->members[i], &members[i]);
    copy->members = members;
    k->group = copy;
    return 1;
}

int view_one_make(request *q, const void **view)
{
    uint64_t id = request_id(q);
    view_one *v = ARENA_NEW(q->arena, view_one);
    if (id == 0) return q->problem.status;
    int status = view_statement_get(q, id, &v->statement);
    if (status != 0) return status;
    if (v->statement.repeats > 0) {
        keeping k = {.arena = q->arena};
        int error = ledger_same(q->ledger, &(same_filter){.statement = id}, group__keep, &k);
        if (error != SELON_OK) return view_fail(q, error);
        v->group = k.group;
    }
    *view = v;
    return 0;
}
