"""What stands behind a composed article or between its paragraphs: other stories, comments, galleries, authors.

All is made of stories of the corpus; what readers say is what is said in the first or second person in other stories.
"""

import random
import re
from collections.abc import Iterator, Sequence

from line_parts import Story

Line = tuple[str, str]
"""A line's kind and its text."""
WIRES = ("AP", "AFP", "EPA", "Reuters", "Getty Images", "Getty", "PA", "Shutterstock", "Bloomberg", "Alamy", "Handout")
_OPINION = re.compile(r"^[^\"“”]*\b(?:I|you|your|my|we)\b[^\"“”]*$")
_NAME = re.compile(r"\b[A-Z][a-z]{3,}")
RELATED_HEADS = (
    "Last News", "Latest News", "Related", "Related stories", "Related Articles", "Read next", "Read more", "Most read",
    "Most popular", "More from {outlet}", "More {outlet}", "More on this story", "You may also like", "Recommended",
    "Trending now", "Recommended for you", "Top stories", "Popular now", "Don't miss", "Up next", "More stories",
    "Also read",
)  # fmt: skip
_COMMENT_HEADS = (
    "Comments", "{n} Comments", "{n} comments", "Join the conversation", "Comments ({n})", "Leave a Reply",
    "Show comments", "Top comments", "{n} responses to {title}", "Discussion",
)  # fmt: skip
_USERS = (
    "Anonymous", "Guest", "jkl_1972", "Bob K.", "Realist says:", "TruthTeller", "Maria R", "sailor dave", "• Peter:",
    "mike_in_ohio", "Sue Collins says:", "@tomtom", "User4471", "G. Harris", "oldtimer", "Posted by kathy w", "Elle",
)  # fmt: skip
_REACTIONS = (
    "Great article.", "Thanks for this.", "Well said.", "What a joke.", "I agree with every word.",
    "Good read, thanks!",
    "Couldn't agree more.", "This is so sad.", "Not surprised at all", "lol", "Who cares?", "Why is this news?",
)  # fmt: skip
_BIOS = (
    "{name} is a {role} for {outlet}.", "{name} is a {role} at {outlet}. Follow on Twitter @{user}.",
    "{name} covers {beat} for {outlet}.", "About the author: {name} is a {role} who covers {beat}.",
    "{name} is {outlet}'s {beat} {role}.",
    "{name} is a {role} based in {place}. The views expressed are the author's own.",
    "{name} has been a {role} at {outlet} since {year} and writes about {beat}.",
    "Contact {name} at {user}@example.com.",
    "{name}, a {role} in {place}, contributed to this report.", "This article was first published by {outlet}.",
)  # fmt: skip
_ROLES = (
    "staff writer", "reporter", "senior correspondent", "columnist", "freelance writer", "senior fellow", "editor",
)  # fmt: skip
_BEATS = (
    "politics", "business", "health care", "the Middle East", "education", "sports", "technology", "the White House",
)  # fmt: skip
_PLACES = ("London", "New York", "Johannesburg", "Sydney", "Chicago", "New Delhi")
_GALLERY_HEADS = (
    "{topic} in pictures", "Photos: {title}", "Gallery", "In pictures", "{n} PHOTOS", "The week in pictures",
    "Show all {n}",
)  # fmt: skip
_SLIDE_HEADS = ("{i}/{n} {title}", "{i} of {n}", "{title}", "Slide {i} of {n}: {title}", "{i}. {title}")
_REPLIES = ("Reply", "Like", "Report", "Flag", "Reply · Share", "↑ 3 ↓", "Permalink", "Recommend", "Log in to reply")
AGES = ("{} hours ago", "{} minutes ago", "{} days ago", "{} min read", "{} comments", "Nov {}, 2019")
LIKE_MINDED = 40
"""Stories of which those that are most like the story told give its readers' words."""


def names_in(text: str) -> set[str]:
    """Return the words of a text that may be of names."""
    return set(_NAME.findall(text))


