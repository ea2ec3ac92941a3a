// The foot of the page. What a message of a mistake says of the page is read from the address when it
// is about to be used, as filters change it without a run of this script.
export default function ({ data, parentElement }) {
  const words = Object.fromEntries(data.words);
  const make = (name, values, ...children) => {
    const made = Object.assign(document.createElement(name), values);
    made.append(...children);
    return made;
  };
  const block = (title, ...children) => make('section', {}, make('h2', { textContent: title }), ...children);
  const linkTo = ([, words, href]) => make('p', {}, make('a', { href }, words));
  const linksOf = (group) => data.links.filter(([of]) => of === group).map(linkTo);
  const message = () => data.form.replace('{address}', () => location.href);

  const mistake = [make('p', { textContent: words.mistake_about })];
  if (data.report) {
    const link = make('a', { href: data.report, target: '_blank', rel: 'noopener' }, words.mistake);
    const point = () => {
      const url = new URL(data.report);
      url.searchParams.set('title', data.title.replace('{page}', () => document.title));
      url.searchParams.set('body', message());
      link.href = url.href;
    };
    point();
    link.onpointerenter = link.onpointerdown = link.onfocus = point;
    mistake.push(make('p', {}, link));
  } else {
    const text = make('output', {});
    const copy = make('button', { type: 'button' }, words.copy);
    copy.onclick = async () => {
      text.textContent = message();
      try {
        await navigator.clipboard.writeText(message());
        copy.textContent = words.copied;
      } catch {
        getSelection().selectAllChildren(text); // the browser lets nobody copy here
      }
    };
    mistake.push(make('p', {}, copy), text);
  }
  const code = data.code ? [make('p', {}, make('a', { href: data.code }, words.code))] : [make('p', {}, words.code)];
  parentElement.querySelector('footer').replaceChildren(
    block(words.data, make('p', { textContent: data.told }), ...linksOf('data')),
    block(words.figures, make('p', { textContent: words.about }), ...linksOf('figures'), ...code),
    block(words.mistake, ...mistake),
  );
}
