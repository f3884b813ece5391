/* SPDX-License-Identifier: Apache-2.0
 *
 * test_corrections.c - what readers say about statements wins everywhere, lasts
 * through reading again, and can be taken back without a trace.
 */
#include "ledger_fixture.h"

#include "document.h"
#include "ledger/correction.h"
#include "ledger/pack.h"
#include "ledger/reread.h"
#include "ledger/stats.h"
#include "ledger/who.h"

static ledger *open_ledger(void)
{
    ledger *l;
    assert_int_equal(ledger_open(&l, path, &(ledger_options){.write = true, .create = true}, NULL), SELON_OK);
    return l;
}

static const piece echo = {"https://echo.example/pont", "Echo", "2025-03-05", "The bridge",
                           BRIDGE " It rained all day."};

static ledger *filled(void)
{
    ledger *l = open_ledger();
    add_piece(l, engine, &bridge, NULL);
    add_piece(l, engine, &ferry, NULL);
    return l;
}

static arena *new_arena(void)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 65536);
    assert_non_null(a);
    if (setjmp(*arena_escape(a)) != 0) fail_msg("not enough memory");
    return a;
}

/* All that readers of the ledger see, and that is not a number of a row that comes and goes. */
static const char *all_of_it(void)
{
    return sql_of(
        path,
        "select (select group_concat(x, char(10)) from (select s.id || '|' || s.text || '|' || coalesce(n.name, '-') "
        "|| '|' "
        "|| coalesce(r.name, '-') || '|' || s.type || s.kind || s.negated || '|' || s.confidence || '|' || "
        "coalesce(s.day, '-') || '|' || coalesce(s.day_end, '-') || '|' || coalesce(s.said, '-') || '|' || "
        "coalesce(s.parent, '-') || '|' || s.key || '|' || hex(s.places) as x from statements s "
        "left join speakers k on k.id = s.speaker left join names n on n.id = k.name left join roles r on r.id = "
        "k.role "
        "order by s.id)) || char(10) || coalesce((select group_concat(statement || '!' || text) from absent), '') || "
        "char(10) || coalesce((select group_concat(x) from (select one || '=' || other || ':' || changes as x from "
        "links "
        "order by one, other)), '') || char(10) || coalesce((select group_concat(x) from (select n.name || '>' || "
        "i.entity "
        "|| '*' || i.statements as x from identities i join speakers k on k.id = i.speaker join names n on n.id = "
        "k.name "
        "order by 1)), '')");
}

/* The whole index: which word of which column of which statement, as one number and how many. */
static const char *index_of(const char *what)
{
    static char out[64];
    sqlite3 *db;
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "create virtual table temp.v using fts5vocab(main, words, instance)", 0, 0, 0),
                     SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, what, -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    snprintf(out, sizeof out, "%s", (const char *)sqlite3_column_text(s, 0));
    sqlite3_finalize(s);
    sqlite3_close(db);
    return out;
}

#define INDEX_STRAY "select count(*) from temp.v where doc not in (select id from statements)"
#define INDEX_LACKS "select count(*) from statements where id not in (select doc from temp.v)"

/* What holds beside check_ledger(): the index is one, and has just the statements that there are. */
static void check_all(void)
{
    check_ledger(path);
    assert_string_equal(sql_of(path, "insert into words (words) values ('integrity-check')"), "");
    assert_string_equal(index_of(INDEX_STRAY), "0");
    assert_string_equal(index_of(INDEX_LACKS), "0");
    assert_string_equal(sql_of(path, "select count(*) from identities i where i.statements <> (select count(*) from "
                                     "statements s where s.speaker = i.speaker)"),
                        "0");
    assert_string_equal(sql_of(path, "select count(*) from statements s where s.parent is not null and s.parent not in "
                                     "(select id from statements)"),
                        "0");
}

/* ---- looking ---- */

typedef struct seen {
    uint64_t ids[64];
    size_t count;
    char speaker[64], role[64], content[512], cue[64], time_value[32];
    int32_t day;
    float confidence;
    selon_type type;
    uint64_t parent;
} seen;

static int see(const ledger_result *r, void *payload)
{
    seen *s = payload;
    s->ids[s->count++] = r->id;
    snprintf(s->speaker, sizeof s->speaker, "%s", r->speaker.name != NULL ? r->speaker.name : "");
    snprintf(s->role, sizeof s->role, "%s", r->speaker.role != NULL ? r->speaker.role : "");
    snprintf(s->time_value, sizeof s->time_value, "%s", r->time_value != NULL ? r->time_value : "");
    s->content[0] = s->cue[0] = '\0';
    if (r->text != NULL) {
        snprintf(s->content, sizeof s->content, "%.*s", (int)(r->places->content[0].end - r->places->content[0].start),
                 r->text + r->places->content[0].start);
        snprintf(s->cue, sizeof s->cue, "%.*s", (int)(r->places->cue.end - r->places->cue.start),
                 r->text + r->places->cue.start);
    }
    s->day = r->day;
    s->confidence = r->confidence;
    s->type = r->type;
    s->parent = r->parent;
    return s->count == 64;
}

static seen find(ledger *l, ledger_filter filter)
{
    seen s = {0};
    filter.sort = LEDGER_FIRST_ADDED;
    assert_int_equal(ledger_find(l, &filter, see, &s), SELON_OK);
    return s;
}

