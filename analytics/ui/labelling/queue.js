// The item to label, answered by keyboard. Texts are added as text nodes: the browser never reads them as markup.
// An answer is sent once: until the next item has arrived, keys do nothing.

const HELP = [
  ['1 to 9', 'choose an answer'], ['Up, Down', 'move to an answer'], ['Enter', 'confirm (Ctrl + Enter in a text)'],
  ['Right', 'skip the item'], ['Left', 'back to the last item'], ['U', 'undo the last answer'], ['?', 'show or hide the keys'],
  ['Passages', 'Left and Right move over words, with Shift they extend; a digit labels; Backspace removes'],
];

const state = { id: null, sent: null, shown: 0, chosen: [], at: 0, help: false, spans: [], cursor: [0, 0] };

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('.dataloupe-queue');
  state.send = setTriggerValue;
  state.data = data;
  if (state.id !== data.id) start(data);
  draw(root);
  // each run of the page calls this again: only one listener stays
  document.removeEventListener('keydown', state.onKey, true);
  state.onKey = (event) => key(event, root);
  document.addEventListener('keydown', state.onKey, true);
}

function start({ id, value, answers, kind, texts }) {
  const chosen = Array.isArray(value) ? value : value === null ? [] : [String(value)];
  Object.assign(state, { id, sent: null, shown: performance.now(), help: false, spans: [], cursor: [0, 0] });
  state.chosen = kind === 'span' ? [] : chosen;
  state.at = Math.max(0, answers.indexOf(state.chosen[0]));
  state.draft = kind === 'text' && typeof value === 'string' ? value : '';
  if (kind !== 'span') return;
  state.words = [...texts[0].matchAll(/\S+/gu)].map((match) => [match.index, match.index + match[0].length]);
  const points = Array.from(texts[0]), places = [0];
  for (const point of points) places.push(places.at(-1) + point.length);
  state.spans = (value ?? []).map((span) => ({ ...span, start: places[span.start], end: places[span.end] }));
}

