/* SPDX-License-Identifier: Apache-2.0
 *
 * segments.c - reads one segment of a noun phrase word by word: determiners,
 * the head or a name with its titles, then the complements. A name counts only
 * outside these: in "les services de Jean Roux" it is somebody else's. In
 * languages whose phrases end in their head, a name that a noun follows is a
 * modifier too ("the Roux campaign").
 */
#include "resolve/segments.h"

person_word reader_word(const reader *r, uint32_t i)
{
    return person_word_of(r->lexicon, &r->text->tokens[i]);
}

bool reader_is_determiner(const reader *r, uint32_t i, uint32_t flags)
{
    uint8_t pos = r->text->tokens[i].tag;
    if (r->names->at[i] != 0 || (flags & PEOPLE_DETERMINER) == 0) return false;
    if (flags & PEOPLE_COMPLEMENT) return pos == TAG_DET || pos == TAG_NONE;
    return pos == TAG_DET || pos == TAG_NONE || pos == TAG_NUM || pos == TAG_PRON || pos == TAG_ADJ || pos == TAG_ADP ||
           pos == TAG_PART || pos == TAG_NOUN || pos == TAG_RELATIVE;
}

bool reader_is_noun(const reader *r, uint32_t i, uint32_t flags)
{
    const token *t = &r->text->tokens[i];
    if (t->kind != TOKEN_WORD) return false;
    if (t->tag == TAG_NOUN || t->tag == TAG_PROPN || t->tag == TAG_OTHER) return true;
    if ((flags & PEOPLE_NOUN) == 0) return t->tag == TAG_NONE && (flags & ~(uint32_t)PEOPLE_FIRST_NAME) == 0;
    /* "le socialiste", but not "plus proche de" or "le premier rapport" */
    if (t->tag == TAG_ADJ && i + 1 < r->text->token_count && t[1].tag == TAG_NOUN &&
        (reader_word(r, i + 1).flags & (PEOPLE_ROLE | PEOPLE_GROUP)) == 0)
        return false;
    return t->tag == TAG_NONE || (t->tag == TAG_ADJ && i > 0 && t[-1].tag == TAG_DET);
}

static bool reader__is_preposition(const reader *r, uint32_t i, uint32_t flags)
{
    uint8_t pos = r->text->tokens[i].tag;
    return pos == TAG_ADP || ((flags & (PEOPLE_COMPLEMENT | PEOPLE_PREPOSITION)) != 0 && pos != TAG_ADV &&
                              pos != TAG_SCONJ && pos != TAG_VERB_FINITE && pos != TAG_NOUN && pos != TAG_ADJ);
}

bool reader_ends_segment(const reader *r, uint32_t i)
{
    const token *t = &r->text->tokens[i];
    return t->punct == PUNCT_COMMA || t->punct == PUNCT_OPEN_BRACKET || t->punct == PUNCT_CLOSE_BRACKET ||
           t->punct == PUNCT_DASH;
}

/* Does the phrase as a whole end before the token at i? */
static bool reader__ends_phrase(const reader *r, uint32_t i, uint32_t flags)
{
    const token *t = &r->text->tokens[i];
    if (r->names->at[i] != 0) return false;
    if (t->kind == TOKEN_PUNCT)
        return t->punct != PUNCT_HYPHEN && t->punct != PUNCT_SLASH && (t->punct != PUNCT_QUOTE || r->open);
    if (tag_is_finite(t->tag) || t->tag == TAG_RELATIVE || t->tag == TAG_SCONJ) return true;
    if (t->tag == TAG_AUX_INFINITIVE || t->tag == TAG_VERB_INFINITIVE) return r->open;
    if (r->open && (flags & (PEOPLE_PRONOUN | PEOPLE_RELATIVE)) && t->tag == TAG_PRON) return true;
    return (flags & PEOPLE_RELATIVE) != 0;
}

