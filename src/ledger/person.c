/* SPDX-License-Identifier: Apache-2.0
 *
 * person.c - see person.h.
 *
 * Parsing. An article and titles in front go; what follows is a person's name
 * when it is nothing but capitalised words and particles, and a body's when it
 * has a noun for bodies, an acronym, a place, or an article before it. In lower
 * case it is a description, unless it is a body that there is one of.
 *
 * A person's family name is taken to begin at the first particle after the
 * first name, or to be the last word. Names come in the other order too (Orban
 * Viktor), with a given name more or less, with both spouses' names; comparing
 * allows for that but says how far it had to go (enum name_match), and whoever
 * asks wants the more support from elsewhere the less the names agree.
 */
#include "ledger/person.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "ledger/transcription.h"

#define RAW_TOKENS 24
#define NICK_KEYS 3

typedef struct parse {
    const namebook *book;
    arena *arena;
    name_token raw[RAW_TOKENS];
    size_t first, end; /* what is left of them */
    bool article, titled;
    person_name *out;
} parse;

static bool token__has(const name_token *t, uint32_t flags)
{
    return (t->word.flags & flags) != 0;
}

/* "J.", "J", "J.-M." */
static bool token__is_initial(const name_token *t)
{
    return t->capital && !t->elided && t->folded_size == t->part_count;
}

/* A word that only joins others. A single letter does so before an apostrophe. */
static bool token__is_function(const name_token *t)
{
    if (t->folded_size == 1 && !t->elided && (t->capital || t->dotted)) return false;
    return token__has(t, NAMEWORD_FUNCTION) && (!t->capital || !token__has(t, NAMEWORD_FIRST));
}

static bool token__is_particle(const name_token *t)
{
    if (t->folded_size == 1 && !t->elided) return t->folded[0] == 'y' && !t->capital;
    return token__has(t, NAMEWORD_PARTICLE);
}

/* The value of a Roman numeral in capitals; 0 for none. */
static unsigned token__roman(const name_token *t)
{
    static const struct {
        char letter;
        unsigned value;
    } values[] = {{'i', 1}, {'v', 5}, {'x', 10}};
    unsigned sum = 0, before = 0;
    if (!t->capital || t->dotted || t->folded_size == 0 || t->folded_size > 5) return 0;
    if (t->folded_size > 1 && !t->all_capitals) return 0;
    for (size_t i = t->folded_size; i-- > 0;) {
        unsigned value = 0;
        for (size_t k = 0; k < 3; k++)
            if (values[k].letter == t->folded[i]) value = values[k].value;
        if (value == 0) return 0;
        sum = value < before ? sum - value : sum + value;
        before = value;
    }
    return sum;
}

/* ---- parsing ---- */

static bool token__is_acronym(const name_token *t)
{
    return t->all_capitals && t->folded_size >= 2 && t->folded_size <= 8 && t->part_count == 1 && token__roman(t) == 0;
}

/* "O.N.U." is one word. */
static void parse__join_letters(parse *p)
{
    size_t letters = 0;
    while (p->first + letters < p->end && p->raw[p->first + letters].dotted &&
           p->raw[p->first + letters].folded_size == 1 && p->raw[p->first + letters].capital)
        letters++;
    if (letters < 2 || letters != p->end - p->first || letters > 8) return;
    name_token *t = &p->raw[p->first];
    for (size_t i = 1; i < letters; i++) t->folded[i] = p->raw[p->first + i].folded[0];
    t->folded[letters] = '\0';
    t->folded_size = (uint8_t)letters;
    t->part_count = 1;
    t->part_end[0] = (uint8_t)letters;
    t->all_capitals = true;
    t->word = namebook_word(p->book, t->folded, t->folded_size);
    p->end = p->first + 1;
}

