/* SPDX-License-Identifier: Apache-2.0
 *
 * test_speakers.c - who the sources of statements are.
 *
 * A case is an invented article with its statements marked:
 *
 *     [M. Roux=Jean Roux;maire]   a source, the speaker's name, perhaps the role
 *     [=Jean Roux]                no source, but that of the statement before
 *     [il=?]                      nobody can be known
 *     {2 ...}                     content of the second statement
 *
 * The text without the marks goes through the tokenizer, the tagger and
 * speakers_resolve().
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine.h"
#include "model/resource.h"
#include "resolve/people.h"

typedef struct speaker_case {
    const char *name, *code, *article;
} speaker_case;

static const speaker_case cases[] = {
    /* ---- French: names ---- */
    {"fr full name", "fr", "[Claire Vasseur=Claire Vasseur] a déclaré que le pont serait fermé."},
    {"fr bare surname", "fr",
     "[Claire Vasseur=Claire Vasseur] a présenté le plan. [Vasseur=Claire Vasseur] a ajouté que tout serait prêt."},
    {"fr title and surname", "fr",
     "Le plan a été présenté par Claire Vasseur. « C'est un bon plan », a dit [Mme Vasseur=Claire Vasseur]."},
    {"fr surname before the full name", "fr",
     "Vasseur défend son plan\n\n[Claire Vasseur=Claire Vasseur] a défendu son plan mardi. [Mme Vasseur=Claire "
     "Vasseur] "
     "a promis des travaux."},
    {"fr two of one surname by title", "fr",
     "[Paul Garnier=Paul Garnier] a voté contre. [Sylvie Garnier=Sylvie Garnier] a voté pour. Selon [M. Garnier=Paul "
     "Garnier], le texte est mauvais. Pour [Mme Garnier=Sylvie Garnier], il est bon."},
    {"fr two of one surname by first name", "fr",
     "[Paul Garnier=Paul Garnier] et [Sylvie Garnier=Sylvie Garnier] ne sont pas d'accord. [Sylvie Garnier=Sylvie "
     "Garnier] a dit non. [Paul Garnier=Paul Garnier] a dit oui."},
    {"fr initial", "fr",
     "[Valérie Sarrazin=Valérie Sarrazin] a pris la parole. « Nous verrons », a répondu [V. Sarrazin=Valérie "
     "Sarrazin]."},
    {"fr particle", "fr",
     "[Hubert de Castelnau=Hubert de Castelnau] a protesté. [M. de Castelnau=Hubert de Castelnau] a demandé un vote."},
    {"fr foreign particle", "fr",
     "Le chercheur allemand [Karl von Rabenau=Karl von Rabenau] a rappelé les faits. [M. von Rabenau=Karl von Rabenau] "
     "a cité trois études."},
    {"fr accents and capitals", "fr",
     "[HÉLÈNE MERCIER=Hélène Mercier] : « Nous avons gagné. » Plus tard, [Hélène Mercier=Hélène Mercier] a remercié "
     "ses électeurs."},
    {"fr hyphenated first name", "fr",
     "[Jean-Aurélien Forest=Jean-Aurélien Forest] a salué la décision. [Il=Jean-Aurélien Forest] a remercié le juge."},
    {"fr name after de stays a complement", "fr",
     "Les services de Claire Vasseur ont confirmé. [Les services de Claire Vasseur=les services de Claire Vasseur] ont "
     "annoncé un report."},
    /* ---- French: roles and appositions ---- */
    {"fr role before, comma", "fr",
     "[Le porte-parole du ministère, Jean Delorme=Jean Delorme;porte-parole du ministère], a démenti."},
    {"fr role before, no comma", "fr",
     "[Le ministre de l'Intérieur Marc Tellier=Marc Tellier;ministre de l'Intérieur] a démenti."},
    {"fr role after", "fr",
     "[Nora Belkacem, présidente de l'association des riverains=Nora Belkacem;présidente de l'association des "
     "riverains], "
     "a dit sa colère."},
    {"fr role after with article", "fr",
     "[Bastien Maillard, le directeur de l'usine=Bastien Maillard;directeur de l'usine], a confirmé la fermeture."},
    {"fr age between name and role", "fr",
     "[Nora Belkacem, 45 ans, institutrice=Nora Belkacem;institutrice], raconte la nuit de l'inondation."},
    {"fr role and title", "fr",
     "[La procureure de la ville, Mme Odile Ferrand=Odile Ferrand;procureure de la ville], a ouvert une enquête."},
    {"fr adjective in the role", "fr",
     "[Le président tchadien Idriss Mahamat=Idriss Mahamat;président tchadien] a promis des élections."},
    {"fr one of several", "fr",
     "[Un des chercheurs du laboratoire, Ivan Stanko=Ivan Stanko], précise que rien n'est prouvé."},
    {"fr back to the role", "fr",
     "[Le porte-parole du palais, Anton Veber=Anton Veber], a parlé mardi. « Rien ne change », a répété [le "
     "porte-parole "
     "du palais=Anton Veber]."},
    {"fr back to the bare role", "fr",
     "[Le maire de Brézolles, Luc Fabre=Luc Fabre], a ouvert la séance. [Le maire=Luc Fabre] a ensuite lu une lettre."},
    {"fr role learnt outside a source", "fr",
     "Le secrétaire général de la ligue, Omar Traoré, est arrivé hier. « Je suis confiant », a dit [le secrétaire "
     "général "
     "de la ligue=Omar Traoré]."},
    {"fr two ministers stay apart", "fr",
     "[Le ministre de la Santé, Alain Perrot=Alain Perrot], a parlé de vaccins. [La ministre du Travail, Julie "
     "Nogent=Julie Nogent], a parlé de salaires. [Le ministre de la Santé=Alain Perrot] a conclu. [La ministre=Julie "
     "Nogent] n'a rien ajouté."},
    {"fr generic person", "fr",
     "[Salomé Vidal=Salomé Vidal] étudie les marées. « La mer monte », explique [la chercheuse=Salomé Vidal]."},
    {"fr generic masculine for a woman", "fr",
     "[Salomé Vidal=Salomé Vidal] étudie les marées. « La mer monte », poursuit [l'expert=Salomé Vidal]."},
    {"fr the lead tells the headline's role", "fr",
     "Impôts : Tellier promet une baisse\n\n[Le ministre du Budget=Marc Tellier;ministre du Budget] a promis une "
     "baisse "
     "dimanche. [Marc Tellier=Marc Tellier] veut aller vite."},
    /* ---- French: names after complements, and names that are known as they stand ---- */
    {"fr name after a complement's adjective", "fr",
     "[La ministre des Affaires étrangères Ilgün Otarbekova=Ilgün Otarbekova;ministre des Affaires étrangères] a "
     "démissionné jeudi."},
    {"fr name that nobody knows after a ministry", "fr",
     "[Le ministre des Finances Attik Kerelos=Attik Kerelos;ministre des Finances] a promis une baisse."},
    {"fr name that nobody knows after an acronym", "fr",
     "[Le secrétaire général de l'OMT Bal Sorimoon=Bal Sorimoon;secrétaire général de l'OMT] s'est dit inquiet."},
    {"fr name of the complement's noun", "fr",
     "[Le porte-parole du président Jean Roux=le porte-parole du président Jean Roux] a démenti. [La direction du "
     "groupe Alvéa=la direction du groupe Alvéa] aussi."},
    {"fr body's name after a bare complement", "fr",
     "[L'agence de presse Nordia=Nordia;agence de presse] annonce une grève. [L'agence=Nordia] cite deux témoins."},
    {"fr body as an apposition", "fr",
     "La chaîne Canal Sud va fermer. [Son actionnaire, le groupe de presse Midi Médias=Midi Médias], a prévenu les "
     "salariés."},
    {"fr apposition that no comma closes", "fr",
     "Vasseur, [le président de la région=Vasseur;président de la région] se dit rassuré. En mai, [le maire de "
     "Tréval=le maire de Tréval] s'était plaint."},
    {"fr party before the name", "fr", "[Le député PSD Éric Vasseur=Éric Vasseur;député PSD] a déposé un amendement."},
    {"fr party in brackets after the name", "fr",
     "Marc Vasseur (PSD), maire de Brézolles, est venu lundi. [Le maire=Marc Vasseur] a remercié les bénévoles."},
    {"fr party in brackets after the role", "fr",
     "Le maire (PSD) de Brézolles, Marc Vasseur, est venu lundi. [Le maire=Marc Vasseur] a remercié les bénévoles."},
    {"fr country of several words", "fr", "[La Corée du Nord=la Corée du Nord] a annoncé un essai."},
    {"fr first name that looks like the end of another name", "fr",
     "[Le candidat à la Maison Blanche Mitch Arden=Mitch Arden;candidat à la Maison Blanche] a promis des emplois."},
    {"fr a known name within a longer one", "fr", "[Le New York Courier=le New York Courier] a publié la lettre."},
    {"fr a company that a country's name ends", "fr",
     "Aéro France va supprimer 5 000 postes. [La compagnie aérienne=Aéro France] a annoncé un plan de départs."},
    {"fr somebody by the country", "fr",
     "[Sa présidente, la Lituanienne Daiva Korpanaitė=Daiva Korpanaitė], a demandé un vote."},
    {"fr a village is no body", "fr",
     "Saint-Loup-des-Vignes a voté dimanche. [Le syndicat apicole=le syndicat apicole] a protesté."},
    {"fr nobody is nobody", "fr", "Personne n'a rien vu à la gare. [L'avocate=l'avocate] met en doute le rapport."},
    /* ---- French: what is said of somebody ---- */
    {"fr elected", "fr",
     "Marc Vasseur a été élu maire de Brézolles dimanche. [Le maire de Brézolles=Marc Vasseur] a remercié les "
     "électeurs."},
    {"fr copula", "fr",
     "Marc Vasseur est le maire de Brézolles. [Le maire de Brézolles=Marc Vasseur] a remercié les électeurs."},
    {"fr become", "fr",
     "Anne Vasseur, devenue ministre de la Culture, est venue lundi. [La ministre=Anne Vasseur] a remercié les "
     "artistes."},
    {"fr office and country", "fr",
     "Le Premier ministre norvégien Lars Holmedal a reçu le président finlandais Timo Raukola. [Le chef du "
     "gouvernement "
     "norvégien=Lars Holmedal] s'est dit confiant."},
    {"fr country and adjective", "fr",
     "Le président de la Finlande Timo Raukola a reçu Lars Holmedal. [Le président finlandais=Timo Raukola] s'est dit "
     "confiant."},
    {"fr of two countries", "fr",
     "Le président norvégien Lars Holmedal a reçu le président finlandais Timo Raukola. [Le dirigeant norvégien=Lars "
     "Holmedal] s'est dit confiant. [Le dirigeant finlandais=Timo Raukola] aussi."},
    {"fr colleague of the same office", "fr",
     "Le ministre norvégien de la Défense Lars Holmedal a rencontré lundi son homologue finlandais Timo Raukola. [Le "
     "ministre finlandais=Timo Raukola] a répété ses craintes."},
    {"fr former office", "fr",
     "Lars Holmedal a été entendu jeudi par le juge. [L'ancien chef de l'État=Lars Holmedal] a nié les faits."},
    /* ---- French: longer descriptions ---- */
    {"fr body by its sort", "fr",
     "Le Moralès a battu Nice dimanche. [Le club catalan=le Moralès] a fait savoir que son gardien était blessé."},
    {"fr body by its trade", "fr",
     "Sachs Lindner a publié ses comptes. [La banque d'affaires=Sachs Lindner] affirme que l'année sera bonne."},
    {"fr body by its place", "fr",
     "Alvéa a présenté mardi son nouveau système. [La firme de Roubaix=Alvéa] a annoncé qu'il sortirait en octobre."},
    {"fr person by the work", "fr",
     "Marc Vasseur s'est réfugié à Londres. [Le fondateur de Papyrus=Marc Vasseur] affirme craindre un procès."},
    {"fr whose direction", "fr",
     "Alvéa ferme son usine. Les salariés d'Alvéa sont en grève. [La direction=la direction d'Alvéa] invoque la "
     "concurrence."},
    {"fr whose head by a general noun", "fr",
     "La clinique Orvane a fermé deux étages. [Le directeur de l'établissement=le directeur d'Orvane] invoque un "
     "manque de bras."},
    {"fr the head of a body that nobody named", "fr",
     "Une clinique a fermé deux étages. [Le directeur de l'établissement=le directeur de l'établissement] se tait."},
    {"fr whose people by celle-ci", "fr",
     "[Régis Faucher=Régis Faucher] a critiqué la maire Odile Ferrand. [L'entourage de celle-ci=l'entourage d'Odile "
     "Ferrand] dénonce un procès d'intention."},
    {"fr a body of some people is no other one", "fr",
     "Alvéa a fermé son usine. [L'association des riverains=l'association des riverains] réclame une enquête."},
    {"fr a town has a mayor", "fr",
     "Le maire de Sarlande a écrit au préfet. Sarlande dort. [La coopérative=la coopérative] table sur un bon prix."},
    {"fr a direction of nobody known", "fr", "L'usine ferme. [La direction=la direction] invoque la concurrence."},
    /* ---- French: pronouns with more words, and one of two ---- */
    {"fr celui qui", "fr",
     "Marc Vasseur a surpris son monde. [Celui qui niait tout depuis neuf ans=Marc Vasseur] a reconnu les faits."},
    {"fr celle-ci and what she is", "fr",
     "Le directeur a nommé Léa Vasseur. [Celle-ci, étudiante en droit=Léa Vasseur], a réagi en trois mots."},
    {"fr celui-ci and who he is", "fr",
     "Paul Garnier a parlé du voisin. [Celui-ci, Marc Vasseur=Marc Vasseur], dément."},
    {"fr no place for ce dernier", "fr",
     "Paul Garnier a rencontré Marc Vasseur à Sydney. [Ce dernier=Marc Vasseur] a indiqué qu'il rentrait."},
    {"fr whose the one before lequel is", "fr",
     "Marc Vasseur a critiqué son prédécesseur, [lequel=le prédécesseur de Marc Vasseur] nie toute faute."},
    {"fr letter that is not heard", "fr",
     "Un homme effacé est entré. « Je n'ai rien fait », a dit [l'homme=un homme effacé]. [Son avocat=l'avocat de "
     "l'homme effacé] a demandé un report."},
    {"fr the first and the second", "fr",
     "Inès Garnier et Corentin Vasseur attendent dehors. [La première=Inès Garnier] avoue sa peur. [Le second=Corentin "
     "Vasseur] sourit et dit que tout ira bien."},
    /* ---- French: pronouns ---- */
    {"fr il", "fr", "[Marc Tellier=Marc Tellier] a reçu la presse. [Il=Marc Tellier] a dit que tout allait bien."},
    {"fr elle among two", "fr",
     "[Marc Tellier=Marc Tellier] a rencontré Julie Nogent. [Elle=Julie Nogent] a demandé du temps."},
    {"fr inverted clitic", "fr",
     "« Nous avons peur », dit [Nora Belkacem=Nora Belkacem]. « Personne ne vient », ajoute-t-[elle=Nora Belkacem]."},
    {"fr not the one in the quotation", "fr",
     "[Marc Tellier=Marc Tellier] s'est fâché. {2 « Luc Fabre a menti »}, a-t-[il=Marc Tellier] lancé."},
    {"fr not the one reported on", "fr",
     "[Julie Nogent=Julie Nogent] a été claire. {2 Salomé Vidal sera nommée}, a-t-[elle=Julie Nogent] précisé."},
    {"fr elle for a body", "fr", "L'armée a pris le pouvoir. [Elle=l'armée] a promis des élections."},
    {"fr il for a government", "fr",
     "[Le gouvernement soudanais=le gouvernement soudanais] a protesté. [Il=le gouvernement soudanais] a rappelé son "
     "ambassadeur."},
    {"fr ils for a group", "fr",
     "Des centaines d'agriculteurs ont bloqué la route. [Ils=des centaines d'agriculteurs] réclament de l'eau."},
    {"fr ils for two", "fr",
     "[Marc Tellier et Julie Nogent=Marc Tellier et Julie Nogent] ont signé. [Ils=Marc Tellier et Julie Nogent] "
     "promettent un accord."},
    {"fr qui", "fr",
     "La chaîne a cité le porte-parole du palais, Anton Veber, [qui=Anton Veber] a parlé d'une erreur."},
    {"fr qui for a body", "fr",
     "Ce sont des représailles de l'union agricole, [qui=l'union agricole] affirme avoir prévenu la mairie."},
    {"fr ce dernier", "fr", "Marc Tellier a reçu Luc Fabre. [Ce dernier=Luc Fabre] a demandé une route."},
    {"fr je in a quotation", "fr",
     "{2 « [Je=Nora Belkacem] pense que c'est fini »}, a dit [Nora Belkacem=Nora Belkacem]."},
    {"fr nobody", "fr", "[Il=?] a dit que le train était parti."},
    {"fr vous is nobody", "fr", "[Marc Tellier=Marc Tellier] s'est tu. [Vous=?] dites qu'il a menti."},
    {"fr on is nobody", "fr", "[Marc Tellier=Marc Tellier] s'est tu. [On=?] a dit que le train était parti."},
    {"fr personne", "fr", "[Marc Tellier=Marc Tellier] a parlé. [Personne=?] n'a dit que le pont tiendrait."},
    {"fr possessive", "fr",
     "[Marc Tellier=Marc Tellier] a démenti. [Son cabinet=le cabinet de Marc Tellier] a annoncé une plainte."},
    {"fr possessive taken up by what says whose it is", "fr",
     "Les journalistes de Canal Ouest ont cessé le travail. [Leur direction=la direction de la chaîne régionale] a "
     "promis une réponse. [La direction de la chaîne régionale=la direction de la chaîne régionale] a condamné la "
     "grève."},
    {"fr possessive before a vowel", "fr",
     "[Octave Vidal=Octave Vidal] a été entendu. [Ses avocats=les avocats d'Octave Vidal] ont annoncé un recours."},
    {"fr possessive of a described owner", "fr",
     "Un éleveur de 51 ans a été jugé. [Son frère=le frère de l'éleveur] a dit sa colère."},
    {"fr possessive within a quotation", "fr",
     "{2 « [Mon mari=le mari de Nora Belkacem] disait que l'eau reviendrait »}, raconte [Nora Belkacem=Nora "
     "Belkacem]."},
    {"fr the headline's role is named later", "fr",
     "Lagune : [le président=Efraín Morel] annonce un vote\n\n[Le président de la Lagune, Efraín Morel=Efraín Morel], "
     "a "
     "annoncé un vote mardi."},
    {"fr a land is no premier", "fr",
     "Des milliers de gens ont défilé en Norvélie. [Le premier ministre=le premier ministre] a parlé de vandales."},
    {"fr a headline's topic is nobody", "fr",
     "Procès Delorme : la relaxe demandée\n\nLe notaire Paul Delorme a comparu mardi. [Le procureur=le procureur] a "
     "requis deux "
     "ans. [M. Delorme=Paul Delorme] a protesté."},
    {"fr numbered king", "fr",
     "[Le roi Osmin III du Sarvan=Osmin III] a parlé. [Le souverain=Osmin III] a promis des réformes."},
    {"fr initial and noun of the other gender", "fr",
     "[V. Delorme=Valentine Delorme] a publié une carte. « C'est un début », a dit [l'expert=Valentine Delorme]. "
     "[Valentine Delorme=Valentine Delorme] a remercié son équipe."},
    {"fr official of a union by its letters", "fr",
     "[Un délégué CFO=un délégué CFO] a dit sa tristesse. [La CFO=la CFO] a appelé à la grève."},
    /* ---- French: bodies, groups, descriptions ---- */
    {"fr body named in quotation marks", "fr",
     "[Le comité « Vallons sans bruit »=Vallons sans bruit] se félicite du vote. [Vallons sans bruit=Vallons sans "
     "bruit] demande un suivi."},
    {"fr body with pour", "fr",
     "[L'association Forêt pour tous=Forêt pour tous] a protesté. Selon [Forêt pour tous=Forêt pour tous], rien ne "
     "presse."},
    {"fr particle with a hyphen", "fr",
     "[Le groupe Nasr al-Fadl=Nasr al-Fadl] a nié. [Nasr al-Fadl=Nasr al-Fadl] a promis une réponse."},
    {"fr accused and procurator", "fr",
     "Selon [le procureur, Étienne Sorel=Étienne Sorel], rien n'est prouvé. [Le magistrat=Étienne Sorel] a promis une "
     "enquête. [Le suspect=le suspect] a dit qu'il dormait."},
    {"fr agency before a name", "fr",
     "La carte est fausse, a annoncé à l'agence DELTA Novia Valentine Delorme. [V. Delorme=Valentine Delorme] a "
     "parlé d'un faux."},
    {"fr quotation in a paragraph of one person", "fr",
     "[Marc Tellier=Marc Tellier] a promis des travaux.\n\nJulie Nogent attend. [=Julie Nogent]{2 « C'est long »}."},
    {"fr body with et", "fr", "[L'association Terre et Partage=Terre et Partage] a demandé un délai."},
    {"fr body with an adjective", "fr", "[Le collectif Rivages libres=Rivages libres] a demandé un délai."},
    {"fr body with du", "fr", "[La société Remorquages du Littoral=Remorquages du Littoral] a démenti."},
    {"fr acronym in brackets", "fr",
     "[La Coordination des pêcheurs du littoral (CPL)=la Coordination des pêcheurs du littoral (CPL)] a refusé. [La "
     "CPL=la Coordination des pêcheurs du littoral (CPL)] demande un délai."},
    {"fr acronym of the body within a role", "fr",
     "[Le directeur de l'Office maritime du littoral (OML), Yudo Arano=Yudo Arano], s'inquiète. [L'OML=l'Office "
     "maritime du littoral (OML)] refuse de répondre."},
    {"fr a quotation's first noun is no title", "fr",
     "[Le syndicat ORFI=l'ORFI] appelle à la grève. « La compagnie se tait », déplore [son président, Nils "
     "Baulin=Nils Baulin]. [L'ORFI=l'ORFI] attend."},
    {"fr office of somebody named without a role", "fr",
     "Claire Vasseur a été réélue dimanche. « Merci à tous », a lancé [la présidente=Claire Vasseur]. [Elle=Claire "
     "Vasseur] promet un débat."},
    {"fr office of somebody else", "fr",
     "Le notaire Paul Delorme a comparu mardi. [Le président=le président] a promis un jugement en mars."},
    {"fr official of a union by its letters, and a name", "fr",
     "[Le délégué CFO, Aurélien Forest=Aurélien Forest], a dit sa tristesse. [Il=Aurélien Forest] attend."},
    {"fr titled adjective before a noun", "fr",
     "Hier, [la Haute commission des ports=la Haute commission des ports] a promis un avis."},
    {"fr the longer description was said before", "fr",
     "Les syndicats attendent le nouveau conseil de surveillance. [Le nouveau conseil=le nouveau conseil de "
     "surveillance] a promis une réponse."},
    {"fr a parachutist", "fr",
     "L'Autrichien Félix Baumert a sauté mardi. [Le parachutiste=Félix Baumert] dit avoir eu peur."},
    {"fr a participle says who it is", "fr",
     "Le chimiste Octave Vidal a visité le site. [Le chercheur arrivé de Norvie mardi=le chercheur arrivé de Norvie "
     "mardi] "
     "a parlé d'une fuite."},
    {"fr acronym from initials", "fr",
     "L'ONG [Ocean Watch International=Ocean Watch International] a publié une carte. [OWI=Ocean Watch International] "
     "y "
     "voit un danger."},
    {"fr the ngo", "fr",
     "L'ONG Ocean Watch International a publié une carte. [L'ONG=Ocean Watch International] y voit un danger."},
    {"fr the organisation", "fr",
     "[Ocean Watch International=Ocean Watch International] a publié une carte. [L'organisation=Ocean Watch "
     "International] y voit un danger."},
    {"fr a body named after its members", "fr",
     "Le classement établi par Médecins sans pays est sorti. [L'organisation=Médecins sans pays] note un progrès."},
    {"fr the agency", "fr",
     "L'agence américaine Stanford Ratings a abaissé la note. Selon [l'agence=Stanford Ratings], la dette est trop "
     "lourde."},
    {"fr the giant", "fr", "Hier, Takemoto a présenté une console. [Le géant japonais=Takemoto] promet des jeux."},
    {"fr fuller description", "fr",
     "« C'est grave », juge [le ministère de la Culture=le ministère de la Culture]. [Le ministère=le ministère de la "
     "Culture] promet une enquête."},
    {"fr indefinite stays itself", "fr",
     "[Un policier de Lyon=un policier de Lyon] a parlé. [Un autre policier=un autre policier] s'est tu."},
    {"fr the same policeman", "fr",
     "[Un policier de Lyon=un policier de Lyon] a parlé. [Le policier=un policier de Lyon] a tout raconté."},
    {"fr metonym", "fr", "[Bruxelles=Bruxelles] a salué l'accord. [Moscou=Moscou] l'a rejeté."},
    {"fr group with apposition", "fr",
     "[De nombreux voisins, témoins de la scène=de nombreux voisins, témoins de la scène], ont parlé d'un éclair."},
    {"fr document", "fr", "Selon [une étude de l'institut=une étude de l'institut], la mer monte."},
    {"fr fragment shares the speaker", "fr",
     "[Marc Tellier=Marc Tellier] a refusé. Il compte sur l'armée pour [=Marc Tellier] {2 « garder la paix »}."},
    {"fr a person and a body of one name", "fr",
     "[Louis Renaudin=Louis Renaudin] a fondé l'usine. [Le groupe Renaudin=Renaudin] a annoncé un plan."},
    {"fr country and name", "fr", "[La France=la France] a voté contre. [Biblio France=Biblio France] a voté pour."},
    /* ---- French: what is taken up, and by what ---- */
    {"fr the document", "fr",
     "Selon [un rapport publié en mars par l'ONG Veille=un rapport publié en mars par l'ONG Veille], deux ports "
     "fraudent. [Le document=un rapport publié en mars par l'ONG Veille] recense 40 cas."},
    {"fr this report, of a size", "fr",
     "[L'étude hydraulique de 2011=l'étude hydraulique de 2011] conseillait un barrage. [Ce document de 80 "
     "pages=l'étude hydraulique de 2011] juge la digue fragile."},
    {"fr another sort of document", "fr",
     "[Le rapport de la mairie=le rapport de la mairie] conseille un barrage. [La pétition=la pétition] demande un "
     "pont."},
    {"fr aside with a participle", "fr",
     "[Le prévenu, âgé de 31 ans=le prévenu], a nié. [Il=le prévenu] a demandé un délai."},
    {"fr a document without its relative clause", "fr",
     "Selon [la note interne que nous avons lue=la note interne], la digue tiendra."},
    {"fr the newspaper", "fr",
     "[Le magazine Horizon=Horizon] publie une enquête. [Le journal=Horizon] promet une suite."},
    {"fr the newspaper is no museum", "fr",
     "[Le musée Delorme=Delorme] a ouvert mardi. [Le journal=le journal] promet une suite."},
    {"fr headline's body is named in the lead", "fr",
     "Pêche : [une ONG=Eaux claires] dénonce des fraudes\n\n[L'ONG Eaux claires=Eaux claires] a publié une carte. "
     "[L'ONG=Eaux claires] demande un contrôle."},
    {"fr headline's operator", "fr",
     "Selon [l'exploitant=Toden], tout va bien\n\nLa compagnie Toden a attendu trois heures. [L'exploitant=Toden] "
     "parle d'un rat."},
    {"fr body whose people were named", "fr",
     "Les militants d'Arc Sauvage ont occupé le port. [L'organisation écologiste=Arc Sauvage] exige un délai."},
    {"fr titled body taken up", "fr",
     "[La Banque centrale de Morvanie=la Banque centrale de Morvanie] a parlé. [L'institution=la Banque centrale de "
     "Morvanie] attend une baisse."},
    {"fr chief of state", "fr",
     "Le président Armand Vasselin a reçu la presse. [Le chef de l'État=Armand Vasselin] a promis une baisse. "
     "[Il=Armand Vasselin] a juré de tenir."},
    {"fr chief of government", "fr",
     "Le premier ministre Armand Vasselin a parlé. [Le chef du gouvernement=Armand Vasselin] a promis une baisse."},
    {"fr chief of something else", "fr",
     "Le président Armand Vasselin a reçu la presse. [Le chef de la police=le chef de la police] a promis une "
     "enquête."},
    {"fr woman with a man's title", "fr",
     "[Le docteur Ludivine Nogent=Ludivine Nogent] a parlé mardi. [Elle=Ludivine Nogent] invite au calme."},
    {"fr la maire", "fr",
     "La ville de Brévent a un projet. [La maire, Béatrice Nogent=Béatrice Nogent], a parlé. [Elle=Béatrice Nogent] a "
     "demandé un délai."},
    {"fr subject before an aside", "fr",
     "[Anne Vasseur=Anne Vasseur] demande un tableau. [Elle=Anne Vasseur] veut des chiffres.\n\nDiane Frémont, 68 ans, "
     "a enseigné longtemps. « Deux jours », répond-[elle=Diane Frémont]."},
    {"fr the subject before rather than who spoke", "fr",
     "[Une retraitée=une retraitée] se demande qui va payer.\n\nLa boulangère a vendu ses pains. [Elle=la boulangère] "
     "promet d'en refaire."},
    {"fr full name within a description", "fr",
     "La jeune Lison Baudry a disparu. [Les parents de Lison=les parents de Lison Baudry] espèrent un procès."},
    {"fr full name for a title within a description", "fr",
     "Boris Garnier a comparu. [Les avocats de M. Garnier=les avocats de Boris Garnier] ont protesté."},
    {"fr one of them, by name", "fr", "Les élèves sont venus. [L'un d'eux, Paul Garnier=Paul Garnier], a parlé."},
    {"fr demonym before a name", "fr",
     "Marc Tellier a gagné. [Son rival, le Colombien Fabián Ocampo=Fabián Ocampo], a protesté."},
    {"fr authors are a text's", "fr",
     "Une équipe a décrit une grenouille. L'étude, parue lundi, a pris trois ans. [Ses auteurs=les auteurs de l'étude] "
     "restent prudents."},
    {"fr members are a body's", "fr",
     "Marc Tellier préside le syndicat Vigie. [Ses membres=les membres de Vigie] demandent un délai."},
    {"fr a lawyer is a person's", "fr",
     "Marc Tellier a été entendu par la commission. [Son avocat=l'avocat de Marc Tellier] a protesté."},
    {"fr headline's longer role", "fr",
     "« On tiendra », plaide [le maire de Brévent=Paul Garnier]\n\n[Le maire, Paul Garnier=Paul Garnier], a parlé."},
    {"fr a name just past the source", "fr",
     "[Le directeur de l'usine de Brévent=Nora Belkacem], Nora Belkacem, a parlé."},
    {"fr adviser", "fr", "[La conseillère municipale Odile Ferrand=Odile Ferrand;conseillère municipale] a protesté."},
    {"fr the first report is no premier", "fr",
     "[Le premier rapport=le premier rapport] conclut à une erreur. [Le premier ministre=le premier ministre] a "
     "protesté."},
    {"fr aside that is no name", "fr",
     "[Le syndicat des gardiens, partie civile=le syndicat des gardiens], a protesté."},
    {"fr aside of somebody new", "fr",
     "[De nombreux habitants, témoins du choc=de nombreux habitants, témoins du choc], ont protesté."},
    {"fr aside that is a body's name", "fr", "[Le syndicat majoritaire, le Snacom=le Snacom], a protesté."},
    {"fr letters of a titled body", "fr",
     "Paul Garnier dirige le Syndicat général des ouvriers portuaires. [Le SGOP=le Syndicat général des ouvriers "
     "portuaires] exige un délai."},
    {"fr age before the role", "fr",
     "Ruth Garnier, 58 ans, ministre des Transports depuis mai, nous a reçus. [La ministre=Ruth Garnier] a parlé."},
    {"fr a title of champion is nobody", "fr",
     "Samir Lemaire a défendu son titre de champion. [Le champion=Samir Lemaire] a souri."},
    {"fr the authors", "fr",
     "[Une étude de l'université=une étude de l'université] inquiète. [Les auteurs=les auteurs de l'étude] restent "
     "prudents."},
    {"fr first name last", "fr", "Luo Jianhong a comparu mardi. [M. Luo=Luo Jianhong] a nié."},
    /* ---- French: lists, parts, those without a source ---- */
    {"fr a list of names", "fr", "[Londres, Tokyo et Canberra=Londres, Tokyo et Canberra] ont protesté lundi."},
    {"fr a list of names with articles", "fr",
     "[Le Soudan, la Bolivie et Cuba=le Soudan, la Bolivie et Cuba] ont rejeté le texte."},
    {"fr an apposition is no list", "fr",
     "[Claire Vasseur, maire de Brizay et conseillère régionale=Claire Vasseur] a protesté."},
    {"fr a clitic before an infinitive", "fr",
     "[Claire Vasseur=Claire Vasseur] a présenté le plan. À [l'=Claire Vasseur]en croire, tout sera prêt en mai."},
    {"fr several as a clitic", "fr",
     "[Trois organisations=Trois organisations] ont publié un rapport. À [les=Trois organisations] en croire, rien "
     "n'est prêt."},
    {"fr a title right before an unknown first name", "fr",
     "[Le président Orkan Noah Bezdar=Orkan Noah Bezdar] a promis un vote."},
    {"fr a name that ends in a small word", "fr", "[Morvan SA=Morvan SA] dément la cession de son usine."},
    {"fr a capital after a hyphen", "fr", "[Le ministre, Yann Morvan-Le Hir=Yann Morvan-Le Hir], a parlé de la pêche."},
    {"fr an acting body's name after a comma", "fr",
     "[Un syndicat étudiant, Campus solidaire=Campus solidaire], reproche à la mairie son silence."},
    {"fr ce dernier is no thing", "fr",
     "L'entraîneur s'en est pris à l'arbitre après le match. [Ce dernier=l'arbitre] a dit avoir eu peur."},
    {"fr an ancien is somebody named before", "fr",
     "Le tribunal a condamné mardi Hervé Lestang à un an de prison. À la barre, [l'ancien trésorier du club=Hervé "
     "Lestang] a reconnu les faits."},
    {"fr a like word with an adjective", "fr",
     "L'entraîneur de Grasle, Paolo Verdini, a souri. [Le technicien italien=Paolo Verdini] a parlé de son équipe."},
    {"fr an office with an adjective is another's", "fr",
     "Le ministre grec, Yorgos Damaskos, a démissionné. [Le ministre allemand=le ministre allemand] dit le regretter."},
    {"fr one of his", "fr",
     "[Le Front du Sud=le Front du Sud] a nié. [Un de ses cadres=un cadre du Front du Sud] a pourtant avoué."},
    {"fr one of them", "fr",
     "Les banquiers demeurent sceptiques. « Nos patrons n'aiment pas ouvrir leurs comptes », résume [l'un d'eux=un "
     "banquier]."},
    {"fr two of them", "fr",
     "Les syndicats se retrouveront vendredi. [Deux d'entre eux=Deux des syndicats] plaident "
     "pour une pause."},
    {"fr one of them with a name", "fr",
     "Les associations ont protesté. [L'une d'elles, Santé Rivages=Santé Rivages], demande une enquête."},
    {"fr a member of his suite", "fr",
     "[Marc Tellier=Marc Tellier] s'est tu. [Un membre de sa suite=un membre de la suite de Marc Tellier] a parlé."},
    {"fr an apposition to what is owned", "fr",
     "[Claire Vasseur=Claire Vasseur] a porté plainte. [Son employeur, une agence de Brizay=l'employeur de Claire "
     "Vasseur], nie tout."},
    {"fr a headline's quotation is said again", "fr",
     "Référendum : {1 « Le peuple a parlé »[=Édith Marchal]}\n\nLa présidente du Conseil a réagi jeudi soir. « {2 Le "
     "peuple a parlé, et je l'ai entendu} », a déclaré [Édith Marchal=Édith Marchal]."},
    {"fr a list of countries with articles", "fr",
     "[Les États-Unis, la Corée du Sud et le Japon=les États-Unis, la Corée du Sud et le Japon] ont protesté."},
    {"fr a company's form", "fr",
     "[Morvan SA=Morvan SA] dément. [Le groupe papetier Morvan=Morvan SA] parle de rumeurs."},
    {"fr a titled body's apposition", "fr",
     "À Brizay, [le Balai populaire, mouvement fondé par deux chanteurs=le Balai populaire], demande un vote."},
    {"fr a name with an article is no company", "fr",
     "Les trains ne traversent plus l'Yvonnière. [La compagnie ferroviaire=la compagnie ferroviaire] promet des bus."},
    {"fr a plain role is the person named before", "fr",
     "[Marc Tellier=Marc Tellier] a fermé son magasin lundi. [Le commerçant=Marc Tellier] dit avoir tout perdu."},
    {"fr a plain role is not another role's", "fr",
     "Le maire, [Marc Tellier=Marc Tellier], a parlé. [Le commerçant=le commerçant] dit avoir tout perdu."},
    {"fr a trade takes up the person named before", "fr",
     "[Paul Garnier=Paul Garnier] s'est fait attendre. Trois jours passent. Le four est en panne. La rue est vide. "
     "[Le boulanger=Paul Garnier] dit avoir tout perdu."},
    {"fr a trade takes up nobody nameless", "fr",
     "[Un voisin=un voisin] a tout vu. [Le boulanger=le boulanger] dit avoir tout perdu."},
    {"fr a person pointed at", "fr",
     "Rosa Amalfi a pris ses fonctions lundi. [Cette diplomate de 59 ans=Rosa Amalfi] promet de consulter."},
    {"fr a noun that only says what sort", "fr",
     "Igor Saltan rentre d'exil. [L'homme d'affaires=Igor Saltan] nie toute fraude."},
    {"fr a headline's person whose role the first paragraph gives", "fr",
     "Avant le derby, Paolo Verdini botte en touche\n\n« On m'a posé dix questions. Aucune sur mon équipe. Alors "
     "parlons football. » D'entrée, [l'entraîneur de l'Olympique de Grasle=Paolo Verdini] annonçait la couleur."},
    {"fr others", "fr",
     "[Plusieurs agriculteurs=plusieurs agriculteurs] sont inquiets. [D'autres=D'autres agriculteurs] disent que "
     "non."},
    {"fr that of", "fr",
     "[La fédération du papier=la fédération du papier] approuve. [Celle du verre=la fédération du verre] proteste."},
    {"fr others of nobody", "fr", "Il pleuvait à Brizay. [D'autres=D'autres] disent que non."},
    {"fr an interview's answer after another's words", "fr",
     "Entretien\n\n[Odile Ferrand=Odile Ferrand] : {1 Tout va bien.}\n\nD'où vient l'idée ?\n\n{2 D'un "
     "voyage.}[=Odile Ferrand]\n\n[Certains voisins=certains voisins] {3 vous reprochent ce voyage.}\n\n{4 J'ai été "
     "invitée.}[=Odile Ferrand]"},
    {"fr a headline's quotation that nobody says again", "fr",
     "Référendum : {1 « Le peuple a parlé »[=?]}\n\n« {2 Nous verrons demain} », a déclaré [Édith Marchal=Édith "
     "Marchal]."},

    /* ---- English: names ---- */
    {"en full name", "en", "[Anna Whitfield=Anna Whitfield] said the bridge would close."},
    {"en bare surname", "en",
     "[Anna Whitfield=Anna Whitfield] spoke first. [Whitfield=Anna Whitfield] said it was over."},
    {"en courtesy title", "en", "Anna Whitfield spoke first. [Ms. Whitfield=Anna Whitfield] said it was over."},
    {"en title before", "en", "[Sen. Robert Hale=Robert Hale] said no. [The senator=Robert Hale] left early."},
    {"en president and surname", "en", "[President Hale=Hale;President] said no. [Hale=Hale] then left."},
    {"en middle initial", "en", "[John D. Pruitt=John D. Pruitt] said no. [John Pruitt=John D. Pruitt] then left."},
    {"en junior", "en",
     "[Chief Justice Peter Moss Jr.=Peter Moss Jr.;Chief Justice] agreed. [Chief Justice Moss=Peter Moss Jr.] wrote "
     "the opinion."},
    {"en father and son", "en",
     "[Robert Kane Sr.=Robert Kane Sr.] said no. [Robert Kane Jr.=Robert Kane Jr.] said yes. [Robert Kane Sr=Robert "
     "Kane Sr.] then left. [Robert Kane Jr.=Robert Kane Jr.] said that he stayed."},
    {"en third of the name", "en",
     "[Robert Kane II=Robert Kane II] said no. [Robert Kane III=Robert Kane III] said yes. [Robert Kane II=Robert Kane "
     "II] left."},
    {"en surname that is a word", "en", "[Larry King=Larry King] laughed. [Mr. King=Larry King] said it was fine."},
    {"en spouses", "en",
     "[Robert Hale=Robert Hale] and [Susan Hale=Susan Hale] disagree. [Mrs. Hale=Susan Hale] said yes. [Mr. "
     "Hale=Robert "
     "Hale] said no."},
    {"en transcript", "en",
     "We spoke with Anna Whitfield.\n\n[WHITFIELD=Anna Whitfield]: We won.\n\n[HALE=HALE]: You lost."},
    {"en title case headline", "en",
     "Whitfield Says Bridge Will Close After Storm\n\n[Anna Whitfield=Anna Whitfield] said on Monday the bridge would "
     "close."},
    {"en possessive modifier is not the speaker", "en",
     "[Anna Whitfield's lawyer=Anna Whitfield's lawyer] said she was ill."},
    {"en campaign", "en", "[The Whitfield campaign=the Whitfield campaign] said it would appeal."},
    {"en possessive source", "en",
     "[Robert Hale's=Robert Hale] claim that he won was false. [His=Robert Hale] promise to stay was too."},
    /* ---- English: roles ---- */
    {"en role before", "en",
     "[Harbor Commission spokesman Greg Nolan=Greg Nolan;Harbor Commission spokesman] said no. [The spokesman=Greg "
     "Nolan] declined to say more."},
    {"en role after", "en",
     "[Emily Stone, a spokeswoman for the port,=Emily Stone;spokeswoman for the port] said no. [Ms. Stone=Emily Stone] "
     "declined to say more."},
    {"en party in brackets", "en",
     "[Rep. Walter Finch (D-Ohio), head of the caucus,=Walter Finch;head of the caucus] said no. [Finch=Walter Finch] "
     "left."},
    {"en generic person", "en",
     "[Robert Hale=Robert Hale] spoke in Ohio. [The Democratic nominee=Robert Hale] promised jobs."},
    {"en list is no role", "en", "In letters to young voters, [President Hale=Hale;President] said he was proud."},
    {"en committee is no title", "en",
     "[The Republican National Committee=the Republican National Committee] said no."},
    /* ---- English: pronouns ---- */
    {"en he", "en", "[Robert Hale=Robert Hale] met reporters. [He=Robert Hale] said the talks had failed."},
    {"en she among two", "en",
     "[Robert Hale=Robert Hale] met Susan Moore. [She=Susan Moore] said the talks had failed."},
    {"en it", "en", "[The White House=the White House] said no. [It=the White House] added that talks would go on."},
    {"en they for two", "en",
     "[Robert Hale and Susan Moore=Robert Hale and Susan Moore] met. [They=Robert Hale and Susan Moore] said it went "
     "well."},
    {"en who", "en", "The paper quoted Susan Moore, [who=Susan Moore] said the talks had failed."},
    {"en I in a quotation", "en", "{2 \"[I=Robert Hale] think we won,\"} [Robert Hale=Robert Hale] said."},
    {"en I outside", "en", "[I=?] think this is wrong."},
    {"en nobody", "en", "[She=?] said the train had left."},
    {"en he is no company", "en", "Norwick Industries closed a plant. [He=?] said it was a pity."},
    /* ---- English: bodies ---- */
    {"en the company", "en",
     "The retailer Norwick Stores closed a shop. [The company=Norwick Stores] said sales had fallen."},
    {"en acronym", "en",
     "[The Atlantic Shipping Council=the Atlantic Shipping Council] met. [The ASC=the Atlantic Shipping Council] said "
     "no."},
    {"en sources", "en", "[A source=a source] said so. [Another source=another source] denied it."},
    {"en officials", "en", "[Several officials=several officials] said so."},
    {"en country", "en", "[Russia=Russia] rejected the plan. [Germany=Germany] accepted it."},
    {"en newspaper", "en", "[The Evening Standard=the Evening Standard] reported the deal."},
};

