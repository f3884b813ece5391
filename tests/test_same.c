/* SPDX-License-Identifier: Apache-2.0
 *
 * test_same.c - the same words again: wordings, alignment, groups.
 *
 * How well groups are found is measured by train/eval_same.c on tests/same/; here
 * is what must hold of each step, and of groups as statements come and go.
 */
#include "ledgers.h"

#include "ledger/group.h"
#include "ledger/inside.h"
#include "ledger/marks.h"
#include "ledger/same.h"

static selon_engine *engine;
static stemmers *stems;
static wordings *maker;
static char folder[] = "/tmp/selon-same-XXXXXX";
static char path[64];

static int begin(void **state)
{
    (void)state;
    assert_int_equal(selon_engine_open(&engine, NULL), SELON_OK);
    stems = stemmers_new();
    selon_allocator allocator = allocator_default();
    maker = wordings_new(&allocator, stems);
    assert_non_null(maker);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.ledger", folder);
    return 0;
}

static int end(void **state)
{
    (void)state;
    wordings_free(maker);
    stemmers_free(stems);
    selon_engine_close(engine);
    remove_ledger(path);
    rmdir(folder);
    return 0;
}

static arena *arena_here(void)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 65536);
    assert_non_null(a);
    if (setjmp(*arena_escape(a)) != 0) abort();
    return a;
}

/* ---- wordings ---- */

static wording wording_in(arena *a, const char *lang, selon_type type, const char *text)
{
    wording w;
    selon_span all = {0, (uint32_t)strlen(text)};
    assert_true(wording_make(maker, a, &(wording_source){text, lang, type, &all, NULL, 1, 0}, &w));
    return w;
}

static const said_word *word_in(const wording *w, const char *text, const char *word)
{
    uint32_t at = (uint32_t)(strstr(text, word) - text);
    for (size_t i = 0; i < w->count; i++)
        if (w->words[i].start == at) return &w->words[i];
    fail_msg("no word %s", word);
    return NULL;
}

static void test_weights(void **state)
{
    (void)state;
    arena *a = arena_here();
    const char *text = "The people of Tarn will gamble with 12 or twelve lives, no comment, no people here";
    wording w = wording_in(a, "en", SELON_DIRECT, text);
    assert_int_equal(word_in(&w, text, "The")->weight, 1);
    assert_int_equal(word_in(&w, text, "gamble")->weight, WEIGHT_RARE);
    assert_in_range(word_in(&w, text, "people")->weight, 1, 3);
    assert_int_equal(word_in(&w, text, "Tarn")->weight, WEIGHT_NAME);
    assert_true((word_in(&w, text, "Tarn")->flags & SAID_NAME) != 0);
    assert_int_equal(word_in(&w, text, "comment")->weight, 0); /* a formula */
    assert_true((word_in(&w, text, "no people")->flags & SAID_NEGATION) != 0);
    assert_int_equal(word_in(&w, text, "12")->form, word_in(&w, text, "twelve")->form);
    unsigned sum = 0;
    for (size_t i = 0; i < w.count; i++) sum += w.words[i].weight;
    assert_int_equal(w.weight, sum);
    arena_free(a);
}

static void test_equal_wordings(void **state)
{
    static const struct {
        const char *lang, *one, *other;
    } cases[] = {
        {"en", "We won't go", "WE WILL NOT GO"},
        {"en", "It's seven per cent", "it is 7 percent"},
        {"en", "The harbour's colour", "the harbor color"},
        {"fr", "L’évènement coûte sept pour cent", "l'événement coute 7"},
        {"xx", "Der Hund", "der  hund"},
    };
    (void)state;
    arena *a = arena_here();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wording x = wording_in(a, cases[i].lang, SELON_DIRECT, cases[i].one);
        wording y = wording_in(a, cases[i].lang, SELON_DIRECT, cases[i].other);
        assert_int_equal(x.count, y.count);
        for (size_t k = 0; k < x.count; k++) assert_int_equal(x.words[k].form, y.words[k].form);
    }
    arena_free(a);
}