/* "... (OMS)": the acronym, which goes from the name with all that follows. */
static void parse__take_parenthesis(parse *p)
{
    for (size_t i = p->first + 1; i < p->end; i++) {
        const name_token *t = &p->raw[i];
        if (!t->opens) continue;
        if (token__is_acronym(t) && t->folded_size < sizeof p->out->initials) strcpy(p->out->initials, t->folded);
        p->end = i;
        return;
    }
}

static void parse__front(parse *p)
{
    if (p->end - p->first > 1 && token__has(&p->raw[p->first], NAMEWORD_DEFINITE)) {
        const name_token *t = &p->raw[p->first];
        bool part_of_name = t->capital && !t->elided && token__is_particle(t); /* "Le Pen" */
        if (!part_of_name && (t->folded_size > 1 || t->elided)) p->first++, p->article = true;
    }
    while (p->end - p->first > 1 && token__has(&p->raw[p->first], NAMEWORD_TITLE) &&
           !token__has(&p->raw[p->first], NAMEWORD_FIRST) && !token__is_particle(&p->raw[p->first]))
        p->first++, p->titled = true;
}

/* "Jr", "fils", "III", "Inc." at the end. */
static void parse__back(parse *p)
{
    while (p->end - p->first > 1) {
        const name_token *t = &p->raw[p->end - 1];
        unsigned roman = token__roman(t);
        if (t->word.generation != 0)
            p->out->generation = t->word.generation;
        else if (roman != 0 && !t->dotted && (t->folded_size > 1 || p->end - p->first == 2))
            p->out->generation = (uint8_t)roman;
        else if (!(token__has(t, NAMEWORD_SUFFIX) && t->capital))
            return;
        p->end--;
    }
}

static void parse__keep(parse *p, bool functions)
{
    size_t room = p->end - p->first < PERSON_TOKENS ? p->end - p->first : PERSON_TOKENS;
    p->out->tokens = ARENA_ZARRAY(p->arena, name_token,
                                  room + (room == 0)); /* no more: many names are kept (known.c) */
    for (size_t i = p->first; i < p->end && p->out->count < PERSON_TOKENS; i++)
        if (functions || !token__is_function(&p->raw[i])) p->out->tokens[p->out->count++] = p->raw[i];
}

/* Is a word one that many bodies of many places have: "ministère", "supreme"? */
static bool token__is_of_kind(const name_token *t)
{
    return token__has(t, NAMEWORD_GROUP) || t->word.field != 0 || token__has(t, NAMEWORD_FUNCTION);
}

static bool parse__all_of_kind(const parse *p)
{
    for (size_t i = p->first; i < p->end; i++)
        if (!token__is_of_kind(&p->raw[i]) || token__is_acronym(&p->raw[i])) return false;
    return true;
}

static bool parse__has_capital(const parse *p)
{
    for (size_t i = p->first; i < p->end; i++)
        if (p->raw[i].capital && !token__is_function(&p->raw[i])) return true;
    return false;
}

static size_t parse__content(const parse *p)
{
    size_t n = 0;
    for (size_t i = p->first; i < p->end; i++) n += !token__is_function(&p->raw[i]);
    return n;
}

/* "Roe and Duarte": two, unless a noun for bodies begins it. */
static bool parse__is_several(const parse *p)
{
    for (size_t i = p->first + 1; i < p->end; i++)
        if (token__has(&p->raw[i], NAMEWORD_AND) && !p->raw[i].capital)
            return !token__has(&p->raw[p->first], NAMEWORD_GROUP) && !token__has(&p->raw[p->end - 1], NAMEWORD_GROUP);
    return false;
}