/* ---- running a case ---- */

typedef struct world {
    arena *arena;
    language languages[2];
} world;

static void world__load(world *w, language *l, const char *code)
{
    resource_store *store = resource_store_new(w->arena, NULL);
    size_t size;
    int error;
    memcpy(l->code, code, 3);
    l->words = vocabulary_new(w->arena);
    const void *bytes = resource_find(store, code, "text.txt", &size, &error);
    l->writing = writing_load(w->arena, l->words, bytes, size, &error);
    bytes = resource_find(store, code, "people.txt", &size, &error);
    l->people = person_load(w->arena, l->words, bytes, size, &error);
    assert_int_equal(error, SELON_OK);
    bytes = resource_find(store, code, "tagger.bin", &size, &error);
    l->tagger = tagger_load(w->arena, l->words, bytes, size, &error);
    assert_non_null(l->writing);
    assert_non_null(l->people);
    assert_non_null(l->tagger);
}

static world loaded;

static int group_setup(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    loaded.arena = arena_new(&allocator, 1 << 20);
    if (loaded.arena == NULL || setjmp(*arena_escape(loaded.arena)) != 0) return -1;
    world__load(&loaded, &loaded.languages[0], "fr");
    world__load(&loaded, &loaded.languages[1], "en");
    return 0;
}