/* Which words are in quotation marks: those marked with a star. */
static void test_quoted(void **state)
{
    static const struct {
        selon_type type;
        const char *text, *quoted; /* 1 for each word that is */
    } cases[] = {
        {SELON_DIRECT, "all of it", "111"},
        {SELON_INDIRECT, "none of it", "000"},
        {SELON_MIXED, "that it is “rotten to the core” he said", "000111100"},
        {SELON_MIXED, "que c'est « pourri » dit-il", "000100"},
        {SELON_MIXED, "that it is \"rotten\" here", "00010"},
        {SELON_MIXED, "that it is ''rotten'' here", "00010"},
        {SELON_MIXED, "that it “is [the town] rotten", "001001"},
        {SELON_DIRECT, "it is [the town] rotten", "11001"},
    };
    (void)state;
    arena *a = arena_here();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char got[32] = "";
        wording w = wording_in(a, "xx", cases[i].type, cases[i].text);
        for (size_t k = 0; k < w.count; k++) got[k] = (w.words[k].flags & SAID_QUOTED) != 0 ? '1' : '0';
        assert_string_equal(got, cases[i].quoted);
    }
    arena_free(a);
}

/* What another one says within is not the statement's own. */
static void test_holes(void **state)
{
    (void)state;
    arena *a = arena_here();
    const char *text = "Ito had said the bridge was safe and sound";
    selon_span content[] = {{0, 16}, {17, 42}}, holes[] = {{13, 16}, {17, 32}, {50, 60}};
    wording w;
    assert_true(wording_make(maker, a, &(wording_source){text, "en", SELON_INDIRECT, content, holes, 2, 3}, &w));
    assert_int_equal(w.count, 5); /* Ito had said | and sound */
    assert_true(wording_make(maker, a, &(wording_source){text, "en", SELON_INDIRECT, content, content, 2, 2}, &w));
    assert_int_equal(w.count, 0);
    arena_free(a);
}

static void test_long_wording(void **state)
{
    (void)state;
    arena *a = arena_here();
    size_t size = (size_t)1 << 20, marked = 0;
    char *text = malloc(size + 1);
    assert_non_null(text);
    for (size_t i = 0; i < size; i++) text[i] = "abcde fg"[i % 8];
    text[size] = '\0';
    wording w = wording_in(a, "en", SELON_DIRECT, text),
            few = wording_in(a, "en", SELON_DIRECT, "abcde fgabcde fgabcde");
    assert_int_equal(w.count, WORDING_MOST);
    marks *m = ARENA_NEW(a, marks);
    marks_of(a, &w, m);
    for (size_t i = 1; i < m->count; i++) marked += m->items[i] <= m->items[i - 1];
    assert_int_equal(marked, 0);
    alignment al;
    align(a, &w, &few, &al);
    assert_int_equal(al.count, few.count);
    align(a, &w, &w, &al); /* word for word the same: no window is chosen */
    assert_int_equal(al.count, w.count);
    assert_int_equal(align_changes(&w, &w, &al), 0);
    text[0] = 'x';
    wording other = wording_in(a, "en", SELON_DIRECT, text);
    align(a, &w, &other, &al);
    assert_in_range(al.count, ALIGN_MOST, ALIGN_MOST + 4);
    free(text);
    arena_free(a);
}

/* ---- alignment ---- */