/* The number of the first statement about these words. */
static uint64_t statement_about(ledger *l, const char *words)
{
    seen s = find(l, (ledger_filter){.about = words});
    if (s.count == 0) fail_msg("nothing about %s", words);
    return s.ids[0];
}

static selon_span place_of(const char *text, const char *words)
{
    const char *at = strstr(text, words);
    if (at == NULL) fail_msg("%s is not in the text", words);
    return (selon_span){(uint32_t)(at - text), (uint32_t)(at - text + strlen(words))};
}

#define GOOD(call) \
    do { \
        int error_ = (call); \
        if (error_ != SELON_OK) fail_msg("%s: %s", #call, ledger_message(l)); \
    } while (0)

/* ---- changes ---- */

static void test_speaker(void **state)
{
    (void)state;
    char before[1 << 15];
    uint64_t act;
    ledger *l = filled();
    uint64_t id = statement_about(l, "gamble");
    snprintf(before, sizeof before, "%s", all_of_it());
    GOOD(ledger_correct(l, id, CORRECT_SPEAKER, &(ledger_answer){.speaker = "Maria Lopes", .role = "pilot"}, "Kim",
                        &act));
    check_all();
    seen s = find(l, (ledger_filter){.statement = id});
    assert_string_equal(s.speaker, "Maria Lopes");
    assert_string_equal(s.role, "pilot");
    assert_string_equal(s.content, "\"We will not gamble with people's lives,\"");
    assert_true(s.confidence == 1.0f);
    assert_int_equal(find(l, (ledger_filter){.who = "lopes"}).count, 1);
    assert_int_equal(find(l, (ledger_filter){.role = "pilots"}).count, 1); /* its stem is known */
    assert_int_equal(find(l, (ledger_filter){.who = "duarte", .about = "gamble"}).count, 0);
    assert_string_equal(sql_of(path, "select count(*) from identities i join speakers k on k.id = i.speaker "
                                     "join names n on n.id = k.name where n.name = 'Maria Lopes'"),
                        "1");
    /* One of the text's own, by name alone. */
    GOOD(ledger_correct(l, id, CORRECT_SPEAKER, &(ledger_answer){.speaker = "the engineers"}, NULL, NULL));
    check_all();
    assert_string_equal(find(l, (ledger_filter){.statement = id}).speaker, "the engineers");
    assert_string_equal(sql_of(path, "select count(*) from speakers k join names n on n.id = k.name "
                                     "where n.name in ('Maria Lopes', 'the engineers')"),
                        "1");
    /* Nobody. */
    GOOD(ledger_correct(l, id, CORRECT_SPEAKER, &(ledger_answer){0}, NULL, NULL));
    check_all();
    assert_string_equal(find(l, (ledger_filter){.statement = id}).speaker, "");
    for (uint64_t k = 1; k <= 3; k++) GOOD(ledger_withdraw(l, k));
    ledger_close(l);
    check_all();
    assert_string_equal(all_of_it(), before);
    assert_string_equal(sql_of(path, "select count(*) from corrections where withdrawn is not null"), "3");
    assert_string_equal(sql_of(path, "select count(*) from overruled"), "0");
}

static const char *entity_called(const char *name)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "select i.entity from identities i join speakers k on k.id = i.speaker join names n "
             "on n.id = k.name where n.name = '%s'",
             name);
    return sql_of(path, sql);
}

/* One who is left with no statement is nobody in the ledger, and the same one again afterwards. */
static void test_last_one_of_a_speaker(void **state)
{
    (void)state;
    static const piece p = {"https://courier.example/port", "Courier", "2025-03-04", "Port",
                            "Jon Falk said that the port was open."};
    char before[1 << 15];
    uint64_t act;
    ledger *l = filled();
    add_piece(l, engine, &p, NULL);
    uint64_t id = find(l, (ledger_filter){.who = "falk"}).ids[0];
    snprintf(before, sizeof before, "%s", all_of_it());
    assert_string_not_equal(entity_called("Jon Falk"), "");
    GOOD(ledger_correct(l, id, CORRECT_SPEAKER, &(ledger_answer){.speaker = "Zoe Marsh"}, NULL, &act));
    check_all();
    assert_int_equal(find(l, (ledger_filter){.who = "falk"}).count, 0);
    assert_string_equal(entity_called("Jon Falk"), "");
    assert_string_not_equal(entity_called("Zoe Marsh"), "");
    GOOD(ledger_withdraw(l, act));
    GOOD(ledger_withdraw(l, act)); /* changes nothing */
    check_all();
    assert_string_equal(all_of_it(), before);
    GOOD(ledger_correct(l, id, CORRECT_SPEAKER, &(ledger_answer){.speaker = "Zoe Marsh"}, NULL, &act));
    GOOD(ledger_rejoin(l));
    assert_string_equal(entity_called("Jon Falk"), "");
    GOOD(ledger_withdraw(l, act));
    ledger_close(l);
    check_all();
    assert_string_not_equal(entity_called("Jon Falk"), "");
    assert_string_equal(entity_called("Zoe Marsh"), "");
}

