/* SPDX-License-Identifier: Apache-2.0
 *
 * entities.c - keeps apart, and together, those an article names.
 *
 * Every entity is filed under keys: the last word of its name, the first, its
 * initials, its acronym, the head noun of its role or description. A new
 * mention looks under its own keys and compares what it finds:
 *
 *     "M. Roux", "Roux"        last word; the rest must be a suffix
 *     "J. Roux"                last word; the first may be an initial
 *     "Claire Roux"            joins a bare "Roux" but no "Jean Roux"
 *     "Mme Roux"               gender agrees
 *     "HRW"                    initials of "Human Rights Watch"
 *     "le porte-parole"        head noun; all other words of the shorter
 *                              description are in the longer one
 *
 * Each key's list is read newest first and no deeper than DEPTH, so the cost
 * of a mention does not grow with the text.
 */
#include "resolve/entities.h"

#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"

#define DEPTH 8
#define DESCRIPTION_WORDS 24

enum { KEY_LAST = 1, KEY_FIRST, KEY_ACRONYM, KEY_INITIALS, KEY_NOUN };

typedef struct link {
    int32_t entity;
    uint32_t next; /* plus one */
    range words;   /* KEY_NOUN: the description filed */
} link;

typedef struct slot {
    uint64_t key; /* 0: empty */
    uint32_t first;
} slot;

struct entity_table {
    arena *arena;
    const person_lexicon *lexicon;
    const text *text;
    const name_list *names;
    VEC(entity) entities;
    VEC(link) links;
    slot *slots;
    size_t mask, used;
};

/* ---- keys ---- */

static slot *table__slot(const entity_table *e, uint64_t key)
{
    size_t i = key & e->mask;
    while (e->slots[i].key != 0 && e->slots[i].key != key) i = (i + 1) & e->mask;
    return &e->slots[i];
}

static void table__grow(entity_table *e)
{
    slot *old = e->slots;
    size_t count = e->mask + 1;
    e->mask = count * 2 - 1;
    e->slots = ARENA_ZARRAY(e->arena, slot, e->mask + 1);
    for (size_t i = 0; i < count; i++)
        if (old[i].key != 0) *table__slot(e, old[i].key) = old[i];
}

static uint32_t table__first(const entity_table *e, uint64_t key)
{
    return table__slot(e, key)->first;
}

static void table__file(entity_table *e, uint64_t key, int32_t i, range words)
{
    slot *s = table__slot(e, key);
    if (s->first != 0 && e->links.items[s->first - 1].entity == i &&
        e->links.items[s->first - 1].words.end - e->links.items[s->first - 1].words.start >= words.end - words.start)
        return;
    VEC_PUSH(e->arena, &e->links, ((link){i, s->first, words}));
    bool is_new = s->key == 0;
    s->key = key;
    s->first = (uint32_t)e->links.count;
    if (is_new && ++e->used * 2 > e->mask) table__grow(e);
}

/* A word without case and accents. */
static uint64_t word__fold(const char *p, const char *end)
{
    uint64_t h = HASH_SEED;
    while (p < end) {
        unsigned n;
        uint32_t cp = utf8_decode(p, end, &n);
        uint32_t folded = char_fold(cp);
        if (folded < 0x80 && folded != 0)
            h = hash_byte(h, (unsigned char)char_lower(folded));
        else if (folded != 0)
            h = hash_join(h, folded);
        p += n;
    }
    return hash_mix(h);
}

static uint64_t table__fold(const entity_table *e, uint32_t i)
{
    const token *t = &e->text->tokens[i];
    return word__fold(e->text->bytes + t->start, e->text->bytes + t->end);
}

/* The same without the full stop of an abbreviation. */
static uint64_t table__fold_word(const entity_table *e, uint32_t i)
{
    const token *t = &e->text->tokens[i];
    const char *p = e->text->bytes + t->start, *end = e->text->bytes + t->end;
    while (end > p + 1 && end[-1] == '.') end--;
    return word__fold(p, end);
}