function add(parent, tag, name, text) {
  const element = parent.appendChild(document.createElement(tag));
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

function draw(root) {
  const { data } = state;
  const scrolls = [...root.querySelectorAll('.text')].map((box) => box.scrollTop);
  const isSame = root.dataset.id === String(state.id);
  root.replaceChildren();
  root.dataset.id = state.id;
  root.dataset.busy = String(state.sent === state.id);
  const texts = add(root, 'div', data.texts.length > 1 ? 'texts pair' : 'texts');
  data.texts.forEach((text, i) => drawText(texts, text, i, isSame ? scrolls[i] : 0));
  if (data.kind === 'text') drawArea(root);
  else drawAnswers(root);
  const line = add(root, 'div', 'line');
  for (const [label, run] of [['Confirm', confirm], ['Skip', () => act('skip')], ['Back', () => act('back')], ['Undo', () => act('undo')]]) {
    const button = add(line, 'button', label === 'Confirm' ? 'primary' : '', label);
    button.onclick = run;
  }
  add(line, 'span', 'hint', data.kind === 'text' ? 'Ctrl + Enter confirms · ? for all keys' : 'Enter confirms · ? for all keys');
  if (!state.help) return;
  const help = add(root, 'dl', 'help');
  for (const [name, what] of HELP) { add(help, 'dt', '', name); add(help, 'dd', '', what); }
}

function drawText(parent, text, i, scroll) {
  const { data } = state;
  const column = add(parent, 'div', 'column');
  if (data.texts.length > 1) add(column, 'div', 'side', i === 0 ? 'A' : 'B');
  const box = add(column, 'div', 'text');
  if (data.kind === 'span') drawSpans(box, text);
  else box.textContent = text;
  box.scrollTop = scroll ?? 0;
}

function drawSpans(box, text) {
  const selected = selection();
  const cuts = new Set([0, text.length, ...(selected ?? [])]);
  for (const { start, end } of state.spans) cuts.add(start).add(end);
  const places = [...cuts].sort((a, b) => a - b);
  for (let i = 0; i + 1 < places.length; i += 1) {
    const [from, to] = [places[i], places[i + 1]];
    const span = state.spans.find(({ start, end }) => start <= from && to <= end);
    const isSelected = selected && selected[0] <= from && to <= selected[1];
    if (!span && !isSelected) { box.append(text.slice(from, to)); continue; }
    const mark = add(box, 'mark', isSelected ? 'selected' : '', text.slice(from, to));
    if (span) mark.dataset.label = span.label;
  }
}

function drawAnswers(root) {
  const { data } = state;
  const list = add(root, 'div', 'answers');
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', data.question);
  list.setAttribute('aria-multiselectable', String(data.kind === 'several'));
  data.answers.forEach((answer, i) => {
    const option = add(list, 'div', i === state.at ? 'answer at' : 'answer');
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', String(state.chosen.includes(answer)));
    add(option, 'kbd', '', i < 9 ? String(i + 1) : '');
    add(option, 'span', '', data.titles[i]);
    option.onclick = () => choose(i, root);
  });
}

function drawArea(root) {
  const area = add(root, 'textarea', 'draft');
  area.value = state.draft;
  area.rows = 6;
  area.setAttribute('aria-label', state.data.question);
  area.oninput = () => { state.draft = area.value; };
  requestAnimationFrame(() => area.focus({ preventScroll: true })); // the page may not have taken it yet
}

function choose(i, root) {
  const { data } = state;
  const answer = data.answers[i];
  if (answer === undefined) return;
  state.at = i;
  if (data.kind === 'span') {
    const selected = mouseSelection(root) ?? selection();
    if (selected) state.spans.push({ start: selected[0], end: selected[1], label: answer });
  } else if (data.kind === 'several') {
    state.chosen = state.chosen.includes(answer) ? state.chosen.filter((one) => one !== answer) : [...state.chosen, answer];
  } else {
    state.chosen = [answer];
    if (data.at_once) return confirm();
  }
  draw(root);
}

/** The selected words, as places in the text. */
function selection() {
  const [a, b] = [Math.min(...state.cursor), Math.max(...state.cursor)];
  return state.words?.length ? [state.words[a][0], state.words[b][1]] : null;
}

/** What the pointer selected in the text. */
function mouseSelection(root) {
  const box = root.querySelector('.text'), chosen = document.getSelection();
  if (!chosen || chosen.isCollapsed || !box.contains(chosen.anchorNode) || !box.contains(chosen.focusNode)) return null;
  const range = chosen.getRangeAt(0), before = document.createRange();
  before.setStart(box, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length;
  chosen.removeAllRanges();
  return [start, start + range.toString().length];
}

function answer() {
  const { kind, texts } = state.data;
  if (kind === 'text') return state.draft.trim() ? state.draft : null;
  if (kind === 'several') return state.chosen;
  if (kind !== 'span') return state.chosen[0] ?? null;
  const place = (unit) => Array.from(texts[0].slice(0, unit)).length; // characters, as Python counts them
  return state.spans.map(({ start, end, label }) => ({ start: place(start), end: place(end), label }));
}

function confirm() {
  const value = answer();
  if (value !== null) act('answer', value);
}

function act(action, value = null) {
  if (state.sent === state.id) return;
  state.sent = state.id;
  const seconds = Math.round(performance.now() - state.shown) / 1000;
  state.send('act', { id: state.id, action, value, seconds });
}

const typing = (target) => target?.matches?.('input, textarea:not(.draft), select, [contenteditable="true"], [role="combobox"]');

function key(event, root) {
  if (!root.isConnected || event.isComposing || event.altKey || typing(event.target)) return;
  const isText = state.data.kind === 'text';
  const isCommand = event.ctrlKey || event.metaKey;
  if (isText ? !(event.key === 'Enter' && isCommand) && event.target.matches?.('.draft') : isCommand) return;
  if (event.key === 'Enter' && event.target.closest?.('button, a, [role="tab"], summary')) return;
  if (press(event, root, isText)) { event.preventDefault(); event.stopPropagation(); }
}

function press(event, root, isText) {
  const { kind, answers } = state.data;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === 'Enter') confirm();
  else if (event.key === '?') { state.help = !state.help; draw(root); }
  else if (/^[uU]$/.test(event.key)) act('undo');
  else if (/^[1-9]$/.test(event.key) && !isText) choose(Number(event.key) - 1, root);
  else if (event.key === '0' && answers.includes('0')) choose(answers.indexOf('0'), root);
  else if (step && !isText) {
    state.at = Math.max(0, Math.min(state.at + step, answers.length - 1));
    if (kind !== 'several' && kind !== 'span') state.chosen = [answers[state.at]];
    draw(root);
  } else if (event.key === ' ' && kind === 'several') choose(state.at, root);
  else if (kind === 'span' && move) {
    const next = Math.max(0, Math.min(state.cursor[1] + move, state.words.length - 1));
    state.cursor = [event.shiftKey ? state.cursor[0] : next, next];
    draw(root);
  } else if (kind === 'span' && event.key === 'Backspace') { state.spans.pop(); draw(root); }
  else if (event.key === 'PageDown' || move === 1) act('skip');
  else if (event.key === 'PageUp' || move === -1) act('back');
  else return false;
  return true;
}