static void test_spans(void **state)
{
    (void)state;
    char before[1 << 15];
    ledger *l = filled();
    uint64_t id = statement_about(l, "harbour bridge"), act;
    snprintf(before, sizeof before, "%s", all_of_it());
    selon_span content = place_of(BRIDGE, "would stay closed until March");
    ledger_answer is = {.content = &content,
                        .content_count = 1,
                        .cue = place_of(BRIDGE, "said on"),
                        .addressee = place_of(BRIDGE, "reporters"),
                        .time = place_of(BRIDGE, "March"),
                        .time_value = "2025-03"};
    GOOD(ledger_correct(l, id, CORRECT_CONTENT | CORRECT_CUE | CORRECT_ADDRESSEE | CORRECT_TIME, &is, NULL, &act));
    check_all();
    assert_int_equal(find(l, (ledger_filter){.about = "bridge", .statement = id}).count, 0);
    assert_int_equal(find(l, (ledger_filter){.about = "stays", .statement = id}).count, 1);
    assert_int_equal(find(l, (ledger_filter){.addressee = "reporters", .statement = id}).count, 1);
    seen s = find(l, (ledger_filter){.statement = id});
    assert_string_equal(s.content, "would stay closed until March");
    assert_string_equal(s.cue, "said on");
    assert_string_equal(s.time_value, "2025-03");
    assert_int_equal(s.day, 20250301);
    assert_int_equal(find(l, (ledger_filter){.since = 20250320, .statement = id}).count, 1);
    GOOD(ledger_withdraw(l, act));
    ledger_close(l);
    check_all();
    assert_string_equal(all_of_it(), before);
}

static void test_type_kind_negated(void **state)
{
    (void)state;
    char before[1 << 15];
    ledger *l = filled();
    uint64_t id = statement_about(l, "gamble");
    snprintf(before, sizeof before, "%s", all_of_it());
    GOOD(ledger_correct(l, id, CORRECT_TYPE | CORRECT_KIND, &(ledger_answer){.type = SELON_MIXED, .kind = SELON_WROTE},
                        NULL, NULL));
    GOOD(ledger_correct(l, id, CORRECT_NEGATED, &(ledger_answer){.negated = true}, NULL, NULL));
    check_all();
    assert_string_equal(sql_of(path, "select type || kind || negated from statements where id = 2"), "211");
    assert_int_equal(find(l, (ledger_filter){.types = 1u << SELON_MIXED, .kinds = 1u << SELON_WROTE}).count, 1);
    /* The first is taken back: the second stands. */
    GOOD(ledger_withdraw(l, 1));
    assert_string_equal(sql_of(path, "select type || kind || negated from statements where id = 2"), "001");
    GOOD(ledger_withdraw(l, 2));
    ledger_close(l);
    check_all();
    assert_string_equal(all_of_it(), before);
}

/* ---- rejection ---- */

static void test_reject(void **state)
{
    (void)state;
    char before[1 << 15];
    ledger *l = filled();
    add_piece(l, engine, &echo, NULL);
    uint64_t id = statement_about(l, "gamble"), act;
    snprintf(before, sizeof before, "%s", all_of_it());
    GOOD(ledger_reject(l, id, "Kim", &act));
    check_all();
    assert_int_equal(find(l, (ledger_filter){.about = "gamble"}).count, 0);
    assert_int_equal(find(l, (ledger_filter){.statement = id}).count, 0);
    assert_int_equal(ledger_reject(l, id, NULL, NULL), SELON_ERROR_ARGUMENT); /* it is none now */
    GOOD(ledger_withdraw(l, act));
    check_all();
    assert_string_equal(all_of_it(), before);
    ledger_close(l);
}

/* A copy of the text that comes later reads as the machine reads; what was said of the first holds of it, too. */
static void test_copies_of_corrected(void **state)
{
    (void)state;
    ledger *l = filled();
    uint64_t rejected = statement_about(l, "gamble"), changed = statement_about(l, "harbour bridge"), supplied;
    unsigned count = (unsigned)atoi(sql_of(path, "select count(*) from statements"));
    selon_span content = place_of(BRIDGE, "would stay closed"), made = place_of(BRIDGE, "who built it");
    GOOD(ledger_reject(l, rejected, NULL, NULL));
    GOOD(ledger_correct(l, changed, CORRECT_CONTENT, &(ledger_answer){.content = &content, .content_count = 1}, NULL,
                        NULL));
    GOOD(ledger_supply(l, 1, &(ledger_answer){.content = &made, .content_count = 1}, NULL, NULL, &supplied));
    ledger_receipt receipt = add_piece(l, engine, &echo, NULL);
    assert_int_equal(receipt.outcome, LEDGER_COPIED);
    assert_int_equal(receipt.statements, 0);
    check_all();
    assert_int_equal(atoi(sql_of(path, "select count(*) from statements")), count); /* one less, one more */
    assert_string_equal(sql_of(path, "select count(*) from absent"), "0");
    /* Taken back, the statement is in the copy, too. */
    GOOD(ledger_withdraw(l, 1));
    assert_string_equal(sql_of(path, "select count(*) from absent"), "0");
    ledger_close(l);
    check_all();
}

/* ---- one that was missed ---- */

