/* SPDX-License-Identifier: Apache-2.0
 *
 * page_hints.c - what HTML tags mean, and what the names that page makers
 * give to elements say about them.
 *
 * Class names, identifiers and roles are a vocabulary of the web, much the
 * same on every site whatever its language. A name such as
 * "article-body__relatedLinks" is cut at everything that is not a letter and
 * before capitals ("article body related links"), and each part is looked up
 * in a sorted table. Some parts mean nothing alone and are looked up in pairs
 * ("article body", "read more").
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "input/page.h"

#define INL TAG_INLINE
#define PAR TAG_PARAGRAPH

static const tag_info unknown_tag = {"", TAG_UNKNOWN, 0};

/* Sorted by name. */
static const tag_info tags[] = {
    {"a", TAG_A, INL},
    {"abbr", TAG_OTHER, INL},
    {"acronym", TAG_OTHER, INL},
    {"address", TAG_OTHER, 0},
    {"applet", TAG_OTHER, TAG_SKIP},
    {"article", TAG_ARTICLE, 0},
    {"aside", TAG_OTHER, TAG_FRAME},
    {"audio", TAG_OTHER, TAG_SKIP},
    {"b", TAG_OTHER, INL},
    {"bdi", TAG_OTHER, INL},
    {"bdo", TAG_OTHER, INL},
    {"big", TAG_OTHER, INL},
    {"blockquote", TAG_BLOCKQUOTE, PAR},
    {"body", TAG_OTHER, TAG_ROOT},
    {"br", TAG_BR, INL},
    {"button", TAG_OTHER, TAG_SKIP},
    {"canvas", TAG_OTHER, TAG_SKIP},
    {"center", TAG_OTHER, 0},
    {"cite", TAG_OTHER, INL},
    {"code", TAG_OTHER, INL},
    {"data", TAG_OTHER, INL},
    {"datalist", TAG_OTHER, TAG_SKIP},
    {"dd", TAG_OTHER, PAR},
    {"del", TAG_OTHER, INL},
    {"dfn", TAG_OTHER, INL},
    {"dialog", TAG_OTHER, TAG_SKIP},
    {"div", TAG_DIV, 0},
    {"dl", TAG_OTHER, TAG_LIST},
    {"dt", TAG_OTHER, PAR},
    {"em", TAG_OTHER, INL},
    {"embed", TAG_OTHER, TAG_SKIP},
    {"figcaption", TAG_OTHER, TAG_SKIP},
    {"figure", TAG_FIGURE, 0},
    {"font", TAG_OTHER, INL},
    {"footer", TAG_OTHER, TAG_FRAME},
    {"form", TAG_OTHER, 0},
    {"h1", TAG_H1, TAG_HEADING},
    {"h2", TAG_H2, TAG_HEADING},
    {"h3", TAG_H3, TAG_HEADING},
    {"h4", TAG_H4, TAG_HEADING},
    {"h5", TAG_H5, TAG_HEADING},
    {"h6", TAG_H6, TAG_HEADING},
    {"head", TAG_OTHER, TAG_ROOT},
    {"header", TAG_OTHER, TAG_FRAME},
    {"html", TAG_HTML, TAG_ROOT},
    {"i", TAG_OTHER, INL},
    {"iframe", TAG_OTHER, TAG_SKIP},
    {"img", TAG_OTHER, INL},
    {"input", TAG_OTHER, INL},
    {"ins", TAG_OTHER, INL},
    {"kbd", TAG_OTHER, INL},
    {"label", TAG_OTHER, TAG_SKIP},
    {"legend", TAG_OTHER, TAG_SKIP},
    {"li", TAG_LI, PAR},
    {"link", TAG_LINK, INL},
    {"main", TAG_OTHER, TAG_ROOT},
    {"mark", TAG_OTHER, INL},
    {"math", TAG_OTHER, TAG_SKIP},
    {"menu", TAG_OTHER, TAG_LIST},
    {"meta", TAG_META, INL},
    {"nav", TAG_OTHER, TAG_SKIP},
    {"nobr", TAG_OTHER, INL},
    {"noframes", TAG_OTHER, TAG_SKIP},
    {"noscript", TAG_OTHER, TAG_SKIP},
    {"object", TAG_OTHER, TAG_SKIP},
    {"ol", TAG_OTHER, TAG_LIST},
    {"option", TAG_OTHER, TAG_SKIP},
    {"output", TAG_OTHER, TAG_SKIP},
    {"p", TAG_P, PAR},
    {"picture", TAG_OTHER, INL},
    {"pre", TAG_PRE, PAR},
    {"progress", TAG_OTHER, TAG_SKIP},
    {"q", TAG_Q, INL},
    {"rp", TAG_OTHER, TAG_SKIP},
    {"rt", TAG_OTHER, TAG_SKIP},
    {"ruby", TAG_OTHER, INL},
    {"s", TAG_OTHER, INL},
    {"samp", TAG_OTHER, INL},
    {"script", TAG_OTHER, TAG_SKIP},
    {"select", TAG_OTHER, TAG_SKIP},
    {"small", TAG_OTHER, INL},
    {"source", TAG_OTHER, INL},
    {"span", TAG_OTHER, INL},
    {"strike", TAG_OTHER, INL},
    {"strong", TAG_OTHER, INL},
    {"style", TAG_OTHER, TAG_SKIP},
    {"sub", TAG_OTHER, INL},
    {"sup", TAG_OTHER, INL},
    {"svg", TAG_OTHER, TAG_SKIP},
    {"template", TAG_OTHER, TAG_SKIP},
    {"textarea", TAG_OTHER, TAG_SKIP},
    {"time", TAG_TIME, INL},
    {"title", TAG_TITLE, 0},
    {"tt", TAG_OTHER, INL},
    {"u", TAG_OTHER, INL},
    {"ul", TAG_OTHER, TAG_LIST},
    {"var", TAG_OTHER, INL},
    {"video", TAG_OTHER, TAG_SKIP},
    {"wbr", TAG_OTHER, INL},
};

