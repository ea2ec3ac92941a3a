"""The choice of the order of a list."""

from __future__ import annotations

import streamlit as st

from core.filters.orders import KEY, ORDERS
from core.ui.shell import address
from core.ui.shell.context import Context


def order_choice(context: Context, table: str) -> str:
    """Draw the orders of a table, and return the name of the chosen one."""
    names = [order.name for order in ORDERS[table]]
    label = context.t("order.label")

    def named(name: str) -> str:
        return context.t(f"order.{name}")

    chosen = address.one_of(
        st.selectbox,
        label,
        names,
        key=KEY,
        default=names[0],
        label_visibility="collapsed",
        width=170,
        format_func=named,
    )
    return chosen or names[0]
