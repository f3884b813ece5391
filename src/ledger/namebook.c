/* SPDX-License-Identifier: Apache-2.0
 *
 * namebook.c - see namebook.h.
 *
 * The sections of other/who.txt; words are apart by spaces:
 *
 *     [spellings]     any, start or end (where in a word) or loose, letters that stand for each
 *                     other; "-" for none
 *     [given]         a given name in several languages; at most 128 lines
 *     [nicknames]     short forms of one; at most 64 lines
 *     [generations]   number, words
 *     [common]        family names
 *     [roles]         concept, its fields of life, words
 *     [near]          field of life, those that people move to and from
 *     [ordinary]      fields of life of people who are not known beyond one article
 *     [fields]        concept, the field of life that a role has by it, words
 *     [countries]     concept, words
 *     [passing], [single]  words
 *
 * Concepts are lines; their names are for readers. A word may be in many
 * sections.
 */
#include "ledger/namebook.h"

#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "model/resource.h"

#define FOLDED_LEAST 15 /* bytes of room for a folded word: what the letters of "O.N.U." become fits */

#define DATA_NAME "other/who.txt"
#define PEOPLE_NAME "/people.txt"
#define BOOK_SLOTS 32768

typedef struct book_loader {
    namebook *book;
    const resource_line *line;
    uint32_t number; /* of the line within its section, from 1 */
    struct {
        const char *name;
        size_t size;
    } domains[32];
    unsigned domain_count;
} book_loader;

/* ---- the table ---- */

static struct name_slot *book__slot(const namebook *b, uint64_t hash)
{
    size_t at = hash & b->mask;
    while (b->slots[at].hash != 0 && b->slots[at].hash != hash) at = (at + 1) & b->mask;
    return &b->slots[at];
}

name_word namebook_word(const namebook *b, const char *folded, size_t size)
{
    const struct name_slot *slot = book__slot(b, hash_bytes(folded, size));
    return slot->hash != 0 ? b->words.items[slot->word] : (name_word){0};
}

/* The record of a word as it is written in the data; a scratch one when the
 * table is full. */
static name_word *book__word(namebook *b, const char *text, size_t size)
{
    char folded[WORD_MOST + 1];
    size_t used = 0;
    word_cursor c = words_of(text, size);
    while (words_next(&c)) {
        if (used + c.folded_size > WORD_MOST) break;
        memcpy(folded + used, c.folded, c.folded_size);
        used += c.folded_size;
    }
    struct name_slot *slot = book__slot(b, hash_bytes(folded, used));
    if (slot->hash == 0) {
        if (used == 0 || b->used * 4 > b->mask * 3) return &b->words.items[0];
        *slot = (struct name_slot){hash_bytes(folded, used), (uint32_t)b->words.count};
        b->used++;
        VEC_PUSH(b->arena, &b->words, (name_word){0});
    }
    return &b->words.items[slot->word];
}

/* ---- people.txt ---- */

static bool field__is(const resource_line *line, size_t field, const char *text)
{
    return field < line->count && resource_is(line, field, text);
}

static bool line__has(const resource_line *line, size_t from, const char *text)
{
    for (size_t i = from; i < line->count; i++)
        if (resource_is(line, i, text)) return true;
    return false;
}

/* Gives the words in fields `from` to `to` a flag. */
static void people__flag(book_loader *l, size_t from, size_t to, uint32_t flag)
{
    for (size_t i = from; i < to && i < l->line->count; i++) {
        if (l->line->field[i].size == 0 || field__is(l->line, i, "=") || field__is(l->line, i, "-")) continue;
        book__word(l->book, l->line->field[i].text, l->line->field[i].size)->flags |= flag;
    }
}

static void people__first_names(book_loader *l)
{
    uint8_t gender = 0;
    for (size_t i = 0; i < l->line->field[0].size; i++)
        gender |= l->line->field[0].text[i] == 'm' ? NAMEWORD_MALE : NAMEWORD_FEMALE;
    for (size_t i = 1; i < l->line->count; i++) {
        if (l->line->field[i].size == 0) continue;
        name_word *w = book__word(l->book, l->line->field[i].text, l->line->field[i].size);
        w->flags |= NAMEWORD_FIRST;
        w->gender |= gender;
    }
}

