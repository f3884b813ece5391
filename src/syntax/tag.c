/* SPDX-License-Identifier: Apache-2.0
 *
 * tag.c - the names of the parts of speech.
 *
 * A name is the universal tag (UPOS) and, for verbs and auxiliaries, the form
 * after a colon: "NOUN", "VERB:fin". Relative pronouns are "PRON:rel". Tools
 * print these; nothing reads them back.
 */
#include "syntax/tag.h"

static const char *const names[TAG_COUNT] = {
    [TAG_NONE] = "NONE",
    [TAG_NOUN] = "NOUN",
    [TAG_PROPN] = "PROPN",
    [TAG_PRON] = "PRON",
    [TAG_RELATIVE] = "PRON:rel",
    [TAG_DET] = "DET",
    [TAG_ADJ] = "ADJ",
    [TAG_ADV] = "ADV",
    [TAG_NUM] = "NUM",
    [TAG_ADP] = "ADP",
    [TAG_CCONJ] = "CCONJ",
    [TAG_SCONJ] = "SCONJ",
    [TAG_PART] = "PART",
    [TAG_INTJ] = "INTJ",
    [TAG_PUNCT] = "PUNCT",
    [TAG_OTHER] = "OTHER",
    [TAG_VERB_FINITE] = "VERB:fin",
    [TAG_VERB_INFINITIVE] = "VERB:inf",
    [TAG_VERB_PARTICIPLE] = "VERB:part",
    [TAG_VERB_GERUND] = "VERB:ger",
    [TAG_AUX_FINITE] = "AUX:fin",
    [TAG_AUX_INFINITIVE] = "AUX:inf",
    [TAG_AUX_PARTICIPLE] = "AUX:part",
    [TAG_AUX_GERUND] = "AUX:ger",
};

const char *tag_name(tag t)
{
    return t >= TAG_NONE && t < TAG_COUNT ? names[t] : "NONE";
}
