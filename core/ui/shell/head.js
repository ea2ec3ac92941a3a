// What the page names itself and its other forms by, after a move inside the session. Only what the
// server wrote is changed: a page without that head is left alone. The script is always the same, so
// that a policy may know it by its hash.
export default function ({ data }) {
  const link = document.head.querySelector('link[rel="canonical"]');
  if (!link) return;
  const absolute = (path) => new URL(path, data.base || new URL('./', location.href)).href;
  link.href = absolute(data.own);
  document.head.querySelector('meta[property="og:url"]')?.setAttribute('content', link.href);
  for (const old of document.head.querySelectorAll('link[rel="alternate"]')) old.remove();
  for (const [path, type, language] of data.others) {
    const other = document.createElement('link');
    other.rel = 'alternate';
    other.href = absolute(path);
    if (type) other.type = type;
    if (language) other.hreflang = language;
    document.head.append(other);
  }
}
