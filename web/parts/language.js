// Some browsers give “C” for the visitor's language where the system has none (WebKitGTK with LANG=C), and Intl throws at
// it. Libraries ask for it as they load: what imports them imports this before.

try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
}