static void test_changes(void **state)
{
    static const struct {
        selon_type one_type, other_type;
        const char *one, *other;
        unsigned changes;
    } cases[] = {
#define DIRECT SELON_DIRECT, SELON_DIRECT
        {DIRECT, "We will not gamble with people's lives", "We will not gamble with people's lives!", 0},
        {DIRECT, "We will not gamble with people's lives", "We won't gamble with people's lives", 0},
        {DIRECT, "We will not gamble with people's lives", "We will gamble with people's lives", 1},
        {DIRECT, "We will not gamble with people's lives", "We will never gamble with people's lives", 1},
        {DIRECT, "We will not gamble with people's lives", "We will not gamble with people's money", 1},
        {DIRECT, "We will not gamble with people's lives", "They will not gamble with people's lives", 1},
        {DIRECT, "We will not gamble with people's lives", "gamble with people's lives", 1}, /* the "not" is lost */
        {DIRECT, "We will surely gamble with people's lives", "gamble with people's lives", 0},
        {DIRECT, "We will not gamble with people's lives", "We will not gamble", 0},
        {DIRECT, "We will not gamble, whatever it costs, with people's lives", "We will not gamble with people's lives",
         3},
        {DIRECT, "We will not gamble, whatever it costs, with people's lives",
         "We will not gamble… with people's lives", 0},
        {DIRECT, "We will not gamble, whatever it costs, with people's lives",
         "We will not gamble [...] with people's lives", 0},
        {DIRECT, "They will not gamble with people's lives", "[The ministers] will not gamble with people's lives", 0},
        {DIRECT, "We will not gamble with people's lives. Go home.",
         "We will not gamble with people's lives. Nobody will.", 0},
        {SELON_DIRECT, SELON_INDIRECT, "We will not gamble with people's lives",
         "they would gamble with people's money", 0},
        {SELON_DIRECT, SELON_MIXED, "We will not gamble with people's lives",
         "they would “gamble with people's money” now", 1},
        {SELON_DIRECT, SELON_MIXED, "We will not gamble with people's lives",
         "it did “not gamble with people's lives” now", 0},
#undef DIRECT
    };
    (void)state;
    arena *a = arena_here();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        utterance x = {.wording = wording_in(a, "en", cases[i].one_type, cases[i].one)};
        utterance y = {.wording = wording_in(a, "en", cases[i].other_type, cases[i].other)};
        alignment al, back;
        utterances_align(a, &x, &y, &al);
        utterances_align(a, &y, &x, &back);
        unsigned changes = align_changes(&x.wording, &y.wording, &al);
        if (changes != cases[i].changes) fail_msg("%s / %s: %u", cases[i].one, cases[i].other, changes);
        assert_int_equal(align_changes(&y.wording, &x.wording, &back), changes);
        assert_int_equal(back.shared, al.shared);
        assert_int_equal(back.run, al.run);
    }
    arena_free(a);
}

static void test_speakers(void **state)
{
    static const struct {
        const char *one, *other;
        speakers who;
    } cases[] = {
        {"Ana Duarte", "Ana Duarte", SPEAKERS_SAME},
        {"Ana Duarte", "Duarte", SPEAKERS_SAME},
        {"Ana Duarte", "A. Duarte", SPEAKERS_SAME},
        {"Sergueï Lavine", "Sergei Lavine", SPEAKERS_SAME},
        {"Ana Duarte", "Mayor Ana DUARTE", SPEAKERS_SAME},
        {"Ana Duarte", "Paul Duarte", SPEAKERS_DIFFERENT},
        {"Ana Duarte", "Paul Ito", SPEAKERS_DIFFERENT},
        {"Ana Duarte", "the mayor", SPEAKERS_UNKNOWN},
        {"the mayor", "The Mayor", SPEAKERS_SAME},
        {"Ana Duarte", NULL, SPEAKERS_UNKNOWN},
        {"Ana Duarte", "", SPEAKERS_UNKNOWN},
        {"Élise Monnier", "Elise Monnier", SPEAKERS_SAME},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(speakers_of(cases[i].one, cases[i].other), cases[i].who);
        assert_int_equal(speakers_of(cases[i].other, cases[i].one), cases[i].who);
    }
}

/* ---- groups ---- */

#define OF_COURIER "The council met on Monday to talk about cables. "
#define OF_HERALD "Snow fell on the orchards again, and the school stayed empty. "
#define OF_ECHO "Tourists were seen on the pier, some of them with umbrellas. "
#define CHILDREN "\"We will not gamble with the lives of our children,\" Ana Duarte said."

static const piece courier = {"https://courier.example/1", "Courier", "2025-03-04", "One", OF_COURIER CHILDREN};
static const piece herald = {"https://herald.example/2", "Herald", "2025-03-05", "Two",
                             OF_HERALD "\"We will gamble with the lives of our children,\" Ana Duarte said."};
static const piece echo = {"https://echo.example/3", "Echo", "2025-03-06", "Three",
                           OF_ECHO "Ana Duarte said that the town would not gamble with the lives of its children."};
static const piece *const pieces[] = {&courier, &herald, &echo};
#define PIECES (sizeof pieces / sizeof *pieces)

static ledger *ledger_with(const piece *const *items, size_t count)
{
    ledger *l;
    remove_ledger(path);
    assert_int_equal(ledger_open(&l, path, &(ledger_options){.write = true, .create = true}, NULL), SELON_OK);
    for (size_t i = 0; i < count; i++) add_piece(l, engine, items[i], NULL);
    return l;
}

