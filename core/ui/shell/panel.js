// Stands in the sidebar: gives the masthead the words of the status, tells both whether the sidebar is
// open, and shows nothing itself. Streamlit keeps whether it is open for the next visit.
export default function ({ data, parentElement, setStateValue }) {
  const sidebar = document.querySelector('[data-testid="stSidebar"]');
  if (!sidebar) return;
  const tell = () => {
    const open = sidebar.dataset.collapsed !== 'true';
    window.tingblikStatus = { ...data, open };
    dispatchEvent(new Event('tingblik:status'));
    if (open !== data.open) setStateValue('open', open);
  };
  window.tingblikPanel?.disconnect();
  window.tingblikPanel = new MutationObserver(tell);
  window.tingblikPanel.observe(sidebar, { attributes: true, attributeFilter: ['data-collapsed'] });
  tell();
}
