/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of resolve/dates.h: from sentences of both languages to values. Every
 * row is a test of its own: the article's date, a sentence, and all
 * expressions in it with their values ("-": none).
 */
#include "timex_support.h"

typedef struct row {
    const char *language, *date, *sentence, *expected;
} row;

static const row ROWS[] = {
    {"fr", "2025-11-14", "Le maire a parlé le 13 novembre.", "le 13 novembre=2025-11-13"},
    {"fr", "2025-11-14", "Le maire a parlé le 13 novembre 2025.", "le 13 novembre 2025=2025-11-13"},
    {"fr", "2025-11-14", "Le maire a parlé mardi.", "mardi=2025-11-11"},
    {"fr", "2025-11-11", "Le maire a parlé mardi.", "mardi=2025-11-11"},
    {"fr", "2025-11-14", "Le maire a parlé mardi 11 novembre.", "mardi 11 novembre=2025-11-11"},
    {"fr", "2025-11-14", "Le mardi 3 mars, la salle était vide.", "Le mardi 3 mars=2026-03-03"},
    {"fr", "2025-11-14", "Le mardi 4 mars, la salle était vide.", "Le mardi 4 mars=2025-03-04"},
    {"fr", "2025-11-14", "Ce mardi, la salle était vide.", "Ce mardi=2025-11-11"},
    {"fr", "2025-11-10", "Ce mardi, la salle sera vide.", "Ce mardi=2025-11-11"},
    {"fr", "2025-11-11", "Mardi dernier, la salle était vide.", "Mardi dernier=2025-11-04"},
    {"fr", "2025-11-11", "Mardi prochain, la salle sera vide.", "Mardi prochain=2025-11-18"},
    {"fr", "2025-11-14", "La commune a voté hier.", "hier=2025-11-13"},
    {"fr", "2025-11-14", "La commune a voté hier soir.", "hier soir=2025-11-13TEV"},
    {"fr", "2025-01-01", "La commune a voté avant-hier.", "avant-hier=2024-12-30"},
    {"fr", "2025-11-14", "La commune vote aujourd’hui.", "aujourd’hui=2025-11-14"},
    {"fr", "2025-12-31", "La commune votera demain.", "demain=2026-01-01"},
    {"fr", "2024-02-28", "La commune votera après-demain.", "après-demain=2024-03-01"},
    {"fr", "2025-11-14", "La troupe a joué ce matin.", "ce matin=2025-11-14TMO"},
    {"fr", "2025-11-14", "La troupe joue ce soir à 20 h 30.", "ce soir à 20 h 30=2025-11-14T20:30"},
    {"fr", "2025-11-10", "La troupe a joué ce lundi soir.", "ce lundi soir=2025-11-10TEV"},
    {"fr", "2025-11-14", "La troupe a joué lundi soir.", "lundi soir=2025-11-10TEV"},
    {"fr", "2025-11-14", "La troupe a joué mercredi après-midi.", "mercredi après-midi=2025-11-12TAF"},
    {"fr", "2025-11-14", "La troupe a joué dans la soirée.", "dans la soirée=2025-11-14TEV"},
    {"fr", "2025-11-14", "La troupe a joué dans la soirée de mardi.", "dans la soirée de mardi=2025-11-11TEV"},
    {"fr", "2025-11-14", "La troupe est rentrée dans la nuit de lundi à mardi.",
     "dans la nuit de lundi à mardi=2025-11-10TNI"},
    {"fr", "2025-11-14", "La troupe est rentrée dans la nuit du 13 au 14 novembre.",
     "dans la nuit du 13 au 14 novembre=2025-11-13TNI"},
    {"fr", "2025-11-14", "La troupe est rentrée dans la nuit du 31 mars au 1er avril 2019.",
     "dans la nuit du 31 mars au 1er avril 2019=2019-03-31TNI"},
    {"fr", "2025-11-14", "Le mois dernier, la digue a cédé.", "Le mois dernier=2025-10"},
    {"fr", "2025-01-14", "Le mois dernier, la digue a cédé.", "Le mois dernier=2024-12"},
    {"fr", "2025-11-14", "La semaine dernière, la digue a cédé.", "La semaine dernière=2025-W45"},
    {"fr", "2025-01-03", "La semaine dernière, la digue a cédé.", "La semaine dernière=2024-W52"},
    {"fr", "2021-01-01", "Cette semaine, la digue a cédé.", "Cette semaine=2020-W53"},
    {"fr", "2020-12-31", "La semaine prochaine, la digue cédera.", "La semaine prochaine=2021-W01"},
    {"fr", "2025-11-14", "Cette année, la digue a cédé.", "Cette année=2025"},
    {"fr", "2025-11-14", "L’an dernier, la digue a cédé.", "L’an dernier=2024"},
    {"fr", "2025-11-14", "L'année prochaine, la digue cédera.", "L'année prochaine=2026"},
    {"fr", "2025-11-14", "Il y a trois jours, la digue a cédé.", "Il y a trois jours=2025-11-11"},
    {"fr", "2024-03-01", "Il y a deux jours, la digue a cédé.", "Il y a deux jours=2024-02-28"},
    {"fr", "2025-11-14", "Il y a trois semaines, la digue a cédé.", "Il y a trois semaines=2025-W43"},
    {"fr", "2025-03-31", "Il y a quatre mois, la digue a cédé.", "Il y a quatre mois=2024-11"},
    {"fr", "2025-11-14", "Il y a vingt-cinq ans, la digue a cédé.", "Il y a vingt-cinq ans=2000"},
    {"fr", "2025-11-14", "Dans quinze jours, la digue cédera.", "Dans quinze jours=2025-11-29"},
    {"fr", "2025-11-14", "Le 2 mai 2024, elle part. Le lendemain, elle revient.",
     "Le 2 mai 2024=2024-05-02; Le lendemain=2024-05-03"},
    {"fr", "2025-11-14", "Le 31 décembre 2023, elle part. Trois jours plus tard, elle revient.",
     "Le 31 décembre 2023=2023-12-31; Trois jours plus tard=2024-01-03"},
    {"fr", "2025-11-14", "Le 1er mars 2024, elle part. La veille, elle hésitait encore.",
     "Le 1er mars 2024=2024-03-01; La veille=2024-02-29"},
    {"fr", "2025-11-14", "Le 1er mars 2024, elle part. L'avant-veille, elle hésitait encore.",
     "Le 1er mars 2024=2024-03-01; L'avant-veille=2024-02-28"},
    {"fr", "2025-11-14", "Le 2 mai 2024, elle part. Le même jour, il revient.",
     "Le 2 mai 2024=2024-05-02; Le même jour=2024-05-02"},
    {"fr", "2025-11-14", "Le 2 mai 2024, elle part. Le lendemain matin, elle revient. Deux jours après, elle repart.",
     "Le 2 mai 2024=2024-05-02; Le lendemain matin=2024-05-03TMO; Deux jours après=2024-05-05"},
    {"fr", "2025-11-14", "En mars 2012, elle part. Deux mois plus tard, elle revient.",
     "En mars 2012=2012-03; Deux mois plus tard=2012-05"},
    {"fr", "2025-11-14", "En 1987, elle part. L'année suivante, elle revient.", "En 1987=1987; L'année suivante=1988"},
    {"fr", "2025-11-14", "Le lendemain, elle revient.", "Le lendemain=-"},
    {"fr", "2025-11-14", "Fin juillet 2025, le pont a rouvert.", "Fin juillet 2025=2025-07"},
    {"fr", "2025-11-14", "Début septembre, le pont a rouvert.", "Début septembre=2025-09"},
    {"fr", "2025-11-14", "Le pont rouvrira début mars.", "début mars=2026-03"},
    {"fr", "2025-06-14", "Le pont a rouvert mi-avril.", "mi-avril=2025-04"},
    {"fr", "2025-06-14", "Le pont a rouvert à la mi-avril 2019.", "à la mi-avril 2019=2019-04"},
    {"fr", "2025-06-14", "Au début du mois d'avril, le pont a rouvert.", "Au début du mois d'avril=2025-04"},
    {"fr", "2025-11-14", "En 2024, le pont a rouvert.", "En 2024=2024"},
    {"fr", "2025-11-14", "En mars 2012, le pont a rouvert.", "En mars 2012=2012-03"},
    {"fr", "2025-11-14", "En mars dernier, le pont a rouvert.", "En mars dernier=2025-03"},
    {"fr", "2025-11-14", "Le pont, construit dans les années 1990, a rouvert.", "dans les années 1990=199X"},
    {"fr", "2025-11-14", "Le pont, construit dans les années 30, a rouvert.", "dans les années 30=193X"},
    {"fr", "2025-11-14", "Le pont, construit au XIXe siècle, a rouvert.", "au XIXe siècle=18XX"},
    {"fr", "2025-11-14", "Au printemps 2012, le pont a rouvert.", "Au printemps 2012=2012-SP"},
    {"fr", "2025-11-14", "L'été dernier, le pont a rouvert.", "L'été dernier=2025-SU"},
    {"fr", "2025-07-14", "L'été dernier, le pont a rouvert.", "L'été dernier=2024-SU"},
    {"fr", "2025-07-14", "Cet été, le pont a rouvert.", "Cet été=2025-SU"},
    {"fr", "2025-11-14", "Le pont a rouvert à 15 h précises.", "à 15 h=2025-11-14T15:00"},
    {"fr", "2025-11-14", "Le pont a rouvert à 7h44.", "à 7h44=2025-11-14T07:44"},
    {"fr", "2025-11-14", "Mardi, le pont a rouvert à 15h30.", "Mardi=2025-11-11; à 15h30=2025-11-11T15:30"},
    {"fr", "2025-11-14", "Le pont a rouvert vers cinq heures du matin.", "vers cinq heures du matin=2025-11-14T05:00"},
    {"fr", "2025-11-14", "Le pont a rouvert mercredi à 18 heures.", "mercredi à 18 heures=2025-11-12T18:00"},
    {"fr", "2025-11-14", "Le pont est fermé depuis lundi.", "depuis lundi=2025-11-10"},
    {"fr", "2025-11-14", "Le pont rouvrira d'ici à vendredi.", "d'ici à vendredi=2025-11-21"},
    {"fr", "2025-11-14", "Le pont rouvrira d'ici au 2 novembre.", "d'ici au 2 novembre=2026-11-02"},
    {"fr", "2025-11-14", "Note du 12/03/2024, page 7.", "12/03/2024=2024-03-12"},
    {"fr", "2025-11-14", "Note datée du 2024-03-12.", "2024-03-12=2024-03-12"},
    {"fr", "2025-11-14", "Le 1er mai, tout est fermé.", "Le 1er mai=2026-05-01"},
    {"fr", "2025-11-14", "Le 1er octobre, tout est fermé.", "Le 1er octobre=2025-10-01"},
    {"fr", "2025-11-14", "Le 20 décembre, tout sera fermé.", "Le 20 décembre=2025-12-20"},
    {"fr", "2025-11-14", "Le 14 juillet prochain, tout sera fermé.", "Le 14 juillet prochain=2026-07-14"},
    {"fr", "2025-11-14", "Le 20 décembre dernier, tout était fermé.", "Le 20 décembre dernier=2024-12-20"},
    {"fr", "2025-11-14", "Le 31 février 2024, rien.", "Le 31 février 2024=-"},
    {"fr", "2025-11-14", "Le 29 février 2023, rien.", "Le 29 février 2023=-"},
    {"fr", "1900-11-14", "Le 29 février, rien.", "Le 29 février=1904-02-29"},
    {"fr", "2025-11-14", "Le 29 février, rien.", "Le 29 février=2024-02-29"},
    {"fr", "2025-11-14", "Le week-end dernier, tout était fermé.", "Le week-end dernier=2025-W45-WE"},
    {"fr", "2025-11-14", "Ce week-end, tout sera fermé.", "Ce week-end=2025-W46-WE"},
    {"fr", "2025-11-17", "Ce week-end, tout était fermé.", "Ce week-end=2025-W46-WE"},
    {"fr", "2025-11-17", "Au cours du week-end, tout était fermé.", "Au cours du week-end=2025-W46-WE"},
    {"fr", "2025-11-14", "Ces derniers jours, tout était fermé.", "Ces derniers jours=-"},
    {"fr", "2025-11-14", "Plus tôt dans la journée, tout était fermé.", "Plus tôt dans la journée=2025-11-14"},
    {"fr", "2025-11-14", "Quelques heures plus tard, tout était fermé.", "Quelques heures plus tard=-"},
    {"fr", "2025-11-14", "À 22 h, la fête commence. Trois heures plus tard, elle finit.",
     "À 22 h=2025-11-14T22:00; Trois heures plus tard=2025-11-15T01:00"},
    {"fr", "2025-11-14", "La grève a duré pendant trois semaines.", "pendant trois semaines=P3W"},
    {"fr", "2025-11-14", "La grève dure depuis deux ans.", "depuis deux ans=P2Y"},
    {"fr", "2025-11-14", "La salle s'est vidée en dix minutes.", "en dix minutes=PT10M"},
    {"fr", "2025-11-14", "Chaque mardi, la salle est pleine.", "Chaque mardi=-"},
    {"fr", "2025-11-14", "Le soir du 13 novembre, la salle était pleine.", "Le soir du 13 novembre=2025-11-13TEV"},
    {"fr", "2025-11-14", "Au milieu des années 80, la salle était pleine.", "Au milieu des années 80=198X"},
    {"fr", "2025-11-14", "Vendredi 30 janvier 2004, à minuit, la salle était pleine.",
     "Vendredi 30 janvier 2004, à minuit=2004-01-30T00:00"},
    {"fr", "0001-01-01", "La salle était pleine hier.", "hier=-"},
    {"fr", "9999-12-31", "La salle sera pleine demain.", "demain=-"},
    {"fr", NULL, "La salle était pleine mardi.", "mardi=-"},
    {"fr", NULL, "La salle était pleine le 3 mars 2015. Le lendemain, elle était vide.",
     "le 3 mars 2015=2015-03-03; Le lendemain=2015-03-04"},
    {"fr", NULL, "La note du 3 mars 2015 le dit : tout ferme mardi.", "3 mars 2015=2015-03-03; mardi=2015-03-03"},
    {"en", "2025-11-14", "The mayor spoke Tuesday.", "Tuesday=2025-11-11"},
    {"en", "2025-11-14", "The mayor spoke on Tuesday.", "on Tuesday=2025-11-11"},
    {"en", "2025-11-14", "The mayor spoke last Tuesday.", "last Tuesday=2025-11-11"},
    {"en", "2025-11-11", "The mayor spoke last Tuesday.", "last Tuesday=2025-11-04"},
    {"en", "2025-11-11", "The mayor will speak next Tuesday.", "next Tuesday=2025-11-18"},
    {"en", "2025-11-14", "The mayor spoke Tuesday night.", "Tuesday night=2025-11-11TNI"},
    {"en", "2025-11-14", "On Thursday evening, the mayor spoke.", "On Thursday evening=2025-11-13TEV"},
    {"en", "2025-11-14", "The choir sang last week.", "last week=2025-W45"},
    {"en", "2025-11-14", "The choir sang last month.", "last month=2025-10"},
    {"en", "2025-11-14", "The choir will sing next year.", "next year=2026"},
    {"en", "2025-11-14", "The choir sang yesterday.", "yesterday=2025-11-13"},
    {"en", "2025-03-01", "The choir sang yesterday morning.", "yesterday morning=2025-02-28TMO"},
    {"en", "2025-11-14", "The choir sings today.", "today=2025-11-14"},
    {"en", "2025-11-14", "The choir sings tonight.", "tonight=2025-11-14TNI"},
    {"en", "2025-11-14", "The choir sang last night.", "last night=2025-11-13TNI"},
    {"en", "2025-11-14", "The choir sang this morning.", "this morning=2025-11-14TMO"},
    {"en", "2025-12-31", "The choir will sing tomorrow at 9 a.m.", "tomorrow at 9 a.m.=2026-01-01T09:00"},
    {"en", "2025-11-14", "The choir sang three days ago.", "three days ago=2025-11-11"},
    {"en", "2025-11-14", "The choir sang a week ago.", "a week ago=2025-W45"},
    {"en", "2025-11-14", "The choir sang twenty-five years ago.", "twenty-five years ago=2000"},
    {"en", "2025-11-14", "The choir will sing in two weeks.", "in two weeks=2025-W48"},
    {"en", "2025-11-14", "The choir will sing two weeks from now.", "two weeks from now=2025-W48"},
    {"en", "2025-11-14", "On November 19, 2015, she left. Two weeks later, she returned.",
     "On November 19, 2015=2015-11-19; Two weeks later=2015-W49"},
    {"en", "2025-11-14", "On Dec. 31, 2023, she left. The next day, she returned.",
     "On Dec. 31, 2023=2023-12-31; The next day=2024-01-01"},
    {"en", "2025-11-14", "On March 1, 2024, she left. The day before, she had packed.",
     "On March 1, 2024=2024-03-01; The day before=2024-02-29"},
    {"en", "2025-11-14", "On March 1, 2024, she left. That same day, he returned.",
     "On March 1, 2024=2024-03-01; That same day=2024-03-01"},
    {"en", "2025-11-14", "She left in 1987. The following year, she returned.",
     "in 1987=1987; The following year=1988"},
    {"en", "2025-11-14", "The next day, she returned.", "The next day=-"},
    {"en", "2025-11-25", "The ferry sank on Nov. 19.", "on Nov. 19=2025-11-19"},
    {"en", "2025-11-25", "The ferry sank on Nov. 19th.", "on Nov. 19th=2025-11-19"},
    {"en", "2025-11-25", "The ferry sank Nov. 19, 2015.", "Nov. 19, 2015=2015-11-19"},
    {"en", "2025-11-25", "The ferry sank on November 19, 2015.", "on November 19, 2015=2015-11-19"},
    {"en", "2025-11-25", "The ferry sank on 19 November 2015.", "on 19 November 2015=2015-11-19"},
    {"en", "2025-11-25", "The ferry sank on the 19th of November, 2015.", "on the 19th of November, 2015=2015-11-19"},
    {"en", "2025-11-25", "The ferry sank on Thursday, November 19, 2015.", "on Thursday, November 19, 2015=2015-11-19"},
    {"en", "2025-11-25", "The ferry sank in late July 2025.", "in late July 2025=2025-07"},
    {"en", "2025-11-25", "The ferry sank in early September.", "in early September=2025-09"},
    {"en", "2025-11-25", "The ferry will sail in early March.", "in early March=2026-03"},
    {"en", "2025-06-25", "The ferry sank in mid-April.", "in mid-April=2025-04"},
    {"en", "2025-11-25", "The ferry sank in 2024.", "in 2024=2024"},
    {"en", "2025-11-25", "The ferry sank in the 1990s.", "in the 1990s=199X"},
    {"en", "2025-11-25", "The ferry sank in the late 1980s.", "in the late 1980s=198X"},
    {"en", "2025-11-25", "The ferry sank in the 19th century.", "in the 19th century=18XX"},
    {"en", "2025-06-25", "The ferry sank in March.", "in March=2025-03"},
    {"en", "2025-06-25", "The ferry sank in May.", "in May=2025-05"},
    {"en", "2025-11-25", "The ferry has been idle since June.", "since June=2025-06"},
    {"en", "2025-01-25", "The ferry sank last June.", "last June=2024-06"},
    {"en", "2025-05-25", "The ferry will sail this November.", "this November=2025-11"},
    {"en", "2025-11-25", "The ferry sank last summer.", "last summer=2025-SU"},
    {"en", "2025-11-25", "The ferry sank in the summer of 2012.", "in the summer of 2012=2012-SU"},
    {"en", "2025-11-25", "The ferry sank at 3 p.m.", "at 3 p.m.=2025-11-25T15:00"},
    {"en", "2025-11-25", "The ferry sank at 10:30 am.", "at 10:30 am=2025-11-25T10:30"},
    {"en", "2025-11-25", "The ferry sank at 12:05 a.m. on Monday.", "at 12:05 a.m. on Monday=2025-11-24T00:05"},
    {"en", "2025-11-25", "The ferry sank Monday at 7:45 p.m.", "Monday at 7:45 p.m.=2025-11-24T19:45"},
    {"en", "2025-11-25", "On Monday it rained. The ferry sank at noon.",
     "On Monday=2025-11-24; at noon=2025-11-24T12:00"},
    {"en", "2025-11-14", "Earlier this week, the bank closed.", "Earlier this week=2025-W46"},
    {"en", "2025-11-14", "The bank closed earlier this month.", "earlier this month=2025-11"},
    {"en", "2025-11-14", "The bank closed earlier on Monday.", "earlier on Monday=2025-11-10"},
    {"en", "2025-11-14", "Over the weekend, the bank closed.", "Over the weekend=2025-W45-WE"},
    {"en", "2025-11-14", "The bank has been closed since Monday.", "since Monday=2025-11-10"},
    {"en", "2025-11-14", "The bank will close by Friday.", "by Friday=2025-11-21"},
    {"en", "2025-11-14", "In recent days, the bank closed.", "In recent days=-"},
    {"en", "2025-11-14", "Over the past three years, the bank closed.", "Over the past three years=P3Y"},
    {"en", "2025-11-14", "The bank closed for ten days.", "for ten days=P10D"},
    {"en", "2025-11-14", "Every Tuesday the bank closes.", "Every Tuesday=-"},
    {"en", "2025-11-14", "During the campaign, the bank closed.", "During the campaign=-"},
    {"en", "2025-11-14", "The bank closed on 12/03/2024.", "on 12/03/2024=2024-12-03"},
    {"en", "2025-11-14", "The bank closed on 25/03/2024.", "on 25/03/2024=2024-03-25"},
    {"en", "2025-11-14", "The bank closed on 2024-03-12.", "on 2024-03-12=2024-03-12"},
    {"en", "2025-11-14", "The bank closed on February 30, 2024.", "on February 30, 2024=-"},
    {"en", "2000-03-14", "The bank closed on February 29.", "on February 29=2000-02-29"},
    {"en", "2025-11-14", "The bank closed this Thursday.", "this Thursday=2025-11-13"},
    {"en", "2025-11-14", "The bank closed the day before yesterday.", "the day before yesterday=2025-11-12"},
    {"en", "2025-11-14", "The bank closed at the end of last year.", "at the end of last year=2024"},
    {"en", "2025-11-14", "The bank closed several weeks ago.", "several weeks ago=-"},
    {"en", NULL, "The bank closed on Tuesday.", "on Tuesday=-"},
    {"en", NULL, "The bank closed on May 3, 2011. The next day, it opened.",
     "on May 3, 2011=2011-05-03; The next day=2011-05-04"},
    {"en", "9999-12-31", "The bank will close next year.", "next year=-"},
};
enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