static void people__line(book_loader *l)
{
    static const struct {
        const char *section;
        size_t from, to;
        uint32_t flag;
    } plain[] = {
        {"titles", 0, 1, NAMEWORD_TITLE},
        {"groups", 0, 2, NAMEWORD_GROUP},
        {"determiners", 0, 1, NAMEWORD_FUNCTION},
        {"prepositions", 0, 1, NAMEWORD_FUNCTION},
        {"conjunctions", 0, RESOURCE_FIELDS, NAMEWORD_FUNCTION | NAMEWORD_AND},
        {"connectors", 0, RESOURCE_FIELDS, NAMEWORD_FUNCTION},
        {"genitives", 0, RESOURCE_FIELDS, NAMEWORD_FUNCTION},
        {"particles", 0, 1, NAMEWORD_PARTICLE},
        {"suffixes", 0, RESOURCE_FIELDS, NAMEWORD_SUFFIX},
        {"places", 0, RESOURCE_FIELDS, NAMEWORD_PLACE},
        {"roles", 0, 4, NAMEWORD_ROLE},
    };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (resource_in(l->line, plain[i].section)) people__flag(l, plain[i].from, plain[i].to, plain[i].flag);
    if (resource_in(l->line, "determiners") && field__is(l->line, 1, "definite"))
        people__flag(l, 0, 1, NAMEWORD_DEFINITE);
    if (resource_in(l->line, "groups") && line__has(l->line, 3, "generic")) people__flag(l, 0, 2, NAMEWORD_ANY_GROUP);
    if (resource_in(l->line, "roles") && line__has(l->line, 4, "title")) people__flag(l, 0, 4, NAMEWORD_BEFORE);
    if (resource_in(l->line, "firstnames")) people__first_names(l);
}

/* ---- who.txt ---- */

/* The next word of a field, apart by spaces; false at the end. */
static bool list__next(const char **at, const char *end, const char **word, size_t *size)
{
    while (*at < end && **at == ' ') ++*at;
    *word = *at;
    while (*at < end && **at != ' ') ++*at;
    *size = (size_t)(*at - *word);
    return *size > 0;
}

#define LIST_EACH(l, i, word, size) \
    for (const char *word, *at_ = (l)->line->field[i].text, *end_ = at_ + (l)->line->field[i].size; \
         list__next(&at_, end_, &word, &size);)

/* The bit of a field of life; 0 for "-". */
static uint32_t loader__domain(book_loader *l, const char *name, size_t size)
{
    if (size == 1 && *name == '-') return 0;
    for (unsigned i = 0; i < l->domain_count; i++)
        if (l->domains[i].size == size && memcmp(l->domains[i].name, name, size) == 0) return UINT32_C(1) << i;
    if (l->domain_count == sizeof l->domains / sizeof *l->domains) return 0;
    l->domains[l->domain_count].name = name;
    l->domains[l->domain_count].size = size;
    return UINT32_C(1) << l->domain_count++;
}

static void who__role(book_loader *l)
{
    size_t size, n = 0, room = sizeof l->book->role_domain / sizeof *l->book->role_domain;
    if (l->line->count < 3 || l->number >= room) return;
    LIST_EACH(l, 1, name, size)
    {
        uint32_t domain = loader__domain(l, name, size);
        if (n++ == 0) l->book->role_domain[l->number] = domain;
        l->book->role_alone[l->number] = domain;
    }
    LIST_EACH(l, 2, word, size) book__word(l->book, word, size)->role = (uint16_t)l->number;
}

static void who__field(book_loader *l)
{
    size_t size, room = sizeof l->book->field_domain / sizeof *l->book->field_domain;
    if (l->line->count < 3 || l->number >= room) return;
    l->book->field_domain[l->number] = loader__domain(l, l->line->field[1].text, l->line->field[1].size);
    LIST_EACH(l, 2, word, size) book__word(l->book, word, size)->field = (uint16_t)l->number;
}

static void who__near(book_loader *l)
{
    size_t size;
    if (l->line->count < 2) return;
    uint32_t one = loader__domain(l, l->line->field[0].text, l->line->field[0].size);
    LIST_EACH(l, 1, name, size)
    {
        uint32_t other = loader__domain(l, name, size);
        for (unsigned i = 0; i < 32; i++) {
            if (one == UINT32_C(1) << i) l->book->near[i] |= other;
            if (other == UINT32_C(1) << i) l->book->near[i] |= one;
        }
    }
}