static void test_supply(void **state)
{
    (void)state;
    char before[1 << 15];
    ledger *l = filled();
    uint64_t act, id, other;
    add_piece(l, engine, &echo, NULL);
    snprintf(before, sizeof before, "%s", all_of_it());
    selon_span content = place_of(BRIDGE, "two of its cables"), far = place_of(BRIDGE, "built it");
    ledger_answer is = {.type = SELON_INDIRECT,
                        .speaker = "Paul Ito",
                        .source = place_of(BRIDGE, "Paul Ito"),
                        .cue = place_of(BRIDGE, "have rusted"),
                        .content = &content,
                        .content_count = 1};
    GOOD(ledger_supply(l, 1, &is, "Kim", &act, &id));
    check_all();
    seen s = find(l, (ledger_filter){.statement = id});
    assert_int_equal(s.count, 1);
    assert_string_equal(s.speaker, "Paul Ito");
    assert_string_equal(s.content, "two of its cables");
    assert_int_equal(s.day, 20250304); /* the article's */
    assert_true(find(l, (ledger_filter){.about = "cables", .who = "engineers"}).count >= 1);
    assert_string_equal(sql_of(path, "select count(*) from absent"), "0"); /* the copy has these words */
    /* It can be changed as others can; and what the copy has not got it has not. */
    GOOD(ledger_correct(l, id, CORRECT_KIND, &(ledger_answer){.kind = SELON_THOUGHT}, NULL, NULL));
    GOOD(ledger_withdraw(l, act));
    check_all();
    assert_int_equal(find(l, (ledger_filter){.statement = id}).count, 0);
    assert_string_equal(all_of_it(), before);
    is.content = &far;
    GOOD(ledger_supply(l, 1, &is, NULL, NULL, &other));
    assert_true(other > id); /* numbers are not used again */
    /* It is found by other forms of words that no statement had before. */
    selon_span told = place_of(BRIDGE, "told reporters");
    is.content = &told;
    assert_int_equal(find(l, (ledger_filter){.about = "reporting"}).count, 0);
    GOOD(ledger_supply(l, 1, &is, NULL, NULL, &other));
    assert_int_equal(find(l, (ledger_filter){.about = "reporting"}).count, 1);
    ledger_close(l);
    check_all();
}

/* ---- parents ---- */

static void test_parents(void **state)
{
    (void)state;
    static const char text[] =
        "Ana Duarte said that the port was open, as the mayor Jon Falk had claimed that ships would come.";
    static const piece p = {"https://courier.example/port", "Courier", "2025-03-04", "Port", text};
    char before[1 << 15];
    ledger *l = open_ledger();
    add_piece(l, engine, &p, NULL);
    snprintf(before, sizeof before, "%s", all_of_it());
    selon_span outer = place_of(text, "the port was open, as the mayor Jon Falk had claimed that ships would come");
    selon_span inner = place_of(text, "ships would come");
    uint64_t one, other;
    for (int i = atoi(sql_of(path, "select count(*) from statements")); i > 0; i--) {
        uint64_t id = (uint64_t)strtoull(sql_of(path, "select min(id) from statements"), NULL, 10);
        GOOD(ledger_reject(l, id, NULL, NULL));
    }
    ledger_answer is = {.cue = place_of(text, "said"), .content = &outer, .content_count = 1, .type = SELON_INDIRECT};
    GOOD(ledger_supply(l, 1, &is, NULL, NULL, &one));
    is = (ledger_answer){
        .cue = place_of(text, "claimed"), .content = &inner, .content_count = 1, .type = SELON_INDIRECT};
    GOOD(ledger_supply(l, 1, &is, NULL, NULL, &other));
    check_all();
    assert_int_equal(find(l, (ledger_filter){.statement = other}).parent, one);
    assert_int_equal(find(l, (ledger_filter){.statement = one}).parent, 0);
    /* Without the outer one it has no parent; with it again, it has. */
    uint64_t act;
    GOOD(ledger_reject(l, one, NULL, &act));
    check_all();
    assert_int_equal(find(l, (ledger_filter){.statement = other}).parent, 0);
    GOOD(ledger_withdraw(l, act));
    assert_int_equal(find(l, (ledger_filter){.statement = other}).parent, one);
    for (uint64_t k = 1; k <= act; k++) GOOD(ledger_withdraw(l, k));
    ledger_close(l);
    check_all();
    assert_string_equal(all_of_it(), before);
}

/* ---- what cannot be ---- */

typedef struct bad_case {
    const char *name;
    unsigned fields;
    ledger_answer is;
} bad_case;

static const selon_span nothing = {5, 5}, backwards = {9, 5}, outside = {0, 100000}, split_one = {46, 60},
                        two[] = {{10, 20}, {15, 30}}, fine = {0, 10};

