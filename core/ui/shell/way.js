// Moves between the pages. An ordinary link to a page becomes a move inside the session, so that the
// browser's history has exactly the addresses that were visited. The chosen language is added to the
// address, Back and Forward scroll to the former position on the page, and the focus goes to the title
// of the page that was opened.
//
// A move works like the browser's own Back button: a new address, then a popstate event, which
// Streamlit answers with a run of that page. If the run corrects the address, its entry is replaced.
const RESTORE_MS = 4000;
const REMEMBER_MS = 300;
const ARRIVE_MS = 10_000;

// A run may draw the router twice, as in the first move after a start of the server. The later one
// then takes over, and the earlier one becomes active again when the later one is removed.
export default function ({ data }) {
  const drawn = (window.tingblikDrawn ??= []);
  const router = { begin: () => (router.end = begin(data)) };
  drawn.at(-1)?.end();
  drawn.push(router);
  router.begin();
  return () => {
    const working = drawn.at(-1) === router;
    drawn.splice(drawn.indexOf(router), 1);
    router.end();
    if (working) drawn.at(-1)?.begin();
  };
}

// What an address is about: its page, and the one thing that it shows.
function thing(address) {
  const url = new URL(address);
  return `${url.pathname}?${url.searchParams.get('id') ?? ''}`;
}

function begin(data) {
  const ended = new AbortController();
  const { signal } = ended;
  const main = () => document.querySelector('[data-testid="stMain"]');
  const folder = (url) => url.pathname.slice(0, url.pathname.lastIndexOf('/') + 1);
  const languageOf = (url) => new URL(url, location.href).searchParams.get('lang');
  const withoutLanguage = (url) => {
    const bare = new URL(url, location.href);
    bare.searchParams.delete('lang');
    return bare.href;
  };
  let language = languageOf(location.href);
  let acted = false;
  let remembering = 0;
  let restoring = 0;
  let arriving = 0;
  let shown = thing(location.href);

  const inLanguage = (address) => {
    const url = new URL(address, location.href);
    if (language && !url.searchParams.has('lang')) url.searchParams.set('lang', language);
    return url;
  };
  const rest = () => {
    clearInterval(restoring);
    restoring = 0;
  };
  const remember = () => {
    clearTimeout(remembering);
    remembering = 0;
    history.replaceState({ ...history.state, top: main()?.scrollTop ?? 0 }, '');
  };
  const restore = (top) => {
    rest();
    const last = performance.now() + RESTORE_MS;
    restoring = setInterval(() => {
      if (performance.now() > last) rest();
      else main()?.scrollTo(0, top); // the page grows while it is drawn
    }, 60);
  };

  // Once the run of the new page has ended, whoever reads by keyboard or ear goes on at its title. The
  // focus stays where somebody has put it meanwhile; another filter of the same page is no new page.
  const arrive = () => {
    clearInterval(arriving);
    if (thing(location.href) === shown) return;
    shown = thing(location.href);
    const begun = performance.now();
    let made = false;
    arriving = setInterval(() => {
      const waited = performance.now() - begun;
      const running = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState !== 'notRunning';
      made ||= running;
      if (waited < ARRIVE_MS && (running || (!made && waited < 500))) return;
      clearInterval(arriving);
      const heading = main()?.querySelector('h1');
      if (heading) heading.tabIndex = -1;
      (heading ?? main())?.focus({ preventScroll: true });
    }, 50);
  };

  const moved = () => dispatchEvent(new PopStateEvent('popstate', { state: history.state }));

  const go = (address, replace = false) => {
    const url = inLanguage(address);
    if (url.href === location.href) return; // a double click
    if (!document.querySelector('[data-test-connection-state="CONNECTED"]')) {
      location.assign(url); // without a connection the browser loads the page itself
      return;
    }
    rest();
    remember();
    language = languageOf(url);
    acted = false;
    if (replace || withoutLanguage(url) === withoutLanguage(location.href)) {
      history.replaceState(history.state, '', url); // another language is the same place
    } else {
      push.call(history, {}, '', url);
      main()?.scrollTo(0, 0);
    }
    moved();
    arrive();
  };

  // Streamlit adds an entry for every change that a run makes to the address. Here only an act of the
  // visitor adds one, and only one, as otherwise Back would show the same page again.
  const push = History.prototype.pushState;
  history.pushState = (state, title, address) => {
    if (acted) push.call(history, state, title, address);
    else history.replaceState({ ...history.state, ...state }, title, address);
    acted = false;
  };

  const linkOf = (event) => {
    const a = event.composedPath().find((node) => node.localName === 'a' && node.href);
    if (!a || a.origin !== location.origin || a.hasAttribute('download')) return null;
    const here = folder(a) === folder(location);
    const known = here && data.pages.includes(a.pathname.slice(folder(a).length));
    return known && !a.getAttribute('href').startsWith('#') ? a : null;
  };
  const amended = new WeakSet();
  const amend = (event) => {
    // A link that is opened in another tab, or copied, has the language too.
    const a = linkOf(event);
    if (!a) return;
    const url = new URL(a.href);
    if (amended.has(a)) url.searchParams.delete('lang');
    if (url.searchParams.has('lang') || !(language || amended.has(a))) return;
    amended.add(a);
    a.href = inLanguage(url).href;
  };
  const follow = (event) => {
    const a = event.button === 0 ? linkOf(event) : null;
    if (!a) return;
    event.stopPropagation(); // or Streamlit follows it in its own way
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // another tab
    event.preventDefault();
    go(a.href);
  };
  const back = (event) => {
    if (!event.isTrusted) return; // a move of ours
    const url = new URL(location.href);
    if (languageOf(url) !== language) {
      // An entry older than the choice of language. Streamlit has read it already, so it runs again.
      if (language) url.searchParams.set('lang', language);
      else url.searchParams.delete('lang');
      history.replaceState(history.state, '', url);
      moved();
    }
    acted = false;
    restore(event.state?.top ?? 0);
    arrive();
  };
  const scrolled = () => {
    if (!remembering && !restoring) remembering = setTimeout(remember, REMEMBER_MS);
  };
  const act = (event) => {
    if (!event.isTrusted) return;
    acted = true;
    rest();
    clearInterval(arriving);
  };

  const early = { capture: true, signal };
  document.addEventListener('click', follow, early);
  for (const kind of ['pointerdown', 'focusin']) document.addEventListener(kind, amend, early);
  for (const kind of ['pointerdown', 'keydown', 'change']) addEventListener(kind, act, early);
  for (const kind of ['wheel', 'touchmove']) addEventListener(kind, rest, { ...early, passive: true });
  document.addEventListener('scroll', scrolled, { ...early, passive: true });
  addEventListener('popstate', back, early);

  const end = () => {
    rest();
    clearInterval(arriving);
    clearTimeout(remembering);
    ended.abort();
    if (window.tingblik?.go !== go) return; // another has taken over
    delete history.pushState;
    delete window.tingblik;
  };
  window.tingblik = { go };
  return end;
}