static int group_teardown(void **state)
{
    (void)state;
    arena_free(loaded.arena);
    return 0;
}

#define MARKS 16

/* One marked statement, in bytes of the plain text. */
typedef struct mark {
    selon_span source, content;
    char name[128], role[128];
    bool sourceless;
} mark;

typedef struct marked {
    char plain[4096];
    mark marks[MARKS];
    size_t count;
} marked;

static const char *marked__source(marked *m, const char *p, size_t *at)
{
    mark *k = &m->marks[m->count++];
    const char *equals = strchr(p, '='), *close = strchr(p, ']');
    const char *semicolon = memchr(equals, ';', (size_t)(close - equals));
    const char *name_end = semicolon != NULL ? semicolon : close;
    k->source.start = (uint32_t)*at;
    while (p < equals) m->plain[(*at)++] = *p++;
    k->source.end = (uint32_t)*at;
    k->sourceless = k->source.start == k->source.end;
    snprintf(k->name, sizeof k->name, "%.*s", (int)(name_end - equals - 1), equals + 1);
    if (semicolon != NULL) snprintf(k->role, sizeof k->role, "%.*s", (int)(close - semicolon - 1), semicolon + 1);
    return close + 1;
}

static void marked_read(marked *m, const char *article)
{
    size_t at = 0, open = 0;
    *m = (marked){.count = 0};
    for (const char *p = article; *p != '\0';) {
        if (*p == '[') {
            p = marked__source(m, p + 1, &at);
        } else if (*p == '{') {
            open = (size_t)(p[1] - '1');
            m->marks[open].content.start = (uint32_t)at;
            p += 3;
        } else if (*p == '}') {
            m->marks[open].content.end = (uint32_t)at;
            p++;
        } else {
            m->plain[at++] = *p++;
        }
    }
    m->plain[at] = '\0';
}