static language languages[2];

static void test_row(void **state)
{
    const row *r = *state;
    const language *l = &languages[strcmp(r->language, "en") == 0];
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    text *t = text_analyse(a, l->writing, r->sentence, strlen(r->sentence));
    timex_list found = {0};
    timex_find(a, l->lexicon, t, &found);
    civil_date reference;
    bool has = civil_date_parse(r->date, &reference) || dates_reference_from_text(&found, &reference);
    char got[512] = "";
    size_t used = 0;
    for (size_t i = 0; i < found.count; i++) {
        const char *start, *value = dates_value(a, &found, i, has ? &reference : NULL);
        int size = timex_bytes(t, &found.items[i], &start);
        used += (size_t)snprintf(got + used, sizeof got - used, "%s%.*s=%s", i > 0 ? "; " : "", size, start,
                                 value ? value : "-");
    }
    assert_string_equal(got, r->expected);
    arena_free(a);
}

static void test_parse(void **state)
{
    (void)state;
    civil_date d;
    assert_true(civil_date_parse("2024-02-29", &d));
    assert_int_equal(d.year * 10000 + d.month * 100 + d.day, 20240229);
    assert_true(civil_date_parse("2024-02-29T10:00:00Z", &d));
    static const char *const BAD[] = {"",           "2024",       "2024-2-29", "2023-02-29", "1900-02-29",
                                      "2024-13-01", "0000-01-01", "20240229",  "2024-02-00", "2024-02-290",
                                      "x024-02-29", "2024-02",    "2024/02/29"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) assert_false(civil_date_parse(BAD[i], &d));
    assert_false(civil_date_parse(NULL, &d));
}