static uint32_t reader__determiners(const reader *r, segment *s, uint32_t i, uint32_t end)
{
    while (i < end) {
        person_word w = reader_word(r, i);
        if (!reader_is_determiner(r, i, w.flags)) break;
        s->determiner = w.flags & PEOPLE_DETERMINER;
        s->small_gender = w.small_gender;
        s->small_number = w.small_number;
        i++;
    }
    return i;
}

/* Is the name at token i only that of the noun before it, within a complement:
 * "le porte-parole du président Jean Roux", "la direction du groupe Alpha"?
 * That noun has an article; a bare one says of what sort the head is ("l'agence
 * de presse Alpha"). */
static bool reader__is_inner_name(const reader *r, uint32_t i, uint32_t nouns)
{
    person_word w = reader_word(r, i - 1);
    if (i < 3 || !(w.flags & nouns) || !(w.number & NUMBER_SINGULAR)) return false;
    uint32_t at = i - 2;
    while (at > 0 && (r->text->tokens[at].tag == TAG_ADJ || (reader_word(r, at).flags & PEOPLE_FORMER))) at--;
    person_word before = reader_word(r, at);
    return before.fused || ((before.flags & PEOPLE_DETERMINER) && !(before.flags & PEOPLE_COMPLEMENT));
}

/* Does a bare noun follow the head, which says of what sort it is: "le parti
 * d'opposition", "la chaîne de télévision"? */
static bool segment__is_compound(const reader *r, const segment *s)
{
    uint32_t i = s->base_end;
    if (i + 1 >= r->text->token_count || i < s->tokens.start) return false;
    person_word w = reader_word(r, i);
    return (w.flags & PEOPLE_COMPLEMENT) && !w.fused && !reader_is_determiner(r, i + 1, reader_word(r, i + 1).flags);
}

/* Is the name at token i, after a complement, the segment's own all the same:
 * "le ministre des Affaires étrangères Jean Roux", "l'agence de presse Alpha"?
 * A name that nobody knows is, where a source ends with it. */
static bool segment__owns_name(const reader *r, const segment *s, uint32_t i, uint32_t stop, uint32_t end)
{
    const name_run *run = &r->names->items[r->names->at[i] - 1];
    const token *before = &r->text->tokens[i - 1];
    if (s->head == NO_TOKEN || i <= s->tokens.start) return false;
    if (reader__is_preposition(r, i - 1, reader_word(r, i - 1).flags) ||
        reader_is_determiner(r, i - 1, reader_word(r, i - 1).flags) || before->tag == TAG_CCONJ)
        return false;
    person_word head = reader_word(r, s->head);
    bool several = run->core.end - run->core.start > 1;
    const token *after = &r->text->tokens[stop];
    bool last = !r->lexicon->head_last && (stop >= end || reader_ends_segment(r, stop) || tag_is_finite(after->tag));
    if (run->being == BEING_PERSON)
        return several && ((head.flags & PEOPLE_ROLE) || (last && !(head.flags & PEOPLE_NOUN))) &&
               !reader__is_inner_name(r, i, PEOPLE_ROLE);
    if (!last || !(head.number & NUMBER_SINGULAR) || (before->flags & TOKEN_CAPITAL)) return false;
    if (before->kind != TOKEN_WORD || reader__is_inner_name(r, i, PEOPLE_ROLE | PEOPLE_GROUP)) return false;
    if (head.flags & PEOPLE_GROUP)
        return run->being != BEING_PLACE && ((head.flags & PEOPLE_GENERIC) || segment__is_compound(r, s));
    return (head.flags & PEOPLE_ROLE) && several && run->being == BEING_UNKNOWN;
}

/* The name at token i, where it is the segment's own; sets what follows from
 * it. Returns one past the name. */
