/* SPDX-License-Identifier: Apache-2.0
 *
 * referent.c - what a phrase may refer to, told from its head.
 *
 * A person or a body can say something, a circumstance cannot ("cette forêt a
 * incité à"). Names and pronouns tell by themselves, listed nouns by their
 * sense (model/nouns.h). Of a noun that is not listed, the last letters often
 * tell: those of "-tion" and "-ité" are no speakers, those of "-eur" and "-iste"
 * are. Which endings are which is learnt, with everything else.
 */
#include "attribution/referent.h"

#include "base/hash.h"

#define ENDING_BYTES 4

enum { SENSE_PRONOUN = 16, SENSE_NAME = 32, SENSE_CAPITAL = 64, SENSE_OTHER = 128, SENSE_NUMBER = 256 };

static uint64_t ending_of(const reading *r, const token *k)
{
    uint32_t start = k->end - k->start > ENDING_BYTES ? k->end - ENDING_BYTES : k->start;
    return hash_form(r->text->bytes + start, k->end - start);
}

referent referent_of_head(const reading *r, uint32_t head)
{
    const token *k = reading_token(r, head);
    const noun_senses *nouns = r->attributor->nouns;
    referent x = {.form = k->form};
    uint64_t sense = nouns != NULL ? WORD_GET(&nouns->of, k->word) : 0;
    switch (k->tag) {
    case TAG_PRON:
    case TAG_RELATIVE: x.sense = SENSE_PRONOUN; break;
    case TAG_PROPN: x.sense = SENSE_NAME | sense; break;
    case TAG_NUM: x.sense = SENSE_NUMBER; break;
    case TAG_NOUN:
        x.sense = sense | ((k->flags & (TOKEN_CAPITAL | TOKEN_SENTENCE)) == TOKEN_CAPITAL ? SENSE_CAPITAL : 0);
        x.ending = ending_of(r, k);
        break;
    default: x.sense = SENSE_OTHER | sense; break;
    }
    return x;
}

referent referent_of(const reading *r, range span)
{
    if (span.start >= span.end) return (referent){0};
    size_t c = reading_chunk_from(r, span.start);
    uint32_t head = c < r->chunks.count ? r->chunks.items[c].head : span.start;
    return referent_of_head(r, head >= span.start && head < span.end ? head : span.start);
}