static range tokens_of(const text *t, selon_span span)
{
    range r = {0, 0};
    while (r.start < t->token_count && t->tokens[r.start].end <= span.start) r.start++;
    r.end = r.start;
    while (r.end < t->token_count && t->tokens[r.end].start < span.end) r.end++;
    return r;
}

static text *analyse(arena *a, const language *l, const char *bytes)
{
    text *t = text_analyse(a, l->writing, bytes, strlen(bytes));
    for (uint32_t i = 0; i < t->sentence_count; i++)
        tagger_run(l->tagger, t, t->sentences[i].first, t->sentences[i].end);
    return t;
}

static void resolve(arena *a, const language *l, const marked *m, text **t, attribution_list *list, speaker_list *out)
{
    *t = analyse(a, l, m->plain);
    for (size_t i = 0; i < m->count; i++) {
        attribution st = {.parent = -1, .same_speaker_as = m->marks[i].sourceless ? (int32_t)i - 1 : -1};
        st.source = m->marks[i].sourceless ? (range){0, 0} : tokens_of(*t, m->marks[i].source);
        st.content = arena_alloc(a, sizeof *st.content);
        st.content[0] = tokens_of(*t, m->marks[i].content);
        st.content_count = 1;
        VEC_PUSH(a, list, st);
    }
    speakers_resolve(a, l->people, *t, list, out);
}

