/* What Streamlit leaves out for screen readers and keyboards: the roles of the navigation's lists, and the focus of boxes
   that scroll. It runs again whenever the page changes. */

(() => {
  if (window.dataloupeAccessibility) return;
  const repair = () => {
    for (const list of document.querySelectorAll('[data-testid="stSidebarNavItems"]')) {
      if (list.getAttribute('role') === 'presentation') continue;
      list.setAttribute('role', 'presentation');
    }
    for (const items of document.querySelectorAll('[data-testid="stSidebarNavItems"] > div')) {
      if (items.querySelector(':scope > li') && items.getAttribute('role') !== 'list') items.setAttribute('role', 'list');
    }
    for (const box of document.querySelectorAll('[data-testid="stVerticalBlock"][overflow="auto"]:not([tabindex])')) {
      box.setAttribute('tabindex', '0');
    }
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