/* What of a body there is. */
static person_sort parse__body(const parse *p)
{
    const name_token *first = &p->raw[p->first], *last = &p->raw[p->end - 1];
    if (p->end - p->first == 1 && token__is_acronym(first)) return BODY_INITIALS;
    if (parse__is_several(p)) return PERSON_NOBODY;
    bool head = token__has(first, NAMEWORD_GROUP) || token__has(last, NAMEWORD_GROUP) || first->word.field != 0;
    if (parse__all_of_kind(p)) {
        /* One word in lower case is "the government": anybody's. */
        bool several = parse__content(p) > 1;
        if (p->out->initials[0] != '\0') return BODY_NAMED;
        return head && (several || first->capital) && (first->capital || p->article) ? BODY_OF_KIND : PERSON_NOBODY;
    }
    if (!parse__has_capital(p)) return PERSON_NOBODY;
    if (first->capital && (p->article || last->capital || token__has(first, NAMEWORD_GROUP))) return BODY_NAMED;
    if (token__has(first, NAMEWORD_SINGLE) && last->capital) return BODY_OF_PLACE;
    return PERSON_NOBODY;
}

static bool parse__is_bodily(const parse *p)
{
    for (size_t i = p->first; i < p->end; i++) {
        const name_token *t = &p->raw[i];
        if (token__is_acronym(t) && (p->end - p->first == 1 || t->folded_size <= 4) && !token__has(t, NAMEWORD_FIRST))
            return true;
        if (token__has(t, NAMEWORD_GROUP) && !token__has(t, NAMEWORD_FIRST)) return true;
        if (token__is_function(t) && !token__is_particle(t)) return true;
        if (!t->capital && !token__is_particle(t) && !t->particle) return true;
    }
    /* "France", "New Caledonia" */
    return token__has(&p->raw[p->end - 1], NAMEWORD_PLACE) && !token__has(&p->raw[p->first], NAMEWORD_FIRST);
}

/* Where the family name begins. */
static void parse__family(person_name *n)
{
    n->family = n->count - 1;
    for (size_t i = n->count - 1; i > 0; i--)
        if (token__is_particle(&n->tokens[i]) && i + 1 < n->count) n->family = i;
}

static void parse__person(parse *p)
{
    person_name *n = p->out;
    parse__keep(p, true);
    bool single = n->count == 1 || (n->count == 2 && token__is_particle(&n->tokens[0]));
    n->sort = single && n->generation == 0 ? PERSON_BARE : PERSON_FULL;
    if (single) n->family = 0;
    if (!single) parse__family(n);
    n->gender = n->sort == PERSON_FULL && !single ? n->tokens[0].word.gender : 0;
    bool first_name = token__has(&n->tokens[0], NAMEWORD_FIRST) ||
                      namebook_word(p->book, n->tokens[0].folded, n->tokens[0].part_end[0]).gender != 0;
    n->surely_person = p->titled || (!single && (first_name || token__is_initial(&n->tokens[0])));
}

static char *person__folded(arena *a, const person_name *n)
{
    size_t size = 8;
    for (size_t i = 0; i < n->count; i++) size += n->tokens[i].folded_size + 1u;
    char *out = arena_alloc(a, size), *at = out;
    for (size_t i = 0; i < n->count; i++) {
        memcpy(at, n->tokens[i].folded, n->tokens[i].folded_size);
        at += n->tokens[i].folded_size;
    }
    if (n->generation != 0) *at++ = '#', *at++ = (char)('0' + n->generation % 64);
    *at = '\0';
    return out;
}

void person_parse(const namebook *b, arena *a, const char *name, person_name *out)
{
    parse p = {.book = b, .arena = a, .out = out};
    *out = (person_name){.folded = arena_strndup(a, "", 0)};
    p.end = name_tokens(b, a, name, p.raw, RAW_TOKENS);
    if (p.end == 0 || p.end > RAW_TOKENS) return;
    parse__take_parenthesis(&p);
    parse__front(&p);
    parse__join_letters(&p);
    parse__back(&p);
    if (p.article || parse__is_bodily(&p)) {
        out->sort = p.titled ? PERSON_NOBODY : parse__body(&p);
        if (out->sort != PERSON_NOBODY) parse__keep(&p, out->sort == BODY_INITIALS);
        if (out->sort == BODY_INITIALS && out->initials[0] == '\0') strcpy(out->initials, out->tokens[0].folded);
    } else if (p.end - p.first <= PERSON_TOKENS) {
        parse__person(&p);
    }
    if (out->count == 0) out->sort = PERSON_NOBODY;
    out->folded = person__folded(a, out);
}

