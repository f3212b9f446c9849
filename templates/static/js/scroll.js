/** Scrolling that follows new text and yields to the reader. */

const NEAR_PX = 48;

/**
 * Keeps a scroller at its end while the reader is there. Returns a function that goes to the end.
 * @param {HTMLElement} scroller @param {HTMLElement} content @param {(following: boolean) => void} [onchange]
 */
export function follow(scroller, content, onchange = () => {}) {
	let following = true;
	let last = 0;
	const toEnd = () => (scroller.scrollTop = scroller.scrollHeight);
	const set = (value) => value !== following && onchange((following = value));
	scroller.addEventListener("scroll", () => {
		const left = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
		if (left < NEAR_PX) set(true);
		else if (scroller.scrollTop < last) set(false);
		last = scroller.scrollTop;
	}, { passive: true });
	new ResizeObserver(() => following && toEnd()).observe(content);
	return () => (set(true), toEnd());
}
