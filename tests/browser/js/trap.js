// Counts what runs, and what the page's policy had to stop.
window.ran = 0;
window.violations = [];
window.pwned = () => { window.ran += 1; };
addEventListener("securitypolicyviolation", (event) => window.violations.push(event.blockedURI));