static int tag__compare(const void *name, const void *tag)
{
    return strcmp(name, ((const tag_info *)tag)->name);
}

const tag_info *tag_find(const char *name)
{
    static const tag_info known_block = {"", TAG_OTHER, 0};
    static const char *const blocks[] = {"caption", "col",     "colgroup", "fieldset", "hgroup", "hr",
                                         "search",  "section", "summary",  "details",  "table",  "tbody",
                                         "td",      "tfoot",   "th",       "thead",    "tr"};
    const tag_info *found = bsearch(name, tags, sizeof tags / sizeof *tags, sizeof *tags, tag__compare);
    if (found != NULL) return found;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (strcmp(name, blocks[i]) == 0) return &known_block;
    return &unknown_tag;
}

/* ---- class names ---- */

typedef struct word_hint {
    const char *word;
    unsigned hint;
} word_hint;

/* Sorted. */
static const word_hint words[] = {
    {"abonnement", HINT_AWAY},
    {"abonner", HINT_AWAY},
    {"ad", HINT_AWAY},
    {"adbox", HINT_AWAY},
    {"ads", HINT_AWAY},
    {"adsbygoogle", HINT_AWAY},
    {"advert", HINT_AWAY},
    {"advertisement", HINT_AWAY},
    {"advertising", HINT_AWAY},
    {"ariane", HINT_AWAY},
    {"articlebody", HINT_BODY},
    {"auteur", HINT_DETAIL},
    {"author", HINT_DETAIL},
    {"authors", HINT_DETAIL},
    {"banner", HINT_AWAY},
    {"bio", HINT_AWAY},
    {"breadcrumb", HINT_AWAY},
    {"breadcrumbs", HINT_AWAY},
    {"byline", HINT_DETAIL},
    {"caption", HINT_DETAIL},
    {"captions", HINT_DETAIL},
    {"carousel", HINT_AWAY},
    {"catlinks", HINT_AWAY},
    {"comment", HINT_TALK},
    {"commentaire", HINT_TALK},
    {"commentaires", HINT_TALK},
    {"commentlist", HINT_TALK},
    {"comments", HINT_TALK},
    {"consent", HINT_AWAY},
    {"contentinfo", HINT_AWAY},
    {"cookie", HINT_AWAY},
    {"cookiebar", HINT_AWAY},
    {"cookies", HINT_AWAY},
    {"copyright", HINT_DETAIL},
    {"credit", HINT_DETAIL},
    {"credits", HINT_DETAIL},
    {"date", HINT_DETAIL},
    {"dateline", HINT_DETAIL},
    {"dialog", HINT_AWAY},
    {"disqus", HINT_TALK},
    {"donate", HINT_AWAY},
    {"donation", HINT_AWAY},
    {"editsection", HINT_AWAY},
    {"footer", HINT_AWAY},
    {"gdpr", HINT_AWAY},
    {"infobox", HINT_AWAY},
    {"jumplinks", HINT_AWAY},
    {"legende", HINT_DETAIL},
    {"login", HINT_AWAY},
    {"masthead", HINT_AWAY},
    {"mentions", HINT_AWAY},
    {"menu", HINT_AWAY},
    {"meta", HINT_DETAIL},
    {"metadata", HINT_DETAIL},
    {"modal", HINT_AWAY},
    {"mostpopular", HINT_AWAY},
    {"mostread", HINT_AWAY},
    {"nav", HINT_AWAY},
    {"navbar", HINT_AWAY},
    {"navbox", HINT_AWAY},
    {"navigation", HINT_AWAY},
    {"newsletter", HINT_AWAY},
    {"newsletters", HINT_AWAY},
    {"noprint", HINT_AWAY},
    {"outbrain", HINT_AWAY},
    {"overlay", HINT_AWAY},
    {"pager", HINT_AWAY},
    {"pagination", HINT_AWAY},
    {"partage", HINT_AWAY},
    {"partager", HINT_AWAY},
    {"popular", HINT_AWAY},
    {"popup", HINT_AWAY},
    {"privacy", HINT_AWAY},
    {"promo", HINT_AWAY},
    {"promos", HINT_AWAY},
    {"promoted", HINT_AWAY},
    {"promotion", HINT_AWAY},
    {"pub", HINT_AWAY},
    {"pubdate", HINT_DETAIL},
    {"publicite", HINT_AWAY},
    {"published", HINT_DETAIL},
    {"rail", HINT_AWAY},
    {"reactions", HINT_TALK},
    {"readmore", HINT_AWAY},
    {"recirc", HINT_AWAY},
    {"recirculation", HINT_AWAY},
    {"recommandation", HINT_AWAY},
    {"recommandations", HINT_AWAY},
    {"recommendation", HINT_AWAY},
    {"recommendations", HINT_AWAY},
    {"recommended", HINT_AWAY},
    {"reflist", HINT_AWAY},
    {"related", HINT_AWAY},
    {"replies", HINT_TALK},
    {"respond", HINT_TALK},
    {"search", HINT_AWAY},
    {"share", HINT_AWAY},
    {"sharebar", HINT_AWAY},
    {"sharedaddy", HINT_AWAY},
    {"sharing", HINT_AWAY},
    {"sidebar", HINT_AWAY},
    {"signature", HINT_DETAIL},
    {"signin", HINT_AWAY},
    {"signup", HINT_AWAY},
    {"sitesub", HINT_AWAY},
    {"skip", HINT_AWAY},
    {"social", HINT_AWAY},
    {"socials", HINT_AWAY},
    {"sponsor", HINT_AWAY},
    {"sponsored", HINT_AWAY},
    {"subscribe", HINT_AWAY},
    {"subscription", HINT_AWAY},
    {"survey", HINT_AWAY},
    {"taboola", HINT_AWAY},
    {"taglist", HINT_AWAY},
    {"tags", HINT_AWAY},
    {"thumbcaption", HINT_DETAIL},
    {"timestamp", HINT_DETAIL},
    {"toc", HINT_AWAY},
    {"toolbar", HINT_AWAY},
    {"tools", HINT_AWAY},
    {"tooltip", HINT_AWAY},
    {"trending", HINT_AWAY},
    {"updated", HINT_DETAIL},
};

