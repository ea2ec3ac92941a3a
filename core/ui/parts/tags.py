"""What is chosen, as a line of links that take it off again."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

_TAGS = st.components.v2.component(
    "tingblik_tags",
    html="<ul></ul>",
    css="""
    ul {
      display: flex; flex-wrap: wrap; gap: 0.4rem; list-style: none; margin: 0; padding: 0;
      font-family: var(--st-font);
    }
    a {
      display: block; padding: 0.15rem 0.6rem; border-radius: 0.25rem; font-size: 0.875rem;
      color: var(--st-text-color); background: var(--st-secondary-background-color);
      border: 1px solid var(--st-border-color); text-decoration: none; overflow-wrap: anywhere;
    }
    a:hover { border-color: var(--st-primary-color); }
    a:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
    @media print { ul { display: none; } }
    """,
    js="""export default function ({ data, parentElement }) {
      const links = data.links.map(([words, address]) => {
        const item = document.createElement('li');
        const link = document.createElement('a');
        link.href = address;
        link.textContent = `${words} \\u00d7`;
        link.ariaLabel = `${data.remove} ${words}`;
        item.append(link);
        return item;
      });
      parentElement.querySelector('ul').replaceChildren(...links);
    }""",
)


def tag_line(links: Sequence[tuple[str, str]], remove: str) -> None:
    """Draw tags, each with the address of the page without it; `remove` says what a click does."""
    _TAGS(key="tags", data={"links": tuple(links), "remove": remove})