/* Groups by outlet, links by outlets and changes: the same whatever the ids are. */
#define GROUPS \
    "select group_concat(g, '; ') from (select group_concat(name, ' ') g from (select g.leader, o.name " \
    "from grouped g join statements s on s.id = g.statement join versions v on v.text = s.text " \
    "join articles a on a.id = v.article join outlets o on o.id = a.outlet order by g.leader, o.name) group by " \
    "leader " \
    "order by 1)"
#define LINKS \
    "select group_concat(k, '; ') from (select min(p.name, q.name) || ' ' || max(p.name, q.name) || ' ' || changes k " \
    "from links l join statements s on s.id = l.one join statements t on t.id = l.other " \
    "join versions v on v.text = s.text join versions w on w.text = t.text join articles a on a.id = v.article " \
    "join articles b on b.id = w.article join outlets p on p.id = a.outlet join outlets q on q.id = b.outlet order " \
    "by 1)"

#define MARKS "select ifnull(sum(length(entries)), 0) from mark_runs where form = 3"

static void check_whole(void)
{
    check_ledger(path);
    assert_string_equal(sql_of(path, "select count(*) from links where one >= other"), "0");
    assert_string_equal(sql_of(path, "select count(*) from links l join statements s on s.id = l.one join statements t "
                                     "on t.id = l.other where s.text = t.text"),
                        "0");
    assert_string_equal(sql_of(path, "select count(*) from links l left join grouped g on g.statement = l.one "
                                     "left join grouped h on h.statement = l.other where g.leader is not h.leader"),
                        "0");
    assert_string_equal(sql_of(path, "select count(*) from grouped where statement not in (select one from links union "
                                     "select other from links)"),
                        "0");
    assert_string_equal(sql_of(path, "select count(*) from marks where length(entries) % 6 <> 0"), "0");
}

static void test_any_order(void **state)
{
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    (void)state;
    for (int i = 0; i < 6; i++) {
        const piece *items[3];
        for (int k = 0; k < 3; k++) items[k] = pieces[orders[i][k]];
        ledger_close(ledger_with(items, 3));
        assert_string_equal(sql_of(path, GROUPS), "Courier Echo Herald");
        assert_string_equal(sql_of(path, LINKS), "Courier Echo 0; Courier Herald 1; Echo Herald 0");
        check_whole();
    }
}

static void test_nothing_twice(void **state)
{
    (void)state;
    ledger *l = ledger_with(pieces, PIECES);
    char marks[64];
    snprintf(marks, sizeof marks, "%s", sql_of(path, MARKS));
    for (size_t i = 0; i < PIECES; i++) add_piece(l, engine, pieces[i], NULL);
    ledger_close(l);
    assert_string_equal(sql_of(path, GROUPS), "Courier Echo Herald");
    assert_string_equal(sql_of(path, MARKS), marks);
}

/* One that only repeats gets no marks, and is found all the same when the other goes. */
static void test_repeats(void **state)
{
    static const piece again = {"https://gazette.example/4", "Gazette", "2025-03-07", "Four",
                                "Eleven lorries waited at the border all night. " CHILDREN};
    const piece *const items[] = {&courier, &again};
    (void)state;
    ledger *l = ledger_with(items, 1);
    char marks[64];
    snprintf(marks, sizeof marks, "%s", sql_of(path, MARKS));
    add_piece(l, engine, &again, NULL);
    assert_string_equal(sql_of(path, MARKS), marks);
    assert_string_equal(sql_of(path, GROUPS), "Courier Gazette");
    assert_int_equal(ledger_begin(l), SELON_OK);
    assert_int_equal(group_remove(l, strtoll(sql_of(path, "select min(statement) from grouped"), NULL, 10)), SELON_OK);
    assert_int_equal(ledger_commit(l), SELON_OK);
    assert_string_equal(sql_of(path, "select count(*) from grouped"), "0");
    add_piece(l, engine, &herald, NULL);
    ledger_close(l);
    assert_string_equal(sql_of(path, GROUPS), "Gazette Herald");
    check_whole();
}

