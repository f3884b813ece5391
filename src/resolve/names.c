/* SPDX-License-Identifier: Apache-2.0
 *
 * names.c - finds proper names.
 *
 * A name is a run of capitalised words, with particles ("von", "de") between
 * them. What counts as capitalised depends on where it stands. Within a
 * sentence a capital says "name"; at the start of one, or in a headline that
 * capitalises everything, it says nothing, so there the word must be tagged a
 * proper noun, be a known first name, or occur as a name elsewhere in the
 * article. So there are two passes: the first gathers the words that are
 * capitalised where they need not be, the second makes the runs:
 *
 *     the Ohio Gov. John Kasich        titles and roles at the front go
 *          ^^^^^^^^ ----.......
 *     de l'Intérieur Manuel Valls      a new name begins at a first name
 *            ....... ............
 *
 * Whom or what a name names is told by named.c.
 */
#include <string.h>

#include "base/hash.h"
#include "resolve/mentions.h"
#include "resolve/named.h"

/* No name has more words; what goes on is another. */
#define NAME_LIMIT 16

/* The word forms that are names somewhere: a set by open addressing. */
typedef struct form_set {
    uint64_t *slots; /* 0: empty */
    size_t mask;
} form_set;

typedef struct finder {
    arena *arena;
    const person_lexicon *lexicon;
    const text *text;
    form_set known;
    form_set mottos; /* bodies' names that hold common words, by the hash of their words */
    bool shouting;   /* the sentence capitalises (nearly) every word */
    name_list *out;
} finder;

static form_set form_set_new(arena *a, size_t count)
{
    size_t size = 16;
    while (size < count * 2) size *= 2;
    return (form_set){ARENA_ZARRAY(a, uint64_t, size), size - 1};
}

static uint64_t *form_set__slot(const form_set *set, uint64_t form)
{
    size_t i = form & set->mask;
    while (set->slots[i] != 0 && set->slots[i] != form) i = (i + 1) & set->mask;
    return &set->slots[i];
}

/* ---- words ---- */

static person_word finder__word(const finder *f, uint32_t i)
{
    return person_word_of(f->lexicon, &f->text->tokens[i]);
}

static bool token__is_capital(const token *t)
{
    return t->kind == TOKEN_WORD && (t->flags & TOKEN_CAPITAL) != 0 && (t->flags & TOKEN_CLITIC) == 0;
}

/* Most tokens begin no name, and need no further look. */
static inline bool token__may_begin_name(const token *t)
{
    return (t->flags & TOKEN_CAPITAL) != 0 || t->quote_role == QUOTE_OPEN;
}

/* Does a sentence, a quotation or the like begin here, so that a capital says
 * nothing? */
static bool finder__initial(const finder *f, uint32_t i)
{
    const token *t = &f->text->tokens[i];
    if (i == 0 || (t->flags & (TOKEN_SENTENCE | TOKEN_PARAGRAPH)) != 0) return true;
    switch (t[-1].punct) {
    case PUNCT_QUOTE: return t[-1].quote_role == QUOTE_OPEN;
    case PUNCT_COLON:
    case PUNCT_DASH:
    case PUNCT_BULLET:
    case PUNCT_PERIOD:
    case PUNCT_QUESTION:
    case PUNCT_EXCLAMATION:
    case PUNCT_ELLIPSIS: return true;
    default: return false;
    }
}

#define FUNCTION_WORDS \
    (PEOPLE_DETERMINER | PEOPLE_PRONOUN | PEOPLE_COMPLEMENT | PEOPLE_PREPOSITION | PEOPLE_CONJUNCTION | PEOPLE_NOT_NAME)

/* "al-Haq": a particle tied to a name by a hyphen. */
static bool finder__is_inner_capital(const finder *f, uint32_t i)
{
    const token *t = &f->text->tokens[i];
    const char *p = f->text->bytes;
    if (t->kind != TOKEN_WORD || (t->flags & TOKEN_CAPITAL)) return false;
    for (uint32_t at = t->start + 1; at < t->end && at < t->start + 4; at++)
        if (p[at] == '-') return at + 1 < t->end && p[at + 1] >= 'A' && p[at + 1] <= 'Z';
    return false;
}

