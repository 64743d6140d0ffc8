from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clean.html import blocks_of_page

TODAY = date(2026, 6, 1)

PARAGRAPHS = [
    "The council of Aldermere voted on Tuesday to close the old bridge for repairs that will last two years.",
    "“We cannot wait any longer,” said the mayor, Ada Lorne, after a debate of more than five hours in the town hall.",
    "Shopkeepers on the eastern bank fear that they will lose a third of their customers during the works.",
    "Engineers found cracks in four of the nine arches last spring and warned of heavy loads on the roadway.",
]
PAGE = f"""<html><head><title>Old bridge to close | The Aldermere Ledger</title>
<meta property="og:site_name" content="The Aldermere Ledger"></head><body class="has-sidebar">
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<div class="cookie-banner"><p>{"We use cookies on this site to show you adverts. " * 9}</p></div>
<article><h1>Old bridge to close</h1>
<p class="article-standfirst">Two years of repairs will begin in the autumn, the council says.</p>
<div class="byline">By Jane Doe</div><time datetime="2024-03-05T09:15:00Z">5 March 2024</time>
<figure><img src="b.jpg"><figcaption>The bridge seen from the eastern bank (Photo: John Roe)</figcaption></figure>
<div class="article-body"><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>
<div class="newsletter-signup"><p>Sign up to our newsletter for the best of the week.</p></div>
<h2>Fears for trade</h2><p>{PARAGRAPHS[2]}</p>
<blockquote class="pullquote">We cannot wait any longer</blockquote>
<blockquote class="twitter-tweet"><p>Bridge closed from Monday, all traffic by the ferry.</p></blockquote>
<p>{PARAGRAPHS[3]}</p><p><em>Correction: An earlier version gave a wrong number of arches.</em></p></div>
<div class="related-articles"><h3>Related</h3><a href="/x">Ferry fares to rise again in the spring</a></div></article>
<div id="comments"><p>{"I think that this is a very bad idea and nobody asked us about it at all. " * 9}</p></div>
<footer><p>Copyright 2024 The Aldermere Ledger</p></footer></body></html>"""


def kinds_of(html: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks_of_page(html, today=TODAY).blocks]


def test_each_part_of_an_article_gets_its_kind_in_document_order():
    found = kinds_of(PAGE)
    assert [text for kind, text in found if kind == "body"] == PARAGRAPHS
    assert found[:5] == [
        ("headline", "Old bridge to close"),
        ("standfirst", "Two years of repairs will begin in the autumn, the council says."),
        ("byline", "By Jane Doe"),
        ("dateline", "5 March 2024"),
        ("caption", "The bridge seen from the eastern bank (Photo: John Roe)"),
    ]
    labelled = {text: kind for kind, text in found}
    assert labelled["Fears for trade"] == "subhead"
    assert labelled["We cannot wait any longer"] == "pullquote"
    assert labelled["Bridge closed from Monday, all traffic by the ferry."] == "embed"
    assert labelled["Sign up to our newsletter for the best of the week."] == "promo"
    assert labelled["Correction: An earlier version gave a wrong number of arches."] == "correction"
    assert labelled["Ferry fares to rise again in the spring"] == "related"


def test_menus_and_what_lies_over_the_page_are_left_out():
    texts = " ".join(text for _, text in kinds_of(PAGE))
    assert "Sport" not in texts
    assert "cookies" not in texts


def test_a_page_tells_its_metadata_with_the_article():
    metadata = blocks_of_page(PAGE, "https://ledger.example/2024/03/old-bridge", today=TODAY).metadata
    assert (metadata.title, metadata.title_from) == ("Old bridge to close", "page")
    assert metadata.authors == ("Jane Doe",)
    assert (str(metadata.published_at), metadata.published_from) == ("2024-03-05 09:15:00+00:00", "time element")


def test_paragraphs_parted_by_line_breaks_only_are_paragraphs():
    html = f"<body><h1>Old bridge to close</h1><div>{'<br><br>'.join(PARAGRAPHS)}</div></body>"
    assert [text for kind, text in kinds_of(html) if kind == "body"] == PARAGRAPHS


def article(*parts: str) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return f"<body><article><h1>Old bridge to close</h1>{text}{''.join(parts)}</article></body>"


def test_cards_that_lead_to_other_articles_are_related():
    card = (
        "<div class='card'><h3><a href='/{0}'>Another story of the week, number {0}</a></h3>"
        "<p>What this one is about, in a line.</p></div>"
    )
    found = kinds_of(article(*(card.format(n) for n in range(4))))
    assert [text for kind, text in found if kind == "body"] == PARAGRAPHS
    assert sum(kind == "related" for kind, _ in found) == 8


def test_a_line_beside_an_image_is_its_caption_without_any_markup_that_says_so():
    found = kinds_of(
        article("<div><img src='x.jpg'><div>The ferry on Monday morning</div></div>", f"<p>{PARAGRAPHS[0]}</p>")
    )
    assert ("caption", "The ferry on Monday morning") in found


def test_all_after_a_heading_that_ends_the_article_is_furniture():
    found = kinds_of(article("<h3>Most popular</h3>", "<p>Ten things to do in the east of the town this week.</p>"))
    assert found[-1] == ("related", "Ten things to do in the east of the town this week.")


def test_a_short_paragraph_that_sounds_like_a_heading_stays_in_the_article():
    found = kinds_of(article("<p>More from the council is expected on Friday.</p>", "<p>No comment</p>" * 3))
    assert ("body", "More from the council is expected on Friday.") in found
    assert found.count(("body", "No comment")) == 3