static const bad_case bad_cases[] = {
    {"nothing at all", 0, {0}},
    {"a field that is none", 4096, {0}},
    {"no content", CORRECT_CONTENT, {0}},
    {"an empty content", CORRECT_CONTENT, {.content = &nothing, .content_count = 1}},
    {"a content backwards", CORRECT_CONTENT, {.content = &backwards, .content_count = 1}},
    {"a content outside", CORRECT_CONTENT, {.content = &outside, .content_count = 1}},
    {"a content that overlaps itself", CORRECT_CONTENT, {.content = two, .content_count = 2}},
    {"too many pieces", CORRECT_CONTENT, {.content = &fine, .content_count = 1000}},
    {"within a character", CORRECT_CONTENT, {.content = &split_one, .content_count = 1}},
    {"a source within a character", CORRECT_SOURCE, {.source = {46, 60}}},
    {"a cue outside", CORRECT_CUE, {.cue = {10, 100000}}},
    {"an addressee backwards", CORRECT_ADDRESSEE, {.addressee = {9, 5}}},
    {"no such type", CORRECT_TYPE, {.type = (selon_type)3}},
    {"no such kind", CORRECT_KIND, {.kind = (selon_kind)-1}},
    {"an empty name", CORRECT_SPEAKER, {.speaker = ""}},
    {"a name of spaces", CORRECT_SPEAKER, {.speaker = " \xC2\xA0"}},
    {"a name in two lines", CORRECT_SPEAKER, {.speaker = "Ana\nDuarte"}},
    {"a name that is no UTF-8", CORRECT_SPEAKER, {.speaker = "Ana \xFF"}},
    {"a name written backwards",
     CORRECT_SPEAKER,
     {.speaker = "Ana \xE2\x80\xAE"
                 "etraud"}},
    {"a name that is turned back", CORRECT_SPEAKER, {.speaker = "Ana\xE2\x80\xAC Duarte"}},
    {"a name set apart",
     CORRECT_SPEAKER,
     {.speaker = "\xE2\x81\xA6"
                 "Ana Duarte\xE2\x81\xA9"}},
    {"a name with a mark of direction", CORRECT_SPEAKER, {.speaker = "Ana\xE2\x80\x8F Duarte"}},
    {"a role written backwards", CORRECT_SPEAKER, {.speaker = "Ana Duarte", .role = "\xE2\x80\xAEroyam"}},
    {"a role without a speaker", CORRECT_SPEAKER, {.role = "mayor"}},
    {"a day that is none", CORRECT_TIME, {.time_value = "2025-02-30"}},
    {"a day in words", CORRECT_TIME, {.time_value = "yesterday"}},
};

static void what_cannot_be_is_refused(void **state)
{
    const bad_case *c = *state;
    char before[1 << 15];
    uint64_t act = 7;
    ledger *l = filled();
    uint64_t id = statement_about(l, "samedi"); /* byte 46 is within its first accent */
    snprintf(before, sizeof before, "%s", all_of_it());
    int error = ledger_correct(l, id, c->fields, &c->is, NULL, &act);
    if (error != SELON_ERROR_ARGUMENT) fail_msg("%s: %d", c->name, error);
    assert_int_equal(act, 0);
    assert_true(ledger_message(l)[0] != '\0');
    ledger_close(l);
    assert_string_equal(all_of_it(), before);
    assert_string_equal(sql_of(path, "select count(*) from corrections"), "0");
    check_all();
}

