/* SPDX-License-Identifier: Apache-2.0
 *
 * view_article.c - an article as it stood there, with its statements.
 *
 * A statement's places are known in the text that had it first. An article with
 * a later text of that family (an agency's text in another paper, a corrected
 * version) has the statement too, a little further up or down: there each of its
 * parts is looked for, the sentences whole if they are still the same, else part
 * by part. What is not found is shown without marks.
 */
#include <string.h>

#include "base/hash.h"
#include "ledger/correction.h"
#include "ledger/pack.h"
#include "ledger/ruling.h"
#include "room/locate.h"
#include "room/view.h"

#define ECHOES_A_STATEMENT 12
#define ECHOES_MOST 200
#define REJECTED_MOST 50

typedef struct reading_article {
    request *q;
    view_article *v;
    int64_t text, family; /* of the version shown */
    bool alone;           /* nothing else is in the family */
    VEC(view_statement) statements;
    VEC(int64_t) leaders; /* of each statement's group; 0: none */
    VEC(int64_t) keepers; /* of each, its speaker's row */
    VEC(view_version) versions;
    VEC(view_echo) echoes;
    VEC(view_rejected) rejected;
    locating locating;
    int64_t located; /* the text that it is for */
} reading_article;

/* ---- the article and its versions ---- */

static int article__versions(reading_article *r, uint64_t id, uint64_t wanted)
{
    request *q = r->q;
    sqlite3_stmt *s = view_sql(q, "select a.address, o.name, v.id, v.text, v.title, v.author, v.published, v.added "
                                  "from articles a left join outlets o on o.id = a.outlet "
                                  "join versions v on v.article = a.id where a.id = ?1 order by v.id");
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, (int64_t)id);
    int row;
    while ((row = view_row(q, s)) == 1) {
        view_version version = {.id = (uint64_t)sqlite3_column_int64(s, 2),
                                .title = view_text(q, s, 4),
                                .published = view_text(q, s, 6),
                                .added = view_text(q, s, 7)};
        bool shown = wanted == 0 || version.id == wanted;
        if (shown) {
            r->text = sqlite3_column_int64(s, 3);
            r->v->place = (view_place){.article = id,
                                       .address = view_text(q, s, 0),
                                       .outlet = view_text(q, s, 1),
                                       .title = version.title,
                                       .author = view_text(q, s, 5),
                                       .published = version.published,
                                       .added = version.added,
                                       .current = true};
        } else if (r->v->place.article != 0) {
            r->v->place.current = false; /* there is a later one */
        }
        if (shown)
            for (size_t i = 0; i < r->versions.count; i++) r->versions.items[i].shown = false;
        version.shown = shown;
        VEC_PUSH(q->arena, &r->versions, version);
    }
    if (row < 0) return view_fail(q, row);
    return r->v->place.article != 0 ? 0 : request_fail(q, 404, "not-found", NULL, NULL);
}

static int article__text(reading_article *r)
{
    request *q = r->q;
    kept_text text;
    int error = recent_texts_get(q->ledger, q->arena, r->text, &text);
    if (error != SELON_OK) return view_fail(q, error);
    r->family = text.family;
    r->v->lang = text.lang != NULL ? arena_strndup(q->arena, text.lang, strlen(text.lang)) : NULL;
    if (text.text != NULL) {
        r->v->text = arena_strndup(q->arena, text.text, text.size);
        r->v->text_size = text.size;
        r->v->paragraphs = locate_paragraphs(q->arena, r->v->text, text.size, &r->v->paragraph_count);
    }
    sqlite3_stmt *s = view_sql(q, "select count(*) from (select 1 from texts x join versions v on v.text = x.id where "
                                  "x.id in (select ?1 union all select id from texts where family = ?1 and "
                                  "family <> id) limit 2)");
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, r->family);
    int row = view_row(q, s);
    if (row < 0) return view_fail(q, row);
    r->alone = row == 1 && sqlite3_column_int(s, 0) < 2;
    sqlite3_reset(s);
    return 0;
}

/* ---- statements ---- */

static int article__places(reading_article *r, view_statement *st, int64_t text, const void *packed, size_t size)
{
    request *q = r->q;
    kept_text first;
    places p;
    if (r->v->text == NULL) return 0;
    st->text = r->v->text;
    st->text_size = r->v->text_size;
    if (text == r->text) {
        if (!places_unpack(q->arena, (blob){packed, size}, r->v->text_size, &p)) return view_fail(q, LEDGER_DAMAGED);
    } else {
        int error = recent_texts_get(q->ledger, q->arena, text, &first);
        if (error != SELON_OK) return view_fail(q, error);
        if (first.text == NULL) return 0;
        if (!places_unpack(q->arena, (blob){packed, size}, first.size, &p)) return view_fail(q, LEDGER_DAMAGED);
        /* Statements of one text come after each other. */
        if (r->located != text) r->locating = locate_begin(NULL, r->v->text, r->v->text_size);
        r->located = text;
        r->locating.from = first.text;
        locate_places(q->arena, &r->locating, &p);
    }
    st->sentence = p.sentence;
    st->source = p.source;
    st->cue = p.cue;
    st->addressee = p.addressee;
    st->via = p.via;
    st->time = p.time;
    st->content = p.content;
    st->content_count = p.content_count;
    return 0;
}

