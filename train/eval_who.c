/* SPDX-License-Identifier: Apache-2.0
 *
 * eval_who.c - how well speakers are joined: precision and recall on pairs.
 *
 *     eval_who FILE...
 *
 * The form of the files is described in tests/who/seen.txt. Each pair is a
 * ledger of its own: those that are named after the two are put into it first,
 * then the two, each in a text of its own, and all as adding does it. The pair
 * is the same when both are of one entity.
 *
 *     precision   of the pairs that were joined, how many are the same
 *     recall      of the pairs that are the same, how many were joined
 *
 * Pairs that were judged wrongly are listed with -v. The exit status is 1 when
 * precision is below 98 % or recall below 85 %.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/entity.h"

#define SORTS 64
#define LEAST_PRECISION 0.98
#define LEAST_RECALL 0.85

typedef struct tally {
    char sort[40];
    unsigned same, diff;       /* pairs */
    unsigned joined, mistaken; /* of each */
} tally;

typedef struct scoring {
    tally sorts[SORTS];
    size_t count;
    bool verbose;
} scoring;

static void fail(const char *what)
{
    fprintf(stderr, "eval_who: %s\n", what);
    exit(2);
}

static tally *scoring__sort(scoring *s, const char *name)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->sorts[i].sort, name) == 0) return &s->sorts[i];
    if (s->count == SORTS) fail("too many sorts of pairs");
    snprintf(s->sorts[s->count].sort, sizeof s->sorts[0].sort, "%s", name);
    return &s->sorts[s->count++];
}

/* The next field, cut off at `mark`, without spaces around it; "-" is NULL. */
static char *field__next(char **at, const char *mark)
{
    char *field = *at;
    if (field == NULL) return NULL;
    char *end = strstr(field, mark);
    *at = end != NULL ? end + strlen(mark) : NULL;
    if (end != NULL) *end = '\0';
    while (*field == ' ') field++;
    size_t size = strlen(field);
    while (size > 0 && field[size - 1] == ' ') field[--size] = '\0';
    return size == 0 || strcmp(field, "-") == 0 || strcmp(field, "\xE2\x80\x94") == 0 ? NULL : field;
}

static void run(ledger *l, const char *sql, const char *a, const char *b, int64_t number)
{
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(l->db, sql, -1, &s, NULL) != SQLITE_OK) fail(sqlite3_errmsg(l->db));
    int count = sqlite3_bind_parameter_count(s);
    if (count > 0) sql_bind_text(s, 1, a);
    if (count > 1) sql_bind_text(s, 2, b);
    if (count > 2) sqlite3_bind_int64(s, 3, number);
    if (sqlite3_step(s) != SQLITE_DONE) fail(sqlite3_errmsg(l->db));
    sqlite3_finalize(s);
}

/* Puts a speaker into the ledger, in a text of its own; its id. */
static int64_t speaker__add(ledger *l, char *written)
{
    char *name = field__next(&written, "|"), *role = field__next(&written, "|"), *lang = field__next(&written, "|");
    char *outlet = field__next(&written, "|"), *date = field__next(&written, "|"), *variants = name;
    if (name == NULL || lang == NULL || date == NULL) fail("a speaker without name, language or day");
    name = field__next(&variants, " = ");
    int64_t day = strtol(date, NULL, 10) * 10000 + strtol(date + 5, NULL, 10) * 100 + strtol(date + 8, NULL, 10);
    run(l, "insert or ignore into engines values (1, 'test')", NULL, NULL, 0);
    run(l,
        "insert into texts (family, hash, size, lang, read_date, engine) values ((select coalesce(max(id), 0) + 1 from "
        "texts), randomblob(16), 0, ?1, ?2, 1)",
        lang, date, 0);
    int64_t text = sqlite3_last_insert_rowid(l->db);
    if (outlet != NULL) run(l, "insert or ignore into outlets (name) values (?1)", outlet, NULL, 0);
    run(l, "insert into articles (outlet) values ((select id from outlets where name = ?1))", outlet, NULL, 0);
    run(l,
        "insert into versions (article, text, published, added) values ((select max(id) from articles), (select "
        "max(id) "
        "from texts), ?1, '')",
        date, NULL, 0);
    run(l, "insert or ignore into names (name) values (?1)", name, NULL, 0);
    if (role != NULL) run(l, "insert or ignore into roles (name) values (?1)", role, NULL, 0);
    run(l,
        "insert into speakers (text, name, role, mentions) values (?3, (select id from names where name = ?1), (select "
        "id "
        "from roles where name = ?2), x'')",
        name, role, text);
    int64_t speaker = sqlite3_last_insert_rowid(l->db);
    for (char *variant; (variant = field__next(&variants, " = ")) != NULL;) {
        run(l, "insert or ignore into names (name) values (?1)", variant, NULL, 0);
        run(l, "insert into variants values ((select max(id) from speakers), (select id from names where name = ?1))",
            variant, NULL, 0);
    }
    run(l,
        "insert into statements (text, speaker, type, kind, negated, confidence, day, key, places) values ((select "
        "max(id) "
        "from texts), (select max(id) from speakers), iif(?1 is null, 0, 0), iif(?2 is null, 0, 0), 0, 900, ?3, 1, "
        "x'')",
        NULL, NULL, day);
    return speaker;
}