static void test_refused_otherwise(void **state)
{
    (void)state;
    ledger *l = filled();
    char long_name[2000];
    memset(long_name, 'a', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    uint64_t text;
    assert_int_equal(ledger_reject(l, 999, NULL, NULL), SELON_ERROR_ARGUMENT);
    assert_int_equal(ledger_withdraw(l, 999), SELON_ERROR_ARGUMENT);
    assert_int_equal(ledger_check(l, 999, true, NULL), SELON_ERROR_ARGUMENT);
    assert_int_equal(ledger_supply(l, 999, &(ledger_answer){.content = &fine, .content_count = 1}, NULL, NULL, NULL),
                     SELON_ERROR_ARGUMENT);
    assert_int_equal(ledger_supply(l, 1, &(ledger_answer){0}, NULL, NULL, NULL), SELON_ERROR_ARGUMENT);
    assert_int_equal(ledger_reject(l, 1, long_name, NULL), SELON_ERROR_ARGUMENT);
    assert_int_equal(ledger_reject(l, 1,
                                   "\xE2\x80\xAE"
                                   "ana",
                                   NULL),
                     SELON_ERROR_ARGUMENT);
    assert_int_equal(ledger_text_at(l, "https://courier.example/bridge", &text), SELON_OK);
    assert_int_equal(text, 1);
    assert_int_equal(ledger_text_at(l, "text:2", &text), SELON_OK);
    assert_int_equal(text, 2);
    assert_int_equal(ledger_text_at(l, "text:9", &text), SELON_OK);
    assert_int_equal(text, 0);
    ledger_close(l);
    assert_int_equal(ledger_open(&l, path, &(ledger_options){0}, NULL), SELON_OK);
    assert_int_equal(ledger_reject(l, 1, NULL, NULL), SELON_ERROR_READ_ONLY);
    ledger_close(l);
}

/* ---- a text that is not kept ---- */

static void test_without_text(void **state)
{
    (void)state;
    char before[1 << 15];
    ledger *l = open_ledger();
    ledger_entry *e;
    ledger_receipt receipt;
    ledger_maker *m = ledger_maker_new(NULL);
    assert_int_equal(ledger_entry_new(&e, m, read_piece(engine, &bridge), &(ledger_origin){"file:///a", true}, true),
                     SELON_OK);
    assert_int_equal(ledger_begin(l), SELON_OK);
    assert_int_equal(ledger_add(l, e, &receipt), SELON_OK);
    assert_int_equal(ledger_commit(l), SELON_OK);
    ledger_entry_free(e);
    ledger_maker_free(m);
    uint64_t id = statement_about(l, "gamble");
    snprintf(before, sizeof before, "%s", all_of_it());
    assert_int_equal(ledger_correct(l, id, CORRECT_SPEAKER, &(ledger_answer){.speaker = "X Y"}, NULL, NULL),
                     SELON_ERROR_ARGUMENT);
    GOOD(ledger_correct(l, id, CORRECT_KIND, &(ledger_answer){.kind = SELON_WROTE}, NULL, NULL));
    GOOD(ledger_reject(l, id, NULL, NULL));
    assert_int_equal(find(l, (ledger_filter){.about = "gamble"}).count, 0);
    check_ledger(path);
    GOOD(ledger_withdraw(l, 2));
    assert_int_equal(find(l, (ledger_filter){.about = "gamble", .kinds = 1u << SELON_WROTE}).count, 1);
    GOOD(ledger_withdraw(l, 1));
    ledger_close(l);
    assert_string_equal(all_of_it(), before);
}

/* ---- reading again ---- */

typedef void (*spoil)(selon_document *doc);

/* Reads all texts again; `change` is what a newer engine does differently. */
static void reread(ledger *l, spoil change)
{
    arena *a = new_arena();
    ledger_maker *m = ledger_maker_new(NULL);
    reader_names *names = reader_names_new(a, engine);
    stale_family f = {0};
    assert_int_equal(ledger_begin(l), SELON_OK);
    while (stale_family_next(l, a, names, true, f.id, &f) == 1) {
        rereading *g;
        reread_count count = {0};
        assert_int_equal(rereading_begin(&g, l, f.id, f.texts, f.count), SELON_OK);
        for (size_t i = 0; i < f.count; i++) {
            stale_text t;
            selon_document *doc;
            ledger_entry *e;
            assert_int_equal(stale_text_get(l, a, f.texts[i], &t), SELON_OK);
            assert_int_equal(selon_read(&doc, engine, t.text.text, t.text.size, &t.options), SELON_OK);
            if (change != NULL) change(doc);
            assert_int_equal(ledger_entry_again(&e, m, doc), SELON_OK);
            assert_int_equal(rereading_text(g, f.texts[i], e), SELON_OK);
            ledger_entry_free(e);
        }
        int error = rereading_end(g, &count);
        if (error != SELON_OK) fail_msg("%s", ledger_message(l));
        rereading_free(g);
    }
    assert_int_equal(ledger_commit(l), SELON_OK);
    ledger_maker_free(m);
    arena_free(a);
}

static void lose_all(selon_document *doc)
{
    doc->statement_count = 0;
}

/* Every cue and every content a little otherwise: new to the machine. */
static void move_edges(selon_document *doc)
{
    for (size_t i = 0; i < doc->statement_count; i++) {
        selon_statement *st = &doc->statements[i];
        selon_span *content = (selon_span *)st->content;
        if (st->cue.end > st->cue.start + 1) st->cue.end--;
        if (content[0].end > content[0].start + 4) content[0].start++;
    }
}

static void correct_all_sorts(ledger *l, uint64_t ids[4])
{
    selon_span content = place_of(BRIDGE, "would stay closed until March"), made = place_of(BRIDGE, "who built it");
    ids[0] = statement_about(l, "gamble");
    ids[1] = statement_about(l, "harbour bridge");
    ids[2] = statement_about(l, "rusted");
    GOOD(ledger_correct(l, ids[0], CORRECT_SPEAKER, &(ledger_answer){.speaker = "Zoe Marsh"}, NULL, NULL));
    GOOD(ledger_correct(l, ids[1], CORRECT_CONTENT, &(ledger_answer){.content = &content, .content_count = 1}, NULL,
                        NULL));
    GOOD(ledger_reject(l, ids[2], NULL, NULL));
    GOOD(ledger_supply(l, 1, &(ledger_answer){.content = &made, .content_count = 1, .speaker = "Ana Duarte"}, NULL,
                       NULL, &ids[3]));
}

static void check_all_sorts(ledger *l, const uint64_t ids[4])
{
    check_all();
    assert_string_equal(find(l, (ledger_filter){.statement = ids[0]}).speaker, "Zoe Marsh");
    assert_string_equal(find(l, (ledger_filter){.statement = ids[1]}).content, "would stay closed until March");
    assert_int_equal(find(l, (ledger_filter){.statement = ids[2]}).count, 0);
    assert_int_equal(find(l, (ledger_filter){.about = "rusted"}).count, 0);
    assert_string_equal(find(l, (ledger_filter){.statement = ids[3]}).content, "who built it");
}

static void test_reread_alike(void **state)
{
    (void)state;
    char before[1 << 15], without[1 << 15];
    uint64_t ids[4];
    ledger *l = filled();
    add_piece(l, engine, &echo, NULL);
    snprintf(without, sizeof without, "%s", all_of_it());
    correct_all_sorts(l, ids);
    check_all_sorts(l, ids);
    snprintf(before, sizeof before, "%s", all_of_it());
    reread(l, NULL);
    check_all_sorts(l, ids);
    assert_string_equal(all_of_it(), before);
    for (uint64_t k = 1; k <= 4; k++) GOOD(ledger_withdraw(l, k));
    check_all();
    assert_string_equal(all_of_it(), without);
    ledger_close(l);
}

static void test_reread_gone(void **state)
{
    (void)state;
    char before[1 << 15];
    uint64_t ids[4];
    ledger *l = filled();
    add_piece(l, engine, &echo, NULL);
    correct_all_sorts(l, ids);
    snprintf(before, sizeof before, "%s", all_of_it());
    reread(l, lose_all);
    check_all_sorts(l, ids);
    assert_string_equal(sql_of(path, "select count(*) from statements"), "3");
    /* And found once more. */
    reread(l, NULL);
    check_all_sorts(l, ids);
    for (uint64_t k = 1; k <= 4; k++) GOOD(ledger_withdraw(l, k));
    check_all();
    assert_int_equal(find(l, (ledger_filter){.statement = ids[0]}).count, 1); /* it has its number */
    assert_int_equal(find(l, (ledger_filter){.statement = ids[2]}).count, 1);
    ledger_close(l);
}

static void test_reread_otherwise(void **state)
{
    (void)state;
    uint64_t ids[4];
    ledger *l = filled();
    add_piece(l, engine, &echo, NULL);
    unsigned count = (unsigned)atoi(sql_of(path, "select count(*) from statements"));
    correct_all_sorts(l, ids);
    reread(l, move_edges);
    check_all_sorts(l, ids);
    assert_int_equal(atoi(sql_of(path, "select count(*) from statements")), count); /* one less, one more; none twice */
    reread(l, NULL);
    check_all_sorts(l, ids);
    assert_int_equal(atoi(sql_of(path, "select count(*) from statements")), count);
    ledger_close(l);
}

/* ---- a whole article ---- */

static void test_checked(void **state)
{
    (void)state;
    char before[1 << 15], checked[1 << 15];
    bool is;
    const char *at, *reader;
    ledger *l = open_ledger();
    arena *a = new_arena();
    add_piece(l, engine, &bridge, NULL);
    uint64_t rejected = statement_about(l, "gamble");
    snprintf(before, sizeof before, "%s", all_of_it());
    GOOD(ledger_reject(l, rejected, NULL, NULL));
    GOOD(ledger_check(l, 1, true, "Kim"));
    assert_int_equal(ledger_is_checked(l, a, 1, &is, &at, &reader), SELON_OK);
    assert_true(is && at != NULL);
    assert_string_equal(reader, "Kim");
    check_all();
    assert_int_equal(find(l, (ledger_filter){.min_confidence = 1, .outlet = "Courier"}).count,
                     find(l, (ledger_filter){.outlet = "Courier"}).count);
    snprintf(checked, sizeof checked, "%s", all_of_it());
    /* Nothing that the machine finds or loses changes it. */
    static const spoil changes[] = {NULL, lose_all, move_edges, NULL};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        reread(l, changes[i]);
        check_all();
        assert_string_equal(sql_of(path, "select count(*) from statements where text = 1 and confidence < 1000"), "0");
    }
    assert_string_equal(all_of_it(), checked);
    assert_int_equal(ledger_withdraw(l, 2), SELON_ERROR_ARGUMENT); /* it belongs to the check */
    GOOD(ledger_check(l, 1, false, NULL));
    GOOD(ledger_withdraw(l, 1));
    check_all();
    assert_string_equal(all_of_it(), before);
    arena_free(a);
    ledger_close(l);
}