/* What holds for every answer. */
static void check_lists(const text *t, const attribution_list *list, const speaker_list *speakers)
{
    uint32_t first = 0;
    for (size_t i = 0; i < speakers->count; i++) {
        const speaker *k = &speakers->items[i];
        assert_true(k->mention_count > 0);
        assert_true(k->mentions[0].start >= first);
        first = k->mentions[0].start;
        for (uint32_t j = 0; j < k->mention_count; j++) {
            assert_true(k->mentions[j].start < k->mentions[j].end && k->mentions[j].end <= t->token_count);
            assert_true(j == 0 || k->mentions[j].start >= k->mentions[j - 1].start);
        }
    }
    for (size_t i = 0; i < list->count; i++)
        assert_true(list->items[i].speaker >= -1 && list->items[i].speaker < (int32_t)speakers->count);
}

static void test_case(void **state)
{
    const speaker_case *c = *state;
    const language *l = &loaded.languages[strcmp(c->code, "en") == 0];
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 16);
    assert_non_null(a);
    if (setjmp(*arena_escape(a)) != 0) fail_msg("no memory");
    marked m;
    text *t;
    attribution_list list = {0};
    speaker_list speakers = {0};
    marked_read(&m, c->article);
    resolve(a, l, &m, &t, &list, &speakers);
    check_lists(t, &list, &speakers);
    for (size_t i = 0; i < m.count; i++) {
        int32_t who = list.items[i].speaker;
        const char *name = who >= 0 ? speakers.items[who].name : "?";
        if (strcmp(name, m.marks[i].name) != 0) fail_msg("statement %zu: %s, and not %s", i + 1, name, m.marks[i].name);
        const char *role = who >= 0 && speakers.items[who].role != NULL ? speakers.items[who].role : "";
        if (m.marks[i].role[0] != '\0' && strcmp(role, m.marks[i].role) != 0)
            fail_msg("statement %zu: role %s, and not %s", i + 1, role, m.marks[i].role);
    }
    arena_free(a);
}