static void test_remove_and_renew(void **state)
{
    (void)state;
    ledger *l = ledger_with(pieces, PIECES);
    for (int i = 0; i < 3; i++) {
        char query[80];
        snprintf(query, sizeof query, "select statement from grouped order by 1 limit 1 offset %d", i);
        int64_t id = strtoll(sql_of(path, query), NULL, 10);
        assert_int_equal(ledger_begin(l), SELON_OK);
        assert_int_equal(group_remove(l, id), SELON_OK);
        assert_int_equal(ledger_commit(l), SELON_OK);
        assert_string_equal(sql_of(path, "select count(*) from grouped"), "2");
        check_whole();
        assert_int_equal(ledger_begin(l), SELON_OK);
        assert_int_equal(group_renew(l, id), SELON_OK);
        assert_int_equal(group_renew(l, id), SELON_OK);
        assert_int_equal(ledger_commit(l), SELON_OK);
        assert_string_equal(sql_of(path, GROUPS), "Courier Echo Herald");
        assert_string_equal(sql_of(path, LINKS), "Courier Echo 0; Courier Herald 1; Echo Herald 0");
        check_whole();
    }
    assert_int_equal(ledger_begin(l), SELON_OK);
    assert_int_equal(group_remove(l, 4711), SELON_OK);
    ledger_rollback(l);
    ledger_close(l);
}

static void test_rebuild(void **state)
{
    static const char *const tables[] = {
        "select group_concat(bucket || hex(entries)) from (select * from marks where bucket < 65536 order by bucket)",
        "select group_concat(one || ' ' || other || ' ' || changes) from links",
        "select group_concat(statement || ' ' || leader) from grouped",
    };
    char before[3][8192];
    (void)state;
    ledger *l = ledger_with(pieces, PIECES);
    assert_int_equal(ledger_begin(l), SELON_OK);
    assert_int_equal(marks_settle(l), SELON_OK);
    assert_int_equal(ledger_commit(l), SELON_OK);
    for (int i = 0; i < 3; i++) snprintf(before[i], sizeof before[i], "%s", sql_of(path, tables[i]));
    assert_true(before[0][0] != '\0' && strlen(before[0]) < sizeof before[0] - 1);
    assert_int_equal(ledger_begin(l), SELON_OK);
    assert_int_equal(group_rebuild(l), SELON_OK);
    assert_int_equal(marks_settle(l), SELON_OK);
    assert_int_equal(ledger_commit(l), SELON_OK);
    for (int i = 0; i < 3; i++) assert_string_equal(sql_of(path, tables[i]), before[i]);
    ledger_close(l);
}

/* Marks that lead nowhere do no harm. */
static void test_stale_marks(void **state)
{
    (void)state;
    ledger *l = ledger_with(pieces, 1);
    /* With the first mark of the first statement, in older schemas' forms and in ours: of a statement that is not there,
     * of none that can be, cut off; numbers that do not end, that lead before the first, and too many. */
    unsigned b[4];
    char mark[9], sql[160];
    assert_int_equal(sscanf(sql_of(path, "select hex(substr(entries, 3, 4)) from mark_runs where form = 3"),
                            "%2x%2x%2x%2x", b, b + 1, b + 2, b + 3),
                     4);
    uint32_t whole = (b[0] | b[1] << 8 | b[2] << 16 | b[3] << 24) << 4;
    snprintf(mark, sizeof mark, "%02x%02x%02x%02x", whole & 0xFF, whole >> 8 & 0xFF, whole >> 16 & 0xFF, whole >> 24);
    snprintf(sql, sizeof sql, "insert into mark_runs (entries, form) values (x'%sefbead1e01%sefbeaddeff00', 0)", mark,
             mark);
    sql_of(path, sql);
    snprintf(sql, sizeof sql, "insert into mark_runs (entries, form) values (x'ce84f50107%sfeffffff0f04%s', 1)", mark,
             mark);
    sql_of(path, sql);
    snprintf(sql, sizeof sql,
             "insert into mark_runs (entries, form) select cast(x'ce84f50107' || substr(entries, 3, 4) || "
             "x'feffffff0f04' as blob), 3 from mark_runs where form = 3");
    sql_of(path, sql);
    for (int i = 0; i < 8; i++) {
        static const char *const wrong[] = {"80808080", "8080808080808001", "0104aabbccdd", "02ffffff7faabbccdd"};
        snprintf(sql, sizeof sql, "insert into mark_runs (entries, form) values (x'%s', %d)", wrong[i / 2],
                 i % 2 * 2 + 1);
        sql_of(path, sql);
    }
    for (size_t i = 1; i < PIECES; i++) add_piece(l, engine, pieces[i], NULL);
    ledger_close(l);
    assert_string_equal(sql_of(path, GROUPS), "Courier Echo Herald");
}

