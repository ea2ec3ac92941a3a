// Draws the chart of an embed, tells the page around it how high it is, and makes pictures of it.
const told = JSON.parse(document.getElementById('told').textContent);
const box = document.getElementById('chart');
const night = matchMedia('(prefers-color-scheme: dark)');
const dark = () => (told.theme ? told.theme === 'dark' : night.matches);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const FONT = '"Tingblik Sans", system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const WIDTH = 900;
const EDGE = 20;
const LABELS = 40;
const SMALLEST = 9;
const ROOM = 50;
const KEY = { orientation: 'h', y: 0, yanchor: 'top', ypad: 8, thickness: 10, outlinewidth: 0, nticks: 5 };

function figure(width) {
  const { data, layout } = structuredClone((dark() && told.night) || told.figure);
  const squares = data.filter((each) => each.type === 'heatmap');
  for (const trace of squares) fit(trace, layout, width);
  if (layout.coloraxis) for (const trace of squares) Object.assign(trace, { coloraxis: 'coloraxis', showscale: true });
  return { data, layout: { ...layout, autosize: true, font: { ...layout.font, family: FONT, color: colour('--ink') } } };
}

// On a phone the cells are narrower than what stands in them: then a key tells what colours mean,
// and the table below has the numbers.
function fit(trace, layout, width) {
  const cell = (width - LABELS) / trace.x.length;
  const size = Math.min(trace.textfont.size, cell / 2.2);
  if (size >= SMALLEST) {
    trace.textfont.size = size;
    return;
  }
  delete trace.texttemplate;
  layout.xaxis.tickangle = -90;
  if (layout.coloraxis) return;
  // A heatmap may be drawn as several traces, which share one scale.
  const { colorscale, zmin: cmin, zmax: cmax } = trace;
  layout.coloraxis = { colorscale, cmin, cmax, colorbar: { ...KEY, tickformat: cmax > 1 ? 'd' : '.0%' } };
  layout.height += ROOM;
  layout.margin = { ...layout.margin, b: ROOM };
}

const draw = () => {
  const { data, layout } = figure(box.clientWidth);
  return Plotly.react(box, data, layout, { responsive: true, displayModeBar: false, ...told.config });
};

function tellHeight() {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  parent.postMessage({ type: 'tingblik:height', height, address: location.href }, '*');
}

// A text as lines that fit beside each other in the picture.
function lines(text, size, weight) {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = `${weight} ${size}px ${FONT}`;
  const found = [];
  for (const word of text.split(/\s+/)) {
    const longer = found.length ? `${found.at(-1)} ${word}` : word;
    if (found.length && pen.measureText(longer).width <= WIDTH - 2 * EDGE) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}

const SVG = 'http://www.w3.org/2000/svg';
function element(name, values, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// A picture has no page around it that could give it the font.
async function face() {
  const answer = await fetch('$FONT');
  if (!answer.ok) return '';
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `@font-face{font-family:"Tingblik Sans";font-weight:100 700;src:url(data:font/woff2;base64,${btoa(text)}) format("woff2")}`;
}

// The chart with its title above, and n, source and address below it.
async function picture() {
  const { data, layout } = figure(WIDTH);
  const height = layout.height ?? 400;
  const inner = { data, layout: { ...layout, width: WIDTH - 2 * EDGE, height }, config: told.config };
  const address = await Plotly.toImage(inner, { format: 'svg', width: WIDTH - 2 * EDGE, height });
  const text = decodeURIComponent(address.slice(address.indexOf(',') + 1));
  const chart = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  const whole = element('svg', { xmlns: SVG, width: WIDTH, 'font-family': FONT });
  const ground = element('rect', { width: WIDTH, fill: colour('--ground') });
  whole.append(element('title', {}, told.title), element('style', {}, await face()), ground);
  let y = EDGE;
  const write = (words, size, weight, fill) => {
    for (const line of lines(words, size, weight)) {
      y += size * 1.3;
      whole.append(element('text', { x: EDGE, y, 'font-size': size, 'font-weight': weight, fill }, line));
    }
  };
  write(told.title, 22, 700, colour('--ink'));
  if (told.invented) write(told.invented, 15, 700, colour('--ink'));
  y += 12;
  chart.setAttribute('x', EDGE);
  chart.setAttribute('y', y);
  whole.append(document.importNode(chart, true));
  y += height + 4;
  write(told.said, 14, 400, colour('--quiet'));
  write(told.source, 13, 400, colour('--quiet'));
  write(document.getElementById('page').href, 13, 400, colour('--quiet'));
  y += EDGE;
  whole.setAttribute('height', y);
  whole.setAttribute('viewBox', `0 0 ${WIDTH} ${y}`);
  ground.setAttribute('height', y);
  return { height: y, blob: new Blob([new XMLSerializer().serializeToString(whole)], { type: 'image/svg+xml' }) };
}

async function asPng({ blob, height }) {
  const address = URL.createObjectURL(blob);
  const image = new Image();
  image.src = address;
  await image.decode();
  URL.revokeObjectURL(address);
  const canvas = document.createElement('canvas');
  canvas.width = 2 * WIDTH;
  canvas.height = Math.round(2 * height);
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, 'image/png'));
}

async function save(format) {
  const made = await picture();
  const blob = format === 'png' ? await asPng(made) : made.blob;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${told.file}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

box.hidden = false;
await document.fonts.load(`16px ${FONT}`); // letters are measured when the chart is drawn
await draw();
document.querySelector('details').open = false;
for (const button of document.querySelectorAll('[data-save]')) {
  button.hidden = false;
  button.addEventListener('click', () => save(button.dataset.save));
}
night.addEventListener('change', draw);
let width = box.clientWidth;
new ResizeObserver(() => {
  if (box.clientWidth !== width) draw();
  width = box.clientWidth;
}).observe(box);
new ResizeObserver(tellHeight).observe(document.documentElement);
if (told.download) await save(told.download);