/* ---- what is no article ---- */

static person_lexicon *load(arena *a, const char *bytes, int *error)
{
    return person_load(a, vocabulary_new(a), bytes, strlen(bytes), error);
}

static void test_broken_data(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "[titles]\nM.\tq\ts\n",
        "[titles]\nM.\tm\n",
        "[roles]\nmaire\n",
        "[roles]\n=\t=\t=\t=\n",
        "[roles]\na\t=\ta\t=\tking\n",
        "[nothing]\nword\n",
        "[pronouns]\nil\t3\tm\n",
        "[determiners]\nle\tround\tm\ts\n",
        "[grammar]\nhead\tmiddle\n",
        "[groups]\nx\ty\tz\n",
        "[firstnames]\nz\tJean\n",
        "[salience]\nlooks\t1\t2\n",
        "[salience]\nsubject\t1\n",
        "[salience]\nsubject\t1\t2x\n",
        "[salience]\nsubject\t1\t-\n",
        "[salience]\nsubject\t1\t99999\n",
        "[owners]\nplanet\tmoon\n",
        "[offices]\nchef\tétat\n",
        "[offices]\nchef\tétat\troi\n", /* in no set */
        "word\n",
    };
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 16);
    if (setjmp(*arena_escape(a)) != 0) fail_msg("no memory");
    int error;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        assert_null(load(a, broken[i], &error));
        assert_int_equal(error, SELON_ERROR_DATA);
    }
    assert_non_null(load(a, "# nothing\n[titles]\nM.\tm\ts\n", &error));
    assert_int_equal(error, SELON_OK);
    arena_free(a);
}