/* What was entered long ago is found, and taken out, as what was lately. */
static void test_settled_marks(void **state)
{
    (void)state;
    ledger *l = ledger_with(pieces, 1);
    assert_int_equal(ledger_begin(l), SELON_OK);
    assert_int_equal(marks_settle(l), SELON_OK);
    assert_int_equal(ledger_commit(l), SELON_OK);
    assert_string_equal(sql_of(path, "select count(*) from mark_runs"), "0");
    assert_string_not_equal(sql_of(path, "select count(*) from marks where bucket < 65536"), "0");
    for (size_t i = 1; i < PIECES; i++) add_piece(l, engine, pieces[i], NULL);
    assert_string_equal(sql_of(path, GROUPS), "Courier Echo Herald");
    check_whole();
    ledger_close(l);
    assert_int_equal(ledger_open(&l, path, &(ledger_options){.write = true}, NULL), SELON_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(ledger_begin(l), SELON_OK);
        if (i == 0) assert_int_equal(marks_settle(l), SELON_OK);
        int64_t id = strtoll(sql_of(path, "select min(statement) from grouped"), NULL, 10);
        assert_int_equal(group_remove(l, id), SELON_OK);
        assert_int_equal(ledger_commit(l), SELON_OK);
        assert_string_equal(sql_of(path, "select count(*) from grouped"), i == 0 ? "2" : "0");
        check_whole();
    }
    assert_int_equal(ledger_begin(l), SELON_OK);
    assert_int_equal(group_rebuild(l), SELON_OK);
    assert_int_equal(ledger_commit(l), SELON_OK);
    ledger_close(l);
    assert_string_equal(sql_of(path, "select count(*) from marks where bucket < 65536"), "0");
    assert_string_equal(sql_of(path, GROUPS), "Courier Echo Herald");
}

