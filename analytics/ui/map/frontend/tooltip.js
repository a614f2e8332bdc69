/* The beginning of the document under the pointer. Its text is asked for by id through a component of its own (hover.js), whose
   rerun is a few lines of Python, and so neither travels with the points nor redraws the map. The two talk by window events. */

const STILL_MS = 70; // the pointer rests on a point for this long before its text is asked for
const REMEMBERED = 500;

export class Tooltip {
  constructor(element) {
    this.element = element;
    this.name = element.appendChild(document.createElement('b'));
    this.text = element.appendChild(document.createElement('span'));
    this.texts = new Map();
    this.take = ({ detail: { id, text } }) => {
      if (this.texts.size >= REMEMBERED) this.texts.delete(this.texts.keys().next().value);
      this.texts.set(id, text);
      if (id === this.id) this.fill();
    };
    window.addEventListener('dataloupe:text', this.take);
  }

  close() {
    window.removeEventListener('dataloupe:text', this.take);
  }

  show(id, name, x, y) {
    this.id = id;
    this.name.textContent = name;
    this.fill();
    const { clientWidth: width, clientHeight: height } = this.element.parentElement;
    // On the side of the point that has more room.
    this.element.style.left = x < width / 2 ? `${x + 14}px` : '';
    this.element.style.right = x < width / 2 ? '' : `${width - x + 14}px`;
    this.element.style.top = y < height / 2 ? `${y + 14}px` : '';
    this.element.style.bottom = y < height / 2 ? '' : `${height - y + 14}px`;
    this.element.classList.add('is-shown');
    clearTimeout(this.timer);
    if (!this.texts.has(id)) this.timer = setTimeout(() => window.dispatchEvent(new CustomEvent('dataloupe:hover', { detail: { id } })), STILL_MS);
  }

  fill() {
    this.text.textContent = this.texts.get(this.id) ?? '…';
  }

  hide() {
    this.id = null;
    clearTimeout(this.timer);
    this.element.classList.remove('is-shown');
  }
}