static void spelling__add(namebook *b, const char *x, size_t x_size, const char *y, size_t y_size, spelling s)
{
    if (x_size == 1 && *x == '-') x_size = 0;
    if (y_size == 1 && *y == '-') y_size = 0;
    if (x_size >= sizeof s.a || y_size >= sizeof s.b) return;
    memcpy(s.a, x, x_size);
    memcpy(s.b, y, y_size);
    s.a_size = (uint8_t)x_size;
    s.b_size = (uint8_t)y_size;
    unsigned i = x_size > 0 ? (unsigned)(*x - 'a') : SPELLING_LETTERS - 1;
    unsigned k = y_size > 0 ? (unsigned)(*y - 'a') : SPELLING_LETTERS - 1;
    if (i < SPELLING_LETTERS && k < SPELLING_LETTERS) VEC_PUSH(b->arena, &b->spellings[i][k], s);
}

/* Every two of a line. */
static void who__spellings(book_loader *l)
{
    size_t size, other_size;
    if (l->line->count < 2) return;
    spelling where = {.start = resource_is(l->line, 0, "start"),
                      .end = resource_is(l->line, 0, "end"),
                      .loose = resource_is(l->line, 0, "loose")};
    const char *from = l->line->field[1].text, *last = from + l->line->field[1].size, *x, *y;
    while (list__next(&from, last, &x, &size)) {
        const char *rest = l->line->field[1].text;
        while (list__next(&rest, last, &y, &other_size))
            if (y != x) spelling__add(l->book, x, size, y, other_size, where);
    }
}

static void who__words(book_loader *l, uint32_t flag)
{
    size_t size;
    LIST_EACH(l, 0, word, size) book__word(l->book, word, size)->flags |= flag;
}