static uint32_t table__letter(const entity_table *e, uint32_t i)
{
    unsigned n;
    const token *t = &e->text->tokens[i];
    return char_lower(char_fold(utf8_decode(e->text->bytes + t->start, e->text->bytes + t->end, &n)));
}

static uint64_t table__key(int kind, uint64_t h)
{
    return hash_join((uint64_t)kind, h) | 1;
}

/* The key of an acronym's letters, or of a longer name's initials; 0 when it
 * can have none. Filed under its own sort, looked up under the other's. */
static uint64_t table__letters(const entity_table *e, range name, bool file)
{
    const token *first = &e->text->tokens[name.start];
    uint64_t h = HASH_SEED;
    if (name.end - name.start > 8) return 0;
    if (name.end - name.start > 1) {
        for (uint32_t i = name.start; i < name.end; i++)
            if (e->text->tokens[i].flags & TOKEN_CAPITAL) h = hash_join(h, table__letter(e, i));
        return table__key(file ? KEY_INITIALS : KEY_ACRONYM, h);
    }
    if ((first->flags & TOKEN_ALL_CAPITALS) == 0 || first->end - first->start > 8) return 0;
    const char *p = e->text->bytes + first->start, *end = e->text->bytes + first->end;
    unsigned n;
    for (; p < end; p += n) {
        uint32_t cp = utf8_decode(p, end, &n);
        if (cp != '.') h = hash_join(h, char_lower(char_fold(cp)));
    }
    return table__key(file ? KEY_ACRONYM : KEY_INITIALS, h);
}

/* A name without "Jr." */
static range table__bare(const entity_table *e, range name)
{
    while (name.end - name.start > 1 && person_word_is(e->lexicon, &e->text->tokens[name.end - 1], PEOPLE_SUFFIX))
        name.end--;
    return name;
}

entity_table *entity_table_new(arena *a, const person_lexicon *lexicon, const text *t, const name_list *names)
{
    entity_table *e = ARENA_NEW(a, entity_table);
    e->arena = a;
    e->lexicon = lexicon;
    e->text = t;
    e->names = names;
    e->mask = 63;
    e->slots = ARENA_ZARRAY(a, slot, e->mask + 1);
    return e;
}

entity *entity_at(const entity_table *e, int32_t i)
{
    return &e->entities.items[i];
}

/* ---- names ---- */

static bool token__is_initial(const token *t)
{
    return (t->flags & TOKEN_ABBREVIATION) != 0 && t->end - t->start <= 6;
}

static bool words__equal(const entity_table *e, uint32_t a, uint32_t b)
{
    return e->text->tokens[a].form == e->text->tokens[b].form || table__fold(e, a) == table__fold(e, b);
}

/* Is the shorter name the end of the longer one? (Their last words agree.) */
static bool names__suffix(const entity_table *e, range a, range b)
{
    while (a.start < a.end && b.start < b.end)
        if (!words__equal(e, --a.end, --b.end)) return false;
    return true;
}

/* Are the words behind two names ("Jr.", "III") others? Of one without any it cannot be told. */
static bool suffixes__differ(const entity_table *e, range a, range b)
{
    range x = {table__bare(e, a).end, a.end}, y = {table__bare(e, b).end, b.end};
    if (x.start == x.end || y.start == y.end) return false;
    if (x.end - x.start != y.end - y.start) return true;
    for (uint32_t i = 0; i < x.end - x.start; i++)
        if (table__fold_word(e, x.start + i) != table__fold_word(e, y.start + i)) return true;
    return false;
}

/* How well two names with the same last word agree: 0 not at all, 3 in every
 * word. */
static int names__agree(const entity_table *e, range a, range b)
{
    uint32_t m = a.end - a.start, n = b.end - b.start;
    if (names__suffix(e, a, b)) return m == n ? 3 : 2;
    if (m < 2 || n < 2) return 0;
    if (words__equal(e, a.start, b.start)) return 1; /* "Anna K. Roe", "Anna Roe" */
    bool initial = token__is_initial(&e->text->tokens[a.start]) || token__is_initial(&e->text->tokens[b.start]);
    return initial && table__letter(e, a.start) == table__letter(e, b.start);
}