/* Two speakers of a text that have one name stay two. */
static void test_checked_namesakes(void **state)
{
    (void)state;
    char before[1 << 15];
    ledger *l = open_ledger();
    add_piece(l, engine, &bridge, NULL);
    sql_of(path,
           "insert into speakers (text, name, role, mentions) select text, name, role, mentions from speakers where "
           "id = 1");
    sql_of(path, "update statements set speaker = (select max(id) from speakers) where id = 2");
    snprintf(before, sizeof before, "%s", sql_of(path, "select group_concat(speaker) from statements"));
    GOOD(ledger_check(l, 1, true, NULL));
    assert_string_equal(sql_of(path, "select group_concat(speaker) from statements"), before);
    ledger_close(l);
}

/* ---- shown ---- */

typedef struct listing {
    char text[4096];
    unsigned count;
} listing;

static int list(const ledger_correction *c, void *payload)
{
    listing *out = payload;
    size_t used = strlen(out->text);
    snprintf(out->text + used, sizeof out->text - used, "%d %s>%s%s;", (int)c->sort,
             c->was != NULL && c->was->speaker != NULL ? c->was->speaker : "-",
             c->answer != NULL && c->answer->speaker != NULL ? c->answer->speaker : "-",
             c->withdrawn != NULL ? " x" : "");
    assert_int_equal(strlen(c->at), 20);
    out->count++;
    return 0;
}

static void test_shown(void **state)
{
    (void)state;
    uint64_t ids[4];
    listing all = {0}, of_one = {0}, of_text = {0}, one = {0}, standing = {0};
    ledger *l = filled();
    correct_all_sorts(l, ids);
    GOOD(ledger_withdraw(l, 2));
    GOOD(ledger_corrections(l, &(correction_filter){.withdrawn = true}, list, &all));
    assert_string_equal(all.text, "0 Ana Duarte>Zoe Marsh;0 Ana Duarte>Ana Duarte x;1 the engineers>-;2 ->Ana Duarte;");
    GOOD(ledger_corrections(l, &(correction_filter){.statement = ids[2]}, list, &of_one));
    assert_string_equal(of_one.text, "1 the engineers>-;");
    GOOD(ledger_corrections(l, &(correction_filter){.text = 2}, list, &of_text));
    assert_int_equal(of_text.count, 0);
    GOOD(ledger_corrections(l, &(correction_filter){.correction = 4}, list, &one));
    assert_int_equal(one.count, 1);
    GOOD(ledger_corrections(l, &(correction_filter){0}, list, &standing));
    assert_int_equal(standing.count, 3);
    ledger_close(l);
}

