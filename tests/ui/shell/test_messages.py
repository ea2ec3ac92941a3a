"""Messages on a page that shows an earlier copy."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def test_tell_kept__says_which_copy_is_shown_and_why() -> None:
    def page() -> None:
        from datetime import UTC, datetime

        import streamlit as st

        from core.errors import FormChanged, NotReachable
        from core.store.datasets import votes as vote_sets
        from core.store.library import View
        from core.ui.shell.messages import tell_old_copy

        at = datetime(2026, 1, 5, 13, 5, tzinfo=UTC)
        changed = FormChanged("typeid is missing", name="Stemme.typeid", what="missing")
        for error in (changed, NotReachable("gone"), None):
            view = View(vote_sets.lookups(), at, True, None, error)
            tell_old_copy([view], st.empty(), "en")

    app = AppTest.from_function(page).run(timeout=60)
    assert not app.exception
    (told,) = app.warning
    assert "You see the copy of" in told.value
    assert "14:05" in told.value
    assert "Stemme\\.typeid" in told.value