/* ---- parts of names compared ---- */

static bool token__same(const name_token *x, const name_token *y)
{
    return x->folded_size == y->folded_size && memcmp(x->folded, y->folded, x->folded_size) == 0;
}

static size_t token__part(const name_token *t, size_t i, const char **at)
{
    size_t from = i > 0 ? t->part_end[i - 1] : 0;
    *at = t->folded + from;
    return t->part_end[i] - from;
}

/* Is each part of `x` the beginning of the part of `y` ("J.-M.", "Jean-Marie")? */
static bool token__abbreviates(const name_token *x, const name_token *y)
{
    const char *xs, *ys;
    if (!token__is_initial(x) || x->part_count > y->part_count) return false;
    for (size_t i = 0; i < x->part_count; i++) {
        token__part(x, i, &xs);
        if (token__part(y, i, &ys) == 0 || *xs != *ys) return false;
    }
    return true;
}

typedef enum given_match {
    GIVEN_OTHER,
    GIVEN_INITIAL,
    GIVEN_NICK,
    GIVEN_LOOSE,
    GIVEN_SPELLING,
    GIVEN_SAME
} given_match;

static given_match given__match(const namebook *b, const name_token *x, const name_token *y)
{
    if (token__same(x, y)) return GIVEN_SAME;
    if (token__is_initial(x) || token__is_initial(y))
        return token__abbreviates(x, y) || token__abbreviates(y, x) ? GIVEN_INITIAL : GIVEN_OTHER;
    /* "Michel" is not "Michèle". */
    if (x->word.gender != 0 && y->word.gender != 0 && (x->word.gender & y->word.gender) == 0) return GIVEN_OTHER;
    if ((x->word.given[0] & y->word.given[0]) != 0 || (x->word.given[1] & y->word.given[1]) != 0) return GIVEN_SPELLING;
    if ((x->word.nick & y->word.nick) != 0) return GIVEN_NICK;
    /* An e at the end makes another name of one: "Pascal", "Pascale". */
    const name_token *longer = x->folded_size > y->folded_size ? x : y, *shorter = longer == x ? y : x;
    if (longer->folded[longer->folded_size - 1] == 'e' || longer->folded[longer->folded_size - 1] == 'a')
        if (shorter->folded_size < longer->folded_size &&
            strchr("aeiouy", shorter->folded[shorter->folded_size - 1]) == NULL)
            return GIVEN_OTHER;
    static const given_match by_spelling[] = {GIVEN_OTHER, GIVEN_LOOSE, GIVEN_SPELLING};
    return by_spelling[transcription_alike(b, x->folded, x->folded_size, y->folded, y->folded_size)];
}

typedef enum family_match { FAMILY_OTHER, FAMILY_PART, FAMILY_LOOSE, FAMILY_SPELLING, FAMILY_SAME } family_match;

/* The family name's parts, hyphens and spaces alike, without particles. */
typedef struct family_parts {
    struct {
        const char *text;
        size_t size;
    } items[PERSON_TOKENS * NAME_PARTS];
    size_t count;
} family_parts;

static void family__parts(const person_name *n, size_t from, size_t to, family_parts *out)
{
    out->count = 0;
    for (size_t i = from; i < to; i++) {
        if (token__is_particle(&n->tokens[i]) && i + 1 < n->count) continue;
        for (size_t k = n->tokens[i].particle; k < n->tokens[i].part_count; k++) {
            out->items[out->count].size = token__part(&n->tokens[i], k, &out->items[out->count].text);
            out->count++;
        }
    }
}

static bool parts__have(const family_parts *all, const char *text, size_t size)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].size == size && memcmp(all->items[i].text, text, size) == 0) return true;
    return false;
}