def bio(rng: random.Random, story: Story) -> str:
    """A line about an author."""
    name = rng.choice((*story.authors, "Ada Birch"))
    return rng.choice(_BIOS).format(
        name=name, outlet=story.source, role=rng.choice(_ROLES), beat=rng.choice(_BEATS), place=rng.choice(_PLACES),
        user=name.replace(" ", "").lower(), year=rng.randint(1998, 2022),
    )  # fmt: skip


def most_like(rng: random.Random, story: Story, stories: Sequence[Story]) -> list[Story]:
    """Other stories, those first that are most like one in the names that they hold."""
    about = names_in(" ".join(text for _, text in story.of("body")))
    drawn = [other for other in rng.sample(stories, min(len(stories), LIKE_MINDED)) if other != story]
    return sorted(drawn, key=lambda other: -len(about & names_in(" ".join(text for _, text in other.of("body")))))


def comments(rng: random.Random, story: Story, others: Sequence[Story]) -> Iterator[Line]:
    """Comments of readers, all set in one way: what is said in the first or second person in other stories."""
    if rng.random() < 0.75:
        yield "other", rng.choice(_COMMENT_HEADS).format(n=rng.randint(2, 90), title=story.title)
    named, aged, answered = (rng.random() < share for share in (0.8, 0.5, 0.5))
    reply, age, bullet = rng.choice(_REPLIES), rng.choice(AGES), rng.choice(("", "", "", "• "))
    for other in others:
        opinions = [text for _, text in other.of("body") if _OPINION.search(text) and len(text) < 500]
        said = rng.sample(opinions, min(len(opinions), rng.choice((1, 1, 1, 2, 3))))
        if rng.random() < 0.15:
            said = [rng.choice(_REACTIONS)]
        if said and named:
            yield "other", bullet + (rng.choice(_USERS) if rng.random() < 0.6 else rng.choice((*other.authors, "Jo")))
        if said and aged:
            yield "other", bullet + age.format(rng.randint(2, 23))
        for text in said:
            yield "other", text.lower() if rng.random() < 0.1 else text
        if said and answered:
            yield "other", bullet + reply


def gallery(rng: random.Random, stories: Sequence[Story]) -> Iterator[Line]:
    """A gallery of other news, all slides set in one way: title or number, a few sentences, and mostly a credit."""
    title, number = stories[0].title, len(stories)
    yield "other", rng.choice(_GALLERY_HEADS).format(topic=rng.choice(("Business news", "News")), title=title, n=number)
    slide, credited = rng.choice(_SLIDE_HEADS), rng.random() < 0.7
    for i, story in enumerate(stories, 1):
        body = [text for _, text in story.of("body")[:2]]
        if body:
            yield "other", slide.format(i=i, n=number, title=story.title)
            yield "other", rng.choice(body)
            if credited and rng.random() < 0.8:
                yield "other", rng.choice(WIRES)


def blurbs(rng: random.Random, stories: Sequence[Story]) -> Iterator[Line]:
    """Other stories as they are recommended, all in one way: title, beginning, authors or age, some of these."""
    titled, signed, whole = rng.random() < 0.75, rng.random() < 0.3, rng.random() < 0.4
    for story in stories:
        body = [text for _, text in story.of("body")[:1]]
        if titled:
            yield "related", story.title
        yield from (("related", text if whole else f"{text[: rng.randint(90, 200)].rstrip()}…") for text in body)
        if signed:
            yield "related", rng.choice((*story.authors, rng.choice(AGES).format(rng.randint(2, 23))))


def any_tail(rng: random.Random, told: Story, stories: Sequence[Story]) -> Iterator[Line]:
    """One of the tails that a page may have: recommended stories, comments, or a gallery."""
    style = rng.random()
    if style < 0.5:
        if rng.random() < 0.5:
            yield "related", rng.choice(RELATED_HEADS).format(outlet="us")
        yield from blurbs(rng, rng.sample(stories, rng.randint(3, 15)))
    elif style < 0.85:
        yield from comments(rng, told, most_like(rng, told, stories)[: rng.randint(4, 25)])
    else:
        yield from gallery(rng, rng.sample(stories, rng.randint(4, 15)))