/* Can the mention's bearer be the entity, apart from the name? */
static bool entity__admits(const entity *k, const mention *m, const name_run *run)
{
    if (k->being == BEING_PERSON && m->being == BEING_BODY) return false;
    if (k->being == BEING_BODY && m->being == BEING_PERSON) return false;
    if (k->being != BEING_PERSON || m->being != BEING_PERSON) return true;
    return (k->gender & m->gender & run->gender) != 0 || (k->gender & m->gender) != 0;
}

/* May a bare word be short for the longer name? "France" is not short for
 * "Wikimedia France", "Roux" is for "Jean Roux". */
static bool entity__may_shorten(const entity *k, const mention *m, uint32_t short_length)
{
    if (short_length > 1 || k->being == BEING_PERSON || m->being == BEING_PERSON) return true;
    return k->being == BEING_UNKNOWN && m->determiner == 0;
}

static int32_t table__by_last_name(const entity_table *e, const mention *m, const name_run *run)
{
    int32_t best = NO_ENTITY;
    int best_level = 0;
    uint32_t best_place = 0;
    range core = table__bare(e, run->core);
    uint32_t link_at = table__first(e, table__key(KEY_LAST, table__fold(e, core.end - 1)));
    for (int depth = 0; link_at != 0 && depth < DEPTH; depth++, link_at = e->links.items[link_at - 1].next) {
        int32_t i = e->links.items[link_at - 1].entity;
        const entity *k = &e->entities.items[i];
        range name = table__bare(e, k->name);
        int level = names__agree(e, core, name);
        uint32_t a = core.end - core.start, b = name.end - name.start;
        /* a first name, or its initial, says more than the gender of a noun */
        bool full = a > 1 && b > 1 && !run->titled && k->being == BEING_PERSON && m->being == BEING_PERSON;
        if (suffixes__differ(e, run->core, k->name)) continue;
        if (level == 0 || (!full && !entity__admits(k, m, run))) continue;
        if (level == 2 && !entity__may_shorten(k, m, a < b ? a : b)) continue;
        /* with several of one surname, the one it stood for before, then the latest */
        uint32_t place = a == 1 && k->surname != 0 ? k->surname + (UINT32_MAX >> 1) : k->last;
        if (level > best_level || (level == best_level && place > best_place)) {
            best = i;
            best_level = level;
            best_place = place;
        }
    }
    return best;
}

static int32_t table__by_key(const entity_table *e, uint64_t key, const mention *m, const name_run *run, bool person)
{
    uint32_t link_at = key != 0 ? table__first(e, key) : 0;
    for (int depth = 0; link_at != 0 && depth < DEPTH; depth++, link_at = e->links.items[link_at - 1].next) {
        const entity *k = &e->entities.items[e->links.items[link_at - 1].entity];
        bool perhaps = run->titled && k->being == BEING_UNKNOWN;
        if (person ? k->being != BEING_PERSON && !perhaps : k->being == BEING_PERSON) continue;
        if (entity__admits(k, m, run)) return e->links.items[link_at - 1].entity;
    }
    return NO_ENTITY;
}

static void table__file_name(entity_table *e, int32_t i)
{
    range name = e->entities.items[i].name, bare = table__bare(e, name);
    table__file(e, table__key(KEY_LAST, table__fold(e, bare.end - 1)), i, name);
    if (name.end - name.start > 1) table__file(e, table__key(KEY_FIRST, table__fold(e, name.start)), i, name);
    uint64_t key = table__letters(e, name, true);
    if (key != 0) table__file(e, key, i, name);
}

