/* A menu of grouped options with a search: a button that opens a list. By keyboard: Enter or an arrow opens it, letters
   search, the arrows move, Enter picks, Escape closes. All texts are set as text, never as HTML. */

const menus = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let menu = menus.get(parentElement);
  if (!menu) menus.set(parentElement, (menu = new Menu(parentElement)));
  menu.pick = (value) => setTriggerValue('pick', value);
  menu.show(data);
  return () => setTimeout(() => parentElement.isConnected || menu.forget());
}

let count = 0;

class Menu {
  constructor(parent) {
    const add = (to, tag, name, attributes = {}) => {
      const element = document.createElement(tag);
      element.className = `dataloupe-menu-${name}`;
      Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
      return to.appendChild(element);
    };
    this.add = add;
    this.id = `dataloupe-menu-${count++}`;
    this.root = add(parent, 'div', 'root');
    this.button = add(this.root, 'button', 'button', { type: 'button', 'aria-haspopup': 'listbox' });
    this.panel = add(this.root, 'div', 'panel');
    this.search = add(this.panel, 'input', 'search', {
      type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': this.id, 'aria-autocomplete': 'list',
      placeholder: 'Search columns', autocomplete: 'off', 'aria-label': 'Search columns',
    });
    this.list = add(this.panel, 'div', 'list', { role: 'listbox', id: this.id, tabindex: '-1' });
    this.close();
    this.button.onclick = () => (this.panel.hidden ? this.open() : this.close());
    this.button.onkeydown = (event) => {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.open(event);
    };
    this.search.oninput = () => this.fill();
    this.search.onkeydown = (event) => this.key(event);
    this.leave = ({ target }) => this.root.contains(target) || this.close();
    document.addEventListener('pointerdown', this.leave);
    this.root.addEventListener('focusout', ({ relatedTarget }) => relatedTarget && this.leave({ target: relatedTarget }));
  }

  forget() {
    document.removeEventListener('pointerdown', this.leave);
  }

  show(data) {
    this.data = data;
    this.list.setAttribute('aria-label', data.label);
    this.button.textContent = data.value;
    this.button.setAttribute('aria-label', `${data.label}: ${data.value}`);
    this.button.title = data.value;
    if (!this.panel.hidden) this.fill();
  }

  open(event) {
    event?.preventDefault();
    this.panel.hidden = false;
    this.button.setAttribute('aria-expanded', 'true');
    this.search.value = '';
    this.fill();
    this.search.focus();
  }

  close() {
    this.panel.hidden = true;
    this.button.setAttribute('aria-expanded', 'false');
  }

  /** The options whose group or title has all words of the search; while searching, each once. */
  fill() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const groups = words.length ? this.data.groups.slice(1) : this.data.groups;
    this.options = [];
    this.list.replaceChildren();
    for (const { title, options } of groups) {
      const fitting = options.filter((option) => words.every((word) => `${title} ${option}`.toLowerCase().includes(word)));
      if (!fitting.length) continue;
      const group = this.add(this.list, 'div', 'group', { role: 'group', 'aria-label': title });
      this.add(group, 'div', 'title', { 'aria-hidden': 'true' }).textContent = title;
      fitting.forEach((option) => this.addOption(group, option));
    }
    if (!this.options.length) this.add(this.list, 'div', 'title').textContent = 'No column matches.';
    const chosen = this.options.findIndex(({ textContent }) => textContent === this.data.value);
    this.move(words.length ? 0 : Math.max(0, chosen));
  }

  addOption(group, option) {
    const id = `${this.id}-${this.options.length}`;
    const isChosen = option === this.data.value;
    const element = this.add(group, 'div', 'option', { role: 'option', id, 'aria-selected': String(isChosen) });
    element.textContent = option;
    element.onclick = () => this.choose(element);
    this.options.push(element);
  }

  move(to) {
    this.options[this.at]?.classList.remove('is-active');
    this.at = Math.max(0, Math.min(to, this.options.length - 1));
    const active = this.options[this.at];
    if (!active) return this.search.removeAttribute('aria-activedescendant');
    active.classList.add('is-active');
    this.search.setAttribute('aria-activedescendant', active.id);
    const above = active.offsetTop - this.list.scrollTop, below = above + active.offsetHeight - this.list.clientHeight;
    if (above < 24) this.list.scrollTop += above - 24;
    else if (below > 0) this.list.scrollTop += below;
  }

  key(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in moves) this.move(this.at + moves[event.key]);
    else if (event.key === 'Enter') this.options[this.at] && this.choose(this.options[this.at]);
    else if (event.key === 'Escape') this.closeAndReturn();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose({ textContent }) {
    this.closeAndReturn();
    this.button.textContent = textContent;
    this.pick(textContent);
  }

  closeAndReturn() {
    this.close();
    this.button.focus();
  }
}