def test_buttons_and_labels_that_recur_are_left_out():
    found = kinds_of(
        article(*("<div>Key moment</div><p>Something else happened in the town hall at noon.</p>" for _ in range(3)))
    )
    assert "Key moment" not in [text for _, text in found]


def test_a_row_of_a_table_is_one_line():
    rows = "".join(f"<tr><td>Arch {n}</td><td>{n} cracks</td><td>closed</td></tr>" for n in range(4))
    assert ("body", "Arch 2 2 cracks closed") in kinds_of(article(f"<table>{rows}</table>"))


def test_what_an_author_writes_of_herself_is_a_footer():
    told = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Jane Doe"}}</script>'
    found = kinds_of(told + article("<p>Jane Doe is a reporter who covers the councils of the county.</p>"))
    assert found[-1][0] == "footer"


def test_articles_below_the_article_are_none_of_it():
    front = "".join(
        f"<article class='front'><h2>Story {n}</h2><p>Something else happened in the town hall at noon today.</p>"
        f"<p>The second paragraph of story {n} tells what came of it.</p></article>"
        for n in range(30)
    )
    texts = [text for _, text in kinds_of(f"<body>{article('<p>The works begin in May.</p>' * 20)}{front}</body>")]
    assert PARAGRAPHS[0] in texts
    assert "Story 3" not in texts


def test_the_end_of_a_press_release_that_tells_of_the_company_is_a_footer():
    found = kinds_of(article("<h3>About Acme</h3>", "<p>Acme is a provider of bolts.</p>"))
    assert found[-2:] == [("footer", "About Acme"), ("footer", "Acme is a provider of bolts.")]


def bylined(line: str, after: str = "") -> tuple[str, ...]:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return blocks_of_page(f"<body><h1>Old bridge to close</h1>{line}{body}{after}</body>", today=TODAY).metadata.authors


def test_names_in_marked_elements_and_links_to_authors_are_the_authors():
    assert bylined("<div><span class='author'>Jane Doe</span> / <span>8:20 am</span></div>") == ("Jane Doe",)
    assert bylined("<p><a href='/authors/jane-doe'>Jane Doe</a>, <a href='/authors/john'>John Roe</a></p>") == (
        "Jane Doe",
        "John Roe",
    )


def test_names_in_comments_and_beside_other_stories_are_no_authors():
    name = "<span class='author'>Max Moe</span>"
    assert bylined(f"<div class='related'>{name}</div>", f"<div class='comments'>{name}</div>") == ()


def test_the_date_of_publication_is_preferred_to_that_of_an_update():
    line = "<p>Updated 7 March 2024 | Published 5 March 2024</p>"
    page = blocks_of_page(article().replace("</h1>", f"</h1>{line}"), today=TODAY)
    assert str(page.metadata.published_day) == "2024-03-05"


def test_a_page_without_an_article_says_so():
    assert blocks_of_page("").reason == "empty"
    assert blocks_of_page("<html><body><img src='x.png'></body></html>").reason == "no_text"
    links = "".join(f"<li><a href='/{n}'>Headline number {n} of the day</a></li>" for n in range(30))
    assert blocks_of_page(f"<body><ul>{links}</ul></body>").reason == "no_text"


def test_an_article_in_an_element_with_a_misleading_name_is_still_found():
    html = f"<body><h1>Old bridge to close</h1><div class='sidebar'><p>{PARAGRAPHS[0]}</p></div>"
    html += f"<div class='promo'><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p></div>"
    html += f"<div class='related'><p>{PARAGRAPHS[3]}</p></div>"
    assert PARAGRAPHS[1] in [text for kind, text in kinds_of(html) if kind == "body"]


def test_the_text_of_a_page_that_only_scripts_would_show_is_taken_from_its_json_ld():
    body = "\\n".join(PARAGRAPHS[2:] * 2)
    told = '{"@type": "NewsArticle", "headline": "Old bridge to close", "articleBody": "' + body + '"}'
    found = kinds_of(f"<body><script type='application/ld+json'>{told}</script><div id='app'></div></body>")
    assert found == [("headline", "Old bridge to close"), *(("body", p) for p in PARAGRAPHS[2:] * 2)]


def test_no_depth_of_nesting_and_no_cut_breaks_it():
    deep = "<div>" * 30_000 + f"<p>{PARAGRAPHS[0]}</p>"
    assert blocks_of_page(deep).reason in (None, "no_text", "empty")
    for end in range(0, len(PAGE), 97):
        assert blocks_of_page(PAGE[:end]).reason in (None, "no_text", "empty")


STRUCTURED = '<script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":3}]}</script>'
MARKUP = st.sampled_from(
    ["<p>", "</p>", "<div class='share'>", "</div>", "<article>", "<table><tr><td>", "<li>", "<br>", "<!--", STRUCTURED]
) | st.sampled_from(["\x00", "&amp;", "&#xd800;", "<h1>", "</h1>", "<meta property='og:title' content='x'>", "<aside>"])


@settings(max_examples=60, deadline=None)
@given(st.lists(MARKUP | st.text(max_size=20) | st.sampled_from(PARAGRAPHS), max_size=40))
def test_no_markup_breaks_it(parts: list[str]):
    page = blocks_of_page("".join(parts), today=TODAY)
    assert page.reason in (None, "no_text", "empty")
    assert all(block.text == block.text.strip() and block.text for block in page.blocks)
