/* The legend. A click on a class highlights it and offers to select its documents. The bars of a scale are a histogram of
   its steps. */

const make = (tag, className, text = '') => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text; // text from data, never HTML
  return element;
};

export function drawLegend(box, legend, classes, colours, only, onPick, onSelect) {
  const scrolled = box.scrollTop;
  box.replaceChildren(make('div', 'dataloupe-legend-title', legend.title));
  if (legend.ends.length) drawScale(box, legend, classes, colours);
  else {
    if (legend.selectable) box.appendChild(make('div', 'dataloupe-legend-note', 'Click a name to select it.'));
    classes.forEach((entry, code) => {
      if (!entry.count) return;
      box.appendChild(drawClass(entry, code, colours, only, onPick));
      if (only === code && legend.selectable) box.appendChild(drawSelect(entry, code, onSelect));
    });
  }
  box.scrollTop = scrolled;
}

function drawSelect(entry, code, onSelect) {
  const button = make('button', 'dataloupe-legend-select', 'Select');
  button.type = 'button';
  button.title = `Show only the documents of ${entry.name} on every page.`;
  button.onclick = () => onSelect(code);
  return button;
}

function drawClass(entry, code, colours, only, onPick) {
  const row = make('button', 'dataloupe-legend-class');
  row.type = 'button';
  row.setAttribute('aria-pressed', only === code);
  row.classList.toggle('is-muted', only !== null && only !== code);
  const swatch = make('i', 'dataloupe-swatch');
  swatch.style.background = colours[code];
  const count = entry.count.toLocaleString('en');
  row.append(swatch, make('span', 'dataloupe-legend-name', entry.name), make('span', 'dataloupe-legend-count', count));
  row.title = `${entry.name}: ${count} documents. Click to highlight.`;
  row.onclick = () => onPick(only === code ? null : code);
  return row;
}

function drawScale(box, legend, classes, colours) {
  const steps = classes.slice(0, -1);
  const largest = Math.max(1, ...steps.map((entry) => entry.count));
  const bars = make('div', 'dataloupe-legend-bars');
  steps.forEach((entry, code) => {
    const bar = make('i', 'dataloupe-legend-bar');
    bar.style.height = `${Math.max(4, (100 * entry.count) / largest)}%`;
    bar.style.background = colours[code];
    bar.title = `${entry.name}: ${entry.count.toLocaleString('en')} documents`;
    bars.appendChild(bar);
  });
  const scale = make('div', 'dataloupe-legend-scale');
  scale.append(make('span', '', legend.ends[0]), bars, make('span', '', legend.ends[1]));
  box.append(scale);
  const missing = classes[classes.length - 1].count;
  const notes = [legend.note, missing ? `${missing.toLocaleString('en')} without a value` : ''].filter(Boolean);
  if (notes.length) box.append(make('span', 'dataloupe-legend-note', notes.join(', ')));
}