int32_t entity_find_name(const entity_table *e, const mention *m)
{
    const name_run *run = &e->names->items[m->name];
    const token *first = &e->text->tokens[run->core.start];
    int32_t i = table__by_last_name(e, m, run);
    if (i == NO_ENTITY && run->being != BEING_PERSON) {
        i = table__by_key(e, table__letters(e, run->core, false), m, run, false);
        /* "(CEDEAO)" after a description */
        if (i == NO_ENTITY && run->core.end - run->core.start == 1)
            i = table__by_key(e, table__letters(e, run->core, true), m, run, false);
    }
    if (i == NO_ENTITY && run->core.end - run->core.start == 1 &&
        (run->titled || person_word_is(e->lexicon, first, PEOPLE_FIRST_NAME))) /* "Luo Jianhong", "M. Luo" */
        i = table__by_key(e, table__key(KEY_FIRST, table__fold(e, run->core.start)), m, run, true);
    return i;
}

int32_t entity_of_name(entity_table *e, const mention *m)
{
    int32_t i = entity_find_name(e, m);
    if (i == NO_ENTITY) return entity_new(e, m);
    entity_learn(e, i, m);
    return i;
}

/* Is the name a the better one to show? */
static bool name__better(const entity_table *e, range a, range b)
{
    if (b.start == b.end) return true;
    uint32_t m = a.end - a.start, n = b.end - b.start;
    const token *ta = &e->text->tokens[a.end - 1], *tb = &e->text->tokens[b.end - 1];
    bool initial = token__is_initial(&e->text->tokens[b.start]) && !token__is_initial(&e->text->tokens[a.start]);
    bool shouted = (tb->flags & TOKEN_ALL_CAPITALS) && !(ta->flags & TOKEN_ALL_CAPITALS);
    return m > n || (m == n && (initial || shouted));
}

/* ---- descriptions ---- */

/* Is the word one that tells two descriptions apart? */
static bool word__tells(const entity_table *e, uint32_t i)
{
    const token *t = &e->text->tokens[i];
    if (t->kind == TOKEN_PUNCT) return false;
    return !person_word_is(e->lexicon, t,
                           PEOPLE_DETERMINER | PEOPLE_COMPLEMENT | PEOPLE_PREPOSITION | PEOPLE_TITLE |
                               PEOPLE_CONJUNCTION | PEOPLE_GENITIVE);
}

static size_t description__words(const entity_table *e, range r, uint64_t *out)
{
    size_t n = 0;
    for (uint32_t i = r.start; i < r.end && n < DESCRIPTION_WORDS; i++) {
        uint8_t nation = person_word_of(e->lexicon, &e->text->tokens[i]).nation;
        if (word__tells(e, i)) out[n++] = nation != 0 ? hash_mix(nation) : table__fold(e, i);
    }
    return n;
}

/* Are all telling words of the shorter description in the longer one? */
static bool descriptions__agree(const entity_table *e, range a, range b)
{
    uint64_t x[DESCRIPTION_WORDS], y[DESCRIPTION_WORDS];
    size_t m = description__words(e, a, x), n = description__words(e, b, y);
    const uint64_t *few = m < n ? x : y, *many = m < n ? y : x;
    size_t few_count = m < n ? m : n, many_count = m < n ? n : m;
    for (size_t i = 0; i < few_count; i++) {
        size_t k = 0;
        while (k < many_count && many[k] != few[i]) k++;
        if (k == many_count) return false;
    }
    return true;
}

static uint64_t table__noun_key(const entity_table *e, const mention *m)
{
    /* Numbers of words that follow each other must not share a key: table__key() needs a hash. */
    return table__key(KEY_NOUN, m->lemma != 0 ? hash_mix(m->lemma) : table__fold(e, m->head));
}

int32_t entity_of_description(entity_table *e, const mention *m)
{
    if (m->head == NO_TOKEN) return NO_ENTITY;
    uint32_t link_at = table__first(e, table__noun_key(e, m));
    for (int depth = 0; link_at != 0 && depth < DEPTH; depth++, link_at = e->links.items[link_at - 1].next) {
        const link *l = &e->links.items[link_at - 1];
        const entity *k = &e->entities.items[l->entity];
        if ((k->gender & m->gender) == 0 || (k->number & m->number) == 0) continue;
        if (!descriptions__agree(e, m->phrase, l->words)) continue;
        return l->entity;
    }
    return NO_ENTITY;
}

