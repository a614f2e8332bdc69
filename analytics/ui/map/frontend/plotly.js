/* The plotly.js that the plotly wheel ships, loaded once a visit from the dashboard's own server. */

let loading = null;

export function loadPlotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    // Relative to this file, so that it works below any base path and behind any proxy.
    script.src = new URL('../dataloupe.plotly/plotly.min.js', import.meta.url).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error('plotly.js could not be loaded from the dashboard'));
    document.head.appendChild(script);
  });
  return loading;
}
