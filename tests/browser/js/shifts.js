// Notes what moves by itself, how far and when.
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const nodes = entry.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 120));
    if (!entry.hadRecentInput) window.shifts.push([entry.value, nodes, entry.startTime]);
  }
}).observe({ type: "layout-shift", buffered: true });