/* Can the word at i be part of a name? `after`: of one that began before. */
static bool finder__is_name_word(const finder *f, uint32_t i, bool after)
{
    const token *t = &f->text->tokens[i];
    if (after && finder__is_inner_capital(f, i)) return true;
    if (!token__is_capital(t)) return false;
    person_word w = finder__word(f, i);
    if (w.flags & PEOPLE_TITLE) return true;
    if (w.flags & PEOPLE_NOT_NAME) return false;
    bool initial = f->shouting || finder__initial(f, i);
    if (w.flags & FUNCTION_WORDS) {
        /* "Le Monde", "De Santis" within a sentence, where the capital means something */
        const token *next = t + 1;
        if (initial || (w.flags & PEOPLE_PRONOUN)) return false;
        if (after && (w.flags & PEOPLE_POSSESSIVE)) return true; /* "Dubreuil SA", "Thiri Mon" */
        return i + 1 < f->text->token_count && token__is_capital(next) && (next->flags & TOKEN_SENTENCE) == 0;
    }
    if (token_is_initial(t)) return true;
    if (!initial) return after || (t->tag != TAG_VERB_FINITE && t->tag != TAG_AUX_FINITE);
    if (first_name_gender(f->lexicon, f->text, i) != 0) return true;
    if (*form_set__slot(&f->known, t->form) == t->form) return true;
    if (f->shouting) return false;
    if (t->tag == TAG_PROPN) return true;
    /* "Krystal Roe": a noun that nobody knows, before another capital */
    return t->tag == TAG_NOUN && w.flags == 0 && i + 1 < f->text->token_count && token__is_capital(t + 1) &&
           !(t[1].flags & TOKEN_SENTENCE) && !(finder__word(f, i + 1).flags & FUNCTION_WORDS);
}

/* Does the sentence capitalise most of its words? */
static bool sentence__shouts(const text *t, const sentence *s)
{
    uint32_t words = 0, capitals = 0;
    for (uint32_t i = s->first; i < s->end; i++) {
        const token *k = &t->tokens[i];
        unsigned counts = (k->kind == TOKEN_WORD) & (k->end - k->start >= 4); /* no branch: it would be a guess */
        words += counts;
        capitals += counts & ((k->flags & TOKEN_CAPITAL) != 0);
    }
    return words >= 5 && capitals * 20 >= words * 17;
}

/* ---- bodies with common words in their names ---- */

/* Does a noun for one body stand right before token i: "l'association"? */
static bool finder__body_before(const finder *f, uint32_t i)
{
    if (i == 0 || f->lexicon->head_last) return false;
    if (i > 2 && f->text->tokens[i - 1].punct == PUNCT_COMMA) { /* "un syndicat étudiant, Campus solidaire" */
        i--;
        if (f->text->tokens[i - 1].tag == TAG_ADJ) i--;
    }
    const token *t = &f->text->tokens[i - 1];
    person_word w = finder__word(f, i - 1);
    bool acronym = t->flags & TOKEN_ALL_CAPITALS; /* "l'ONG" */
    return (w.flags & PEOPLE_GROUP) && (w.number & NUMBER_SINGULAR) && (acronym || !(t->flags & TOKEN_CAPITAL));
}

/* "l'association Eau et Justice", "la société Autoroutes du Centre", "le
 * collectif Plumes libres": one past what belongs to the name after the
 * capitalised word at i. */