static int article__statement(reading_article *r, sqlite3_stmt *s)
{
    request *q = r->q;
    view_statement st;
    int status = view_statement_row(q, s, &st);
    if (status != 0) return status;
    st.person = (uint64_t)sqlite3_column_int64(s, 14);
    st.lang = r->v->lang;
    st.corrected = sqlite3_column_int(s, 16) != 0;
    size_t size = (size_t)sqlite3_column_bytes(s, VIEW_STATEMENT_PLACES);
    const void *packed = sqlite3_column_blob(s, VIEW_STATEMENT_PLACES);
    status = article__places(r, &st, sqlite3_column_int64(s, VIEW_STATEMENT_TEXT), packed, size);
    if (status != 0) return status;
    VEC_PUSH(q->arena, &r->statements, st);
    VEC_PUSH(q->arena, &r->keepers, sqlite3_column_int64(s, VIEW_STATEMENT_COUNT));
    VEC_PUSH(q->arena, &r->leaders, sqlite3_column_int64(s, 15));
    return 0;
}

static int article__statements(reading_article *r)
{
    request *q = r->q;
    sqlite3_stmt *s = view_sql(
        q, "select " VIEW_STATEMENT_COLUMNS ", k.id, (select entity from identities i where i.speaker = k.id), "
           "(select leader from grouped g where g.statement = s.id), "
           "exists (select 1 from overruled o where o.statement = s.id) "
           "from statements s left join speakers k on k.id = s.speaker left join names n on n.id = k.name "
           "left join roles r on r.id = k.role where s.text in (select ?1 union all select id from texts "
           "where family = ?1 and family <> id) and s.text <= ?2 and not exists (select 1 from absent z where "
           "z.statement = s.id and z.text = ?2) order by s.id");
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, r->family);
    sqlite3_bind_int64(s, 2, r->text);
    int row, status = 0;
    while ((row = view_row(q, s)) == 1 && status == 0) status = article__statement(r, s);
    sqlite3_reset(s);
    return status != 0 || row >= 0 ? status : view_fail(q, row);
}

/* Where else each statement stands. */
static int article__elsewhere(reading_article *r)
{
    request *q = r->q;
    for (size_t i = 0; i < r->statements.count && !r->alone; i++) {
        const ledger_appearance *all;
        size_t count;
        int64_t id = (int64_t)r->statements.items[i].id;
        sqlite3_stmt *s = view_sql(q, "select text from statements where id = ?1");
        if (s == NULL) return view_fail(q, q->ledger->error);
        sqlite3_bind_int64(s, 1, id);
        if (view_row(q, s) != 1) continue;
        int64_t text = sqlite3_column_int64(s, 0);
        sqlite3_reset(s);
        int error = ledger_appearances(q->ledger, q->arena, id, r->family, text, &all, &count);
        if (error != SELON_OK) return view_fail(q, error);
        r->statements.items[i].places = view_places_copy(q->arena, all, count);
    }
    if (!r->alone) return 0;
    for (size_t i = 0; i < r->statements.count; i++) r->statements.items[i].places = (view_places){&r->v->place, 1};
    return 0;
}

/* ---- speakers ---- */

/* Numbers as they come first. An open table by their rows: there are articles of tens of thousands of speakers. */
static void article__speakers(reading_article *r)
{
    arena *a = r->q->arena;
    view_speaker *speakers = ARENA_ZARRAY(a, view_speaker, r->statements.count + 1);
    size_t places = 64, count = 0;
    while (places < 2 * r->statements.count) places *= 2;
    size_t *table = ARENA_ZARRAY(a, size_t, places); /* a statement's number + 1 */
    for (size_t i = 0; i < r->statements.count; i++) {
        view_statement *st = &r->statements.items[i];
        int64_t keeper = r->keepers.items[i];
        size_t place = (size_t)hash_mix((uint64_t)keeper) & (places - 1);
        if (st->name == NULL) continue;
        while (table[place] != 0 && r->keepers.items[table[place] - 1] != keeper) place = (place + 1) & (places - 1);
        if (table[place] == 0) {
            table[place] = i + 1;
            st->speaker = count;
            speakers[count++] = (view_speaker){.name = st->name, .role = st->role, .person = st->person};
        }
        st->speaker = r->statements.items[table[place] - 1].speaker;
        speakers[st->speaker].statements++;
    }
    r->v->speakers = speakers;
    r->v->speaker_count = count;
}

/* ---- the same words elsewhere ---- */

