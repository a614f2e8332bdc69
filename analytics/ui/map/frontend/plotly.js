/* Loads plotly.js, which is in the plotly wheel, once per visit from the server of the dashboard. */

let loading = null;

export function loadPlotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    // The address is relative to this file: it works below any base path and behind any proxy.
    script.src = new URL('../dataloupe.plotly/plotly.min.js', import.meta.url).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error('plotly.js could not be loaded from the dashboard'));
    document.head.appendChild(script);
  });
  return loading;
}
