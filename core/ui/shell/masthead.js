// The masthead: menu, search, language and the line of the status. It is drawn once for a language;
// which page is open is read from the address, as moves make no run of this script.
const LOST_MS = 3000; // a connection that is away for less is not spoken of

export default function ({ data, parentElement }) {
  const root = parentElement;
  window.tingblikMasthead?.abort();
  const ended = (window.tingblikMasthead = new AbortController());
  const { signal } = ended;
  const find = (query) => root.querySelector(query);
  const make = (name, values, text) => Object.assign(document.createElement(name), values, { textContent: text ?? '' });
  const words = Object.fromEntries(data.words);
  const header = find('header'), nav = find('nav'), opener = find('.open'), status = find('.status');
  document.documentElement.lang = data.lang;
  dispatchEvent(new Event('languagechange')); // calendars follow it

  // Skipping what is the same on every page
  const skip = find('.skip');
  skip.textContent = words.skip;
  skip.onclick = (event) => {
    event.preventDefault();
    const heading = document.querySelector('[data-testid="stMain"] h1');
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus();
  };

  // Search
  const form = find('form'), field = find('input');
  field.ariaLabel = field.placeholder = words.search;
  form.querySelector('button').textContent = words.find;
  const inside = data.sections.some(([, pages]) => pages.some(([path]) => path === 'search'));
  form.onsubmit = (event) => {
    field.value = field.value.trim();
    const lang = new URLSearchParams(location.search).get('lang');
    form.elements.lang.value = lang ?? '';
    form.elements.lang.disabled = lang === null;
    if (!inside || !window.tingblik) return; // the browser sends it as it stands
    event.preventDefault();
    field.blur();
    window.tingblik.go(`./search?${new URLSearchParams(new FormData(form))}`);
  };

  // Menu
  const buttons = () => [...nav.querySelectorAll('button')];
  const fold = (button, open) => button.setAttribute('aria-expanded', String(open));
  const foldAll = () => buttons().forEach((button) => fold(button, false));
  const foldMenu = (open) => {
    fold(opener, open);
    header.classList.toggle('unfolded', open);
  };
  nav.ariaLabel = words.menu;
  opener.textContent = words.menu;
  opener.onclick = () => foldMenu(opener.getAttribute('aria-expanded') !== 'true');
  const linkTo = ([path, title]) => make('a', { href: `./${path}` }, title);
  nav.replaceChildren(...data.sections.map(([title, pages], place) => {
    const section = make('div', { className: 'section' });
    section.pages = pages.map(([path]) => path);
    const listed = pages.filter(([, , shown]) => shown);
    if (!title) {
      section.append(...listed.map(linkTo));
      return section;
    }
    const list = make('ul', { id: `section-${place}` });
    const button = make('button', { type: 'button' }, title);
    button.setAttribute('aria-controls', list.id);
    fold(button, false);
    button.onclick = () => {
      const open = button.getAttribute('aria-expanded') !== 'true';
      foldAll();
      fold(button, open);
    };
    list.append(...listed.map((page) => {
      const item = make('li');
      item.append(linkTo(page));
      return item;
    }));
    section.append(button, make('p', {}, title), list);
    return section;
  }));
  // At the document, as what follows the link (way.js) lets nothing through to it.
  document.addEventListener('click', (event) => {
    const path = event.composedPath();
    if (!path.includes(nav) || !path.some((node) => node.localName === 'a')) return;
    foldAll();
    foldMenu(false);
  }, { capture: true, signal });
  nav.onkeydown = (event) => {
    if (event.key !== 'Escape') return;
    const open = event.target.closest('.section')?.querySelector('button[aria-expanded="true"]');
    foldAll();
    if (open) open.focus();
    else if (header.classList.contains('unfolded')) {
      foldMenu(false);
      opener.focus();
    }
  };
  nav.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !event.relatedTarget.closest?.('.section')) foldAll();
  }, { signal });
  document.addEventListener('pointerdown', (event) => {
    if (!event.composedPath().includes(nav)) foldAll();
  }, { signal });

  // Languages. The address is read when a link is about to be used, as filters change it unseen.
  find('.languages').ariaLabel = words.languages;
  find('.languages').replaceChildren(...data.languages.map(([code, name]) => {
    const link = make('a', { lang: code, hreflang: code }, name);
    const point = () => {
      const url = new URL(location.href);
      url.searchParams.set('lang', code);
      link.href = url.href;
    };
    point();
    link.onpointerenter = link.onpointerdown = link.onfocus = point;
    if (code === data.lang) link.setAttribute('aria-current', 'true');
    return link;
  }));

  // Where the visitor is
  const mark = () => {
    const path = location.pathname.slice(location.pathname.lastIndexOf('/') + 1);
    for (const section of nav.children) {
      section.classList.toggle('current', section.pages.includes(path));
      for (const link of section.querySelectorAll('a')) {
        if (link.getAttribute('href').split('?')[0] === `./${path}`) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
    }
    if (path === 'search') field.value = new URLSearchParams(location.search).get('q') ?? '';
    else if (root.activeElement !== field) field.value = '';
  };
  mark();
  addEventListener('popstate', () => setTimeout(mark), { signal });

  // Status
  const sign = find('.sign'), line = find('.words');
  let lost = false;
  const tell = () => {
    const told = lost ? { state: 'wrong', words: words.lost } : window.tingblikStatus;
    status.dataset.state = told?.state ?? 'waiting';
    line.textContent = told?.words ?? '';
    status.title = words.status;
    fold(status, window.tingblikStatus?.open ?? false);
    sign.hidden = !told;
  };
  status.onclick = () => {
    const open = status.getAttribute('aria-expanded') === 'true';
    const panel = '[data-testid="stSidebarCollapseButton"] button';
    document.querySelector(open ? panel : '[data-testid="stExpandSidebarButton"]')?.click();
    if (!open) setTimeout(() => document.querySelector(panel)?.focus(), 100);
  };
  tell();
  addEventListener('tingblik:status', tell, { signal });
  const app = document.querySelector('[data-testid="stApp"]');
  new MutationObserver((_, observer) => {
    if (signal.aborted) return observer.disconnect();
    const connected = app.dataset.testConnectionState === 'CONNECTED';
    lost = false;
    if (connected) tell();
    else setTimeout(() => {
      lost = app.dataset.testConnectionState !== 'CONNECTED';
      tell();
    }, LOST_MS);
  }).observe(app, { attributes: true, attributeFilter: ['data-test-connection-state'] });
  return () => ended.abort();
}
