/* SPDX-License-Identifier: Apache-2.0
 *
 * named.c - whom or what a name names: a person, a body, a place.
 *
 * A person has a title, a first name or an initial before the surname. A body has
 * a noun for bodies in its name, or is an acronym. A place is listed, is written as
 * villages are, or is what something is of that only places have: "le maire de
 * Sarlande". Of other names nothing is known here; what the text does with them
 * tells (entities.c).
 */
#include "resolve/named.h"

#include <string.h>

#include "base/hash.h"

uint8_t first_name_gender(const person_lexicon *lexicon, const text *t, uint32_t i)
{
    const token *k = &t->tokens[i];
    person_word w = person_word_of(lexicon, k);
    if (w.flags & PEOPLE_FIRST_NAME) return w.name_gender;
    for (uint32_t at = k->start + 2; at + 2 < k->end && at < k->start + 16; at++) {
        if (t->bytes[at] != '-') continue;
        token part = {.word = vocabulary_find(lexicon->vocabulary, hash_form(t->bytes + k->start, at - k->start))};
        return person_word_of(lexicon, &part).name_gender;
    }
    return 0;
}

bool token_is_initial(const token *t)
{
    return (t->flags & TOKEN_ABBREVIATION) != 0 && t->end - t->start <= 6;
}

/* "Villers-sous-Bois", "Mont-le-Haut": is a small word within the name, between
 * hyphens? */
static bool name__is_village(const person_lexicon *lexicon, const text *text, uint32_t i)
{
    const token *t = &text->tokens[i];
    const char *p = text->bytes + t->start, *end = text->bytes + t->end;
    const char *part = memchr(p, '-', (size_t)(end - p));
    if (lexicon->head_last || first_name_gender(lexicon, text, i) != 0) return false;
    for (int left = 4; part != NULL && left > 0; left--) {
        const char *stop = memchr(part + 1, '-', (size_t)(end - part - 1));
        if (stop == NULL) return false;
        token word = {.word = vocabulary_find(lexicon->vocabulary, hash_form(part + 1, (size_t)(stop - part - 1)))};
        if (person_word_is(lexicon, &word, PEOPLE_COMPLEMENT | PEOPLE_PREPOSITION | PEOPLE_DEFINITE)) return true;
        part = stop;
    }
    return false;
}

/* "le maire de Sarlande", "the town of Sarland" */
static bool name__has_seat(const person_lexicon *lexicon, const text *text, uint32_t start)
{
    if (start < 2 || !(person_word_of(lexicon, &text->tokens[start - 1]).flags & PEOPLE_COMPLEMENT)) return false;
    return person_word_of(lexicon, &text->tokens[start - 2]).seat;
}

static bool name__is_place(const person_lexicon *lexicon, const text *text, const name_run *run)
{
    uint32_t count = run->core.end - run->core.start;
    /* "South Africa", but "Air France" */
    bool known = person_word_of(lexicon, &text->tokens[run->core.end - 1]).flags & PEOPLE_PLACE;
    if (known && count <= (lexicon->head_last ? 2 : 1)) return true;
    if (run->tokens.start != run->core.start) return false;
    return (count == 1 && name__is_village(lexicon, text, run->core.start)) ||
           name__has_seat(lexicon, text, run->core.start);
}

void name_describe(const person_lexicon *lexicon, const text *text, bool shouting, name_run *run)
{
    const token *first = &text->tokens[run->core.start];
    uint32_t count = run->core.end - run->core.start;
    uint8_t gender = first_name_gender(lexicon, text, run->core.start);
    if (gender != 0 && (count > 1 || run->titled)) run->being = BEING_PERSON;
    if (token_is_initial(first) && count > 1) run->being = BEING_PERSON;
    if (run->being == BEING_PERSON) {
        if (run->gender == 0 || run->gender == GENDER_PERSON) run->gender = gender != 0 ? gender : GENDER_PERSON;
        return;
    }
    for (uint32_t i = run->core.start; i < run->core.end; i++)
        if (person_word_of(lexicon, &text->tokens[i]).flags & PEOPLE_GROUP) run->being = BEING_BODY;
    if (run->being == BEING_UNKNOWN && name__is_place(lexicon, text, run)) {
        run->being = BEING_PLACE;
        run->gender = lexicon->body_gender;
        return;
    }
    bool acronym = count == 1 && (first->flags & TOKEN_ALL_CAPITALS) && first->end - first->start <= 5 && !shouting;
    if (acronym && (run->core.end == text->token_count || first[1].punct != PUNCT_COLON)) run->being = BEING_BODY;
    if (run->being == BEING_BODY)
        run->gender = lexicon->body_gender;
    else
        run->gender = gender != 0 ? gender : GENDER_ANY;
}
