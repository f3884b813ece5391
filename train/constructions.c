/* SPDX-License-Identifier: Apache-2.0
 *
 * constructions.c - by which constructions statements are made, for figures
 * by construction (scripts/cards.py).
 *
 *     constructions LANG FILE > OUT
 *
 * FILE has documents with statements, gold ones or what Selon found, as JSON
 * lines. For each document a line is printed: {"id": ..., "constructions":
 * [[QUOTED, CUE, PLACE, CONTENT, SOURCE], ...]}, the statements in their
 * order. The words are told from the spans and the text's tags alone, the same
 * way for gold statements and for others: a tag may be wrong.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool.h"
#include "train/gold.h"

typedef struct article {
    const gold_document *d;
    const attributor *attributor;
} article;

static const token *token_at(const article *a, uint32_t i)
{
    return &a->d->text->tokens[i];
}

static bool is_in(uint8_t tag, uint8_t verb, uint8_t aux)
{
    return tag == verb || tag == aux;
}

/* Are the content's words in quotation marks, and the cue's not the same ones? */
static const char *quoted(const article *a, const gold_statement *g)
{
    int32_t base = g->cue.end > g->cue.start ? token_at(a, g->cue.start)->quotation : -1;
    size_t inside = 0, outside = 0;
    bool around = g->content_count > 0 && g->content[0].start < g->cue.start; /* «..., he said, ...» */
    for (unsigned n = 0; n < g->content_count; n++)
        for (uint32_t i = g->content[n].start; i < g->content[n].end; i++) {
            const token *k = token_at(a, i);
            if (k->kind == TOKEN_PUNCT) continue;
            if (k->quotation >= 0 && (around || k->quotation != base))
                inside++;
            else
                outside++;
        }
    return inside == 0 ? "indirect" : outside == 0 ? "direct" : "mixed";
}

/* "Selon", "according to": a phrase of the lexicon that takes a source. */
static bool is_according(const article *a, uint32_t i)
{
    const cue_lexicon *l = a->attributor->lexicon;
    const cue_word *w = cue_lexicon_word(l, token_at(a, i)->word);
    for (uint16_t e = w != NULL ? w->phrase : 0; e != 0; e = l->entries[e].next)
        if (l->entries[e].frames & (FRAME_ACCORDING | FRAME_WEAKACCORDING)) return true;
    return false;
}

static const char *cue_name(const article *a, const gold_statement *g)
{
    static const struct {
        uint8_t verb, aux;
        const char *name;
    } FORMS[] = {
        {TAG_VERB_PARTICIPLE, TAG_AUX_PARTICIPLE, "participle"},
        {TAG_VERB_GERUND, TAG_AUX_GERUND, "gerund"},
        {TAG_NOUN, TAG_PROPN, "noun"},
        {TAG_ADJ, TAG_ADJ, "adjective"},
    };
    if (g->cue.end == g->cue.start) return "none";
    uint32_t seen = 0, words = 0;
    for (uint32_t i = g->cue.start; i < g->cue.end; i++) {
        if (token_at(a, i)->kind == TOKEN_PUNCT) continue;
        seen |= UINT32_C(1) << token_at(a, i)->tag;
        words++;
    }
    if (words == 0) return "colon or dash";
    if (seen & (UINT32_C(1) << TAG_VERB_FINITE | UINT32_C(1) << TAG_AUX_FINITE)) return "finite verb";
    if (seen & (UINT32_C(1) << TAG_VERB_INFINITIVE | UINT32_C(1) << TAG_AUX_INFINITIVE)) return "infinitive";
    if (is_according(a, g->cue.start)) return "according to";
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++)
        if (seen & (UINT32_C(1) << FORMS[i].verb | UINT32_C(1) << FORMS[i].aux)) return FORMS[i].name;
    return "other";
}

/* Where the cue stands beside the content. */
static const char *place(const gold_statement *g)
{
    bool before = false, after = false;
    if (g->cue.end == g->cue.start) return "no cue";
    for (unsigned n = 0; n < g->content_count; n++) {
        before |= g->content[n].start >= g->cue.end;
        after |= g->content[n].end <= g->cue.start;
        if (g->content[n].start < g->cue.start && g->content[n].end > g->cue.end) before = after = true;
    }
    return before && after ? "cue inside the content" : after ? "cue after the content" : "cue before the content";
}

/* Content that is not all quoted, by its first part. */
static const char *content_name(const article *a, const gold_statement *g)
{
    if (g->content_count == 0) return "none";
    range c = g->content[0];
    while (c.start < c.end && token_at(a, c.start)->kind == TOKEN_PUNCT) c.start++;
    if (c.start == c.end) return "none";
    if (grammar_of(a->attributor->grammar, token_at(a, c.start)) & GRAM_COMPLEMENTIZER) return "clause after that";
    for (uint32_t i = c.start; i < c.end; i++) {
        uint8_t tag = token_at(a, i)->tag;
        if (is_in(tag, TAG_VERB_INFINITIVE, TAG_AUX_INFINITIVE) && i < c.start + 3) return "infinitive clause";
        if (tag_is_finite(tag)) return "clause";
        if (tag == TAG_RELATIVE || tag == TAG_SCONJ) break; /* the verbs to come are not its own */
    }
    return "noun phrase or fragment";
}

static const char *source_name(const article *a, const gold_statement *g)
{
    bool pronoun = true;
    if (g->source.end == g->source.start) return "none";
    for (uint32_t i = g->source.start; i < g->source.end; i++) {
        const token *k = token_at(a, i);
        if (k->tag == TAG_PROPN) return "with a name";
        pronoun &= k->tag == TAG_PRON || k->tag == TAG_RELATIVE || k->kind == TOKEN_PUNCT;
    }
    return pronoun ? "pronoun" : "without a name";
}

static json_t *construction(const article *a, const gold_statement *g)
{
    const char *how = quoted(a, g);
    const char *content = how[0] == 'd' ? "quotation" : content_name(a, g);
    return json_pack("[s,s,s,s,s]", how, cue_name(a, g), place(g), content, source_name(a, g));
}

int main(int argc, char **argv)
{
    static run r;
    static corpus c;
    if (argc != 3) {
        fprintf(stderr, "usage: constructions LANG FILE\n");
        return 2;
    }
    tool_begin(&r);
    if (setjmp(*arena_escape(r.arena)) != 0) tool_fail(r.problem[0] != '\0' ? r.problem : "out of memory", NULL);
    const pipeline *p = tool_pipeline(&r, argv[1]);
    tool_corpus(&r, &c, p, argv[2]);
    for (size_t i = 0; i < c.count; i++) {
        article a = {&c.documents[i], p->attributor};
        json_t *all = json_array();
        for (size_t k = 0; k < a.d->statement_count; k++)
            json_array_append_new(all, construction(&a, &a.d->statements[k]));
        json_t *object = json_pack("{s:s,s:o}", "id", a.d->id, "constructions", all);
        json_dumpf(object, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
        putchar('\n');
        json_decref(object);
    }
    run_end(&r);
    arena_free(r.arena);
    return 0;
}