static uint32_t finder__body_end(const finder *f, uint32_t i, uint32_t end)
{
    const token *t = &f->text->tokens[i];
    uint32_t at = i + 1;
    if ((t->flags & TOKEN_ALL_CAPITALS) || first_name_gender(f->lexicon, f->text, i) != 0) return at;
    if (finder__word(f, i).flags & (PEOPLE_PLACE | PEOPLE_TITLE)) return at;
    if (at >= end || t[1].kind != TOKEN_WORD) return at;
    bool last = at + 1 >= end || t[2].tag != TAG_ADP;
    if (t[1].tag == TAG_ADJ || (t[1].tag == TAG_VERB_PARTICIPLE && last)) return at + 1;
    if (at + 1 >= end || t[2].kind != TOKEN_WORD) return at;
    uint32_t flags = finder__word(f, at).flags;
    uint32_t after = finder__word(f, at + 1).flags;
    bool capital = token__is_capital(t + 2) && !(after & (PEOPLE_TITLE | PEOPLE_NOT_NAME)) &&
                   first_name_gender(f->lexicon, f->text, at + 1) == 0;
    bool infinitive = t->tag == TAG_VERB_INFINITIVE && t[1].tag == TAG_ADP;
    if ((flags & PEOPLE_CONJUNCTION) && capital && !(t[2].flags & TOKEN_ALL_CAPITALS)) return at + 2;
    if ((flags & PEOPLE_WEAK) && capital && !(after & PEOPLE_PLACE)) return at + 2;
    if ((flags & PEOPLE_MOTTO) && !(after & PEOPLE_DETERMINER & ~(uint32_t)PEOPLE_INDEFINITE)) return at + 2;
    return infinitive && (capital || t[2].tag == TAG_NOUN) ? at + 2 : at;
}

#define MOTTO_LIMIT 6 /* no such name has more words */

static uint64_t finder__words_hash(const finder *f, uint32_t start, uint32_t end)
{
    uint64_t h = HASH_SEED;
    for (uint32_t i = start; i < end; i++) h = hash_join(h, f->text->tokens[i].form);
    return h | 1;
}

/* One past the longest such name that begins at i, or 0. */
static uint32_t finder__known_motto(const finder *f, uint32_t i, uint32_t end)
{
    if (end > i + MOTTO_LIMIT) end = i + MOTTO_LIMIT;
    for (; end > i + 1; end--) {
        uint64_t h = finder__words_hash(f, i, end);
        if (*form_set__slot(&f->mottos, h) == h) return end;
    }
    return 0;
}

/* One past the longest name that the language knows by its words and that
 * begins at i, or 0. */
static uint32_t finder__fixed_name(const finder *f, uint32_t i, uint32_t end, uint8_t *being)
{
    uint32_t longest = finder__word(f, i).names;
    if (longest == 0) return 0;
    if (end > i + longest) end = i + longest;
    uint64_t h = HASH_SEED;
    uint32_t found = 0;
    for (uint32_t at = i; at < end; at++) {
        h = hash_join(h, f->text->tokens[at].form);
        for (size_t k = 0; k < f->lexicon->fixed.count && at > i; k++) {
            if (f->lexicon->fixed.items[k].words != h) continue;
            found = at + 1;
            *being = f->lexicon->fixed.items[k].being;
        }
    }
    /* "New York Courier" is another's, but "New York Jean Roux" */
    bool goes_on = found != 0 && found < f->text->token_count && finder__is_name_word(f, found, true) &&
                   !(f->text->tokens[found].flags & TOKEN_SENTENCE) &&
                   first_name_gender(f->lexicon, f->text, found) == 0;
    return goes_on ? 0 : found;
}

/* "le comité « Alpes sans camions »": where the name in the quotation marks
 * at `open` ends, or 0 when it is none. */
static uint32_t finder__quoted_end(const finder *f, uint32_t open, uint32_t end)
{
    const token *t = f->text->tokens;
    if (t[open].quote_role != QUOTE_OPEN || !finder__body_before(f, open)) return 0;
    uint32_t i = open + 1;
    if (i >= end || !token__is_capital(&t[i])) return 0;
    while (i < end && i <= open + MOTTO_LIMIT && t[i].kind == TOKEN_WORD && (i == open + 1 || !tag_is_finite(t[i].tag)))
        i++;
    return i < end && t[i].quote_role == QUOTE_CLOSE ? i : 0;
}

