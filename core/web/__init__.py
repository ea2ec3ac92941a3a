"""Routes that programs read, beside the pages or alone; nothing here imports Streamlit."""
