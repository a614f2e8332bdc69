/* Carries one question up (which document is under the pointer?) and one answer down (how it begins). Shows nothing itself. */

const asking = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const earlier = asking.get(parentElement);
  if (earlier) window.removeEventListener('dataloupe:hover', earlier);
  const ask = ({ detail: { id } }) => setStateValue('id', id);
  asking.set(parentElement, ask);
  window.addEventListener('dataloupe:hover', ask);
  if (data.id !== null) window.dispatchEvent(new CustomEvent('dataloupe:text', { detail: data }));
  return () => setTimeout(() => parentElement.isConnected || window.removeEventListener('dataloupe:hover', asking.get(parentElement)));
}