static uint32_t segment__take_name(const reader *r, segment *s, uint32_t i, uint32_t end, bool inside)
{
    const name_run *run = &r->names->items[r->names->at[i] - 1];
    uint32_t stop = run->tokens.end < end ? run->tokens.end : end;
    bool people = false;
    if (inside) {
        people = s->name >= 0 && r->names->items[s->name].being != BEING_PERSON && run->being == BEING_PERSON;
        if ((s->name >= 0 && !people) || !segment__owns_name(r, s, i, stop, end)) return stop;
    } else if (r->lexicon->head_last && stop < end) {
        uint32_t flags = reader_word(r, stop).flags;
        if (((flags & PEOPLE_GENITIVE) && stop + 1 < end) ||
            (r->names->at[stop] == 0 && reader_is_noun(r, stop, flags))) {
            s->modified = true;
            return stop;
        }
    }
    people |= s->name >= 0 && !inside && r->names->items[s->name].tokens.end == i && run->being == BEING_PERSON &&
              r->names->items[s->name].being != BEING_PERSON && s->determiner != 0 && s->head == NO_TOKEN;
    /* "le député PSD Jean Roux" */
    people |= s->name >= 0 && !inside && r->names->items[s->name].tokens.end == i && run->being == BEING_PERSON &&
              r->names->items[s->name].being == BEING_BODY && s->head != NO_TOKEN && !r->lexicon->head_last &&
              (reader_word(r, s->head).flags & PEOPLE_ROLE);
    /* a source that begins within the name before: "[RIA] Novosti Jean Roux" */
    people |= s->name >= 0 && !inside && run->being == BEING_PERSON && s->head == NO_TOKEN &&
              r->names->items[s->name].tokens.end == i && r->names->items[s->name].tokens.start < s->tokens.start;
    if (s->name >= 0 && !people) return stop; /* "le Colombien Juan Roux" */
    s->name = (int32_t)r->names->at[i] - 1;
    s->name_prefix = run->core.start;
    while (s->name_prefix > s->content && (reader_word(r, s->name_prefix - 1).flags & PEOPLE_TITLE)) s->name_prefix--;
    return stop;
}

/* Is the conjunction at i between two parties ("Roux et Blanc", "le maire et
 * ses adjoints") and not within the description of one? */
static bool segment__coordinates(const reader *r, const segment *s, uint32_t i, uint32_t end, bool inside)
{
    if (i + 1 >= end || (s->head == NO_TOKEN && s->name < 0)) return false;
    person_word next = reader_word(r, i + 1);
    uint32_t name = r->names->at[i + 1];
    bool bare = s->head == NO_TOKEN && s->name >= 0 && !r->open; /* "la Corée du Sud et le Japon" */
    if (inside && bare && i + 2 < end && reader_is_determiner(r, i + 1, next.flags) && r->names->at[i + 2] != 0)
        return true;
    if (inside) return name != 0 && r->names->items[name - 1].being == BEING_PERSON && s->name >= 0;
    return name != 0 || reader_is_determiner(r, i + 1, next.flags) ||
           ((next.flags & PEOPLE_NOUN) && (next.number & NUMBER_SINGULAR) == 0);
}

/* Each of these reads the token at i; false: the phrase ends before it. */

static bool segment__conjunction(const reader *r, segment *s, uint32_t i, uint32_t end)
{
    bool begun = s->head != NO_TOKEN || s->name >= 0;
    if (segment__coordinates(r, s, i, end, s->inside)) {
        s->coordinated = s->inside = true;
        if (s->base_end > i) s->base_end = i;
        return !r->open;
    }
    bool further = s->inside && i + 1 < end && (reader_word(r, i + 1).flags & PEOPLE_COMPLEMENT);
    return !r->open || further || !begun;
}

/* A preposition or a participle: what follows is a complement. */
static bool segment__complement(const reader *r, segment *s, uint32_t i, uint32_t flags)
{
    if (i == s->tokens.start) s->preposed = true;
    bool role = s->head != NO_TOKEN && (reader_word(r, s->head).flags & PEOPLE_ROLE);
    if (r->open && !(flags & PEOPLE_COMPLEMENT) && (!role || tag_is_verb(r->text->tokens[i].tag))) return false;
    if (!s->inside) s->base_end = i;
    if (!(flags & PEOPLE_COMPLEMENT) && s->core_end > i) s->core_end = i;
    s->inside = s->modified = true;
    return true;
}