static size_t parts__join(const family_parts *parts, char out[WORD_MOST + 1])
{
    size_t used = 0;
    for (size_t i = 0; i < parts->count && used + parts->items[i].size <= WORD_MOST; i++) {
        memcpy(out + used, parts->items[i].text, parts->items[i].size);
        used += parts->items[i].size;
    }
    return used;
}

static family_match family__match(const namebook *b, const family_parts *x, const family_parts *y)
{
    char xs[WORD_MOST + 1], ys[WORD_MOST + 1];
    size_t x_size = parts__join(x, xs), y_size = parts__join(y, ys);
    if (x_size == 0 || y_size == 0) return FAMILY_OTHER;
    if (x_size == y_size && memcmp(xs, ys, x_size) == 0) return FAMILY_SAME;
    const family_parts *few = x->count < y->count ? x : y, *many = few == x ? y : x;
    if (few->count < many->count) {
        size_t shared = 0;
        for (size_t i = 0; i < few->count; i++) shared += parts__have(many, few->items[i].text, few->items[i].size);
        if (shared == few->count && few->items[0].size > 1) return FAMILY_PART;
    }
    /* A letter of difference in a short name is another name. */
    if (x_size < 4 || y_size < 4) return FAMILY_OTHER;
    static const family_match by_spelling[] = {FAMILY_OTHER, FAMILY_LOOSE, FAMILY_SPELLING};
    return by_spelling[transcription_alike(b, xs, x_size, ys, y_size)];
}

/* ---- persons compared ---- */

/* Middle names. Those that both have must agree. */
typedef enum middle_match { MIDDLE_OTHER, MIDDLE_NAME, MIDDLE_INITIAL, MIDDLE_SAME } middle_match;

static middle_match middle__match(const namebook *b, const person_name *x, const person_name *y)
{
    size_t xs = x->family - 1, ys = y->family - 1, both = xs < ys ? xs : ys;
    bool initials = false;
    for (size_t i = 0; i < both; i++) {
        given_match m = given__match(b, &x->tokens[i + 1], &y->tokens[i + 1]);
        if (m == GIVEN_OTHER) return MIDDLE_OTHER;
        initials |= m != GIVEN_SAME;
    }
    const person_name *longer = xs > ys ? x : y;
    for (size_t i = both; i + 1 < longer->family; i++) {
        if (!token__is_initial(&longer->tokens[i + 1])) return both > 0 ? MIDDLE_OTHER : MIDDLE_NAME;
        if (both > 0) return MIDDLE_OTHER; /* George W., George H. W. */
        initials = true;
    }
    return initials ? MIDDLE_INITIAL : MIDDLE_SAME;
}

static name_match full__match(const namebook *b, const person_name *x, const person_name *y)
{
    family_parts xf, yf;
    if (x->family == 0 || y->family == 0) return NAME_OTHER; /* a single name and its number, not the same */
    given_match given = given__match(b, &x->tokens[0], &y->tokens[0]);
    if (given == GIVEN_OTHER) return NAME_OTHER;
    family__parts(x, x->family, x->count, &xf);
    family__parts(y, y->family, y->count, &yf);
    family_match family = family__match(b, &xf, &yf);
    middle_match middle = middle__match(b, x, y);
    if (family < FAMILY_LOOSE) {
        /* "Ana Duarte Lopes", "Ana Duarte": what looks like a middle name may be of the family name. */
        family__parts(x, 1, x->count, &xf);
        family__parts(y, 1, y->count, &yf);
        family = family__match(b, &xf, &yf);
        return family == FAMILY_PART && given >= GIVEN_SPELLING ? NAME_PART : NAME_OTHER;
    }
    if (middle == MIDDLE_OTHER) return NAME_OTHER;
    if (given == GIVEN_INITIAL) return family == FAMILY_SAME ? NAME_INITIAL : NAME_OTHER;
    if (given == GIVEN_NICK || middle == MIDDLE_NAME) return family == FAMILY_SAME ? NAME_PART : NAME_OTHER;
    if (given == GIVEN_LOOSE || family == FAMILY_LOOSE) return NAME_LOOSE;
    if (given == GIVEN_SPELLING || family == FAMILY_SPELLING) return NAME_SPELLING;
    return middle == MIDDLE_INITIAL ? NAME_MIDDLE : NAME_SPELLING; /* "de Roux", "Roux" */
}