int32_t entity_of_role(const entity_table *e, const mention *m)
{
    if (m->head == NO_TOKEN || m->role.start >= m->role.end) return NO_ENTITY;
    uint32_t link_at = table__first(e, table__noun_key(e, m));
    for (int depth = 0; link_at != 0 && depth < DEPTH; depth++, link_at = e->links.items[link_at - 1].next) {
        const link *l = &e->links.items[link_at - 1];
        const entity *k = &e->entities.items[l->entity];
        if (k->name.start < k->name.end || k->same_as != NO_ENTITY || k->owner != NO_ENTITY) continue;
        if ((k->gender & m->gender) == 0 || !(k->number & NUMBER_SINGULAR)) continue;
        bool headline = e->text->sentence_of[l->words.start] == 0 &&
                        e->text->paragraphs[0].end == e->text->sentences[0].end;
        uint32_t articles = headline ? PEOPLE_DEFINITE | PEOPLE_INDEFINITE : PEOPLE_DEFINITE;
        if (!person_word_is(e->lexicon, &e->text->tokens[k->description.start], articles)) continue;
        uint64_t words[DESCRIPTION_WORDS];
        bool shorter = description__words(e, l->words, words) <= description__words(e, m->role, words);
        if ((shorter || (headline && (m->noun & PEOPLE_ROLE))) && descriptions__agree(e, m->role, l->words))
            return l->entity;
    }
    return NO_ENTITY;
}

int32_t entity_new(entity_table *e, const mention *m)
{
    entity k = {.article = NO_TOKEN,
                .speaker = -1,
                .same_as = NO_ENTITY,
                .owner = NO_ENTITY,
                .owner_item = -1,
                .gender = m->gender,
                .number = m->number,
                .being = m->being};
    VEC_PUSH(e->arena, &e->entities, k);
    int32_t i = (int32_t)e->entities.count - 1;
    entity_learn(e, i, m);
    return i;
}

static void entity__learn_name(entity_table *e, int32_t i, const mention *m)
{
    entity *k = &e->entities.items[i];
    const name_run *run = &e->names->items[m->name];
    if (run->core.end - run->core.start == 1) k->surname = run->core.start;
    bool direct = m->determiner & PEOPLE_DEFINITE && m->phrase.start + 1 == run->core.start;
    if (name__better(e, run->core, k->name)) {
        k->name = run->core;
        k->article = NO_TOKEN;
        table__file_name(e, i);
    }
    if (direct && k->article == NO_TOKEN && k->name.end - k->name.start == run->core.end - run->core.start &&
        names__suffix(e, k->name, run->core)) {
        k->article = m->phrase.start;
        k->name = run->core;
    }
}

static bool token__begins_aside(const token *t)
{
    return t->tag == TAG_VERB_PARTICIPLE || t->tag == TAG_ADJ;
}

/* Is there neither a name nor a list in [i, end)? */
static bool words__are_aside(const entity_table *e, uint32_t i, uint32_t end)
{
    for (; i < end; i++)
        if (e->names->at[i] != 0 || e->text->tokens[i].tag == TAG_CCONJ) return false;
    return true;
}

/* The source without what is added after a comma: "le prévenu" of "le prévenu,
 * âgé de 30 ans". Of a document, and of somebody new, such words say who it is
 * ("des habitants, témoins de la scène"). */
