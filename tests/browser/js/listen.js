// Notes every sentence that a screen reader would be told.
() => {
  window.said = [];
  for (const node of document.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log]")) {
    const listener = new MutationObserver(() => node.textContent.trim() && window.said.push(node.textContent));
    listener.observe(node, { childList: true, subtree: true, characterData: true });
  }
}