/* ---- without memory ---- */

static int do_correct(ledger *l, void *payload)
{
    (void)payload;
    return ledger_correct(l, 2, CORRECT_SPEAKER, &(ledger_answer){.speaker = "Zoe Marsh"}, NULL, NULL);
}

static int do_reject(ledger *l, void *payload)
{
    (void)payload;
    return ledger_reject(l, 1, NULL, NULL);
}

static int do_supply(ledger *l, void *payload)
{
    (void)payload;
    return ledger_supply(l, 1, &(ledger_answer){.content = &fine, .content_count = 1}, NULL, NULL, NULL);
}

static int do_check(ledger *l, void *payload)
{
    (void)payload;
    return ledger_check(l, 1, true, NULL);
}

static int do_withdraw(ledger *l, void *payload)
{
    (void)payload;
    return ledger_withdraw(l, 1);
}

static int count_one(const ledger_correction *c, void *payload)
{
    (void)c;
    ++*(unsigned *)payload;
    return 0;
}

static int do_show(ledger *l, void *payload)
{
    (void)payload;
    unsigned count = 0;
    return ledger_corrections(l, &(correction_filter){0}, count_one, &count);
}

static void test_without_memory(void **state)
{
    (void)state;
    static const ledger_deed deeds[] = {do_correct, do_show, do_reject, do_supply, do_check, do_withdraw};
    ledger_close(filled());
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        refuse_each(deeds[i], NULL, all_of_it);
        check_all();
    }
}

/* Reads the family of the bridge again, with entries that are made already. */
static int reread_bridge(ledger *l, void *payload)
{
    ledger_entry *const *entries = payload;
    static const int64_t texts[] = {1, 3};
    rereading *g = NULL;
    reread_count count = {0};
    int error = ledger_begin(l);
    if (error == SELON_OK) error = rereading_begin(&g, l, 1, texts, 2);
    for (size_t i = 0; i < 2 && error == SELON_OK; i++) error = rereading_text(g, texts[i], entries[i]);
    if (error == SELON_OK) error = rereading_end(g, &count);
    rereading_free(g);
    if (error == SELON_OK) error = ledger_commit(l);
    if (error != SELON_OK) ledger_rollback(l);
    return error;
}

/* Corrections are lifted off and laid on again whole, or the ledger is as it was. */
static void test_reread_without_memory(void **state)
{
    (void)state;
    ledger_maker *m = ledger_maker_new(NULL);
    ledger_entry *entries[2];
    const piece *const pieces[] = {&bridge, &echo};
    char before[1 << 15];
    uint64_t ids[4];
    ledger *l = filled();
    add_piece(l, engine, &echo, NULL);
    correct_all_sorts(l, ids);
    ledger_close(l);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(ledger_entry_again(&entries[i], m, read_piece(engine, pieces[i])), SELON_OK);
    snprintf(before, sizeof before, "%s", all_of_it());
    refuse_each(reread_bridge, entries, all_of_it);
    assert_string_equal(all_of_it(), before);
    check_all();
    for (size_t i = 0; i < 2; i++) ledger_entry_free(entries[i]);
    ledger_maker_free(m);
}

int main(void)
{
    enum { REFUSED = sizeof bad_cases / sizeof *bad_cases };
    static const struct CMUnitTest plain[] = {
        cmocka_unit_test_teardown(test_speaker, clean_ledger),
        cmocka_unit_test_teardown(test_last_one_of_a_speaker, clean_ledger),
        cmocka_unit_test_teardown(test_spans, clean_ledger),
        cmocka_unit_test_teardown(test_type_kind_negated, clean_ledger),
        cmocka_unit_test_teardown(test_reject, clean_ledger),
        cmocka_unit_test_teardown(test_copies_of_corrected, clean_ledger),
        cmocka_unit_test_teardown(test_supply, clean_ledger),
        cmocka_unit_test_teardown(test_parents, clean_ledger),
        cmocka_unit_test_teardown(test_refused_otherwise, clean_ledger),
        cmocka_unit_test_teardown(test_without_text, clean_ledger),
        cmocka_unit_test_teardown(test_reread_alike, clean_ledger),
        cmocka_unit_test_teardown(test_reread_gone, clean_ledger),
        cmocka_unit_test_teardown(test_reread_otherwise, clean_ledger),
        cmocka_unit_test_teardown(test_checked, clean_ledger),
        cmocka_unit_test_teardown(test_checked_namesakes, clean_ledger),
        cmocka_unit_test_teardown(test_shown, clean_ledger),
        cmocka_unit_test_teardown(test_without_memory, clean_ledger),
        cmocka_unit_test_teardown(test_reread_without_memory, clean_ledger),
    };
    enum { PLAIN = sizeof plain / sizeof *plain };
    struct CMUnitTest tests[PLAIN + REFUSED];
    memcpy(tests, plain, sizeof plain);
    for (size_t i = 0; i < REFUSED; i++)
        tests[PLAIN + i] = (struct CMUnitTest){bad_cases[i].name, what_cannot_be_is_refused, NULL, clean_ledger,
                                               (void *)(uintptr_t)&bad_cases[i]};
    return cmocka_run_group_tests(tests, begin_ledger, end_ledger);
}
