"""Periods, meetings, agendas and days."""
