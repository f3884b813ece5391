/* SPDX-License-Identifier: Apache-2.0
 *
 * test_text.c - text/: tokens, sentences, paragraphs and quotations.
 *
 * Three tables, a test a row. How a row writes what must come out:
 *
 *   TOKENS      the tokens with bars between: "dit|-|^il". Before a token, ~
 *               says a number and ^ a clitic.
 *   SENTENCES   the sentences with "‖" between; "¶" in its place begins a new
 *               paragraph, and "# " stands before a headline.
 *   QUOTATIONS  the quotations in order with "‖" between, each after its depth:
 *               "0:« a “b” »‖1:“b”"; "0?:" was left unclosed. White space at
 *               the end of an unclosed one does not count.
 *
 * Every row's text must also have the properties of text_properties.h.
 * Growing texts of one mark repeated show that time grows with the length.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "model/resource.h"
#include "text_properties.h"

typedef enum lang { FR, EN } lang;
typedef enum what { TOKENS, SENTENCES, QUOTATIONS } what;

typedef struct row {
    lang lang;
    what what;
    const char *text, *expected;
} row;

static const row ROWS[] = {
    /* French elision */
    {FR, TOKENS, "l'accord", "^l'|accord"},
    {FR, TOKENS, "L’Élysée", "^L’|Élysée"},
    {FR, TOKENS, "qu'il", "^qu'|il"},
    {FR, TOKENS, "Qu’elles", "^Qu’|elles"},
    {FR, TOKENS, "jusqu'à", "^jusqu'|à"},
    {FR, TOKENS, "lorsqu’on", "^lorsqu’|on"},
    {FR, TOKENS, "puisqu'elle", "^puisqu'|elle"},
    {FR, TOKENS, "s'il n'y a", "^s'|il|^n'|y|a"},
    {FR, TOKENS, "d'aujourd'hui", "^d'|aujourd'hui"},
    {FR, TOKENS, "qu’aujourd’hui", "^qu’|aujourd’hui"},
    {FR, TOKENS, "aujourd'hui", "aujourd'hui"},
    {FR, TOKENS, "Aujourd’hui", "Aujourd’hui"},
    {FR, TOKENS, "quelqu'un", "quelqu'un"},
    {FR, TOKENS, "la presqu'île", "la|presqu'île"},
    {FR, TOKENS, "les prud’hommes", "les|prud’hommes"},
    {FR, TOKENS, "L'ONU", "^L'|ONU"},
    {FR, TOKENS, "D'ABORD", "^D'|ABORD"},
    {FR, TOKENS, "l'« accord »", "^l'|«|accord|»"},
    {FR, TOKENS, "d’“urgence”", "^d’|“|urgence|”"},
    {FR, TOKENS, "qu'\"un\" autre", "^qu'|\"|un|\"|autre"},
    {FR, TOKENS, "l'11 Septembre", "^l'|~11|Septembre"},
    {FR, TOKENS, "c'est-à-dire", "c'est-à-dire"},
    {FR, TOKENS, "c’est‑à‑dire", "c’est‑à‑dire"},
    /* French clitics */
    {FR, TOKENS, "dit-il", "dit|-|^il"},
    {FR, TOKENS, "a-t-elle dit", "a|-t-|^elle|dit"},
    {FR, TOKENS, "A-T-IL", "A|-T-|^IL"},
    {FR, TOKENS, "demande-t-on,", "demande|-t-|^on|,"},
    {FR, TOKENS, "qu'a-t-il", "^qu'|a|-t-|^il"},
    {FR, TOKENS, "s'est-il", "^s'|est|-|^il"},
    {FR, TOKENS, "n'est-ce pas", "^n'|est|-|^ce|pas"},
    {FR, TOKENS, "donnez-le-moi", "donnez|-|^le|-|^moi"},
    {FR, TOKENS, "ont-ils", "ont|-|^ils"},
    {FR, TOKENS, "Yann Morvan-Le Hir", "Yann|Morvan-Le|Hir"},
    {FR, TOKENS, "DIT-IL", "DIT|-|^IL"},
    {FR, TOKENS, "dit‑il", "dit|‑|^il"},
    {FR, TOKENS, "a‐t‐elle", "a|‐t‐|^elle"},
    {FR, TOKENS, "le porte-parole", "le|porte-parole"},
    {FR, TOKENS, "Saint-Cloud-les-Bois", "Saint-Cloud-les-Bois"},
    {FR, TOKENS, "celui-ci", "celui-ci"},
    {FR, TOKENS, "un rendez-vous", "un|rendez-vous"},
    {FR, TOKENS, "vice-président", "vice-président"},
    /* English contractions and possessives */
    {EN, TOKENS, "don't", "do|^n't"},
    {EN, TOKENS, "can’t", "ca|^n’t"},
    {EN, TOKENS, "DIDN'T", "DID|^N'T"},
    {EN, TOKENS, "John's", "John|^'s"},
    {EN, TOKENS, "Ms. Reed’s", "Ms.|Reed|^’s"},
    {EN, TOKENS, "the Reeds' house", "the|Reeds|'|house"},
    {EN, TOKENS, "she'll", "she|^'ll"},
    {EN, TOKENS, "they’ve", "they|^’ve"},
    {EN, TOKENS, "I'm", "I|^'m"},
    {EN, TOKENS, "we're", "we|^'re"},
    {EN, TOKENS, "he'd", "he|^'d"},
    {EN, TOKENS, "O'Brien", "O'Brien"},
    {EN, TOKENS, "at five o’clock", "at|five|o’clock"},
    {EN, TOKENS, "mother-in-law's", "mother-in-law|^'s"},
    {EN, TOKENS, "a 10-year-old", "a|10-year-old"},
    {EN, TOKENS, "the U.S.'s", "the|U.S.|^'s"},
    {EN, TOKENS, "get 'em", "get|'em"},
    {EN, TOKENS, "rock 'n' roll", "rock|'n'|roll"},
    {EN, TOKENS, "’Tis", "’Tis"},
    {EN, TOKENS, "'the", "'|the"},
    /* abbreviations and initials */
    {FR, TOKENS, "M. Roux", "M.|Roux"},
    {FR, TOKENS, "MM. Roux et Blin", "MM.|Roux|et|Blin"},
    {FR, TOKENS, "Mme Roux", "Mme|Roux"},
    {FR, TOKENS, "Dr. Roux", "Dr.|Roux"},
    {FR, TOKENS, "l'art. 5", "^l'|art.|~5"},
    {FR, TOKENS, "de l'art.", "de|^l'|art|."},
    {FR, TOKENS, "J.-P. Dupont", "J.-P.|Dupont"},
    {FR, TOKENS, "J. Dupont", "J.|Dupont"},
    {FR, TOKENS, "É. Dupont", "É.|Dupont"},
    {EN, TOKENS, "J. K. Rowe", "J.|K.|Rowe"},
    {EN, TOKENS, "J.K. Rowe", "J.K.|Rowe"},
    {EN, TOKENS, "John F. Rowe, p. 12, sec. C.", "John|F.|Rowe|,|p.|~12|,|sec|.|C|."},
    {FR, TOKENS, "P. Dupont", "P.|Dupont"},
    {EN, TOKENS, "the U.S. army", "the|U.S.|army"},
    {EN, TOKENS, "at 5 p.m. today", "at|~5|p.m.|today"},
    {EN, TOKENS, "No. 10", "No.|~10"},
    {EN, TOKENS, "He said no.", "He|said|no|."},
    {EN, TOKENS, "Reed Corp. said", "Reed|Corp.|said"},
    {EN, TOKENS, "Lt. Gen. Reed", "Lt.|Gen.|Reed"},
    /* numbers and dates */
    {FR, TOKENS, "10 000 euros", "~10 000|euros"},
    {FR, TOKENS, "10\u00a0000\u00a0000", "~10\u00a0000\u00a0000"},
    {FR, TOKENS, "1\u202f250", "~1\u202f250"},
    {FR, TOKENS, "en 2023 100 voix", "en|~2023|~100|voix"},
    {FR, TOKENS, "12 3456", "~12|~3456"},
    {EN, TOKENS, "10 000", "~10|~000"},
    {FR, TOKENS, "2,1 %", "~2,1|%"},
    {FR, TOKENS, "7h44", "~7h44"},
    {FR, TOKENS, "20h", "~20h"},
    {FR, TOKENS, "le 1er mai", "le|~1er|mai"},
    {FR, TOKENS, "12/03/2024", "~12/03/2024"},
    {FR, TOKENS, "2024-03-12", "~2024-03-12"},
    {FR, TOKENS, "14:30", "~14:30"},
    {EN, TOKENS, "1,234.56", "~1,234.56"},
    {EN, TOKENS, "$5,000", "$|~5,000"},
    {EN, TOKENS, "the 21st", "the|~21st"},
    {EN, TOKENS, "in 1990.", "in|~1990|."},
    {EN, TOKENS, "3, 4", "~3|,|~4"},
    {EN, TOKENS, "Covid-19", "Covid-19"},
    {EN, TOKENS, "the G7", "the|G7"},
    /* ellipses, dashes, brackets, addresses */
    {FR, TOKENS, "Oui...", "Oui|..."},
    {FR, TOKENS, "Oui…", "Oui|…"},
    {FR, TOKENS, "«…»", "«|…|»"},
    {FR, TOKENS, "[...]", "[|...|]"},
    {FR, TOKENS, "non -- oui", "non|--|oui"},
    {FR, TOKENS, "Paris (AP) – Le", "Paris|(|AP|)|–|Le"},
    {FR, TOKENS, "<<oui>>", "<<|oui|>>"},
    {FR, TOKENS, "voir https://exemple.org/a?b=1.", "voir|https://exemple.org/a?b=1|."},
    {FR, TOKENS, "(www.exemple.org)", "(|www.exemple.org|)"},
    {EN, TOKENS, "\"http://example.org/x\"", "\"|http://example.org/x|\""},
    {EN, TOKENS, "@reed_42 #Vote", "@reed_42|#Vote"},
    {EN, TOKENS, "@ 5", "@|~5"},
    {FR, TOKENS, "mi\u00adnistre", "mi\u00adnistre"},
    {FR, TOKENS, "", ""},
    {FR, TOKENS, " \n\t\u00a0", ""},
    /* ends of sentences */
    {FR, SENTENCES, "Il part. Elle reste.", "Il part.‖Elle reste."},
    {FR, SENTENCES, "TRÉVAL, 12 mars (Agence Armor) – Le pont est fermé. Il pleut.",
     "TRÉVAL, 12 mars (Agence Armor) –‖Le pont est fermé.‖Il pleut."},
    {EN, SENTENCES, "NEW HARBOR, Nov. 19 (AP) — The bridge is closed.",
     "NEW HARBOR, Nov. 19 (AP) —‖The bridge is closed."},
    {FR, SENTENCES, "Le pont – fermé hier – rouvre.", "Le pont – fermé hier – rouvre."},
    {FR, SENTENCES, "M. Roux part. Il revient.", "M. Roux part.‖Il revient."},
    {FR, SENTENCES, "Mme. Roux part.", "Mme. Roux part."},
    {FR, SENTENCES, "Voir l'art. 5 du code. Puis rien.", "Voir l'art. 5 du code.‖Puis rien."},
    {FR, SENTENCES, "J.-P. Dupont est élu. B. Martin aussi.", "J.-P. Dupont est élu.‖B. Martin aussi."},
    {FR, SENTENCES, "Des pommes, des noix, etc. Elle part.", "Des pommes, des noix, etc.‖Elle part."},
    {FR, SENTENCES, "Des noix, etc. sont là.", "Des noix, etc. sont là."},
    {FR, SENTENCES, "« Quoi ? » demande-t-il.", "« Quoi ? » demande-t-il."},
    {FR, SENTENCES, "« Viens ! » Il part.", "« Viens ! »‖Il part."},
    {FR, SENTENCES, "Il dit : « Je pars. » Puis rien.", "Il dit : « Je pars. »‖Puis rien."},
    {FR, SENTENCES, "« Je pars. Tu restes. »", "« Je pars.‖Tu restes. »"},
    {FR, SENTENCES, "Oui... Non.", "Oui...‖Non."},
    {FR, SENTENCES, "Il a dit... rien.", "Il a dit... rien."},
    {FR, SENTENCES, "Il hésite… Elle part.", "Il hésite…‖Elle part."},
    {FR, SENTENCES, "Il faut 3,5 litres. Trois suffisent.", "Il faut 3,5 litres.‖Trois suffisent."},
    {FR, SENTENCES, "Né en 1950. Il vit ici.", "Né en 1950.‖Il vit ici."},
    {FR, SENTENCES, "En 1950. 30 ans après.", "En 1950.‖30 ans après."},
    {FR, SENTENCES, "Sur exemple.fr on le lit. Fin.", "Sur exemple.fr on le lit.‖Fin."},
    {FR, SENTENCES, "Voir https://exemple.org/. Fin.", "Voir https://exemple.org/.‖Fin."},
    {FR, SENTENCES, "Sur www.exemple.org Le Journal écrit.", "Sur www.exemple.org Le Journal écrit."},
    {FR, SENTENCES, "(Il ment.) Elle part.", "(Il ment.)‖Elle part."},
    {FR, SENTENCES, "Il ment (c'est sûr.) et part.", "Il ment (c'est sûr.) et part."},
    {FR, SENTENCES, "Vraiment ?! Oui.", "Vraiment ?!‖Oui."},
    {FR, SENTENCES, "— Bonjour. — Salut.", "— Bonjour.‖— Salut."},
    {FR, SENTENCES, "Il a 5 ans.Elle part.", "Il a 5 ans.‖Elle part."},
    {FR, SENTENCES, "« On part. » « Non. »", "« On part. »‖« Non. »"},
    {FR, SENTENCES, "Il crie : « Non ! », et part.", "Il crie : « Non ! », et part."},
    {FR, SENTENCES, "Il vient.\n\nElle part.", "Il vient.¶Elle part."},
    {FR, SENTENCES, "Il vient.\r\nElle part.", "Il vient.¶Elle part."},
    {FR, SENTENCES, "Il vient.\rElle part.", "Il vient.¶Elle part."},
    {FR, SENTENCES, "Brûlis : le maire promet un vote\n\nLe maire a parlé.",
     "# Brûlis : le maire promet un vote¶Le maire a parlé."},
    {FR, SENTENCES, "Vote : « On verra », dit le maire\nIl a parlé.",
     "# Vote : « On verra », dit le maire¶Il a parlé."},
    {FR, SENTENCES, "Le maire a dit :\n\nOui.", "Le maire a dit :¶Oui."},
    {FR, SENTENCES, "Lire www.exemple.org\n\nOui.", "# Lire www.exemple.org¶Oui."},
    {EN, SENTENCES, "Mr. Reed left. He ran.", "Mr. Reed left.‖He ran."},
    {EN, SENTENCES, "We met at 5 p.m. The vote failed.", "We met at 5 p.m.‖The vote failed."},
    {EN, SENTENCES, "Reed Inc. said so.", "Reed Inc. said so."},
    {EN, SENTENCES, "He works at Reed Inc. The firm is old.", "He works at Reed Inc.‖The firm is old."},
    {EN, SENTENCES, "In the U.S. Senate, he won.", "In the U.S. Senate, he won."},
    {EN, SENTENCES, "Washington, D.C. is hot.", "Washington, D.C. is hot."},
    {EN, SENTENCES, "“Go.” He went.", "“Go.”‖He went."},
    {EN, SENTENCES, "\"Go!\" he said.", "\"Go!\" he said."},
    {EN, SENTENCES, "\"Go.\" \"No.\"", "\"Go.\"‖\"No.\""},
    {EN, SENTENCES, "He said no. They left.", "He said no.‖They left."},
    {EN, SENTENCES, "No. 10 said so. Fine.", "No. 10 said so.‖Fine."},
    {EN, SENTENCES, "It rose 3.5 percent. It fell.", "It rose 3.5 percent.‖It fell."},
    {EN, SENTENCES, "It was Jan. 5. She came.", "It was Jan. 5.‖She came."},
    {EN, SENTENCES, "Gen. Reed met St. Paul's mayor. Good.", "Gen. Reed met St. Paul's mayor.‖Good."},
    {EN, SENTENCES, "Mayor says no\nThe mayor spoke.", "# Mayor says no¶The mayor spoke."},
    {EN, SENTENCES, "\"We won,\" he said. \"We did.\" Then he left.", "\"We won,\" he said.‖\"We did.\"‖Then he left."},
    {EN, SENTENCES,
     "The council of the town of Overby met on Monday and spoke\nfor three hours about the bridge that the storm took "
     "away,\nwhich had been built in the year when the mill burnt down\nand which nobody had looked at since that same "
     "year, as\nthe mayor said with regret when he was asked about it by\na reporter.",
     "The council of the town of Overby met on Monday and spoke\nfor three hours about the bridge that the storm took "
     "away,\nwhich had been built in the year when the mill burnt down\nand which nobody had looked at since that same "
     "year, as\nthe mayor said with regret when he was asked about it by\na reporter."},
    /* quotation marks: styles */
    {FR, QUOTATIONS, "« Oui », dit-il.", "0:« Oui »"},
    {FR, QUOTATIONS, "«Oui», dit-il.", "0:«Oui»"},
    {FR, QUOTATIONS, "«…»", "0:«…»"},
    {FR, QUOTATIONS, "«»", "0:«»"},
    {FR, QUOTATIONS, "Il dit « oui » et « non ».", "0:« oui »‖0:« non »"},
    {FR, QUOTATIONS, "“Oui”, dit-il.", "0:“Oui”"},
    {FR, QUOTATIONS, "\"Oui\", dit-il.", "0:\"Oui\""},
    {FR, QUOTATIONS, "\" Oui \", dit-il.", "0:\" Oui \""},
    {FR, QUOTATIONS, "Il dit:\"Oui\".", "0:\"Oui\""},
    {FR, QUOTATIONS, "(« Oui »)", "0:« Oui »"},
    {FR, QUOTATIONS, "(\"Oui\")", "0:\"Oui\""},
    {FR, QUOTATIONS, "l'« accord »", "0:« accord »"},
    {FR, QUOTATIONS, "l'\"accord\" d'hier", "0:\"accord\""},
    {FR, QUOTATIONS, "<< Oui >>, dit-il.", "0:<< Oui >>"},
    {FR, QUOTATIONS, "‹ Oui ›", "0:‹ Oui ›"},
    {FR, QUOTATIONS, "„Oui“, dit-il.", "0:„Oui“"},
    {FR, QUOTATIONS, "”Oui”, dit-il, ”oui”.", "0:”Oui”‖0:”oui”"},
    {FR, QUOTATIONS, "“Oui“, dit-il, “oui“.", "0:“Oui“‖0:“oui“"},
    {FR, QUOTATIONS, "“Oui\", dit-il.", "0:“Oui\""},
    {EN, QUOTATIONS, "''Yes,'' he said.", "0:''Yes,''"},
    {EN, QUOTATIONS, "``Yes,'' he said.", "0:``Yes,''"},
    {EN, QUOTATIONS, "‘Yes,’ he said.", "0:‘Yes,’"},
    {EN, QUOTATIONS, "'Yes,' he said.", "0:'Yes,'"},
    {EN, QUOTATIONS, "‚Yes‘, he said.", "0:‚Yes‘"},
    {EN, QUOTATIONS, "Poll: 'Most want change'", "0:'Most want change'"},
    {FR, QUOTATIONS, "« On ira, a-t-il dit, quoi qu'il arrive. »", "0:« On ira, a-t-il dit, quoi qu'il arrive. »"},
    /* nested */
    {FR, QUOTATIONS, "« Il a dit “non” hier »", "0:« Il a dit “non” hier »‖1:“non”"},
    {FR, QUOTATIONS, "« Il a dit « non » hier »", "0:« Il a dit « non » hier »‖1:« non »"},
    {FR, QUOTATIONS, "“Il a dit « non »”", "0:“Il a dit « non »”‖1:« non »"},
    {EN, QUOTATIONS, "“He said ‘no’ twice,” she said.", "0:“He said ‘no’ twice,”‖1:‘no’"},
    {EN, QUOTATIONS, "‘He said “no” twice,’ she said.", "0:‘He said “no” twice,’‖1:“no”"},
    {EN, QUOTATIONS, "\"He said 'no' twice,\" she said.", "0:\"He said 'no' twice,\"‖1:'no'"},
    {EN, QUOTATIONS, "“He said ‘no.’”", "0:“He said ‘no.’”‖1:‘no.’"},
    {EN, QUOTATIONS, "\"He said \"no\" twice,\" she said.", "0:\"He said \"no\" twice,\"‖1:\"no\""},
    {FR, QUOTATIONS, "« a “b « c » d” e »", "0:« a “b « c » d” e »‖1:“b « c » d”‖2:« c »"},
    {FR, QUOTATIONS, "« a “b » c", "0:« a “b »‖1?:“b"},
    {FR, QUOTATIONS, "««««««««««a»»»»»»»»»»",
     "0:««««««««««a»»»»»»»»‖1:«««««««««a»»»»»»»‖2:««««««««a»»»»»»‖3:«««««««a»»»»»‖4:««««««a»»»»‖5:«««««a»»»‖6:"
     "««««a»»‖7:"
     "«««a»"},
    /* apostrophes are no marks */
    {FR, QUOTATIONS, "L'accord d'hier, aujourd’hui", ""},
    {EN, QUOTATIONS, "The boys' club and the girls' club", ""},
    {EN, QUOTATIONS, "in the '90s and the '80s", ""},
    {EN, QUOTATIONS, "in the ’90s and the ’80s", ""},
    {EN, QUOTATIONS, "rock 'n' roll", ""},
    {EN, QUOTATIONS, "He is 6'2\" tall.", ""},
    {EN, QUOTATIONS, "a 5\" pipe", ""},
    {EN, QUOTATIONS, "‘I don’t know,’ he said.", "0:‘I don’t know,’"},
    {EN, QUOTATIONS, "'I don't know,' he said.", "0:'I don't know,'"},
    {EN, QUOTATIONS, "‘The boys’ club burned,’ he said.", "0:‘The boys’ club burned,’"},
    {EN, QUOTATIONS, "‘We like dogs’ and more", "0:‘We like dogs’"},
    {EN, QUOTATIONS, "\"Tell 'em now,\" he said.", "0:\"Tell 'em now,\""},
    {EN, QUOTATIONS, "“They’re the Reeds’,” he said.", "0:“They’re the Reeds’,”"},
    /* over sentences and paragraphs */
    {FR, QUOTATIONS, "« Un. Deux. Trois. » Fin.", "0:« Un. Deux. Trois. »"},
    {FR, QUOTATIONS, "« Un.\n« Deux.\n« Trois. » Fin.", "0:« Un.\n« Deux.\n« Trois. »"},
    {FR, QUOTATIONS, "« Un.\n\n» Deux. »\n\nFin.", "0:« Un.\n\n» Deux. »"},
    {FR, QUOTATIONS, "« Un.\n\nDeux. »\n\nFin.", "0:« Un.\n\nDeux. »"},
    {EN, QUOTATIONS, "“One.\n\n“Two,” he said.", "0:“One.\n\n“Two,”"},
    {EN, QUOTATIONS, "\"One.\n\n\"Two,\" he said.", "0:\"One.\n\n\"Two,\""},
    {EN, QUOTATIONS, "“One,” he said.\n\n“Two,” she said.", "0:“One,”‖0:“Two,”"},
    {EN, QUOTATIONS, "\"One,\" he said.\n\n\"Two,\" she said.", "0:\"One,\"‖0:\"Two,\""},
    {FR, QUOTATIONS, "« Oui, dit-il.\n\nElle part.", "0?:« Oui, dit-il."},
    {FR, QUOTATIONS, "« Oui, dit-il.\n\nElle dit « non ».", "0?:« Oui, dit-il.‖0:« non »"},
    {EN, QUOTATIONS, "\"One, he said.\n\nThen \"two\" came.", "0?:\"One, he said.‖0:\"two\""},
    {EN, QUOTATIONS, "“One ‘two.\n\n“Three’ four,” he said.", "0:“One ‘two.\n\n“Three’ four,”‖1?:‘two."},
    {FR, QUOTATIONS, "Oui », dit-il.", ""},
    {FR, QUOTATIONS, "Oui”, dit-il.", ""},
    {EN, QUOTATIONS, "\"", "0?:\""},
};
#define ROW_COUNT (sizeof ROWS / sizeof *ROWS)