static range source__trimmed(const entity_table *e, const mention *m)
{
    range r = m->tokens;
    const token *t = e->text->tokens;
    bool whole = m->coordinated || (!(m->noun & (PEOPLE_ROLE | PEOPLE_GROUP)) && m->being != BEING_BODY);
    for (uint32_t i = m->head + 1; m->head != NO_TOKEN && i + 1 < r.end; i++) {
        bool relative = t[i].tag == TAG_RELATIVE || person_word_is(e->lexicon, &t[i], PEOPLE_RELATIVE);
        if ((relative && (m->noun & PEOPLE_DOCUMENT)) ||
            (!whole && t[i].punct == PUNCT_COMMA &&
             (((m->determiner & PEOPLE_DEFINITE) && words__are_aside(e, i, m->tokens.end)) ||
              token__begins_aside(&t[i + 1]))))
            r.end = i;
    }
    return r;
}

void entity_learn_source(entity_table *e, int32_t i, const mention *m)
{
    entity *k = &e->entities.items[i];
    range words = source__trimmed(e, m);
    if (m->taken_up && (k->source.start < k->source.end || k->description.start < k->description.end)) return;
    if (words.end - words.start <= k->source.end - k->source.start) return;
    k->source = words;
    k->source_modified = m->modified || m->coordinated || words.end != m->phrase.end;
}

/* The key of the initials of a titled description: "SGOP" is "le Syndicat
 * général des ouvriers portuaires". 0 when it is none. */
static uint64_t table__title_initials(const entity_table *e, const mention *m)
{
    if (m->head == NO_TOKEN || m->being != BEING_BODY || m->phrase.end - m->phrase.start > DESCRIPTION_WORDS) return 0;
    if ((e->text->tokens[m->head].flags & (TOKEN_CAPITAL | TOKEN_ALL_CAPITALS)) != TOKEN_CAPITAL) return 0;
    uint64_t h = HASH_SEED;
    uint32_t count = 0;
    for (uint32_t i = m->head; i < m->phrase.end; i++) {
        if (!word__tells(e, i)) continue;
        h = hash_join(h, table__letter(e, i));
        count++;
    }
    return count > 2 ? table__key(KEY_INITIALS, h) : 0;
}

void entity_learn(entity_table *e, int32_t i, const mention *m)
{
    entity *k = &e->entities.items[i];
    if (m->being == BEING_PERSON || k->being == BEING_UNKNOWN)
        k->being = m->being != BEING_UNKNOWN ? m->being : k->being;
    if (k->gender & m->gender) k->gender &= m->gender;
    if (k->number & m->number) k->number &= m->number;
    k->last = m->tokens.start;
    if (!m->taken_up) k->kin |= m->kin;
    if (k->nation == 0) k->nation = m->nation;
    range words = m->name >= 0 ? m->role : m->phrase;
    if (m->head != NO_TOKEN && words.start < words.end) {
        bool fuller = words.end - words.start > 1 && k->role.end - k->role.start == 1;
        if (m->name >= 0 && (k->role.start == k->role.end || fuller)) k->role = words;
        k->noun |= m->noun;
        table__file(e, table__noun_key(e, m), i, words);
    }
    if (m->name < 0 && (!m->taken_up || k->description.start == k->description.end)) {
        uint32_t length = words.end - words.start, known = k->description.end - k->description.start;
        if (m->core_end > words.start && m->core_end < words.end) length = m->core_end - words.start;
        if (length > known && (known == 0 || m->determiner != PEOPLE_POSSESSIVE)) {
            k->description = (range){words.start, words.start + length};
            bool indefinite = m->determiner & PEOPLE_INDEFINITE;
            uint32_t end = indefinite ? m->base_end : m->core_end;
            k->base = (range){words.start, end > words.start && end < words.end ? end : words.end};
        }
    } else if (m->name >= 0) {
        entity__learn_name(e, i, m);
    }
    uint64_t initials = m->name < 0 ? table__title_initials(e, m) : 0;
    if (initials != 0) table__file(e, initials, i, words);
    if (m->alias != NO_TOKEN) {
        range alias = {m->alias, m->alias + 1};
        uint64_t key = table__letters(e, alias, true);
        if (key != 0) table__file(e, key, i, alias);
    }
}
