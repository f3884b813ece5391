/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_who.c - any bytes as names and roles, and as a line of a name authority.
 *
 * Lines of the input are two names and two roles, each to be understood and
 * compared; the rest is the line of the authority, and every name in it a name
 * to ask for. It holds that comparing is the same both ways, that a name is its
 * own, that what may be the same person has a key in common, and that a line
 * that was taken leaves a ledger whose parts agree.
 *
 * The ledger is opened once, and each input is rolled back. Its memory is the
 * pool's (pool.h), and so is what the line is parsed into: a leak shows as blocks
 * that become more and more.
 */
#include <jansson.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/entity.h"
#include "ledger/transcription.h"
#include "ledger/who.h"
#include "pool.h"

#define REQUIRE(condition) \
    do { \
        if (!(condition)) abort(); \
    } while (0)
#define LINE_MOST 512
#define BLOCKS_MOST 20000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *line__next(arena *a, const uint8_t **data, size_t *size)
{
    const uint8_t *end = memchr(*data, '\n', *size);
    size_t n = end != NULL ? (size_t)(end - *data) : *size, kept = n < LINE_MOST ? n : LINE_MOST;
    const char *line = arena_strndup(a, (const char *)*data, kept);
    *size -= n + (end != NULL);
    *data += n + (end != NULL);
    return line;
}

static bool keys__meet(const namebook *b, const person_name *x, const person_name *y)
{
    int64_t xs[NAME_KEYS], ys[NAME_KEYS];
    size_t x_count = name_keys(b, x, 0, xs), y_count = name_keys(b, y, 0, ys);
    for (size_t i = 0; i < x_count; i++)
        for (size_t k = 0; k < y_count; k++)
            if (xs[i] == ys[k]) return true;
    return false;
}

static void check_names(const namebook *b, arena *a, const char *one, const char *other)
{
    person_name *x = ARENA_NEW(a, person_name), *y = ARENA_NEW(a, person_name);
    person_parse(b, a, one, x);
    person_parse(b, a, other, y);
    REQUIRE(x->count <= PERSON_TOKENS && (x->count > 0 || x->sort == PERSON_NOBODY));
    REQUIRE(x->sort == PERSON_NOBODY || x->family < x->count);
    name_match m = person_match(b, x, y);
    REQUIRE(m == person_match(b, y, x));
    if (x->sort == PERSON_FULL || person_is_body(x)) REQUIRE(person_match(b, x, x) == NAME_EXACT);
    if (m == NAME_EXACT) REQUIRE(keys__meet(b, x, y));
    char skeleton[WORD_MOST + 1];
    for (size_t i = 0; i < x->count; i++)
        REQUIRE(transcription_skeleton(x->tokens[i].folded, x->tokens[i].folded_size, skeleton) <=
                x->tokens[i].folded_size);
}

static void check_roles(const namebook *b, arena *a, const char *one, const char *other)
{
    struct role x, y;
    role_parse(b, a, one, &x);
    role_parse(b, a, other, &y);
    REQUIRE(role_compare(b, &x, &y) == role_compare(b, &y, &x));
    REQUIRE(role_compare(b, &x, &x) >= ROLE_UNKNOWN);
}

static int count_people(const ledger_person *p, void *payload)
{
    (void)p;
    ++*(unsigned *)payload;
    return 0;
}

static void check_authority(ledger *l, const char *name, const char *line, size_t size)
{
    unsigned found = 0;
    REQUIRE(ledger_begin(l) == SELON_OK);
    int error = ledger_authority_line(l, line, size);
    REQUIRE(error == SELON_OK || error == SELON_ERROR_INPUT);
    REQUIRE(ledger_who(l, name, 10, count_people, &found) == SELON_OK && found <= 10);
    ledger_rollback(l);
}

static ledger *ledger_in_memory(void)
{
    ledger *l;
    selon_allocator allocator = pool_allocator();
    ledger_options options = {.write = true, .create = true, .allocator = &allocator};
    pool_for_sqlite();
    json_set_alloc_funcs(pool_take, pool_give);
    REQUIRE(ledger_open(&l, ":memory:", &options, NULL) == SELON_OK);
    return l;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ledger *l;
    if (l == NULL) l = ledger_in_memory();
    selon_allocator allocator = pool_allocator();
    arena *a = arena_new(&allocator, 16384);
    REQUIRE(a != NULL && setjmp(*arena_escape(a)) == 0);
    struct joiner *j = ledger_joiner(l);
    REQUIRE(j != NULL);
    const char *names[2], *roles[2];
    for (int i = 0; i < 2; i++) names[i] = line__next(a, &data, &size);
    for (int i = 0; i < 2; i++) roles[i] = line__next(a, &data, &size);
    check_names(j->book, a, names[0], names[1]);
    check_roles(j->book, a, roles[0], roles[1]);
    check_authority(l, names[0], (const char *)data, size);
    arena_free(a);
    REQUIRE(pool_living() < BLOCKS_MOST);
    return 0;
}