/* The same words with the family name in front. */
static bool person__turned(const person_name *x, const person_name *y)
{
    if (x->count != y->count || x->count < 2 || x->count > 3) return false;
    for (size_t i = 0; i < x->count; i++)
        if (!token__same(&x->tokens[i], &y->tokens[(i + 1) % y->count])) return false;
    return true;
}

static name_match bare__match(const namebook *b, const person_name *bare, const person_name *full)
{
    family_parts xf, yf;
    if (full->sort != PERSON_FULL || full->family == 0) return NAME_OTHER;
    family__parts(bare, 0, bare->count, &xf);
    family__parts(full, full->family, full->count, &yf);
    family_match family = family__match(b, &xf, &yf);
    return family == FAMILY_SAME ? NAME_BARE : NAME_OTHER;
}

static name_match body__match(const person_name *x, const person_name *y)
{
    if (strcmp(x->folded, y->folded) == 0) return NAME_EXACT;
    if (x->sort != y->sort || x->sort != BODY_OF_KIND || x->count != y->count) return NAME_OTHER;
    /* "Interior Ministry", "Ministry of the Interior" */
    for (size_t i = 0; i < x->count; i++) {
        bool found = false;
        for (size_t k = 0; k < y->count; k++) found = found || token__same(&x->tokens[i], &y->tokens[k]);
        if (!found) return NAME_OTHER;
    }
    return NAME_EXACT;
}

/* How much of its folded form is letters. */
static size_t person_letters(const person_name *n)
{
    return strcspn(n->folded, "#");
}

name_match person_match(const namebook *b, const person_name *x, const person_name *y)
{
    if (x->sort == PERSON_NOBODY || y->sort == PERSON_NOBODY) return NAME_OTHER;
    if (person_is_body(x) != person_is_body(y)) return NAME_OTHER;
    if (person_is_body(x)) return body__match(x, y);
    if (x->generation != y->generation && (x->generation != 0) == (y->generation != 0)) return NAME_OTHER;
    name_match m;
    if (x->sort == PERSON_BARE || y->sort == PERSON_BARE)
        m = x->sort == y->sort ? NAME_OTHER
                               : bare__match(b, x->sort == PERSON_BARE ? x : y, x->sort == PERSON_BARE ? y : x);
    else if (person_letters(x) == person_letters(y) && memcmp(x->folded, y->folded, person_letters(x)) == 0)
        m = NAME_EXACT;
    else
        m = full__match(b, x, y);
    if (m == NAME_OTHER && (person__turned(x, y) || person__turned(y, x))) m = NAME_SPELLING;
    /* Father or son is meant where one of them is named so, and it is not said which elsewhere. */
    if (x->generation != y->generation && m > NAME_PART) m = NAME_PART;
    return m;
}

bool body_has_initials(const person_name *body, const char *acronym)
{
    size_t n = 0, size = strlen(acronym);
    if (body->sort < BODY_NAMED || body->sort == BODY_INITIALS || size < 2) return false;
    for (size_t i = 0; i < body->count; i++)
        for (size_t k = 0; k < body->tokens[i].part_count; k++) {
            const char *part;
            if (token__part(&body->tokens[i], k, &part) == 0 || n >= size || *part != acronym[n++]) return false;
        }
    return n == size;
}

/* ---- keys ---- */

/* The given name's part of a key: the first letter of its skeleton, which is
 * the same for all of one line of [given]; for vowels, one for all. */
