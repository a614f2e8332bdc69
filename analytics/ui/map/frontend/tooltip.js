/* Shows the first characters of the document under the pointer. A second component (hover.js) gets the text by id, in a
   run of a few lines of Python: so texts are not sent with the points, and the map is not drawn again. Both components
   communicate by events of the window. */

const REST_MS = 70; // the text is requested when the pointer rests on a point for this long
const CACHE_SIZE = 500;

export class Tooltip {
  constructor(element) {
    this.element = element;
    this.name = element.appendChild(document.createElement('b'));
    this.text = element.appendChild(document.createElement('span'));
    this.texts = new Map();
    this.receive = ({ detail: { id, text } }) => {
      if (this.texts.size >= CACHE_SIZE) this.texts.delete(this.texts.keys().next().value);
      this.texts.set(id, text);
      if (id === this.id) this.fill();
    };
    window.addEventListener('dataloupe:text', this.receive);
  }

  close() {
    window.removeEventListener('dataloupe:text', this.receive);
  }

  show(id, name, x, y) {
    this.id = id;
    this.name.textContent = name;
    this.fill();
    const { clientWidth: width, clientHeight: height } = this.element.parentElement;
    // On the side of the point with more space.
    this.element.style.left = x < width / 2 ? `${x + 14}px` : '';
    this.element.style.right = x < width / 2 ? '' : `${width - x + 14}px`;
    this.element.style.top = y < height / 2 ? `${y + 14}px` : '';
    this.element.style.bottom = y < height / 2 ? '' : `${height - y + 14}px`;
    this.element.classList.add('is-shown');
    clearTimeout(this.timer);
    const request = () => window.dispatchEvent(new CustomEvent('dataloupe:hover', { detail: { id } }));
    if (!this.texts.has(id)) this.timer = setTimeout(request, REST_MS);
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