static int article__echo(reading_article *r, size_t at)
{
    request *q = r->q;
    view_statement *st = &r->statements.items[at];
    sqlite3_stmt *s = view_sql(
        q, "select s.id, s.type, s.day, n.name, o.name, a.id, v.title, "
           "coalesce((select changes from links where one = min(s.id, ?2) and other = max(s.id, ?2)), 0) "
           "from grouped g join statements s on s.id = g.statement left join speakers k on k.id = s.speaker "
           "left join names n on n.id = k.name join versions v on v.id = (select min(id) from versions where text = "
           "s.text) "
           "join articles a on a.id = v.article left join outlets o on o.id = a.outlet "
           "where g.leader = ?1 and g.statement <> ?2 order by s.day, s.id limit ?3");
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, r->leaders.items[at]);
    sqlite3_bind_int64(s, 2, (int64_t)st->id);
    sqlite3_bind_int(s, 3, ECHOES_A_STATEMENT);
    int row;
    while ((row = view_row(q, s)) == 1) {
        int type = sqlite3_column_int(s, 1);
        view_echo echo = {.statement = st->id,
                          .other = (uint64_t)sqlite3_column_int64(s, 0),
                          .type = type >= SELON_DIRECT && type <= SELON_MIXED ? (selon_type)type : SELON_INDIRECT,
                          .day = sqlite3_column_int(s, 2),
                          .name = view_text(q, s, 3),
                          .outlet = view_text(q, s, 4),
                          .article = (uint64_t)sqlite3_column_int64(s, 5),
                          .title = view_text(q, s, 6),
                          .changes = (unsigned)sqlite3_column_int(s, 7)};
        VEC_PUSH(q->arena, &r->echoes, echo);
        st->repeats++;
    }
    return row < 0 ? view_fail(q, row) : 0;
}

static int article__echoes(reading_article *r)
{
    int status = 0;
    for (size_t i = 0; i < r->statements.count && status == 0 && r->echoes.count < ECHOES_MOST; i++)
        if (r->leaders.items[i] != 0) status = article__echo(r, i);
    return status;
}

/* ---- what readers have rejected ---- */

static const char rejected_sql[] =
    "select c.statement, c.at, c.reader, w.places, c.hash = (select hash from texts where id = ?1) from corrections c "
    "left join answers w on w.id = c.was where c.hash in (select hash from texts where id in (?1, ?2)) and c.sort = ?3 "
    "and c.withdrawn is null and not exists (select 1 from statements s where s.id = c.statement) "
    "and not exists (select 1 from corrections d where d.statement = c.statement and d.sort = ?3 and d.withdrawn is "
    "null and d.id > c.id) order by c.id desc limit ?4";

/* In the text it was rejected in. */
static const char *rejected__words(reading_article *r, sqlite3_stmt *s)
{
    arena *a = r->q->arena;
    blob packed = {sqlite3_column_blob(s, 3), (size_t)sqlite3_column_bytes(s, 3)};
    ledger_answer was = {0};
    selon_span sentence;
    if (r->v->text == NULL || sqlite3_column_int(s, 4) == 0 || packed.bytes == NULL) return NULL;
    if (!answer_unpack(a, packed, r->v->text_size, &was, &sentence) || was.content_count == 0) return NULL;
    return arena_strndup(a, r->v->text + was.content[0].start, was.content[0].end - was.content[0].start);
}

static int article__rejected(reading_article *r)
{
    request *q = r->q;
    sqlite3_stmt *s = view_sql(q, rejected_sql);
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, r->text);
    sqlite3_bind_int64(s, 2, r->family);
    sqlite3_bind_int(s, 3, CORRECTION_REJECT);
    sqlite3_bind_int(s, 4, REJECTED_MOST);
    int row;
    while ((row = view_row(q, s)) == 1) {
        view_rejected one = {.statement = (uint64_t)sqlite3_column_int64(s, 0),
                             .words = rejected__words(r, s),
                             .at = view_text(q, s, 1),
                             .reader = view_text(q, s, 2)};
        VEC_PUSH(q->arena, &r->rejected, one);
    }
    return row < 0 ? view_fail(q, row) : 0;
}

/* ---- all of it ---- */

static int article__fill(reading_article *r, uint64_t id, uint64_t version)
{
    int status = article__versions(r, id, version);
    if (status == 0) status = article__text(r);
    if (status == 0) status = article__statements(r);
    if (status == 0) status = article__elsewhere(r);
    if (status == 0) status = article__echoes(r);
    if (status == 0) status = article__rejected(r);
    return status;
}

int view_article_make(request *q, const void **view)
{
    uint64_t version, id = request_id(q);
    if (id == 0) return q->problem.status;
    int status = view_number(q, "version", 1, REQUEST_ID, 0, &version);
    if (status != 0) return status;
    reading_article *r = ARENA_NEW(q->arena, reading_article);
    view_article *v = r->v = ARENA_NEW(q->arena, view_article);
    r->q = q;
    v->id = id;
    int error = ledger_begin_reading(q->ledger);
    if (error != SELON_OK) return view_fail(q, error);
    status = article__fill(r, id, version);
    ledger_end_reading(q->ledger);
    if (status != 0) return status;
    article__speakers(r);
    v->statements = (view_statements){r->statements.items, r->statements.count};
    v->versions = r->versions.items;
    v->version_count = r->versions.count;
    v->echoes = r->echoes.items;
    v->echo_count = r->echoes.count;
    v->rejected = r->rejected.items;
    v->rejected_count = r->rejected.count;
    *view = v;
    return 0;
}