static void segment__noun(const reader *r, segment *s, uint32_t i)
{
    if (!s->inside && (s->head == NO_TOKEN || r->lexicon->head_last)) {
        s->modified |= s->head != NO_TOKEN || s->name >= 0;
        s->head = i;
        if (r->lexicon->head_last) s->name = -1;
    } else if (s->head == NO_TOKEN && s->name < 0) {
        s->head = i; /* "l'un des responsables" */
    } else {
        s->modified = true;
    }
}

/* Two common nouns in a row, of which the second is not listed, where the
 * phrase's end is not known: more likely "la direction compose", whose verb was
 * taken for a noun. */
static bool segment__is_crowded(const reader *r, const segment *s, uint32_t i, uint32_t flags)
{
    const token *t = &r->text->tokens[i];
    if (!r->open || r->lexicon->head_last || s->head == NO_TOKEN || i <= s->head) return false;
    return t->tag == TAG_NOUN && t[-1].tag == TAG_NOUN && !(flags & PEOPLE_NOUN) &&
           !((t->flags | t[-1].flags) & TOKEN_CAPITAL);
}

static bool segment__word(const reader *r, segment *s, uint32_t i, uint32_t end, uint32_t flags)
{
    const token *t = &r->text->tokens[i];
    bool participle = t->tag == TAG_VERB_PARTICIPLE;
    if (t->tag == TAG_CCONJ || ((flags & PEOPLE_CONJUNCTION) && t->tag == TAG_NONE))
        return segment__conjunction(r, s, i, end);
    if (reader__is_preposition(r, i, flags) || t->tag == TAG_VERB_GERUND ||
        (participle && (!r->lexicon->head_last || s->head != NO_TOKEN)))
        return segment__complement(r, s, i, flags);
    if (reader_is_noun(r, i, flags)) {
        if (segment__is_crowded(r, s, i, flags)) return false;
        segment__noun(r, s, i);
        return true;
    }
    if (t->tag == TAG_ADJ || t->tag == TAG_NUM || participle) {
        s->modified = true;
        return true;
    }
    /* "la ville l'aide" */
    if (r->open && t->tag == TAG_DET && !r->lexicon->head_last && s->head == i - 1 && s->head != NO_TOKEN) return false;
    return !r->open || t->tag == TAG_DET || t->punct == PUNCT_HYPHEN || (t->tag == TAG_ADV && s->head == NO_TOKEN);
}

segment segment_read(const reader *r, uint32_t start, uint32_t end)
{
    segment s = {.tokens = {start, end}, .head = NO_TOKEN, .name = -1, .base_end = end, .core_end = end};
    uint32_t i = s.content = reader__determiners(r, &s, start, end);
    for (; i < end && !reader_ends_segment(r, i); i++) {
        uint32_t flags = reader_word(r, i).flags;
        s.last = reader__ends_phrase(r, i, flags);
        if (s.last) break;
        if ((flags & PEOPLE_QUANTITY) && s.head == NO_TOKEN && i + 2 < end &&
            (reader_word(r, i + 1).flags & PEOPLE_COMPLEMENT)) {
            s.small_number = NUMBER_PLURAL;
            s.small_gender = 0;
            i++;
        } else if (r->names->at[i] != 0 && r->open && s.name >= 0 && !s.inside) {
            s.last = true; /* "l'agence Delta Novia Jean Roux" */
            break;
        } else if (r->names->at[i] != 0) {
            i = segment__take_name(r, &s, i, end, s.inside) - 1;
        } else if ((flags & PEOPLE_GENITIVE) && i + 1 < end) {
            s.name = -1;
            s.head = NO_TOKEN;
            s.modified = true;
        } else if (s.name >= 0 && !s.inside && reader_is_determiner(r, i, flags)) {
            break; /* "Jean Roux le maire de" */
        } else if (!segment__word(r, &s, i, end, flags)) {
            s.last = true;
            break;
        }
    }
    s.tokens.end = i;
    if (s.base_end > i) s.base_end = i;
    if (s.core_end > i) s.core_end = i;
    return s;
}
