/* What Streamlit leaves out for screen readers and keyboards: the roles of the navigation's lists, the level
   of headings, the focus of boxes that scroll, and the marks of charts that can be clicked.
   It runs again whenever the page changes. No text here may look like a tag: Streamlit would remove the script. */

(() => {
  if (window.dataloupeAccessibility) return;

  /* ---- charts: arrow keys move over the marks, Enter clicks one ---- */

  const marksOf = (chart) => {
    const marks = [];
    (chart._fullData || []).forEach((trace, curve) => {
      if (trace.visible !== true || trace.hoverinfo === 'skip') return;
      if (trace.type === 'heatmap') {
        const rows = trace._input.z, columns = trace.x || [];
        for (let row = 0; row < trace._length || row < (rows.length || 0); row++) {
          for (let column = 0; column < columns.length; column++) marks.push({ trace, curve, number: [row, column] });
        }
      } else if (trace.type === 'bar' || trace.type === 'scatter') {
        const length = trace._length || (trace.y || []).length;
        for (let number = 0; number < length; number++) marks.push({ trace, curve, number });
      }
    });
    return marks;
  };

  const valueOf = (values, number) => {
    if (!values) return undefined;
    if (!Array.isArray(number)) return values[number];
    const row = values[number[0]];
    return row === undefined ? undefined : row[number[1]];
  };

  const pointOf = ({ trace, curve, number }) => {
    const isCell = Array.isArray(number);
    return {
      curveNumber: curve, pointNumber: number, pointIndex: number,
      data: { name: trace.name, legendgroup: trace.legendgroup },
      x: isCell ? trace.x[number[1]] : valueOf(trace.x, number),
      y: isCell ? trace.y[number[0]] : valueOf(trace.y, number),
      z: isCell ? valueOf(trace.z, number) : undefined,
      customdata: valueOf(trace.customdata, number), text: valueOf(trace.text, number),
    };
  };

  const say = (chart, text) => {
    let status = chart.querySelector('.dataloupe-mark-status');
    if (!status) {
      status = document.createElement('div');
      status.className = 'dataloupe-mark-status';
      status.setAttribute('role', 'status');
      chart.append(status);
    }
    status.textContent = text;
  };

  const formatted = (value, format) => {
    if (typeof value !== 'number') return value === undefined ? '' : String(value);
    const digits = Number((/\.(\d)/.exec(format || '') || [0, 0])[1]);
    if ((format || '').includes('%')) return `${(100 * value).toFixed(digits)}%`;
    return value.toLocaleString('en', format && digits ? { maximumFractionDigits: digits } : { maximumSignificantDigits: 4 });
  };

  /* What the pointer would show: the hover text of the chart, without markup; else the label and the value. */
  const describe = (trace, point, xaxis, yaxis) => {
    const tick = (axis, value) => {
      const at = axis.tickvals ? Array.from(axis.tickvals).indexOf(value) : -1;
      return at >= 0 && axis.ticktext ? axis.ticktext[at] : value;
    };
    const template = [].concat(trace.hovertemplate || '')[0] || '';
    const hover = template.replace(/\x3cextra>.*/s, '').replace(/%\{([^}:|]+)[:|]?([^}]*)\}/g, (_, name, format) => {
      const [, key, place] = /^([\w.]+)(?:\[(\d+)\])?$/.exec(name) || [];
      const value = key === 'fullData.name' ? trace.name : point[key];
      return formatted(place === undefined || !value ? value : value[place], format);
    });
    const label = trace.orientation === 'v' ? '' : tick(yaxis, point.y);
    const text = hover.includes(String(label)) ? hover : [label, hover || formatted(point.x)].join(', ');
    const decoder = document.createElement('textarea');  // labels have entities in place of signs
    decoder.innerHTML = text.replace(/\x3cbr *\/?>/g, ' ').replace(/\s+/g, ' ').replace(/^[, ]+|[. ]+$/g, '');
    return decoder.value;
  };

  const showMark = (chart, mark) => {
    const layout = chart._fullLayout, { trace } = mark, point = pointOf(mark);
    const xaxis = layout[`xaxis${(trace.xaxis || 'x').slice(1)}`], yaxis = layout[`yaxis${(trace.yaxis || 'y').slice(1)}`];
    let ring = chart.querySelector('.dataloupe-mark');
    if (!ring) {
      ring = document.createElement('div');
      ring.className = 'dataloupe-mark';
      chart.append(ring);
    }
    ring.style.left = `${xaxis._offset + xaxis.d2p(point.x)}px`;
    ring.style.top = `${yaxis._offset + yaxis.d2p(point.y)}px`;
    say(chart, `${describe(trace, point, xaxis, yaxis)}. Press Enter to choose.`);
  };

  const onKey = (event) => {
    const chart = event.currentTarget, steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const marks = marksOf(chart);
    if (!marks.length) return;
    const axis = chart._fullLayout.yaxis;
    const isUpward = event.key.startsWith('ArrowUp') || event.key.startsWith('ArrowDown');
    const direction = isUpward && axis && axis.range && axis.range[0] < axis.range[1] && marks[0].trace.orientation === 'h' ? -1 : 1;
    if (event.key in steps) {
      const at = chart.dataloupeMark;
      const next = at === undefined ? 0 : at + steps[event.key] * direction;
      chart.dataloupeMark = (next + marks.length) % marks.length;
      showMark(chart, marks[chart.dataloupeMark]);
    } else if (event.key === 'Enter' && chart.dataloupeMark !== undefined && marks[chart.dataloupeMark]) {
      const points = [pointOf(marks[chart.dataloupeMark])];
      chart.emit('plotly_selected', { points });
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const repairChart = (chart) => {
    const layout = chart._fullLayout;
    if (chart.dataloupeKeys || !layout || !String(layout.clickmode).includes('select')) return;
    chart.dataloupeKeys = true;
    chart.setAttribute('tabindex', '0');
    chart.setAttribute('role', 'application');
    const holder = chart.closest('[data-testid="stPlotlyChart"]');
    const alt = holder && (holder.getAttribute('aria-label') || (holder.querySelector('[aria-label]') || {}).ariaLabel);
    chart.setAttribute('aria-label', `${(alt || 'Chart').replace(/\.$/, '')}. Arrow keys move over the marks, Enter chooses one.`);
    chart.addEventListener('keydown', onKey);
  };

  const repair = () => {
    for (const list of document.querySelectorAll('[data-testid="stSidebarNavItems"]')) {
      if (list.getAttribute('role') !== 'presentation') list.setAttribute('role', 'presentation');
    }
    for (const items of document.querySelectorAll('[data-testid="stSidebarNavItems"] > div')) {
      if (items.querySelector(':scope > li') && items.getAttribute('role') !== 'list') items.setAttribute('role', 'list');
    }
    for (const heading of document.querySelectorAll('[data-testid="stMain"] h3:not([aria-level])')) {
      heading.setAttribute('aria-level', '2');
    }
    for (const box of document.querySelectorAll('[data-testid="stVerticalBlock"][overflow="auto"]:not([tabindex])')) {
      box.setAttribute('tabindex', '0');
    }
    document.querySelectorAll('.js-plotly-plot').forEach(repairChart);
  };

  let waiting = false;
  const observer = new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => { waiting = false; repair(); }, 150);
  });
  observer.observe(document.body, { childList: true, subtree: true });
  window.dataloupeAccessibility = observer;
  repair();
})();