static void finder__learn_mottos(finder *f, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++) {
        if (!token__may_begin_name(&f->text->tokens[i])) continue;
        uint32_t start = i, stop = finder__quoted_end(f, i, end);
        if (stop != 0)
            start = i + 1;
        else if (token__is_capital(&f->text->tokens[i]) && finder__body_before(f, i))
            stop = finder__body_end(f, i, end);
        if (stop < start + 2) continue;
        uint64_t h = finder__words_hash(f, start, stop);
        *form_set__slot(&f->mottos, h) = h;
    }
}

/* The first pass. */
static void finder__learn(finder *f)
{
    const text *t = f->text;
    size_t count = 0;
    for (uint32_t i = 0; i < t->token_count; i++) count += (t->tokens[i].flags & TOKEN_CAPITAL) != 0;
    f->known = form_set_new(f->arena, count);
    f->mottos = form_set_new(f->arena, count);
    for (uint32_t s = 0; s < t->sentence_count; s++) {
        if (sentence__shouts(t, &t->sentences[s])) continue;
        finder__learn_mottos(f, t->sentences[s].first, t->sentences[s].end);
        for (uint32_t i = t->sentences[s].first; i < t->sentences[s].end; i++) {
            const token *k = &t->tokens[i];
            if (!token__is_capital(k) || finder__initial(f, i)) continue;
            if (tag_is_verb(k->tag) || tag_is_aux(k->tag)) continue;
            if (finder__word(f, i).flags & (FUNCTION_WORDS | PEOPLE_NOUN)) continue;
            *form_set__slot(&f->known, k->form) = k->form;
        }
    }
}

/* ---- runs ---- */

/* One past the run of name words from `i` on. */
static uint32_t finder__run_end(const finder *f, uint32_t i, uint32_t end)
{
    uint32_t at = i + 1;
    bool person = first_name_gender(f->lexicon, f->text, i) != 0 || (finder__word(f, i).flags & PEOPLE_TITLE);
    if (end > i + NAME_LIMIT) end = i + NAME_LIMIT;
    while (at < end) {
        if (finder__is_name_word(f, at, true) && !(f->text->tokens[at].flags & TOKEN_SENTENCE)) {
            person |= first_name_gender(f->lexicon, f->text, at) != 0 || (finder__word(f, at).flags & PEOPLE_TITLE);
            at++;
            continue;
        }
        /* "Luca de Meo", "Ursula von der Leyen", "Bank of America" */
        uint32_t p = at, flags = PEOPLE_PARTICLE;
        bool weak = false;
        for (; p < end && p < at + 3 && person_word_is(f->lexicon, &f->text->tokens[p], flags); p++)
            weak |= person_word_is(f->lexicon, &f->text->tokens[p], PEOPLE_WEAK);
        bool numbered = person_word_is(f->lexicon, &f->text->tokens[at - 1], PEOPLE_SUFFIX);
        bool joined = p > at && (!weak || (person && at - i <= 2)) && !numbered;
        if (!joined && person_word_is(f->lexicon, &f->text->tokens[at], PEOPLE_CONNECTOR) && !person &&
            !(finder__word(f, at - 1).flags & PEOPLE_ROLE)) {
            p = at + 1;
            /* "the Bank of England", but "Roe of England" */
            joined = p < end &&
                     (!(finder__word(f, p).flags & PEOPLE_PLACE) || (finder__word(f, at - 1).flags & PEOPLE_GROUP));
        }
        if (!joined || p >= end || !token__is_capital(&f->text->tokens[p]) ||
            (finder__word(f, p).flags & PEOPLE_NOT_NAME))
            break;
        at = p + 1;
    }
    /* "France 24" */
    const token *last = &f->text->tokens[at];
    if (at < end && !person && last->kind == TOKEN_NUMBER && last->end - last->start <= 2 &&
        (at + 1 == end || (last[1].tag != TAG_NOUN && last[1].tag != TAG_NUM && last[1].kind != TOKEN_OTHER)))
        at++;
    return at;
}