static void test_reference(void **state)
{
    (void)state;
    timex items[] = {
        {.kind = TIMEX_DATE, .month = 3, .day = 3},
        {.kind = TIMEX_DATE, .year = 2024, .month = 2, .day = 30}, /* no such day */
        {.kind = TIMEX_VAGUE, .year = 2011, .month = 1, .day = 1},
        {.kind = TIMEX_TIME, .year = 2012, .month = 5, .day = 22},
    };
    timex_list list = {items, 3, 4};
    civil_date d;
    assert_false(dates_reference_from_text(&list, &d));
    list.count = 4;
    assert_true(dates_reference_from_text(&list, &d));
    assert_int_equal(d.year * 10000 + d.month * 100 + d.day, 20120522);
}

/* Each day of two 400-year cycles: "yesterday" and "last week" against
 * counting by hand. */
static void test_calendar(void **state)
{
    (void)state;
    static const int LENGTHS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    selon_allocator allocator = allocator_default();
    civil_date day = {1600, 1, 1}, before = {1599, 12, 31};
    timex item = {.kind = TIMEX_DATE, .unit = TIMEX_DAY, .offset = -1, .hour = -1, .minute = -1};
    timex monday = {
        .kind = TIMEX_DATE, .weekday = 1, .direction = TIMEX_PAST, .offset = TIMEX_NO_OFFSET, .hour = -1, .minute = -1};
    timex_list list = {&item, 1, 1}, mondays = {&monday, 1, 1};
    int weekday = 6; /* 1600-01-01 was a Saturday */
    char last_monday[16] = "1599-12-27", expected[48];
    for (int i = 0; i < 2 * 146097; i++) {
        arena *a = arena_new(&allocator, 1024);
        snprintf(expected, sizeof expected, "%04d-%02d-%02d", before.year, before.month, before.day);
        assert_string_equal(dates_value(a, &list, 0, &day), expected);
        if (i % 7 == 3) assert_string_equal(dates_value(a, &mondays, 0, &day), last_monday);
        arena_free(a);
        if (weekday == 1)
            snprintf(last_monday, sizeof last_monday, "%04d-%02d-%02d", day.year % 10000, day.month % 100,
                     day.day % 100);
        weekday = weekday % 7 + 1;
        before = day;
        int length = LENGTHS[day.month - 1];
        if (day.month == 2 && ((day.year % 4 == 0 && day.year % 100 != 0) || day.year % 400 == 0)) length = 29;
        if (++day.day > length) {
            day.day = 1;
            if (++day.month > 12) {
                day.month = 1;
                day.year++;
            }
        }
    }
    assert_int_equal(day.year, 2400);
    assert_int_equal(weekday, 6);
}

