// Runs before the first paint. A browser that bypassed the proxy and its base path is redirected to the same page under that
// path: cookies and the page's connection work only there.
(() => {
  const base = new URL(document.baseURI).pathname;
  const path = location.pathname;
  if ((path + '/').startsWith(base))
    return;
  const beneath = (path + '/').toLowerCase().startsWith(base.toLowerCase()) ? path.slice(base.length) : path.slice(1);
  location.replace(base + beneath + location.search + location.hash);
})();

// The server renders the theme from two cookies. A browser whose system theme is not in its cookie sets it now and reloads,
// so that the other theme does not flash.
(() => {
  const cookie = name => document.cookie.split('; ').find(c => c.startsWith(name + '='))?.slice(name.length + 1);
  const dark = matchMedia('(prefers-color-scheme: dark)').matches ? '1' : '0';
  const before = cookie('ap-system-dark') ?? '0';
  if (before === dark)
    return;
  document.cookie = `ap-system-dark=${dark}; path=/; max-age=31536000; samesite=strict`;
  const follows = cookie('ap-theme') === undefined || cookie('ap-theme') === 'system';
  if (follows && cookie('ap-system-dark') === dark)
    location.replace(location.href);
})();
