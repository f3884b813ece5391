/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_query.c - any bytes as a search of a small ledger in memory.
 *
 * The first byte says which field of the filter the others are typed into.
 * Whatever they are, the search is no error, and what it finds in the content
 * has each phrase and each beginning of a word that was asked for.
 */
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger.h"
#include "ledger/query.h"
#include "ledger/words.h"
#include "pool.h"

#define REQUIRE(condition) \
    do { \
        if (!(condition)) abort(); \
    } while (0)
#define BLOCKS_MOST 20000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const articles[] = {
    "Mayor Ana Duarte said on Tuesday that the old harbour bridge would stay closed until March. \"We will not gamble "
    "with people's lives,\" she told reporters. According to the engineers, two of its cables have rusted through.",
    "La directrice du port, Lucie Renaud, a annonc\xC3\xA9 jeudi que le bac reprendrait samedi. \xC2\xAB Les "
    "\xC3\xA9quipes ont travaill\xC3\xA9 jour et nuit \xC2\xBB, a-t-elle d\xC3\xA9"
    "clar\xC3\xA9.",
};

static ledger *ledger_in_memory(void)
{
    ledger *l;
    selon_engine *engine;
    selon_allocator allocator = pool_allocator();
    ledger_options options = {.write = true, .create = true, .allocator = &allocator};
    pool_for_sqlite();
    ledger_maker *m = ledger_maker_new(NULL);
    REQUIRE(m != NULL && ledger_open(&l, ":memory:", &options, NULL) == SELON_OK);
    REQUIRE(selon_engine_open(&engine, NULL) == SELON_OK);
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
        selon_document *doc;
        ledger_entry *e;
        ledger_receipt r;
        REQUIRE(selon_read(&doc, engine, articles[i], strlen(articles[i]), NULL) == SELON_OK);
        REQUIRE(ledger_entry_new(&e, m, doc, &(ledger_origin){0}, false) == SELON_OK);
        REQUIRE(ledger_begin(l) == SELON_OK && ledger_add(l, e, &r) == SELON_OK && ledger_commit(l) == SELON_OK);
        ledger_entry_free(e);
    }
    selon_engine_close(engine);
    ledger_maker_free(m);
    return l;
}

/* Is the clause in folded text: whole words, or, of a prefix, the last word's
 * beginning? */
static bool text__has(const char *text, const query_clause *c)
{
    char phrase[CLAUSE_WORDS * (WORD_MOST + 1) + 2] = "";
    for (size_t i = 0; i < c->word_count; i++) {
        if (i > 0) strcat(phrase, " ");
        strcat(phrase, c->words[i]);
    }
    size_t size = strlen(phrase);
    for (const char *at = strstr(text, phrase); at != NULL; at = strstr(at + 1, phrase))
        if ((at == text || at[-1] == ' ') && (c->prefix || at[size] == '\0' || at[size] == ' ')) return true;
    return false;
}

typedef struct expectation {
    arena *arena;
    query query;
    bool of_content;
} expectation;

static int take(const ledger_result *r, void *payload)
{
    const expectation *e = payload;
    char content[4096];
    size_t used = 0;
    REQUIRE(r->sentence != NULL && r->appearance_count > 0 && r->content_count > 0);
    for (uint32_t i = 0; i < r->content_count; i++) {
        size_t n = r->content[i].end - r->content[i].start;
        REQUIRE(used + n + 1 < sizeof content);
        memcpy(content + used, r->sentence + r->content[i].start, n);
        content[used + n] = ' ';
        used += n + 1;
    }
    const char *folded = words_fold(e->arena, content, used, NULL);
    for (size_t i = 0; i < e->query.count && e->of_content; i++) {
        const query_clause *c = &e->query.clauses[i];
        if (c->exact || c->prefix || c->word_count > 1) REQUIRE(text__has(folded, c));
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ledger *l;
    if (l == NULL) l = ledger_in_memory();
    if (size == 0) return 0;
    char *text = malloc(size);
    REQUIRE(text != NULL);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';

    ledger_filter filter = {.sort = (ledger_sort)(data[0] / 8 % 4), .limit = data[0] / 32};
    const char **fields[] = {&filter.words,     &filter.about,  &filter.who,  &filter.role,
                             &filter.addressee, &filter.outlet, &filter.lang, &filter.about};
    *fields[data[0] % 8] = text;

    selon_allocator allocator = pool_allocator();
    expectation e = {.arena = arena_new(&allocator, 4096), .of_content = filter.about != NULL};
    REQUIRE(e.arena != NULL && setjmp(*arena_escape(e.arena)) == 0);
    query_parse(e.arena, text, strlen(text), &e.query);
    for (size_t i = 0; i < e.query.count; i++) {
        REQUIRE(e.query.clauses[i].word_count > 0 && e.query.clauses[i].word_count <= CLAUSE_WORDS);
        for (size_t k = 0; k < e.query.clauses[i].word_count; k++)
            REQUIRE(strpbrk(e.query.clauses[i].words[k], "\"* ():{}^-+") == NULL &&
                    *e.query.clauses[i].words[k] != '\0');
    }
    REQUIRE(ledger_find(l, &filter, take, &e) == SELON_OK);
    arena_free(e.arena);
    REQUIRE(pool_living() < BLOCKS_MOST);
    free(text);
    return 0;
}