/* ISO weeks at the turn of the year; Mondays that begin a year's first week
 * are from the standard's own rule. */
static void test_weeks(void **state)
{
    (void)state;
    static const struct {
        civil_date day;
        const char *week;
    } WEEKS[] = {
        {{2004, 12, 31}, "2004-W53"}, {{2005, 1, 1}, "2004-W53"},   {{2005, 1, 3}, "2005-W01"},
        {{2007, 12, 31}, "2008-W01"}, {{2008, 12, 28}, "2008-W52"}, {{2008, 12, 29}, "2009-W01"},
        {{2009, 12, 31}, "2009-W53"}, {{2010, 1, 3}, "2009-W53"},   {{2010, 1, 4}, "2010-W01"},
        {{2024, 12, 30}, "2025-W01"}, {{2020, 2, 29}, "2020-W09"},  {{2026, 12, 31}, "2026-W53"},
    };
    selon_allocator allocator = allocator_default();
    timex item = {.kind = TIMEX_DATE, .unit = TIMEX_WEEK, .offset = 0, .hour = -1, .minute = -1};
    timex_list list = {&item, 1, 1};
    for (size_t i = 0; i < sizeof WEEKS / sizeof *WEEKS; i++) {
        arena *a = arena_new(&allocator, 1024);
        assert_string_equal(dates_value(a, &list, 0, &WEEKS[i].day), WEEKS[i].week);
        arena_free(a);
    }
}