/* Two parts, the first one's end against the second one's beginning. */
static const struct {
    const char *first, *second;
    unsigned hint;
} pairs[] = {
    {"article", "body", HINT_BODY},    {"article", "content", HINT_BODY},   {"article", "text", HINT_BODY},
    {"entry", "content", HINT_BODY},   {"post", "content", HINT_BODY},      {"post", "body", HINT_BODY},
    {"story", "body", HINT_BODY},      {"story", "content", HINT_BODY},     {"content", "body", HINT_BODY},
    {"body", "content", HINT_BODY},    {"body", "text", HINT_BODY},         {"texte", "article", HINT_BODY},
    {"contenu", "article", HINT_BODY}, {"article", "contenu", HINT_BODY},   {"article", "corps", HINT_BODY},
    {"read", "more", HINT_AWAY},       {"read", "also", HINT_AWAY},         {"see", "also", HINT_AWAY},
    {"most", "read", HINT_AWAY},       {"more", "stories", HINT_AWAY},      {"more", "from", HINT_AWAY},
    {"more", "news", HINT_AWAY},       {"up", "next", HINT_AWAY},           {"sign", "up", HINT_AWAY},
    {"sign", "in", HINT_AWAY},         {"lire", "aussi", HINT_AWAY},        {"voir", "aussi", HINT_AWAY},
    {"plus", "lus", HINT_AWAY},        {"sister", "project", HINT_AWAY},    {"call", "action", HINT_AWAY},
    {"sr", "only", HINT_HIDDEN},       {"visually", "hidden", HINT_HIDDEN}, {"screen", "reader", HINT_HIDDEN},
    {"display", "none", HINT_HIDDEN},  {"is", "hidden", HINT_HIDDEN},       {"mw", "jump", HINT_AWAY},
    {"cite", "ref", HINT_HIDDEN},
};

