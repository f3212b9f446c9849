// What stands under `roots` and could not have been made by the page's own modules.
(roots) => {
  const tags = new Set(`a article aside b blockquote br button code dd del details div dl dt em figcaption figure footer
    h2 h3 h4 h5 h6 header hr i input label li ol optgroup option p pre progress select span strong summary svg table tbody
    td textarea th thead tr ul use math mrow mi mo mn mtext mfrac msqrt mroot msub msup msubsup munder mover munderover
    mspace mtable mtr mtd`.split(/\s+/));
  const attributes = new Set(`aria-busy aria-hidden aria-label aria-labelledby aria-pressed aria-current autocomplete class
    checked data-id data-wait dir disabled display for hidden href id inputmode max maxlength name placeholder rel role
    rows selected spellcheck start tabindex target title type value viewBox width`.split(/\s+/));
  const strange = [];
  for (const node of roots.flatMap((root) => [...document.querySelectorAll(`${root} *`)])) {
    if (!tags.has(node.localName)) strange.push(node.outerHTML.slice(0, 200));
    for (const { name, value } of node.attributes) {
      if (!attributes.has(name)) strange.push(`${node.localName} ${name}=${value}`);
      if (name === "href" && !/^(https?:\/\/|#)/.test(value)) strange.push(`${node.localName} href=${value}`);
    }
    if (node.localName === "a" && node.target && !/noopener.*nofollow/.test(node.rel)) strange.push(node.outerHTML);
  }
  return strange;
}