static int64_t speaker__join(ledger *l, char *written)
{
    selon_allocator allocator = allocator_default();
    int64_t speaker = speaker__add(l, written), text = 0, entity = 0;
    arena *a = arena_new(&allocator, 65536);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) fail("not enough memory");
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(l->db, "select max(id) from texts", -1, &s, NULL) != SQLITE_OK) fail("no texts");
    if (sqlite3_step(s) == SQLITE_ROW) text = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    if (join_text(l, a, text) != SELON_OK) fail(ledger_message(l));
    s = join_sql_get(l, JOIN_IDENTITY_GET);
    sqlite3_bind_int64(s, 1, speaker);
    if (join_number(l, s, &entity) != SELON_OK) fail(ledger_message(l));
    arena_free(a);
    return entity;
}

static bool pair__joined(char *one, char *other, char *rest)
{
    ledger *l;
    ledger_words why;
    ledger_options options = {.write = true, .create = true};
    if (ledger_open(&l, ":memory:", &options, &why) != SELON_OK || ledger_begin(l) != SELON_OK) fail(why.text);
    for (char *more; rest != NULL && (more = field__next(&rest, "\t")) != NULL;) speaker__join(l, more);
    int64_t x = speaker__join(l, one), y = speaker__join(l, other);
    ledger_rollback(l);
    ledger_close(l);
    return x != 0 && x == y;
}

static void line__score(scoring *s, char *line)
{
    char copy[2048];
    snprintf(copy, sizeof copy, "%s", line);
    char *verdict = field__next(&line, "\t"), *sort = field__next(&line, "\t");
    char *one = field__next(&line, "\t"), *other = field__next(&line, "\t");
    if (verdict == NULL || sort == NULL || one == NULL || other == NULL) fail("a line with less than two speakers");
    bool same = strcmp(verdict, "same") == 0;
    if (!same && strcmp(verdict, "diff") != 0) fail("a line that begins neither with same nor with diff");
    bool joined = pair__joined(one, other, line);
    tally *t = scoring__sort(s, sort);
    t->same += same;
    t->diff += !same;
    t->joined += same && joined;
    t->mistaken += !same && joined;
    if (s->verbose && same != joined) printf("%s\t%s\n", joined ? "JOINED" : "APART", copy);
}

static void file__score(scoring *s, const char *path)
{
    char line[2048];
    FILE *f = fopen(path, "r");
    if (f == NULL) fail(path);
    while (fgets(line, sizeof line, f) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (*line != '\0' && *line != '#') line__score(s, line);
    }
    fclose(f);
}

static bool scoring__print(const scoring *s, const char *title)
{
    tally all = {.sort = "all"};
    printf("%-22s %6s %7s %6s %9s\n", title, "same", "joined", "other", "mistaken");
    for (size_t i = 0; i <= s->count; i++) {
        const tally *t = i < s->count ? &s->sorts[i] : &all;
        printf("%-22s %6u %7u %6u %9u\n", t->sort, t->same, t->joined, t->diff, t->mistaken);
        if (i == s->count) break;
        all.same += t->same;
        all.diff += t->diff;
        all.joined += t->joined;
        all.mistaken += t->mistaken;
    }
    unsigned said = all.joined + all.mistaken;
    double precision = said > 0 ? (double)all.joined / said : 0,
           recall = all.same > 0 ? (double)all.joined / all.same : 0;
    printf("%u pairs: precision %.1f %%, recall %.1f %%\n", all.same + all.diff, precision * 100, recall * 100);
    return precision >= LEAST_PRECISION && recall >= LEAST_RECALL;
}

int main(int argc, char **argv)
{
    bool good = true, verbose = false;
    for (int i = 1; i < argc; i++) {
        scoring s = {.verbose = verbose};
        if (strcmp(argv[i], "-v") == 0) {
            verbose = true;
            continue;
        }
        const char *slash = strrchr(argv[i], '/');
        file__score(&s, argv[i]);
        good &= scoring__print(&s, slash != NULL ? slash + 1 : argv[i]);
    }
    return good ? 0 : 1;
}
