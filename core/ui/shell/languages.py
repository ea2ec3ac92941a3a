"""The choice between Danish and English as two links, which adds no entry to the history."""

from __future__ import annotations

import streamlit as st

from core.language import Lang

_NAMES: dict[Lang, str] = {"da": "Dansk", "en": "English"}
_CSS = """
nav { display: inline-flex; font-family: var(--st-font); font-size: 0.875rem; }
a { padding: 0.25rem 0.75rem; border: 1px solid var(--st-border-color); text-decoration: none;
    color: var(--st-text-color); background: var(--st-secondary-background-color); }
a:first-child { border-radius: var(--st-base-radius) 0 0 var(--st-base-radius); }
a:last-child { border-radius: 0 var(--st-base-radius) var(--st-base-radius) 0; }
a + a { margin-left: -1px; }
a[aria-current] { z-index: 1; font-weight: 600; color: var(--st-link-color);
    border-color: var(--st-primary-color); }
a:hover { text-decoration: underline; }
a:focus-visible { z-index: 1; outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
"""
# The address is read when a link is about to be used, as filters change it without an event here.
_JS = """
export default function ({ data, parentElement }) {
  document.documentElement.lang = data.lang;
  parentElement.querySelector('nav').replaceChildren(...data.names.map(([code, name]) => {
    const link = document.createElement('a');
    const point = () => {
      const url = new URL(location.href);
      url.searchParams.set('lang', code);
      link.href = url.href;
    };
    point();
    link.onpointerenter = link.onpointerdown = link.onfocus = point;
    link.textContent = name;
    link.lang = link.hreflang = code;
    if (code === data.lang) link.setAttribute('aria-current', 'true');
    return link;
  }));
}
"""
_SWITCH = st.components.v2.component(
    "tingblik_languages", html='<nav aria-label="Sprog / Language"></nav>', css=_CSS, js=_JS
)


def language_switch(lang: Lang) -> None:
    """Draw the choice of language in the sidebar; it is stored in the address."""
    with st.sidebar:
        _SWITCH(key="languages", data={"lang": lang, "names": tuple(_NAMES.items())})
