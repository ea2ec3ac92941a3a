// Puts words of the page's language in the place of those that Streamlit has in English alone. Its
// own words come and go with what is opened, so all that is added to the document is looked at. What
// our components and the visitor write stays as it is.
const ATTRIBUTES = ['aria-label', 'title', 'placeholder', 'alt'];
const OURS = '[data-testid="stBidiComponentRegular"], [data-testid="stMarkdownContainer"], [contenteditable], textarea, pre, code';

export default function ({ data }) {
  const before = window.tingblikWords;
  before?.disconnect();
  window.tingblikWords = undefined;
  if (data.theirs && !before) return; // nothing was put in the place of their own words
  // A word that stays as it is would be put in its own place for ever.
  const words = new Map(data.words.filter(([theirs, ours]) => theirs !== ours));
  const text = (node) => {
    const found = words.get(node.data.trim());
    if (found !== undefined && !node.parentElement?.closest(OURS)) node.data = node.data.replace(node.data.trim(), () => found);
  };
  // Of some names only the beginning is theirs, as in "Help for Turnout".
  const begun = (name) => {
    const start = data.starts.find(([theirs]) => name?.startsWith(theirs));
    return start && start[1] + name.slice(start[0].length);
  };
  const attribute = (element, name) => {
    const before = element.getAttribute(name), found = words.get(before) ?? begun(before);
    if (found !== undefined) element.setAttribute(name, found);
  };
  const look = (node) => {
    if (node.nodeType === Node.TEXT_NODE) text(node);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of ATTRIBUTES) if (node.hasAttribute(name)) attribute(node, name);
    for (const child of node.childNodes) look(child);
  };
  const seen = (changes) => {
    for (const change of changes) {
      if (change.type === 'childList') change.addedNodes.forEach(look);
      else if (change.type === 'characterData') text(change.target);
      else attribute(change.target, change.attributeName);
    }
  };
  look(document.body);
  window.tingblikWords = new MutationObserver(seen);
  window.tingblikWords.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
}