static void who__names(book_loader *l, bool nick)
{
    size_t size;
    uint32_t bit = l->number - 1;
    if (bit >= (nick ? 64u : 128u)) return;
    LIST_EACH(l, 0, word, size)
    {
        name_word *w = book__word(l->book, word, size);
        if (nick)
            w->nick |= UINT64_C(1) << bit;
        else
            w->given[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

static void who__line(book_loader *l)
{
    size_t size;
    if (resource_in(l->line, "spellings")) who__spellings(l);
    if (resource_in(l->line, "given")) who__names(l, false);
    if (resource_in(l->line, "nicknames")) who__names(l, true);
    if (resource_in(l->line, "common")) who__words(l, NAMEWORD_COMMON);
    if (resource_in(l->line, "passing")) who__words(l, NAMEWORD_PASSING);
    if (resource_in(l->line, "single")) who__words(l, NAMEWORD_SINGLE);
    if (resource_in(l->line, "roles")) who__role(l);
    if (resource_in(l->line, "fields")) who__field(l);
    if (resource_in(l->line, "near")) who__near(l);
    if (resource_in(l->line, "ordinary"))
        LIST_EACH(l, 0, name, size) l->book->ordinary |= loader__domain(l, name, size);
    if (l->line->count < 2) return;
    if (resource_in(l->line, "countries"))
        LIST_EACH(l, 1, word, size) book__word(l->book, word, size)->country = (uint16_t)l->number;
    if (resource_in(l->line, "generations")) {
        uint8_t generation = (uint8_t)resource_number(l->line, 0, 0);
        LIST_EACH(l, 1, word, size) book__word(l->book, word, size)->generation = generation;
    }
}

/* ---- loading ---- */

static void loader__read(book_loader *l, const selon_resource *r, void (*take)(book_loader *l))
{
    const char *section = NULL;
    resource_reader reader = resource_read(r->bytes, r->size);
    while ((l->line = resource_next(&reader)) != NULL) {
        l->number = l->line->section == section ? l->number + 1 : 1;
        section = l->line->section;
        if (l->line->count > 0) take(l);
    }
}

static bool name__ends(const char *name, const char *end)
{
    size_t size = strlen(name), n = strlen(end);
    return size >= n && strcmp(name + size - n, end) == 0;
}

static bool namebook__load(namebook *b)
{
    book_loader l = {.book = b};
    bool found = false;
    b->slots = ARENA_ZARRAY(b->arena, struct name_slot, BOOK_SLOTS);
    b->mask = BOOK_SLOTS - 1;
    VEC_PUSH(b->arena, &b->words, (name_word){0});
    for (const selon_resource *r = resource_builtin; r->name != NULL; r++) {
        if (name__ends(r->name, PEOPLE_NAME)) loader__read(&l, r, people__line);
        if (strcmp(r->name, DATA_NAME) == 0) loader__read(&l, r, who__line), found = true;
    }
    b->words.items[0] = (name_word){0};
    return found;
}

namebook *namebook_new(const selon_allocator *allocator)
{
    arena *a = arena_new(allocator, 1 << 20);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        if (a != NULL) arena_free(a);
        return NULL;
    }
    namebook *b = ARENA_NEW(a, namebook);
    b->arena = a;
    if (namebook__load(b)) return b;
    arena_free(a);
    return NULL;
}

void namebook_free(namebook *b)
{
    if (b != NULL) arena_free(b->arena);
}

/* ---- tokens ---- */

static bool mark_is_hyphen(uint32_t cp)
{
    return cp == '-' || cp == 0x2010 || cp == 0x2011;
}

static bool mark_is_apostrophe(uint32_t cp)
{
    return cp == '\'' || cp == 0x2019 || cp == 0x2BC;
}

/* What stands between two words: the only character, or 0 for anything else. */
static uint32_t mark__between(const char *from, const char *to)
{
    unsigned n;
    if (from >= to) return 0;
    uint32_t cp = utf8_decode(from, to, &n);
    return from + n == to ? cp : 0;
}

static void token__begin(arena *a, name_token *t, const word_cursor *c)
{
    unsigned n, m;
    uint32_t first = utf8_decode(c->start, c->at, &n);
    *t = (name_token){.text = c->start, .capital = char_class_of(first) == CHAR_UPPER};
    t->folded = arena_alloc(a, c->folded_size < FOLDED_LEAST ? FOLDED_LEAST + 1 : c->folded_size + 1);
    t->all_capitals = c->at > c->start + n;
    for (const char *p = c->start; p < c->at; p += m)
        if (char_class_of(utf8_decode(p, c->at, &m)) == CHAR_LOWER) t->all_capitals = false;
}

static void token__extend(arena *a, name_token *t, const word_cursor *c)
{
    t->size = (size_t)(c->at - t->text);
    if (t->part_count == NAME_PARTS || t->folded_size + c->folded_size > WORD_MOST) return;
    size_t size = t->folded_size + c->folded_size;
    if (t->part_count > 0 && size > FOLDED_LEAST) t->folded = arena_grow(a, t->folded, t->folded_size + 1u, size + 1);
    memcpy(t->folded + t->folded_size, c->folded, c->folded_size);
    t->folded_size = (uint8_t)size;
    t->folded[t->folded_size] = '\0';
    t->part_end[t->part_count++] = t->folded_size;
}

/* Does the next word go on with this token? "Jean-Marie", "O'Neill". An article
 * or preposition before an apostrophe stands alone. */
static bool token__goes_on(const namebook *b, const name_token *t, uint32_t mark)
{
    if (mark_is_hyphen(mark)) return true;
    if (!mark_is_apostrophe(mark) || !t->capital || t->part_count != 1 || t->folded_size != 1) return false;
    return (namebook_word(b, t->folded, 1).flags & (NAMEWORD_FUNCTION | NAMEWORD_PARTICLE)) == 0;
}

size_t name_tokens(const namebook *b, arena *a, const char *text, name_token *out, size_t room)
{
    size_t count = 0;
    word_cursor c = words_of(text, strlen(text));
    const char *before = text;
    while (words_next(&c)) {
        uint32_t mark = mark__between(before, c.start);
        if (count > 0 && token__goes_on(b, &out[count - 1], mark)) {
            token__extend(a, &out[count - 1], &c);
        } else {
            if (count == room) return room + 1;
            token__begin(a, &out[count], &c);
            out[count].opens = c.start > text && c.start[-1] == '(';
            token__extend(a, &out[count++], &c);
        }
        before = c.at;
        out[count - 1].dotted = c.at < c.end && *c.at == '.';
        unsigned n;
        out[count - 1].elided = c.at < c.end && mark_is_apostrophe(utf8_decode(c.at, c.end, &n));
    }
    for (size_t i = 0; i < count; i++) {
        name_token *t = &out[i];
        t->word = namebook_word(b, t->folded, t->folded_size);
        t->particle = t->part_count > 1 && (namebook_word(b, t->folded, t->part_end[0]).flags & NAMEWORD_PARTICLE) != 0;
    }
    return count;
}
