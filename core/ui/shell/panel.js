// Stands in the sidebar: gives the masthead the words of the status, tells both whether the sidebar is
// open, and shows nothing itself. Streamlit keeps whether it is open for the next visit.
const PHONE_PIXELS = 768;

export default function ({ data, parentElement, setStateValue }) {
  const sidebar = document.querySelector('[data-testid="stSidebar"]');
  if (!sidebar) return;
  // On a phone it lies over the page, so it is not there again before the page is.
  const first = window.tingblikStatus === undefined;
  if (first && innerWidth < PHONE_PIXELS && sidebar.dataset.collapsed !== 'true') {
    document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  }
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