/* ---- the languages ---- */

static arena *shared;
static const writing *writings[2];

static arena *new_arena(void)
{
    selon_allocator memory = allocator_default();
    arena *a = arena_new(&memory, 1 << 16);
    assert_non_null(a);
    if (setjmp(*arena_escape(a)) != 0) abort();
    return a;
}

static int set_up(void **state)
{
    static const char *const CODES[] = {"fr", "en"};
    (void)state;
    shared = new_arena();
    resource_store *store = resource_store_new(shared, NULL);
    for (int l = FR; l <= EN; l++) {
        int error;
        size_t size;
        const void *bytes = resource_find(store, CODES[l], "text.txt", &size, &error);
        assert_non_null(bytes);
        writings[l] = writing_load(shared, vocabulary_new(shared), bytes, size, &error);
        assert_non_null(writings[l]);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(shared);
    return 0;
}

/* ---- how rows write ---- */

typedef struct writer {
    char bytes[4096];
    size_t size;
} writer;

static void put(writer *w, const char *bytes, size_t size)
{
    assert_true(w->size + size < sizeof w->bytes);
    memcpy(w->bytes + w->size, bytes, size);
    w->bytes[w->size += size] = '\0';
}

static void put_tokens(writer *w, const text *t, uint32_t first, uint32_t end)
{
    if (end > first) put(w, t->bytes + t->tokens[first].start, t->tokens[end - 1].end - t->tokens[first].start);
}

static void write_tokens(writer *w, const text *t)
{
    for (uint32_t i = 0; i < t->token_count; i++) {
        const token *k = &t->tokens[i];
        if (i > 0) put(w, "|", 1);
        if (k->kind == TOKEN_NUMBER) put(w, "~", 1);
        if (k->flags & TOKEN_CLITIC) put(w, "^", 1);
        put_tokens(w, t, i, i + 1);
    }
}

static void write_sentences(writer *w, const text *t)
{
    for (uint32_t i = 0; i < t->sentence_count; i++) {
        const sentence *s = &t->sentences[i];
        if (i > 0)
            put(w, s->paragraph == s[-1].paragraph ? "‖" : "¶", strlen(s->paragraph == s[-1].paragraph ? "‖" : "¶"));
        if (s->headline) put(w, "# ", 2);
        put_tokens(w, t, s->first, s->end);
    }
}

static void write_quotations(writer *w, const text *t)
{
    for (uint32_t i = 0; i < t->quotation_count; i++) {
        const quotation *q = &t->quotations[i];
        unsigned depth = 0;
        for (int32_t outer = q->outer; outer >= 0; outer = t->quotations[outer].outer) depth++;
        char head[16];
        int n = snprintf(head, sizeof head, "%s%u%s:", i > 0 ? "‖" : "", depth, q->close == UINT32_MAX ? "?" : "");
        put(w, head, (size_t)n);
        put_tokens(w, t, q->open, q->end);
    }
}

static void test_row(void **state)
{
    static void (*const WRITE[])(writer *, const text *) = {write_tokens, write_sentences, write_quotations};
    const row *r = *state;
    arena *a = new_arena();
    size_t size = strlen(r->text);
    text *t = text_analyse(a, writings[r->lang], arena_strndup(a, r->text, size), size);
    writer w = {.size = 0};
    WRITE[r->what](&w, t);
    const char *wrong = text_check(t);
    if (wrong != NULL) fail_msg("%s", wrong);
    assert_string_equal(w.bytes, r->expected);
    arena_free(a);
}

/* ---- every way of cutting a text short ---- */

static const char MIXED[] =
    "« M. J.-P. Roux, dit l’“ami”, a-t-il 10\u00a0000 voix ? »\r\n\n— Non... (it’s ‘Reeds’ 5\" www.x.org)\n"
    "» \"Qu'est-ce ?\" U.S.'s 'n' @a_b #c 7h44 \u202e½ \U0001F600 e\u0301 dit‑il «‹„“”‚‘’›»<<>>``''--\u00ad";

static void test_cut_anywhere(void **state)
{
    (void)state;
    for (size_t from = 0; from < sizeof MIXED - 1; from++) {
        if (((unsigned char)MIXED[from] & 0xC0) == 0x80) continue;
        for (size_t to = from; to < sizeof MIXED; to++) {
            if (to < sizeof MIXED - 1 && ((unsigned char)MIXED[to] & 0xC0) == 0x80) continue;
            arena *a = new_arena();
            text *t = text_analyse(a, writings[(from + to) % 2], arena_strndup(a, MIXED + from, to - from), to - from);
            const char *wrong = text_check(t);
            if (wrong != NULL) fail_msg("[%zu, %zu): %s", from, to, wrong);
            arena_free(a);
        }
    }
}

/* ---- time ---- */

typedef struct repeated {
    const char *name, *unit, *end;
} repeated;

static const repeated REPEATED[] = {
    {"straight double marks", "\"", ""},
    {"straight double marks apart", " \"", ""},
    {"guillemets that open", "«", ""},
    {"guillemets that close", "»", ""},
    {"guillemets, a paragraph each", "«\n", ""},
    {"opened in a paragraph each", "« a\n", "»"},
    {"double marks that open", "“", ""},
    {"single marks that open", "‘", ""},
    {"single marks before a word", " 'a", ""},
    {"apostrophes", "'", ""},
    {"typographic apostrophes", "’", ""},
    {"plural possessives", "‘as’ a ", ""},
    {"elisions", "l'", "a"},
    {"clitics", "-t-il", "a"},
    {"hyphens", "-", ""},
    {"hyphened words", "a-", "a"},
    {"dots", ".", ""},
    {"dots apart", ". ", ""},
    {"initials", "A.", "ab"},
    {"initials with hyphens", "A.-", "ab"},
    {"initials apart", "A. ", ""},
    {"titles", "M. ", ""},
    {"abbreviation before spaces", "art.   ", ""},
    {"newlines", "\n", ""},
    {"lines", "a\n", ""},
    {"brackets", "(", ""},
    {"spaces", " ", ""},
    {"letters", "a", ""},
    {"soft hyphens", "\u00ad", ""},
    {"accents", "\u0301", ""},
    {"digits", "1", ""},
    {"groups of digits", "1 000 ", ""},
    {"digits with hyphens", "1-", "a"},
    {"addresses", "www.", "a"},
    {"addresses of dots", "http://.", "a"},
    {"handles", "@a", ""},
    {"less-than signs", "<", ""},
    {"back quotes", "`", ""},
};
#define REPEATED_COUNT (sizeof REPEATED / sizeof *REPEATED)

/* Seconds of processor time to cut up at least `size` bytes of the unit. */
static double time_of(const repeated *r, size_t size, bool check)
{
    size_t unit = strlen(r->unit), n = size / unit, end = strlen(r->end);
    arena *a = new_arena();
    char *bytes = arena_alloc(a, n * unit + end + 1);
    for (size_t i = 0; i < n; i++) memcpy(bytes + i * unit, r->unit, unit);
    memcpy(bytes + n * unit, r->end, end + 1);
    clock_t begun = clock();
    text *t = text_analyse(a, writings[FR], bytes, n * unit + end);
    clock_t ended = clock();
    const char *wrong = check ? text_check(t) : NULL;
    if (wrong != NULL) fail_msg("%s", wrong);
    arena_free(a);
    return (double)(ended - begun) / CLOCKS_PER_SEC;
}

/* Whether eight times the text takes no more than 24 times the time (a quadratic
 * step makes it 64). The best of ten runs each at most, since a busy machine slows
 * single ones; what takes under 20 ms proves nothing and passes. */
static bool grows_linearly(const repeated *r, size_t size, double *small, double *large)
{
    *small = *large = 1e9;
    for (int i = 0; i < 10; i++) {
        double s = time_of(r, size / 8, false), l = time_of(r, size, i == 0);
        *small = s < *small ? s : *small;
        *large = l < *large ? l : *large;
        if (*large < 0.02 || *large < 24 * *small) return true;
    }
    return false;
}

/* The larger text may be the first that no cache holds, and whose memory the
 * system hands out anew each time; that happens once, and a quadratic step stays:
 * so a jump counts only where the next one is as high. */
static void compare_times(const repeated *r, size_t size)
{
    double small, large, larger;
    if (grows_linearly(r, size, &small, &large) || grows_linearly(r, size * 8, &large, &larger)) return;
    fail_msg("%zu bytes took %.4f s, %zu bytes %.4f s, %zu bytes %.4f s", size / 8, small, size, large, size * 8,
             larger);
}

/* In two steps, so that a quadratic one fails before it takes minutes. */
static void test_time(void **state)
{
    compare_times(*state, 100000);
    compare_times(*state, 1000000);
}

int main(void)
{
    static struct CMUnitTest tests[ROW_COUNT + REPEATED_COUNT + 1];
    static char names[ROW_COUNT + REPEATED_COUNT][96];
    static const char *const WHAT[] = {"tokens", "sentences", "quotations"};
    size_t n = 0;
    for (size_t i = 0; i < ROW_COUNT; i++, n++) {
        int size = snprintf(names[n], sizeof names[n], "%s %s %.60s", ROWS[i].lang == FR ? "fr" : "en",
                            WHAT[ROWS[i].what], ROWS[i].text);
        for (int k = 0; k < size && k < (int)sizeof names[n]; k++)
            if ((unsigned char)names[n][k] < ' ' || names[n][k] == '#') names[n][k] = ' ';
        tests[n] = (struct CMUnitTest){.name = names[n], .test_func = test_row, .initial_state = (void *)&ROWS[i]};
    }
    for (size_t i = 0; i < REPEATED_COUNT; i++, n++) {
        snprintf(names[n], sizeof names[n], "time of %s", REPEATED[i].name);
        tests[n] = (struct CMUnitTest){.name = names[n], .test_func = test_time, .initial_state = (void *)&REPEATED[i]};
    }
    tests[n] = (struct CMUnitTest)cmocka_unit_test(test_cut_anywhere);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