static int word__compare(const void *word, const void *entry)
{
    return strcmp(word, ((const word_hint *)entry)->word);
}

#define PART_SIZE 20
#define NAME_LIMIT 1024 /* no longer class attribute says anything */

static unsigned parts__look_up(const char *previous, const char *part)
{
    const word_hint *found = bsearch(part, words, sizeof words / sizeof *words, sizeof *words, word__compare);
    unsigned hints = found != NULL ? found->hint : 0;
    if (*previous != '\0')
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
            if (*pairs[i].second == *part && strcmp(pairs[i].second, part) == 0 &&
                strcmp(pairs[i].first, previous) == 0)
                hints |= pairs[i].hint;
    return hints;
}

/* The hints in a class attribute, an id or a role. */
static unsigned name__hints(const char *name)
{
    char parts[2][PART_SIZE] = {"", ""};
    unsigned hints = 0, which = 0;
    size_t n = 0;
    for (size_t i = 0; i < NAME_LIMIT; i++) {
        char c = name[i];
        bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
        bool capital = upper && i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
        if (n > 0 && (capital || !(upper || lower))) {
            parts[which][n < PART_SIZE ? n : PART_SIZE - 1] = '\0';
            hints |= parts__look_up(parts[1 - which], parts[which]);
            which = 1 - which;
            n = 0;
        }
        if (c == ' ') parts[1 - which][0] = '\0'; /* the next class */
        if (c == '\0') break;
        if (upper || lower) {
            if (n < PART_SIZE - 1) parts[which][n] = (char)(upper ? c + 32 : c);
            n++;
        }
    }
    return hints;
}

static bool style__hides(const char *style)
{
    const char *display = strstr(style, "display");
    if (display == NULL) return false;
    display += strlen("display");
    display += strspn(display, " :");
    return strncasecmp(display, "none", 4) == 0;
}

static unsigned itemprop__hints(const char *value)
{
    if (strstr(value, "articleBody") != NULL) return HINT_BODY;
    if (strstr(value, "datePublished") != NULL) return HINT_DATE | HINT_DETAIL;
    if (strstr(value, "author") != NULL) return HINT_AUTHOR | HINT_DETAIL;
    if (strstr(value, "headline") != NULL) return HINT_HEADLINE;
    return 0;
}

unsigned hints_of(const char *const *attributes)
{
    unsigned hints = 0;
    if (attributes == NULL) return 0;
    for (; attributes[0] != NULL; attributes += 2) {
        const char *name = attributes[0], *value = attributes[1] != NULL ? attributes[1] : "";
        switch (name[0]) {
        case 'a':
            if (strcmp(name, "aria-hidden") == 0 && strcmp(value, "true") == 0) hints |= HINT_HIDDEN;
            break;
        case 'c':
            if (strcmp(name, "class") == 0) hints |= name__hints(value);
            break;
        case 'h':
            if (strcmp(name, "hidden") == 0) hints |= HINT_HIDDEN;
            break;
        case 'i':
            if (strcmp(name, "id") == 0) hints |= name__hints(value);
            if (strcmp(name, "itemprop") == 0) hints |= itemprop__hints(value);
            break;
        case 'r':
            if (strcmp(name, "role") == 0)
                hints |= name__hints(value) | (strcmp(value, "complementary") == 0 ? HINT_AWAY : 0);
            if (strcmp(name, "rel") == 0 && strcmp(value, "author") == 0) hints |= HINT_AUTHOR;
            break;
        case 's':
            if (strcmp(name, "style") == 0 && style__hides(value)) hints |= HINT_HIDDEN;
            break;
        default: break;
        }
    }
    return hints;
}

const char *attribute_find(const char *const *attributes, const char *name)
{
    if (attributes != NULL)
        for (; attributes[0] != NULL; attributes += 2)
            if (strcmp(attributes[0], name) == 0) return attributes[1] != NULL ? attributes[1] : "";
    return NULL;
}
