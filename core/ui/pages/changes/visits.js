// The way back to what changed since the last visit. Only this browser knows when that was: it keeps
// how far the changes went that were shown, and at what time by its own clock. Runs that follow each
// other belong to one visit, which ends with half an hour without any.
const VISIT_MS = 30 * 60 * 1000;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

export default function ({ data, parentElement }) {
  const place = parentElement.querySelector('p');
  const key = `tingblik ${new URL('./', location.href).pathname} changes`;
  const now = Date.now();
  let known = {};
  try {
    known = JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    // Nothing is remembered, or the browser remembers nothing.
  }
  const goesOn = now - known.at < VISIT_MS;
  const before = goesOn ? known.before : known.reached;
  try {
    const reached = { at: now, reached: data.reached, ...(before && { before }) };
    localStorage.setItem(key, JSON.stringify(reached));
  } catch {
    return;
  }
  place.replaceChildren();
  if (!TIME.test(before)) return;
  const day = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
  const clock = { hour: '2-digit', minute: '2-digit' };
  // The time is Danish already, and is written as it is.
  const when = new Date(`${before}Z`);
  if (isNaN(when)) return;
  const locale = data.lang === 'en' ? 'en-GB' : data.lang; // the day before the month, 24 hours
  const words = (form) => when.toLocaleString(locale, { ...form, timeZone: 'UTC' });
  const link = document.createElement('a');
  link.href = `./changes?${new URLSearchParams([['since', before], ...data.chosen])}`;
  link.textContent = data.words.replace('{day}', words(day)).replace('{time}', words(clock));
  place.append(link);
}
