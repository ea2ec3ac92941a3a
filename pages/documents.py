"""Documents: a search by title, kind, case, sender, committee and day; or one with its files."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.documents.list import documents_section, search_filters
from core.ui.pages.documents.one import asked_document, document_page
from core.ui.parts.shown_cases import case_names
from core.ui.shell.frame import open_page

context = open_page()
document_id = asked_document(context)
if document_id is None:
    st.title(context.t("documents.title"))
    st.caption(context.t("documents.lead"))
names = case_names(context)
if document_id is None:
    documents_section(context, search_filters(context, names))
else:
    document_page(context, document_id)