/* A reference that is no date, and a long chain of steps, give no value and
 * do no harm. */
static void test_odd(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 16);
    timex *items = ARENA_ZARRAY(a, timex, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        items[i] = (timex){
            .kind = TIMEX_DATE, .unit = TIMEX_DAY, .offset = 1, .from_previous = true, .hour = -1, .minute = -1};
    timex_list list = {items, COUNT, COUNT};
    civil_date bad = {2024, 2, 30}, good = {2024, 2, 29};
    for (size_t i = 0; i < COUNT; i++) assert_null(dates_value(a, &list, i, &good));
    items[0].from_previous = false;
    assert_string_equal(dates_value(a, &list, 3, &good), "2024-03-04");
    assert_null(dates_value(a, &list, 0, &bad));
    assert_null(dates_value(a, &list, COUNT, &good));
    arena_free(a);
}

int main(void)
{
    static struct CMUnitTest tests[ROW_COUNT + 5];
    const struct CMUnitTest others[] = {
        cmocka_unit_test(test_parse), cmocka_unit_test(test_reference), cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_weeks), cmocka_unit_test(test_odd),
    };
    languages[0] = language_open("fr");
    languages[1] = language_open("en");
    static char names[ROW_COUNT][160];
    for (size_t i = 0; i < ROW_COUNT; i++) {
        snprintf(names[i], sizeof names[i], "%s %s: %s", ROWS[i].language, ROWS[i].date ? ROWS[i].date : "undated",
                 ROWS[i].sentence);
        tests[i] = (struct CMUnitTest){.name = names[i], .test_func = test_row, .initial_state = (void *)&ROWS[i]};
    }
    memcpy(tests + ROW_COUNT, others, sizeof others);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(languages[0].arena);
    arena_free(languages[1].arena);
    return failed;
}