static uint64_t given__class(const name_token *t)
{
    char skeleton[WORD_MOST + 1];
    if (t->word.given[0] != 0) return 256 + (uint64_t)__builtin_ctzll(t->word.given[0]);
    if (t->word.given[1] != 0) return 320 + (uint64_t)__builtin_ctzll(t->word.given[1]);
    transcription_skeleton(t->folded, t->folded_size, skeleton);
    return strchr("aeiouyhj", t->folded[0]) != NULL ? 1 : (uint64_t)(unsigned char)skeleton[0];
}

static int64_t key__of(uint64_t sort, const char *text, size_t size, uint64_t more)
{
    return (int64_t)hash_mix(hash_join(hash_join(sort, hash_bytes(text, size)), more));
}

static int64_t family__key(const char *text, size_t size, uint64_t given)
{
    char skeleton[WORD_MOST + 1];
    size_t n = transcription_skeleton(text, size, skeleton);
    return key__of(1, skeleton, n, given);
}

static void keys__add(int64_t out[PERSON_KEYS], size_t *count, int64_t key)
{
    for (size_t i = 0; i < *count; i++)
        if (out[i] == key) return;
    if (*count < PERSON_KEYS) out[(*count)++] = key;
}

/* The classes a given name may be looked for under: its lines, and those of its first letter. */
static void keys__add_person(const person_name *n, int64_t out[PERSON_KEYS], size_t *count)
{
    family_parts parts;
    family__parts(n, 1, n->count, &parts);
    uint64_t given = given__class(&n->tokens[0]), other = n->count > 1 ? given__class(&n->tokens[1]) : 0;
    char skeleton[WORD_MOST + 1];
    transcription_skeleton(n->tokens[0].folded, n->tokens[0].part_end[0], skeleton);
    for (size_t i = parts.count; i-- > 0;) {
        keys__add(out, count, family__key(parts.items[i].text, parts.items[i].size, given));
        uint64_t letter = strchr("aeiouyhj", n->tokens[0].folded[0]) != NULL ? 1 : (uint64_t)(unsigned char)skeleton[0];
        if (i + 1 < parts.count) continue;
        keys__add(out, count, family__key(parts.items[i].text, parts.items[i].size, letter));
        unsigned nicks = 0;
        for (uint64_t nick = n->tokens[0].word.nick; nick != 0 && nicks < NICK_KEYS; nick &= nick - 1, nicks++)
            keys__add(out, count,
                      family__key(parts.items[i].text, parts.items[i].size, 384 + (uint64_t)__builtin_ctzll(nick)));
    }
    /* A family name of several parts, spelt with or without hyphens, as one. */
    char all[WORD_MOST + 1];
    family__parts(n, n->family, n->count, &parts);
    size_t size = parts__join(&parts, all);
    if (parts.count > 1) keys__add(out, count, family__key(all, size, given));
    if (!token__has(&n->tokens[0], NAMEWORD_FIRST) || n->count == 2)
        keys__add(out, count, family__key(n->tokens[0].folded, n->tokens[0].folded_size, other));
}

size_t person_keys(const namebook *b, const person_name *n, int64_t out[PERSON_KEYS])
{
    size_t count = 0;
    (void)b;
    if (n->sort == PERSON_NOBODY) return 0;
    keys__add(out, &count, key__of(0, n->folded, strlen(n->folded), 0));
    if (n->sort == PERSON_FULL && n->family > 0) keys__add_person(n, out, &count);
    if (n->sort == BODY_OF_KIND) {
        uint64_t sum = 0; /* whatever the order of its words */
        for (size_t i = 0; i < n->count; i++)
            sum += hash_mix(hash_bytes(n->tokens[i].folded, n->tokens[i].folded_size));
        keys__add(out, &count, (int64_t)hash_mix(sum));
    }
    if (person_is_body(n) && n->initials[0] != '\0')
        keys__add(out, &count, key__of(2, n->initials, strlen(n->initials), 0));
    return count;
}

int64_t person_family_key(const person_name *n)
{
    family_parts parts;
    char all[WORD_MOST + 1];
    family__parts(n, n->family, n->count, &parts);
    size_t size = parts__join(&parts, all);
    return key__of(3, all, size, 0);
}