/* What training sees: who was weighed for a pronoun, by name and signs. */
static void test_choices(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 16);
    if (setjmp(*arena_escape(a)) != 0) fail_msg("no memory");
    const language *l = &loaded.languages[1];
    text *t = analyse(a, l, "Robert Hale met Anna Reed. He said no.");
    attribution item = {.source = {6, 7}, .cue = {7, 8}, .parent = -1, .same_speaker_as = -1};
    attribution_list list = {&item, 1, 1};
    speaker_list speakers;
    speaker_choices choices = {0};
    speakers_resolve_observed(a, l->people, t, &list, &speakers, &choices);
    assert_int_equal(choices.count, 1);
    assert_int_equal(choices.items[0].statement, 0);
    assert_false(choices.items[0].description);
    assert_int_equal(choices.items[0].count, 1); /* she does not agree */
    const speaker_candidate *k = &choices.items[0].candidates[0];
    assert_string_equal(k->name, "Robert Hale");
    assert_int_equal(k->signs[SIGN_SUBJECT], 1);
    assert_int_equal(k->signs[SIGN_OBLIQUE], 0);
    assert_int_equal(k->signs[SIGN_DISTANCE], 1);
    arena_free(a);
}

/* Statements that refer to each other in a circle, and to nothing. */
static void test_circles(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 16);
    if (setjmp(*arena_escape(a)) != 0) fail_msg("no memory");
    const language *l = &loaded.languages[1];
    text *t = analyse(a, l, "Robert Hale said no.");
    attribution items[] = {
        {.same_speaker_as = 1, .parent = -1},
        {.same_speaker_as = 0, .parent = -1},
        {.same_speaker_as = 99, .parent = 99},
        {.same_speaker_as = 4, .parent = -1},
        {.source = {0, 2}, .same_speaker_as = -1, .parent = -1},
        {.source = {3, 4000}, .same_speaker_as = -1, .parent = -1},
    };
    attribution_list list = {items, 6, 6};
    speaker_list speakers;
    speakers_resolve(a, l->people, t, &list, &speakers);
    assert_int_equal(speakers.count, 1);
    for (int i = 0; i < 6; i++) assert_int_equal(items[i].speaker, i == 3 || i == 4 ? 0 : -1);
    list.count = 0;
    speakers_resolve(a, l->people, t, &list, &speakers);
    assert_int_equal(speakers.count, 0);
    arena_free(a);
}

