// Draws texts whole; returns the markup of each, without what never matters here.
async (texts) => {
  const { Markdown } = await import("/static/js/markdown.js");
  return texts.map((text) => {
    const root = document.createElement("div");
    const markdown = new Markdown(root);
    markdown.write(text);
    markdown.end();
    for (const node of root.querySelectorAll("button, figcaption")) node.remove();
    const markup = root.innerHTML.replace(/ (dir|class|tabindex|role|aria-label)="[^"]*"/g, "");
    return markup.replace(/<\/?mrow>/g, "");
  });
}
