// A list of links. The rows come as data and are written as text, never as markup. Which link stays
// in the session, and where Back leads, is the router's business (way.js).
const POSITIONS = { f: 'for', n: 'neither', a: 'against' };

export default function ({ data, parentElement: root }) {
  const says = Object.fromEntries(data.words);
  const make = (tag, name, ...inside) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...inside.filter(Boolean));
    return element;
  };
  const link = (address, ...inside) => {
    const a = make('a', '', ...inside);
    a.href = address;
    if (!/^https?:$/.test(a.protocol)) a.removeAttribute('href'); // an address from elsewhere
    return a;
  };

  const strip = (stands) => {
    const blocks = data.parties.map((party, place) => make('i', POSITIONS[stands[place]], party));
    const picture = make('span', 'strip', ...blocks);
    picture.ariaHidden = 'true';
    const words = Object.entries(POSITIONS).flatMap(([letter, position]) => {
      const there = data.parties.filter((party, place) => stands[place] === letter);
      return there.length ? [`${says[position]}: ${there.join(', ')}`] : [];
    });
    return make('span', 'stands', picture, make('span', 'unseen', words.join('. ')));
  };
  const cell = (value, place) =>
    make('span', 'cell', make('span', 'label', data.heads[place] ?? ''), make('span', '', value));
  const row = ([address, title, number, when, facts, badges, stands, cells, text, more, lines]) => {
    const name = make('span', 'name', number && make('b', '', number), number && ' ', title);
    const about = make(
      'span',
      'about',
      address ? link(address, name) : name,
      text && make('span', 'text', text),
      make('span', 'facts', ...facts.map((fact) => make('span', '', fact)),
        ...badges.map((badge) => make('span', 'badge', badge))),
      more && make('details', '', make('summary', '', more),
        make('ul', '', ...lines.map((line) => make('li', '', line)))),
    );
    return make('li', '', data.dated ? make('span', 'when', when) : '', about,
      data.parties.length ? (stands ? strip(stands) : make('span', 'stands')) : '',
      ...cells.map(cell));
  };

  const box = root.querySelector('.list');
  box.style.setProperty('--cells', data.heads.length);
  box.style.setProperty('--parties', data.parties.length);
  const longest = Math.max(...data.rows.map((each) => each[3].length));
  box.style.setProperty('--when', `${Math.max(6.5, longest * 0.46)}rem`);
  box.classList.toggle('dated', data.dated);
  box.classList.toggle('bare', !data.heads.length);
  box.classList.toggle('headed', data.heads.some(Boolean));
  box.classList.toggle('standing', data.parties.length > 0);
  const heads = root.querySelector('.heads');
  heads.hidden = !data.heads.some(Boolean);
  heads.replaceChildren(
    ...(data.dated ? [make('span', 'when')] : []),
    make('span', 'about'),
    ...(data.parties.length ? [make('span', 'stands')] : []),
    ...data.heads.map((head) => make('span', 'cell', head)),
  );
  const list = root.querySelector('ol');
  list.ariaLabel = data.label;
  list.replaceChildren(...data.rows.map(row));

  const nav = root.querySelector('nav');
  nav.hidden = !data.pages.length;
  nav.ariaLabel = says.pages;
  nav.replaceChildren(
    ...data.pages.map(([words, address, rel]) => {
      if (!address) return make('span', rel, words);
      const a = link(address, words);
      if (rel === 'here') a.ariaCurrent = 'page';
      else if (rel) a.rel = rel;
      return a;
    }),
  );
}