/* What fuzzing found: statements that point to where nothing is. The tokens and
 * statements end where their memory does, so that a sanitizer sees it when
 * more of them are read. */
typedef struct nowhere_case {
    const char *name, *text;
    attribution first; /* of `FAR` tokens and statements, there are not so many */
    range content;     /* of the first; by tokens, or from one past the last */
    int32_t speaker;   /* of the first: 0 for that of the second, "Ana Roux" */
} nowhere_case;

#define FAR (INT32_MAX - 1)
#define PAST_LAST UINT32_MAX

static const nowhere_case nowhere_cases[] = {
    {"shares the speaker of a statement that is not there",
     "\"It will rain again tomorrow.\" So it goes, said Ana Roux.",
     {.same_speaker_as = FAR, .parent = -1},
     {1, 6},
     0},
    {"shares the speaker of one without any, which shares that of one that is not there",
     "\"It will rain again tomorrow.\" So it goes, said Ana Roux.",
     {.same_speaker_as = 2, .parent = -1},
     {1, 6},
     0},
    {"an empty content at the end",
     "So it goes, said Ana Roux.",
     {.same_speaker_as = -1, .parent = -1},
     {PAST_LAST, 0},
     -1},
    {"an empty content in the middle", "So it goes, said Ana Roux.", {.same_speaker_as = -1, .parent = -1}, {2, 2}, -1},
    {"inside a statement that is not there",
     "\"My husband left,\" said Ana Roux.",
     {.source = {1, 3}, .same_speaker_as = -1, .parent = FAR},
     {3, 4},
     1},
    {"all of it at once",
     "\"My husband left,\" said Ana Roux.",
     {.same_speaker_as = FAR, .parent = FAR},
     {PAST_LAST, 0},
     -1},
};

static uint32_t token_after(const text *t, const char *words)
{
    uint32_t i = 0, start = (uint32_t)(strstr(t->bytes, words) - t->bytes);
    while (t->tokens[i].start < start) i++;
    return i;
}

static void test_nowhere(void **state)
{
    const nowhere_case *k = *state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 16);
    if (setjmp(*arena_escape(a)) != 0) fail_msg("no memory");
    const language *l = &loaded.languages[1];
    text *t = analyse(a, l, k->text);
    token *tokens = test_malloc(t->token_count * sizeof *tokens);
    attribution *items = test_malloc(3 * sizeof *items);
    t->tokens = memcpy(tokens, t->tokens, t->token_count * sizeof *tokens);
    range contents[] = {k->content, {0, 1}, {0, 1}};
    if (k->content.start == PAST_LAST) contents[0] = (range){t->token_count, t->token_count};
    uint32_t ana = token_after(t, "Ana");
    items[0] = k->first;
    items[1] = (attribution){.source = {ana, ana + 2}, .same_speaker_as = -1, .parent = -1};
    items[2] = (attribution){.same_speaker_as = FAR, .parent = -1};
    for (int i = 0; i < 3; i++) {
        items[i].content = &contents[i];
        items[i].content_count = i < 2;
    }
    attribution_list list = {items, 3, 3};
    speaker_list speakers;
    speakers_resolve(a, l->people, t, &list, &speakers);
    check_lists(t, &list, &speakers);
    assert_true(items[1].speaker >= 0 && strcmp(speakers.items[items[1].speaker].name, "Ana Roux") == 0);
    assert_int_equal(items[2].speaker, -1);
    if (k->speaker == 1)
        assert_true(items[0].speaker >= 0 && items[0].speaker != items[1].speaker);
    else
        assert_int_equal(items[0].speaker, k->speaker < 0 ? -1 : items[1].speaker);
    test_free(items);
    test_free(tokens);
    arena_free(a);
}

/* All mentions of a speaker, sources or not, lead back to the text. */
static void test_mentions(void **state)
{
    (void)state;
    static const char *const expected[] = {"Anna Whitfield", "Whitfield", "She", "her", "Ms. Whitfield"};
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 16);
    if (setjmp(*arena_escape(a)) != 0) fail_msg("no memory");
    marked m;
    text *t;
    attribution_list list = {0};
    speaker_list speakers = {0};
    marked_read(&m, "Anna Whitfield came. Reporters met Whitfield at the port. [She=] said no. They thanked her. [Ms. "
                    "Whitfield=] left.");
    resolve(a, &loaded.languages[1], &m, &t, &list, &speakers);
    check_lists(t, &list, &speakers);
    assert_int_equal(speakers.count, 1);
    assert_int_equal(speakers.items[0].mention_count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        range r = speakers.items[0].mentions[i];
        uint32_t start = t->tokens[r.start].start, size = t->tokens[r.end - 1].end - start;
        assert_int_equal(size, strlen(expected[i]));
        assert_memory_equal(t->bytes + start, expected[i], size);
    }
    arena_free(a);
}

/* Memory, which is easier to count than time, grows with the text and no
 * faster, for texts made to be slow. */
static size_t footprint(const char *piece, size_t times)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 16);
    if (setjmp(*arena_escape(a)) != 0) fail_msg("no memory");
    size_t length = strlen(piece);
    char *bytes = arena_alloc(a, length * times + 1);
    for (size_t i = 0; i < times; i++) memcpy(bytes + i * length, piece, length);
    bytes[length * times] = '\0';
    const language *l = &loaded.languages[0];
    text *t = analyse(a, l, bytes);
    attribution_list list = {0};
    speaker_list speakers = {0};
    for (uint32_t i = 0; i + 3 < t->token_count; i += 3)
        VEC_PUSH(a, &list, ((attribution){.source = {i, i + 3}, .parent = -1, .same_speaker_as = -1}));
    speakers_resolve(a, l->people, t, &list, &speakers);
    check_lists(t, &list, &speakers);
    size_t used = arena_footprint(a);
    arena_free(a);
    return used;
}

static void test_long_texts(void **state)
{
    (void)state;
    static const char *const pieces[] = {"A. ", "Jean Roux ",       "le ministre de ",
                                         "\"",  "M. X, Y (ZZ) et ", "il a dit. "};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        /* ten times the text; arrays that double may have just done so */
        assert_true(footprint(pieces[i], 40000) < 30 * footprint(pieces[i], 4000));
}

int main(void)
{
    enum { CASES = sizeof cases / sizeof *cases, NOWHERE = sizeof nowhere_cases / sizeof *nowhere_cases };
    struct CMUnitTest tests[CASES + 5 + NOWHERE] = {
        [CASES] = cmocka_unit_test(test_broken_data),  [CASES + 1] = cmocka_unit_test(test_circles),
        [CASES + 2] = cmocka_unit_test(test_mentions), [CASES + 3] = cmocka_unit_test(test_long_texts),
        [CASES + 4] = cmocka_unit_test(test_choices),
    };
    for (size_t i = 0; i < CASES; i++)
        tests[i] = (struct CMUnitTest){cases[i].name, test_case, NULL, NULL, (void *)&cases[i]};
    for (size_t i = 0; i < NOWHERE; i++)
        tests[CASES + 5 + i] = (struct CMUnitTest){nowhere_cases[i].name, test_nowhere, NULL, NULL,
                                                   (void *)&nowhere_cases[i]};
    return _cmocka_run_group_tests("speakers", tests, CASES + 5 + NOWHERE, group_setup, group_teardown);
}