/* Drops titles and roles from the front of the run; sets what they say. */
static void finder__strip(const finder *f, name_run *run)
{
    uint32_t last = NO_TOKEN;
    for (uint32_t i = run->tokens.start; i < run->tokens.end && i < run->tokens.start + 8; i++) {
        person_word w = finder__word(f, i);
        uint32_t rest = run->tokens.end - i - 1;
        if (w.flags & PEOPLE_TITLE) {
            if (rest > 0) run->gender = w.gender;
        } else if ((w.flags & PEOPLE_GROUP) && i == run->core.start && rest > 0 &&
                   (f->text->tokens[i].flags & TOKEN_ALL_CAPITALS)) {
            run->core.start = i + 1; /* "ONG Human Rights Watch" */
            continue;
        } else if (!(w.flags & PEOPLE_ROLE) || (w.flags & PEOPLE_FIRST_NAME) ||
                   (rest < 2 && !(w.flags & PEOPLE_BEFORE_NAME))) {
            if (w.flags & PEOPLE_FIRST_NAME) break;
            continue;
        }
        if (rest > 0) last = i;
    }
    /* "the Republican National Committee" is nobody's title */
    for (uint32_t i = last; last != NO_TOKEN && i < run->tokens.end && i < last + 8; i++)
        if (finder__word(f, i).flags & PEOPLE_GROUP && !(finder__word(f, last).flags & PEOPLE_TITLE)) return;
    if (last == NO_TOKEN) return;
    run->core.start = last + 1;
    run->titled = true;
    run->being = BEING_PERSON;
}

#define ROLE_REACH 8 /* tokens */

/* Is what begins at `start` a complement of a noun for one person: "le
 * secrétaire général de l'ONU"? With an article: "du PSA Alpha Beta" has none. */
static bool finder__completes_role(const finder *f, uint32_t start)
{
    const token *t = f->text->tokens;
    person_word before = start > 0 ? finder__word(f, start - 1) : (person_word){0};
    if (f->lexicon->head_last || !(before.fused || (before.flags & PEOPLE_DEFINITE))) return false;
    for (uint32_t i = start - 1, left = ROLE_REACH; left > 0 && t[i].kind == TOKEN_WORD; i--, left--) {
        person_word w = finder__word(f, i);
        if (tag_is_verb(t[i].tag) && t[i].tag != TAG_VERB_PARTICIPLE) return false;
        if ((w.flags & PEOPLE_ROLE) && (w.number & NUMBER_SINGULAR) && t[i].tag != TAG_ADJ) return i + 1 < start;
        if (i == 0 || (t[i].flags & TOKEN_SENTENCE)) return false;
    }
    return false;
}

/* A name of two words that follows what a person's role is about: "Finances
 * Attila Kerekes", "ONU Ban Ki-moon". Or the run's end. */
static uint32_t finder__after_complement(const finder *f, const name_run *run)
{
    uint32_t start = run->core.start, end = run->core.end;
    const token *t = &f->text->tokens[start];
    bool acronym = (t->flags & TOKEN_ALL_CAPITALS) && t->end - t->start <= 5;
    if (end - start < 3 || end - start > 4 ||
        (!acronym && !finder__word(f, start).portfolio && finder__word(f, start).nation == 0))
        return end;
    for (uint32_t i = start + 1; i < end; i++)
        if ((finder__word(f, i).flags & PEOPLE_GROUP) || (f->text->tokens[i].flags & TOKEN_ALL_CAPITALS)) return end;
    return finder__completes_role(f, start) ? start + 1 : end;
}

/* A person's name that begins within the run, after another name; or the
 * run's end. */
