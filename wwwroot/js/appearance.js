// Runs before the first paint. Whoever reached the portal around the proxy, without the path that it lives under, goes to the
// same page beneath it: cookies and the page's connection work only there.
(() => {
  const base = new URL(document.baseURI).pathname;
  const path = location.pathname;
  if ((path + '/').startsWith(base))
    return;
  const beneath = (path + '/').toLowerCase().startsWith(base.toLowerCase()) ? path.slice(base.length) : path.slice(1);
  location.replace(base + beneath + location.search + location.hash);
})();

// The server draws the page in the theme that two cookies name; a browser that has not told
// it yet that its system is dark tells it now and asks again, so that nobody sees a flash of the other theme.
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
