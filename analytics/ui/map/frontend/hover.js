/* Sends the id of the document under the pointer to Python, and its first characters to the tooltip. Shows nothing. */

const listeners = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const stop = () => window.removeEventListener('dataloupe:hover', listeners.get(parentElement));
  if (listeners.has(parentElement)) stop();
  const send = ({ detail: { id } }) => setStateValue('id', id);
  listeners.set(parentElement, send);
  window.addEventListener('dataloupe:hover', send);
  if (data.id !== null) window.dispatchEvent(new CustomEvent('dataloupe:text', { detail: data }));
  return () => setTimeout(() => parentElement.isConnected || stop());
}