static uint32_t finder__second_name(const finder *f, const name_run *run)
{
    uint32_t start = run->core.start;
    if (run->titled || first_name_gender(f->lexicon, f->text, start) != 0) return run->tokens.end;
    /* "le président Akol Deng Garang": the title is the first name's; but "le député PS Jean Roux" */
    if (start == run->tokens.start && start > 0 && !f->lexicon->head_last &&
        (finder__word(f, start - 1).flags & PEOPLE_BEFORE_NAME) && !(f->text->tokens[start].flags & TOKEN_ALL_CAPITALS))
        return run->tokens.end;
    for (uint32_t i = start; i + 1 < run->tokens.end; i++) {
        uint32_t flags = finder__word(f, i).flags;
        /* "Université Paul Sabatier", but "Sénat Jean Roux" */
        if ((flags & PEOPLE_GROUP) && !(flags & PEOPLE_FIRST_NAME) && !f->lexicon->head_last &&
            (flags & (PEOPLE_KIND | PEOPLE_GENERIC)))
            break;
        if ((flags & (PEOPLE_PARTICLE | PEOPLE_CONNECTOR)) || token_is_initial(&f->text->tokens[i])) break;
        if (i > start && first_name_gender(f->lexicon, f->text, i) != 0 && !(flags & PEOPLE_WEAK)) return i;
    }
    return finder__after_complement(f, run);
}

/* Is the run only words for roles and bodies ("le Premier ministre", "the
 * Senate")? Then it is a description. */
static bool finder__is_description(const finder *f, const name_run *run)
{
    /* "Mr. King" */
    if ((finder__word(f, run->tokens.start).flags & PEOPLE_TITLE) && run->tokens.end - run->tokens.start > 1)
        return false;
    for (uint32_t i = run->tokens.start; i < run->tokens.end; i++)
        if (!(finder__word(f, i).flags & (PEOPLE_NOUN | PEOPLE_TITLE | PEOPLE_CONNECTOR | FUNCTION_WORDS)) ||
            (finder__word(f, i).flags & PEOPLE_FIRST_NAME))
            return false;
    return true;
}

/* "la Coordination des pêcheurs": one capitalised noun that goes on in lower
 * case is the head of a body's description. */
static bool finder__is_head(const finder *f, uint32_t start, uint32_t end)
{
    if (f->lexicon->head_last || end - start != 1 || start == 0 || end >= f->text->token_count) return false;
    const token *t = &f->text->tokens[start];
    uint32_t flags = finder__word(f, start).flags;
    if ((t->flags & (TOKEN_ALL_CAPITALS | TOKEN_SENTENCE)) ||
        (flags & (PEOPLE_PLACE | PEOPLE_FIRST_NAME | PEOPLE_TITLE)))
        return false;
    if (!(finder__word(f, start - 1).flags & PEOPLE_DEFINITE)) return false;
    if (t[1].tag == TAG_ADJ) return t[1].kind == TOKEN_WORD && !token__is_capital(t + 1);
    if (t->tag == TAG_ADJ && t[1].tag == TAG_NOUN && !token__is_capital(t + 1)) return true; /* "la Haute autorité" */
    return (finder__word(f, end).flags & PEOPLE_COMPLEMENT) != 0 && t[1].tag == TAG_ADP;
}

/* "Reporters sans frontières": a capitalised plural without an article that
 * goes on with a preposition and a noun is a body's name. One past its end, or
 * 0 when it is none. */
static uint32_t finder__motto_end(const finder *f, uint32_t start, uint32_t end)
{
    if (f->lexicon->head_last || end - start != 1 || start == 0 || end + 2 > f->text->token_count) return 0;
    const token *t = &f->text->tokens[start];
    person_word w = finder__word(f, start);
    if (!(w.flags & PEOPLE_ROLE) || (w.number & NUMBER_SINGULAR) || finder__initial(f, start)) return 0;
    if (finder__word(f, start - 1).flags & PEOPLE_DETERMINER && t[-1].tag == TAG_DET) return 0;
    bool goes_on = t[1].tag == TAG_ADP && t[2].tag == TAG_NOUN && !token__is_capital(t + 2) &&
                   !((t[1].flags | t[2].flags) & TOKEN_SENTENCE);
    return goes_on ? end + 2 : 0;
}