static void test_no_group(void **state)
{
    static const struct {
        piece one, other;
    } cases[] = {
        {{"https://a.example/1", "A", "2025-01-01", "x", OF_COURIER "\"No comment,\" Ana Duarte said."},
         {"https://b.example/1", "B", "2025-01-02", "x", OF_HERALD "\"No comment,\" Ana Duarte said."}},
        {{"https://a.example/1", "A", "2025-01-01", "x",
          OF_COURIER "\"Our thoughts and prayers are with the victims and their families,\" Ana Duarte said."},
         {"https://b.example/1", "B", "2025-01-02", "x",
          OF_HERALD "\"Our thoughts and prayers are with the victims and their families,\" Paul Ito said."}},
        {{"https://a.example/1", "A", "2025-01-01", "x", OF_COURIER CHILDREN},
         {"https://b.example/1", "B", "2025-01-02", "x",
          OF_HERALD "\"The lives of children who gamble are short,\" Paul Ito said."}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const piece *const items[] = {&cases[i].one, &cases[i].other};
        ledger_close(ledger_with(items, 2));
        assert_string_equal(sql_of(path, "select count(*) from grouped"), "0");
        assert_string_not_equal(sql_of(path, "select count(*) from statements"), "0");
    }
}

static void test_one_text_makes_no_group(void **state)
{
    static const piece twice = {"https://courier.example/1", "Courier", "2025-03-04", "One",
                                CHILDREN " Later she came back. \"We will gamble with the lives of our children,\" Ana "
                                         "Duarte said. " OF_COURIER};
    const piece *const items[] = {&twice};
    (void)state;
    ledger_close(ledger_with(items, 1));
    assert_string_equal(sql_of(path, "select count(*) from statements where type = 0"), "2");
    assert_string_equal(sql_of(path, "select count(*) from grouped"), "0");
}

/* ---- shown ---- */

typedef struct shown {
    size_t groups;
    char text[4096];
} shown;

static int take(const same_group *g, void *payload)
{
    shown *s = payload;
    s->groups++;
    for (size_t i = 0; i < g->count; i++) {
        const same_member *m = &g->members[i];
        size_t used = strlen(s->text);
        snprintf(s->text + used, sizeof s->text - used, "%s %u:", m->appearances[0].outlet, m->changes);
        for (size_t k = 0; k < m->piece_count; k++) {
            const same_piece *p = &m->pieces[k];
            used = strlen(s->text);
            snprintf(s->text + used, sizeof s->text - used, " %d(%s|%s)", (int)p->kind, p->was ? p->was : "",
                     p->words ? p->words : "");
        }
        strcat(s->text, "\n");
    }
    return 0;
}

static void test_shown(void **state)
{
    (void)state;
    const piece *const items[] = {&echo, &herald, &courier};
    ledger *l = ledger_with(items, 3);
    shown s = {0};
    assert_int_equal(ledger_same(l, &(same_filter){0}, take, &s), SELON_OK);
    assert_int_equal(s.groups, 1);
    assert_string_equal(s.text,
                        "Courier 0: 0(|\"We will not gamble with the lives of our children,\")\n"
                        "Herald 1: 0(|\"We will) 1(not|) 0(|gamble with the lives of our children,\")\n"
                        "Echo 0: 3(|that the) 2(\"We will|town would) 0(|not gamble with the lives of) 2(our|its) "
                        "0(|children.)\n");
    shown none = {0};
    assert_int_equal(ledger_same(l, &(same_filter){.which = &(ledger_filter){.words = "unheard"}}, take, &none),
                     SELON_OK);
    assert_int_equal(none.groups, 0);
    assert_int_equal(ledger_same(l, &(same_filter){.statement = 99}, take, &none), LEDGER_MISSING);
    ledger_close(l);
}

static int sink_full(const void *bytes, size_t size, void *payload)
{
    (void)bytes;
    (void)size;
    (void)payload;
    return -1;
}

/* Words that stand for nothing are shown with the word before them. */
static void test_shown_whole(void **state)
{
    static const piece one = {"https://a.example/1", "A", "2025-01-01", "x",
                              OF_COURIER
                              "\"We will not gamble with people's lives and 12 percent of our children,\" Ana "
                              "Duarte said."};
    const piece *const items[] = {&one};
    (void)state;
    ledger *l = ledger_with(items, 1);
    shown s = {0};
    uint64_t id = strtoull(sql_of(path, "select max(id) from statements"), NULL, 10);
    assert_int_equal(ledger_same(l, &(same_filter){.statement = id}, take, &s), SELON_OK);
    assert_string_equal(s.text,
                        "A 0: 0(|\"We will not gamble with people's lives and 12 percent of our children,\")\n");
    ledger_close(l);
}

static void test_sink_that_refuses(void **state)
{
    (void)state;
    ledger *l = ledger_with(pieces, PIECES);
    for (int format = SELON_OUTPUT_JSONL; format <= SELON_OUTPUT_TERMINAL; format++) {
        same_writer *w = same_writer_new(&(selon_write_options){.format = (selon_output_format)format}, sink_full,
                                         NULL);
        assert_non_null(w);
        assert_int_equal(ledger_same(l, &(same_filter){0}, same_writer_take, w), SELON_OK);
        assert_int_equal(same_writer_end(w, NULL), SELON_ERROR_IO);
    }
    assert_null(same_writer_new(&(selon_write_options){.format = SELON_OUTPUT_HTML}, sink_full, NULL));
    ledger_close(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_equal_wordings),
        cmocka_unit_test(test_quoted),
        cmocka_unit_test(test_holes),
        cmocka_unit_test(test_long_wording),
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_speakers),
        cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_nothing_twice),
        cmocka_unit_test(test_repeats),
        cmocka_unit_test(test_remove_and_renew),
        cmocka_unit_test(test_rebuild),
        cmocka_unit_test(test_stale_marks),
        cmocka_unit_test(test_settled_marks),
        cmocka_unit_test(test_no_group),
        cmocka_unit_test(test_one_text_makes_no_group),
        cmocka_unit_test(test_shown),
        cmocka_unit_test(test_shown_whole),
        cmocka_unit_test(test_sink_that_refuses),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