static void finder__add_known(finder *f, range tokens, range core, uint8_t being)
{
    name_run run = {.tokens = tokens, .core = core, .being = being, .gender = f->lexicon->body_gender};
    VEC_PUSH(f->arena, f->out, run);
    for (uint32_t i = tokens.start; i < tokens.end; i++) f->out->at[i] = (uint32_t)f->out->count;
}

/* "Santé : ...", "Procès Roux : ..." at the head of a headline: what it is
 * about. Drops the words that are no names elsewhere. */
static uint32_t finder__after_topic(const finder *f, const sentence *k, uint32_t start, uint32_t end)
{
    const token *t = f->text->tokens;
    if (k->paragraph != 0 || start != k->first || end >= k->end || t[end].punct != PUNCT_COLON) return start;
    for (; start < end; start++) {
        if (first_name_gender(f->lexicon, f->text, start) != 0) break;
        if (finder__word(f, start).flags & (PEOPLE_TITLE | PEOPLE_ROLE | PEOPLE_PLACE | PEOPLE_GROUP)) break;
        if ((t[start].flags & TOKEN_ALL_CAPITALS) || *form_set__slot(&f->known, t[start].form) == t[start].form) break;
    }
    return start;
}

static void finder__add(finder *f, uint32_t start, uint32_t end)
{
    uint32_t motto = finder__motto_end(f, start, end);
    if (motto != 0) {
        finder__add_known(f, (range){start, motto}, (range){start, motto}, BEING_BODY);
        return;
    }
    if (finder__is_head(f, start, end)) return;
    bool person = false;
    while (start < end) {
        name_run run = {.tokens = {start, end}, .core = {start, end}};
        if (finder__is_description(f, &run)) return;
        finder__strip(f, &run);
        if (person) run.being = BEING_PERSON;
        uint32_t second = finder__second_name(f, &run);
        person = second < end;
        run.tokens.end = run.core.end = second;
        name_describe(f->lexicon, f->text, f->shouting, &run);
        VEC_PUSH(f->arena, f->out, run);
        for (uint32_t i = start; i < second; i++) f->out->at[i] = (uint32_t)f->out->count;
        start = second;
    }
}

void names_find(arena *a, const person_lexicon *lexicon, const text *t, name_list *out)
{
    finder f = {.arena = a, .lexicon = lexicon, .text = t, .out = out};
    *out = (name_list){.at = ARENA_ZARRAY(a, uint32_t, t->token_count + 1)};
    finder__learn(&f);
    for (uint32_t s = 0; s < t->sentence_count; s++) {
        const sentence *k = &t->sentences[s];
        f.shouting = sentence__shouts(t, k);
        for (uint32_t i = k->first; i < k->end; i++) {
            if (!token__may_begin_name(&t->tokens[i])) continue;
            uint32_t end = finder__quoted_end(&f, i, k->end);
            if (end != 0) {
                finder__add_known(&f, (range){i, end + 1}, (range){i + 1, end}, BEING_BODY);
                i = end;
                continue;
            }
            end = token__is_capital(&t->tokens[i]) ? finder__known_motto(&f, i, k->end) : 0;
            uint8_t being = BEING_BODY;
            if (end == 0 && token__is_capital(&t->tokens[i])) end = finder__fixed_name(&f, i, k->end, &being);
            if (end != 0) {
                finder__add_known(&f, (range){i, end}, (range){i, end}, being);
                i = end - 1;
                continue;
            }
            if (!finder__is_name_word(&f, i, false)) continue;
            if (i + 1 < k->end && finder__body_before(&f, i + 1) && finder__known_motto(&f, i + 1, k->end) != 0)
                continue;
            end = finder__run_end(&f, i, k->end);
            uint32_t start = finder__after_topic(&f, k, i, end);
            if (start < end) finder__add(&f, start, end);
            i = end - 1;
            if (out->count > 0 && out->items[out->count - 1].tokens.end > end)
                i = out->items[out->count - 1].tokens.end - 1;
        }
    }
}
